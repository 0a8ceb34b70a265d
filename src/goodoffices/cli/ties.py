"""`goodoffices ties import`: the ties of a case from a table of candidates, with a mapping that the user states."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from goodoffices.cli.console import answers, fail, fail_case, remark
from goodoffices.cli.output import refusal, write_whole
from goodoffices.cli.targets import Verb

if TYPE_CHECKING:
    from goodoffices.exchange.ties_import import Imported

ties = typer.Typer(
    help="The ties of a case from a table.",
    no_args_is_help=True,
    context_settings={"help_option_names": ["-h", "--help"]},
)

TablePath = Annotated[Path, typer.Argument(metavar="TABLE.csv", help="A row per candidate, a column per share.")]
MapFile = Annotated[
    Path | None, typer.Option("--map", metavar="FILE", help="A YAML file that says what stands in which column.")
]
Columns = Annotated[
    list[str] | None,
    typer.Option(
        "--column",
        metavar="SPEC",
        help="NAME=KIND:PARTY (share of PARTY's total) or NAME=KIND:candidate>PARTY; @percent, @share or @flag may follow.",
    ),
]
CandidateColumn = Annotated[
    str | None, typer.Option("--candidate", metavar="NAME", help="The column that names the candidate.")
]
UnitName = Annotated[
    str | None, typer.Option("--unit", metavar="UNIT", help="percent (if not said), share or flag, for all columns.")
]
DecimalSign = Annotated[
    str | None,
    typer.Option("--decimal", metavar="SIGN", help="point or comma: what begins the decimals; else found out."),
]
DelimiterName = Annotated[
    str | None,
    typer.Option("--delimiter", metavar="NAME", help="comma, semicolon, tab or bar: what parts cells; else found out."),
]
Year = Annotated[str | None, typer.Option("--year", metavar="YEAR", help="Of columns that name none.")]
Source = Annotated[str | None, typer.Option("--source", metavar="ID", help="Of columns that name none.")]
CaseFile = Annotated[
    Path | None,
    typer.Option("--case", metavar="CASE", help="Put the ties into a copy of this case; others' rows are left out."),
]
Replace = Annotated[bool, typer.Option("--replace", help="With --case: instead of the ties that it has.")]
Out = Annotated[Path, typer.Option("--out", "-o", metavar="FILE", help="Where the section, or the case, goes.")]


@ties.callback()
def _ties() -> None:
    """The ties of a case from a table."""


@ties.command("import", cls=Verb)
def import_(
    table: TablePath,
    out: Out,
    map_: MapFile = None,
    column: Columns = None,
    candidate: CandidateColumn = None,
    unit: UnitName = None,
    decimal: DecimalSign = None,
    delimiter: DelimiterName = None,
    year: Year = None,
    source: Source = None,
    case: CaseFile = None,
    replace: Replace = False,
) -> None:
    """Write the `ties` section from a table, alone or into a copy of a case."""
    from goodoffices.case.problem import CaseError
    from goodoffices.case.reading import find

    if why := refusal(out):
        fail(why)
    if map_ is None and not column:
        fail("say what stands in which column: --map FILE, or --column NAME=KIND:PARTY as often as needed")
    stated = {"candidate": candidate, "unit": unit, "year": year, "source": source}
    stated |= {"decimal": decimal, "delimiter": delimiter}
    try:
        host = find(str(case)) if case is not None else None
        found, text = _read(table, map_, column or [], stated, host, replace)
    except CaseError as error:
        fail_case(error.problems)
    try:
        write_whole(out, text)
    except OSError as error:
        fail(f"cannot write {out}: {error.strerror}")
    for line in found.remarks:
        remark(line)
    pairs = found.ties["pairs"]
    kinds = ", ".join(dict.fromkeys(pair["kind"] for pair in pairs))
    many = f"{len(pairs)} tie{'' if len(pairs) == 1 else 's'}"
    answers().print(f"{many} ({kinds}) written to {out}", soft_wrap=True)


def _read(
    table: Path, map_: Path | None, columns: list[str], stated: dict[str, Any], case: Path | None, replace: bool
) -> tuple[Imported, str]:
    from goodoffices.exchange.ties_import import ties_from
    from goodoffices.exchange.ties_mapping import checked, mapping_from, with_columns
    from goodoffices.exchange.ties_names import known_parties
    from goodoffices.exchange.ties_table import table_from
    from goodoffices.exchange.ties_writing import inserted, section

    file = str(map_) if map_ is not None else "--column"
    raw = with_columns(mapping_from(map_) if map_ is not None else {}, columns, stated)
    reading = checked(raw, file, map_ if map_ is not None and not columns else None)
    known = None
    if case is not None:
        from goodoffices.case.reading import read

        known = known_parties(read(case))
    wanted = (reading.candidate, *(column.column for column in reading.columns))
    rows = table_from(table, delimiter=reading.delimiter, wanted=wanted)
    found = ties_from(rows, reading, file=file, known=known)
    if case is not None and replace:
        found = _kept(found, case)
    text = section(found.ties, f"From {table.name}: shares of each one's total that run through the other.")
    if case is None:
        return found, text
    whole = inserted(case, text, replace=replace)
    _fits(whole, case)
    return found, whole


def _kept(found: Imported, case: Path) -> Imported:
    """The new ties with the mapping to points that the case has, where the table's mapping says nothing of it."""
    from dataclasses import replace as changed

    from goodoffices.exchange.ties_mapping import mapping_from

    raw = mapping_from(case)
    old = raw.get("ties") or {}
    kept = {name: old[name] for name in ("points_per_share", "weights") if name in old and name not in found.ties}
    views = (raw.get("perspectives") or {}).items()
    by_place = [name for name, view in views if any(path.startswith("ties.pairs.") for path in view.get("set") or ())]
    moved = (
        f"perspectives that set numbers of `ties.pairs` by their place, to be looked at again: {', '.join(by_place)}"
    )
    said = (*found.remarks, moved) if by_place else found.remarks
    return changed(found, ties={**kept, **found.ties}, remarks=said)


def _fits(text: str, case: Path) -> None:
    """Fail where the case with its new ties would have errors, before anything is written."""
    import tempfile

    from goodoffices.case.reading import check

    with tempfile.TemporaryDirectory() as folder:
        scratch = Path(folder) / case.name
        scratch.write_text(text, encoding="utf-8", newline="")
        problems = check(scratch).errors
    if problems:
        remark(f"with these ties {case} would have errors; nothing was written")
        fail_case(problems)
