"""Numbers as the brief writes them, at the edges."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from goodoffices.case.quantity import Quantity
from goodoffices.kit.numbers import (
    MISSING,
    as_written,
    central,
    counted,
    decimals,
    fine_percent,
    months,
    number,
    part_percent,
    percent,
    percentage_points,
    points,
    signed,
    significant,
    span,
    terse,
    together,
)


@pytest.mark.parametrize(
    ("share", "text"),
    [
        (0.0, "0%"),
        (0.001, "under 1%"),
        (0.005, "1%"),
        (0.495, "50%"),
        (0.994, "99%"),
        (0.996, "over 99%"),
        (1.0, "100%"),
    ],
)
def test_percent(share: float, text: str) -> None:
    assert percent(share) == text


def test_percent_of_no_number_is_a_dash() -> None:
    assert percent(math.nan) == MISSING == number(-math.inf) == points(math.nan) == fine_percent(math.inf)


@pytest.mark.parametrize(
    ("value", "text"),
    [(0.0, "0"), (-0.01, "0"), (0.96, "1"), (3.44, "3.4"), (-3.46, "−3.5"), (9.96, "10"), (1234.4, "1234")],
)
def test_number(value: float, text: str) -> None:
    assert number(value) == text


@given(st.floats(0, 1))
def test_percent_never_claims_an_end_it_does_not_reach(share: float) -> None:
    assert (percent(share) == "0%") == (share == 0.0)
    assert (percent(share) == "100%") == (share == 1.0)


def test_units() -> None:
    assert points(1) == "1 point"
    assert points(-2.04) == "−2 points"
    assert percentage_points(-0.01) == "1 percentage point"
    assert percentage_points(0.126) == "13 percentage points"
    assert months(1) == "1 month"
    assert months(24) == "24 months"
    assert signed(2) == "+2"
    assert signed(-2) == "−2"
    assert signed(0.001) == "0"
    assert counted(0, "plan") == "no plans"
    assert counted(1, "plan") == "1 plan"
    assert span(0.101, 0.102) == "10%"
    assert span(0.1, 0.3) == "10% to 30%"
    assert terse(0.001) == "<1%"
    assert fine_percent(0.0001) == "under 0.1%"


@pytest.mark.parametrize(
    ("raw", "text", "middle"),
    [
        (12, "12", 12.0),
        ({"pert": [6, 14, 25]}, "pert 6–14–25", (6 + 56 + 25) / 6),
        ({"pert": [-8, -4, -1]}, "pert −8, −4, −1", (-8 - 16 - 1) / 6),
        ({"uniform": [3, 9]}, "uniform 3–9", 6.0),
        ({"normal": [10, 2], "truncate": [11, 15]}, "normal 10–2, within 11 to 15", 11.0),
        ({"choice": {3: 1, 8: 1}}, "choice 3 (50%), 8 (50%)", 5.5),
        ({"beta": [1, 3]}, "beta 1–3", 0.25),
    ],
)
def test_quantities_as_written(raw: object, text: str, middle: float) -> None:
    quantity = Quantity.model_validate(raw)
    assert as_written(quantity) == text
    assert central(quantity) == pytest.approx(middle)


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (0.0, "0"),
        (0.0015, "0.0015"),
        (100 / 3, "33.3333"),
        (-8375.25, "-8375.25"),
        (56e9, "56,000,000,000"),
        (35536753040.72, "35,536,753,041"),
        (1e7, "10,000,000"),
        (1e-5, "0.00001"),
        (4e-30, "4 x 10^-30"),
        (math.nan, MISSING),
    ],
)
def test_significant_digits_without_powers_of_ten(value: float, text: str) -> None:
    assert significant(value) == text


@pytest.mark.parametrize(
    ("share", "text"),
    [
        (4.396e-12, "under 0.01 %"),
        (0.1363, "13.63 %"),
        (0.5, "50 %"),
        (1 / 6, "16.67 %"),
        (1 - 1e-6, "over 99.99 %"),
        (1.0, "100 %"),
    ],
)
def test_parts(share: float, text: str) -> None:
    assert part_percent(share) == text


@given(st.lists(st.floats(-1e12, 1e12).map(lambda x: round(x, 6)), min_size=1, max_size=8))
def test_amounts_shown_together_are_told_apart_and_never_nought(values: list[float]) -> None:
    told, largest = together(values, 1), max(map(abs, values))
    for a in values:
        if abs(a) > 1e-9 * largest:
            assert float(told(a).replace(",", "")) != 0.0
        for b in values:
            if abs(a - b) > 1e-8 * largest:
                assert told(a) != told(b)


def test_digits_after_the_point() -> None:
    assert decimals([0.0015, 0.009], 2, digits=2) == 4
    assert decimals([0.42, 0.43], 1) == 2
    assert decimals([61.1, 66.8], 1) == 1
    assert decimals([0.0, 1e-17, 61.1], 1) == 1
    assert decimals([], 2) == decimals([0.0], 2) == 2
