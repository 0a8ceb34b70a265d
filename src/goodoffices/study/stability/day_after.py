"""The morning after signing as a conflict graph: a second opinion on whether a text holds.

Derived from any case and plan, with the same numbers as section 9 of the model, over the draws in which all would sign
the text.  Each signer may rearm and go back to war and, where the text binds it to what pays to break, may break an
obligation; both once and for all.  Each third party whose guarantees stand behind the text may enforce it.  With i's
mean numbers over the draws, in its own points, a signer prefers states by

    peace (nobody rearms)    u_i(x) + [i breaks] (breach_i - safeguards_i - enforced guarantees_i)
    war (somebody rearms)    W'_i + [i rearms] [i breaks] breach_i - [i breaks or rearms] (safeguards_i + enforced guarantees_i)

so that a signer compares staying with leaving, guarantors standing by, exactly as H_i(x) does; W'_i is the value of
fighting on in the month in which the temptation is largest.  A guarantor prefers by

    [peace] sigma - [it enforces] cost - [somebody breaks or rearms, and it does not enforce] failure

with failure the reputation it puts at stake.  What one signer's breach costs another is in no case, so it counts for
nothing here: who is cheated retaliates only where war is worth more to it than the peace it is left with.  These are
modelling choices; what holding takes for granted, that guarantors act, is here a question of its own: GMR and SMR let
them, SEQ and SSEQ ask whether they would.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from goodoffices.case.problem import InfeasibleError, did_you_mean
from goodoffices.case.schema import Case, Plan
from goodoffices.case.vocabulary import words_of
from goodoffices.engines.graph_model import stability
from goodoffices.model.conflict_graph import ConflictGraph
from goodoffices.model.graph_setting import Setting
from goodoffices.model.structure import structure
from goodoffices.play.belief import world
from goodoffices.play.evaluate import Evaluation, direct_talks, evaluate
from goodoffices.play.expectations import Expectations, Fixed
from goodoffices.play.ground import Ground, ground
from goodoffices.play.premises import premises
from goodoffices.study.plans import plan_result
from goodoffices.study.stability.stakes import TOLERANCE, Stakes, among, graph_at, holds, menu, stakes_of
from goodoffices.study.texts import robust_package

DRAWS, JUDGED = 1024, 128
"""Draws for the mean numbers, and the first of them in each of which the morning after is judged on its own."""
FEWEST_JUDGED, MOST_STATES_JUDGED = 16, 1 << 20
"""With many signers fewer draws are judged, so that all their graphs together have about so many states."""
MOST_SIGNERS = 6


@dataclass(frozen=True, eq=False)
class DayAfter:
    """The morning after signing under one plan and perspective."""

    case: Case
    plan: str
    perspective: str
    package: Mapping[str, str]
    """issue: option of the text signed."""
    setting: Setting
    """The graph at mean numbers; the status quo, and the state wanted, is that all keep the text."""
    stakes: Stakes
    """In the draws in which all would sign the text under the plan's pressure; in all draws where there are none such."""
    signed: float
    """Share of draws in which all would sign it."""
    shares: Mapping[str, float]
    """concept: share of the draws judged in which keeping the text is an equilibrium."""
    holds: float
    """Share of the same draws in which it holds by the margins of section 9, guarantees in full."""
    judged: int

    @property
    def graph(self) -> ConflictGraph:
        """The graph at mean numbers."""
        return self.setting.graph


@dataclass(frozen=True, eq=False)
class Drawn:
    """Draws of which the morning after is told, where it is not to make its own."""

    seed: int
    draws: int
    fixed: Fixed | None = None
    """What is expected of the plans of the case, formed on other draws."""


def day_after(
    case: Case, plan: str | None = None, perspective: str | None = None, *, seed: int = 1, drawn: Drawn | None = None
) -> DayAfter:
    """The morning after signing.

    Args:
        case: the case.
        plan: the plan signed under; the one that succeeds most often if None.
        perspective: whose belief; the first if None.
        seed: of the draws.
        drawn: other draws than the first `DRAWS` of the seed.

    The text is the one the plan tables, else the one that carries most of its successes, else the robust package.
    Draws are those of every other question.  Deterministic; costs an evaluation of the plan (of all plans if None), and at
    most JUDGED graphs of 2^(2 signers + guarantors) states or fewer.

    Raises:
        ValueError: no such plan or perspective; InfeasibleError: the case cannot be studied, or has too many signers.
    """
    view = _known(perspective, tuple(case.perspectives) or ("baseline",), "perspective") if perspective else None
    view = view or next(iter(case.perspectives), "baseline")
    shape = structure(case)
    if len(shape.signers) > MOST_SIGNERS:
        raise InfeasibleError(f"the morning after is drawn for up to {MOST_SIGNERS} signers, not {len(shape.signers)}")
    drawn, common = drawn or Drawn(seed, DRAWS), premises(case)
    numbers, fixed = common.numbers(drawn.seed, drawn.draws), drawn.fixed
    base = ground(shape, world(shape, common.resolved[view], numbers), texts=fixed.texts if fixed else None)
    name, found = _evaluated(base, case, plan, fixed.plans if fixed else {})
    options = _text(base, name, found)
    signed = np.asarray(base.accepted(options, found.press.reservation, TOLERANCE).all(axis=1))
    stakes = stakes_of(base, found, options)
    if signed.any():
        stakes = among(stakes, signed)
    return DayAfter(
        case=case,
        plan=name,
        perspective=view,
        package=shape.package_names(options),
        setting=setting_of(case, stakes),
        stakes=stakes,
        signed=float(signed.mean()),
        shares=_shares(stakes),
        holds=float(holds(stakes)[: judged(stakes)].mean()),
        judged=judged(stakes),
    )


def _known(name: str, known: tuple[str, ...], what: str) -> str:
    if name not in known:
        raise ValueError(f"{name!r} is not a {what} of the case; {did_you_mean(name, known) or 'it has others'}")
    return name


DIRECT = "direct_talks"
"""What a case without plans is asked about."""


def _evaluated(base: Ground, case: Case, plan: str | None, given: Mapping[str, Expectations]) -> tuple[str, Evaluation]:
    plans = dict(case.plans) or {DIRECT: Plan(name="Direct talks")}
    wanted = list(plans) if plan is None else [_known(plan, tuple(plans), "plan")]
    best: tuple[str, Evaluation] | None = None
    for name in wanted:
        found = evaluate(base, plans[name], direct_talks(base, plans[name].month), given.get(name))
        if best is None or found.success.mean() > best[1].success.mean():
            best = name, found
    assert best is not None
    return best


def _text(base: Ground, name: str, found: Evaluation) -> npt.NDArray[np.int64]:
    """The package signed, int64[J]."""
    if found.talks.text is not None:
        return found.talks.text
    carried = plan_result(base, name, found).carried_by
    chosen = carried[0][0] if carried else robust_package(base).package.options
    return base.shape.package(chosen)


def setting_of(case: Case, stakes: Stakes) -> Setting:
    """The graph at the mean over all draws, in the words of the case."""
    names = tuple(case.parties[p].name for p in (*stakes.signers, *stakes.guarantors))
    return Setting(graph_at(stakes, slice(None), names, words_of(case)), status_quo=0, wanted=(0,))


def judged(stakes: Stakes) -> int:
    """Draws, the first ones, in each of which the morning after is judged on its own."""
    states = 1 << len(menu(stakes).owner)
    return min(len(stakes.peace), JUDGED, max(FEWEST_JUDGED, MOST_STATES_JUDGED // states))


def _shares(stakes: Stakes) -> dict[str, float]:
    """concept: share of the first draws in which keeping the text, state 0, is an equilibrium."""
    names = (*stakes.signers, *stakes.guarantors)
    draws = judged(stakes)
    count: dict[str, int] = {}
    for d in range(draws):
        rest = stability(graph_at(stakes, slice(d, d + 1), names)).equilibria
        for concept, yes in rest.items():
            count[concept] = count.get(concept, 0) + bool(yes[0])
    return {concept: held / draws for concept, held in count.items()}
