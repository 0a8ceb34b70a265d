"""Packages as people read them: what a text gives each signer, and the text to put on the table."""

from __future__ import annotations

import numpy as np

from goodoffices.engines.links.agreement import TOLERANCE
from goodoffices.engines.robust.amendments import amendments
from goodoffices.engines.spread import share_error, spread
from goodoffices.model.arrays import Ints
from goodoffices.play.ground import Ground
from goodoffices.play.robust_text import robust_text
from goodoffices.study.robust.answer import PackageText, RobustPackage


def package_text(ground: Ground, options: Ints) -> PackageText:
    """A package (J,) with what it gives each signer under no levers, in month 0."""
    shape, table = ground.shape, ground.belief.option_utility
    utility, crossed = ground.package_utility(options)
    gain = utility - ground.belief.reservation(0)
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
    shape, wishes = ground.shape, ground.wishes
    reservation = ground.belief.reservation(0)
    best = robust_text(ground, reservation)
    text = best.options[0].astype(np.int64)
    yes = np.asarray(ground.accepted(text, reservation, TOLERANCE).all(axis=1), dtype=np.float64)
    near = amendments(shape.space, wishes, reservation, best.choices[0])
    return RobustPackage(
        package=package_text(ground, text),
        share=float(yes.mean()),
        se=share_error(yes),
        proven=best.exact,
        bound=best.bound / ground.draws,
        runners_up=tuple(
            (shape.package_names(options.astype(np.int64)), int(joint) / ground.draws)
            for options, joint in zip(best.options[1:], best.joint[1:], strict=True)
        ),
        improvements=tuple(
            (
                shape.issues[change.issue],
                shape.options[change.issue][int(text[change.issue])],
                shape.options[change.issue][change.option],
                (change.joint - near.joint) / ground.draws,
            )
            for change in near.changes
        ),
    )
