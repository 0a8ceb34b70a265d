"""`goodoffices divide`: tables, JSON, refusals, and whatever is done to a file."""

from __future__ import annotations

import json
import random
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
INSTANCES = ROOT / "tests" / "instances" / "fair_division"
FILES = sorted(INSTANCES.glob("*.yaml"))
PAGE = ROOT / "docs" / "reference" / "divide.md"


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_tables_fit_the_terminal(goodoffices, file: Path) -> None:
    ran = goodoffices("divide", str(file))
    assert (ran.returncode, ran.stderr) == (0, "")
    assert max(map(len, ran.stdout.splitlines())) <= 80 and "\x1b" not in ran.stdout


def test_what_tables_say(goodoffices) -> None:
    told = {file.stem: goodoffices("divide", str(file)).stdout for file in FILES}
    assert re.search(r"Land and water +15 +15 +United States 2/15\n +Panama 13/15", told["panama_canal_1974"])
    assert re.search(r"Panama +68 +66\n", told["panama_canal_1974"])
    assert re.search(r"Alice +- +62,500 +81,625 +81,625", told["knaster_four_heirs"])
    assert re.search(r"first +100 +33.33 +66.67 +0 +50 +33.33", told["three_wives"])


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (
            "estate: 0.009\nclaims: {Upstream: 0.004, Middle: 0.008, Downstream: 0.012}",
            (
                "estate 0.009",
                r"Upstream +0.004 +0.0015 +0.003 +0 ",
                r"Middle +0.008 +0.003 +0.003 +0.0025 ",
                r"Downstream +0.012 +0.0045 +0.003 +0.0065 ",
            ),
        ),
        (
            "bids: {A: {x: 0.004, y: 0.001}, B: {x: 0.001, y: 0.004}}",
            (r"A +x +0.0025 +\S+ +0.004\n", "Left over: 0.003, "),
        ),
        (
            "estate: 300000000000\nclaims: {Housing damage: 56000000000, Energy: 71500000000, Others: 345250000000}",
            ("Housing damage", "56,000,000,000", "35,536,753,040.72", "236,250,000,000"),
        ),
    ],
)
def test_small_and_large_amounts_keep_their_digits(
    goodoffices, tmp_path: Path, text: str, said: tuple[str, ...]
) -> None:
    file = tmp_path / "d.yaml"
    file.write_text(text, encoding="utf-8")
    shown = goodoffices("divide", str(file)).stdout
    for part in said:
        assert re.search(part, shown), (part, shown)


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_every_key_is_documented(goodoffices, file: Path) -> None:
    ran = goodoffices("divide", str(file), "--json")
    found = json.loads(ran.stdout)
    assert goodoffices("divide", str(file), "--json").stdout == ran.stdout
    documented = set(re.findall(r"[a-z_]+", " ".join(re.findall(r"`([^`]+)`", PAGE.read_text(encoding="utf-8")))))
    assert set(found) <= documented
    for good in found.get("goods", []):
        assert set(good) <= documented


def test_json_of_each_kind(goodoffices) -> None:
    found = {file.stem: json.loads(goodoffices("divide", str(file), "--json").stdout) for file in FILES}
    assert found["panama_canal_1974"]["points_exact"] == {"United States": "66", "Panama": "66"}
    assert found["divorce_five_assets"]["divided"] == "Retirement account"
    assert found["divorce_five_assets"]["goods"][0]["exact"] == {"Carol": "5/6", "Bob": "1/6"}
    assert found["knaster_four_heirs"]["money"]["Alice"] == 81625
    assert found["three_wives"]["awards"]["talmud"] == {"first": 50, "second": 75, "third": 75}


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("points: {a: {x: 1}, b: {y: 2}}", "d.yaml:1: points.b.y: 'y' is not a good that the others value; known: x"),
        ("points: {a: {x: 1, y: 1}, b: {x: 2}}", "points.b: 'y' is missing"),
        ("points: {a: {x: 1}, b: {x: 2}, c: {x: 1}}", "Adjusted Winner is for two parties, not 3"),
        ("points: {a: {x: 1}, b: {x: 0}}", "b gives no points to any good"),
        ("points: {a: {x: 1}}", "points of at least two parties"),
        ("bids: {a: {x: 1}, b: {x: -1}}", "a number of 0 or more is wanted here, not -1"),
        ("bids: {a: {x: 1}, b: {x: much}}", "bids.b.x: a number is wanted here: 'much'"),
        ("bids: {a: {}, b: {}}", "there are no goods"),
        ("estate: 10\nclaims: {a: 1}", "d.yaml:1: estate: the estate of 10 covers the claims, 1 in all"),
        ("estate: 1\nclaims: {}", "there are no claims"),
        ("estate: 1\nclaims: {a: 2}\nrules: [talmd]", "d.yaml:3: rules.0: 'talmd' is no bankruptcy rule; did you mean"),
        ("estate: 1\nclaims: {a: 2}\nrules: []", "no rule is named"),
        ("estate: 1", "'claims' is missing"),
        ("claims: {a: 1}\nbids: {}", "claims and bids stand in one file"),
        ("point: {a: 1}", "did you mean 'points'?"),
        ("name: x", "nothing says what is to be divided"),
        ("- 1", "a mapping is wanted here"),
    ],
)
def test_refusals(goodoffices, tmp_path: Path, text: str, said: str) -> None:
    (tmp_path / "d.yaml").write_text(text, encoding="utf-8")
    ran = goodoffices("divide", "d.yaml")
    assert (ran.returncode, ran.stdout) == (2, "")
    assert said in ran.stderr and len(ran.stderr.splitlines()) == 1


def test_files_that_are_none(goodoffices) -> None:
    assert "there is no such file" in goodoffices("divide", "no.yaml").stderr
    assert goodoffices("divide", ".").returncode == 2


def test_many_claims(goodoffices, tmp_path: Path) -> None:
    claims = {f"c{i}": i for i in range(25)}
    (tmp_path / "d.json").write_text(json.dumps({"estate": 100, "claims": claims}), encoding="utf-8")
    found = json.loads(goodoffices("divide", "d.json", "--json").stdout)
    assert "random_arrival" not in found["awards"] and "left out above 20" in found["remarks"][0]
    asked = {"estate": 100, "claims": claims, "rules": ["random_arrival"]}
    (tmp_path / "d.json").write_text(json.dumps(asked), encoding="utf-8")
    ran = goodoffices("divide", "d.json")
    assert ran.returncode == 2 and "takes up to 20 claims, not 25" in ran.stderr


def test_totals_that_differ_are_said(goodoffices, tmp_path: Path) -> None:
    (tmp_path / "d.yaml").write_text("points: {a: {x: 60, y: 40}, '[b]': {x: 10, y: 40}}", encoding="utf-8")
    told = goodoffices("divide", "d.yaml").stdout
    assert "each counts in shares of its own total" in " ".join(told.split()) and "[b]" in told


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_mutations_never_end_in_a_traceback(goodoffices, tmp_path: Path, file: Path) -> None:
    data, chance = file.read_bytes(), random.Random(file.stem)
    for _ in range(10):
        place = chance.randrange(len(data))
        junk = chance.choice([b"", b"-", b"9e99", b"{", b'"', b"\n", b": ", b"\xff", b"[", b"0"])
        (tmp_path / "d.yaml").write_bytes(data[:place] + junk + data[place + chance.randint(0, 30) :])
        ran = goodoffices("divide", "d.yaml", "--json")
        assert ran.returncode in (0, 2)
        assert ran.returncode == 0 or (ran.stdout == "" and ran.stderr)
