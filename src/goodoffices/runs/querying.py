"""A run read with SQL (DuckDB), in bounded memory whatever its size.

Two views: `draws`, a row per perspective and draw with a column per plan and output ("china_alone.success"), and
`plans`, a row per perspective, draw and plan with a column per output.

Nothing is written: one query is answered, as the subquery of another, where DuckDB's grammar has no place for COPY, INSERT,
SET and the like; and of all files only the parts of the run can be opened.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any

from goodoffices.play.pilot import COLUMNS
from goodoffices.runs.directory import RunDirectory
from goodoffices.runs.errors import RunError
from goodoffices.runs.part import DRAW

WHOLE = ("TINYINT", "SMALLINT", "INTEGER", "BIGINT", "HUGEINT")
AS_THEY_ARE = frozenset({"BOOLEAN", "FLOAT", "DOUBLE", *WHOLE, *("U" + name for name in WHOLE)})
"""Types whose values are Python's own; of all others DuckDB's text is taken, or its JSON."""
WRITES = "DuckDB only answers queries here (SELECT, FROM, WITH, VALUES, DESCRIBE, SUMMARIZE): nothing is written or set"


@dataclass(frozen=True)
class Found:
    """Answer of a query."""

    columns: list[str]
    """Headings, each once: a second `a` is `a_2`."""
    types: list[str]
    """As DuckDB calls them."""
    _rows: list[tuple[Any, ...]]

    @property
    def numeric(self) -> list[bool]:
        """Which columns hold numbers."""
        return [kind.startswith("DECIMAL") or (kind in AS_THEY_ARE and kind != "BOOLEAN") for kind in self.types]

    def rows(self) -> list[tuple[Any, ...]]:
        """Booleans, whole numbers, floats, decimals and texts; in JSON also lists and mappings of these."""
        return self._rows


def query(
    run: RunDirectory, sql: str, *, nested: bool = False, partial: bool = False, spill: Path | None = None
) -> Found:
    """Answer of a query on the draws of a run.

    Args:
        run: the run.
        sql: one query.
        nested: lists, maps and structures as Python's own, not as text.
        partial: answer from the draws that are there, where some are missing.
        spill: folder for what does not fit into memory; without one such a query fails.

    Raises:
        RunError: DuckDB is not installed, a part is missing, damaged or another run's, or DuckDB refuses the query.
    """
    try:
        import duckdb
    except ImportError:
        raise RunError("queries need DuckDB: pip install 'goodoffices[query]'") from None
    if not sql.isascii() and sql != sql.encode("utf-8", "replace").decode("utf-8"):
        raise RunError("the query holds bytes that are no UTF-8 text")
    files = _checked(run, partial)
    connection = duckdb.connect(":memory:")
    try:
        _lock(connection, [path for paths in files.values() for path in paths], spill)
        _views(connection, files, run)
        connection.execute("SET lock_configuration = true")
        found = _asked(connection, duckdb, sql, nested)
    except duckdb.Error as error:
        raise RunError(f"DuckDB: {(str(error).strip().splitlines() or ['no reason given'])[0]}") from error
    except (ValueError, OverflowError, TypeError, RecursionError) as error:
        raise RunError(f"DuckDB: the query or its answer cannot be handed over: {error}") from error
    finally:
        connection.close()
    _checked(run, partial)  # what was read is still what was checked
    return found


def _checked(run: RunDirectory, partial: bool) -> dict[str, list[str]]:
    """Files of every perspective, absolute; RunError where one is not what it should be, or a part is missing."""
    run.check()
    files = {name: [str(file.path.resolve()) for file in run.files(name)] for name in run.manifest.perspectives}
    if not any(files.values()):
        raise RunError(f"{run.path} holds no finished draws yet")
    missing = {name: run.manifest.parts - len(run.finished(name)) for name in files}
    lacking = [f"{count:,} of {run.manifest.parts:,} of {name}" for name, count in missing.items() if count]
    if lacking and not partial:
        raise RunError(
            f"{run.path}: parts are missing ({', '.join(lacking)}); the same `goodoffices run` makes them, and --partial "
            "answers from those that are there"
        )
    return files


def _asked(connection: Any, duckdb: Any, sql: str, nested: bool) -> Found:
    statements = connection.extract_statements(sql)
    if not statements:
        raise RunError('the query is empty: write one such as "select plan, avg(success) from plans group by plan"')
    if len(statements) > 1:
        raise RunError("one query at a time, please: there is more than one here")
    if statements[0].type != duckdb.StatementType.SELECT:
        kind = getattr(statements[0].type, "name", str(statements[0].type))
        hint = "; list the values that a PIVOT is to have: ON x IN (...)" if kind == "MULTI" else ""
        raise RunError(f"{WRITES}; this is {kind}{hint}")
    inside = f"({statements[0].query.rstrip().rstrip(';')}\n)"
    try:
        connection.execute(f"SELECT * FROM {inside} LIMIT 0")
    except duckdb.BinderException as error:
        if "must be at the top level" in str(error):
            raise RunError(f"{WRITES}; this would write within WITH") from error
        raise
    shape = connection.sql(statements[0].query)
    names, types = list(shape.columns), [str(kind) for kind in shape.types]
    aliases = ", ".join(f"c{at}" for at in range(len(names)))
    taken = ", ".join(_taken(f"c{at}", kind, nested) for at, kind in enumerate(types))
    rows = connection.execute(f"SELECT {taken} FROM {inside} AS asked({aliases})").fetchall()
    parsed = [at for at, kind in enumerate(types) if nested and _is_nested(kind)]
    return Found(_apart(names), types, [_parsed(row, parsed) for row in rows] if parsed else rows)


def _taken(column: str, kind: str, nested: bool) -> str:
    """A column as it is fetched."""
    if kind in AS_THEY_ARE or kind.startswith("DECIMAL"):
        return column
    if nested and _is_nested(kind):
        return f"CAST(to_json({column}) AS VARCHAR)"
    return f"CAST({column} AS VARCHAR)"


def _is_nested(kind: str) -> bool:
    return kind.endswith("]") or kind == "JSON" or kind.startswith(("MAP(", "STRUCT(", "UNION(", "TUPLE("))


def _parsed(row: tuple[Any, ...], at: Sequence[int]) -> tuple[Any, ...]:
    """A row with the JSON in some columns read; exact decimals stay so."""
    return tuple(
        json.loads(value, parse_float=Decimal) if place in at and value is not None else value
        for place, value in enumerate(row)
    )


def _apart(names: list[str]) -> list[str]:
    """Names of columns, each once."""
    used: list[str] = []
    for name in names:
        number, own = 2, name
        while own in used or (own != name and own in names):
            own, number = f"{name}_{number}", number + 1
        used.append(own)
    return used


def _views(connection: Any, files: dict[str, list[str]], run: RunDirectory) -> None:
    selects = [
        f"SELECT *, {_quoted(name)} AS perspective FROM read_parquet([{', '.join(map(_quoted, paths))}], "
        f"hive_partitioning = false) WHERE {DRAW} < {run.manifest.draws}"
        for name, paths in files.items()
        if paths
    ]
    connection.execute("CREATE VIEW draws AS " + " UNION ALL ".join(selects))
    selects = [
        f"SELECT perspective, {DRAW}, {_quoted(plan)} AS plan, "
        + ", ".join(f'"{plan}.{column}" AS {column}' for column in COLUMNS)
        + " FROM draws"
        for plan in run.case().plans
    ]
    if selects:
        connection.execute("CREATE VIEW plans AS " + " UNION ALL ".join(selects))


def _lock(connection: Any, files: list[str], spill: Path | None) -> None:
    """Only these files can be opened, and the folder for what does not fit into memory; nothing of the caller's program."""
    connection.execute(f"SET temp_directory = {_quoted(str(spill.resolve()) if spill else '')}")
    connection.execute(f"SET allowed_paths = [{', '.join(map(_quoted, files))}]")
    connection.execute("SET python_enable_replacements = false")
    connection.execute("SET enable_external_access = false")


def _quoted(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"
