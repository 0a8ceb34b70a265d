"""Whatever is done to a file, reading it gives a scenario or a `CaseError`, and never takes long."""

from __future__ import annotations

import random
import shutil
import time
from pathlib import Path

import pytest

from goodoffices.case.problem import CaseError
from goodoffices.exchange.reading import load_scenario

SAMPLES = Path(__file__).parent / "samples"
SHARED = Path(__file__).resolve().parents[3] / "shared" / "scenarios"
PATIENCE = 10.0
MUTATIONS, FEW = 100, 3


def files(root: Path) -> list[Path]:
    return sorted(path for path in root.rglob("*") if path.is_file() and path.parent != root)


def mutated(data: bytes, chance: random.Random) -> bytes:
    """One to three flips, deletions, insertions or truncations."""
    for _ in range(chance.randint(1, 3)):
        place = chance.randrange(len(data) + 1)
        kind = chance.choice(("flip", "delete", "insert", "cut", "digit", "move"))
        if kind == "flip" and place < len(data):
            data = data[:place] + bytes([data[place] ^ (1 << chance.randrange(8))]) + data[place + 1 :]
        elif kind == "delete":
            data = data[:place] + data[place + chance.randint(1, 40) :]
        elif kind == "insert":
            data = data[:place] + chance.randbytes(chance.randint(1, 5)) + data[place:]
        elif kind == "cut" and chance.random() < 0.3:
            data = data[:place]
        elif kind == "digit":
            data = data[:place] + chance.choice((b"9", b"-", b"e99", b'"', b"<", b"{", b": ", b"\n")) + data[place:]
        elif kind == "move":
            other = chance.randrange(len(data) + 1)
            data = data[:place] + data[other : other + 30] + data[place:]
    return data


def attack(file: Path, root: Path, scratch: Path, times: int) -> None:
    """Mutate one file of a scenario and read the whole."""
    top = file.relative_to(root).parts[0]
    shutil.copytree(root / top, scratch / top)
    target, data = scratch / file.relative_to(root), file.read_bytes()
    chance = random.Random(str(file.relative_to(root)))
    for _ in range(times):
        target.write_bytes(mutated(data, chance))
        start = time.process_time()
        try:
            scenario = load_scenario(scratch / top)
            assert scenario.parties
        except CaseError as error:
            assert len(error.problems) == 1
            assert error.problems[0].file
            str(error).encode("utf-8")
        assert time.process_time() - start < PATIENCE


@pytest.mark.parametrize("file", files(SAMPLES), ids=lambda file: file.name)
def test_own_samples(file: Path, tmp_path: Path) -> None:
    attack(file, SAMPLES, tmp_path, MUTATIONS)


@pytest.mark.skipif(not SHARED.is_dir(), reason="the shared collection of scenarios is not here")
@pytest.mark.parametrize("file", files(SHARED) if SHARED.is_dir() else [], ids=lambda file: file.name)
def test_shared_scenarios_a_few_times(file: Path, tmp_path: Path) -> None:
    if file.parent.name != "hyper_front":
        attack(file, SHARED, tmp_path, FEW)


@pytest.mark.slow
@pytest.mark.skipif(not SHARED.is_dir(), reason="the shared collection of scenarios is not here")
@pytest.mark.parametrize("file", files(SHARED) if SHARED.is_dir() else [], ids=lambda file: file.name)
def test_shared_scenarios(file: Path, tmp_path: Path) -> None:
    if file.parent.name != "hyper_front":
        attack(file, SHARED, tmp_path, MUTATIONS)
