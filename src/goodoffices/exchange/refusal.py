"""How a file of somebody else's is refused, and the bounds within which one is read at all."""

from __future__ import annotations

import math
import os
import re
from collections.abc import Hashable, Iterable
from pathlib import Path
from typing import NoReturn, TypeVar

from goodoffices.case.ordinary import open_ordinary
from goodoffices.case.problem import CaseError, Problem, shown

T = TypeVar("T", bound=Hashable)

LARGEST = 8_000_000
"""Bytes of one file; a domain of a thousand options has a hundredth of it."""
MOST_FILES = 1_000
"""Entries of a folder that are looked at."""
MOST_OPTIONS = 100_000
"""Options of one issue."""
MOST_CELLS = 20_000_000
"""Parties times options of all issues."""
GREATEST = 1e12
"""Largest size of a number: sums and products of such numbers stay finite and keep their digits."""
_NUMBER = re.compile(r"[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?")


def refuse(
    file: Path | str, line: int | None, path: str, message: str, found: object = None, hint: str | None = None
) -> NoReturn:
    """Raise the CaseError that says where, what was found and what would be right."""
    told = None if found is None else shown(found)
    raise CaseError([Problem(str(file), line, path, message if told is None else f"{message}: {told}", told, hint)])


def bytes_of(path: Path, largest: int = LARGEST) -> bytes:
    """The content of an ordinary file of at most `largest` bytes.

    Raises:
        CaseError: it is no such file, is empty, or cannot be read.
    """
    try:
        with open_ordinary(path) as stream:
            size = os.fstat(stream.fileno()).st_size
            if size > largest:
                refuse(path, None, "", f"the file has {size / 1e6:.1f} MB; at most {largest / 1e6:.0f} MB are read")
            data = stream.read(largest)
    except FileNotFoundError:
        refuse(path, None, "", "there is no such file")
    except (OSError, ValueError) as error:
        said = getattr(error, "strerror", None) or error
        refuse(path, None, "", str(said) if getattr(error, "errno", None) == 0 else f"cannot be read: {said}")
    if not data.strip():
        refuse(path, None, "", "the file is empty")
    return data


def beginning(path: Path, size: int = 4_096) -> bytes:
    """The first bytes of a file, none where it cannot be read."""
    try:
        with open_ordinary(path) as stream:
            return stream.read(size)
    except (OSError, ValueError):
        return b""


def text_of(path: Path, largest: int = LARGEST) -> str:
    """The content of a UTF-8 text file; raises CaseError as `bytes_of` does, and for bytes that are no text."""
    from goodoffices.case.syntax import control_character

    data = bytes_of(path, largest)
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        refuse(path, line, "", f"byte {data[error.start]:#04x} is not UTF-8 text", None, "save the file as UTF-8")
    control = control_character(text)
    if control is not None:
        refuse(path, control[0], "", f"the control character {control[1]} has no place in a text file")
    return text


def repeated(names: Iterable[T]) -> T | None:
    """The first of the names that stands there twice, None where all differ.  O(number of names)."""
    seen: set[T] = set()
    for name in names:
        if name in seen:
            return name
        seen.add(name)
    return None


def listed(folder: Path, *endings: str) -> list[Path]:
    """Ordinary files of a folder with one of the endings, by name; hidden files are left out."""
    try:
        found = []
        for count, entry in enumerate(folder.iterdir()):
            if count >= MOST_FILES:
                refuse(folder, None, "", f"the folder has more than {MOST_FILES} entries: name the file that is meant")
            if entry.suffix.lower() in endings and not entry.name.startswith(".") and entry.is_file():
                found.append(entry)
    except OSError as error:
        refuse(folder, None, "", f"cannot be read: {error.strerror}")
    return sorted(found, key=lambda entry: entry.name)


def number(text: str, file: Path | str, line: int | None, path: str) -> float:
    """A finite number written in decimal.

    Raises:
        CaseError: it is none (`nan` and `inf` included), or larger than `GREATEST`.
    """
    word = text.strip()
    value = float(word) if _NUMBER.fullmatch(word) and len(word) < 400 else math.nan
    if math.isnan(value):
        refuse(file, line, path, "a number is wanted here", text, "write it as in 0.25 or 1e-3")
    if abs(value) > GREATEST:
        refuse(file, line, path, f"a number of at most {GREATEST:g} is wanted here", text)
    return value


def whole(text: str, file: Path | str, line: int | None, path: str) -> int:
    """A whole number; raises CaseError as `number` does."""
    value = number(text, file, line, path)
    if abs(value - round(value)) > 0:
        refuse(file, line, path, "a whole number is wanted here", text)
    return round(value)
