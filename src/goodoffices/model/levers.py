"""What a lever does, as the numbers by which structures and engines know it."""

from __future__ import annotations

CARROT, STICK, GUARANTEE, INFORM, SPOIL = range(5)
KIND_CODES = {"carrot": CARROT, "stick": STICK, "guarantee": GUARANTEE, "inform": INFORM, "spoil": SPOIL}
"""By the name that a case gives the kind."""
