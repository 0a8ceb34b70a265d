"""A part: a block of consecutive draws under one perspective, as Parquet, named by its number and its own digest.

    part-0000017.4f1c09aa3b5d7e21.parquet             draws 17 size ... 18 size - 1
    parts-0000000-0000063.09d2b1c4e5f60718.parquet    parts 0 to 63, compacted

The digest is that of the file's bytes, so a part and the proof that it is whole appear in one renaming.  Which run, which
perspective and which numbers it is of stands in the metadata inside, so that a part that was laid into another run, or
was given another number, is known for what it is.
"""

from __future__ import annotations

import hashlib
import io
import json
import os
import re
import time
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt
import polars as pl

from goodoffices.case.ordinary import open_ordinary
from goodoffices.runs.errors import RunError

DRAW = "draw"
LABEL = "goodoffices"
"""Key of the metadata in which a file says what it is of."""
_NAME = re.compile(r"parts?-(\d{7})(?:-(\d{7}))?\.([0-9a-f]{16})\.parquet")
_SETTLED = 1.0
"""Seconds after which a change of a file shows in its times, whatever the grain of the clock."""
_known: dict[tuple[object, ...], str | None] = {}
"""What was found in a file, by the check and by what the system says of the file (place, size, times)."""


@dataclass(frozen=True)
class Origin:
    """What the draws of a part are of."""

    run: str
    """Run id."""
    perspective: str

    def label(self, first: int, last: int) -> dict[str, str]:
        """Metadata of a file of parts `first` to `last`."""
        said = {"run": self.run, "perspective": self.perspective, "parts": [first, last]}
        return {LABEL: json.dumps(said, ensure_ascii=False)}


@dataclass(frozen=True)
class Part:
    """A file of one or more consecutive parts."""

    path: Path
    first: int
    last: int
    """Numbers of its first and last part."""
    digest: str
    """First 16 hex digits of the SHA-256 of its bytes, as its name says."""
    origin: Origin
    """What it must be of, where it lies."""

    def content(self) -> bytes:
        """The bytes; RunError where they cannot be read, are not those the name stands for, or are of another run."""
        try:
            with open_ordinary(self.path) as file:
                content = file.read()
        except OSError as error:
            raise RunError(f"cannot read {self.path}: {error.strerror}") from error
        wrong = DAMAGED if digest(content) != self.digest else self._foreign(io.BytesIO(content))
        if wrong is not None:
            raise refusal(self.path, wrong)
        return content

    def frame(self, columns: list[str] | None = None) -> pl.DataFrame:
        """Its rows, in order of draws; RunError as `content`."""
        return pl.read_parquet(io.BytesIO(self.content()), columns=columns)

    def check(self) -> None:
        """Refuse a file that is not the part of the run that it should be.

        Its digest is taken once in the life of the process, unless its size or times have changed since.

        Raises:
            RunError: as `content`.
        """
        wrong = self.wrong()
        if wrong is not None:
            raise refusal(self.path, wrong)

    def wrong(self, whole: bool = True) -> str | None:
        """Why it is not what it should be; None where it is.  Without `whole` its metadata alone is looked at, in no time."""
        try:
            with open_ordinary(self.path) as file:
                seen = os.fstat(file.fileno())
                place = (seen.st_dev, seen.st_ino, seen.st_size, seen.st_mtime_ns, seen.st_ctime_ns)
                key = (whole, self.origin, self.first, self.last, self.digest, *place)
                if key in _known:
                    return _known[key]
                if whole and hashlib.file_digest(file, "sha256").hexdigest()[:16] != self.digest:
                    found: str | None = DAMAGED
                else:
                    file.seek(0)
                    found = self._foreign(file)
        except OSError as error:
            return f"it cannot be read ({error.strerror})"
        if time.time() - max(seen.st_mtime, seen.st_ctime) > _SETTLED:
            _known[key] = found
        return found

    def _foreign(self, file: object) -> str | None:
        """Whose part it says it is, in words, where that is another's; O(columns)."""
        try:
            text = pl.read_parquet_metadata(file).get(LABEL)  # type: ignore[arg-type]
        except (pl.exceptions.PolarsError, OSError, ValueError):
            return DAMAGED
        try:
            said = json.loads(text or "{}")
            run, perspective, parts = said["run"], said["perspective"], said["parts"]
        except (ValueError, TypeError, KeyError, RecursionError):
            return "it does not say which run it is of"
        if run != self.origin.run:
            return f"it is of run {str(run)[:40]}, this is run {self.origin.run}"
        if perspective != self.origin.perspective:
            return f"it is of perspective {str(perspective)[:40]}, this is the folder of {self.origin.perspective}"
        if parts != [self.first, self.last]:
            return f"it holds parts {str(parts)[:40]}, its name says {[self.first, self.last]}"
        return None


DAMAGED = "its content is not what its name stands for, so it is damaged"


def refusal(path: Path, why: str) -> RunError:
    """The one message about a file in a run that is not what it should be there."""
    return RunError(
        f"{path} is no part of this run: {why}; `goodoffices runs verify DIR --repair` removes it, and the same "
        "`goodoffices run` then makes what is missing anew"
    )


def parse(path: Path, origin: Origin) -> Part | None:
    """The part that a file holds by its name; None for other files."""
    match = _NAME.fullmatch(path.name)
    if match is None:
        return None
    first, last, stated = match.groups()
    if int(last or first) < int(first):
        return None
    return Part(path, int(first), int(last or first), stated, origin)


def encode(outputs: Mapping[str, npt.NDArray[np.float32]], number: int, origin: Origin) -> bytes:
    """Bytes of part `number` from its columns, (draws,) each."""
    draws = len(next(iter(outputs.values())))
    draw = np.arange(number * draws, (number + 1) * draws, dtype=np.int32)
    return written(pl.DataFrame({DRAW: draw, **outputs}), draws, origin.label(number, number))


def written(frame: pl.DataFrame, rows: int, label: Mapping[str, str]) -> bytes:
    """A frame as Parquet, `rows` rows in a group, with `label` in its metadata.

    Zstandard at its lowest level: margins hardly compress whatever one pays.
    """
    buffer = io.BytesIO()
    frame.write_parquet(
        buffer, compression="zstd", compression_level=1, statistics=True, row_group_size=rows, metadata=dict(label)
    )  # fmt: skip
    return buffer.getvalue()


def name_of(content: bytes, first: int, last: int | None = None) -> str:
    """File name of a part, or of parts first ... last, with these bytes."""
    numbers = f"part-{first:07d}" if last is None else f"parts-{first:07d}-{last:07d}"
    return f"{numbers}.{digest(content)}.parquet"


def digest(content: bytes) -> str:
    """First 16 hex digits of the SHA-256."""
    return hashlib.sha256(content).hexdigest()[:16]
