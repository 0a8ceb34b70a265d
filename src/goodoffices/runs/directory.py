"""A run directory: one run's manifest, case, pilots and parts.

    DIR/run.json                                what the run is of (`Manifest`)
    DIR/case.json                               the case
    DIR/perspective=ID/pilot.npz                what is expected of its plans
    DIR/perspective=ID/part-NNNNNNN.DIGEST.parquet

Any number of processes on any number of machines may work in it at once; they need not know of each other.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from goodoffices.case.schema import Case
from goodoffices.model.numbers import digest_of
from goodoffices.model.structure import structure
from goodoffices.runs import part, pilot_file
from goodoffices.runs.errors import RunError
from goodoffices.runs.manifest import Manifest, difference, libraries, read_manifest
from goodoffices.runs.part import Part
from goodoffices.runs.writing import put, put_first
from goodoffices.study.ensemble import Pilot, pilots

MANIFEST, CASE, PILOT = "run.json", "case.json", "pilot.npz"


@dataclass(frozen=True)
class RunDirectory:
    """A run directory that is there."""

    path: Path
    manifest: Manifest

    def folder(self, perspective: str) -> Path:
        """Where the parts of a perspective lie."""
        return self.path / f"perspective={perspective}"

    def case(self) -> Case:
        """The case of the run; RunError where the file is gone or is not the case of the run."""
        try:
            case = Case.model_validate_json((self.path / CASE).read_bytes())
        except (OSError, ValueError) as error:
            raise RunError(f"cannot read {self.path / CASE}: {str(error).splitlines()[0]}") from error
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
                pilot = pilot_file.decode((self.folder(name) / PILOT).read_bytes(), case, shape)
                if pilot.digest == wanted and pilot.seed == self.manifest.seed:
                    found[name] = pilot
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

    def files(self, perspective: str) -> list[Part]:
        """Files that hold the finished parts of a perspective, in order, each part once; larger files go first."""
        folder = self.folder(perspective)
        present = [found for path in sorted(folder.glob("part*.parquet")) if (found := part.parse(path))]
        chosen: list[Part] = []
        held: set[int] = set()
        for candidate in sorted(present, key=lambda p: (p.first - p.last, p.first)):
            numbers = range(candidate.first, candidate.last + 1)
            if held.isdisjoint(numbers):
                held.update(numbers)
                chosen.append(candidate)
        return sorted(chosen, key=lambda p: p.first)

    def finished(self, perspective: str) -> set[int]:
        """Numbers of the finished parts of a perspective."""
        return {number for file in self.files(perspective) for number in range(file.first, file.last + 1)}

    def has(self, perspective: str, number: int) -> bool:
        """Whether a part is there in a file of its own."""
        return any(self.folder(perspective).glob(f"part-{number:07d}.*.parquet"))

    def missing(self, numbers: Iterable[int] | None = None) -> list[int]:
        """Numbers (of those given; default all up to the manifest's draws) that some perspective has no part of."""
        done = [self.finished(name) for name in self.manifest.perspectives]
        wanted = range(self.manifest.parts) if numbers is None else numbers
        return [number for number in wanted if not all(number in finished for finished in done)]


def open_run(path: Path) -> RunDirectory:
    """The run in a directory; RunError where there is none."""
    try:
        text = (path / MANIFEST).read_text(encoding="utf-8")
    except FileNotFoundError:
        raise RunError(f"{path} holds no run (there is no {MANIFEST} in it)") from None
    except (OSError, UnicodeDecodeError) as error:
        raise RunError(f"cannot read {path / MANIFEST}: {getattr(error, 'strerror', None) or error}") from error
    try:
        return RunDirectory(path, read_manifest(text))
    except RunError as error:
        raise RunError(f"{path}: {error}") from error


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
