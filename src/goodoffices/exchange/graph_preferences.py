"""Preferences in a graph file: a ranking with ties, payoffs, prioritised statements, or weights of options."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from goodoffices.case.statement import StatementError
from goodoffices.engines.graph_model.prioritisation import options_taken, prioritised_rank, weighted_rank
from goodoffices.exchange.graph_states import People, States, pairs_of, several
from goodoffices.exchange.graph_tree import Place, among, items, mapping, number, only, text
from goodoffices.model.arrays import Bools
from goodoffices.model.conflict_graph import Preferences, Ranks
from goodoffices.model.graph_setting import (
    bands_below,
    ranked_by_groups,
    ranked_by_payoffs,
    unknown_pairs,
)

MOST_UNKNOWN = 20_000
"""States of a graph with unknown preferences, which are a table of all pairs."""


def ranking(tree: Any, states: States, at: Place) -> Ranks:
    """Best first, ties as lists of ids; every state once.  O(S)."""
    groups = []
    for g, entry in enumerate(items(tree, at)):
        group = entry if isinstance(entry, list) else [entry]
        groups.append([states.of(state, at / g) for state in group])
    flat = [state for group in groups for state in group]
    count = np.bincount(np.array(flat, np.int64), minlength=states.count)
    wrong = np.flatnonzero(count != 1)
    if len(wrong):
        name = states.names[wrong[0]] if states.names else str(wrong[0] + 1)
        at.refuse(f"state {name} stands {count[wrong[0]]} times in the ranking", "every state stands there once")
    return ranked_by_groups(groups, states.count)


def payoffs(tree: Any, states: States, at: Place) -> Ranks:
    """One number for each state in the order of the file, higher is better."""
    given = items(tree, at)
    if len(given) != states.count:
        at.refuse(f"{len(given):,} payoffs for {states.count:,} states")
    return ranked_by_payoffs([number(value, at / s) for s, value in enumerate(given)])


def taken_by(states: States, people: People, at: Place) -> Bools:
    """Which options each state takes, bool[O, S]."""
    if states.codes is None:
        at.refuse("statements and weights speak of options, so every state must say Y or N to each")
    return options_taken(states.codes, len(people.options))


def statements(tree: Any, states: States, people: People, at: Place) -> Ranks:
    """Prioritised statements over options, most important first."""
    words = [text(word, at / w) for w, word in enumerate(items(tree, at))]
    try:
        return prioritised_rank(words, people.options, taken_by(states, people, at))
    except StatementError as error:
        at.refuse(str(error))


def weights(tree: Any, states: States, people: People, at: Place) -> Ranks:
    """{option: weight}; options not named weigh nothing."""
    each = [0.0] * len(people.options)
    for name, value in mapping(tree, at).items():
        each[people.option(name, at / name)] = number(value, at / name)
    return weighted_rank(each, taken_by(states, people, at))


FORMS: dict[str, Callable[[Any, States, People, Place], Ranks]] = {
    "ranking": lambda tree, states, people, at: ranking(tree, states, at),
    "payoffs": lambda tree, states, people, at: payoffs(tree, states, at),
    "statements": statements,
    "weights": weights,
}


def one_rank(tree: Any, states: States, people: People, at: Place) -> Ranks:
    """Ranks of one decision maker: a list is a ranking, a mapping has one of FORMS."""
    if isinstance(tree, list):
        return ranking(tree, states, at)
    entry = mapping(tree, at)
    only(entry, tuple(FORMS), at)
    if len(entry) != 1:
        at.refuse(f"one of {', '.join(FORMS)} is wanted here, not {len(entry)} of them")
    form = next(iter(entry))
    return FORMS[form](entry[form], states, people, at / form)


def all_ranks(tree: Any, states: States, people: People, at: Place, other: Any = None) -> Ranks:
    """int32[n, S] from {decision maker: preferences}, or from `other`, {decision maker: payoffs}."""
    given = mapping(tree if tree is not None else other if other is not None else {}, at)
    for name in given:
        among(name, people.makers, "a decision maker", at / name)
    rows = []
    for who in people.makers:
        if who not in given:
            at.refuse(f"nothing says what {who!r} prefers", "a ranking of one list holds all states equal")
        here = at / who
        rows.append(one_rank(given[who] if tree is not None else {"payoffs": given[who]}, states, people, here))
    return np.array(rows, np.int32)


def preferences(tree: dict[Any, Any], states: States, people: People, at: Place) -> Preferences:
    """What all prefer, with `strong_below` and `unknown` where the file has them."""
    given = tree.get("preferences")
    rank = all_ranks(
        given, states, people, at / ("preferences" if given is not None else "payoffs"), tree.get("payoffs")
    )
    band = unknown = None
    if tree.get("strong_below"):
        band = np.zeros_like(rank)
        for who, gaps in mapping(tree["strong_below"], at / "strong_below").items():
            i = among(who, people.makers, "a decision maker", at / "strong_below" / who)
            band[i] = bands_below(rank[i], several(gaps, states, at / "strong_below" / who))
    if tree.get("unknown"):
        if states.count > MOST_UNKNOWN:
            (at / "unknown").refuse(f"unknown preferences are read up to {MOST_UNKNOWN:,} states, not {states.count:,}")
        pairs: dict[int, list[tuple[int, int]]] = {}
        for who, told in mapping(tree["unknown"], at / "unknown").items():
            i = among(who, people.makers, "a decision maker", at / "unknown" / who)
            pairs[i] = pairs_of(told, states, at / "unknown" / who)
        unknown = tuple(unknown_pairs(pairs.get(i, []), states.count) for i in range(len(people.makers)))
    return Preferences(rank, band, unknown)
