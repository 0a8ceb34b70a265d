"""Conflict graphs in and out of files: the format is told by the ending."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from goodoffices.exchange import gambit, gmcr, graph_json
from goodoffices.exchange.refusal import refuse
from goodoffices.model.graph_setting import Setting


@dataclass(frozen=True)
class GraphFormat:
    """One format of graph files."""

    title: str
    read: Callable[[Path], Setting] | None
    """None for a format that is only written."""
    document: Callable[[Setting, Path | str], str]
    """The text of a file of that name; raises CaseError, which names it, for what the format cannot say."""
    lost: Callable[[Setting], str | None] = lambda _: None
    """What a file of this format leaves out of a graph, in words."""


FORMATS: dict[str, GraphFormat] = {
    ".json": GraphFormat("plain JSON", graph_json.read, lambda setting, _: graph_json.document(setting)),
    ".gmcr": GraphFormat("GMCR+ and gmcr-py", gmcr.read, gmcr.document),
    ".nfg": GraphFormat("Gambit, normal form", None, gambit.document, gambit.lost),
}
"""By the ending of the file."""


def is_graph_file(path: Path) -> bool:
    """Whether the name of a file says that a graph is in it, read or not."""
    return path.suffix.lower() in FORMATS


def load_graph(path: Path) -> Setting:
    """The graph in a file.

    Raises:
        CaseError: there is no such file, its format is not read, or something in it is wrong; says where.
    """
    form = FORMATS.get(path.suffix.lower())
    if form is None or form.read is None:
        known = ", ".join(ending for ending, known in FORMATS.items() if known.read)
        refuse(path, None, "", "graphs are not read from files of this ending", None, f"known: {known}")
    try:
        return form.read(path)
    except (ValueError, OverflowError, RecursionError, MemoryError) as error:
        refuse(path, None, "", f"this does not make a graph: {error or type(error).__name__}")


def graph_text(setting: Setting, path: Path) -> str:
    """The text of a graph in the format that the ending of `path` names; raises CaseError."""
    form = FORMATS.get(path.suffix.lower())
    if form is None:
        refuse(path, None, "", "graphs are not written to files of this ending", None, f"known: {', '.join(FORMATS)}")
    return form.document(setting, path)


def lost_in(setting: Setting, path: Path) -> str | None:
    """What the format that the ending of `path` names leaves out of a graph, in words; None where nothing."""
    return FORMATS[path.suffix.lower()].lost(setting)
