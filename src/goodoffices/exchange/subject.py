"""Issues of a Genius domain."""

from __future__ import annotations

from dataclasses import dataclass

from goodoffices.model.scenario import Issue


@dataclass(frozen=True)
class Subject:
    """An issue of the domain, and what it takes to place values on it."""

    issue: Issue
    index: int
    kind: str
    """`discrete`, `integer` or `real`."""
    lower: float = 0.0
    upper: float = 0.0
