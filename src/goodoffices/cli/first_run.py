"""What is said while the program compiles itself for this machine, which the first run does and later ones need not."""

from __future__ import annotations

import sys
import time
from typing import Any

from goodoffices import compiling
from goodoffices.cli.console import remark

PATIENCE = 2.0
"""Seconds of compiling after which it is said where standard error is no terminal; at a terminal at once."""
ONCE = "compiling for this machine, once; this takes up to a minute or two, and later runs begin at once"
EVERY_TIME = (
    "compiling in memory, as every run here must: no folder can be written to keep compiled code; "
    f"{compiling.SETTING}=DIR names one"
)

_listening = False


def watch() -> None:
    """From now on say so, on one line of standard error, when something has to be compiled.  Imports numba."""
    global _listening
    if _listening:
        return
    _listening = True
    from numba.core import event

    class Compiling(event.Listener):
        """Hears of every function that numba finds no compiled code of; of several at once, one inside the other."""

        def __init__(self) -> None:
            self.notice = Notice()

        def on_start(self, event: Any) -> None:
            """A function begins to be compiled."""
            self.notice.begins()

        def on_end(self, event: Any) -> None:
            """It has been compiled."""
            self.notice.ends()

    event.register("numba:compile", Compiling())  # type: ignore[no-untyped-call]


class Notice:
    """Adds up the time spent compiling, and says once that this is what takes time."""

    def __init__(self) -> None:
        self.said = False
        self._depth = 0
        self._since = 0.0
        self._spent = 0.0

    def begins(self) -> None:
        """A function begins to be compiled, maybe on behalf of another."""
        if not self._depth:
            self._since = time.monotonic()
        self._depth += 1
        self._say()

    def ends(self) -> None:
        """A function has been compiled."""
        self._depth -= 1
        self._say()
        if not self._depth:
            self._spent += time.monotonic() - self._since

    def _say(self) -> None:
        if self.said:
            return
        in_memory = compiling.kept is compiling.Kept.NOWHERE
        spent = self._spent + time.monotonic() - self._since
        if in_memory or spent > PATIENCE or sys.stderr.isatty():
            self.said = True
            remark(EVERY_TIME if in_memory else ONCE)
