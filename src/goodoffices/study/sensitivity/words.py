"""Words for factors that charts and tables share."""

from __future__ import annotations

from goodoffices.case.wording import described
from goodoffices.study.sensitivity.answer import Sensitivity


def factor_words(answer: Sensitivity, factor: str) -> str:
    """A factor in words: a claim by its text, anything else by what it is about."""
    if answer.by == "claim":
        claim = answer.case.claims.get(factor)
        return f"{factor}: {claim.text}" if claim else "numbers that rest on no claim"
    return described(answer.case, factor)
