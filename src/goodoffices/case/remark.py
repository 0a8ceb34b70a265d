"""What a check has to say about a place in a case, before the place is looked up in the file."""

from __future__ import annotations

from typing import NamedTuple


class Remark(NamedTuple):
    """A mistake, or something worth a second look, at a dotted path."""

    path: str
    message: str
    suggestion: str | None = None
    found: str | None = None
