"""What every section of the brief reads from: the study, the names, and the perspective the main text speaks from."""

from __future__ import annotations

import os
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from functools import cached_property
from threading import Lock

from markupsafe import Markup

from goodoffices.brief.blocks import link
from goodoffices.brief.overview import Overview, Overviews
from goodoffices.brief.standing import baseline, best_of, direct_plan, focus, leaders, regrets
from goodoffices.case.perspective import resolve
from goodoffices.case.quantity import Quantity
from goodoffices.case.schema import Case, Plan
from goodoffices.case.walking import quantities
from goodoffices.engines.links.talks import EXACT_SIGNERS
from goodoffices.kit.names import Names, slug
from goodoffices.play.study import Study
from goodoffices.study.holding.answer import HoldingView
from goodoffices.study.holding.question import holding
from goodoffices.study.induce.answer import InducementAnswer, InducementView
from goodoffices.study.induce.question import inducement
from goodoffices.study.leverage.answer import LeverageAnswer
from goodoffices.study.leverage.question import leverage
from goodoffices.study.mediators.answer import Mediators, MediatorsView
from goodoffices.study.mediators.question import mediators
from goodoffices.study.plans.answer import PlanResult
from goodoffices.study.search.answer import SearchView
from goodoffices.study.search.question import search
from goodoffices.study.spoilers.answer import PlanSpoilers
from goodoffices.study.spoilers.question import CONFIDENCE, spoilers
from goodoffices.study.timing.answer import TimingView
from goodoffices.study.timing.question import timing

SEARCHED = 60
"""Plans that the brief looks at beyond those of the case."""

MEDIATORS_DRAWS = 1024
"""Draws on which third parties are compared as mediators: hundreds of coalitions are played."""
MOST_CANDIDATES = 30
"""Third parties up to which they are compared."""
QUESTIONS = ("found", "mediators", "timing", "inducement", "spoiling", "lasting", "leverage")
"""What the brief asks beyond the study, the longest first."""

HOLDING = Lock()


COALITION = ("nominated", "if_willing", "levers", "offers", "mode", "package", "rule", "month")
"""What a plan must have left as it is to be the same as a coalition compared."""


@dataclass(frozen=True)
class Desk:
    """A study laid out for the writer of the brief."""

    study: Overviews
    run: str | None = None
    """What the study owes to a run, in words."""
    asked: Study | None = field(default=None, compare=False, repr=False)
    """What was asked, so that further questions are put to the same; None: the case is laid out again."""
    _held: dict[int, Study] = field(default_factory=dict, compare=False, repr=False)

    def ask_ahead(self) -> None:
        """Ask everything the brief asks beyond the study, side by side; each answer is found alone, whatever the order."""
        with ThreadPoolExecutor(min(os.cpu_count() or 1, 4)) as pool:
            for answer in [pool.submit(getattr, self, question) for question in QUESTIONS]:
                answer.result()

    @property
    def case(self) -> Case:
        """The case studied."""
        return self.study.case

    @cached_property
    def names(self) -> Names:
        """What ids are called."""
        return Names(self.study.case)

    @cached_property
    def base(self) -> Overview:
        """The perspective the main text speaks from; the others stand beside it."""
        return baseline(self.study)

    @cached_property
    def views(self) -> tuple[Overview, ...]:
        """All perspectives, in the order of the case."""
        return tuple(self.study.perspectives.values())

    @cached_property
    def leading(self) -> tuple[str, ...]:
        """Plans that lead the base perspective within error, best first."""
        return leaders(self.base)

    @cached_property
    def best(self) -> PlanResult | None:
        """The plan with the highest success in the base perspective."""
        return self.base.plans[self.leading[0]] if self.leading else None

    @cached_property
    def direct(self) -> PlanResult | None:
        """The plan without mediator or offers, in the base perspective."""
        found = direct_plan(self.case, self.base)
        return self.base.plans[found] if found else None

    @cached_property
    def followed(self) -> tuple[PlanResult, ...]:
        """The best plan and, where nobody mediates in it, the best one with a mediator."""
        if self.best is None:
            return ()
        other = (
            None if self.best.mediators else best_of(self.base, (p for p, r in self.base.plans.items() if r.mediators))
        )
        return (self.best, self.base.plans[other]) if other else (self.best,)

    @cached_property
    def focus(self) -> str | None:
        """The mediator most plans turn on."""
        return focus(self.base)

    @cached_property
    def order(self) -> tuple[str, ...]:
        """Plans by success in the base perspective: the order of every table of plans."""
        return self.base.best_plans()

    @cached_property
    def regret(self) -> dict[str, float]:
        """plan: largest regret over perspectives."""
        return regrets(self.study)

    def view(self, result: Overview) -> str:
        """A perspective in quotes."""
        return f"“{result.title}”"

    @cached_property
    def resolved(self) -> Case:
        """The case with the numbers of the base perspective."""
        return resolve(self.case, self.base.name) if self.base.name in self.case.perspectives else self.case

    @property
    def leverage_draws(self) -> int:
        """Draws of `leverage`: few, for it only summarises numbers."""
        return min(self.study.draws, 2048)

    @cached_property
    def leverage(self) -> LeverageAnswer | None:
        """Dependence and levers in the base perspective; None where the case names neither ties nor levers."""
        if (self.case.ties is None or not self.case.ties.pairs) and not self.case.levers:
            return None
        return leverage(self._few(self.leverage_draws))

    @property
    def timing_draws(self) -> int:
        """Draws of `timing`: few, for every place of the front is an evaluation; with fewer consent is too uncertain."""
        return min(self.study.draws, 1024)

    @property
    def moments(self) -> tuple[int, ...]:
        """Months of signing that the brief looks at: today, in half a year, and at the end of the horizon."""
        last = self.case.horizon
        return tuple(sorted({0, min(6, last), last}))

    @cached_property
    def timing(self) -> TimingView | None:
        """The plans followed by month of signing, in the base perspective; None where the case names no plan."""
        if not self.followed:
            return None
        plans = [r.plan for r in self.followed]
        asked = self._few(self.timing_draws)
        return timing(asked, plans=plans, months=self.moments).perspectives[self.base.name]

    @property
    def lasting_draws(self) -> int:
        """Draws of `lasting`."""
        return min(self.study.draws, 1024)

    @cached_property
    def lasting(self) -> HoldingView | None:
        """Whether the last plan followed holds, and who could guarantee it; None where the case names no plan."""
        if not self.followed:
            return None
        plan = self.followed[-1].plan
        return holding(self._few(self.lasting_draws), plan=plan).perspectives[self.base.name]

    @property
    def search_draws(self) -> int:
        """Draws that plans are searched on, and as many fresh ones."""
        return min(self.study.draws, 512)

    @cached_property
    def found(self) -> SearchView | None:
        """The best plan found in the base perspective; None where there is nobody to mediate and nothing to use."""
        if not self.followed or not self.case.third_parties():
            return None
        return search(self._few(self.search_draws), effort=SEARCHED).perspectives[self.base.name]

    def _few(self, draws: int) -> Study:
        """What is asked of the base perspective alone, on fewer draws where all would take too long: held once."""
        with HOLDING:
            if draws not in self._held:
                study = self.study
                whole = self.asked or Study(study.case, draws=study.draws, seed=study.seed, places=study.places)
                self._held[draws] = whole.part([self.base.name], draws=draws, workers=1)
            return self._held[draws]

    @cached_property
    def mediators(self) -> Mediators | None:
        """All third parties as mediators, in the base perspective; None where nobody could mediate or too many sign."""
        candidates = len(self.case.third_parties())
        if not candidates or len(self.case.signers()) > EXACT_SIGNERS or candidates > MOST_CANDIDATES:
            return None
        return mediators(self._few(min(self.study.draws, MEDIATORS_DRAWS)), together="none")

    @property
    def mediators_view(self) -> MediatorsView | None:
        """The base perspective of `mediators`."""
        return self.mediators.perspectives[self.base.name] if self.mediators is not None else None

    @property
    def inducement_draws(self) -> int:
        """Draws of `inducement`."""
        return min(self.study.draws, 1024)

    @cached_property
    def inducement(self) -> InducementAnswer | None:
        """What offers would bring in the mediator most plans turn on, in the base perspective; None where there is none."""
        if self.focus is None:
            return None
        return inducement(self._few(self.inducement_draws), self.focus, commitments=0)

    @property
    def inducement_view(self) -> InducementView | None:
        """The base perspective of `inducement`."""
        return self.inducement.perspectives[self.base.name] if self.inducement is not None else None

    @property
    def spoiling_draws(self) -> int:
        """Draws of `spoiling`."""
        return min(self.study.draws, 1024)

    @property
    def spoiling_confidence(self) -> float:
        """Share of draws in which what turns a spoiler must work."""
        return CONFIDENCE

    @cached_property
    def spoiling(self) -> PlanSpoilers | None:
        """Who would spoil the last plan followed, in the base perspective; None where the case names no plan."""
        if not self.followed:
            return None
        plan = self.followed[-1].plan
        found = spoilers(self._few(self.spoiling_draws), plans=[plan], levers=True)
        return found.perspectives[self.base.name].plans[plan]

    @cached_property
    def numbers(self) -> Mapping[str, Quantity]:
        """path: number, every one of the case."""
        return quantities(self.study.case)

    def plan_anchor(self, plan: str) -> str:
        """Anchor of a plan's entry in annex E."""
        return f"plan-{slug(plan)}"

    def to_plan(self, plan: str, text: str | None = None) -> Markup:
        """A link to a plan's entry in annex E, by its name unless said otherwise."""
        return link(self.plan_anchor(plan), text or self.names.plan(plan))

    def as_plan(self, members: tuple[str, ...]) -> PlanResult | None:
        """The plan of the case that a coalition is - in public, with all it has, without offers - or direct talks for nobody."""
        if not members:
            return self.direct if self.direct is not None and not self.direct.levers else None
        plain = Plan(name="")
        for plan, result in self.base.plans.items():
            spec = self.case.plans.get(plan)
            if (
                spec is not None
                and set(spec.mediators) == set(members)
                and all(getattr(spec, part) == getattr(plain, part) for part in COALITION)
            ):
                return result
        return None

    def spoils(self, party: str) -> float:
        """Largest share of draws in which a third party loses by a settlement, over the plans that it acts against."""
        return max(
            (
                s.loses_from_settlement
                for r in self.base.plans.values()
                for s in r.spoilers
                if s.party == party and s.acts > 0.005
            ),
            default=0.0,
        )

    @cached_property
    def _groups(self) -> frozenset[str]:
        return frozenset(group(path) for path in self.numbers)

    def to_numbers(self, prefix: str, text: str) -> Markup:
        """A link to the first number under `levers.press` or the like in annex A; to the annex where there is none."""
        return link(f"n-{slug(prefix)}" if prefix in self._groups else "annex-a", text)

    def to_claim(self, claim: str) -> Markup:
        """A link to a claim of annex C; plain text for an id that the case does not define."""
        return link(f"claim-{slug(claim)}", claim) if claim in self.case.claims else Markup("{}").format(claim)


def group(path: str) -> str:
    """What a number belongs to: the first two steps of its path."""
    return ".".join(path.split(".")[:2])
