"""Statements are read as Python reads their translation, and rank states by the powers of two of the literature."""

from __future__ import annotations

from itertools import product

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from goodoffices.case.statement import StatementError, parse_statement
from goodoffices.engines.graph_model.prioritisation import options_taken, prioritised_rank, weighted_rank

NAMES = ("Modify", "Delay", "Legal challenge")
TAKEN = options_taken(np.arange(8, dtype=np.uint64), 3)

leaf = st.integers(0, 2).flatmap(
    lambda o: st.sampled_from([(str(o + 1), f"t[{o}]"), (f'"{NAMES[o]}"', f"t[{o}]"), (f"'{NAMES[o]}'", f"t[{o}]")])
)


def compound(inner: st.SearchStrategy[tuple[str, str]]) -> st.SearchStrategy[tuple[str, str]]:
    """A statement and the Python that means the same."""
    pairs = st.tuples(inner, inner)
    return st.one_of(
        st.tuples(st.sampled_from(["NOT ", "-", "!", "not "]), inner).map(
            lambda x: (f"{x[0]}({x[1][0]})", f"(not {x[1][1]})")
        ),
        st.tuples(pairs, st.sampled_from(["AND", "&"])).map(
            lambda x: (f"({x[0][0][0]}) {x[1]} ({x[0][1][0]})", f"({x[0][0][1]} and {x[0][1][1]})")
        ),
        st.tuples(pairs, st.sampled_from(["or", "|"])).map(
            lambda x: (f"({x[0][0][0]}) {x[1]} ({x[0][1][0]})", f"({x[0][0][1]} or {x[0][1][1]})")
        ),
        pairs.map(lambda x: (f"({x[0][0]}) IF ({x[1][0]})", f"({x[0][1]} or not {x[1][1]})")),
        pairs.map(lambda x: (f"({x[0][0]}) iff ({x[1][0]})", f"({x[0][1]} == {x[1][1]})")),
    )


statements = st.recursive(leaf, compound, max_leaves=8)


@given(statements)
def test_statements_mean_what_they_say(pair: tuple[str, str]) -> None:
    text, python = pair
    told = parse_statement(text, NAMES).holds(TAKEN)
    assert told.tolist() == [bool(eval(python, {"t": TAKEN[:, s].tolist()})) for s in range(8)]


@pytest.mark.parametrize(
    ("loose", "bracketed"),
    [
        ("1 | 2 & 3", "1 | (2 & 3)"),
        ("1 & 2 | 3", "(1 & 2) | 3"),
        ("-1 & 2", "(-1) & 2"),
        ("1 & 2 IF 3 | 1", "(1 & 2) IF (3 | 1)"),
        ("not not 1 iff modify | 2".replace("modify", "Modify"), "1 IFF (1 | 2)"),
        ("1|2|3", "(1|2)|3"),
    ],
)
def test_precedence(loose: str, bracketed: str) -> None:
    assert (parse_statement(loose, NAMES).holds(TAKEN) == parse_statement(bracketed, NAMES).holds(TAKEN)).all()


@pytest.mark.parametrize(
    ("text", "column", "found", "expected"),
    [
        ("", 1, "the end", "an option, NOT or '('"),
        ("1 &", 4, "the end", "an option, NOT or '('"),
        ("1 & & 2", 5, "'&'", "an option, NOT or '('"),
        ("(1 | 2", 7, "the end", "')' for the '(' in column 1"),
        ("1 2", 3, "'2'", "AND, OR, IF, IFF or the end"),
        ("1)", 2, "')'", "AND, OR, IF, IFF or the end"),
        ("1 IF 2 IF 3", 8, "'IF'", "brackets"),
        ("4", 1, "'4'", "1 Modify, 2 Delay, 3 Legal challenge"),
        ("0", 1, "'0'", "by number or name"),
        ("Legal & 1", 1, "'Legal'", "by number or name"),
        ("1 # 2", 3, "'#'", "AND, OR, IF, IFF or the end"),
        ("1 & 'Delay", 5, '"\'"', "an option"),
        ("(" * 500 + "1", 102, "'('", "at most 100"),
    ],
)
def test_what_is_wrong_is_told(text: str, column: int, found: str, expected: str) -> None:
    with pytest.raises(StatementError) as error:
        parse_statement(text, NAMES)
    assert (error.value.column, error.value.found) == (column, found)
    assert expected in error.value.expected and f"column {column}" in str(error.value)


def test_a_name_of_two_options() -> None:
    with pytest.raises(StatementError, match="1 and 3 have this name, so use the number"):
        parse_statement("Full", ("Full", "Reduced", "Full"))


@given(st.lists(statements, max_size=5))
def test_ranks_are_those_of_powers_of_two(pairs: list[tuple[str, str]]) -> None:
    texts = [text for text, _ in pairs]
    score = np.zeros(8, int)
    for k, (_, python) in enumerate(pairs, start=1):
        for s in range(8):
            score[s] += 2 ** (len(pairs) - k) * bool(eval(python, {"t": TAKEN[:, s].tolist()}))
    rank = prioritised_rank(texts, NAMES, TAKEN)
    for s, t in product(range(8), repeat=2):
        assert (rank[s] > rank[t]) == (score[s] > score[t])
    assert set(rank) == set(range(max(rank) + 1))


def test_more_statements_than_bits() -> None:
    """The first of a hundred decides against all others together."""
    rank = prioritised_rank(["1", *["-1 & 2"] * 99], NAMES, TAKEN)
    assert rank.tolist() == [0, 2, 1, 2, 0, 2, 1, 2]


@given(st.lists(st.integers(-3, 3), min_size=3, max_size=3))
def test_weights(weights: list[int]) -> None:
    rank = weighted_rank([w / 10 for w in weights], TAKEN)
    score = [sum(w for w, took in zip(weights, TAKEN[:, s], strict=True) if took) for s in range(8)]
    assert rank.tolist() == [sorted(set(score)).index(x) for x in score]


def test_weights_that_are_wrong() -> None:
    with pytest.raises(ValueError, match="each of 3 options, not 2"):
        weighted_rank([1.0, 2.0], TAKEN)
    with pytest.raises(ValueError, match="finite numbers, not nan"):
        weighted_rank([1.0, float("nan"), 0.0], TAKEN)
