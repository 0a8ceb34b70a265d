"""Numbers as the brief writes them, at the edges."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from goodoffices.brief.numbers import (
    MISSING,
    as_written,
    central,
    counted,
    fine_percent,
    months,
    number,
    percent,
    percentage_points,
    points,
    signed,
    span,
    terse,
)
from goodoffices.case.quantity import Quantity


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
