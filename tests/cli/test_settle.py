"""`goodoffices settle` and `convert`: on other people's files, on cases, on broken files, in a terminal and as files."""

from __future__ import annotations

import json
import math
import random
import shutil
import signal
import subprocess
import time
from fractions import Fraction
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import polars
import pytest

from goodoffices.model.scenario import Scenario

SHARED = Path(__file__).resolve().parents[3] / "shared" / "scenarios"
SAMPLES = Path(__file__).resolve().parents[1] / "exchange" / "samples"
CLOSE = 1e-9
FLOAT_NOISE = {"negolog__domain15": 33, "negmas__anac__y2011__Energy": 204, "app__other__partydomain": 1149}
"""Frontiers that the reference counts longer, for sums of decimals that differ in their last bit there; these are the
counts of `exact_front`."""


def references() -> dict[str, Any]:
    file = SHARED / "reference_values.json"
    return json.loads(file.read_text(encoding="utf-8")) if file.exists() else {}


def place(name: str) -> Path:
    folder = SHARED / name
    return folder / "negmas" if (folder / "negmas").is_dir() else folder


def settled(goodoffices, *arguments: str | Path) -> dict[str, Any]:
    ran = goodoffices("settle", *map(str, arguments), "--json")
    assert (ran.returncode, ran.stderr) == (0, "")
    return json.loads(ran.stdout)


# Reference values of others


@pytest.mark.skipif(not references(), reason="the shared collection of scenarios is not here")
@pytest.mark.parametrize("name", references() or ["none"])
def test_reference_values(goodoffices, name: str) -> None:
    expected, found = references()[name], settled(goodoffices, place(name))
    assert found["outcomes"] == str(expected["outcomes"])
    assert found["rational_outcomes"] == expected["deals_beating_all_reservations"]
    assert found["disagreement"] == pytest.approx(expected["disagreement_used"], abs=CLOSE)
    assert found["ideal"] == pytest.approx(expected["ideal_over_rational_set"], abs=CLOSE)
    assert found["frontier_size"] == FLOAT_NOISE.get(name, expected["front_distinct"]) == len(found["frontier"])
    points = {concept: found["points"][concept] for concept in found["points"]}
    for concept, key in {
        "nash": "nash_product",
        "egalitarian": "egalitarian_min_gain",
        "utilitarian": "utilitarian_sum",
        "kalai_smorodinsky": "ks_maximin_ratio",
    }.items():
        assert points[concept]["value"] == pytest.approx(expected[key], rel=CLOSE, abs=CLOSE), concept
    assert points["nash"]["utilities"] == pytest.approx(expected["nash"], abs=CLOSE)
    low = found["disagreement"]
    gains = [u - d for u, d in zip(points["nash"]["utilities"], low, strict=True)]
    assert math.prod(gains) == pytest.approx(expected["nash_product"], rel=1e-7)


@pytest.mark.skipif(not references(), reason="the shared collection of scenarios is not here")
@pytest.mark.parametrize("name", FLOAT_NOISE)
def test_frontiers_that_the_reference_counts_longer(goodoffices, name: str) -> None:
    """In whole numbers, by listing, they are as short as we say; as floating-point sums as long as the reference says."""
    assert exact_front(place(name)) == FLOAT_NOISE[name] < references()[name]["front_distinct"]
    if name == "negolog__domain15":  # the others: test_plain_sums
        found = settled(goodoffices, place(name), "--ties", "floats")
        assert found["ties"] == "floats"
        assert found["frontier_size"] == len(found["frontier"]) == references()[name]["front_distinct"]


def exact_front(path: Path) -> int:
    """Points of the frontier of the rational outcomes by listing them all in whole numbers.

    Tables are taken for the fractions of small denominators that their files mean, and counted in a common one; where
    the files cut decimals off, sums are counted in 10^-12.
    """
    from goodoffices.exchange.reading import load_scenario

    scenario = load_scenario(path)
    low, parties = settled_disagreement(scenario), []
    for row, level in zip(scenario.tables, low, strict=True):
        meant = [Fraction(value).limit_denominator(10**6) for value in row]
        known = max(abs(float(f) - value) for f, value in zip(meant, row, strict=True)) < 1e-15
        unit = math.lcm(*(f.denominator for f in meant)) if known else 10**12
        each = np.array([int(f * unit) for f in meant]) if known else row * unit
        total = np.zeros(1, each.dtype)
        for cells in np.split(each, np.cumsum(scenario.sizes)[:-1]):
            total = (total[:, None] + cells[None]).ravel()
        parties.append((np.rint(total).astype(np.int64), total >= level * unit - 1e-12 * unit))
    rational = np.logical_and.reduce([fine for _, fine in parties])
    points = np.unique(np.column_stack([total for total, _ in parties])[rational], axis=0)[::-1]
    front = np.empty((0, points.shape[1]), np.int64)
    for point in points:  # what dominates a point stands before it
        if len(front) == 0 or (point[1] > front[:, 1].max() if len(point) == 2 else not dominated(point, front)):
            front = np.vstack([front, point])
    return len(front)


def dominated(point: npt.NDArray[np.int64], front: npt.NDArray[np.int64]) -> bool:
    return bool((front >= point).all(axis=1).any())


def settled_disagreement(scenario: Scenario) -> list[float]:
    starts = np.cumsum([0, *scenario.sizes])[:-1]
    least = np.minimum.reduceat(scenario.tables, starts, axis=1).sum(axis=1)
    return [worst if r is None else max(r, worst) for r, worst in zip(scenario.reservation, least, strict=True)]


def test_ties_kept_are_a_row_for_each_package(goodoffices, tmp_path: Path) -> None:
    (tmp_path / "gate.json").write_text(three_parties(), encoding="utf-8")
    found = json.loads((tmp_path / "gate.json").read_text(encoding="utf-8"))
    found["issues"].append({"name": "flag", "options": ["red", "blue"]})
    for party in found["parties"]:
        party["points"]["flag"] = {"red": 0, "blue": 0}
    (tmp_path / "flag.json").write_text(json.dumps(found), encoding="utf-8")
    merged, kept = settled(goodoffices, "flag.json"), settled(goodoffices, "flag.json", "--ties", "keep")
    assert (merged["ties"], kept["ties"]) == ("merge", "keep")
    assert (
        kept["frontier_size"] == 2 * merged["frontier_size"] == 2 * settled(goodoffices, "gate.json")["frontier_size"]
    )
    packages = [tuple(deal["package"].values()) for deal in kept["frontier"]]
    assert len(set(packages)) == len(packages)
    assert [deal["utilities"] for deal in kept["frontier"][::2]] == [deal["utilities"] for deal in merged["frontier"]]
    said = goodoffices("settle", "flag.json", "--ties", "keep").stdout
    assert f"on the frontier: {len(packages)} packages" in said
    refused = goodoffices("settle", "flag.json", "--ties", "some")
    assert refused.returncode == 2 and "'some' is not one of" in refused.stderr


@pytest.mark.skipif(not SHARED.exists(), reason="the shared collection of scenarios is not here")
@pytest.mark.parametrize("issues", [10, pytest.param(30, marks=pytest.mark.slow)])
def test_hyper_rectangles_have_their_exact_fronts(goodoffices, issues: int) -> None:
    exact = json.loads((SHARED / "hyper_front" / f"anac_y2014_{issues}issues.json").read_text(encoding="utf-8"))
    found = settled(goodoffices, SHARED / f"negmas__anac__y2014__{issues}issues")
    assert found["outcomes"] == str(10**issues)
    assert found["frontier_size"] == exact["front"]
    mine = np.array([deal["utilities"] for deal in found["frontier"]])
    theirs = np.array([point["u"] for point in exact["front_points"]])
    assert np.sort(mine, axis=0) == pytest.approx(np.sort(theirs, axis=0), abs=CLOSE)
    assert found["points"]["utilitarian"]["value"] == pytest.approx(theirs.sum(axis=1).max(), abs=CLOSE)


# Cases


@pytest.mark.parametrize("case", ["fence", "ukraine-2022"])
def test_cases_that_ship(goodoffices, case: str) -> None:
    found = settled(goodoffices, case)
    assert list(found)[:5] == ["goodoffices", "format", "scenario", "perspective", "parties"]
    assert found["perspective"] == "baseline" and found["scenario"] == case
    for point in found["points"].values():
        assert all(u >= d for u, d in zip(point["utilities"], found["disagreement"], strict=True))
        assert set(point["package"]) == {issue["name"] for issue in found["issues"]}
    assert int(found["outcomes"]) >= found["rational_outcomes"] >= found["frontier_size"] == len(found["frontier"])


def test_a_case_file_is_the_case(goodoffices, tmp_path: Path) -> None:
    from goodoffices.case.shipped import shipped_paths

    shutil.copy(shipped_paths()["fence"], tmp_path / "mine.yaml")
    assert settled(goodoffices, "mine.yaml") == settled(goodoffices, "fence")
    assert settled(goodoffices, "fence", "-p", "ash_view") != settled(goodoffices, "fence")


def test_tables_fit_the_terminal(goodoffices) -> None:
    for case, said in (("fence", "Where the fence goes"), ("ukraine-2022", "Neutral and")):
        ran = goodoffices("settle", case)
        assert (ran.returncode, ran.stderr) == (0, "")
        assert said in ran.stdout and "on the frontier" in ran.stdout
        assert max(map(len, ran.stdout.splitlines())) <= 80
        assert "\x1b" not in ran.stdout


def test_red_lines_that_leave_nothing_are_said(goodoffices) -> None:
    ran = goodoffices("settle", "ukraine-2022", "-p", "r9")
    assert ran.returncode == 0
    assert "Rules and red lines forbid every package" in ran.stdout
    assert set(settled(goodoffices, "ukraine-2022", "-p", "r9")["points"].values()) == {None}


def test_what_beats_a_deal_in_hand(goodoffices, tmp_path: Path) -> None:
    deal = {"position": "hedge_line", "cost": "birch_pays", "tree": "pruned"}
    (tmp_path / "deal.json").write_text(json.dumps(deal), encoding="utf-8")
    found = settled(goodoffices, "fence", "--given", "deal.json")["improvement"]
    assert found["given"]["package"] == deal
    for better in (*found["better"], found["best"]):
        pairs = list(zip(better["utilities"], found["given"]["utilities"], strict=True))
        assert all(u >= g - CLOSE for u, g in pairs) and any(u > g for u, g in pairs)
    shown = goodoffices("settle", "fence", "--given", "deal.json").stdout
    assert "the deal in hand" in shown
    assert int(found["as_good"]) > len(found["better"])
    assert (
        f"nobody worse off: {found['as_good']}, this deal among them; beaten by none of them: {len(found['better'])}"
        in shown
    )
    (tmp_path / "best.json").write_text(json.dumps(found["best"]), encoding="utf-8")
    assert settled(goodoffices, "fence", "--given", "best.json")["improvement"]["better"] == []
    assert "Nothing beats the deal in hand" in goodoffices("settle", "fence", "--given", "best.json").stdout


# Files


def test_frontier_and_charts_are_written(goodoffices, tmp_path: Path) -> None:
    ran = goodoffices("settle", "fence", "--frontier", "front.parquet", "--chart", "front.svg", "--json")
    assert ran.returncode == 0
    assert ran.stderr.splitlines() == ["frontier written to front.parquet", "chart written to front.svg"]
    found, table = json.loads(ran.stdout), polars.read_parquet(tmp_path / "front.parquet")
    assert table.to_dicts() == [
        {
            **{f"utilities.{p}": u for p, u in zip(found["parties"], deal["utilities"], strict=True)},
            **{f"package.{issue}": option for issue, option in deal["package"].items()},
        }
        for deal in found["frontier"]
    ]
    svg = (tmp_path / "front.svg").read_text(encoding="utf-8")
    assert svg.startswith("<svg") and svg.rstrip().endswith("</svg>") and "Kalai-Smorodinsky" in svg
    assert "utility of Ash" in svg and "NaN" not in svg
    for name, beginning in (("front.png", b"\x89PNG"), ("front.html", b"<!DOCTYPE html>")):
        assert goodoffices("settle", "fence", "--chart", name).returncode == 0
        assert (tmp_path / name).read_bytes()[: len(beginning)] == beginning
    assert sorted(p.name for p in tmp_path.iterdir()) == ["front.html", "front.parquet", "front.png", "front.svg"]


def three_parties() -> str:
    """A scenario of three parties in our own format."""
    parties = [
        {
            "name": name,
            "reservation": 1,
            "points": {"gate": dict(zip("xyz", gate, strict=True)), "toll": {"low": 2, "high": high}},
        }
        for name, gate, high in (("a", (5, 3, 0), 4), ("b", (0, 3, 5), 1), ("c", (1, 4, 1), 0))
    ]
    issues = [{"name": "gate", "options": ["x", "y", "z"]}, {"name": "toll", "options": ["low", "high"]}]
    return json.dumps(
        {"format": "goodoffices-scenario", "version": 1, "name": "gate", "issues": issues, "parties": parties}
    )


def test_many_parties_are_drawn_side_by_side(goodoffices, tmp_path: Path) -> None:
    (tmp_path / "gate.json").write_text(three_parties(), encoding="utf-8")
    ran = goodoffices("settle", "gate.json", "--chart", "many.svg")
    assert (ran.returncode, ran.stderr) == (0, "")
    assert "share of the way from no deal" in (tmp_path / "many.svg").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (["--chart", "front.pdf"], "must be one of .svg, .png, .html"),
        (["--chart", "no/front.svg"], "there is no folder no"),
        (["--frontier", "."], "is a folder"),
        (["--frontier", "same.svg", "--chart", "./same.svg"], "name the same file"),
        (["-p", "nobody"], "there is no such perspective: 'nobody'; known: baseline, ash_view, birch_view"),
        (["--given", "no.json"], "no.json: there is no such file"),
        (["--profile", "a.xml"], "this is a case, so it has no profiles"),
        (["--time", "-1"], "--time"),
    ],
)
def test_misuse_is_refused_in_one_message(goodoffices, tmp_path: Path, options: list[str], said: str) -> None:
    ran = goodoffices("settle", "fence", *options)
    assert (ran.returncode, ran.stdout) == (2, "")
    assert said in ran.stderr and "Traceback" not in ran.stderr
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("name", "text", "said"),
    [
        ("deal.json", "{", "deal.json:1: this is not JSON"),
        ("deal.json", "[1]", "deal.json: a deal is a JSON object {issue: option}"),
        ("deal.json", '{"position": "map_line"}', "deal.json: the deal says nothing about 'cost'"),
        (
            "deal.json",
            '{"position": "moon", "cost": "shared", "tree": "pruned"}',
            "'moon' is not an option of 'position'",
        ),
        (
            "deal.json",
            '{"position": "middle", "cost": "shared", "tree": "felled"}',
            "breaks a rule or crosses a red line",
        ),
    ],
)
def test_deals_that_are_none(goodoffices, tmp_path: Path, name: str, text: str, said: str) -> None:
    (tmp_path / name).write_text(text, encoding="utf-8")
    ran = goodoffices("settle", "fence", "--given", name)
    assert (ran.returncode, ran.stdout, len(ran.stderr.splitlines())) == (2, "", 1)
    assert said in ran.stderr


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("a.json", '{"format": "goodoffices-scenario", "version": 9}'),
        ("a.xml", '<!DOCTYPE x [<!ENTITY a "b">]><negotiation_template>&a;</negotiation_template>'),
        ("a.xml", "<negotiation_template><utility_space>"),
        ("a.yml", "issues: [1, {"),
        ("a.yaml", "goodoffices: 1\nparties: 3\n"),
        ("a.txt", "nothing"),
        ("a.json", ""),
    ],
)
def test_malformed_files(goodoffices, tmp_path: Path, name: str, text: str) -> None:
    (tmp_path / name).write_text(text, encoding="utf-8")
    for verb in (("settle",), ("convert", "--to", "json")):
        ran = goodoffices(verb[0], name, *(["out.json"] if verb[0] == "convert" else []), *verb[1:])
        assert (ran.returncode, ran.stdout) == (2, "")
        assert name in ran.stderr and "Traceback" not in ran.stderr
    assert [p.name for p in tmp_path.iterdir()] == [name]


def samples() -> list[Path]:
    return sorted(path for path in SAMPLES.rglob("*") if path.is_file())


@pytest.mark.parametrize("sample", samples(), ids=lambda path: str(path.relative_to(SAMPLES)))
def test_mutations_are_answered_or_refused(goodoffices, tmp_path: Path, sample: Path) -> None:
    kind = SAMPLES / sample.relative_to(SAMPLES).parts[0]
    shutil.copytree(kind, tmp_path / "copy")
    copy = tmp_path / "copy" / sample.relative_to(kind)
    chance, data = random.Random(str(sample.relative_to(SAMPLES))), sample.read_bytes()
    for _ in range(4):
        cut, bit = sorted(chance.sample(range(len(data) + 1), 2)), chance.choice([b"", b"9", b"{", b"<", b"-", b"\xff"])
        copy.write_bytes(data[: cut[0]] + bit + data[min(cut[1], cut[0] + chance.randrange(30)) :])
        for path in (copy, copy.parent):
            ran = goodoffices("settle", str(path), "--json")
            assert ran.returncode in (0, 2)
            assert (ran.stdout == "") is (ran.returncode == 2) and "Traceback" not in ran.stderr


def test_a_stop_leaves_nothing_behind(program: Path, tmp_path: Path) -> None:
    """In the middle of a frontier of millions of points."""
    chance, letters = random.Random(1), "abcdefghij"
    issues = [{"name": f"i{j}", "options": list(letters)} for j in range(14)]
    parties = [
        {"name": f"p{i}", "points": {f"i{j}": {o: chance.random() for o in letters} for j in range(14)}}
        for i in range(6)
    ]
    head = {"format": "goodoffices-scenario", "version": 1, "name": "long"}
    (tmp_path / "long.json").write_text(json.dumps({**head, "issues": issues, "parties": parties}), encoding="utf-8")
    asked = [str(program), "settle", "long.json", "--frontier", "front.parquet", "--chart", "front.svg"]
    process = subprocess.Popen(asked, cwd=tmp_path, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    time.sleep(4.0)
    assert process.poll() is None, "the frontier was too short to be stopped"
    process.send_signal(signal.SIGINT)
    out, err = process.communicate(timeout=30)
    assert (process.returncode, out, err) == (130, b"", b"goodoffices: stopped\n")
    assert [p.name for p in tmp_path.iterdir()] == ["long.json"]


# Converting


def test_what_is_converted_settles_alike(goodoffices, tmp_path: Path) -> None:
    for number, name in enumerate(["fence", "ukraine-2022"]):
        out = f"{number}.json"
        assert goodoffices("convert", name, out, "--to", "json").stdout == f"written to {out}\n"
        assert comparable(settled(goodoffices, out)) == comparable(settled(goodoffices, name))


@pytest.mark.skipif(not references(), reason="the shared collection of scenarios is not here")
@pytest.mark.parametrize("to", ["json", "negmas"])
def test_foreign_scenarios_are_converted(goodoffices, to: str) -> None:
    source = place("negolog__domain0")
    out = "out.json" if to == "json" else "out"
    assert goodoffices("convert", str(source), out, "--to", to).returncode == 0
    assert comparable(settled(goodoffices, out)) == comparable(settled(goodoffices, source))


def test_rules_cannot_be_said_in_every_format(goodoffices, tmp_path: Path) -> None:
    ran = goodoffices("convert", "fence", "out", "--to", "negmas")
    assert (ran.returncode, ran.stdout, len(ran.stderr.splitlines())) == (2, "", 1)
    assert "rules" in ran.stderr and list(tmp_path.iterdir()) == []
    assert goodoffices("convert", "fence", "out", "--to", "xml").returncode == 2


def comparable(found: dict[str, Any]) -> dict[str, Any]:
    return {key: found[key] for key in ("outcomes", "rational_outcomes", "disagreement", "points", "frontier_size")}


def test_the_solver_writes_nothing_between_the_braces(fresh, tmp_path: Path) -> None:
    """Three parties, options and shares: the solver repairs solutions and says so on standard output, which is ours."""
    chance = random.Random(1)
    issues = [{"name": f"d{j}", "options": list("abcde")} for j in range(6)]
    issues += [{"name": f"s{j}", "options": ["none", "all"], "divisible": True} for j in range(5)]

    def points(issue: dict[str, Any]) -> dict[str, int]:
        return {option: chance.randint(0, 100) for option in issue["options"]}

    parties = [
        {"name": name, "reservation": 0, "points": {issue["name"]: points(issue) for issue in issues}} for name in "xyz"
    ]
    tree = {"format": "goodoffices-scenario", "version": 1, "name": "mixed", "issues": issues, "parties": parties}
    (tmp_path / "mixed.json").write_text(json.dumps(tree), encoding="utf-8")
    ran = fresh("settle", "mixed.json", "--json")
    assert (ran.returncode, ran.stderr) == (0, "")
    assert json.loads(ran.stdout)["engine"] == "points alone"
