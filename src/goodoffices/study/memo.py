"""What several plans and perspectives have in common is computed once and kept for as long as it is likely to be asked."""

from __future__ import annotations

import hashlib
import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable
from typing import Any, Generic, TypeVar

import numpy as np
import numpy.typing as npt

Value = TypeVar("Value")


class _Entry(Generic[Value]):
    def __init__(self) -> None:
        self.lock = threading.Lock()
        self.value: Value | None = None


class Memo(Generic[Value]):
    """Values by key; beyond `limit` the one not asked for the longest is dropped (whoever still holds it keeps it).

    Threads that ask for the same value at the same time get one computation, and the later ones wait for it.
    """

    def __init__(self, limit: int) -> None:
        self._limit, self._lock = limit, threading.Lock()
        self._entries: OrderedDict[Hashable, _Entry[Value]] = OrderedDict()

    def __call__(self, key: Hashable, make: Callable[[], Value]) -> Value:
        """The value under `key`, made by `make` when it is not at hand."""
        with self._lock:
            entry = self._entries.get(key)
            if entry is None:
                entry = self._entries[key] = _Entry()
                while len(self._entries) > self._limit:
                    self._entries.popitem(last=False)
            else:
                self._entries.move_to_end(key)
        with entry.lock:
            if entry.value is None:
                entry.value = make()
            return entry.value

    def kept(self, key: Hashable) -> Value | None:
        """The value under `key`, None where it is not at hand or still being made."""
        with self._lock:
            entry = self._entries.get(key)
            if entry is not None:
                self._entries.move_to_end(key)
            return entry.value if entry is not None else None

    def keep(self, key: Hashable, value: Value) -> Value:
        """Put down a value that was made together with others; whoever asks gets it from now on."""
        return self(key, lambda: value)


def contents(*arrays: npt.NDArray[Any]) -> bytes:
    """Digest of the shapes and contents of arrays: equal digests mean equal arrays."""
    digest = hashlib.blake2b(digest_size=16)
    for array in arrays:
        digest.update(f"{array.shape}{array.dtype}".encode())
        digest.update(np.ascontiguousarray(array).data)
    return digest.digest()
