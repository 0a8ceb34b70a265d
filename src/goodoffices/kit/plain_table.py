"""A table that fits its window or says it otherwise: words fold, numbers never do, and no cell is cut.

Too wide for a window, its columns of words fold first, then the headings of numbers; where numbers side by side are
wider still, every row becomes a list of its own.  Where nobody looks at a window - a pipe, a file - it is as wide as it
needs to be.
"""

from __future__ import annotations

import textwrap
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from rich import box
from rich.cells import cell_len
from rich.table import Column as RichColumn
from rich.table import Table

from goodoffices.kit.page import Page

if TYPE_CHECKING:
    from rich.console import Console, ConsoleOptions, RenderResult
    from rich.text import Text

GAP = 3
"""Spaces between two columns."""
LONGEST_WORD = 20
"""Longer words, but not numbers, are folded where room is short."""
NARROWEST = 12
"""A column of words is not folded to fewer, so that names do not run down the page a letter at a time."""


class PlainTable(Table):
    """Aligned columns under a ruled heading, without frames; cells are plain text."""

    def __init__(self) -> None:
        super().__init__(box=box.SIMPLE_HEAD, show_edge=False, pad_edge=False, padding=(0, 1), header_style="bold")

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        """The table, or a list for every row where it does not fit the room."""
        room = console.room if isinstance(console, Page) else options.max_width
        widths = self._widths(options.max_width if room is None else room, room is None)
        if widths is None:
            yield from self._lists(console, room or options.max_width)
            return
        for column, width in zip(self.columns, widths, strict=True):
            column.width = width
        self.width = sum(widths) + GAP * (len(widths) - 1)
        yield from super().__rich_console__(console, options)

    def _widths(self, room: int, may_grow: bool) -> list[int] | None:
        """Width of every column; None where the narrowest that lose nothing take more than `room` and may not grow."""
        room -= GAP * (len(self.columns) - 1)
        widths = [max(map(_natural, (_head(column), *column.cells))) for column in self.columns]
        least = [_least(column) for column in self.columns]
        words = [column.justify == "left" for column in self.columns]
        whole = widths
        for chosen in (words, [True] * len(words)):
            if sum(widths) > room:
                widths = _folded(widths, least, chosen, room)
        if sum(widths) <= room:
            return widths
        return whole if may_grow else None

    def _lists(self, console: Console, room: int) -> Iterator[Text]:
        """Every row as lines of heading and cell; nothing is cut, not even where the room is less than one number."""
        heads = [" ".join(_head(column).split()) for column in self.columns]
        label = max(map(cell_len, heads), default=0)
        for place, row in enumerate(zip(*(column.cells for column in self.columns), strict=True)):
            if place:
                yield _line(console, "")
            for head, cell in zip(heads, row, strict=True):
                if str(cell).strip():
                    for line in _entry(head, " ".join(str(cell).split()), label, room):
                        yield _line(console, line)


def _line(console: Console, text: str) -> Text:
    line = console.render_str(text)
    line.no_wrap, line.overflow = True, "ignore"
    return line


def _entry(head: str, cell: str, label: int, room: int) -> Sequence[str]:
    """Heading and cell side by side where the longest number allows it, else the cell below."""
    beside = room - label - 2
    if beside >= max(_longest(cell), min(NARROWEST, cell_len(cell))):
        first, later = f"{head}{' ' * (label - cell_len(head))}  ", " " * (label + 2)
    else:
        first, later = "  ", "  "
    width = max(room - len(later), 1)
    told = textwrap.wrap(cell, width, break_long_words=False, break_on_hyphens=False)
    lines = [f"{later if n else first}{line}" for n, line in enumerate(told)]
    return lines if first != "  " else [*textwrap.wrap(head, max(room, 1), break_long_words=False), *lines]


def _folded(widths: list[int], least: list[int], chosen: list[bool], room: int) -> list[int]:
    """The widest of the chosen columns made narrower, alike, down to what each needs at least."""
    level = max((w for w, may in zip(widths, chosen, strict=True) if may), default=0)
    while level > 0:
        level -= 1
        narrower = [
            max(min(width, level), min(low, width)) if may else width
            for width, low, may in zip(widths, least, chosen, strict=True)
        ]
        if sum(narrower) <= room:
            return _spread(narrower, widths, chosen, room)
    return narrower if widths else widths


def _spread(narrower: list[int], widths: list[int], chosen: list[bool], room: int) -> list[int]:
    """Room left over by folding alike goes to the columns from left to right, a character each."""
    left = room - sum(narrower)
    out = list(narrower)
    for place, may in enumerate(chosen):
        if left and may and out[place] < widths[place]:
            out[place] += 1
            left -= 1
    return out


def _head(column: RichColumn) -> str:
    return str(column.header)


def _natural(cell: object) -> int:
    return max(map(cell_len, str(cell).split("\n")))


def _least(column: RichColumn) -> int:
    """The narrowest that a column may be: cells of numbers are whole, words are whole up to a length."""
    heading = _longest(_head(column))
    cells = [str(cell) for cell in column.cells]
    if column.justify == "right":
        return max([heading, *map(_natural, cells)])
    natural = max([_natural(_head(column)), *map(_natural, cells)])
    return min(natural, max([heading, NARROWEST, *map(_longest, cells)]))


def _longest(text: str) -> int:
    """Length of the longest word that may not be folded."""
    words = text.split()
    return max((cell_len(w) if any(map(str.isdigit, w)) else min(cell_len(w), LONGEST_WORD) for w in words), default=0)
