"""What a brief tells of every perspective: the answers of `zone`, `war` and `plans` of one study, side by side."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from goodoffices.case.schema import Case
from goodoffices.kit.answer import Studied
from goodoffices.play.study import Step, Study, View, held
from goodoffices.study.plans.answer import NeedMap, PlanResult, PoolReport, best_first
from goodoffices.study.plans.question import view_of_plans
from goodoffices.study.robust.answer import RobustPackage
from goodoffices.study.war.answer import Ripeness, WarPath
from goodoffices.study.war.question import view_of_war
from goodoffices.study.zone.answer import Zone
from goodoffices.study.zone.question import view_of_zone


@dataclass(frozen=True)
class Overview:
    """Everything that was found under one perspective."""

    name: str
    title: str
    zone: Zone
    war: Mapping[str, WarPath]
    ripeness: Ripeness
    robust: RobustPackage
    plans: Mapping[str, PlanResult]
    needs: NeedMap | None
    """None with fewer than two belligerents."""
    pool: PoolReport

    def best_plans(self) -> tuple[str, ...]:
        """Plans by P(success), highest first; file order on ties."""
        return best_first(self.plans)


@dataclass(frozen=True)
class Overviews(Studied):
    """The same for a case: one overview per perspective, never averaged."""

    perspectives: Mapping[str, Overview]
    places: int | None = None
    """Most places of the front told apart in a later month, see `play.study.View`."""


def overviews(what: Study | Case | str) -> Overviews:
    """Zone, war, ripeness, robust text and every plan, by perspective; each perspective is laid out once for all of them.

    Errors are those of the making of a study.
    """
    study = held(what)
    names = list(study.case.plans)

    def question(view: View, step: Step) -> Overview:
        plans, zone, war = view_of_plans(view, step, names), view_of_zone(view, step), view_of_war(view, step)
        return Overview(
            view.name, view.title, zone.zone, war.war, war.ripeness, zone.robust, plans.plans, plans.needs, plans.pool
        )

    return Overviews(*study.head, study.ask(question, steps=len(names) + 1).perspectives, study.places)
