"""Two small sound cases: `base` uses every section, `mini` only what a case must have."""

from __future__ import annotations

from pathlib import Path

import pytest

from goodoffices.case.reading import read
from goodoffices.case.schema import Case

HERE = Path(__file__).parent


@pytest.fixture(scope="session")
def base() -> Case:
    return read(HERE / "base.yaml")


@pytest.fixture(scope="session")
def mini() -> Case:
    return read(HERE / "mini.yaml")
