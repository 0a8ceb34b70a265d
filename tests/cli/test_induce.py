"""`goodoffices induce` from the command line, with few draws."""

from __future__ import annotations

import json

FEW = ("--draws", "64", "-p", "baseline")


def test_tables(goodoffices) -> None:
    ran = goodoffices("induce", "fence", "--mediator", "centre", *FEW)
    assert (ran.returncode, ran.stderr) == (0, "")
    assert "What would bring the community mediation centre in" in ran.stdout
    assert "64 draws, seed 1, case " in ran.stdout
    assert max(map(len, ran.stdout.splitlines())) <= 80
    assert "\x1b" not in ran.stdout


def test_json_and_chart(goodoffices, tmp_path) -> None:
    ran = goodoffices("induce", "fence", "-m", "friend", *FEW, "--mode", "private", "--json", "--chart", "c.svg")
    ways = json.loads(ran.stdout)["perspectives"]["baseline"]["ways"]
    assert (ran.returncode, ran.stderr) == (0, "chart written to c.svg\n")
    assert list(ways) == ["private"]
    assert ways["private"]["cheapest"]["confidence"] >= 0.8
    assert (tmp_path / "c.svg").read_text(encoding="utf-8").startswith("<svg")


def test_refusals(goodoffices) -> None:
    assert goodoffices("induce", "fence").returncode == 2
    ran = goodoffices("induce", "fence", "-m", "birch", *FEW)
    assert (ran.returncode, ran.stdout) == (2, "")
    assert ran.stderr == "error: 'birch' is no third party of fence; there are: friend, centre\n"
    ran = goodoffices("induce", "fence", "-m", "friend", *FEW, "--budget", "centre")
    assert (
        ran.stderr == "error: --budget centre: write a third party and a number once each, as in --budget centre=2.5\n"
    )
    assert goodoffices("induce", "fence", "-m", "friend", *FEW, "--confidence", "1.5").returncode == 2
    assert goodoffices("induce", "fence", "-m", "friend", *FEW, "--chart", "c.pdf").returncode == 2


def test_divisible_offers_where_nobody_offers_anything(goodoffices) -> None:
    ran = goodoffices("induce", "fence", "-m", "centre", *FEW, "--divisible", "--json")
    public = json.loads(ran.stdout)["perspectives"]["baseline"]["ways"]["public"]
    assert (ran.returncode, ran.stderr) == (0, "")
    assert (public["cheapest"]["cost"], public["cheapest"]["promises"]) == (0, [])
