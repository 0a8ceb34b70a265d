"""Errors that engines raise."""

from __future__ import annotations


class InfeasibleError(ValueError):
    """What was asked cannot be met or cannot be counted; the message names the constraint in the way."""
