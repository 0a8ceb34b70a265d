"""A run directory: one run's manifest, case, pilots and parts.

    DIR/run.json                                what the run is of (`Manifest`)
    DIR/case.json                               the case
    DIR/perspective=ID/pilot.npz                what is expected of its plans
    DIR/perspective=ID/part-NNNNNNN.DIGEST.parquet

Any number of processes on any number of machines may work in it at once; they need not know of each other.
"""

from __future__ import annotations

from collections.abc import Container, Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from goodoffices.case.ordinary import open_ordinary
from goodoffices.case.schema import Case
from goodoffices.model.numbers import digest_of
from goodoffices.model.structure import Structure, structure
from goodoffices.play.pilot import Pilot, pilots
from goodoffices.runs import part, pilot_file
from goodoffices.runs.errors import RunError
from goodoffices.runs.manifest import Manifest, difference, libraries, read_manifest
from goodoffices.runs.part import Origin, Part
from goodoffices.runs.writing import put, put_first

MANIFEST, CASE, PILOT = "run.json", "case.json", "pilot.npz"
LARGEST = 4_000_000
"""Bytes of a manifest that are read; one has a thousandth of it."""


@dataclass(frozen=True)
class RunDirectory:
    """A run directory that is there."""

    path: Path
    manifest: Manifest

    def folder(self, perspective: str) -> Path:
        """Where the parts of a perspective lie."""
        return self.path / f"perspective={perspective}"

    def origin(self, perspective: str) -> Origin:
        """What the parts of a perspective say of themselves."""
        return Origin(self.manifest.run, perspective)

    def case(self) -> Case:
        """The case of the run; RunError where the file is gone or is not the case of the run."""
        try:
            case = Case.model_validate_json(_read(self.path / CASE))
        except (OSError, ValueError, RecursionError) as error:
            said = getattr(error, "strerror", None) or str(error).splitlines()[0]
            raise RunError(f"cannot read {self.path / CASE}: {said}") from error
        if digest_of(case) != self.manifest.case:
            raise RunError(f"{self.path / CASE} is not the case of this run")
        return case

    def pilots(self) -> dict[str, Pilot]:
        """Pilots of all perspectives: read, and where they cannot be, made anew; RunError where they come out otherwise."""
        case = self.case()
        shape = structure(case)
        found: dict[str, Pilot] = {}
        for name, wanted in self.manifest.perspectives.items():
            try:
                found[name] = self._pilot(name, wanted, case, shape)
            except Exception:  # whatever damage did to the file, the pilot can be made anew
                continue
        missing = [name for name in self.manifest.perspectives if name not in found]
        if missing:
            made = pilots(case, missing, draws=self.manifest.pilot, seed=self.manifest.seed)
            if any(pilot.digest != self.manifest.perspectives[name] for name, pilot in made.items()):
                raise RunError(f"{self.path}: expectations come out otherwise on this machine than where the run began")
            found |= made
            for name, pilot in made.items():
                put(self.folder(name) / PILOT, pilot_file.encode(pilot), replace=True)
        return {name: found[name] for name in self.manifest.perspectives}

    def sound_pilot(self, perspective: str) -> bool:
        """Whether the file of a pilot holds that of this run; RunError as `case`."""
        case = self.case()
        try:
            self._pilot(perspective, self.manifest.perspectives[perspective], case, structure(case))
        except Exception:  # whatever damage did to the file
            return False
        return True

    def _pilot(self, name: str, wanted: str, case: Case, shape: Structure) -> Pilot:
        pilot = pilot_file.decode(_read(self.folder(name) / PILOT), case, shape)
        if (pilot.digest, pilot.name, pilot.seed) != (wanted, name, self.manifest.seed):
            raise ValueError("the pilot is of another run")
        return pilot

    def files(self, perspective: str) -> list[Part]:
        """Files that hold the finished parts of a perspective, in order, each part once; larger files go first.

        Parts beyond the draws of the manifest are another's affair, who prolongs the run.

        Raises:
            RunError: a file is of another run, perspective or part than it should be, or a part is there twice.
        """
        folder, origin = self.folder(perspective), self.origin(perspective)
        present = [found for path in sorted(folder.glob("part*.parquet")) if (found := part.parse(path, origin))]
        chosen: list[Part] = []
        held: dict[int, Part] = {}
        for candidate in sorted(present, key=lambda p: (p.first - p.last, p.first)):
            numbers = range(candidate.first, candidate.last + 1)
            if candidate.first >= self.manifest.parts:
                continue
            if held.keys().isdisjoint(numbers):
                held.update(dict.fromkeys(numbers, candidate))
                chosen.append(candidate)
            elif (same := held.get(candidate.first)) and (same.first, same.last) == (candidate.first, candidate.last):
                candidate.check()  # of two, one that is not this run's is the one to name
                same.check()
                raise part.refusal(candidate.path, "the same part is there twice, with different contents")
        for file in chosen:
            if file.wrong(whole=False):
                file.check()  # says whether it is damaged or another's
        return sorted(chosen, key=lambda p: p.first)

    def check(self, numbers: Container[int] | None = None) -> None:
        """Refuse a run of which a file that holds some of these parts (default all) is not what it should be.

        O(bytes) for the digests, each once (see `Part.check`).

        Raises:
            RunError: as `files` and `Part.check`.
        """
        for name in self.manifest.perspectives:
            for file in self.files(name):
                if numbers is None or any(number in numbers for number in range(file.first, file.last + 1)):
                    file.check()

    def finished(self, perspective: str) -> set[int]:
        """Numbers of the finished parts of a perspective; RunError as `files`."""
        parts = self.manifest.parts
        return {n for file in self.files(perspective) for n in range(file.first, min(file.last + 1, parts))}

    def has(self, perspective: str, number: int) -> bool:
        """Whether a part is there in a file of its own."""
        return any(self.folder(perspective).glob(f"part-{number:07d}.*.parquet"))

    def missing(self, numbers: Iterable[int] | None = None) -> list[int]:
        """Numbers (of those given; default all up to the manifest's draws) that some perspective has no part of.

        Raises RunError as `files`.
        """
        done = [self.finished(name) for name in self.manifest.perspectives]
        wanted = range(self.manifest.parts) if numbers is None else numbers
        return [number for number in wanted if not all(number in finished for finished in done)]


def open_run(path: Path) -> RunDirectory:
    """The run in a directory; RunError where there is none."""
    try:
        text = _read(path / MANIFEST, LARGEST).decode("utf-8")
    except (FileNotFoundError, NotADirectoryError):
        raise RunError(f"{path} holds no run (there is no {MANIFEST} in it)") from None
    except (OSError, ValueError) as error:
        raise RunError(f"cannot read {path / MANIFEST}: {getattr(error, 'strerror', None) or error}") from error
    try:
        return RunDirectory(path, read_manifest(text))
    except RunError as error:
        raise RunError(f"{path}: {error}") from error


def _read(path: Path, largest: int = -1) -> bytes:
    """Content of an ordinary file, no more than `largest` bytes; OSError where there is none."""
    with open_ordinary(path) as file:
        return file.read(largest)


def begin(
    path: Path,
    case: Case,
    perspectives: Mapping[str, object],
    *,
    draws: int,
    seed: int,
    version: str,
    pilot: int,
    part: int,
) -> RunDirectory:
    """The run of a case in a directory: begun, or joined where it was begun before.

    Args:
        path: the directory; made where it is not there.
        case: the case.
        perspectives: those wanted (keys), in file order.
        draws: how far to go, a whole number of parts; a run that was to go farther stays so.
        seed: seed of the draws.
        version: version of goodoffices.
        pilot: draws on which expectations rest.
        part: draws of a part.

    Raises:
        RunError: the directory holds something else, or another run; or cannot be written.
    """
    wanted = Manifest(
        case.name, digest_of(case), seed, version, pilot, part, dict.fromkeys(perspectives, ""), libraries(), draws
    )  # fmt: skip
    if (path / MANIFEST).exists():
        return _joined(open_run(path), wanted, case)
    content = case.model_dump_json(indent=1).encode()
    _refuse_strangers(path, content)
    made = pilots(case, list(perspectives), draws=pilot, seed=seed)
    wanted = Manifest(**{**vars(wanted), "perspectives": {name: p.digest for name, p in made.items()}})
    put(path / CASE, content, replace=True)
    run = RunDirectory(path, wanted)
    for name, own in made.items():
        put(run.folder(name) / PILOT, pilot_file.encode(own), replace=True)
    put_first(path / MANIFEST, wanted.text().encode())
    return _joined(open_run(path), wanted, case)


def _joined(there: RunDirectory, wanted: Manifest, case: Case) -> RunDirectory:
    """The run that is there, if it is the one wanted, going as far as wanted."""
    if not any(wanted.perspectives.values()) and set(wanted.perspectives) == set(there.manifest.perspectives):
        wanted = Manifest(**{**vars(wanted), "perspectives": there.manifest.perspectives})
    apart = difference(there.manifest, wanted)
    if apart is not None:
        raise RunError(f"{there.path} holds a run of {apart}; give this one a directory of its own")
    try:
        there.case()
    except RunError:
        put(there.path / CASE, case.model_dump_json(indent=1).encode(), replace=True)
    farther = there.manifest.at_least(wanted.draws)
    if farther != there.manifest:
        put(there.path / MANIFEST, farther.text().encode(), replace=True)
    return RunDirectory(there.path, farther)


def _refuse_strangers(path: Path, case: bytes) -> None:
    """A directory without a manifest may hold only what a run of this case, killed at its start, leaves behind."""
    try:
        if path.exists() and not path.is_dir():
            raise RunError(f"{path} is a file; name a directory")
        begun = (path / CASE).is_file() and (path / CASE).read_bytes() == case
        strangers = [p.name for p in path.iterdir() if not _ours(p, begun)] if path.exists() else []
    except OSError as error:
        raise RunError(f"cannot read {path}: {error.strerror}") from error
    if strangers:
        raise RunError(f"{path} holds no run but other files ({sorted(strangers)[0]} ...); name a new directory")


def _ours(path: Path, begun: bool) -> bool:
    """Whether a run left this behind; `begun`: one that came as far as to write this case, which is first."""
    if path.name.startswith(".begun-") or (path.name == CASE and begun):
        return True
    return (
        path.name.startswith("perspective=")
        and begun
        and all(p.name == PILOT or p.name.startswith(".begun-") for p in path.iterdir())
    )
