"""Answers about the fence, from the command line, with few draws."""

from __future__ import annotations

import json
import os
import subprocess
from pathlib import Path

import pytest

FEW = ("--draws", "64")


@pytest.mark.parametrize("verb", ["plans", "zone", "war"])
def test_answers_with_tables(goodoffices, verb: str) -> None:
    ran = goodoffices(verb, "fence", *FEW)
    assert (ran.returncode, ran.stderr) == (0, "")
    assert "64 draws, seed 1, case " in ran.stdout
    assert max(map(len, ran.stdout.splitlines())) <= 80
    assert "\x1b" not in ran.stdout


def test_same_seed_same_answer_in_another_process(fresh, goodoffices) -> None:
    asked = ("plans", "fence", "--json", *FEW)
    first, other = goodoffices(*asked).stdout, goodoffices(*asked, "--seed", "2").stdout
    assert first == fresh(*asked).stdout
    assert json.loads(first)["perspectives"] != json.loads(other)["perspectives"]


def test_workers_do_not_change_the_answer(goodoffices) -> None:
    one, three = (goodoffices("zone", "fence", "--json", "--workers", n, *FEW).stdout for n in ("1", "3"))
    assert json.loads(one)["perspectives"].keys() == {"baseline", "ash_view", "birch_view"}
    assert one == three


@pytest.fixture
def waiting(tmp_path: Path) -> Path:
    """The flagship's front with a plan for later: a case in which places of the front matter."""
    from goodoffices.case.reading import shipped_paths

    text = shipped_paths()["ukraine-2022"].read_text(encoding="utf-8")
    signed = "{name: Türkiye mediates, "
    assert text.count(signed) == 1
    file = tmp_path / "waiting.yaml"
    file.write_text(text.replace(signed, f"{signed}month: 6, "), encoding="utf-8")
    return file


def test_places_of_a_later_month_may_be_one(goodoffices, waiting: Path) -> None:
    """With one place the war is what it is in the mean; what is signed today does not hang on it."""
    asked = ("plans", str(waiting), "--json", *FEW, "-p", "baseline")
    every, one = (json.loads(goodoffices(*asked, *more).stdout) for more in ((), ("--places", "1")))
    ours, theirs = (data["perspectives"]["baseline"]["plans"] for data in (every, one))
    assert ours["turkey"]["success"] != theirs["turkey"]["success"]
    assert ours["no_mediation"] == theirs["no_mediation"]
    timing = (
        "timing",
        str(waiting),
        "--json",
        *FEW,
        "-p",
        "baseline",
        "--plan",
        "turkey",
        "--months",
        "6",
        "--places",
        "1",
    )
    later = json.loads(goodoffices(*timing).stdout)["perspectives"]["baseline"]["plans"]["turkey"]["months"][1]
    assert later["success"] == pytest.approx(theirs["turkey"]["success"], abs=1e-5)
    refused = goodoffices(*asked, "--places", "0")
    assert refused.returncode == 2 and "--places" in refused.stderr


def test_plans_are_drawn(goodoffices, tmp_path: Path) -> None:
    file = tmp_path / "funnel.svg"
    ran = goodoffices("plans", "fence", *FEW, "--chart", str(file))
    assert ran.returncode == 0 and f"chart written to {file}" in ran.stdout
    drawn = file.read_text(encoding="utf-8")
    assert all(word in drawn for word in ("Sides consent", "It holds", "The friend mediates", "As Birch sees it"))


def test_only_the_perspectives_asked_for(goodoffices) -> None:
    ran = goodoffices("war", "fence", "--json", *FEW, "-p", "birch_view", "-p", "ash_view", "-p", "birch_view")
    assert list(json.loads(ran.stdout)["perspectives"]) == ["birch_view", "ash_view"]


def test_unknown_perspective_gets_a_suggestion(goodoffices) -> None:
    ran = goodoffices("plans", "fence", *FEW, "--perspective", "birch_veiw")
    assert (ran.returncode, ran.stdout) == (2, "")
    assert ran.stderr == "error: fence has no perspective 'birch_veiw'; did you mean 'birch_view'?\n"


def test_unknown_case_is_named(goodoffices) -> None:
    ran = goodoffices("plans", "fense", *FEW)
    assert (ran.returncode, ran.stdout) == (2, "")
    assert "fense" in ran.stderr and "fence" in ran.stderr.replace("fense", "")
    assert "Traceback" not in ran.stderr


def test_rounding_of_draws_is_said(goodoffices) -> None:
    ran = goodoffices("zone", "fence", "--draws", "65", "--json")
    assert ran.stderr == "65 draws rounded up to 128, a power of two\n"
    assert json.loads(ran.stdout)["draws"] == 128


def test_brief_writes_page_and_numbers(goodoffices, tmp_path: Path) -> None:
    ran = goodoffices("brief", "fence", *FEW, "--out", "a page.html", "--json", "numbers.json")
    assert (ran.returncode, ran.stderr) == (0, "")
    assert ran.stdout.splitlines()[-1] == "brief written to a page.html, numbers to numbers.json"
    assert "Should the two neighbours let somebody mediate, and whom?" in ran.stdout
    assert (tmp_path / "a page.html").read_text(encoding="utf-8").lower().startswith("<!doctype html>")
    numbers = json.loads((tmp_path / "numbers.json").read_text(encoding="utf-8"))
    assert list(numbers["perspectives"]["baseline"]["plans"]) == ["no_mediation", "friend", "centre"]
    assert sorted(p.name for p in tmp_path.iterdir()) == ["a page.html", "numbers.json"]


def test_brief_has_a_name_of_its_own_and_json_may_go_to_standard_output(goodoffices, tmp_path: Path) -> None:
    ran = goodoffices("brief", "fence", *FEW, "-p", "baseline", "--json", "-")
    assert json.loads(ran.stdout)["case"] == "fence"
    assert ran.stderr.splitlines()[-1] == "brief written to fence.brief.html"
    assert [p.name for p in tmp_path.iterdir()] == ["fence.brief.html"]


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (["--out", "no/page.html"], "there is no folder no"),
        (["--out", "."], "is a folder"),
        (["--out", "page.html", "--json", "no/numbers.json"], "there is no folder no"),
        (["--out", "same", "--json", "./same"], "name the same file"),
    ],
)
def test_what_cannot_be_written_is_refused_before_the_work(goodoffices, tmp_path, options, said) -> None:
    ran = goodoffices("brief", "fence", "--draws", "65", *options)
    assert (ran.returncode, ran.stdout) == (2, "")
    assert said in ran.stderr
    assert "rounded" not in ran.stderr, "the study had begun"
    assert list(tmp_path.iterdir()) == []


def test_reader_that_goes_away_is_no_traceback(program: Path, tmp_path: Path) -> None:
    read, write = os.pipe()
    os.close(read)
    with os.fdopen(write, "w") as closed:
        ran = subprocess.run(
            [program, "plans", "fence", *FEW, "--json"],
            cwd=tmp_path,
            stdout=closed,
            stderr=subprocess.PIPE,
            text=True,
            timeout=300,
        )
    assert ran.returncode == 141
    assert ran.stderr == ""


def test_a_thinned_zone_says_that_it_is_one(goodoffices) -> None:
    exact, thin = (goodoffices("zone", "fence", "--json", *FEW, *more).stdout for more in ((), ("--thin", "64")))
    said, found = json.loads(thin), json.loads(exact)
    assert said.pop("thin") == 64 and said == found  # 27 packages: nothing is left out, and the numbers are the same
    shown = goodoffices("zone", "fence", *FEW, "--thin", "64").stdout
    assert "Approximation: of the frontier of each draw 64 deals were kept." in shown
    assert "Approximation" not in goodoffices("zone", "fence", *FEW).stdout
    few = goodoffices("zone", "fence", "--thin", "3")
    assert few.returncode == 2 and "keeps 16 deals of a frontier or more (or all of them: 0), not 3" in few.stderr
