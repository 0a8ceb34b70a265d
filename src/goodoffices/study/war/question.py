"""What fighting on is worth to each signer, month by month."""

from __future__ import annotations

import numpy as np

from goodoffices.case.schema import Case
from goodoffices.engines.spread import LEVELS
from goodoffices.play.ground import Ground
from goodoffices.study.results import WarPath


def war_paths(ground: Ground, case: Case) -> dict[str, WarPath]:
    """W_i(t) over the horizon: mean, quantiles over draws, and what the party believes; points."""
    shape, world = ground.shape, ground.world
    paths = {}
    for i, signer in enumerate(shape.signers):
        value = world.war[:, i]
        q05, q25, _, q75, q95 = np.quantile(value, LEVELS, axis=0)
        victory, defeat, frozen = world.war_ends.get(i, (None, None, None))
        paths[signer] = WarPath(
            months=np.arange(value.shape[1]),
            mean=value.mean(axis=0),
            q05=q05,
            q25=q25,
            q75=q75,
            q95=q95,
            believed_mean=value.mean(axis=0) + float(world.optimism[:, i].mean()),
            kind=case.war.values[shape.war_of[i]].kind,
            victory=victory,
            defeat=defeat,
            frozen=frozen,
        )
    return paths
