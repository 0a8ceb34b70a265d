"""Is a run whole?  Every file against the digest in its name, and some parts made anew and compared byte by byte."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from goodoffices.play.pilot import Pilot
from goodoffices.runs import part
from goodoffices.runs.directory import CASE, PILOT, RunDirectory
from goodoffices.runs.errors import RunError
from goodoffices.runs.making import part_bytes
from goodoffices.runs.manifest import Manifest, libraries
from goodoffices.runs.part import Part, parse

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
        RunError: parts are to be made anew with other libraries than those that made the run.
    """
    names = list(run.manifest.perspectives)
    files = {name: _present(run, name) for name in names}
    total = sum(map(len, files.values())) + remake * len(names)
    damaged = [*_strangers(run), *_beside_parts(run)]
    seen = 0
    sound: dict[str, list[Part]] = {}
    for name in names:
        sound[name] = []
        for file in files[name]:
            seen += 1
            if why := file.wrong():
                damaged.append(Damage(file.path, why))
            else:
                sound[name].append(file)
            if progress:
                progress(seen, total)
        twins = _twins(sound[name])
        damaged += [Damage(file.path, "the same part is there twice, with different contents") for file in twins]
        sound[name] = [file for file in sound[name] if file not in twins]
    remade: list[tuple[str, int]] = []
    if remake > 0 and any(sound.values()) and _has_case(run):
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
        len(set(range(run.manifest.parts)) - {n for f in sound[name] for n in range(f.first, f.last + 1)})
        for name in names
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


def _present(run: RunDirectory, name: str) -> list[Part]:
    """Files of a perspective that are parts by their names."""
    return [p for path in sorted(run.folder(name).glob("part*.parquet")) if (p := parse(path, run.origin(name)))]


def _twins(files: list[Part]) -> list[Part]:
    """Those of the same parts as another: their digests differ, or their names would not."""
    often = Counter((file.first, file.last) for file in files)
    return [file for file in files if often[file.first, file.last] > 1]


def _strangers(run: RunDirectory) -> Iterator[Damage]:
    """Files of another run's perspectives, and those that are parts by their ending alone."""
    for folder in sorted(run.path.glob("perspective=*")):
        name = folder.name.removeprefix("perspective=")
        held = name in run.manifest.perspectives
        for path in sorted(folder.glob("part*.parquet")):
            if not held:
                yield Damage(path, f"this run has no perspective {name}")
            elif parse(path, run.origin(name)) is None:
                yield Damage(path, "its name is not that of a part")


def _has_case(run: RunDirectory) -> bool:
    try:
        run.case()
    except RunError:
        return False
    return True


def _beside_parts(run: RunDirectory) -> Iterator[Damage]:
    """The case and the pilots, where they are not those of the run; a pilot that is not there is made when it is wanted."""
    if not _has_case(run):
        if (run.path / CASE).exists():
            yield Damage(run.path / CASE, "it is not the case of this run")
        return
    for name in run.manifest.perspectives:
        path = run.folder(name) / PILOT
        if path.exists() and not run.sound_pilot(name):
            yield Damage(path, "it is not the pilot of this run")


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
    frame = file.frame().slice((number - file.first) * size, size).rechunk()
    return part.written(frame, size, file.origin.label(number, number))


def _made(run: RunDirectory, pilot: Pilot, number: int) -> bytes:
    return part_bytes(run.manifest, {pilot.name: pilot}, number)[pilot.name]
