"""The morning after signing as a game of its own, or the graph of the conflict that a case carries, in words."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np

from goodoffices.brief.desk import Desk
from goodoffices.case.problem import InfeasibleError
from goodoffices.kit.names import listed
from goodoffices.kit.numbers import counted, percent
from goodoffices.model.graph_setting import Setting
from goodoffices.play.study import Study
from goodoffices.study.stability.answer import StabilityResult
from goodoffices.study.stability.concepts import CONCEPTS
from goodoffices.study.stability.day_after import DRAWS, DayAfter, day_after
from goodoffices.study.stability.graph_of import graph_of
from goodoffices.study.stability.question import analyse
from goodoffices.study.stability.states import state_words

MOST_NAMED = 6
"""States named in one sentence."""


def title(desk: Desk) -> str:
    """The heading of the part."""
    return (
        "The conflict as a graph, and the morning after" if desk.case.graph is not None else "The morning after signing"
    )


def words(desk: Desk) -> tuple[str, ...]:
    """What the graph of the case, and the one derived from the plan that leads, say; nothing where there is none."""
    carried = () if desk.case.graph is None else carried_words(analyse(graph_of(desk.case)))
    return (*carried, *_derived(desk))


def _derived(desk: Desk) -> tuple[str, ...]:
    if desk.best is None or desk.best.funnel.found <= 0:
        return ()
    perspective = desk.base.name if desk.base.name in desk.case.perspectives else None
    try:
        return derived_words(
            day_after(Study(desk.case, draws=DRAWS, seed=desk.study.seed), desk.best.plan, perspective),
            desk.names.plan(desk.best.plan),
        )
    except InfeasibleError:
        return ()


def derived_words(after: DayAfter, plan: str) -> tuple[str, ...]:
    """How often keeping the text is an equilibrium, and what pulls at it on average."""
    shares = after.shares
    head = (
        f"A second opinion on holding, from the graph model: of {after.judged} draws in which all would sign the text that "
        f"“{plan}” rests on most, keeping it is an equilibrium in {percent(shares['gmr'])} where any answer to a breach "
        f"deters (GMR), in {percent(shares['seq'])} where only answers do that whoever gives them gains by (SEQ), and in "
        f"{percent(shares['nash'])} nobody would gain by a breach that goes unanswered. By the margins of holding it "
        f"holds in {percent(after.holds)} of them."
    )
    gap = shares["gmr"] - shares["seq"]
    lean = (
        "The difference rests on answers that would cost those who give them: threats the text would have to make credible."
        if gap >= 0.05
        else ""
    )
    return tuple(text for text in (head, lean, pull_words(after)) if text)


def pull_words(after: DayAfter) -> str:
    """At mean numbers: who would break the text, and what would have to change."""
    found = analyse(after.setting, concepts=("nash", "seq"), inverse=0)
    leaving = [i for i, stays in enumerate(found.stable["seq"][:, 0]) if not stays]
    makers = found.graph.decision_makers
    if not leaving:
        return "At mean numbers everybody keeps it."
    change = found.wishes["seq"].change
    who = f"At mean numbers {listed(makers[i] for i in leaving)} would not keep it"
    if change is None or not change.advice:
        return f"{who}."
    asked: dict[int, list[str]] = {}
    for pair in change.advice:
        if pair.preferred == 0:
            asked.setdefault(pair.decision_maker, []).append(f"“{state_words(after.setting, pair.over)}”")
    said = (f"{makers[i]} came to prefer keeping it to {listed(states, 3, 'and')}" for i, states in asked.items())
    return f"{who}; the least that would mend it: {'; and '.join(said)}." if asked else f"{who}."


def carried_words(found: StabilityResult) -> tuple[str, ...]:
    """Where the conflict comes to rest, and how it may come to where it is wanted."""
    graph = found.graph
    size = f"{counted(len(graph.decision_makers), 'decision maker')} and {counted(graph.states, 'state')}"
    if not found.stable:
        return (f"The case carries a graph of the conflict with {size}; some preferences in it are unknown.",)
    rest = {concept: np.flatnonzero(yes).tolist() for concept, yes in found.equilibria.items()}
    said = [
        f"The case carries a graph of the conflict with {size}. It comes to rest, each looking to its own gain and to what "
        f"others would gain by in answer (SEQ), in {states_words(found.setting, rest['seq'])}; where any answer deters (GMR), "
        f"in {states_words(found.setting, rest['gmr'])}."
    ]
    quo = found.setting.status_quo
    if quo is not None:
        holds = [CONCEPTS[c] for c, states in rest.items() if quo in states]
        name = state_words(found.setting, quo)
        said.append(
            f"The status quo, “{name}”, is {'stable under ' + listed(holds) if holds else 'stable under none'}."
        )
    return (*said, *way_words(found))


def way_words(found: StabilityResult) -> tuple[str, ...]:
    """Who would have to move for the conflict to come to the wanted state."""
    if found.way is None:
        return ()
    goal, best = state_words(found.setting, found.way.goal), found.way.best
    if best is None:
        return (f"No moves lead from the status quo to “{goal}”.",)
    makers = found.graph.decision_makers
    steps = listed(f"{makers[step.mover]} to “{state_words(found.setting, step.target)}”" for step in best.steps)
    worse = best.disimprovements
    cost = "each gaining by its move" if not worse else f"{counted(worse, 'move')} for the worse of whoever makes it"
    return (f"From the status quo to “{goal}” {counted(len(best.steps), 'move')} would do, {cost}: {steps}.",)


def states_words(setting: Setting, states: Iterable[int]) -> str:
    """States in one phrase."""
    names = [f"“{state_words(setting, s)}”" for s in states]
    return listed(names, MOST_NAMED) if names else "no state"
