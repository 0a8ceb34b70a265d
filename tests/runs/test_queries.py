"""Queries: answers of every type in JSON and as a table, and nothing that writes, in the run or anywhere else."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from tests.runs.small import PART, contents, finished
from typer.testing import CliRunner, Result

from goodoffices.cli.commands import app
from goodoffices.runs import querying
from goodoffices.runs.directory import open_run

pytest.importorskip("duckdb")


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """In a folder whose name SQL and file patterns could stumble over."""
    return finished(tmp_path_factory.mktemp("x") / "it's a=1 [run]*", 2).path


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    (tmp_path / ".tmp").mkdir()
    (tmp_path / ".tmp" / "x.csv").write_text("secret\n1\n", encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    return tmp_path


def asked(folder: Path, sql: str, *more: str) -> Result:
    words = ["query", str(folder), sql, *more]
    return CliRunner().invoke(app, words, env={"COLUMNS": "80"}, catch_exceptions=False)


WRITERS = [
    "COPY (select 1 a) TO 'DIR/run.json'",
    "COPY (select * from draws) TO 'PART'",
    "COPY draws TO 'DIR/perspective=baseline/part-0000009.csv'",
    "with x as (copy (select 1) to 'PART') select * from x",
    "with x as (copy (select 1) to '.tmp/y.csv') select * from x",
    "select 1; copy (select 1) to 'PART'",
    "explain analyze copy (select 1) to 'PART'",
    "EXPORT DATABASE 'DIR/exp'", "ATTACH 'DIR/evil.db' AS e", "ATTACH 'evil.db'",
    "COPY (select 1 a) TO '.tmp/x.csv'", "copy (select 1) to '/tmp/stolen.csv'",
    "create table t as select 1", "create view draws2 as from draws", "drop view draws", "insert into draws values (1)",
    "SET threads = 1", "set temp_directory = '.tmp'", "reset threads", "PRAGMA enable_profiling", "call pragma_version()",
    "INSTALL httpfs", "LOAD httpfs", "checkpoint", "vacuum", "begin", "prepare a as select 1", "use memory",
    "import database 'DIR'", "from enable_logging(storage = 'file', storage_path = 'log')",
]  # fmt: skip
READERS = [
    "from '.tmp/x.csv'", "from read_csv('.tmp/x.csv')", "select * from '/etc/passwd'", "from read_text('DIR/run.json')",
    "from glob('/etc/*')", "from read_blob('DIR/case.json')",
]  # fmt: skip
SENSELESS = [
    "", ";", "\n-- nothing", "/* */ ;", "selec 1", "select nothing from plans", "select ?", "select $a", "select 1)--",
    "select 1) as x, (select 2", "select '\udcff'", "select error('[/x]')", "select 'a'::int", "\0", "(" * 3000,
]  # fmt: skip


@pytest.mark.parametrize("sql", [*WRITERS, *READERS, *SENSELESS])
def test_refusals_are_one_line_and_nothing_is_written(sql: str, folder: Path, here: Path) -> None:
    part = open_run(folder).files("baseline")[0].path
    text = sql.replace("PART", str(part).replace("'", "''")).replace("DIR", str(folder).replace("'", "''"))
    before = contents(folder), contents(here)
    for more in ((), ("--json",)):
        ran = asked(folder, text, *more)
        assert ran.exit_code == 2, ran.output
        assert len(ran.stderr.splitlines()) == 1 and ran.stderr.startswith("error: ") and not ran.stdout
    assert (contents(folder), contents(here)) == before


@pytest.mark.parametrize(
    ("sql", "value"),
    [
        ("1.5", 1.5), ("0.1", 0.1), ("12345678.25", 12345678.25), ("count(*) * 0.01", 0.01), ("7.0", 7),
        ("12345678.0::double", 12345678.0), ("170141183460469231731687303715884105727", 2**127 - 1),
        ("340282366920938463463374607431768211455::uhugeint", 2**128 - 1), ("true", True), ("null", None),
        ("'nan'::double", None), ("'inf'::float", None), ("0.1::float", 0.1),
        ("date '2022-03-15'", "2022-03-15"), ("date '99999-01-01'", "99999-01-01"), ("'infinity'::date", "infinity"),
        ("timestamp '2022-03-15 10:00'", "2022-03-15 10:00:00"), ("time '10:00'", "10:00:00"),
        ("interval 1 day", "1 day"), ("'\\xff'::blob", "\\xFF"), ("'101'::bit", "101"),
        ("'a'::enum('a', 'b')", "a"), ("'00000000-0000-0000-0000-000000000001'::uuid", f"{'0' * 8}-0000-0000-0000-{1:012d}"),
        ("map([1], [2])", {"1": 2}), ("map([[1]], [2.5])", {"[1]": 2.5}), ("[1, null]", [1, None]), ("[]", []),
        ("{'a': date '2020-01-01', 'b': ['inf'::double]}", {"a": "2020-01-01", "b": [None]}),
        ("[interval 1 day]", ["1 day"]), ("'[/]'", "[/]"), ("'a' || chr(10) || 'b'", "a\nb"),
    ],
)  # fmt: skip
def test_every_type_is_printed(sql: str, value: object, folder: Path) -> None:
    ran = asked(folder, f"select {sql} as x", "--json")
    assert ran.exit_code == 0, ran.output
    (found,) = json.loads(ran.stdout)["rows"]
    assert found == [value] and type(found[0]) is type(value)
    shown = asked(folder, f"select {sql} as x")
    assert shown.exit_code == 0 and len(shown.stdout.splitlines()) == 3


def test_headings_are_as_they_were_written(folder: Path) -> None:
    headings = {
        "select regexp_extract(plan, '[a-z]+') from plans limit 1": "regexp_extract(plan, '[a-z]+')",
        "select regexp_matches(plan, '[/c]') from plans limit 1": "regexp_matches(plan, '[/c]')",
        'select 1 as "[bold]"': "[bold]",
        'select 1 as ":warning:"': ":warning:",
    }
    for sql, heading in headings.items():
        assert json.loads(asked(folder, sql, "--json").stdout)["columns"] == [heading]
        assert asked(folder, sql).stdout.splitlines()[0].strip() == heading
    found = json.loads(asked(folder, "select 1 as a, 2 as a, 3 as a_2", "--json").stdout)
    assert found == {"columns": ["a", "a_3", "a_2"], "rows": [[1, 2, 3]]}


def test_queries_of_other_shapes(folder: Path) -> None:
    for sql in (
        "summarize select draw, success from plans", "describe draws", "show tables", "from plans limit 2;",
        "values (1)", "(select 1)",
        "with a as (select 1) from a -- done", "select * from duckdb_settings() where name like '%dir%'",
        "pivot plans on plan in ('centre') using avg(success)", "table draws",
    ):  # fmt: skip
        for more in ((), ("--json",)):
            ran = asked(folder, sql, *more)
            assert ran.exit_code == 0, ran.output


def test_order_is_kept_and_no_column_is_left_out(folder: Path) -> None:
    rows = json.loads(asked(folder, "select draw from draws order by draw desc, perspective", "--json").stdout)["rows"]
    assert [row[0] for row in rows] == sorted([*range(2 * PART)] * 2, reverse=True)
    shown = asked(folder, "select * from draws limit 1").stdout.splitlines()
    assert shown[0].split() == json.loads(asked(folder, "select * from draws limit 1", "--json").stdout)["columns"]
    assert len(shown[2].split()) == len(shown[0].split())


def test_a_relative_folder_and_a_run_under_an_equals_sign(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(folder.parent)
    ran = asked(Path(folder.name), "from draws limit 0", "--json")
    assert ran.exit_code == 0, ran.output
    columns = json.loads(ran.stdout)["columns"]
    assert columns[0] == "draw" and columns[-1] == "perspective" and "it's a" not in columns


def test_nothing_of_the_calling_program_is_seen(folder: Path) -> None:
    import polars as pl

    secret = pl.DataFrame({"a": [1]})
    assert len(secret) == 1
    with pytest.raises(querying.RunError, match="secret"):
        querying.query(open_run(folder), "select * from secret")
