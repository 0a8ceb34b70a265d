"""An analysis of a conflict graph as the field's tableau, folded to the width of a terminal."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator, Sequence

import numpy as np

from goodoffices.brief.names import listed
from goodoffices.engines.graph_model.cheapest_change import Preferring
from goodoffices.engines.graph_model.evolution import Evolution
from goodoffices.model.graph_setting import owners, state_patterns
from goodoffices.study.stability_result import CONCEPTS, StabilityResult

MOST_STATES = 120
"""States of a graph that is shown whole; of a larger one the equilibria are."""
MOST_LISTED = 40
"""States named in one line."""
WIDEST_LABEL = 26
BEHAVIOURS = {
    "moves": "any moves",
    "improvements": "improvements alone",
    "cautious": "fewest disimprovements",
}

Rows = list[tuple[str, list[str]]]


def page(found: StabilityResult, width: int) -> list[str]:
    """The whole answer, line by line, none wider than `width`."""
    lines = [found.graph.name, *_wrapped(_size(found), width), ""]
    if found.stable:
        lines += _states(found, width)
        if found.graph.states <= MOST_STATES:
            for i in range(len(found.graph.decision_makers)):
                lines += ["", *_preferences(found, i, width)]
        lines += ["", *(line for sentence in _equilibria(found) for line in _wrapped(sentence, width, "  "))]
    more = (
        *_unknown(found),
        *_strength(found),
        *_hypergames(found),
        *_way(found),
        *_wishes(found),
        *_coalitions(found),
    )
    lines += [line for sentence in more for line in _wrapped(sentence, width, "      ")]
    legend = [*found.remarks, _legend(found)]
    return [*lines, "", *(line for sentence in legend for line in _wrapped(sentence, width))]


def _wrapped(text: str, width: int, indent: str = "") -> list[str]:
    return textwrap.wrap(text, width, subsequent_indent=indent) or [""]


def _size(found: StabilityResult) -> str:
    graph = found.graph
    quo = found.setting.status_quo
    said = f"{len(graph.decision_makers)} decision makers, {len(graph.options)} options, {graph.states:,} states"
    return f"{said}; the status quo is {found.name(quo)}." if quo is not None else f"{said}."


def _legend(found: StabilityResult) -> str:
    if not found.stable:
        return ""
    return (
        "r: nothing better to go to; s: what others would do then deters it; u: it would leave; E: all stay. States of one "
        "rank share a number, 1 is preferred most."
    )


def _states(found: StabilityResult, width: int) -> list[str]:
    """States as columns: options, then equilibria; of a large graph only those that are equilibria."""
    graph, rest = found.graph, found.equilibria
    if graph.states > MOST_STATES:
        some = np.flatnonzero(np.logical_or.reduce(list(rest.values()), axis=0))
        if not len(some):
            return ["No state is an equilibrium."]
        shown = some[:MOST_STATES].tolist()
        head = "The states that are equilibria" if len(some) == len(shown) else f"The first {len(shown)} equilibria"
        return [f"{head} under some concept:", "", *_columns(found, shown, width)]
    return _columns(found, list(range(graph.states)), width)


def _columns(found: StabilityResult, shown: Sequence[int], width: int) -> list[str]:
    graph, rows = found.graph, list[tuple[str, list[str]]]()
    rows.append(("state", [found.name(s) for s in shown]))
    patterns = state_patterns(graph)
    who = -2
    for o, by in enumerate(owners(found.setting) if patterns else ()):
        if by != who:
            rows.append((graph.decision_makers[by] if by >= 0 else "nobody", [""] * len(shown)))
            who = by
        rows.append((f"  {graph.options[o]}", [patterns[s][o] for s in shown]))
    rows.append(("equilibrium", [""] * len(shown)))
    for concept, yes in found.equilibria.items():
        rows.append((f"  {CONCEPTS[concept]}", ["E" if yes[s] else "." for s in shown]))
    return list(_folded(rows, width))


def _preferences(found: StabilityResult, i: int, width: int) -> list[str]:
    """The states in one decision maker's order, with its stability marks."""
    rank = found.graph.preferences.rank[i]
    order = np.argsort(-rank, kind="stable").tolist()
    places = {int(r): p for p, r in enumerate(sorted(set(rank.tolist()), reverse=True), 1)}
    rows: Rows = [
        (found.graph.decision_makers[i], [found.name(s) for s in order]),
        ("  rank", [str(places[int(rank[s])]) for s in order]),
    ]
    rows += [(f"  {CONCEPTS[c]}", [found.mark(c, i, s) for s in order]) for c in found.stable]
    return list(_folded(rows, width))


def _folded(rows: Rows, width: int) -> Iterator[str]:
    """Rows of cells in aligned columns, as many as fit side by side; the rest follows below."""
    label = min(WIDEST_LABEL, max(len(name) for name, _ in rows))
    cells = [[_cut(cell, width - label - 2) for cell in row] for _, row in rows]
    wide = [max(len(row[c]) for row in cells) for c in range(len(cells[0]))]
    at = 0
    while at < len(wide):
        end, used = at, label
        while end < len(wide) and (end == at or used + 1 + wide[end] <= width):
            used += 1 + wide[end]
            end += 1
        if at:
            yield ""
        for (name, _), row in zip(rows, cells, strict=True):
            line = " ".join(row[c].rjust(wide[c]) for c in range(at, end))
            yield f"{_cut(name, label):<{label}} {line}".rstrip()
        at = end


def _cut(text: str, room: int) -> str:
    return text if len(text) <= room else f"{text[: max(1, room - 1)]}…"


def _named(found: StabilityResult, states: Sequence[int]) -> str:
    said = [found.name(s) for s in states[:MOST_LISTED]]
    more = [f"and {len(states) - MOST_LISTED:,} more"] if len(states) > MOST_LISTED else []
    return ", ".join([*said, *more]) or "none"


def _equilibria(found: StabilityResult) -> Iterator[str]:
    for concept, yes in found.equilibria.items():
        yield f"{CONCEPTS[concept]}: {_named(found, np.flatnonzero(yes).tolist())}"


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
            yield f"  {CONCEPTS[concept]}: {told.refused}"
        elif not change.advice:
            yield f"  {CONCEPTS[concept]}: it is one already"
        else:
            yield f"  {CONCEPTS[concept]}: if {_advice(found, change.advice)} (distance {change.distance:g})"
        if told.counts:
            shares = [f"{makers[c.decision_maker]} in {100 * c.stable / c.total:.0f} %" for c in told.counts]
            yield f"    stays, of all rankings it might have: {', '.join(shares)}"


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
        yield f"{CONCEPTS[concept]} with strength of preference: {'; '.join(said)}"


def _unknown(found: StabilityResult) -> Iterator[str]:
    for extension, told in found.unknown.items():
        for concept, cells in told.items():
            states = np.flatnonzero(cells.all(axis=0)).tolist()
            yield f"{CONCEPTS[concept]}, preferences unknown, way {extension}: {_named(found, states)}"


def _hypergames(found: StabilityResult) -> Iterator[str]:
    for concept, game in found.hypergames.items():
        said = []
        for kind in ("steady", "unsteady", "surprise", "mistaken"):
            states = [name for name, yes in zip(game.states, getattr(game, kind), strict=True) if yes]
            if states:
                said.append(f"{kind}: {'; '.join(states[:MOST_LISTED])}")
        yield f"{CONCEPTS[concept]}, each by its own view: {' | '.join(said) or 'no equilibrium'}"
