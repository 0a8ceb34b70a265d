"""Packages as people read them: what a text gives each signer, and the text to put on the table."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from goodoffices.engines.agreement import TOLERANCE
from goodoffices.engines.finding import acceptance
from goodoffices.study.ground import Ground
from goodoffices.study.results import PackageText, RobustPackage
from goodoffices.study.spread import share_error, spread
from goodoffices.study.talks import robust_text

Ints = npt.NDArray[np.int64]
RUNNERS_UP = 5


def package_text(ground: Ground, options: Ints) -> PackageText:
    """A package (J,) with what it gives each signer under no levers, in month 0."""
    shape, table = ground.shape, ground.world.option_utility
    utility, crossed = ground.package_utility(options)
    gain = utility - ground.world.reservation(0)
    accepted = (gain >= -TOLERANCE) & ~crossed
    columns = shape.offset[:-1] + options
    return PackageText(
        options=shape.package_names(options),
        utilities={s: spread(utility[:, i]) for i, s in enumerate(shape.signers)},
        margins={s: spread(gain[~crossed[:, i], i]) for i, s in enumerate(shape.signers)},
        red_line_share={s: float(crossed[:, i].mean()) for i, s in enumerate(shape.signers)},
        accepted_by={s: float(accepted[:, i].mean()) for i, s in enumerate(shape.signers)},
        contributions={
            s: {issue: float(table[:, i, columns[j]].mean()) for j, issue in enumerate(shape.issues)}
            for i, s in enumerate(shape.signers)
        },
    )


def robust_package(ground: Ground) -> RobustPackage:
    """The text most often acceptable to all, with nobody's help."""
    shape = ground.shape
    reservation = ground.world.reservation(0)
    climb = robust_text(ground, reservation)
    text = climb.options.astype(np.int64)
    yes = np.asarray(ground.accepted(text, reservation, TOLERANCE).all(axis=1), dtype=np.float64)
    shares = acceptance(ground.utility, reservation)[-1]
    order = np.argsort(-shares, kind="stable")
    runners = [
        (shape.package_names(ground.pool.options[x]), float(shares[x]))
        for x in order[: RUNNERS_UP + 1]
        if not np.array_equal(ground.pool.options[x], text)
    ]
    return RobustPackage(
        package=package_text(ground, text),
        share=float(yes.mean()),
        se=share_error(yes),
        runners_up=tuple(runners[:RUNNERS_UP]),
        improvements=tuple(
            (
                shape.issues[c.issue],
                shape.options[c.issue][int(text[c.issue])],
                shape.options[c.issue][c.option],
                c.share_change,
            )
            for c in climb.changes
        ),
    )
