"""What could be signed: the frontier of a scenario, the deals that solution concepts pick, and what beats a deal in hand.

The scenario decides how it is solved: sums over issues by dynamic programming (`engines.frontier.pareto`), hyper-rectangles by
listing all packages (`engines.settlement.listing`) or, of too many, by integer programming
(`engines.settlement.hyper_rectangles`), divisible issues by segments (`engines.settlement.divisible`).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from goodoffices.case.perspective import BASELINE
from goodoffices.case.problem import InfeasibleError
from goodoffices.case.reading import load
from goodoffices.case.schema import Case
from goodoffices.engines.frontier import block_fronts as joins
from goodoffices.engines.settlement.solutions import disagreement_point
from goodoffices.model.scenario import Issue, Scenario
from goodoffices.study.settle.answer import (
    CONCEPTS,
    Settlement,
    Ties,
    Wording,
)
from goodoffices.study.settle.case_scenario import case_scenario
from goodoffices.study.settle.deal_in_hand import Given, improved
from goodoffices.study.settle.solvers import Ground, Solved, acceptable, solve

if TYPE_CHECKING:
    from goodoffices.play.study import Study

Progress = Callable[[str, int, int], None]
"""Called with what is being done, steps done, and steps in all (0: not known)."""

NOTHING_RATIONAL = "No outcome gives every party at least what it has without a deal, so there is no point to name."
NOTHING_ALLOWED = "Rules and red lines forbid every package, so there is nothing to settle on."
NO_DISCOUNT = "The parties discount; the numbers here are those of a deal at once (time 0)."


def settle(
    scenario: Scenario,
    *,
    given: Given | None = None,
    time: float = 0.0,
    ties: Ties = "merge",
    wording: Wording | None = None,
    perspective: str | None = None,
    progress: Progress | None = None,
) -> Settlement:
    """Settle a scenario: its frontier over the outcomes that suit everybody, and the points on it.

    Args:
        scenario: the negotiation.
        given: a deal in hand, to be improved on.
        time: when the deal is made; utilities shrink by each party's discount to that power, reservation values do not.
        ties: packages that are the same to everybody are one point (`merge`, equality taken exactly), a row each
            (`keep`), or told apart where their floating-point sums in file order differ in the last bit (`floats`).
        wording: what people call its parts; the scenario's own names if not given.
        perspective: whose belief it follows, where it comes from a case.
        progress: told how far the work has come.

    Raises:
        InfeasibleError: rules that leave no package, or ties between issues or a frontier beyond what can be listed;
            ties kept, or taken from floats, where utilities are no sums over issues; integer programs given up
            (UnsolvedError).
        ValueError: a deal in hand that breaks a rule or does not fit the scenario, or a time before 0.
    """
    ground = replace(_ground(_later(scenario, time)), ties=ties)
    solved = solve(ground, progress)
    blank = replace(_blank(scenario, wording, perspective, time), ties=ties)
    return replace(
        blank,
        disagreement=tuple(ground.disagreement.tolist()),
        ideal=solved.ideal,
        outcomes=None if scenario.divisible else ground.space.count,
        rational_outcomes=acceptable(ground, solved),
        engine=solved.engine,
        utilities=solved.utilities,
        options=solved.options,
        shares=solved.shares,
        segments=solved.segments,
        points=solved.points,
        improvement=None if given is None else improved(ground, given, progress),
        remarks=(*blank.remarks, *_remarks(solved)),
    )


def settlement(
    what: Study | Case | str | Scenario,
    *,
    perspective: str | None = None,
    given: Given | None = None,
    ties: Ties = "merge",
) -> Settlement:
    """Settle a negotiation: a scenario, or a case between its signers at its central values, as one perspective has it.

    Args:
        what: a scenario (`exchange.reading.load_scenario`); or a case, its name or file, or the study of one.
        perspective: of a case: whose belief to follow; the first of the study or case if not said.
        given, ties: see `settle`.

    Raises as `settle`, and `settle_case` for a case; ValueError for a perspective of a scenario.
    """
    if isinstance(what, Scenario):
        if perspective is not None:
            raise ValueError("a scenario has no perspectives; leave `perspective` out")
        return settle(what, given=given, ties=ties)
    if isinstance(what, str):
        what = load(what)
    if isinstance(what, Case):
        return settle_case(what, perspective, given=given, ties=ties)
    return settle_case(what.case, perspective or what.perspectives[0], given=given, ties=ties)


def settle_case(
    case: Case,
    perspective: str | None = None,
    *,
    given: Given | None = None,
    ties: Ties = "merge",
    progress: Progress | None = None,
) -> Settlement:
    """Settle a case between its signers, every number at its central value (see `case_scenario`).

    `perspective` is the first of the case if not said; `given` a deal in hand (`deal_in`, by ids); `ties` as `settle`.

    Raises:
        CaseError: no such perspective, or one whose numbers do not fit the case.
        InfeasibleError: as `settle`; red lines that leave no package are an answer, not an error.
        ValueError: as `settle`.
    """
    name = perspective or next(iter(case.perspectives), BASELINE)
    scenario = case_scenario(case, name)
    wording = Wording(
        title=case.title,
        parties=tuple(case.parties[party].name for party in scenario.parties),
        issues=tuple(
            Issue(i.name, tuple(o.name for o in i.options.values()), i.divisible) for i in case.issues.values()
        ),
    )
    try:
        scenario.space()
    except InfeasibleError:  # the rules alone leave packages, or the case would have no structure
        return replace(
            _blank(scenario, wording, name, 0.0), outcomes=0, rational_outcomes=0, remarks=(NOTHING_ALLOWED,)
        )
    return settle(scenario, given=given, ties=ties, wording=wording, perspective=name, progress=progress)


def _ground(scenario: Scenario) -> Ground:
    space = scenario.space()
    points = [link.points for link in scenario.linkages]
    problem = joins.additive(space, scenario.tables, points, [link.party for link in scenario.linkages])
    if scenario.rectangles:
        from goodoffices.engines.settlement.mixed_solutions import utility_range

        least = utility_range(scenario)[0]
    else:
        least = problem.least()
    low = disagreement_point(scenario.reservation, least)
    return Ground(scenario, space, problem, low, bool((low <= least).all()))


def _later(scenario: Scenario, time: float) -> Scenario:
    """The scenario as its parties see deals made at `time` from now: u_i times discount_i^time (Rubinstein 1982)."""
    if not time >= 0.0 or not np.isfinite(time):
        raise ValueError(f"time is 0 or later, not {time}")
    if not scenario.discount:
        return scenario
    left = np.array(scenario.discount) ** time
    return replace(
        scenario,
        tables=scenario.tables * left[:, None],
        linkages=tuple(replace(link, points=link.points * left[link.party]) for link in scenario.linkages),
        rectangles=tuple(replace(box, points=box.points * left[box.party]) for box in scenario.rectangles),
    )


def _blank(scenario: Scenario, wording: Wording | None, perspective: str | None, time: float) -> Settlement:
    """A settlement of which nothing is known yet but its scenario."""
    discounted = any(share < 1.0 for share in scenario.discount) and not time > 0.0
    return Settlement(
        scenario=scenario,
        wording=wording or Wording(scenario.name, scenario.parties, scenario.issues),
        perspective=perspective,
        time=time,
        disagreement=tuple(0.0 if value is None else value for value in scenario.reservation),
        ideal=None,
        outcomes=None,
        rational_outcomes=None,
        engine="dynamic programming",
        ties="merge",
        utilities=np.empty((0, len(scenario.parties))),
        options=np.empty((0, len(scenario.issues)), np.int32),
        shares=np.empty((0, len(scenario.issues))),
        segments=(),
        points=dict.fromkeys(CONCEPTS),
        improvement=None,
        remarks=(NO_DISCOUNT,) if discounted else (),
    )


def _remarks(solved: Solved) -> tuple[str, ...]:
    return (*solved.remarks, *(() if solved.rational else (NOTHING_RATIONAL,)))
