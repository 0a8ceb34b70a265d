"""Making the parts of a run: the bytes of part b are a function of the manifest and b, whoever makes it, and when."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import numpy.typing as npt

from goodoffices.play.ground import Site
from goodoffices.play.memo import Memo
from goodoffices.play.pilot import Pilot, outputs
from goodoffices.runs import part
from goodoffices.runs.directory import RunDirectory
from goodoffices.runs.manifest import Manifest
from goodoffices.runs.part import Origin
from goodoffices.runs.writing import put

CHUNK = 8192
"""Draws worked on at a time: enough that calls into kernels cost little each, few enough for a bounded memory."""


def make(run: RunDirectory, pilots: Mapping[str, Pilot], number: int) -> None:
    """Write part `number` of every perspective that lacks it; RunError where it cannot be written."""
    wanted = {name: pilot for name, pilot in pilots.items() if not run.has(name, number)}
    for name, content in part_bytes(run.manifest, wanted, number).items():
        put(run.folder(name) / part.name_of(content, number), content)


def part_bytes(manifest: Manifest, pilots: Mapping[str, Pilot], number: int) -> dict[str, bytes]:
    """Bytes of part `number` under each perspective, on common random numbers."""
    first = number * manifest.part
    found, run = _columns(pilots, first, manifest.part), manifest.run
    return {name: part.encode(columns, number, Origin(run, name)) for name, columns in found.items()}


def _columns(pilots: Mapping[str, Pilot], first: int, draws: int) -> dict[str, dict[str, npt.NDArray[np.float32]]]:
    """Output columns (draws,) of every perspective."""
    found: dict[str, list[dict[str, npt.NDArray[np.float32]]]] = {name: [] for name in pilots}
    for start in range(first, first + draws, CHUNK):
        count = min(CHUNK, first + draws - start)
        sites = Memo[Site](2)
        numbers = next(iter(pilots.values())).numbers(start, count) if pilots else None
        for name, pilot in pilots.items():
            assert numbers is not None
            found[name].append(outputs(pilot, pilot.ground(numbers, sites=sites)))
    return {
        name: {column: np.concatenate([piece[column] for piece in pieces]) for column in pieces[0]}
        for name, pieces in found.items()
    }
