"""`goodoffices stability`: tables and JSON that say the same, files that are written whole, clear refusals."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from tests.cli.conftest import Run

GRAPHS = Path(__file__).resolve().parents[1] / "exchange" / "graphs"
RIVER = str(GRAPHS / "river.json")
TOWNS = str(GRAPHS / "towns.gmcr")


def test_tables_fold_at_eighty_columns(goodoffices: Run, tmp_path: Path) -> None:
    options = [f"option {k}" for k in range(6)]
    people = [
        {"name": "A party with a rather long name", "options": options[:3]},
        {"name": "B", "options": options[3:]},
    ]
    wants = {"A party with a rather long name": {"weights": {"1": 3, "4": -1}}, "B": {"statements": ["4 IF 1"]}}
    tree = {"decision_makers": people, "infeasible": ["YYY---"], "preferences": wants}
    (tmp_path / "wide.json").write_text(json.dumps(tree))
    ran = goodoffices("stability", "wide.json", "--inverse", "1", "--from", "1", "--to", "5", "--coalitions")
    assert ran.returncode == 0
    assert max(map(len, ran.stdout.splitlines())) <= 80
    data = json.loads(goodoffices("stability", "wide.json", "--json").stdout)
    marks = [line.split()[1:] for line in ran.stdout.splitlines() if line.startswith("  SEQ ")]
    told = [mark for row in marks for mark in row if mark in ("E", ".")]
    assert [s for s, mark in enumerate(told) if mark == "E"] == data["equilibria"]["seq"]


def test_json_has_only_the_concepts_asked(goodoffices: Run) -> None:
    ran = goodoffices("stability", RIVER, "--json", "--concept", "r", "--concept", "SEQ")
    data = json.loads(ran.stdout)
    assert list(data["stable"]) == list(data["equilibria"]) == ["nash", "seq"]
    assert data["state_names"][0] == "rest"
    assert data["evolution"]["from"] == 0


def test_other_formats(goodoffices: Run) -> None:
    ran = goodoffices("stability", TOWNS, "--write", "towns.json")
    assert "graph written to towns.json" in ran.stdout
    one, two = (json.loads(goodoffices("stability", file, "--json").stdout) for file in (TOWNS, "towns.json"))
    assert one["equilibria"] == two["equilibria"]
    assert one["states"] == two["states"]
    assert goodoffices("stability", TOWNS, "--write", "towns.nfg").returncode == 0
    assert Path("towns.nfg").read_text().startswith("NFG 1 R")


def test_concepts_that_are_asked_for_by_name(goodoffices: Run) -> None:
    asked = ("--concept", "L2", "--concept", "non-myopic", "--concept", "sim", "--concept", "seq")
    data = json.loads(goodoffices("stability", RIVER, *asked, "--json").stdout)
    assert list(data["stable"]) == list(data["equilibria"]) == ["l2", "nm", "sim", "seq"]
    shown = goodoffices("stability", RIVER, *asked).stdout
    assert "\n  L2 " in shown
    assert "SIM: both improve at once" in shown


def test_what_is_within_reach_and_why(goodoffices: Run) -> None:
    ran = goodoffices("stability", RIVER, "--why", "YNN", "--concept", "seq", "--json")
    data = json.loads(ran.stdout)
    assert data["reachable"]["from"] == 0
    assert set(data["reachable"]["improvements"]["states"]) <= set(data["reachable"]["moves"]["states"])
    why = data["why"]["seq"]
    for who, states in data["stable"]["seq"].items():
        assert all(step["deterred"] for step in why[who]) == (data["why"]["state"] in states)
        assert all(step["deterred"] == bool(step["sanction"]) for step in why[who])
    assert "Within reach of rest" in goodoffices("stability", RIVER).stdout


def test_whom_to_persuade(goodoffices: Run) -> None:
    both = json.loads(goodoffices("stability", RIVER, "--inverse", "YNY", "--concept", "nash", "--json").stdout)
    one = goodoffices("stability", RIVER, "--inverse", "YNY", "--concept", "nash", "--persuade", "Upper", "--json")
    told = json.loads(one.stdout)["inverse"]["nash"]
    assert {step["decision_maker"] for step in told["advice"]} <= {"Upper"}
    assert told["refused"] or told["distance"] >= both["inverse"]["nash"]["distance"]


@pytest.mark.parametrize("ending", ["svg", "png", "html"])
def test_chart(ending: str, goodoffices: Run) -> None:
    ran = goodoffices("stability", RIVER, "--chart", f"river.{ending}")
    assert ran.returncode == 0
    assert Path(f"river.{ending}").stat().st_size > 1_000


def test_a_case_without_a_graph(goodoffices: Run) -> None:
    ran = goodoffices("stability", "fence", "--plan", "centre", "--json")
    data = json.loads(ran.stdout)
    assert data["decision_makers"] == ["Ash", "Birch"]
    assert data["status_quo"] == 0
    assert [option["name"] for option in data["options"]][-1] == "Reopen the dispute"
    after = data["day_after"]
    assert (after["plan"], after["perspective"], after["draws"]) == ("centre", "baseline", 128)
    assert after["keeping_is_equilibrium"]["gmr"] >= after["keeping_is_equilibrium"]["seq"]
    shown = goodoffices("stability", "fence", "--plan", "centre").stdout
    assert f"{100 * after['keeping_is_equilibrium']['seq']:.0f} % (SEQ)" in shown


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ((RIVER, "--concept", "sec"), "did you mean 'seq'?"),
        ((RIVER, "--concept", "L0"), "L1 to L100 look 1 to 100 moves ahead"),
        ((RIVER, "--persuade", "Upper"), "name the state with --inverse"),
        ((RIVER, "--inverse", "YNY", "--persuade", "Uper"), "did you mean 'Upper'?"),
        ((RIVER, "--why", "XX"), "'XX' is not a state"),
        ((RIVER, "--from", "9"), "'9' is not a state"),
        ((RIVER, "--chart", "x.jpg"), "must be one of .svg, .png, .html"),
        ((RIVER, "--plan", "centre"), "a graph file has no plans"),
        (
            (RIVER, "--write", "x.xml"),
            "--write x.xml: the ending says what is written; it must be one of .json, .gmcr, .nfg",
        ),
        (("fence", "--plan", "center"), "did you mean 'centre'?"),
        (("nowhere.json",), "there is no such file"),
    ],
)
def test_refusals(arguments: tuple[str, ...], message: str, goodoffices: Run) -> None:
    ran = goodoffices("stability", *arguments)
    assert (ran.returncode, ran.stdout) == (2, "")
    assert message in ran.stderr
    assert "Traceback" not in ran.stderr
