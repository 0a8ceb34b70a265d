"""An analysis of a conflict graph as the field's tableau, folded to the width of a terminal."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

import numpy as np

from goodoffices.kit.names import listed
from goodoffices.model.graph_setting import owners, state_patterns
from goodoffices.study.stability.answer import StabilityResult
from goodoffices.study.stability.concepts import CONCEPTS, title
from goodoffices.study.stability.words import equilibria_lines, further_lines

if TYPE_CHECKING:
    from goodoffices.study.stability.day_after import DayAfter

MOST_STATES = 120
"""States of a graph that is shown whole; of a larger one the equilibria are."""
WIDEST_LABEL = 26
FURTHER = {
    "l": "L2: looking two moves ahead, and so on.",
    "n": "NM: however far they look ahead, from some point on.",
    "s": "SIM: both improve at once.",
}

Rows = list[tuple[str, list[str]]]


def page(found: StabilityResult, width: int) -> list[str]:
    """The whole answer, line by line, none wider than `width`."""
    lines = [
        found.graph.name,
        *(line for said in (_size(found), *_derived(found)) for line in _wrapped(said, width)),
        "",
    ]
    if found.stable:
        lines += _states(found, width)
        if found.graph.states <= MOST_STATES:
            for i in range(len(found.graph.decision_makers)):
                lines += ["", *_preferences(found, i, width)]
        lines += ["", *(line for sentence in equilibria_lines(found) for line in _wrapped(sentence, width, "  "))]
    lines += [line for sentence in further_lines(found) for line in _wrapped(sentence, width, "      ")]
    legend = [*found.remarks, _legend(found)]
    return [*lines, "", *(line for sentence in legend for line in _wrapped(sentence, width))]


def _wrapped(text: str, width: int, indent: str = "") -> list[str]:
    return textwrap.wrap(text, width, subsequent_indent=indent) or [""]


def _size(found: StabilityResult) -> str:
    graph = found.graph
    quo = found.setting.status_quo
    said = ", ".join(
        f"{many:,} {one}{'' if many == 1 else 's'}"
        for many, one in (
            (len(graph.decision_makers), "decision maker"),
            (len(graph.options), "option"),
            (graph.states, "state"),
        )
    )
    return f"{said}; the status quo is {found.name(quo)}." if quo is not None else f"{said}."


def _derived(found: StabilityResult) -> Iterator[str]:
    """What a graph that is derived from a case rests on, and how often keeping the text is an equilibrium."""
    after = found.derived
    if after is None:
        return
    text = ", ".join(after.case.issues[issue].options[option].name or option for issue, option in after.package.items())
    yield f"Plan {after.plan}, perspective {after.perspective}. The text: {text}."
    signed = (
        f"All would sign it in {100 * after.signed:.0f} % of the draws."
        if after.signed
        else "Nowhere would all sign it."
    )
    yield (
        f"{signed} In {after.judged} {'of these' if after.signed else 'draws'}, keeping it (state 1) is an equilibrium in "
        f"{_percents(after)}; by the margins it holds in {100 * after.holds:.0f} %. The tables are for mean numbers."
    )


def _percents(after: DayAfter) -> str:
    return listed(f"{100 * share:.0f} % ({title(concept)})" for concept, share in after.shares.items())


def _legend(found: StabilityResult) -> str:
    if not found.stable:
        return ""
    further = "".join(f" {FURTHER[kind]}" for kind in dict.fromkeys(c[0] for c in found.stable if c not in CONCEPTS))
    return (
        "r: nothing better to go to; s: what others would do then deters it; u: it would leave; E: all stay. States of one "
        f"rank share a number, 1 is preferred most.{further}"
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
        rows.append((f"  {title(concept)}", ["E" if yes[s] else "." for s in shown]))
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
    rows += [(f"  {title(c)}", [found.mark(c, i, s) for s in order]) for c in found.stable]
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
