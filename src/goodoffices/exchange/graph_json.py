"""A conflict graph as plain JSON: decision makers with options, states as Y/N strings, preferences, moves.

docs/reference/graph-files.md describes every entry.  Entries of other names are somebody's notes and are passed over.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np

from goodoffices.exchange.graph_preferences import one_rank, preferences
from goodoffices.exchange.graph_states import (
    People,
    States,
    directions,
    implicit_states,
    listed_states,
    named_states,
    pairs_of,
    read_people,
    several,
)
from goodoffices.exchange.graph_tree import Place, among, json_tree, mapping, need, text
from goodoffices.model.arrays import Bools
from goodoffices.model.conflict_graph import TO_YES_ONLY, ConflictGraph, ExplicitMoves, OptionMoves, Ranks
from goodoffices.model.graph_setting import Setting, explicit_moves, owners, state_patterns

WRITTEN = {TO_YES_ONLY: "to_yes_only", 2: "to_no_only"}


def recognises(path: Path) -> bool:
    """A .json file."""
    return path.suffix.lower() == ".json"


def read(path: Path) -> Setting:
    """The graph of a file; raises CaseError.  O(size of the file, plus states where patterns tell them)."""
    tree, at = json_tree(path), Place(path)
    people = read_people(need(tree, "decision_makers", at), at / "decision_makers")
    listed = tree.get("moves")
    if tree.get("states") is not None:
        ids = tree.get("state_ids")
        states = listed_states(tree["states"], ids, people, at / "states", dashes=listed is not None)
    elif people.options and tree.get("infeasible") is not None:
        states = implicit_states(tree["infeasible"], tree.get("state_ids"), people, at / "infeasible")
    elif listed is not None and tree.get("state_ids") is not None:
        states = named_states(tree["state_ids"], at / "state_ids")
    else:
        at.refuse("'states' is missing", "list them as Y/N strings, or give patterns that are `infeasible`")
    graph = ConflictGraph(
        name=text(tree.get("name") or path.stem, at / "name"),
        decision_makers=people.makers,
        options=people.options,
        state_names=states.names,
        moves=_moves(tree, states, people, at),
        preferences=preferences(tree, states, people, at),
        patterns=states.patterns if listed is not None and people.options else None,
    )
    quo = tree.get("status_quo")
    return Setting(
        graph,
        None if quo is None else states.of(quo, at / "status_quo"),
        tuple(several(tree.get("wanted") or [], states, at / "wanted")),
        _beliefs(tree, graph.preferences.rank, states, people, at),
        _unseen(tree, states, people, at),
        tuple(people.owner.tolist()),
    )


def _moves(tree: dict[Any, Any], states: States, people: People, at: Place) -> OptionMoves | ExplicitMoves:
    direction = directions(tree.get("irreversible") or {}, people, at / "irreversible")
    if tree.get("moves") is None:
        if states.codes is None:
            (at / "states").refuse("the decision makers have no options, so nothing says who can move where")
        return OptionMoves(people.owner, direction, states.codes)
    given = _by_maker(tree["moves"], people, at / "moves")
    rows = [pairs_of(given.get(who, []), states, at / "moves" / who) for who in people.makers]
    return explicit_moves(rows, states.count)


def _beliefs(tree: dict[Any, Any], rank: Ranks, states: States, people: People, at: Place) -> tuple[Ranks, ...] | None:
    """`beliefs`: {decision maker: {whose: preferences}}, what somebody wrongly takes another to prefer."""
    if not tree.get("beliefs"):
        return None
    here = at / "beliefs"
    given = _by_maker(tree["beliefs"], people, here)
    found = []
    for who in people.makers:
        believed = rank.copy()
        for other, told in _by_maker(given.get(who, {}), people, here / who).items():
            believed[people.makers.index(other)] = one_rank(told, states, people, here / who / other)
        found.append(believed)
    return tuple(found)


def _unseen(tree: dict[Any, Any], states: States, people: People, at: Place) -> tuple[Bools, ...] | None:
    """`unseen`: {decision maker: [state, ...]}, states that somebody does not know of."""
    if not tree.get("unseen"):
        return None
    here = at / "unseen"
    given = _by_maker(tree["unseen"], people, here)
    hidden = np.zeros((len(people.makers), states.count), np.bool_)
    for i, who in enumerate(people.makers):
        hidden[i, several(given.get(who, []), states, here / who)] = True
        if hidden[i].all():
            (here / who).refuse(f"{who!r} sees no state")
    return tuple(hidden)


def _by_maker(tree: Any, people: People, at: Place) -> dict[Any, Any]:
    given = mapping(tree, at)
    for name in given:
        among(name, people.makers, "a decision maker", at / name)
    return given


def document(setting: Setting) -> str:
    """The JSON text of a setting: states as Y/N strings, preferences as rankings.  O(n S)."""
    graph = setting.graph
    owner = owners(setting)
    tree: dict[str, Any] = {
        "name": graph.name,
        "decision_makers": [
            {"name": who, "options": [graph.options[o] for o, i in enumerate(owner) if i == at]}
            for at, who in enumerate(graph.decision_makers)
        ],
    }
    ids: list[Any] = [int(n) if n.isdecimal() and str(int(n)) == n else n for n in graph.state_names]
    ids = ids or list(range(1, graph.states + 1))
    patterns = state_patterns(graph)
    if patterns:
        tree["states"] = patterns
    tree["state_ids"] = ids
    rank = graph.preferences.rank
    tree["preferences"] = {who: _groups(rank[i], ids) for i, who in enumerate(graph.decision_makers)}
    if isinstance(graph.moves, OptionMoves):
        way = {str(o + 1): WRITTEN[int(d)] for o, d in enumerate(graph.moves.direction) if int(d) in WRITTEN}
        tree["irreversible"] = way
    else:
        tree["moves"] = {who: _pairs(graph.moves, i, ids) for i, who in enumerate(graph.decision_makers)}
    tree.update(_extras(setting, ids))
    return json.dumps(tree, ensure_ascii=False, indent=1) + "\n"


def _groups(rank: np.ndarray[Any, Any], ids: list[Any]) -> list[Any]:
    order = np.argsort(-rank, kind="stable")
    edges = np.flatnonzero(np.diff(rank[order])) + 1
    groups = [[ids[s] for s in part] for part in np.split(order, edges)]
    return [group[0] if len(group) == 1 else group for group in groups]


def _pairs(moves: ExplicitMoves, i: int, ids: list[Any]) -> list[list[Any]]:
    start, to = moves.start[i], moves.to[i]
    return [[ids[s], ids[t]] for s in range(len(ids)) for t in to[start[s] : start[s + 1]]]


def _extras(setting: Setting, ids: list[Any]) -> dict[str, Any]:
    graph, found = setting.graph, dict[str, Any]()
    band, unknown = graph.preferences.band, graph.preferences.unknown
    if band is not None:
        found["strong_below"] = {who: _edges(band[i], graph, i, ids) for i, who in enumerate(graph.decision_makers)}
    if unknown is not None:
        found["unknown"] = {
            who: [[ids[a], ids[b]] for a, b in np.argwhere(np.triu(unknown[i]))]
            for i, who in enumerate(graph.decision_makers)
        }
    quo: dict[str, Any] = {} if setting.status_quo is None else {"status_quo": ids[setting.status_quo]}
    wanted: dict[str, Any] = {"wanted": [ids[s] for s in setting.wanted]} if setting.wanted else {}
    if setting.beliefs is not None:
        found["beliefs"] = _believed(graph, setting.beliefs, ids)
    if setting.unseen is not None:
        found["unseen"] = {
            who: [ids[s] for s in np.flatnonzero(hidden)]
            for who, hidden in zip(graph.decision_makers, setting.unseen, strict=True)
        }
    return {**found, **quo, **wanted}


def _edges(band: np.ndarray[Any, Any], graph: ConflictGraph, i: int, ids: list[Any]) -> list[Any]:
    """The least preferred state of every band but the lowest."""
    rank = graph.preferences.rank[i]
    heights = np.unique(band)[1:]
    return [ids[min(np.flatnonzero(band == height), key=lambda s: rank[s])] for height in heights]


def _believed(graph: ConflictGraph, beliefs: Sequence[Ranks], ids: list[Any]) -> dict[str, Any]:
    """Only what differs from what is so."""
    rank = graph.preferences.rank
    return {
        who: {
            other: _groups(told[j], ids) for j, other in enumerate(graph.decision_makers) if (told[j] != rank[j]).any()
        }
        for who, told in zip(graph.decision_makers, beliefs, strict=True)
    }
