"""Is the moment ripe: a hurting stalemate, perceived as one, and a way out (Zartman 1989; Zartman & de Soto 2010)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

import numpy as np

from goodoffices.engines.links.agreement import TOLERANCE
from goodoffices.play.ground import Ground
from goodoffices.study.war.answer import Ripeness
from goodoffices.study.zone.months import zone_months

RIPE = 0.5
"""Share of draws from which a condition is taken to hold."""


def ripeness(ground: Ground) -> Ripeness:
    """Zartman's conditions as shares of draws.

    Objective: fighting on is worth less than the front frozen where it stands or, where the case gives a direct war
    value, will be worth less in some months than now.  (In a war of attrition W itself does not fall with time: costs
    already paid are bygones.)  Perceived: and the party believes, optimism included, that the deal with the widest least
    margin beats fighting on.  Way out: some deal beats fighting on for all.
    """
    shape, world = ground.shape, ground.belief
    utilities = ground.frontiers.utilities
    reservation = world.reservation(0)
    margin, chosen = ground.best_deal(reservation)
    hurts = world.hurting
    gain = (
        np.where((chosen >= 0)[:, None], utilities[np.maximum(chosen, 0)] - reservation, -np.inf)
        if len(utilities)
        else np.full(reservation.shape, -np.inf)
    )
    sees = hurts & (gain >= -TOLERANCE)
    objective = {s: float(hurts[:, i].mean()) for i, s in enumerate(shape.signers)}
    perceived = {s: float(sees[:, i].mean()) for i, s in enumerate(shape.signers)}
    way_out = float((margin >= -TOLERANCE).mean())
    return Ripeness(
        hurting_objective=objective,
        hurting_perceived=perceived,
        waiting_cost={s: world.waiting[:, i].mean(axis=0) for i, s in enumerate(shape.signers)},
        way_out=way_out,
        exists_by_month=zone_months(ground).exists,
        verdict=verdict([*objective.values()], [*perceived.values()], way_out),
    )


def verdict(
    objective: Sequence[float], perceived: Sequence[float], way_out: float
) -> Literal["ripe", "ripening", "not_ripe"]:
    """Ripe when every condition holds for every signer; ripening when some condition does."""
    conditions = [min(objective) >= RIPE, min(perceived) >= RIPE, way_out >= RIPE]
    if all(conditions):
        return "ripe"
    return "ripening" if any(conditions) else "not_ripe"
