"""`--grid N`: every verb that draws weighs shares of a divisible issue, and says how many."""

from __future__ import annotations

from pathlib import Path

import pytest

from goodoffices.case import shares
from goodoffices.cli import grid
from goodoffices.cli.verbs import NAMES

STREAM = str(Path(__file__).parents[1] / "instances" / "stream.yaml")
DRAWN = ("--draws", "64")
SAID = "water, toll: any share can be agreed; {} are weighed, {} % apart"


def test_bounds_and_verbs_are_those_of_the_rest() -> None:
    assert (grid.FEWEST, grid.MOST) == (shares.FEWEST_SHARES, shares.MOST_SHARES)
    assert set(NAMES) > grid.WITHOUT


def test_verbs_that_draw_weigh_shares_and_say_so(goodoffices) -> None:
    for more, many, apart in (((), 11, "10"), (("--grid", "5"), 5, "25")):
        ran = goodoffices("zone", STREAM, *DRAWN, *more)
        assert ran.returncode == 0, ran.stderr
        assert SAID.format(many, apart) in " ".join(ran.stderr.split())
    exact = goodoffices("settle", STREAM)
    assert exact.returncode == 0 and "any share" not in exact.stderr


def test_no_grid_where_nothing_is_divisible(goodoffices) -> None:
    ran = goodoffices("zone", "fence", *DRAWN, "--grid", "5")
    assert ran.returncode == 2 and "no issue of the case is divisible: leave --grid out" in " ".join(ran.stderr.split())
    assert "any share" not in goodoffices("zone", "fence", *DRAWN).stderr
    assert goodoffices("zone", STREAM, *DRAWN, "--grid", "2").returncode == 2


@pytest.mark.parametrize("verb", [name for name in NAMES if name not in grid.WITHOUT])
def test_every_verb_that_draws_has_the_option(goodoffices, verb: str) -> None:
    assert "--grid" in goodoffices(verb, "--help").stdout


DAM = Path(__file__).resolve().parents[3] / "shared" / "faults" / "cases" / "gerd-divisible.yaml"
ASKED = {"holding": ("--plan", "direct"), "induce": ("-m", "african_union"), "stability": ("--plan", "direct")}


@pytest.mark.slow
@pytest.mark.skipif(not DAM.exists(), reason="the shared case with a divisible issue is not at hand")
@pytest.mark.parametrize("verb", [name for name in NAMES if name not in {*grid.WITHOUT, "brief", "run"}])
def test_every_verb_that_draws_answers_a_divisible_issue(goodoffices, verb: str) -> None:
    drawn = () if verb == "stability" else ("--draws", "64")
    ran = goodoffices(verb, str(DAM), *ASKED.get(verb, ()), *drawn, "--grid", "3")
    assert ran.returncode == 0, ran.stderr
    assert "filling: any share can be agreed; 3 are weighed, 50 % apart" in " ".join(ran.stderr.split())
