"""Decision makers, options and states of a graph file: what every other part of it refers to."""

from __future__ import annotations

from collections.abc import Hashable
from dataclasses import dataclass
from typing import Any

import numpy as np

from goodoffices.case.graph_states import MOST_OPTIONS, MOST_STATES, Codes, feasible_codes, pattern_bits
from goodoffices.case.problem import InfeasibleError, did_you_mean, shown
from goodoffices.exchange.graph_tree import Place, distinct, items, mapping, need, text
from goodoffices.model.arrays import Ints
from goodoffices.model.conflict_graph import FREE, TO_NO_ONLY, TO_YES_ONLY

DIRECTIONS = {"free": FREE, "to_yes_only": TO_YES_ONLY, "to_no_only": TO_NO_ONLY}
MOST_PATTERNS = 100_000
"""Forbidden patterns of one file."""


@dataclass(frozen=True)
class People:
    """Decision makers and their options."""

    makers: tuple[str, ...]
    options: tuple[str, ...]
    owner: Ints

    def option(self, name: Any, at: Place) -> int:
        """An option by name, by `decision maker: option` where several have the name, or by number from 1."""
        full = [f"{self.makers[i]}: {option}" for i, option in zip(self.owner, self.options, strict=True)]
        found = [o for o, option in enumerate(self.options) if name in (option, full[o])]
        if len(found) == 1:
            return found[0]
        if not found and str(name).isdecimal() and 1 <= int(str(name)[:9]) <= len(self.options):
            return int(str(name)[:9]) - 1
        if found:
            at.refuse(f"several options are called {shown(name)}", f"write {full[found[0]]!r}, or its number from 1")
        at.refuse(f"{shown(name)} is not an option", did_you_mean(str(name), list(self.options)))


@dataclass(frozen=True)
class States:
    """The feasible states: their letters as written, or their codes, and what people call them."""

    patterns: tuple[str, ...] | None
    """As written, where the file lists them; they may hold `-` where moves are explicit."""
    codes: Codes | None
    """None where states are only named, or hold a `-`."""
    names: tuple[str, ...]
    """Empty where nobody named them."""
    place: dict[Hashable, int] | None
    """Number of each id of the file; None where ids are the numbers from 1."""
    count: int

    def of(self, state: Any, at: Place) -> int:
        """Number of the state of that id."""
        if self.place is not None:
            if isinstance(state, (int, str)) and not isinstance(state, bool) and state in self.place:
                return self.place[state]
        elif isinstance(state, int) and not isinstance(state, bool) and 1 <= state <= self.count:
            return state - 1
        at.refuse(f"{shown(state)} is not the id of a state", None if self.place else f"ids are 1 to {self.count:,}")


def read_people(tree: Any, at: Place) -> People:
    """Read `decision_makers`: a list of {name, options}."""
    makers: list[str] = []
    options: list[str] = []
    owner: list[int] = []
    for i, entry in enumerate(items(tree, at)):
        here = at / i
        who = mapping(entry, here)
        makers.append(text(need(who, "name", here), here / "name"))
        own = [
            text(name, here / "options" / o) for o, name in enumerate(items(who.get("options", []), here / "options"))
        ]
        distinct(own, f"options of {makers[-1]!r}", here / "options")
        options += own
        owner += [i] * len(own)
    if not makers:
        at.refuse("there are no decision makers")
    if len(makers) > 60 or len(options) > MOST_OPTIONS:
        at.refuse(f"at most 60 decision makers with {MOST_OPTIONS} options together are read")
    distinct(makers, "decision makers", at)
    return People(tuple(makers), tuple(options), np.array(owner, np.int64))


def listed_states(tree: Any, ids: Any, people: People, at: Place, dashes: bool) -> States:
    """Read `states` (Y/N strings, `-` allowed where `dashes`) and `state_ids`.  O(S O)."""
    words = items(tree, at)
    if not words or len(words) > MOST_STATES:
        at.refuse(f"1 to {MOST_STATES:,} states are read, not {len(words):,}")
    codes = _codes(words, len(people.options), at, dashes)
    if codes is not None:
        order = np.argsort(codes, kind="stable")
        same = np.flatnonzero(codes[order][1:] == codes[order][:-1])
        if len(same):
            first, second = order[same[0]], order[same[0] + 1]
            at.refuse(f"states {first + 1} and {second + 1} are both {words[first]!r}")
    names, place = _ids(ids, len(words), Place(at.file, "state_ids"))
    return States(tuple(words), codes, names, place, len(words))


def _codes(words: list[Any], options: int, at: Place, dashes: bool) -> Codes | None:
    for s, word in enumerate(words):
        if not isinstance(word, str) or len(word) != options:
            (at / s).refuse(f"a text of {options} letters Y or N is wanted here, not {shown(word)}")
    joined = "".join(words)
    if set(joined) - set("YN-" if dashes else "YN"):
        s = next(s for s, word in enumerate(words) if set(word) - set("YN-" if dashes else "YN"))
        (at / s).refuse(f"a state is written in Y and N{' and -' if dashes else ''}, not {shown(words[s])}")
    if not options:
        return None
    if "-" in joined:
        return None
    letters = np.frombuffer(joined.encode(), np.uint8).reshape(len(words), options)
    weights = np.left_shift(np.uint64(1), np.arange(options, dtype=np.uint64))
    codes = np.zeros(len(words), np.uint64)
    for o in range(options):
        codes |= np.where(letters[:, o] == ord("Y"), weights[o], np.uint64(0))
    return codes


def named_states(ids: Any, at: Place) -> States:
    """States of which only the ids are told."""
    names, place = _ids(ids, len(items(ids, at)), at)
    if not names or place is None:
        at.refuse("there are no states")
    return States(None, None, names, place, len(names))


def implicit_states(forbidden: Any, ids: Any, people: People, at: Place) -> States:
    """All combinations of options but those that meet one of the `infeasible` patterns, in ascending order of codes."""
    patterns = items(forbidden, at)
    if len(patterns) > MOST_PATTERNS:
        at.refuse(f"at most {MOST_PATTERNS:,} patterns are read")
    bits = [pattern_bits(read_pattern(word, len(people.options), at / p)) for p, word in enumerate(patterns)]
    try:
        codes = feasible_codes(len(people.options), bits)
    except InfeasibleError as error:
        at.refuse(str(error))
    if not len(codes):
        at.refuse("no state is feasible")
    names, place = _ids(ids, len(codes), Place(at.file, "state_ids")) if ids is not None else ((), None)
    return States(None, codes, names, place, len(codes))


def read_pattern(word: Any, options: int, at: Place) -> str:
    """One pattern of Y, N and -."""
    if not isinstance(word, str) or len(word) != options or set(word) - set("YN-"):
        at.refuse(f"a pattern of {options} letters Y, N or - is wanted here, not {shown(word)}")
    return word


def _ids(ids: Any, count: int, at: Place) -> tuple[tuple[str, ...], dict[Hashable, int] | None]:
    if ids is None:
        return tuple(map(str, range(1, count + 1))) if count <= 100_000 else (), None
    given = items(ids, at)
    if len(given) != count:
        at.refuse(f"{len(given):,} ids for {count:,} states")
    for s, name in enumerate(given):
        if isinstance(name, bool) or not isinstance(name, (int, str)):
            (at / s).refuse(f"an id is a whole number or a text, not {shown(name)}")
        if isinstance(name, str):
            text(name, at / s)
    place: dict[Hashable, int] = {name: s for s, name in enumerate(given)}
    names = tuple(map(str, given))
    distinct(names, "states", at)
    return names, place


def pairs_of(tree: Any, states: States, at: Place) -> list[tuple[int, int]]:
    """A list of pairs of different states, by their ids."""
    found = []
    for p, pair in enumerate(items(tree, at)):
        if not isinstance(pair, list) or len(pair) != 2:
            (at / p).refuse(f"a pair of state ids is wanted here, not {shown(pair)}")
        a, b = states.of(pair[0], at / p), states.of(pair[1], at / p)
        if a == b:
            (at / p).refuse(f"a pair of different states is wanted here, not {shown(pair[0])} twice")
        found.append((a, b))
    return found


def several(tree: Any, states: States, at: Place) -> list[int]:
    """A list of states, by their ids."""
    return [states.of(state, at / s) for s, state in enumerate(items(tree, at))]


def directions(tree: Any, people: People, at: Place) -> Ints:
    """`irreversible`: {option: to_yes_only | to_no_only}."""
    direction = np.zeros(len(people.options), np.int64)
    for name, word in mapping(tree, at).items():
        if not isinstance(word, str) or word not in DIRECTIONS:
            (at / name).refuse(f"'to_yes_only' or 'to_no_only' is wanted here, not {shown(word)}")
        direction[people.option(name, at / name)] = DIRECTIONS[word]
    return direction
