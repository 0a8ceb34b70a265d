"""How fast a run goes and when it will be done, from what this process has seen finished."""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Callable

WINDOW = 64
"""Finished parts that the pace is taken from: the latest, so that a machine that gets busy shows soon."""


class Pace:
    """Times at which parts were finished; what was done before it began to look does not count."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._times = deque([clock()], maxlen=WINDOW + 1)

    def finished(self) -> None:
        """One more part is done."""
        self._times.append(self._clock())

    @property
    def per_second(self) -> float | None:
        """Parts per second; None before the first is done."""
        span = self._times[-1] - self._times[0]
        return (len(self._times) - 1) / span if len(self._times) > 1 and span > 0 else None

    def left(self, parts: int) -> float | None:
        """Seconds until that many more parts are done, from now; None before the first is done."""
        rate = self.per_second
        return None if rate is None else max(0.0, parts / rate - (self._clock() - self._times[-1]))


def in_words(seconds: float | None) -> str:
    """`4 s`, `12 min`, `3 h 05 min`, `2 d 7 h`; `...` where nobody knows yet."""
    if seconds is None:
        return "..."
    whole = round(seconds)
    if whole < 100:
        return f"{whole} s"
    minutes = round(seconds / 60)
    if minutes < 100:
        return f"{minutes} min"
    if minutes < 48 * 60:
        return f"{minutes // 60} h {minutes % 60:02d} min"
    return f"{minutes // 1440} d {minutes % 1440 // 60} h"
