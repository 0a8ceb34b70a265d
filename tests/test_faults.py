"""What other people's reports and an attack on the program found: each input of the shared collection gives what is right.

The inputs are read where the collection is at hand; tests of the kinds that they belong to stand with what they are about.
"""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import Result
from typer.testing import CliRunner

from goodoffices.cli.commands import app

FAULTS = Path(__file__).resolve().parents[2] / "shared" / "faults"
pytestmark = pytest.mark.skipif(not FAULTS.is_dir(), reason="the shared collection of faults is not here")
Run = Callable[..., Result]
FEW = ("--draws", "64", "--perspective", "baseline")


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    """Run the program in an empty folder; exceptions that escape fail the test."""
    monkeypatch.chdir(tmp_path)

    def ran(*arguments: str, columns: int = 200) -> Result:
        return CliRunner().invoke(app, list(arguments), env={"COLUMNS": str(columns)}, catch_exceptions=False)

    return ran


def take(folder: str, into: Path) -> None:
    """Copy an input folder to where it may be spoilt."""
    for file in (FAULTS / folder).iterdir():
        (into / file.name).write_bytes(file.read_bytes())


@pytest.fixture(scope="module")
def fence(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A small run."""
    folder = tmp_path_factory.mktemp("runs") / "run"
    arguments = (
        "run",
        "fence",
        "--draws",
        "128",
        "--part",
        "64",
        "--pilot",
        "64",
        "--workers",
        "1",
        "--out",
        str(folder),
    )
    assert CliRunner().invoke(app, arguments, catch_exceptions=False).exit_code == 0
    return folder


def good(result: Result) -> str:
    assert result.exit_code == 0, result.output
    return str(result.stdout)


def refused(result: Result) -> str:
    assert result.exit_code == 2 and str(result.stderr).startswith("error: "), result.output
    return str(result.stderr)


def answer(result: Result) -> dict[str, list[object]]:
    found: dict[str, list[object]] = json.loads(good(result))
    return found


# Queries


@pytest.mark.parametrize(
    ("sql", "value"),
    [
        ("select count(*) * 0.01 as pct from draws", 3.84),
        ("select date '2022-03-15' as day", "2022-03-15"),
        ("select timestamp '2022-03-15 10:00' as t", "2022-03-15 10:00:00"),
        ("select interval 1 day as i", "1 day"),
    ],
)
def test_queries_give_json_of_every_type(run: Run, fence: Path, sql: str, value: object) -> None:
    assert answer(run("query", str(fence), sql, "--json"))["rows"] == [[value]]


def test_queries_as_they_were_reported(run: Run, fence: Path) -> None:
    good_plans = (
        "select plan, sum(case when success >= 0.5 then 1.0 else 0 end) as good from plans group by plan order by plan"
    )
    rows = answer(run("query", str(fence), good_plans, "--json"))["rows"]
    assert [row[0] for row in rows] == ["centre", "friend", "no_mediation"]  # type: ignore[index]
    assert answer(run("query", str(fence), "summarize plans", "--json"))["rows"]
    assert "empty" in refused(run("query", str(fence), ""))
    heads = good(run("query", str(fence), "select regexp_extract(plan, '[a-z]+'), count(*) n from plans group by 1"))
    assert "regexp_extract(plan, '[a-z]+')" in heads
    assert "'[/c]'" in good(run("query", str(fence), "select regexp_matches(plan, '[/c]') from plans limit 1"))


def statements() -> list[str]:
    """Statements of the attack, without their remarks."""
    file = FAULTS / "attack" / "queries.sql"
    lines = file.read_text("utf-8").splitlines()[1:] if file.exists() else []
    return [re.sub(r"\s+-- .*", "", line).strip() for line in lines]


@pytest.mark.parametrize("sql", statements())
def test_queries_of_the_attack(run: Run, fence: Path, sql: str) -> None:
    """An answer, or one line; and the run is as it was."""
    Path(".tmp").mkdir()
    before = {file: file.read_bytes() for file in sorted(fence.rglob("*")) if file.is_file()}
    for more in ((), ("--json",)):
        result = run("query", str(fence), sql.replace("DIR", str(fence)), *more)
        if re.match(r"(?i)select", sql):
            good(result)
        else:
            assert len(refused(result).splitlines()) <= 2
    assert {file: file.read_bytes() for file in sorted(fence.rglob("*")) if file.is_file()} == before
    assert not list(Path(".tmp").iterdir())


@pytest.mark.parametrize("target", ["run.json", "perspective=baseline/part-0000009.csv"])
def test_queries_do_not_write(run: Run, fence: Path, target: str) -> None:
    before = (fence / "run.json").read_bytes()
    assert "nothing is written" in refused(run("query", str(fence), f"copy (select 1) to '{fence / target}'"))
    assert (fence / "run.json").read_bytes() == before and not list(fence.rglob("*.csv"))
    good(run("runs", "status", str(fence)))


# Names and digits


NAMED = ("zone", "war", "timing", "spoilers", "discover", "learn", "sensitivity", "robust", "settle", "holding")


@pytest.mark.parametrize("verb", NAMED)
def test_names_with_brackets_stand_as_they_are(run: Run, verb: str) -> None:
    many = ("--draws", "256") if verb in ("discover", "learn") else FEW  # these two name only what they find
    more = () if verb == "settle" else many + (("--plan", "centre") if verb == "holding" else ())
    said = good(run(verb, str(FAULTS / "H05" / "names.yaml"), *more))
    assert all(name in said for name in (":bomb:", "Ash [north]", "Birch [/b]"))


def test_sentences_keep_their_not(run: Run) -> None:
    folder = FAULTS / "H05"
    assert "any court will [not] see it." in " ".join(
        good(run("cruxes", str(folder / "editorial.yaml"), "--draws", "64")).split()
    )
    assert "Birch [not Ash]" in good(run("robust", str(folder / "option.yaml"), *FEW))
    said = good(run("settle", str(folder / "scenario.yaml")))
    assert "[b]" in said and "[/c]" in said


@pytest.mark.parametrize("columns", [80, 200])
def test_large_sums_keep_their_digits_and_names(run: Run, columns: int) -> None:
    said = good(run("divide", str(FAULTS / "H06" / "frozen.yaml"), columns=columns))
    for whole in ("56,000,000,000", "35,536,753,040.72", "28,000,000,000", "219,090,428,344.79", "Housing damage"):
        assert whole in said
    small = good(run("divide", str(FAULTS / "H06" / "control.yaml"), columns=columns))
    for number in ("35.54", "45.37", "219.09", "35.75", "236.25"):
        assert number in small


@pytest.mark.parametrize("columns", [30, 50, 60])
def test_narrow_windows_lose_nothing(run: Run, columns: int) -> None:
    wide, narrow = (good(run("plans", "fence", *FEW, columns=c)) for c in (200, columns))
    numbers = re.compile(r"\d+\.\d ± \d+\.\d")
    assert numbers.findall(narrow) == numbers.findall(wide) != []
    assert all(plan in narrow for plan in ("centre", "no_mediation", "friend"))
    brackets = re.compile(r"\((\d+) to (\d+)\)")
    assert brackets.findall(good(run("war", "fence", *FEW, columns=columns))) == brackets.findall(
        good(run("war", "fence", *FEW))
    )
    heirs = good(run("divide", str(FAULTS / "H07" / "heirs.yaml"), columns=columns))
    assert all(word in heirs for word in ("-114,875", "Bob", "Carol", "Ted", "Alice"))


def test_a_query_shows_every_column(run: Run, fence: Path) -> None:
    sql = "select * from draws limit 1"
    heads, _, row, *_ = good(run("query", str(fence), sql, columns=80)).splitlines()
    (stored,) = answer(run("query", str(fence), sql, "--json"))["rows"]
    assert "zone" in heads and len(row.split()) == len(stored) == len(heads.split())  # type: ignore[arg-type]


def test_small_sums_are_told_apart(run: Run) -> None:
    river = good(run("divide", str(FAULTS / "H08" / "river-small.yaml")))
    for number in ("0.009", "0.0015", "0.003", "0.0045", "0.0025", "0.0065"):
        assert number in river
    bids = good(run("divide", str(FAULTS / "H08" / "bids-small.yaml")))
    assert "0.0025" in bids and "0.004" in bids and "Left over: 0.003" in bids
    ann = next(
        line for line in good(run("settle", str(FAULTS / "H08" / "mixed.yaml"))).splitlines() if line.startswith("Ann")
    )
    assert "0.42" in ann and "0.43" in ann


# Tables


def test_one_name_of_two_parties_is_not_guessed(run: Run, tmp_path: Path) -> None:
    take("H10", tmp_path)
    options = ("--column", "share=trade:north", "--case", "case.yaml", "-o", "out.yaml")
    result = run("ties", "import", "congo.csv", *options)
    assert result.exit_code == 2 and "congo.csv:2" in result.stderr and "'Congo'" in result.stderr
    assert not Path("out.yaml").exists()
    good(run("ties", "import", "full.csv", *options))
    ties = Path("out.yaml").read_text("utf-8")
    assert "[north, neighbour], kind: trade, shares: [0.12, 0]" in ties
    assert "[north, great_power], kind: trade, shares: [0.03, 0]" in ties


@pytest.mark.parametrize("table", ["english.tsv", "german.csv"])
def test_thousands_are_not_decimals(run: Run, tmp_path: Path, table: str) -> None:
    take("H13", tmp_path)
    result = run("ties", "import", table, "--map", "mapping.yaml", "-o", "out.yaml")
    good(result)
    ties = Path("out.yaml").read_text("utf-8")
    assert "[russia, china], kind: arms, shares: [0.625, 0]" in ties and "shares: [0.00625, 0]" in ties
    assert "numbers are read with a decimal" in result.stderr


# Exchange


def test_a_game_has_the_equilibria_of_the_graph(run: Run, tmp_path: Path) -> None:
    take("H15", tmp_path)
    good(run("stability", "four.json", "--concept", "nash", "--write", "four.nfg"))
    told = subprocess.run(
        [sys.executable, "check_nfg.py", "four.nfg"], capture_output=True, text=True, check=True
    ).stdout
    assert "2 pure NE; 0 at infeasible profiles" in told


def test_comments_before_the_declaration_of_xml(run: Run, tmp_path: Path) -> None:
    take("H21", tmp_path)
    said = good(run("settle", "."))
    assert "outcomes: 2\n" in said and "acceptable to all: 2\n" in said


@pytest.mark.parametrize("path", ["{0}", "./{0}", "sub/../{0}", "link"])
def test_what_is_read_is_not_written_over(run: Run, tmp_path: Path, path: str) -> None:
    take("H17", tmp_path)
    (tmp_path / "sub").mkdir()
    good(run("new", "river"))
    asked = {
        "river.yaml": [("brief", "river.yaml", "--draws", "64", "--out"),
                       ("brief", "river.yaml", "--draws", "64", "--out", "b.html", "--json")],
        "s.json": [("settle", "s.json", "--frontier")],
        "t.tsv": [("ties", "import", "t.tsv", "--column", "arms=arms:north", "-o")],
    }  # fmt: skip
    for name, calls in asked.items():
        before = Path(name).read_bytes()
        Path("link").unlink(missing_ok=True)
        Path("link").symlink_to(name)
        for call in calls:
            assert "name another file" in refused(run(*call, path.format(name)))
        assert Path(name).read_bytes() == before and not Path("b.html").exists()


def test_a_folder_of_other_files_is_no_run(run: Run) -> None:
    Path("mine").mkdir()
    Path("mine/case.json").write_text('{"mine": 1}', "utf-8")
    assert "new directory" in refused(
        run("run", "fence", "--draws", "64", "--part", "64", "--pilot", "64", "--out", "mine")
    )
    assert Path("mine/case.json").read_text("utf-8") == '{"mine": 1}'


# Cases


@pytest.mark.parametrize("more", [(), ("--fails",)])
def test_nothing_uncertain_is_said_in_words(run: Run, more: tuple[str, ...]) -> None:
    case = str(FAULTS / "H18" / "case.yaml")
    said = good(run("discover", case, "--draws", "64", *more))
    assert said.count("No box: no number of the case is uncertain here.") == 6
    told = json.loads(good(run("discover", case, "--draws", "64", "--json", *more)))
    assert all(view["uncertain"] == 0 for view in told["perspectives"].values())
    half = good(run("discover", str(FAULTS / "H18" / "one_view.yaml"), "--draws", "64", *more))
    assert half.count("No box: no number of the case is uncertain here.") == 3


def test_a_name_from_right_to_left_moves_no_number(run: Run, tmp_path: Path) -> None:
    good(run("brief", str(FAULTS / "H19" / "case.yaml"), "--draws", "64", "--out", "brief.html"))
    page = (tmp_path / "brief.html").read_text("utf-8")
    text = re.sub(r"<(style|script)\b.*?</\1>|<[^>]*>", "\n", page, flags=re.DOTALL)
    foreign = re.compile("[\u0590-\u07ff]")
    depth, bare = 0, 0
    for sign in text:
        depth += (sign == "\u2068") - (sign == "\u2069")
        bare += bool(foreign.match(sign)) and depth == 0
        depth = 0 if sign == "\n" else depth
    assert foreign.search(text) and bare == 0


def test_a_word_that_is_a_mapping_has_its_line(run: Run) -> None:
    result = run("check", str(FAULTS / "attack" / "check-role-is-a-mapping.yaml"))
    assert result.exit_code == 2
    assert (
        "3: parties.a.role: must be belligerent, signer or third_party, found a mapping"
        in result.stderr + result.stdout
    )


@pytest.mark.parametrize("name", ["markup-crash.yaml", "line-separator-brief.yaml"])
def test_odd_names_are_only_names(run: Run, tmp_path: Path, name: str) -> None:
    shutil.copy(FAULTS / "attack" / name, tmp_path / "case.yaml")
    for verb in ("plans", "zone", "war", "spoilers"):
        good(run(verb, "case.yaml", *FEW))
    good(run("brief", "case.yaml", "--draws", "64", "--out", "brief.html"))


def test_large_numbers_leave_the_names(run: Run) -> None:
    said = good(run("settle", str(FAULTS / "attack" / "settle-names-vanish.json"), columns=40))
    assert all(f"Party number {i}" in said for i in range(6)) and "987,654,321,098" in said
