"""Words for perspectives and parts of a case that charts and tables share."""

from __future__ import annotations

from typing import Any


def view_title(answer: Any, name: str) -> str:
    """What people call a perspective."""
    return answer.case.perspectives[name].name if name in answer.case.perspectives else name


def part_words(answer: Any, name: str) -> str:
    """A part in words: its claim, or the part of the case."""
    claim = answer.case.claims.get(name)
    return f"{name}: {claim.text}" if claim else f"{name} (rests on no claim)"
