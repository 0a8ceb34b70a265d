"""Standard output and error as the command line uses them: who reads may go away, and a disk may be full.

A reader that has enough (`| head`) is no error worth a word: the program ends at once with exit code 141, as any program
that SIGPIPE ends (128 + 13).  Where the output cannot be kept (a full disk, /dev/full) it is said in one line, and the
exit code is 2.  What goes wrong on standard error itself can be told to nobody and changes nothing.
"""

from __future__ import annotations

import contextlib
import errno
import io
import os
import sys

GONE, UNWRITTEN = 141, 2
"""Exit codes: the reader of standard output went away; standard output could not be written."""


class Outlet(io.TextIOWrapper):
    """A text stream whose failures end the program quietly, or are passed over where `spare` is true."""

    spare = False

    def write(self, text: str, /) -> int:
        """As of any text stream."""
        try:
            return super().write(text)
        except OSError as error:
            return self._failed(error)

    def flush(self) -> None:
        """As of any text stream."""
        try:
            super().flush()
        except OSError as error:
            self._failed(error)

    def _failed(self, error: OSError) -> int:
        """Let what is still to be written go nowhere; end the program unless the stream can be spared."""
        with contextlib.suppress(OSError, ValueError):
            nowhere = os.open(os.devnull, os.O_WRONLY)
            os.dup2(nowhere, self.fileno())
            os.close(nowhere)
        if self.spare:
            return 0
        if error.errno == errno.EPIPE:
            raise SystemExit(GONE) from None
        print(f"error: cannot write to standard output: {error.strerror}", file=sys.stderr)
        raise SystemExit(UNWRITTEN) from None


def watch() -> None:
    """Put outlets in the place of both streams; characters that an encoding lacks are replaced, not fatal."""
    for name in ("stdout", "stderr"):
        stream = getattr(sys, name)
        if not isinstance(stream, io.TextIOWrapper):  # closed, or a host's own stream: nothing to watch
            continue
        said = {"encoding": stream.encoding, "errors": "replace", "newline": None}
        lines, through = stream.line_buffering, stream.write_through
        outlet = Outlet(stream.detach(), **said, line_buffering=lines, write_through=through)
        outlet.spare = name == "stderr"
        setattr(sys, name, outlet)


def close() -> None:
    """Write out what is still waiting.

    Raises:
        SystemExit: standard output has gone, or is full.
    """
    for stream in (sys.stdout, sys.stderr):
        if stream is not None:
            stream.flush()
