"""Entry point of the `goodoffices` command; imports nothing heavy, so that Ctrl-C is in good hands from the start."""

from __future__ import annotations

import os
import sys


def main() -> None:
    """Run the command line and exit with its code."""
    from goodoffices.cli import stopping

    stopping.watch()
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="replace")
    from goodoffices.cli.verbs import application

    try:
        application(set(sys.argv[1:]))(prog_name="goodoffices")
    finally:
        _flush()


def _flush() -> None:
    """Flush standard output; a reader that has gone away (`| head`) is no error worth a word."""
    try:
        sys.stdout.flush()
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


if __name__ == "__main__":
    main()
