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

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from goodoffices.case.problem import InfeasibleError, did_you_mean
from goodoffices.case.schema import Case
from goodoffices.case.vocabulary import words_of
from goodoffices.engines.graph_model import stability
from goodoffices.model.arrays import Bools, Floats, Ints
from goodoffices.model.conflict_graph import ConflictGraph
from goodoffices.model.graph_setting import Setting
from goodoffices.play import outcome
from goodoffices.play.deals import deals
from goodoffices.play.evaluate import evaluate, row_of, success
from goodoffices.play.hand import DIRECT_TALKS
from goodoffices.play.robust_text import robust_text
from goodoffices.play.study import At, Study, View, held, side_by_side
from goodoffices.study.stability.stakes import Stakes, among, graph_at, holds, menu, stakes_of

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


def day_after(what: Study | Case | str, plan: str | None = None, perspective: str | None = None) -> DayAfter:
    """The morning after signing.

    Args:
        what: the case.
        plan: the plan signed under; the one that succeeds most often if None.
        perspective: whose belief; the first of the study if None.

    The text is the one the plan tables, else the one that carries most of its successes, else the robust package.
    Draws are those of every other question.  Deterministic; costs an evaluation of the plan (of all plans if None), and at
    most JUDGED graphs of 2^(2 signers + guarantors) states or fewer.

    Raises:
        ValueError: no such plan or perspective; InfeasibleError: the case cannot be studied, or has too many signers.
    """
    study = held(what, DRAWS)
    if perspective is not None:
        _known(perspective, tuple(study.premises.known), "perspective")
    name, shape = perspective or study.perspectives[0], study.premises.shape
    if len(shape.signers) > MOST_SIGNERS:
        raise InfeasibleError(f"the morning after is drawn for up to {MOST_SIGNERS} signers, not {len(shape.signers)}")
    view = study.view(name)
    signed_under, parts = _played(view, study.case, plan)
    options = _text(view, parts)
    stakes = stakes_of(parts, options)
    signed = stakes.share(stakes.signed)
    if signed > 0.0:
        stakes = among(stakes, stakes.signed & (stakes.weight > 0.0))
    first = slice(judged(stakes))
    weight, held_up = stakes.weight[first], holds(stakes)[first]
    return DayAfter(
        case=study.case,
        plan=signed_under,
        perspective=name,
        package=shape.package_names(options),
        setting=setting_of(study.case, stakes),
        stakes=stakes,
        signed=signed,
        shares=_shares(stakes),
        holds=_share(held_up, weight),
        judged=judged(stakes),
    )


def _known(name: str, known: tuple[str, ...], what: str) -> str:
    if name not in known:
        raise ValueError(f"{name!r} is not a {what} of the case; {did_you_mean(name, known) or 'it has others'}")
    return name


DIRECT = "direct_talks"
"""What a case without plans is asked about."""


def _played(view: View, case: Case, plan: str | None) -> tuple[str, list[At]]:
    """The plan, default that which succeeds most often, at every place of the front in its month."""
    if not case.plans:
        if plan is not None:
            _known(plan, (DIRECT,), "plan")
        (today,) = view.spots(0)
        (line,) = evaluate([row_of(today.ground, DIRECT_TALKS)])
        return DIRECT, [(today, line)]
    wanted = list(case.plans) if plan is None else [_known(plan, tuple(case.plans), "plan")]
    found: tuple[float, str, list[At]] | None = None
    for name, parts in side_by_side({name: view.rows(name) for name in wanted}, "success"):
        mean = float(outcome.over_places((spot.chance, success(line)) for spot, line in parts).mean())
        if found is None or mean > found[0]:
            found = mean, name, parts
    assert found is not None
    return found[1:]


def _text(view: View, parts: Sequence[At]) -> Ints:
    """The package signed, int64[J]; of texts tabled that of the likeliest place."""
    text = parts[0][1].text
    if text is not None:
        return text
    space = view.ground.shape.space
    codes, chances = [], []
    for spot, line in parts:
        struck = deals(line)
        passing = struck.weight * (struck.engaged & struck.keeps.all(axis=1))
        codes.append(struck.codes)
        chances.append(spot.chance[struck.draw] * outcome.success(line.consents[struck.draw], passing))
    chance = np.concatenate(chances)
    packages, place = np.unique(np.concatenate(codes), axis=0, return_inverse=True)
    carried = np.bincount(place.ravel(), weights=chance)
    if not carried.any():
        packed = robust_text(view.ground, view.belief.reservation(0)).options[0]
    else:
        packed = space.options_of(space.choices_from(packages[[carried.argmax()]]))[0]
    return np.asarray(packed, dtype=np.int64)


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
    kept: dict[str, list[bool]] = {}
    for d in range(draws):
        rest = stability(graph_at(stakes, slice(d, d + 1), names)).equilibria
        for concept, yes in rest.items():
            kept.setdefault(concept, []).append(bool(yes[0]))
    return {concept: _share(np.array(yes), stakes.weight[:draws]) for concept, yes in kept.items()}


def _share(yes: Bools, weight: Floats) -> float:
    """Of draws, by their weight; of all alike where none has any."""
    return float(np.average(yes, weights=weight if weight.any() else None))
