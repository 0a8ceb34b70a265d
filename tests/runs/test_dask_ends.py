"""A Dask cluster that fails while it is taken down, or is lost, ends in no traceback."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from goodoffices.runs import on_dask
from goodoffices.runs.errors import RunError

pytest.importorskip("distributed")


class Cluster:
    """A client that works, and cannot be closed."""

    cluster: Any = None

    def __enter__(self) -> Cluster:
        return self

    def __exit__(self, *_: object) -> None:
        raise TimeoutError("the workers do not answer")


def _dask(monkeypatch: pytest.MonkeyPatch, supervised: Any) -> None:
    monkeypatch.setattr(on_dask, "_client", lambda *_: Cluster())
    monkeypatch.setattr(on_dask, "_supervised", supervised)


def test_trouble_at_the_end_costs_nothing(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    _dask(monkeypatch, lambda _d, _c, _f, numbers, _h: iter(numbers))
    assert list(on_dask.on_dask(tmp_path, [3, 1], "tcp://nowhere:1", None)) == [3, 1]


@pytest.mark.parametrize("error", [OSError("gone"), TimeoutError(), RuntimeError("closed")])
def test_a_lost_cluster_is_one_message(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, error: Exception) -> None:
    def lost(*_: object) -> Iterator[int]:
        yield 3
        raise error

    _dask(monkeypatch, lost)
    made = on_dask.on_dask(tmp_path, [3, 1], "tcp://nowhere:1", None)
    assert next(made) == 3
    with pytest.raises(RunError, match="cluster at tcp://nowhere:1 is lost"):
        next(made)
