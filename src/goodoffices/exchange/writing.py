"""From a scenario to a file or folder: written beside its place, then renamed, so that nothing is ever half there."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from goodoffices.exchange import negmas_writing, plain
from goodoffices.exchange.refusal import refuse
from goodoffices.model.scenario import Scenario


@dataclass(frozen=True)
class Writer:
    """One format that is written."""

    title: str
    folder: bool
    """Whether it makes a folder of files rather than one file."""
    documents: Callable[[Scenario], dict[str, str]]
    """File name to text; a single entry for a format of one file.  Raises CaseError for what it cannot say."""


WRITERS: dict[str, Writer] = {
    "json": Writer("Good Offices JSON", False, lambda scenario: {"": plain.document(scenario)}),
    "negmas": Writer("NegMAS YAML", True, negmas_writing.documents),
}
"""By name."""


def write_scenario(scenario: Scenario, path: Path, format: str) -> Path:
    """Write a scenario: `json` to the file `path` (an old one is replaced), `negmas` to a new folder `path`.

    Raises:
        CaseError: the format is not known or cannot say all of the scenario, or `path` cannot be written.
    """
    path = Path(path)
    if format not in WRITERS:
        refuse(path, None, "", "this format is not written", format, f"known: {', '.join(WRITERS)}")
    documents = WRITERS[format].documents(scenario)
    try:
        if WRITERS[format].folder:
            _write_folder(documents, path)
        else:
            _write_file(documents[""], path)
    except (OSError, ValueError) as error:
        refuse(path, None, "", f"cannot be written: {getattr(error, 'strerror', None) or error}")
    return path


def _write_file(text: str, path: Path) -> None:
    if path.is_dir():
        refuse(path, None, "", "this is a folder; name a file")
    handle, name = tempfile.mkstemp(prefix=f".{path.name[:60]}.", dir=path.parent)
    beside = Path(name)
    try:
        with os.fdopen(handle, "w", encoding="utf-8", newline="\n") as stream:
            stream.write(text)
        beside.chmod(0o644)
        beside.replace(path)
    finally:
        beside.unlink(missing_ok=True)


def _write_folder(documents: dict[str, str], path: Path) -> None:
    if path.exists() and (not path.is_dir() or any(path.iterdir())):
        refuse(path, None, "", "something is there already", None, "name a new folder")
    beside = Path(tempfile.mkdtemp(prefix=f".{path.name[:60]}.", dir=path.parent))
    try:
        for name, text in documents.items():
            (beside / name).write_text(text, encoding="utf-8", newline="\n")
        beside.chmod(0o755)
        beside.replace(path)
    finally:
        shutil.rmtree(beside, ignore_errors=True)
