"""Is there a deal that all signers prefer to fighting on, with nobody's help, and how far is it from reach?"""

from __future__ import annotations

import numpy as np

from goodoffices.case.schema import Case
from goodoffices.engines.links import agreement
from goodoffices.engines.links.agreement import TOLERANCE
from goodoffices.engines.spread import share_error, spread
from goodoffices.model.arrays import Bools, Floats, Ints
from goodoffices.play.ground import Ground
from goodoffices.play.study import Step, Study, View, held
from goodoffices.study.robust.package import robust_package
from goodoffices.study.zone.answer import Zone, ZoneAnswer, ZoneView


def zone(what: Study | Case | str) -> ZoneAnswer:
    """Is there a deal that all prefer to fighting on, with nobody's help, and which text is most often acceptable?

    Errors are those of the making of a study.
    """
    study = held(what)
    return ZoneAnswer(*study.head, study.ask(view_of_zone).perspectives, study.thin)


def view_of_zone(view: View, step: Step) -> ZoneView:
    """One perspective's answer."""
    return ZoneView(view.name, view.title, zone_of(view.ground), robust_package(view.ground))


def zone_of(ground: Ground) -> Zone:
    """The zone of possible agreement of a perspective under no levers, in month 0."""
    shape = ground.shape
    reservation = ground.belief.reservation(0)
    offsets, utilities = ground.frontiers.offsets, ground.frontiers.utilities
    margin, chosen = ground.best_deal(reservation)
    exists = margin >= -TOLERANCE
    reach = agreement.reach(offsets, utilities, reservation)
    return Zone(
        exists=float(exists.mean()),
        exists_se=share_error(exists.astype(np.float64)),
        margin=spread(margin),
        shortest_party=_shortest(ground, reservation, chosen, exists),
        reach={s: spread(reach[:, i]) for i, s in enumerate(shape.signers)},
        floor={s: spread(reservation[:, i]) for i, s in enumerate(shape.signers)},
        blocking_issues=_contested(ground, chosen),
    )


def _shortest(
    ground: Ground,
    reservation: Floats,
    chosen: Ints,
    exists: Bools,
) -> dict[str, float]:
    """Share of draws without a deal in which each signer is the one who gains least at the best package."""
    short = (chosen >= 0) & ~exists
    gain = ground.frontiers.utilities[chosen[short]] - reservation[short]
    least = gain.argmin(axis=1) if len(gain) else np.empty(0, dtype=np.int64)
    return {s: float((least == i).mean()) if len(gain) else 0.0 for i, s in enumerate(ground.shape.signers)}


def _contested(ground: Ground, chosen: Ints) -> tuple[tuple[str, float], ...]:
    """Issue by issue, the points that the most disappointed signer gives up at the best package, mean over draws."""
    shape, table = ground.shape, ground.belief.option_utility
    there = np.flatnonzero(chosen >= 0)
    if not there.size:
        return tuple((issue, 0.0) for issue in shape.issues)
    options = shape.space.options_of(shape.space.choices_from(ground.frontiers.codes[chosen[there]]))
    given_up = []
    for j, issue in enumerate(shape.issues):
        here = table[there][:, :, shape.offset[j] : shape.offset[j + 1]]
        got = np.take_along_axis(here, options[:, None, j : j + 1].astype(np.int64), axis=2)[:, :, 0]
        given_up.append((issue, float((here.max(axis=2) - got).max(axis=1).mean())))
    return tuple(sorted(given_up, key=lambda pair: -pair[1]))
