"""Is a run whole?  Every file against the digest in its name, and some parts made anew and compared byte by byte."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from goodoffices.runs import part
from goodoffices.runs.directory import RunDirectory
from goodoffices.runs.errors import RunError
from goodoffices.runs.making import part_bytes
from goodoffices.runs.manifest import Manifest, libraries
from goodoffices.runs.part import Part, parse
from goodoffices.study.ensemble import Pilot

REMADE = 3
"""Parts of each perspective that are made anew unless more are asked for."""


@dataclass(frozen=True)
class Damage:
    """A file that is not what it should be."""

    path: Path
    why: str


@dataclass(frozen=True)
class Verdict:
    """What a check found."""

    manifest: Manifest
    files: int
    """Files whose digest was compared."""
    remade: tuple[tuple[str, int], ...]
    """(perspective, part) made anew and compared byte by byte."""
    missing: int
    """Parts still to be made, over all perspectives."""
    damaged: tuple[Damage, ...]

    @property
    def sound(self) -> bool:
        """Whether all that is there is as it should be; parts may still be missing."""
        return not self.damaged


def verify(run: RunDirectory, remake: int = REMADE, progress: Callable[[int, int], None] | None = None) -> Verdict:
    """Check a run; O(bytes) for the digests, and the time of `remake` parts per perspective.

    The parts made anew are spread evenly over those that are there, the first and the last included.

    Raises:
        RunError: parts are to be made anew with other libraries than those that made the run, or the case is gone.
    """
    names = list(run.manifest.perspectives)
    files = {
        name: [p for path in sorted(run.folder(name).glob("part*.parquet")) if (p := parse(path))] for name in names
    }
    total = sum(map(len, files.values())) + remake * len(names)
    damaged: list[Damage] = []
    seen = 0
    sound: dict[str, list[Part]] = {}
    for name in names:
        sound[name] = []
        for file in files[name]:
            seen += 1
            if why := _damage(run, file):
                damaged.append(Damage(file.path, why))
            else:
                sound[name].append(file)
            if progress:
                progress(seen, total)
    remade: list[tuple[str, int]] = []
    if remake > 0 and any(sound.values()):
        _refuse_other_libraries(run)
        pilots = run.pilots()
        for name in names:
            for number, file in _spread(sound[name], remake):
                seen += 1
                remade.append((name, number))
                if _kept(run, file, number) != _made(run, pilots[name], number):
                    damaged.append(Damage(file.path, f"part {number} comes out otherwise when it is made anew"))
                if progress:
                    progress(min(seen, total), total)
    missing = sum(
        run.manifest.parts - len({n for f in sound[name] for n in range(f.first, f.last + 1)}) for name in names
    )
    return Verdict(run.manifest, sum(map(len, files.values())), tuple(remade), missing, tuple(damaged))


def repair(verdict: Verdict) -> int:
    """Remove damaged files, so that the next run makes their parts anew; returns how many; RunError where it may not."""
    removed = {damage.path for damage in verdict.damaged}
    for path in removed:
        try:
            path.unlink(missing_ok=True)
        except OSError as error:
            raise RunError(f"cannot remove {path}: {error.strerror}") from error
    return len(removed)


def _damage(run: RunDirectory, file: Part) -> str | None:
    try:
        file.content()
    except RunError:
        return "its content is not what its name stands for"
    twins = [p for path in file.path.parent.glob(f"part-{file.first:07d}.*.parquet") if (p := parse(path))]
    if file.first == file.last and len(twins) > 1:
        return f"part {file.first} is there {len(twins)} times, with different contents"
    return None


def _refuse_other_libraries(run: RunDirectory) -> None:
    from goodoffices import __version__

    now, then = libraries(), dict(run.manifest.libraries)
    if __version__ != run.manifest.version or now != then:
        other = [f"{name} {then.get(name)}" for name in now if now[name] != then.get(name)]
        raise RunError(
            "parts can be made anew only with what made them: "
            + ", ".join([f"goodoffices {run.manifest.version}", *other])
            + "; --parts 0 compares digests alone"
        )


def _spread(files: list[Part], count: int) -> list[tuple[int, Part]]:
    """Up to `count` parts, evenly over those in the files, with the files that hold them."""
    held = [(number, file) for file in files for number in range(file.first, file.last + 1)]
    if count >= len(held):
        return held
    return [held[round(at * (len(held) - 1) / max(count - 1, 1))] for at in range(count)]


def _kept(run: RunDirectory, file: Part, number: int) -> bytes:
    """Bytes of one part as they are kept; out of a compacted file, as they were before."""
    if file.first == file.last == number:
        return file.content()
    size = run.manifest.part
    return part.written(file.frame().slice((number - file.first) * size, size).rechunk(), size)


def _made(run: RunDirectory, pilot: Pilot, number: int) -> bytes:
    return part_bytes(run.manifest, {pilot.name: pilot}, number)[pilot.name]
