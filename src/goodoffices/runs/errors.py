"""The error of run directories."""

from __future__ import annotations


class RunError(Exception):
    """A run cannot go on, or its directory cannot be read; the message says why and what would help."""
