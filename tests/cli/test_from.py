"""`--from DIR`: the same answers as drawn anew where the draws are the same, the run's own levels, and refusals."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner, Result

from goodoffices.cli.commands import app

DRAWS = 256
VIEWS = ("-p", "baseline", "-p", "ash_view")
READ = {
    "plans": ["plans", "fence"],
    "choose": ["choose", "fence"],
    "discover": ["discover", "fence", "--plan", "centre", "--boxes", "1"],
    "learn": ["learn", "fence"],
}
EVALUATED = {
    "zone": ["zone", "fence"],
    "war": ["war", "fence"],
    "robust": ["robust", "fence"],
    "leverage": ["leverage", "fence"],
    "mediators": ["mediators", "fence", "--size", "1"],
    "induce": ["induce", "fence", "-m", "friend", "--mode", "public"],
    "spoilers": ["spoilers", "fence"],
    "timing": ["timing", "fence", "--months", "6"],
    "holding": ["holding", "fence", "--plan", "centre"],
    "search": ["plans", "fence", "--search", "--effort", "2"],
}


def said(*arguments: object) -> Result:
    return CliRunner().invoke(app, [str(a) for a in arguments], env={"COLUMNS": "80"})


def answered(*arguments: object) -> Any:
    ran = said(*arguments, "--json")
    assert ran.exit_code == 0, ran.output
    return json.loads(ran.stdout)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A run of two perspectives, as long as its pilot."""
    made = tmp_path_factory.mktemp("runs") / "fence"
    size = ("--draws", DRAWS, "--part", 64, "--pilot", DRAWS, "--workers", 1)
    ran = said("run", "fence", "--out", made, *size, *VIEWS)
    assert ran.exit_code == 0, ran.output
    return made


@pytest.fixture(scope="module")
def run(folder: Path) -> str:
    found: str = answered("runs", "status", folder)["run"]
    return found


def assert_alike(found: Any, wanted: Any, where: str = "") -> None:
    """Equal, numbers to five digits: what a run keeps has seven."""
    if isinstance(wanted, dict):
        assert list(found) == list(wanted), where
        for key, value in wanted.items():
            assert_alike(found[key], value, f"{where}.{key}")
    elif isinstance(wanted, list):
        assert len(found) == len(wanted), where
        for at, value in enumerate(wanted):
            assert_alike(found[at], value, f"{where}[{at}]")
    elif isinstance(wanted, float):
        assert found == pytest.approx(wanted, rel=1e-5, abs=2e-6), where
    else:
        assert found == wanted, where


@pytest.mark.parametrize("verb", [*READ, *EVALUATED])
def test_answers_are_those_of_the_same_draws(verb: str, folder: Path, run: str) -> None:
    arguments = (READ | EVALUATED)[verb]
    one = () if verb in READ else ("-p", "ash_view")
    found = answered(*arguments, "--from", folder, *one)
    drawn = answered(*arguments, "--draws", DRAWS, *(one or VIEWS))
    assert found.pop("run") == run and found.pop("complete") is True
    stretches = found.pop("stretches", None)
    assert stretches == ([{"first": 0, "draws": DRAWS}] if verb in ("discover", "learn") else None)
    assert list(found)[:3] == ["goodoffices", "format", "case"]
    if verb == "plans":
        for name, view in found["perspectives"].items():
            for plan, own in view["plans"].items():
                there = drawn["perspectives"][name]["plans"][plan]
                assert_alike(own, {key: there[key] for key in own}, f"{name}.{plan}")
        return
    assert_alike(found, drawn, verb)


def test_cruxes_are_those_of_the_same_draws(folder: Path, run: str) -> None:
    arguments = ("cruxes", "fence", "--between", "baseline", "ash_view")
    found, drawn = answered(*arguments, "--from", folder), answered(*arguments, "--draws", DRAWS)
    assert found.pop("run") == run and found.pop("complete")
    assert found == drawn
    levels = answered("plans", "fence", "--from", folder)["perspectives"]
    ends = [levels[name]["plans"][found["plan"]]["success"] for name in ("baseline", "ash_view")]
    assert found["success"] == pytest.approx(ends, abs=1e-5)


def test_a_brief_is_that_of_the_same_draws(
    folder: Path, run: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    page = tmp_path / "fence.html"
    monkeypatch.setattr(
        "goodoffices.brief.report.render", lambda study, desk, annex: f"{study.draws} draws. {desk.run}"
    )
    ran = said("brief", "fence", "--from", folder, "--draws", 64, "-p", "baseline", "--out", page, "--json", "-")
    assert ran.exit_code == 0, ran.output
    found = json.loads(ran.stdout)
    assert (found["run"], found["draws"]) == (run, 64)
    assert page.read_text(encoding="utf-8").startswith(f"64 draws. From run {run}: its first 64 draws;")
    shares = answered("plans", "fence", "--from", folder, "--draws", 64, "-p", "baseline")["perspectives"]["baseline"]
    plans = found["perspectives"]["baseline"]["plans"]
    assert {n: p["success"] for n, p in plans.items()} == pytest.approx(
        {n: p["success"] for n, p in shares["plans"].items()}, abs=2e-6
    )
    assert found["perspectives"]["baseline"]["zone"]["exists"] == pytest.approx(shares["exists"], abs=1e-12)


@pytest.mark.parametrize("verb", ["spoilers", "timing", "holding"])
def test_the_gap_is_said_where_expectations_rest_on_fewer_draws(folder: Path, verb: str) -> None:
    """On 64 draws with expectations formed on them success comes out otherwise: as when drawn anew, with the gap said."""
    more = {"timing": ("--months", "6"), "holding": ("--plan", "centre")}.get(verb, ())
    few = (verb, "fence", *more, "-p", "baseline")
    shares = answered("plans", "fence", "--from", folder, "--draws", 64, "-p", "baseline")
    held = {name: plan["success"] for name, plan in shares["perspectives"]["baseline"]["plans"].items()}
    view = answered(*few, "--from", folder, "--draws", 64)["perspectives"]["baseline"]
    assert view == answered(*few, "--draws", 64)["perspectives"]["baseline"]
    if verb == "holding":
        own = {"centre": view["success"]}
    else:
        own = {
            name: (plan["months"][0] if verb == "timing" else plan)["success"] for name, plan in view["plans"].items()
        }
    gap = max(abs(success - held[name]) for name, success in own.items())
    shown = " ".join(said(*few, "--from", folder, "--draws", 64).stdout.split())
    assert gap > 0.0 and f"by that success comes out up to {100 * gap:.1f} points otherwise" in shown


def test_the_morning_after_is_told_on_the_runs_draws(folder: Path, run: str) -> None:
    found = answered("stability", "fence", "--run", folder, "-p", "ash_view")
    assert found["run"] == run and found["complete"]
    shares = answered("plans", "fence", "--from", folder, "-p", "ash_view")["perspectives"]["ash_view"]["plans"]
    assert found["day_after"]["plan"] == max(shares, key=lambda name: shares[name]["success"])
    shown = said("stability", "fence", "--run", folder, "--plan", "centre")
    assert (
        f"From run {run}: its first {DRAWS} draws;" in shown.stdout and max(map(len, shown.stdout.splitlines())) <= 80
    )


def test_a_run_of_another_version_is_remarked_upon(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("goodoffices.__version__", "99.0")
    ran = said("choose", "fence", "--from", folder)
    assert ran.exit_code == 0 and "this is 99.0" in ran.stderr


def test_sensitivity_tells_what_it_can(folder: Path) -> None:
    found = answered("sensitivity", "fence", "--from", folder, "--plan", "centre")
    assert list(found["perspectives"]) == ["baseline"] and found["given"] is True
    plan = found["perspectives"]["baseline"]["plans"]["centre"]
    assert all(factor["total"] is None for factor in plan["outputs"]["success"]["factors"])
    shown = said("sensitivity", "fence", "--from", folder, "--plan", "centre", "--output", "holds")
    assert shown.exit_code == 0 and "in all" not in shown.stdout.split("alone: share")[0]
    assert "needs draws made for the purpose" in " ".join(shown.stdout.split())


@pytest.mark.parametrize("verb", ["plans", "spoilers", "robust", "sensitivity"])
def test_the_page_says_what_was_read(verb: str, folder: Path, run: str) -> None:
    shown = said(verb, "fence", "--from", folder, "--draws", 128, "-p", "baseline")
    assert shown.exit_code == 0 and max(map(len, shown.stdout.splitlines())) <= 80
    last = " ".join(shown.stdout[shown.stdout.index("From run") :].split())
    assert last.startswith(f"From run {run}: ")
    words = {
        "spoilers": "all is evaluated on them",
        "robust": "its first 128 draws; all is evaluated on them.",
    }
    assert words.get(verb, "read, 128 of 256 draws") in last
    assert ("in the run on its first 256; by that success comes out up to" in last) == (verb == "spoilers")


def test_a_run_that_is_not_complete_says_so(folder: Path, tmp_path: Path) -> None:
    size = ("--draws", DRAWS, "--part", 64, "--pilot", 64, "--workers", 1, "-p", "baseline", "--shard", "1/2")
    assert said("run", "fence", "--out", tmp_path / "half", *size).exit_code == 0
    found = answered("learn", "fence", "--from", tmp_path / "half")
    assert (found["draws"], found["complete"]) == (128, False)
    assert found["stretches"] == [{"first": 0, "draws": 64}, {"first": 128, "draws": 64}]
    ran = said("robust", "fence", "--from", tmp_path / "half", "--draws", 128)
    assert "128 draws are more than the 64 of the run that can be used" in ran.stderr
    assert "not complete: its first 64 draws" in " ".join(ran.stdout.split())


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["choose", "fence", "--seed", "1"], "--seed cannot stand beside --from"),
        (["plans", "fence", "--seed", "2"], "--seed cannot stand beside --from"),
        (
            ["spoilers", "fence", "-p", "birch_view"],
            "the run has no perspective 'birch_view'; it has baseline, ash_view",
        ),
        (["holding", "fence", "--plan", "centre", "-p", "nobody"], "fence has no perspective 'nobody'"),
        (["cruxes", "fence"], "the run has no perspective 'birch_view'"),
        (["cruxes", "fence", "--between", "baseline", "birch_view"], "the run has no perspective 'birch_view'"),
        (["cruxes", "fence", "--between", "baseline", "nobody"], "nobody"),
        (["discover", "fence", "--plan", "nothing"], "no plan 'nothing'"),
        (["sensitivity", "fence", "--by", "claim"], "--by claim needs draws made for the purpose"),
        (["sensitivity", "fence", "--most", "9"], "--most needs draws made for the purpose"),
    ],
)
def test_refusals(arguments: list[str], words: str, folder: Path) -> None:
    ran = said(*arguments, "--from", folder)
    assert ran.exit_code == 2
    assert words in " ".join(ran.stderr.split())
    assert "Traceback" not in ran.output and not ran.stdout


def test_another_case_is_refused(folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    assert said("new", "other").exit_code == 0
    for verb in ("learn", "zone"):
        ran = said(verb, "other.yaml", "--from", folder)
        assert ran.exit_code == 2 and "is a run of another case, or of an earlier state of other" in ran.stderr


def test_graphs_that_are_given_have_no_draws(folder: Path, tmp_path: Path) -> None:
    graph = tmp_path / "made.json"
    assert said("stability", "fence", "--write", graph).exit_code == 0
    ran = said("stability", graph, "--run", folder)
    assert ran.exit_code == 2 and "a graph file has no draws" in ran.stderr


def test_a_directory_without_draws_is_refused(folder: Path, tmp_path: Path) -> None:
    for verb in ("zone", "learn", "choose"):
        ran = said(verb, "fence", "--from", tmp_path)
        assert ran.exit_code == 2 and "holds no run" in ran.stderr
    empty = tmp_path / "empty"
    empty.mkdir()
    for name in ("run.json", "case.json"):
        (empty / name).write_bytes((folder / name).read_bytes())
    for verb in ("robust", "learn", "choose"):
        ran = said(verb, "fence", "--from", empty)
        assert ran.exit_code == 2 and "holds no finished draws yet" in ran.stderr
