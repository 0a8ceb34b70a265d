"""A belief about one number in words: "fighting on is worth to Ash less than 50.2"."""

from __future__ import annotations

from goodoffices.case.schema import Case
from goodoffices.case.wording import described


def believed(case: Case, path: str, lower: float | None, upper: float | None) -> str:
    """That a number lies between limits, in words; for a red line, that it is red or is not."""
    about = described(case, path)
    if about.startswith("whether "):
        what = about.removeprefix("whether ")
        return what if lower is not None else what.replace(" has the red line ", " does not have the red line ", 1)
    if lower is not None and upper is not None:
        return f"{about}: {_figure(lower)} to {_figure(upper)}"
    if upper is not None:
        return f"{about}: below {_figure(upper)}"
    return f"{about}: above {_figure(lower)}" if lower is not None else about


def _figure(value: float | None) -> str:
    return "" if value is None else f"{value:.3g}" if abs(value) < 1000 else f"{value:,.0f}"
