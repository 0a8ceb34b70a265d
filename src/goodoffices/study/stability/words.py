"""An analysis of a conflict graph in sentences: what lasts, how it is reached, and what would change it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np

from goodoffices.engines.graph_model.cheapest_change import Preferring
from goodoffices.engines.graph_model.evolution import Evolution
from goodoffices.engines.graph_model.inverse import RankingCount
from goodoffices.kit.names import listed
from goodoffices.study.stability.answer import StabilityResult
from goodoffices.study.stability.concepts import title
from goodoffices.study.stability.states import state_words

MOST_LISTED = 40
"""States named in one line."""
MOST_EXPLAINED = 8
"""States whose options are spelled out below the advice."""
MOST_WRITTEN_OUT = 1_000_000
"""Counts of rankings below so many are given in full."""
BEHAVIOURS = {
    "moves": "any moves",
    "improvements": "improvements alone",
    "cautious": "fewest disimprovements",
}


def equilibria_lines(found: StabilityResult) -> Iterator[str]:
    """The states in which all would stay, concept by concept."""
    for concept, yes in found.equilibria.items():
        yield f"{title(concept)}: {_named(found, np.flatnonzero(yes).tolist())}"


def further_lines(found: StabilityResult) -> Iterator[str]:
    """Whatever else was asked or the graph gives rise to; an empty line before each part."""
    yield from _unknown(found)
    yield from _strength(found)
    yield from _hypergames(found)
    yield from _reach(found)
    yield from _way(found)
    yield from _why(found)
    yield from _wishes(found)
    yield from _coalitions(found)


def _named(found: StabilityResult, states: Sequence[int]) -> str:
    said = [found.name(s) for s in states[:MOST_LISTED]]
    more = [f"and {len(states) - MOST_LISTED:,} more"] if len(states) > MOST_LISTED else []
    return ", ".join([*said, *more]) or "none"


def _reach(found: StabilityResult) -> Iterator[str]:
    """What can come of the start, and which of it would last."""
    reach = found.reach
    if reach is None:
        return
    yield ""
    yield f"Within reach of {found.name(reach.start)}"
    for behaviour in ("moves", "improvements"):
        yes = reach.reachable(behaviour)
        states = np.flatnonzero(yes).tolist()
        said = f"all {len(yes):,} states" if yes.all() else _named(found, states)
        yield f"  {BEHAVIOURS[behaviour]}: {said}"
        rest = {title(c): np.flatnonzero(here & yes).tolist() for c, here in found.equilibria.items()}
        by_states: dict[str, list[str]] = {}
        for concept, here in rest.items():
            by_states.setdefault(_named(found, here), []).append(concept)
        said = "; ".join(f"{here} ({', '.join(concepts)})" for here, concepts in by_states.items())
        yield f"    of these equilibria: {said}"


def _why(found: StabilityResult) -> Iterator[str]:
    """Every improvement from a state, and the answer that deters it."""
    if found.why is None:
        return
    makers = found.graph.decision_makers
    yield ""
    yield f"Why {found.name(found.why.state)} would last, or not"
    for concept, rows in found.why.by.items():
        for who, steps in zip(makers, rows, strict=True):
            said = []
            for step in steps[:MOST_LISTED]:
                answer = ", ".join(f"{makers[j]} goes to {found.name(to)}" for j, to in step.sanction)
                said.append(f"{found.name(step.improvement)} ({f'deterred: {answer}' if answer else 'nothing deters'})")
            yield f"  {title(concept)}, {who}: {'; '.join(said) or 'nothing better to go to'}"


def _way(found: StabilityResult) -> Iterator[str]:
    way = found.way
    if way is None:
        return
    yield ""
    yield f"From {found.name(way.start)} to {found.name(way.goal)}"
    for behaviour, told in way.by.items():
        yield f"  {BEHAVIOURS[behaviour]}: {_evolution(found, told)}"


def _evolution(found: StabilityResult, way: Evolution | None) -> str:
    if way is None:
        return "no way"
    if not way.steps:
        return "already there"
    makers = found.graph.decision_makers
    signs = {1: "", 0: " (=)", -1: " (-)"}
    steps = [f"-> {found.name(s.target)} by {makers[s.mover]}{signs[s.gain]}" for s in way.steps]
    moves = f"{len(steps)} move{'s' if len(steps) > 1 else ''}"
    worse = f", {way.disimprovements} of them (-) for the worse" if way.disimprovements else ""
    return f"{found.name(way.start)} {' '.join(steps)}; {moves}{worse}"


def _wishes(found: StabilityResult) -> Iterator[str]:
    if found.wanted is None or not found.wishes:
        return
    makers, name = found.graph.decision_makers, found.name(found.wanted)
    yield ""
    yield f"For {name} to be an equilibrium"
    for concept, told in found.wishes.items():
        change = told.change
        if change is None:
            yield f"  {title(concept)}: {told.refused}"
        elif not change.advice:
            yield f"  {title(concept)}: it is one already"
        else:
            yield f"  {title(concept)}: if {_advice(found, change.advice)} (distance {change.distance:g})"
        if told.counts:
            shares = [f"{makers[c.decision_maker]} in {_share(c)}" for c in told.counts]
            yield f"    stays, of all rankings it might have: {', '.join(shares)}"
    if any(told.change is not None and told.change.advice for told in found.wishes.values()):
        spoken = {found.wanted, *(p.over for told in found.wishes.values() if told.change for p in told.change.advice)}
        spoken |= {p.preferred for told in found.wishes.values() if told.change for p in told.change.advice}
        yield from _glossary(found, sorted(spoken))


def _share(count: RankingCount) -> str:
    share = f"{100 * count.stable / count.total:.0f} %"
    return f"{count.stable:,} of {count.total:,} ({share})" if count.total < MOST_WRITTEN_OUT else share


def _glossary(found: StabilityResult, states: Sequence[int]) -> Iterator[str]:
    """What numbers of states stand for."""
    for s in states[:MOST_EXPLAINED]:
        if (words := state_words(found.setting, s)) != found.name(s):
            yield f"  {found.name(s)} is: {words}"


def _advice(found: StabilityResult, advice: Sequence[Preferring]) -> str:
    """`A came to prefer 2 to 3 and 4, and 5 to 4`, by decision maker and state."""
    over: dict[int, dict[int, list[str]]] = {}
    for pair in advice:
        over.setdefault(pair.decision_maker, {}).setdefault(pair.preferred, []).append(found.name(pair.over))
    said = []
    for i, by_state in over.items():
        parts = [f"{found.name(better)} to {listed(worse, 8)}" for better, worse in by_state.items()]
        said.append(f"{found.graph.decision_makers[i]} came to prefer {', and '.join(parts[:4])}")
        if len(parts) > 4:
            said[-1] += f" and {len(parts) - 4} other changes"
    return "; and if ".join(said)


def _coalitions(found: StabilityResult) -> Iterator[str]:
    if found.coalitions is None:
        return
    makers, told = found.graph.decision_makers, found.coalitions
    yield ""
    yield "Against all coalitions"
    for concept in told.stability.stable:
        states = np.flatnonzero(told.stability.equilibria(concept)).tolist()
        yield f"  {concept.upper() if concept != 'nash' else 'Nash'}: {_named(found, states)}"
    for jump in dict.fromkeys(jump for jumps in told.jumps.values() for jump in jumps):
        together = " and ".join(makers[i] for i in jump.coalition)
        yield f"  {together} together would leave {found.name(jump.source)} for {found.name(jump.target)}"


def _strength(found: StabilityResult) -> Iterator[str]:
    for concept, told in found.strength.items():
        both = {"strong": told.strong.all(axis=0), "weak": told.general.all(axis=0) & ~told.strong.all(axis=0)}
        said = [f"{kind}: {_named(found, np.flatnonzero(yes).tolist())}" for kind, yes in both.items()]
        yield f"{title(concept)} with strength of preference: {'; '.join(said)}"


def _unknown(found: StabilityResult) -> Iterator[str]:
    """Stability four ways, a line for each concept."""
    if not found.unknown:
        return
    yield "Some preferences are unknown. a and c leave for what may be better, b and d only for what is;"
    yield "c and d are deterred by what may be worse, a and b only by what is no better"
    for concept in next(iter(found.unknown.values())):
        by_states: dict[str, list[str]] = {}
        for extension, told in found.unknown.items():
            states = _named(found, np.flatnonzero(told[concept].all(axis=0)).tolist())
            by_states.setdefault(states, []).append(extension)
        said = "; ".join(f"{states} ({', '.join(ways)})" for states, ways in by_states.items())
        yield f"  {title(concept)}: {said}"


VIEWS = {
    "steady": "all expect it",
    "unsteady": "all stay, though somebody does not expect it",
    "surprise": "all who see it stay, and somebody does not see it",
    "mistaken": "somebody expects it in vain",
}


def _hypergames(found: StabilityResult) -> Iterator[str]:
    """What comes of views that differ."""
    for concept, game in found.hypergames.items():
        yield ""
        yield f"Each by its own view, {title(concept)}"
        for kind, meaning in VIEWS.items():
            states = [name for name, yes in zip(game.states, getattr(game, kind), strict=True) if yes]
            if states:
                yield f"  {kind} ({meaning}): {' / '.join(states[:MOST_LISTED])}"
        if not (game.equilibria.any() or game.mistaken.any()):
            yield "  no equilibrium"
