"""What a command writes: what endings its files may have, and that none of them is a file that the command reads.

`Verb` is the class of every command.  Before anything is read it looks at all that was typed, so that a brief can never
stand where its case stood: by the same name, by another path to it, or through a symbolic or hard link.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextvars import ContextVar
from dataclasses import dataclass
from itertools import combinations
from pathlib import Path
from typing import Any

from typer.core import TyperCommand

from goodoffices.cli.console import fail


@dataclass(frozen=True)
class Written:
    """What stands in a file that an option names."""

    what: str
    """In words, with its article."""
    endings: tuple[str, ...]
    """In lower case, the usual one first."""
    how: str = "written"
    keeps: str | None = None
    """An argument or option whose own file may be named here, since all that it holds is kept."""


CHART = Written("a chart", (".svg", ".png", ".html"), "drawn")
"""Forms of a chart, as `kit.chart_files.FORMS` has them, repeated here because importing that takes long."""
BY_OPTION = {"chart": CHART, "matrix": CHART}
"""Of options that mean the same for every verb."""
WRITTEN = {
    ("brief", "out"): Written("a brief", (".html", ".htm")),
    ("brief", "json"): Written("JSON", (".json",)),
    ("settle", "frontier"): Written("a frontier", (".parquet",)),
    ("stability", "write"): Written("a graph", (".json", ".gmcr", ".nfg"), keeps="file"),
    ("convert", "out"): Written("a scenario", (".json",), keeps="path"),
    ("schema", "out"): Written("a schema", (".json",)),
    ("import", "out"): Written("a section or a case", (".yaml", ".yml"), keeps="case"),
}
"""By verb and option: every other file that is written."""
NAMES = {"case": "the case", "path": "the scenario", "file": "the graph or case", "table": "the table"}
"""What an argument's file is called."""
STANDARD_OUTPUT = Path("-")
READ_FROM_FOLDERS = (".json", ".yaml", ".yml", ".xml", ".txt", ".csv", ".npz")
"""Endings of what is read where a folder is named: a folder of profiles, a run."""

_context: ContextVar[Any] = ContextVar("context", default=None)


class Verb(TyperCommand):
    """A command that never writes over what it reads, nor under an ending that says something else."""

    def invoke(self, ctx: Any) -> Any:
        """Refuse targets that are no good with exit code 2, else run the verb."""
        token = _context.set(ctx)
        try:
            if reasons := [*_reasons(ctx)]:
                fail(dict.fromkeys(reasons))
            return super().invoke(ctx)
        finally:
            _context.reset(token)


def is_read(path: Path) -> str | None:
    """Why the command that is running may not write to `path`, in words, because it reads the file; None if it may."""
    ctx = _context.get()
    return None if ctx is None else _is_read(ctx, path, _option(ctx, path))


def _reasons(ctx: Any) -> Iterator[str]:
    """All that is wrong with what is to be written."""
    targets = [*_targets(ctx)]
    for option, path, written in targets:
        reason = _is_read(ctx, path, option) or _wrong_ending(ctx, option, path, written)
        if reason:
            yield reason
    for (one, path, _), (other, second, _) in combinations(targets, 2):
        if path.resolve() == second.resolve():
            yield f"{_said(ctx, one)} and {_said(ctx, other)} name the same file, {path}"


def written(verb: str | None, option: str | None) -> Written | None:
    """What an option of a verb writes to the file that it names; None for an option that does not."""
    return WRITTEN.get((verb or "", option or "")) or BY_OPTION.get(option or "")


def _targets(ctx: Any) -> Iterator[tuple[Any, Path, Written]]:
    """(option, path, what is written there) of every file that is named to be written; devices are left out."""
    for option in ctx.command.params:
        named, said = ctx.params.get(option.name), written(ctx.command.name, option.name)
        if said is None or not isinstance(named, (str, Path)):  # --json of most verbs is a flag
            continue
        path = Path(named)
        if path != STANDARD_OUTPUT and not _is_device(path):
            yield option, path, said


def _is_device(path: Path) -> bool:
    try:
        return path.exists() and not path.is_file() and not path.is_dir()
    except (OSError, ValueError):
        return False


def _wrong_ending(ctx: Any, option: Any, path: Path, written: Written) -> str | None:
    """What the ending should be; None where it is right, or where a folder is made."""
    if path.suffix.lower() in written.endings or path.is_dir() or ctx.params.get("to") == "negmas":
        return None
    known = written.endings[0] if len(written.endings) == 1 else f"one of {', '.join(written.endings)}"
    wanted = f"the ending says what is {written.how}; it must be {known}"
    hint = " (a browser prints it as PDF)" if path.suffix.lower() == ".pdf" and ".htm" in written.endings else ""
    return f"{_said(ctx, option)} {path}: {wanted}: {written.what} has no other form yet{hint}"


def _is_read(ctx: Any, path: Path, option: Any) -> str | None:
    """Which thing that the command reads is the file `path`, in words; None where it is none of them."""
    if not path.exists():
        return None
    name = str(path) if option is None else f"{_said(ctx, option)} {path}"
    said = None if option is None else written(ctx.command.name, option.name)
    for source, file in _inputs(ctx):
        if said is not None and source.name == said.keeps and _keeps(ctx, path, file):
            continue
        if _same(path, file):
            is_what = f"{NAMES.get(source.name, 'what is read')} itself"
            if source.param_type_name == "option":
                is_what = f"the file that {_said(ctx, source)} names"
            return f"{name} is {is_what}; name another file"
        if any(_same(path, part) for part in _read_with(file)):
            return f"{name} is one of the files that are read with {file}; name another file"
    return None


def _inputs(ctx: Any) -> Iterator[tuple[Any, Path]]:
    """(argument or option, path) of everything that is named to be read."""
    for source in ctx.command.params:
        value = ctx.params.get(source.name)
        if written(ctx.command.name, source.name) is not None:
            continue
        for one in value if isinstance(value, (list, tuple)) else (value,):
            path = getattr(one, "path", one)  # a run is named by a `stored.Named`
            if isinstance(path, Path) or (isinstance(path, str) and _names_files(source)):
                yield from ((source, file) for file in _places(ctx, source.name, path))


def _names_files(source: Any) -> bool:
    """Whether the text of an argument or option may be a path; older releases of typer have no `Path` here yet."""
    kind = getattr(getattr(source, "type", None), "name", "")
    return source.param_type_name == "argument" or kind in ("path", "file", "directory")


def _places(ctx: Any, name: str, path: str | Path) -> Iterator[Path]:
    """Where the file may lie that was named so: here, beside the scenario, or among the cases that ship."""
    from goodoffices.case.shipped import shipped_paths

    yield Path(path)
    if name == "profile":
        domain = Path(str(ctx.params.get("path")))
        yield (domain if domain.is_dir() else domain.parent) / path
    elif str(path) in (shipped := shipped_paths()):
        yield shipped[str(path)]


def _read_with(file: Path) -> Iterator[Path]:
    """Files that are read where `file` is named: all of a folder, and profiles that lie beside their domain."""
    try:
        if file.is_dir():
            yield from (part for part in file.rglob("*") if part.suffix.lower() in READ_FROM_FOLDERS)
        elif file.suffix.lower() in (".xml", ".yml"):
            yield from file.parent.glob(f"*{file.suffix}")
    except OSError:
        return


def _keeps(ctx: Any, path: Path, file: Path) -> bool:
    """Whether what is in `file` is all kept when `path` takes its place: it is written in the format it is read in."""
    if ctx.command.name == "import":
        return True
    if path.suffix.lower() != file.suffix.lower():
        return False
    if ctx.command.name == "stability":
        return True
    from goodoffices.exchange.reading import recognised

    return recognised(file) == str(ctx.params.get("to"))


def _same(one: Path, other: Path) -> bool:
    """Whether two paths lead to one file, whichever way."""
    try:
        return one.samefile(other)
    except (OSError, ValueError):
        return False


def _option(ctx: Any, path: Path) -> Any:
    """The option that names the path; None where none does."""
    return next((option for option, named, _ in _targets(ctx) if named == path), None)


def _said(ctx: Any, option: Any) -> str:
    """The name of an option as people type it, the longest; of an argument the word that help has for it."""
    if option.param_type_name == "argument":
        return str(option.make_metavar(ctx) if option.metavar is None else option.metavar)
    return str(max(option.opts, key=len))
