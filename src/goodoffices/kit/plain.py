"""Answers as plain data for JSON: what every answer begins with, and numbers rounded to six significant digits, so that
files do not change with the last bit of a sum; what is not a number becomes null.
"""

from __future__ import annotations

import json
import math
from collections.abc import Callable, Mapping
from dataclasses import fields, is_dataclass
from typing import Any, Protocol

import numpy as np

from goodoffices.case.schema import Case
from goodoffices.engines.spread import Spread

SIGNIFICANT_DIGITS = 6

Json = dict[str, Any]

FORMAT = 1
"""Version of the shape of an answer; it rises when a documented key changes its meaning or goes."""


class Answered(Protocol):
    """Any answer about a case: what it is about, and what its numbers rest on."""

    @property
    def case(self) -> Case: ...
    @property
    def draws(self) -> int: ...
    @property
    def seed(self) -> int: ...
    @property
    def version(self) -> str: ...
    @property
    def digest(self) -> str: ...


def head(answer: Answered, form: int = FORMAT) -> Json:
    """The keys that every answer begins with; `form` is the version of the shape that follows."""
    return {
        "goodoffices": answer.version,
        "format": form,
        "case": answer.case.name,
        "title": answer.case.title,
        "as_of": answer.case.as_of.isoformat(),
        "digest": answer.digest,
        "seed": answer.seed,
        "draws": answer.draws,
    }


def whole(answer: Answered, form: int = FORMAT, **told: Any) -> Json:
    """An answer: what every answer begins with, and what else it tells."""
    found: Json = plain({**head(answer, form), **told})
    return found


def by_view(answer: Any, view: Callable[[Any], Json], form: int = FORMAT, **asked: Any) -> Json:
    """An answer: what every answer begins with, what was `asked`, and `title` and `view` of every perspective."""
    views = {name: {"title": own.title, **view(own)} for name, own in answer.perspectives.items()}
    return whole(answer, form, **asked, perspectives=views)


def by_perspective(answer: Any, form: int, view: Callable[[Any], Json]) -> Json:
    """An answer by perspective: what every answer begins with, the horizon, and `title` and `view` of every perspective."""
    told = list(by_view(answer, view, form).items())
    at = [key for key, _ in told].index("as_of") + 1
    return dict([*told[:at], ("horizon", answer.case.horizon), *told[at:]])


def json_text(data: Mapping[str, Any]) -> str:
    """`data` as indented JSON with a closing newline; the same bytes for the same data."""
    return json.dumps(plain(data), indent=2, ensure_ascii=False, allow_nan=False) + "\n"


def plain(value: Any) -> Any:
    """`value` with numpy scalars and arrays made Python's own, floats rounded, and nan and infinities made None; records
    (dataclasses) are told by their fields, in order.
    """
    if isinstance(value, Mapping):
        return {str(key): plain(inner) for key, inner in value.items()}
    if isinstance(value, np.ndarray):
        return plain(value.tolist())
    if isinstance(value, (list, tuple)):
        return [plain(inner) for inner in value]
    if is_dataclass(value) and not isinstance(value, type):
        return plain(told(value))
    if isinstance(value, np.generic):
        return plain(value.item())
    if isinstance(value, float):
        return _rounded(value)
    return value


def told(value: Any, *without: str) -> Json:
    """Fields of a record (a dataclass) under their own names, in order, but for those `without`; inner ones as they are."""
    return {own.name: getattr(value, own.name) for own in fields(value) if own.name not in without}


def _rounded(value: float) -> float | None:
    if not math.isfinite(value):
        return None
    return float(f"{value:.{SIGNIFICANT_DIGITS}g}") + 0.0


def spread_json(spread: Spread) -> Json:
    """A spread as plain data."""
    return {
        "mean": spread.mean,
        "q05": spread.q05,
        "q25": spread.q25,
        "q50": spread.q50,
        "q75": spread.q75,
        "q95": spread.q95,
        "share_nonnegative": spread.share_nonnegative,
    }
