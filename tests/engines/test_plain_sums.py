"""The frontier of floating-point sums as they stand: against listing them in the same order, and on known files."""

from __future__ import annotations

import itertools
import json
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from goodoffices.engines.frontier.block_fronts import additive
from goodoffices.engines.frontier.pareto import pareto_front
from goodoffices.engines.frontier.plain_sums import plain_front
from goodoffices.exchange.reading import load_scenario
from goodoffices.model.packages import package_space
from goodoffices.study.settle.question import settle

SHARED = Path(__file__).resolve().parents[3] / "shared" / "scenarios"
VALUES = SHARED / "reference_values.json"
NAMES = sorted(json.loads(VALUES.read_text(encoding="utf-8"))) if VALUES.exists() else []


@given(st.data())
@settings(deadline=None, max_examples=60)
def test_it_lists_the_sums_that_no_other_is_at_least(data: st.DataObject) -> None:
    parties = data.draw(st.integers(1, 5))
    sizes = data.draw(st.lists(st.integers(1, 4), min_size=1, max_size=4))
    tenths = st.integers(-9, 9).map(lambda tenth: tenth * 0.1)  # 0.1 + 0.2 is not 0.3
    cells = st.lists(tenths, min_size=sum(sizes), max_size=sum(sizes))
    tables = np.array(data.draw(st.lists(cells, min_size=parties, max_size=parties)))
    at = np.cumsum([0, *sizes])
    listed = {}
    for options in itertools.product(*map(range, sizes)):
        total = np.zeros(parties)
        for j, option in enumerate(options):
            total = total + tables[:, at[j] + option]
        listed.setdefault(tuple(total.tolist()), options)
    low = np.array(data.draw(st.sampled_from(sorted(listed)))) - 0.3
    rational = [u for u in listed if all(u >= low - 1e-12)]
    best = [u for u in rational if not any(v != u and all(a >= b for a, b in zip(v, u, strict=True)) for v in rational)]
    found = plain_front(additive(package_space(sizes, [], [], []), tables, [], []), low)
    assert [tuple(row) for row in found.utilities.tolist()] == sorted(best, reverse=True)
    assert [tuple(row) for row in found.options.tolist()] == [listed[u] for u in sorted(best, reverse=True)]


def test_a_last_bit_is_a_point_of_its_own_here_and_none_in_exact_sums() -> None:
    """0.1 + 0.2 is more than 0.3 in floating point, so a package that is worth as much and less to the other stays."""
    tables = np.array([[0.1, 0.3, 0.2, 0.0], [0.0, 2.0, 0.0, 0.0]])
    space = package_space([2, 2], [{0: 1, 1: 0}], [], [])
    assert pareto_front(space, tables).utilities.tolist() == [[0.3, 2.0]]
    found = plain_front(additive(space, tables, [], []))
    assert found.utilities.tolist() == [[0.1 + 0.2, 0.0], [0.3, 2.0]]
    assert found.options.tolist() == [[0, 0], [1, 1]]


@pytest.mark.skipif(not NAMES, reason="the shared collection of scenarios is not here")
@pytest.mark.parametrize("name", NAMES or ["none"])
def test_all_reference_counts(name: str) -> None:
    """Whoever counted these added doubles in the order of the file, and compared them to the last bit."""
    expected = json.loads(VALUES.read_text(encoding="utf-8"))[name]
    found = settle(load_scenario(SHARED / name), ties="floats")
    assert found.frontier_size == expected["front_distinct"]
    assert found.utilities is not None
    assert len(np.unique(found.utilities.round(12), axis=0)) == expected["front_distinct"]
    for concept, key in {"nash": "nash_product", "egalitarian": "egalitarian_min_gain",
                         "utilitarian": "utilitarian_sum", "kalai_smorodinsky": "ks_maximin_ratio"}.items():  # fmt: skip
        point = found.points[concept]
        assert point is not None and point.value == pytest.approx(expected[key], rel=1e-9, abs=1e-9)
