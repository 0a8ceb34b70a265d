"""The package space: counts, blocks, codes and their inverses."""

from __future__ import annotations

import itertools

import numpy as np
import pytest
from hypothesis import given, settings
from tests.engines.brute import Table, meets, tables

from goodoffices.case.problem import InfeasibleError
from goodoffices.model import packages
from goodoffices.model.packages import package_space


@given(tables())
@settings(deadline=None, max_examples=100)
def test_every_allowed_package_once_in_the_order_of_its_code(table: Table) -> None:
    expected = table.packages()
    if not expected:
        with pytest.raises(InfeasibleError, match="the rules forbid"):
            _ = table.space
        return
    space = table.space
    assert space.count == len(expected)
    choices = space.choices_from(np.arange(space.count)[:, None])
    options = space.options_of(choices)
    assert sorted(tuple(int(o) for o in x) for x in options) == expected
    assert np.array_equal(space.codes_of(choices)[:, 0], np.arange(space.count))
    assert np.array_equal(space.choices_of(options), choices)
    assert sorted(map(tuple, choices)) == list(map(tuple, choices))


@given(tables())
@settings(deadline=None, max_examples=60)
def test_combos_know_their_columns_and_conditions(table: Table) -> None:
    if not table.packages():
        return
    space = table.space
    choices = space.choices_from(np.arange(space.count)[:, None])
    offsets = space.option_offsets()
    for rows, package in zip(space.rows_of(choices), space.options_of(choices), strict=True):

        def held(incidence: packages.Incidence, rows: np.ndarray = rows) -> list[int]:
            return sorted(int(c) for t in rows for c in incidence.index[incidence.start[t] : incidence.start[t + 1]])

        assert held(space.columns) == [int(o + offsets[j]) for j, o in enumerate(package)]
        assert held(space.linkages) == [k for k, c in enumerate(table.linkages) if meets(tuple(package), c)]
        assert held(space.red_lines) == [k for k, c in enumerate(table.red_lines) if meets(tuple(package), c)]


def test_blocks_are_the_issues_tied_together() -> None:
    space = package_space([2] * 7, [{5: 0, 1: 1}], [{1: 0, 3: 0}], [{0: 1}, {2: 0, 6: 0}])
    assert space.blocks == ((0,), (1, 3, 5), (2, 6), (4,))
    assert space.count == 2 * (8 - 2) * 4 * 2


@pytest.mark.parametrize(
    ("sizes", "words"), [([2] * 62, 1), ([2] * 63, 1), ([2] * 64, 2), ([10] * 30, 2), ([2] * 200, 4)]
)
def test_codes_of_huge_spaces_go_there_and_back(sizes: list[int], words: int) -> None:
    space = package_space(sizes, [], [], [])
    expected = int(np.prod(np.array(sizes, dtype=object)))
    assert space.count == expected
    assert space.words == words
    options = np.random.default_rng(0).integers(0, sizes, (500, len(sizes)))
    options[0], options[1] = 0, np.array(sizes) - 1
    choices = space.choices_of(options)
    codes = space.codes_of(choices)
    assert (codes >= 0).all()
    assert np.array_equal(space.choices_from(codes), choices)
    assert np.array_equal(space.options_of(choices), options)
    by_code = np.lexsort(codes.T[::-1])
    assert [tuple(c) for c in choices[by_code]] == sorted(tuple(c) for c in choices)


def test_what_the_rules_forbid_has_no_choices() -> None:
    space = package_space([2, 3, 2], [{0: 1, 1: 2}], [], [])
    assert space.choices_of([[1, 1, 0]]).shape == (1, 2)
    for bad in ([1, 2, 0], [0, 3, 0], [0, 0, -1]):
        with pytest.raises(InfeasibleError, match="cannot stand together"):
            space.choices_of(bad)


def test_a_block_too_long_to_list_names_its_issues() -> None:
    chain = [{j: 0, j + 1: 0} for j in range(1, 12)]
    with pytest.raises(InfeasibleError, match=r"issues 1, 2, 3, .*12 are tied together"):
        package_space([5] * 14, [], chain, [])
    with pytest.raises(InfeasibleError, match="tied together"):
        package_space([10] * 30, [dict.fromkeys(range(30), 0)], [], [])


def test_rules_that_keep_a_long_block_short_are_used_on_the_way() -> None:
    rules = [{j: a, j + 1: b} for j in range(29) for a, b in itertools.product(range(2), repeat=2) if a != b]
    space = package_space([2] * 30, rules, [], [])
    assert space.count == 2
    assert space.options_of([[0], [1]]).tolist() == [[0] * 30, [1] * 30]


@pytest.mark.parametrize("rules", [[{}], [{0: 0}, {0: 1}], [{0: 0, 1: a} for a in range(3)] + [{0: 1}]])
def test_rules_that_leave_nothing_are_named(rules: list[dict[int, int]]) -> None:
    with pytest.raises(InfeasibleError, match="the rules forbid every combination of options of issues 0"):
        package_space([2, 3], rules, [], [])


@pytest.mark.parametrize("arguments", [([], []), ([2, 0], []), ([2], [{1: 0}]), ([2], [{0: 2}]), ([2], [{0: -1}])])
def test_what_does_not_exist_is_refused(arguments: tuple[list[int], list[dict[int, int]]]) -> None:
    with pytest.raises(ValueError, match=r"at least one|do not exist"):
        package_space(arguments[0], [], arguments[1], [])
