"""Kinds of lever, as data: what each moves, when it is paid for, its unit, and whose work it is.

A new kind is a row here and a line of the schema.  Engines know what a lever moves and when it is paid, never its kind.
"""

from __future__ import annotations

from typing import Literal, NamedTuple

RESERVATION, OPTIMISM, HOLDING, AGAINST = range(4)
"""What a lever moves: down what its target must at least get; its target's optimism; what keeps it in the deal; or up what it
must at least get."""
ON_DEAL, ON_REFUSAL, ALWAYS = range(3)
"""When its holder pays for it."""


class Kind(NamedTuple):
    """One kind of lever."""

    name: str
    """By which a case gives it."""
    moves: int
    paid: int
    unit: Literal["points", "share"]
    """Of its strength: the target's points, or a share of its optimism."""
    role: Literal["communicates", "presses", "guarantees", "spoils"]
    """What a third party does by it (after Zartman & Touval 1985; guarantees apart)."""


KINDS = (
    Kind("carrot", RESERVATION, ON_DEAL, "points", "presses"),
    Kind("stick", RESERVATION, ON_REFUSAL, "points", "presses"),
    Kind("guarantee", HOLDING, ON_DEAL, "points", "guarantees"),
    Kind("inform", OPTIMISM, ALWAYS, "share", "communicates"),
    Kind("spoil", AGAINST, ALWAYS, "points", "spoils"),
)
CARROT, STICK, GUARANTEE, INFORM, SPOIL = range(5)
KIND_CODES = {kind.name: code for code, kind in enumerate(KINDS)}
"""By the name that a case gives the kind."""
KIND_NAMES = {code: kind.name for code, kind in enumerate(KINDS)}
