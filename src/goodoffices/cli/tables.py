"""Tables for a terminal of 80 columns: aligned, without frames, plain when piped."""

from __future__ import annotations

import math
import textwrap
from typing import TYPE_CHECKING, Literal

from rich import box
from rich.table import Table

if TYPE_CHECKING:
    from typing import Protocol

    from rich.console import Console

    from goodoffices.study.export import Answered
    from goodoffices.study.results import Spread

    class Titled(Protocol):
        """What a perspective is called, by the file and by people."""

        @property
        def name(self) -> str: ...
        @property
        def title(self) -> str: ...


Column = tuple[str, Literal["left", "right"]]


def plain_table(*columns: Column) -> Table:
    """A table with a ruled heading; the first column folds, numbers never do."""
    table = Table(box=box.SIMPLE_HEAD, show_edge=False, pad_edge=False, padding=(0, 1), header_style="bold")
    for heading, justify in columns:
        table.add_column(heading, justify=justify, no_wrap=justify == "right", overflow="fold")
    return table


def percent(share: float, digits: int = 0) -> str:
    """A share as per cent without the sign; a dash where there is none."""
    return f"{100 * share:.{digits}f}" if math.isfinite(share) else "-"


def share_with_error(share: float, error: float) -> str:
    """`62.1 ± 0.8`: per cent and two Monte Carlo standard errors, as everywhere on screen and in the brief."""
    return f"{percent(share, 1)} ± {percent(2 * error, 1)}"


def points(value: float) -> str:
    """Points with one digit; a dash where no draw gave a number."""
    return f"{value:.1f}" if math.isfinite(value) else "-"


def spread(numbers: Spread) -> str:
    """`12.3 (4.0 to 19.8)`: median, then the range that holds nine draws of ten."""
    if not math.isfinite(numbers.q50):
        return "-"
    return f"{points(numbers.q50)} ({points(numbers.q05)} to {points(numbers.q95)})"


def heading(console: Console, study: Answered, question: str) -> None:
    """Title of the case and the question that the tables answer."""
    console.print(f"[bold]{_plain(study.case.title)}[/bold], {study.case.as_of.isoformat()}")
    console.print(question, markup=False)


def perspective_heading(console: Console, perspective: Titled) -> None:
    """A line that says whose belief the next table follows."""
    console.print(f"\n[bold]{_plain(perspective.title)}[/bold] ({perspective.name})")


def footing(console: Console, study: Answered, *sentences: str) -> None:
    """What the marks mean, one paragraph each, and what the numbers rest on."""
    console.print()
    for sentence in sentences:
        console.print("\n".join(textwrap.wrap(sentence, console.width)), markup=False)
    rests = f"{study.draws:,} draws, seed {study.seed}, case {study.digest}, goodoffices {study.version}"
    console.print(rests, markup=False, style="dim")


def party_name(study: Answered, party: str) -> str:
    """What people call the party."""
    return study.case.parties[party].name


def _plain(text: str) -> str:
    from rich.markup import escape

    return escape(text)
