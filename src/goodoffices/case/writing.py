"""New case files, and the JSON Schema with which an editor helps to write them."""

from __future__ import annotations

import os
import re
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.resources import files
from pathlib import Path
from typing import Any

from goodoffices.case.problem import CaseError, Problem
from goodoffices.case.schema import Case

SCHEMA_ID = "urn:goodoffices:case:1"
DIALECT = "https://json-schema.org/draft/2020-12/schema"
LONGEST_NAME = 60


def starter(name: str) -> str:
    """A commented case of that name to change into one's own; it checks without errors or warnings.

    Raises:
        CaseError: the name is not lower-case letters, digits and dashes.
    """
    if not re.fullmatch(r"[a-z0-9][a-z0-9-]*", name) or len(name) > LONGEST_NAME:
        slug = re.sub(r"[^a-z0-9]+", "-", name.lower()[:LONGEST_NAME]).strip("-")
        message = f"{name[:LONGEST_NAME]!r} cannot be the name of a case: lower-case letters, digits and dashes"
        raise CaseError([Problem(name, None, "name", message, name, f"try {slug!r}" if slug else None)])
    template = (files("goodoffices") / "case" / "starter.yaml").read_text(encoding="utf-8")
    quoted = f"'{name}'" if _looks_like_a_number(name) else name
    return template.replace("\nname: NAME\n", f"\nname: {quoted}\n").replace("NAME.yaml", f"{name}.yaml")


def write_new(name: str, folder: Path) -> Path:
    """Write the starter case to `folder`/`name`.yaml, whole or not at all, and return the path.

    Raises:
        CaseError: the name is not one for a case.
        FileExistsError: the file is there already; it is not touched.
        OSError: the folder is not there or may not be written to.
    """
    text = starter(name)
    path = folder / f"{name}.yaml"
    with _beside(path) as draft:
        draft.write_text(text, encoding="utf-8", newline="\n")
        _name_once(draft, path)
    return path


def json_schema() -> dict[str, Any]:
    """JSON Schema (draft 2020-12) of case files, for editors; `check` knows more mistakes than a schema can say."""
    schema = Case.model_json_schema(mode="validation")
    _close(schema)
    return {"$schema": DIALECT, "$id": SCHEMA_ID, **schema, "title": "A goodoffices case"}


def _close(schema: Any) -> None:
    """Refuse keys that fit no pattern of a mapping by id."""
    if isinstance(schema, dict):
        if "patternProperties" in schema:
            schema.setdefault("additionalProperties", False)
        for part in schema.values():
            _close(part)
    elif isinstance(schema, list):
        for part in schema:
            _close(part)


def _looks_like_a_number(name: str) -> bool:
    """True for a name that YAML would read as a number, or that begins like a list."""
    return re.fullmatch(r"[0-9]+(e-?[0-9]+)?|0x[0-9a-f]+|0o[0-7]+|true|false|null", name) is not None


@contextmanager
def _beside(path: Path) -> Iterator[Path]:
    """A scratch file in the same folder, gone afterwards."""
    handle, scratch = tempfile.mkstemp(prefix=f".{path.name}.", dir=path.parent)
    os.close(handle)
    try:
        yield Path(scratch)
    finally:
        Path(scratch).unlink(missing_ok=True)


def _name_once(draft: Path, path: Path) -> None:
    """Give the draft its name unless something has that name; in one step where the file system knows hard links."""
    draft.chmod(0o644)
    try:
        os.link(draft, path)
    except FileExistsError:
        raise FileExistsError(17, "is there already", str(path)) from None
    except OSError:
        if path.exists() or path.is_symlink():
            raise FileExistsError(17, "is there already", str(path)) from None
        draft.replace(path)
