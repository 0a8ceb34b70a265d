"""Words for probabilities, by one stated scale that the annex prints.

The bounds are those of the United States' Intelligence Community Directive 203 (2015), closed at the ends; readers
take such words more alike when the number stands beside them (Budescu, Por & Broomell 2012), so it always does.
"""

from __future__ import annotations

import math
from dataclasses import dataclass


@dataclass(frozen=True)
class Grade:
    """A word of the scale and where it starts; it ends where the next one starts."""

    low: float
    word: str


SCALE: tuple[Grade, ...] = (
    Grade(0.0, "remote"),
    Grade(0.05, "very unlikely"),
    Grade(0.20, "unlikely"),
    Grade(0.45, "about as likely as not"),
    Grade(0.55, "likely"),
    Grade(0.80, "very likely"),
    Grade(0.95, "almost certain"),
)
NEVER = "ruled out in the model"
ALWAYS = "certain in the model"


def grade(share: float) -> str:
    """The word for a share of draws, as the per cent that are printed beside it; exactly 0 and 1 have words of their own.

    So 19.6 % of draws, printed as 20 %, have the word of 20 %.

    Raises:
        ValueError: share is not a number in [0, 1].
    """
    if not 0.0 <= share <= 1.0:
        raise ValueError(f"a share of draws lies between 0 and 1, not {share}")
    if share == 0.0:
        return NEVER
    if share == 1.0:
        return ALWAYS
    shown = _whole(100 * share) / 100
    return next(g.word for g in reversed(SCALE) if shown >= g.low)


def odds(share: float) -> str:
    """The share as people count: `about 7 in 10`, `about 1 in 40`, `no draw`.

    Where the round number would have another word of the scale than the share, hundredths are told: `about 17 in 100`.
    """
    if not 0.0 <= share <= 1.0:
        raise ValueError(f"a share of draws lies between 0 and 1, not {share}")
    if share in (0.0, 1.0):
        return "no draw" if share == 0.0 else "every draw"
    if share < 0.001 or share > 0.999:
        return "under 1 in 1000" if share < 0.5 else "all but under 1 in 1000"
    rare = min(share, 1 - share)
    if share < 0.15:
        said, meant = f"about 1 in {_round_count(1 / rare)}", 1 / _round_count(1 / rare)
    elif share > 0.95:
        said, meant = f"all but about 1 in {_round_count(1 / rare)}", 1 - 1 / _round_count(1 / rare)
    else:
        tenths = min(_whole(10 * share), 9)
        said, meant = f"about {tenths} in 10", tenths / 10
    return said if grade(meant) == grade(share) else f"about {_whole(100 * share)} in 100"


def _whole(number: float) -> int:
    """Rounded as `kit.numbers.percent` rounds."""
    return math.floor(number + 0.5)


def _round_count(count: float) -> int:
    if count < 9.5:
        return round(count)
    step = 5 if count < 47.5 else 10 if count < 95 else 50
    return step * _whole(count / step)


def likelihood(share: float) -> str:
    """Word and number together: `likely (about 7 in 10)`."""
    return f"{grade(share)} ({odds(share)})"


def scale_rows() -> tuple[tuple[str, str], ...]:
    """The scale as printed in the annex: (word, bounds)."""
    ends = [*(g.low for g in SCALE[1:]), 1.0]
    rows = [
        (g.word, f"{'above 0' if g.low == 0 else f'{100 * g.low:.0f}%'} to under {100 * high:.0f}%")
        for g, high in zip(SCALE, ends, strict=True)
    ]
    return ((NEVER, "exactly 0: no draw"), *rows, (ALWAYS, "exactly 100%: every draw"))
