"""What fighting on is worth to each signer, month by month."""

from __future__ import annotations

import numpy as np

from goodoffices.case.schema import Case
from goodoffices.engines.spread import LEVELS
from goodoffices.play.ground import Ground
from goodoffices.play.study import Step, Study, View, held
from goodoffices.study.war.answer import WarAnswer, WarPath, WarView
from goodoffices.study.war.ripeness import ripeness


def war(what: Study | Case | str) -> WarAnswer:
    """What fighting on is worth to each signer, month by month, and whether the conflict is ripe.

    Errors are those of the making of a study.
    """
    study = held(what)
    return WarAnswer(*study.head, study.ask(view_of_war).perspectives)


def view_of_war(view: View, step: Step) -> WarView:
    """One perspective's answer."""
    return WarView(view.name, view.title, war_paths(view.ground, view.case), ripeness(view.ground))


def war_paths(ground: Ground, case: Case) -> dict[str, WarPath]:
    """W_i(t) over the horizon: mean, quantiles over draws, and what the party believes; points."""
    shape, world = ground.shape, ground.belief
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
