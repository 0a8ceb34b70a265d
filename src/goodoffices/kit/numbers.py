"""How numbers are written in the brief: rounded sensibly, never `nan`, with a true minus sign."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable
from itertools import pairwise

from goodoffices.case.quantity import Quantity

MISSING = "–"
"""Stands where a number does not exist, as for a margin when every draw crosses a red line."""


def percent(share: float) -> str:
    """A share as whole per cent; the ends say `under 1%` and `over 99%` unless the share is exactly 0 or 1.

    Args:
        share: in [0, 1]; values outside by rounding are clipped.
    """
    if not math.isfinite(share):
        return MISSING
    share = min(1.0, max(0.0, share))
    if 0.0 < share < 0.005:
        return "under 1%"
    if 0.995 <= share < 1.0:
        return "over 99%"
    return f"{math.floor(100 * share + 0.5)}%"


def terse(share: float) -> str:
    """A share as in `percent`, with `<1%` and `>99%` where room is short."""
    return percent(share).replace("under ", "<").replace("over ", ">")


def fine_percent(share: float) -> str:
    """A small share, such as a standard error, with one digit after the point."""
    if not math.isfinite(share):
        return MISSING
    if 0.0 < share < 0.0005:
        return "under 0.1%"
    return f"{100 * share:.1f}%"


def span(low: float, high: float) -> str:
    """A range of shares: `12% to 40%`, or one number where both read the same."""
    first, last = percent(low), percent(high)
    return first if first == last else f"{first} to {last}"


def number(value: float, digits: int = 1) -> str:
    """A number with at most `digits` decimals, none from 10 up, and a true minus sign."""
    if not math.isfinite(value):
        return MISSING
    text = f"{abs(value):.0f}" if abs(value) >= 9.95 else f"{abs(value):.{digits}f}"
    if "." in text:
        text = text.rstrip("0").rstrip(".")
    return f"−{text}" if value < 0 and float(text) > 0 else text


def signed(value: float) -> str:
    """A number with its sign, `+3` or `−3`; zero has none."""
    text = number(value)
    return text if text in ("0", MISSING) or text.startswith("−") else f"+{text}"


def points(value: float) -> str:
    """`12 points`, `1 point`, `−3.4 points`."""
    text = number(value)
    return text if text == MISSING else f"{text} {'point' if text in ('1', '−1') else 'points'}"


def percentage_points(gap: float) -> str:
    """Difference of two shares: `12 percentage points`, with one decimal below 10."""
    text = number(100 * abs(gap))
    return text if text == MISSING else f"{text} percentage {'point' if text == '1' else 'points'}"


def months(count: float) -> str:
    """`1 month`, `6 months`."""
    text = number(count)
    return text if text == MISSING else f"{text} {'month' if text == '1' else 'months'}"


def counted(count: int, one: str, many: str | None = None) -> str:
    """`1 plan`, `3 plans`, `no plans`."""
    noun = one if count == 1 else (many or f"{one}s")
    return f"{'no' if count == 0 else count} {noun}"


def as_written(quantity: Quantity) -> str:
    """A quantity as an annex line: `12`, `pert 6–14–25`, `choice 3 (50%), 8 (50%)`."""
    kind = quantity.kind
    if kind == "value":
        text = _plain(quantity.value or 0.0)
    elif kind == "choice":
        table = quantity.choice or {}
        total = sum(table.values())
        text = "choice " + ", ".join(f"{_plain(v)} ({percent(w / total)})" for v, w in table.items())
    else:
        shape = getattr(quantity, kind)
        text = f"{kind} " + (", " if min(shape) < 0 else "–").join(_plain(p) for p in shape)
    if quantity.truncate is not None:
        text += f", within {_plain(quantity.truncate[0])} to {_plain(quantity.truncate[1])}"
    return text


def _plain(value: float) -> str:
    return significant(value).replace("-", "−")


def central(quantity: Quantity) -> float:
    """A typical value to show where there is room for one: the mean of the kind (a lognormal: the median), untruncated.

    Sources: beta-PERT mean (low + 4 mode + high) / 6 (Malcolm et al. 1959).
    """
    kind = quantity.kind
    shape = getattr(quantity, kind)
    if kind == "value":
        middle = float(shape)
    elif kind == "choice":
        middle = sum(v * w for v, w in shape.items()) / sum(shape.values())
    elif kind == "uniform":
        middle = (shape[0] + shape[1]) / 2
    elif kind == "pert":
        middle = (shape[0] + 4 * shape[1] + shape[2]) / 6
    elif kind == "beta":
        middle = shape[0] / (shape[0] + shape[1])
    else:
        middle = float(shape[0])
    low, high = quantity.support()
    return min(high, max(low, middle))


def short(value: float) -> str:
    """A number of any size with three significant digits and no more noughts than it needs: `0.35`, `12.5`, `120`."""
    return significant(value, 3)


NOISE = 1e-9
"""Amounts shown together that differ by less than this part of the largest differ by rounding errors alone."""
MOST_DECIMALS = 15
"""So many digits after the point at most; what is smaller is told as a power of ten."""


def significant(value: float, digits: int = 6) -> str:
    """A number with `digits` significant digits, all those before the point, and no noughts at its end.

    `0.0015`, `33.3333`, `56,000,000,000`; thousands apart from 10,000.  A power of ten stands only where the number
    begins later than `MOST_DECIMALS` digits after the point, as in `4 x 10^-20`.
    """
    if not math.isfinite(value):
        return MISSING
    if value == 0.0:
        return "0"
    after = digits - 1 - math.floor(math.log10(abs(value)))
    if after > MOST_DECIMALS + digits:
        part, power = f"{value:.{digits - 1}e}".split("e")
        return f"{_trimmed(part)} x 10^{int(power)}"
    text = _trimmed(f"{value:,.{max(0, after)}f}")
    return text if abs(value) >= 9999.5 else text.replace(",", "")


def decimals(values: Iterable[float], least: int, digits: int = 1) -> int:
    """How many digits after the point tell amounts that are shown together.

    Args:
        values: the amounts, in one unit.
        least: no fewer than this.
        digits: so many significant digits of the smallest that is not 0.

    Returns:
        The smallest number with which no amount but 0 is written as 0 and no two that differ are written alike; what is
        below `NOISE` times the largest is taken for 0.
    """
    known = sorted({value for value in values if math.isfinite(value)})
    noise = NOISE * max(map(abs, known), default=0.0)
    sizes = [abs(value) for value in known if abs(value) > noise]
    if not sizes:
        return least
    after = max(least, digits - 1 - math.floor(math.log10(min(sizes))))
    pairs = [(a, b) for a, b in pairwise(known) if b - a > noise]
    while after < MOST_DECIMALS and any(round(a, after) == round(b, after) for a, b in pairs):
        after += 1
    return min(after, MOST_DECIMALS)


def together(values: Iterable[float], least: int, digits: int = 1) -> Callable[[float], str]:
    """How amounts that stand in one table are written: alike, thousands apart, told apart where they differ.

    Args as of `decimals`.
    """
    after = decimals(values, least, digits)
    return lambda value: f"{round(value, after) + 0.0:,.{after}f}"


def part_percent(share: float) -> str:
    """A part of a thing with two digits: `13.63 %`; `under 0.01 %` and `over 99.99 %` at the ends."""
    if 0.0 < share < 0.00005:
        return "under 0.01 %"
    if 0.99995 <= share < 1.0:
        return "over 99.99 %"
    return f"{_trimmed(f'{100 * share:.2f}')} %"


def _trimmed(text: str) -> str:
    return text.rstrip("0").rstrip(".") if "." in text else text
