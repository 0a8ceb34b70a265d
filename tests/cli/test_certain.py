"""A case in which nothing is uncertain is answered by every verb that draws, or refused in words."""

from __future__ import annotations

from pathlib import Path

import pytest

from goodoffices.case.reading import read

CERTAIN = Path(__file__).parent / "certain.yaml"
DRAWN = ("--draws", "256")
FIXED, RANGE = "war.values.north.level: 60\n", "war.values.north.level: {uniform: [40, 70]}\n"


@pytest.fixture
def case(tmp_path: Path) -> Path:
    """A case with every number fixed, to be changed."""
    path = tmp_path / "certain.yaml"
    path.write_text(CERTAIN.read_text(encoding="utf-8"), encoding="utf-8")
    return path


def test_discover_says_that_nothing_is_uncertain(goodoffices, case: Path) -> None:
    plans = len(read(case).plans)
    for more in ((), ("--fails",)):
        ran = goodoffices("discover", str(case), *DRAWN, *more)
        assert ran.returncode == 0, ran.stderr
        views = ran.stdout.count("No box: no number of the case is uncertain here.") // plans
        assert views == len(read(case).perspectives) and "box" not in ran.stderr
    assert '"uncertain": 0' in goodoffices("discover", str(case), *DRAWN, "--json").stdout
    assert goodoffices("discover", str(case), *DRAWN, "--chart", "x.svg").returncode == 0
    assert Path("x.svg").read_text(encoding="utf-8").startswith("<svg")


def test_a_perspective_with_an_uncertain_number_is_answered_beside_one_without(goodoffices, case: Path) -> None:
    text = case.read_text(encoding="utf-8")
    assert text.count(FIXED) == 1
    case.write_text(text.replace(FIXED, RANGE), encoding="utf-8")
    ran = goodoffices("discover", str(case), *DRAWN)
    assert ran.returncode == 0, ran.stderr
    plans = len(read(case).plans)
    assert ran.stdout.count("no number of the case is uncertain") == plans * (len(read(case).perspectives) - 1)
    assert '"uncertain": 1' in goodoffices("discover", str(case), *DRAWN, "--json").stdout


def test_the_table_of_an_answer_without_boxes_has_its_columns(case: Path) -> None:
    from goodoffices.play.study import Study
    from goodoffices.study.discover.question import discover

    found = discover(Study(read(case), draws=256))
    assert found.table().height == 0
    assert "lower" in found.table().columns and found._repr_html_()


@pytest.mark.parametrize(
    "verb",
    [
        *(("sensitivity",), ("learn",), ("plans",), ("zone",), ("war",), ("timing",), ("mediators",), ("spoilers",)),
        *(("choose",), ("robust",), ("leverage",), ("holding", "--plan", "neighbour"), ("induce", "-m", "neighbour")),
    ],
    ids=lambda verb: verb[0],
)
def test_other_verbs_answer_too(goodoffices, case: Path, verb: tuple[str, ...]) -> None:
    ran = goodoffices(verb[0], str(case), *verb[1:], *DRAWN)
    assert ran.returncode == 0, ran.stderr
    assert "nan" not in ran.stdout.split() and not ran.stderr, ran.stdout + ran.stderr
