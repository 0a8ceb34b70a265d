"""`goodoffices leverage` from the command line, with few draws."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

FEW = ("--draws", "64")


@pytest.mark.parametrize(("case", "views"), [("yemen-2022", "baseline proxy"), ("ukraine-2022", "baseline op_ed")])
def test_tables_fit_a_terminal(goodoffices, case: str, views: str) -> None:
    asked = [word for view in views.split() for word in ("-p", view)]
    ran = goodoffices("leverage", case, *FEW, *asked, "--sources")
    assert (ran.returncode, ran.stderr) == (0, "")
    assert max(map(len, ran.stdout.splitlines())) <= 80
    for words in (
        "all kinds together",
        "by kind (weight)",
        "that the case names",
        "Where perspectives differ",
        "where it stands",
    ):
        assert words in ran.stdout


def test_json_and_pictures(goodoffices) -> None:
    files = ("--chart", "net.svg", "--matrix", "matrix.svg")
    ran = goodoffices("leverage", "yemen-2022", *FEW, "-p", "baseline", "--json", *files)
    assert ran.returncode == 0
    assert ran.stderr.splitlines() == ["chart written to net.svg", "chart written to matrix.svg"]
    pairs = json.loads(ran.stdout)["perspectives"]["baseline"]["pairs"]
    assert {
        "party",
        "other",
        "dependence",
        "back",
        "asymmetry",
        "holder",
        "kinds",
        "default",
        "named",
        "evidence",
    } == set(pairs[0])
    assert "Oman" in Path("net.svg").read_text() and Path("matrix.svg").stat().st_size > 10_000


def test_the_mapping_is_overridden(goodoffices) -> None:
    run = ("leverage", "yemen-2022", *FEW, "-p", "baseline", "--json")
    once = json.loads(goodoffices(*run, "--points-per-share", "10").stdout)
    twice = json.loads(goodoffices(*run, "--points-per-share", "20", "--weight", "trade=0.5").stdout)
    for a, b in zip(*(t["perspectives"]["baseline"]["pairs"] for t in (once, twice)), strict=True):
        if a["default"] is not None:
            assert b["default"]["strength"]["mean"] == pytest.approx(2 * a["default"]["strength"]["mean"], rel=1e-5)


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--points-per-share", "3,1"], "one number, or low,high"),
        (["--points-per-share", "x"], "'x' is not a number of 0 or more"),
        (["--points-per-share", "nan"], "'nan' is not a number"),
        (["--weight", "trade"], "write KIND=W"),
        (["--weight", "trust=1"], "no ties of kind 'trust'"),
        (["--weight", "trade=-1"], "is not a number of 0 or more"),
        (["--chart", "x.pdf"], "the ending says"),
        (["-p", "nobody"], "no perspective 'nobody'"),
    ],
)
def test_misuse_is_one_message(goodoffices, arguments: list[str], said: str) -> None:
    ran = goodoffices("leverage", "yemen-2022", *FEW, *arguments)
    assert (ran.returncode, ran.stdout) == (2, "")
    assert said in ran.stderr and "Traceback" not in ran.stderr


def test_a_case_without_ties_has_its_named_levers(goodoffices) -> None:
    ran = goodoffices("leverage", "fence", *FEW)
    assert ran.returncode == 0 and "that the case names" in ran.stdout


def test_a_case_without_ties_says_so_and_explains_nothing_else(goodoffices) -> None:
    ran = goodoffices("leverage", "fence", *FEW)
    assert "The case names no ties, so who depends on whom is not known." in ran.stdout
    assert "by default:" not in ran.stdout and "--sources" not in ran.stdout
