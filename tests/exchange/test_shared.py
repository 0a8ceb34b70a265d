"""Every scenario of the shared collection reads as its reference values say."""

from __future__ import annotations

import csv
import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from goodoffices.exchange.reading import load_scenario
from goodoffices.exchange.writing import write_scenario
from goodoffices.model.scenario import Scenario

from .packages import utility

SHARED = Path(__file__).resolve().parents[3] / "shared" / "scenarios"
pytestmark = pytest.mark.skipif(not SHARED.is_dir(), reason="the shared collection of scenarios is not here")
VALUES: dict[str, Any] = json.loads((SHARED / "reference_values.json").read_text()) if SHARED.is_dir() else {}
ROWS = list(csv.DictReader((SHARED / "index.csv").read_text().splitlines())) if SHARED.is_dir() else []
TOLERANCE = 1e-9


def extremes(scenario: Scenario) -> tuple[Any, Any]:
    starts = np.cumsum((0, *scenario.sizes))[:-1]
    least = np.minimum.reduceat(scenario.tables, starts, axis=1).sum(axis=1)
    return least, np.maximum.reduceat(scenario.tables, starts, axis=1).sum(axis=1)


@pytest.mark.parametrize("row", ROWS, ids=lambda row: str(row["scenario"]))
def test_parties_issues_and_outcomes(row: dict[str, str]) -> None:
    scenario = load_scenario(SHARED / row["scenario"])
    assert len(scenario.parties) == int(row["parties"])
    assert len(scenario.issues) == int(row["issues"])
    assert scenario.combinations == int(row["outcomes"])


@pytest.mark.parametrize("name", VALUES)
def test_values(name: str) -> None:
    expected, scenario = VALUES[name], load_scenario(SHARED / name)
    least, greatest = extremes(scenario)
    stated = zip(scenario.reservation, least, strict=True)
    assert scenario.combinations == expected["outcomes"]
    assert scenario.reservation == pytest.approx(tuple(expected["reservation"]), abs=TOLERANCE)
    assert greatest == pytest.approx(np.array(expected["global_max"]), abs=TOLERANCE)
    used = [low if level is None else max(level, low) for level, low in stated]
    assert used == pytest.approx(expected["disagreement_used"], abs=TOLERANCE)
    assert len(scenario.parties) == len(expected["parties"])
    for party, told in zip(scenario.parties, expected["parties"], strict=True):
        assert party in told


@pytest.mark.parametrize("size", [10, 30])
def test_hyper_rectangles_give_the_points_of_the_exact_front(size: int) -> None:
    scenario = load_scenario(SHARED / f"negmas__anac__y2014__{size}issues")
    for point in json.loads((SHARED / "hyper_front" / f"anac_y2014_{size}issues.json").read_text())["front_points"]:
        for party, points in enumerate(point["u"]):
            assert utility(scenario, party, point["outcome"]) == pytest.approx(points, abs=TOLERANCE)


@pytest.mark.parametrize("row", ROWS, ids=lambda row: str(row["scenario"]))
def test_both_written_formats_keep_them(row: dict[str, str], tmp_path: Path) -> None:
    scenario = load_scenario(SHARED / row["scenario"])
    formats = ["json"] if scenario.discount else ["json", "negmas"]
    for format in formats:
        again = load_scenario(write_scenario(scenario, tmp_path / f"x.{format}", format))
        assert (again.parties, again.reservation, again.sizes) == (
            *(scenario.parties, scenario.reservation),
            scenario.sizes,
        )
        assert np.abs(again.tables - scenario.tables).max() < 1e-12
        assert again.rectangles == scenario.rectangles
