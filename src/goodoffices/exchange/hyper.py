"""Hyper-rectangle utilities of Genius (ANAC 2014): points for being inside a box of integer issues."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from goodoffices.exchange.xml import Element

if TYPE_CHECKING:
    from goodoffices.exchange.subject import Subject

Bounds = dict[int, tuple[int, int]]


def boxes(utility: Element, subjects: Sequence[Subject]) -> tuple[list[tuple[Bounds, float]], float]:
    """Boxes with their raw points, and points that every package earns.

    Raises:
        CaseError: excluding boxes or another aggregation than the sum, which Good Offices has no exact form for; bounds
            of issues that do not exist or have no integers; `maxutility` not positive.
    """
    if utility.number("maxutility") <= 0.0:
        utility.refuse("maxutility is above zero", utility.text("maxutility"))
    functions = utility.all("ufun")
    if not functions:
        utility.refuse("a <ufun> with hyper-rectangles is missing")
    found: list[tuple[Bounds, float]] = []
    always = _collect(functions[0], 1.0, {s.index: (j, s) for j, s in enumerate(subjects)}, found)
    return found, always


def _collect(
    function: Element, factor: float, subjects: dict[int, tuple[int, Subject]], found: list[tuple[Bounds, float]]
) -> float:
    """Add the boxes of a function and of those inside it; returns the points of boxes without bounds."""
    if function.attributes.get("aggregation", "sum").strip().lower() != "sum":
        function.refuse("only the sum of hyper-rectangles is read", function.text("aggregation"))
    factor *= function.number("weight") if "weight" in function.attributes else 1.0
    always = 0.0
    for box in function.all("hyperRectangle"):
        points = factor * box.number("utility") * (box.number("weight") if "weight" in box.attributes else 1.0)
        if box.first("EXCLUDES") is not None:
            box.refuse("hyper-rectangles that exclude are not read", "EXCLUDES", "INCLUDES")
        bounds = _bounds(box, subjects)
        if bounds == {}:
            always += points
        elif bounds is not None:
            found.append((bounds, points))
    return always + sum(_collect(inner, factor, subjects, found) for inner in function.all("ufun"))


def _bounds(box: Element, subjects: dict[int, tuple[int, Subject]]) -> Bounds | None:
    """Bounds of a box as options, None where no package can be inside."""
    bounds: Bounds = {}
    for side in box.all("INCLUDES"):
        index = side.whole("index")
        if index not in subjects:
            side.refuse("no issue of the domain has this index", str(index))
        j, subject = subjects[index]
        if subject.kind != "integer":
            side.refuse(f"the issue {subject.issue.name!r} is not an integer issue", subject.kind)
        first = side.whole("min") - round(subject.lower)
        last = side.whole("max") - round(subject.lower)
        if last < first:
            side.refuse("min is above max")
        before = bounds.get(j, (0, len(subject.issue.options) - 1))
        bounds[j] = (max(first, before[0]), min(last, before[1]))
    return None if any(last < first for first, last in bounds.values()) else bounds
