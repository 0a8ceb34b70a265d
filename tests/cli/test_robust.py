"""`goodoffices robust` from the command line, with few draws."""

from __future__ import annotations

import json

FEW = ("--draws", "64")


def test_tables(goodoffices) -> None:
    ran = goodoffices("robust", "fence", *FEW, "-p", "baseline")
    assert (ran.returncode, ran.stderr) == (0, "")
    assert "no text does better, proven" in ran.stdout
    assert "64 draws, seed 1, case " in ran.stdout
    said = " ".join(ran.stdout.split())
    assert "± is two standard errors" in said and "one standard error" not in said
    assert max(map(len, ran.stdout.splitlines())) <= 80
    assert "\x1b" not in ran.stdout


def test_json_has_as_many_packages_as_asked_for(goodoffices) -> None:
    ran = goodoffices("robust", "fence", *FEW, "--json", "--top", "2")
    answer = json.loads(ran.stdout)
    assert ran.returncode == 0
    assert all(len(view["packages"]) == 2 and view["proven"] for view in answer["perspectives"].values())
    assert ran.stdout == goodoffices("robust", "fence", *FEW, "--json", "--top", "2", "--workers", "3").stdout


def test_more_packages_than_there_are(goodoffices) -> None:
    ran = goodoffices("robust", "fence", *FEW, "--json", "--top", "1000", "-p", "baseline")
    view = json.loads(ran.stdout)["perspectives"]["baseline"]
    assert 0 < len(view["packages"]) < 1000
    assert view["proven"]


def test_unknown_perspective_and_rounding(goodoffices) -> None:
    ran = goodoffices("robust", "fence", *FEW, "-p", "birch_veiw")
    assert (ran.returncode, ran.stdout) == (2, "")
    assert ran.stderr == "error: fence has no perspective 'birch_veiw'; did you mean 'birch_view'?\n"
    assert goodoffices("robust", "fence", "--draws", "65", "--json").stderr.startswith("65 draws rounded up to 128")
    assert goodoffices("robust", "fence", *FEW, "--top", "0").returncode == 2
