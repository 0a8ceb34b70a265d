"""What several plans and perspectives have in common is computed once and kept for as long as it is likely to be asked."""

from __future__ import annotations

import hashlib
import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable, Sequence
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
        self.limit, self._lock = limit, threading.Lock()
        self._entries: OrderedDict[Hashable, _Entry[Value]] = OrderedDict()

    def __call__(self, key: Hashable, make: Callable[[], Value]) -> Value:
        """The value under `key`, made by `make` when it is not at hand."""
        with self._lock:
            entry = self._entries.get(key)
            if entry is None:
                entry = self._entries[key] = _Entry()
                while len(self._entries) > self.limit:
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
        digest.update(f"{array.shape}{array.dtype.str}".encode())
        digest.update(np.ascontiguousarray(array).data)
    return digest.digest()


class Kept:
    """Results by the identity of the arrays they were made from, and by what else they hang on; bounded in bytes.

    Beliefs share the arrays of columns that no difference reaches (`belief.Columns`), so what is kept for one of them is
    found by all that cannot change it.  The arrays are held as long as the result is, so no other can take their identity.
    """

    def __init__(self, most: int) -> None:
        """`most` bytes are kept; what was not asked for the longest goes first."""
        self._most, self._held, self._lock = most, 0, threading.Lock()
        self._entries: OrderedDict[Hashable, tuple[Any, object, int]] = OrderedDict()

    def __call__(self, name: str, arrays: Sequence[object], rest: Hashable, make: Callable[[], Value]) -> Value:
        """What `make` makes of the arrays and of `rest`.  Two threads may both make it; the first one's is kept."""
        found: Value | None = self.kept(name, arrays, rest)
        return found if found is not None else self.keep(name, arrays, rest, make())

    def kept(self, name: str, arrays: Sequence[object], rest: Hashable) -> Any:
        """What is at hand, else None."""
        key = (name, tuple(map(id, arrays)), rest)
        with self._lock:
            entry = self._entries.get(key)
            if entry is None:
                return None
            self._entries.move_to_end(key)
            return entry[0]

    def keep(self, name: str, arrays: Sequence[object], rest: Hashable, value: Value) -> Value:
        """Put down a result."""
        key = (name, tuple(map(id, arrays)), rest)
        with self._lock:
            if key in self._entries:
                found: Value = self._entries[key][0]
                return found
            size = _bytes(value) + 512
            self._entries[key] = (value, tuple(arrays), size)
            self._held += size
            while self._held > self._most and len(self._entries) > 1:
                _, (_, _, gone) = self._entries.popitem(last=False)
                self._held -= gone
        return value


def _bytes(value: object) -> int:
    """Bytes of all arrays in a result."""
    if isinstance(value, np.ndarray):
        return int(value.nbytes)
    if isinstance(value, tuple | list):
        return sum(map(_bytes, value))
    if isinstance(value, dict):
        return sum(map(_bytes, value.values()))
    return 64
