"""Numbered draws: equal by batch, balanced, reproducible; columns; the copula."""

from __future__ import annotations

import subprocess
import sys

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from goodoffices.model.draws import (
    CELL_MIDDLE,
    MOST_DIMENSIONS,
    Design,
    _entropy,
    column_name,
    columns,
    correlated,
    factor_name,
    member_names,
    red_line_name,
    stream,
    uniforms,
)


@pytest.mark.parametrize(("size", "batches"), [(1024, 8), (256, 5), (100, 7), (1, 9)])
def test_batches_are_rows_of_one_sequence(size: int, batches: int) -> None:
    whole = uniforms("case", 5, 13, 0, 8192)
    parts = np.vstack([uniforms("case", 5, 13, b, size) for b in range(batches)])
    np.testing.assert_array_equal(parts, whole[: size * batches])


@settings(max_examples=30, deadline=None)
@given(size=st.integers(1, 300), batch=st.integers(0, 12), dimensions=st.integers(1, 40))
def test_any_batch_alone(size: int, batch: int, dimensions: int) -> None:
    whole = uniforms("case", 5, dimensions, 0, 4096)
    rows = whole[batch * size : (batch + 1) * size]
    np.testing.assert_array_equal(uniforms("case", 5, dimensions, batch, size), rows)


def test_draws_are_the_same_in_another_process() -> None:
    code = "from goodoffices.model.draws import uniforms, stream; import sys; "
    code += (
        "sys.stdout.write(uniforms('x', 1, 3, 2, 4).tobytes().hex() + stream('x', 1, 'n', 3).random(2).tobytes().hex())"
    )
    other = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout
    here = uniforms("x", 1, 3, 2, 4).tobytes().hex() + stream("x", 1, "n", 3).random(2).tobytes().hex()
    assert other == here


def test_digest_and_seed_both_matter() -> None:
    one = uniforms("a", 0, 4, 0, 64)
    assert not np.allclose(one, uniforms("b", 0, 4, 0, 64))
    assert not np.allclose(one, uniforms("a", 1, 4, 0, 64))
    np.testing.assert_array_equal(one, uniforms("a", 0, 4, 0, 64))


def test_points_are_inside_and_balanced() -> None:
    """Each of 1,024 equal cells of each column holds exactly one point of each batch: a digital net."""
    for batch in range(4):
        u = uniforms("net", 2, 50, batch, 1024)
        assert u.min() > 0
        assert u.max() < 1
        cells = np.sort((u * 1024).astype(int), axis=0)
        np.testing.assert_array_equal(cells, np.tile(np.arange(1024)[:, None], 50))


def test_columns_are_uncorrelated() -> None:
    u = uniforms("net", 2, 30, 0, 8192)
    off = np.corrcoef(u.T)[np.triu_indices(30, 1)]
    assert np.abs(off).max() < 0.03


def test_far_batches_are_reached() -> None:
    """Draw 65,536 and beyond, with only one batch in memory."""
    u = uniforms("far", 2, 20, 1000, 1024)
    assert u.shape == (1024, 20)
    np.testing.assert_array_equal(u[512:], uniforms("far", 2, 20, 2001, 512))


def test_no_column_is_no_problem() -> None:
    assert uniforms("x", 0, 0, 0, 16).shape == (16, 0)


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("x", 0, MOST_DIMENSIONS + 1, 0), "fix some of them"),
        (("x", -1, 3, 0), "seed must be 0 or more"),
        (("x", 0, 3, -1), "outside"),
        (("x", 0, 3, 2**20), "outside"),
        (("x", 0, 3, 0, 0), "outside"),
    ],
)
def test_impossible_requests_are_refused(arguments: tuple[str, int, int, int], words: str) -> None:
    with pytest.raises(ValueError, match=words):
        uniforms(*arguments)


def test_streams_differ_by_every_part_of_their_key() -> None:
    keys = [
        ("a", 0, "n", 0),
        ("b", 0, "n", 0),
        ("a", 1, "n", 0),
        ("a", 0, "m", 0),
        ("a", 0, "n", 1),
        ("a", 0, "n", 0, 0),
    ]
    first = {stream(*key).random() for key in keys}
    assert len(first) == len(keys)


# --- columns --------------------------------------------------------------------------------------------------------


def test_modes_share_a_column() -> None:
    assert column_name("levers.press.public.strength") == "levers.press.strength"
    assert column_name("levers.press.private.strength") == "levers.press.strength"
    assert column_name("offers.gas.private.cost") == "offers.gas.cost"
    assert column_name("candour.turkey.russia.private") == "candour.turkey.russia"


@pytest.mark.parametrize("path", ["levers.public.strength", "preferences.a.weights.public", "war.a.level"])
def test_names_that_only_look_like_modes_stay(path: str) -> None:
    assert column_name(path) == path


def test_design_is_sorted_whatever_the_order_given() -> None:
    names = ("war.b", "levers.x.public.cost", "levers.x.private.cost", factor_name("g"), red_line_name("r"), "war.a")
    design, turned = Design(names), Design(names[::-1])
    assert design.dimensions == 5
    assert [design.column(n) for n in names] == [turned.column(n) for n in names]
    assert sorted(set(design.columns(names).tolist())) == list(range(5))
    assert design.column("levers.x.public.cost") == design.column("levers.x.cost")


def test_design_knows_only_its_names() -> None:
    with pytest.raises(KeyError):
        Design(("a",)).column("b")


def test_members_of_a_ranking_have_their_own_columns() -> None:
    assert member_names("preferences.a.weights", ["land", "gas"]) == (
        "preferences.a.weights.land",
        "preferences.a.weights.gas",
    )


# --- copula ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("first", "second"), [(0.8, 0.6), (0.9, -0.7), (-0.5, -0.5), (1.0, 0.3), (0.0, 0.9)])
def test_correlation_is_the_product_of_loadings(first: float, second: float) -> None:
    u = uniforms("copula", 1, 3, 0, 16_384)
    members = [correlated(u[:, i], u[:, 2], loading) for i, loading in ((0, first), (1, second))]
    scores = stats.norm.ppf(members)
    assert np.corrcoef(scores)[0, 1] == pytest.approx(first * second, abs=0.005)
    for member in members:
        assert stats.kstest(member, "uniform").statistic < 0.005


def test_full_loading_is_the_group_itself() -> None:
    u = uniforms("copula", 1, 2, 0, 256)
    np.testing.assert_allclose(correlated(u[:, 0], u[:, 1], 1.0), u[:, 1], atol=1e-12)
    np.testing.assert_allclose(correlated(u[:, 0], u[:, 1], -1.0), 1 - u[:, 1], atol=1e-12)
    np.testing.assert_allclose(correlated(u[:, 0], u[:, 1], 0.0), u[:, 0], atol=1e-12)


@given(u=st.floats(1e-300, 1 - 1e-16), v=st.floats(1e-300, 1 - 1e-16), loading=st.floats(-1, 1))
def test_copula_stays_inside(u: float, v: float, loading: float) -> None:
    result = float(correlated(np.array([u]), np.array([v]), loading)[0])
    assert 0 < result < 1


def test_a_loading_beyond_one_is_refused() -> None:
    with pytest.raises(ValueError, match="between -1 and 1"):
        correlated(np.array([0.5]), np.array([0.5]), 1.2)


@pytest.mark.parametrize("first", [0, 1, 1023, 4096, 99_999])
def test_columns_are_scipy_sobol_points(first: int) -> None:
    """The points of scipy's own engine with the same scramble, wherever one starts."""
    engine = stats.qmc.Sobol(7, bits=30, rng=np.random.default_rng(np.random.SeedSequence(_entropy("x", 4))))
    if first:
        engine.fast_forward(first)
    points = engine.random(1) if first == 0 else engine.random(37)
    got = columns("x", 4, 7, first, len(points))
    np.testing.assert_array_equal(got.T, points + CELL_MIDDLE)


def test_the_last_draws_cost_no_more_than_the_first() -> None:
    u = uniforms("far", 2, 20, 2**20 - 1, 1024)
    assert u.min() > 0
    assert u.max() < 1
    np.testing.assert_array_equal(np.sort((u * 1024).astype(int), axis=0), np.tile(np.arange(1024)[:, None], 20))
