"""The `.gmcr` files of GMCR+ and gmcr-py: JSON with options by number, conditions as [option, "Y" or "N"] pairs.

What such a file holds: `options` [{name, permittedDirection: both, fwd or back}], `decisionMakers` [{name, options,
preferences, preferenceRanking or (older) preferenceVector}], `infeasibles`, a list of conditions, and
`useManualPreferenceRanking`.  States are the feasible combinations in ascending order of sum 2^k over the options k
taken, and are called 1, 2, 3 ...  A condition is met where all of its pairs are; a compound one, {compound, members},
where one of its members is.  `preferences` are conditions in order of priority.  `misperceptions` are conditions whose
states the decision maker does not see: it plays the graph without them.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np

from goodoffices.case.graph_states import MOST_OPTIONS, Codes, Pattern, feasible_codes
from goodoffices.case.problem import InfeasibleError, shown
from goodoffices.exchange.graph_preferences import ranking
from goodoffices.exchange.graph_states import States
from goodoffices.exchange.graph_tree import Place, distinct, items, json_tree, mapping, need, text, whole
from goodoffices.exchange.refusal import refuse
from goodoffices.model.arrays import Bools, Ints
from goodoffices.model.conflict_graph import (
    FREE,
    TO_NO_ONLY,
    TO_YES_ONLY,
    ConflictGraph,
    OptionMoves,
    Preferences,
    Ranks,
)
from goodoffices.model.graph_setting import Setting, owners, ranked_by_truths, state_pattern

DIRECTIONS = {"both": FREE, "fwd": TO_YES_ONLY, "back": TO_NO_ONLY}
MANUAL = ("useManualPreferenceRanking", "useManualPreferenceVectors")
RANKING = ("preferenceRanking", "preferenceVector")
MOST_WRITTEN = 100_000
"""Conditions and states of a file that is written: the tools that read it list all."""


def recognises(path: Path) -> bool:
    """A .gmcr file."""
    return path.suffix.lower() == ".gmcr"


def read(path: Path) -> Setting:
    """The graph of a file; raises CaseError.  O(size of the file + S O)."""
    tree, at = json_tree(path), Place(path)
    options, direction = _options(need(tree, "options", at), at / "options")
    people = items(need(tree, "decisionMakers", at), at / "decisionMakers")
    names, owner = _people(people, len(options), at / "decisionMakers")
    forbidden = _conditions(tree.get("infeasibles") or [], len(options), at / "infeasibles")
    try:
        codes = feasible_codes(len(options), [pattern for members in forbidden for pattern in members])
    except InfeasibleError as error:
        (at / "infeasibles").refuse(str(error))
    if not len(codes):
        (at / "infeasibles").refuse("no state is feasible")
    manual = any(tree.get(key) is True for key in MANUAL)
    rank = [_rank(p, manual, codes, len(options), at / "decisionMakers" / i) for i, p in enumerate(people)]
    numbers = tuple(map(str, range(1, len(codes) + 1))) if len(codes) <= MOST_WRITTEN else ()
    moves = OptionMoves(owner, direction, codes)
    graph = ConflictGraph(path.stem, names, options, numbers, moves, Preferences(np.array(rank, np.int32)))
    return Setting(graph, unseen=_unseen(people, graph, codes, at / "decisionMakers"))


def _options(tree: Any, at: Place) -> tuple[tuple[str, ...], Ints]:
    names, ways = [], []
    for o, entry in enumerate(items(tree, at)):
        option, here = mapping(entry, at / o), at / o
        names.append(text(need(option, "name", here), here / "name"))
        way = option.get("permittedDirection", "both")
        if not isinstance(way, str) or way not in DIRECTIONS:
            (here / "permittedDirection").refuse(f"'both', 'fwd' or 'back' is wanted here, not {shown(way)}")
        ways.append(DIRECTIONS[way])
    if not 1 <= len(names) <= MOST_OPTIONS:
        at.refuse(f"1 to {MOST_OPTIONS} options are read, not {len(names)}")
    return tuple(names), np.array(ways, np.int64)


def _people(people: list[Any], options: int, at: Place) -> tuple[tuple[str, ...], Ints]:
    owner = np.full(options, -1, np.int64)
    names = []
    for i, entry in enumerate(people):
        who, here = mapping(entry, at / i), at / i
        names.append(text(need(who, "name", here), here / "name"))
        for option in items(who.get("options") or [], here / "options"):
            o = whole(option, here / "options", 0, options - 1)
            if owner[o] >= 0:
                (here / "options").refuse(f"option {o} is that of {names[owner[o]]!r} already")
            owner[o] = i
    if not names:
        at.refuse("there are no decision makers")
    distinct(names, "decision makers", at)
    return tuple(names), owner


def _conditions(tree: Any, options: int, at: Place) -> list[list[Pattern]]:
    """Conditions, each as the patterns of which one must be met."""
    found = []
    for c, entry in enumerate(items(tree, at)):
        here = at / c
        members = items(need(entry, "members", here), here) if isinstance(entry, dict) else [entry]
        found.append([_pattern(member, options, here) for member in members])
    return found


def _pattern(tree: Any, options: int, at: Place) -> Pattern:
    spoken = taken = 0
    for pair in items(tree, at):
        if not isinstance(pair, list) or len(pair) != 2 or pair[1] not in ("Y", "N"):
            at.refuse(f'a pair [option, "Y" or "N"] is wanted here, not {json.dumps(pair)[:40]}')
        bit = 1 << whole(pair[0], at, 0, options - 1)
        if spoken & bit and bool(taken & bit) != (pair[1] == "Y"):
            at.refuse(f"option {pair[0]} is both taken and not taken")
        spoken, taken = spoken | bit, taken | (bit if pair[1] == "Y" else 0)
    return spoken, taken


def _met(members: list[Pattern], codes: Codes) -> Bools:
    met = np.zeros(len(codes), np.bool_)
    for spoken, taken in members:
        met |= (codes & np.uint64(spoken)) == np.uint64(taken)
    return met


def _rank(who: dict[str, Any], manual: bool, codes: Codes, options: int, at: Place) -> Ranks:
    given = next((key for key in RANKING if who.get(key) is not None), None)
    if manual and given is None:
        at.refuse("'preferenceRanking' is missing")
    if manual and given is not None:
        return ranking(who[given], States(None, codes, (), None, len(codes)), at / given)
    told = _conditions(who.get("preferences") or [], options, at / "preferences")
    return ranked_by_truths([_met(members, codes) for members in told], len(codes))


def _unseen(people: list[Any], graph: ConflictGraph, codes: Codes, at: Place) -> tuple[Bools, ...] | None:
    if not any(who.get("misperceptions") for who in people):
        return None
    found = []
    for i, who in enumerate(people):
        here = at / i / "misperceptions"
        unseen = np.zeros(len(codes), np.bool_)
        for members in _conditions(who.get("misperceptions") or [], len(graph.options), here):
            unseen |= _met(members, codes)
        if unseen.all():
            here.refuse(f"{graph.decision_makers[i]!r} sees no state")
        found.append(unseen)
    return tuple(found)


def document(setting: Setting, file: Path | str = "") -> str:
    """The text of a .gmcr file: states in its order, preferences as rankings.

    Raises CaseError for what the format cannot say: explicit moves, strength, unknown preferences, mistaken beliefs.
    """
    graph, moves = setting.graph, setting.graph.moves
    preferences = graph.preferences
    cannot = {
        "moves listed one by one": not isinstance(moves, OptionMoves),
        "strength of preference": preferences.band is not None,
        "unknown preferences": preferences.unknown is not None,
        "what decision makers wrongly believe": setting.beliefs is not None,
        f"more than {MOST_WRITTEN:,} states": graph.states > MOST_WRITTEN,
    }
    for what in (what for what, yes in cannot.items() if yes):
        refuse(file or graph.name, None, "", f"a .gmcr file cannot hold {what}", None, "write the plain JSON")
    assert isinstance(moves, OptionMoves)
    owner, order = owners(setting), np.argsort(moves.codes, kind="stable")
    ways = {code: word for word, code in DIRECTIONS.items()}
    tree = {
        "program": "goodoffices",
        "version": "0.3.6",
        "options": [
            {"name": name, "permittedDirection": ways[int(way)]}
            for name, way in zip(graph.options, moves.direction, strict=True)
        ],
        "infeasibles": _infeasibles(moves.codes[order], len(graph.options), file),
        "useManualPreferenceRanking": True,
        "decisionMakers": [
            {
                "name": who,
                "misperceptions": _misperceptions(setting, i),
                "options": [o for o, by in enumerate(owner) if by == i],
                "preferences": [],
                "preferenceRanking": _ranking(preferences.rank[i][order]),
            }
            for i, who in enumerate(graph.decision_makers)
        ],
        "coalitions": list(range(len(graph.decision_makers))),
    }
    return json.dumps(tree, ensure_ascii=False, indent=1) + "\n"


def _misperceptions(setting: Setting, i: int) -> list[list[list[Any]]]:
    """A condition for every state that it does not see."""
    if setting.unseen is None:
        return []
    patterns = (state_pattern(setting.graph, s) for s in np.flatnonzero(setting.unseen[i]).tolist())
    return [[[o, letter] for o, letter in enumerate(pattern)] for pattern in patterns]


def _ranking(rank: Ranks) -> list[Any]:
    order = np.argsort(-rank, kind="stable")
    groups = np.split(order + 1, np.flatnonzero(np.diff(rank[order])) + 1)
    return [int(group[0]) if len(group) == 1 else group.tolist() for group in groups]


def _infeasibles(codes: Codes, options: int, file: Path | str) -> list[list[list[Any]]]:
    """Conditions that forbid all other combinations: every part of the cube, halved option by option, that has no state."""
    found: list[list[list[Any]]] = []
    waiting: list[tuple[int, Codes, list[list[Any]]]] = [(options, codes, [])]
    while waiting:
        left, here, fixed = waiting.pop()
        if not len(here):
            found.append(fixed)
            if len(found) > MOST_WRITTEN:
                refuse(file, None, "", f"the states take more than {MOST_WRITTEN:,} conditions to forbid the others")
        elif len(here) < 1 << left:
            option = left - 1
            taken = (here >> np.uint64(option) & np.uint64(1)).astype(np.bool_)
            waiting.append((option, here[taken], [*fixed, [option, "Y"]]))
            waiting.append((option, here[~taken], [*fixed, [option, "N"]]))
    return found
