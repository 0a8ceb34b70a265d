"""Games in normal form: their pure equilibria are the graph's, and every label is one that Gambit reads."""

from __future__ import annotations

import itertools
import random
import re
from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np
import pytest

from goodoffices.exchange.graphs import graph_text, lost_in
from goodoffices.model.conflict_graph import FREE, TO_YES_ONLY, ConflictGraph, OptionMoves, Preferences
from goodoffices.model.graph_setting import Setting

HOSTILE = (
    'say "no"',
    "C:\\new",
    "ends in \\",
    "two\nlines",
    "Türkiye",
    "Œuvre d’art",
    "中国",
    "",
    "none",
    " ",
    "x",
    "x",
)


def setting(makers: Sequence[str], options: Sequence[str], owner: Sequence[int], codes: Sequence[int], rank) -> Setting:
    moves = OptionMoves(np.array(owner, np.int64), np.full(len(owner), FREE), np.array(codes, np.uint64))
    names = tuple(str(s + 1) for s in range(len(codes)))
    graph = ConflictGraph("g", tuple(makers), tuple(options), names, moves, Preferences(np.array(rank, np.int32)))
    return Setting(graph)


def read(text: str) -> tuple[list[str], list[list[str]], list[list[int]]]:
    """Players, strategies and payoffs (a row a profile), from nothing but what the format says."""
    head, rest = text.split("\n", 1)
    found = re.fullmatch(r'NFG 1 R "([^"\\]*)" \{ (.*) \}', head)
    assert found, head
    block, payoffs = rest.split('\n""\n')
    strategies = [re.findall(r'"([^"\\]*)"', line) for line in block.split("\n") if line.startswith('{ "')]
    rows = [list(map(int, line.split())) for line in payoffs.split("\n") if line]
    return re.findall(r'"([^"\\]*)"', found[2]), strategies, rows


def equilibria(sizes: Sequence[int], rows: Sequence[Sequence[int]]) -> Iterator[tuple[int, ...]]:
    """Pure equilibria by definition; the first player's strategy runs fastest."""
    place = {p[::-1]: k for k, p in enumerate(itertools.product(*map(range, reversed(sizes))))}
    for p, k in place.items():
        changes = ((i, (*p[:i], a, *p[i + 1 :])) for i, size in enumerate(sizes) for a in range(size))
        if all(rows[place[q]][i] <= rows[k][i] for i, q in changes):
            yield p


def nash(found: Setting) -> set[int]:
    """Codes of the states that nobody improves by itself, by definition."""
    moves, rank = found.graph.moves, found.graph.preferences.rank
    assert isinstance(moves, OptionMoves)
    codes = moves.codes.tolist()
    masks = [sum(1 << o for o, by in enumerate(moves.owner) if by == i) for i in range(len(rank))]
    return {
        code
        for s, code in enumerate(codes)
        if not any(
            (code ^ other) & ~mask == 0 and rank[i][t] > rank[i][s]
            for t, other in enumerate(codes)
            for i, mask in enumerate(masks)
        )
    }


def chosen(found: Setting) -> set[int]:
    """Codes of the game's pure equilibria."""
    _, strategies, rows = read(graph_text(found, Path("x.nfg")))
    moves = found.graph.moves
    assert isinstance(moves, OptionMoves)
    owners = [*range(len(found.graph.decision_makers)), *([-1] if -1 in moves.owner else [])]
    masks = [sum(1 << o for o, by in enumerate(moves.owner.tolist()) if by == i) for i in owners]
    own = [sorted({code & mask for code in moves.codes.tolist()}) for mask in masks]
    assert [len(names) for names in strategies] == [len(codes) for codes in own]
    sizes = [len(codes) for codes in own]
    return {sum(codes[a] for codes, a in zip(own, p, strict=True)) for p in equilibria(sizes, rows)}


def test_four_who_must_all_join_have_two_equilibria() -> None:
    ranks = [[1, 0]] * 4
    found = setting("ABCD", [f"Join {who}" for who in "ABCD"], range(4), [0b0000, 0b1111], ranks)
    assert nash(found) == chosen(found) == {0b0000, 0b1111}
    assert min(min(row) for row in read(graph_text(found, Path("x.nfg")))[2]) == -2  # two join, two do not


@pytest.mark.parametrize("seed", range(60))
def test_pure_equilibria_of_the_game_are_those_of_the_graph(seed: int) -> None:
    chance = random.Random(seed)
    options, makers = chance.randint(1, 5), chance.randint(1, 4)
    owner = [chance.randint(-1, makers - 1) for _ in range(options)]
    codes = sorted(chance.sample(range(2**options), chance.randint(1, 2**options)))
    rank = [[chance.randint(0, len(codes)) for _ in codes] for _ in range(makers)]
    found = setting([f"P{i}" for i in range(makers)], [f"o{o}" for o in range(options)], owner, codes, rank)
    assert nash(found) == chosen(found)


@pytest.mark.parametrize("names", list(itertools.permutations(HOSTILE, 2)))
def test_labels_are_plain_and_different(names: tuple[str, str]) -> None:
    found = setting(names, [*names, "x"], [0, 0, 1], range(8), [[0] * 8] * 2)
    text = graph_text(found, Path("x.nfg"))
    assert text.isascii() and "\\" not in text
    players, strategies, rows = read(text)
    assert [len(set(labels)) for labels in (players, *strategies)] == [2, 4, 2]
    assert all(label.strip() == label != "" for label in (*players, *strategies[0], *strategies[1]))
    assert len(rows) == 8


def test_labels_stay_as_near_to_the_name_as_can_be() -> None:
    found = setting(["Türkiye", "中国"], ['say "no"', "a\\b"], [0, 1], range(4), [[0] * 4] * 2)
    players, strategies, _ = read(graph_text(found, Path("x.nfg")))
    assert (players, strategies) == (["Turkiye", "decision maker 2"], [["none", "say 'no'"], ["none", "a/b"]])


def test_what_the_game_loses_is_said() -> None:
    found = setting("AB", ["leave", "stay"], [0, 1], range(4), [[0] * 4] * 2)
    assert lost_in(found, Path("x.nfg")) is None
    moves = found.graph.moves
    assert isinstance(moves, OptionMoves)
    moves.direction[0] = TO_YES_ONLY
    assert "in the graph not (leave)" in (lost_in(found, Path("x.nfg")) or "")
    assert lost_in(found, Path("x.json")) is None
