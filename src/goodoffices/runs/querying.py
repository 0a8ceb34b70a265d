"""A run read with SQL (DuckDB), in bounded memory whatever its size.

Two views: `draws`, a row per perspective and draw with a column per plan and output ("china_alone.success"), and
`plans`, a row per perspective, draw and plan with a column per output.
"""

from __future__ import annotations

from typing import Any

import polars as pl

from goodoffices.runs.directory import RunDirectory
from goodoffices.runs.errors import RunError
from goodoffices.runs.part import DRAW
from goodoffices.study.ensemble import COLUMNS


def query(run: RunDirectory, sql: str) -> pl.DataFrame:
    """Answer of a query on the finished draws.

    Raises:
        RunError: DuckDB is not installed, there is no draw yet, or DuckDB refuses the query.
    """
    try:
        import duckdb
    except ImportError:
        raise RunError("queries need DuckDB: pip install 'goodoffices[query]'") from None
    files = [str(file.path) for name in run.manifest.perspectives for file in run.files(name)]
    if not files:
        raise RunError(f"{run.path} holds no finished draws yet")
    connection = duckdb.connect(":memory:")
    try:
        _views(connection, files, list(run.case().plans))
        _lock(connection, str(run.path.resolve()))
        answer = connection.execute(sql)
        names = [column[0] for column in answer.description or ()]
        return pl.DataFrame(answer.fetchall(), schema=_apart(names), orient="row", infer_schema_length=None)
    except duckdb.Error as error:
        raise RunError(f"DuckDB: {str(error).strip().splitlines()[0]}") from error
    finally:
        connection.close()


def _apart(names: list[str]) -> list[str]:
    """Names of columns, each once: a frame cannot hold two of one name."""
    return [name if name not in names[:at] else f"{name}_{at + 1}" for at, name in enumerate(names)]


def _views(connection: Any, files: list[str], plans: list[str]) -> None:
    listed = ", ".join("'" + file.replace("'", "''") + "'" for file in files)
    connection.execute(f"CREATE VIEW draws AS SELECT * FROM read_parquet([{listed}], hive_partitioning = true)")
    selects = [
        f"SELECT perspective, {DRAW}, '{plan}' AS plan, "
        + ", ".join(f'"{plan}.{column}" AS {column}' for column in COLUMNS)
        + " FROM draws"
        for plan in plans
    ]
    if selects:
        connection.execute("CREATE VIEW plans AS " + " UNION ALL ".join(selects))


def _lock(connection: Any, folder: str) -> None:
    """Queries read the run and nothing else."""
    quoted = folder.replace("'", "''")
    connection.execute(f"SET allowed_directories = ['{quoted}']")
    connection.execute("SET enable_external_access = false")
    connection.execute("SET lock_configuration = true")
