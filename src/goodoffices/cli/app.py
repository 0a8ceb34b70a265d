"""Entry point of the `goodoffices` command; imports nothing heavy, so that Ctrl-C is in good hands from the start."""

from __future__ import annotations

import sys


def main() -> None:
    """Run the command line and exit with its code."""
    from goodoffices.cli import outlet, stopping

    stopping.watch()
    outlet.watch()
    from goodoffices.cli.verbs import application

    try:
        application(set(sys.argv[1:]))(prog_name="goodoffices")
    finally:
        outlet.close()


if __name__ == "__main__":
    main()
