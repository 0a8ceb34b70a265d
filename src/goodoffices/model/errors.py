"""Errors that engines raise."""

from __future__ import annotations


class InfeasibleError(ValueError):
    """What was asked cannot be met or cannot be counted; the message names the constraint in the way."""


class UnsolvedError(InfeasibleError):
    """Work was given up before it was known whether there is an answer; the message says what is proven and what is not."""
