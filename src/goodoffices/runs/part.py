"""A part: a block of consecutive draws under one perspective, as Parquet, named by its number and its own digest.

    part-0000017.4f1c09aa3b5d7e21.parquet             draws 17 size ... 18 size - 1
    parts-0000000-0000063.09d2b1c4e5f60718.parquet    parts 0 to 63, compacted

The digest is that of the file's bytes, so a part and the proof that it is whole appear in one renaming.
"""

from __future__ import annotations

import hashlib
import io
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt
import polars as pl

from goodoffices.runs.errors import RunError

DRAW = "draw"
_NAME = re.compile(r"parts?-(\d{7})(?:-(\d{7}))?\.([0-9a-f]{16})\.parquet")


@dataclass(frozen=True)
class Part:
    """A file of one or more consecutive parts."""

    path: Path
    first: int
    last: int
    """Numbers of its first and last part."""
    digest: str
    """First 16 hex digits of the SHA-256 of its bytes, as its name says."""

    def content(self) -> bytes:
        """The bytes; RunError where they cannot be read or are not those the name stands for."""
        try:
            content = self.path.read_bytes()
        except OSError as error:
            raise RunError(f"cannot read {self.path}: {error.strerror}") from error
        if digest(content) != self.digest:
            raise RunError(
                f"{self.path} is damaged: its content is not what its name stands for; remove it with "
                "`goodoffices runs verify DIR --repair` and run again: only the parts it held are made anew"
            )
        return content

    def frame(self, columns: list[str] | None = None) -> pl.DataFrame:
        """Its rows, in order of draws; RunError as `content`."""
        return pl.read_parquet(io.BytesIO(self.content()), columns=columns)


def parse(path: Path) -> Part | None:
    """The part that a file holds by its name; None for other files."""
    match = _NAME.fullmatch(path.name)
    if match is None:
        return None
    first, last, stated = match.groups()
    return Part(path, int(first), int(last or first), stated)


def encode(outputs: Mapping[str, npt.NDArray[np.float32]], first: int) -> bytes:
    """Bytes of a part from its columns, (draws,) each; `first` is the number of its first draw."""
    draws = len(next(iter(outputs.values())))
    draw = np.arange(first, first + draws, dtype=np.int32)
    return written(pl.DataFrame({DRAW: draw, **outputs}), draws)


def written(frame: pl.DataFrame, rows: int) -> bytes:
    """A frame as Parquet, `rows` rows in a group.

    Zstandard at its lowest level: margins hardly compress whatever one pays.
    """
    buffer = io.BytesIO()
    frame.write_parquet(buffer, compression="zstd", compression_level=1, statistics=True, row_group_size=rows)
    return buffer.getvalue()


def name_of(content: bytes, first: int, last: int | None = None) -> str:
    """File name of a part, or of parts first ... last, with these bytes."""
    numbers = f"part-{first:07d}" if last is None else f"parts-{first:07d}-{last:07d}"
    return f"{numbers}.{digest(content)}.parquet"


def digest(content: bytes) -> str:
    """First 16 hex digits of the SHA-256."""
    return hashlib.sha256(content).hexdigest()[:16]
