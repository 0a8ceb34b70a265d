"""What tables say: numbers in cells, headings above, footings below."""

from __future__ import annotations

import math
import textwrap
from typing import TYPE_CHECKING, Literal

from goodoffices.kit.isolation import right_to_left
from goodoffices.kit.names import spoken
from goodoffices.kit.page import Page
from goodoffices.kit.plain_table import PlainTable

if TYPE_CHECKING:
    from collections.abc import Iterable
    from typing import Protocol

    from rich.console import Console

    from goodoffices.engines.spread import Spread
    from goodoffices.kit.plain import Answered

    class Titled(Protocol):
        """What a perspective is called, by the file and by people."""

        @property
        def name(self) -> str: ...
        @property
        def title(self) -> str: ...


Column = tuple[str, Literal["left", "right"]]


def plain_table(*columns: Column) -> PlainTable:
    """A table with a ruled heading; words fold, numbers never do."""
    table = PlainTable()
    for heading, justify in columns:
        table.add_column(heading, justify=justify, overflow="fold")
    return table


def percent(share: float, digits: int = 0) -> str:
    """A share as per cent without the sign; a dash where there is none."""
    return f"{round(100 * share, digits) + 0.0:.{digits}f}" if math.isfinite(share) else "-"


def share_with_error(share: float, error: float) -> str:
    """`62.1 ± 0.8`: per cent and two Monte Carlo standard errors, as everywhere on screen and in the brief."""
    return f"{percent(share, 1)} ± {percent(2 * error, 1)}"


def points(value: float) -> str:
    """Points with one digit; a dash where no draw gave a number."""
    return f"{round(value, 1) + 0.0:.1f}" if math.isfinite(value) else "-"


def spread(numbers: Spread) -> str:
    """`12.3 (4.0 to 19.8)`: median, then the range that holds nine draws of ten."""
    if not math.isfinite(numbers.q50):
        return "-"
    return f"{points(numbers.q50)} ({points(numbers.q05)} to {points(numbers.q95)})"


def heading(console: Console, study: Answered, question: str) -> None:
    """Title of the case and the question that the tables answer."""
    know(console, spoken(study.case))
    headline(console, study.case.title, f", {study.case.as_of.isoformat()}")
    console.print(question)


def perspective_heading(console: Console, perspective: Titled) -> None:
    """A line that says whose belief the next table follows."""
    console.print()
    headline(console, perspective.title, f" ({perspective.name})")


def headline(console: Console, text: str, after: str = "") -> None:
    """A line that begins with `text` in bold."""
    line = console.render_str(text)
    line.stylize("bold")
    console.print(line.append_text(console.render_str(after)))


def know(console: Console, texts: Iterable[str]) -> None:
    """Let the console isolate those of these names that run from right to left, whole."""
    if isinstance(console, Page):
        console.names = right_to_left(texts)


def footing(console: Console, study: Answered, *sentences: str) -> None:
    """What the marks mean, one paragraph each, and what the numbers rest on."""
    console.print()
    for sentence in sentences:
        console.print("\n".join(textwrap.wrap(sentence, console.width)))
    rests = f"{study.draws:,} draws, seed {study.seed}, case {study.digest}, goodoffices {study.version}"
    console.print(rests, style="dim")


def party_name(study: Answered, party: str) -> str:
    """What people call the party."""
    return study.case.parties[party].name
