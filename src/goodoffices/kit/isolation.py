"""Names in scripts that run from right to left, and characters that are not text, made safe to stand in a sentence.

In a line of mixed scripts the Unicode bidirectional algorithm (UAX #9) lets a name in Arabic or Hebrew take the figures
beside it into its own direction: "2.4 points and NAME 3.6" is then shown with 3.6 on the other side of the name.
Isolates (U+2068 and U+2069) close the name off; terminals, browsers and SVG viewers that do not know them show nothing.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterable
from typing import Any

OPEN, CLOSE = "\u2068", "\u2069"
"""First strong isolate, and the end of an isolate (Unicode 6.3)."""

_RIGHT = "\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc\U00010800-\U00010fff\U0001e800-\U0001efff"
"""Blocks whose letters run from right to left: Hebrew, Arabic, Syriac, Thaana, N'Ko and the historic scripts."""
_HAS_RIGHT = re.compile(f"[{_RIGHT}]")
_RUN = re.compile(f"{OPEN}[^{OPEN}{CLOSE}]*{CLOSE}|[{_RIGHT}]+(?:[ '’\"\\-\u200c\u200d][{_RIGHT}]+)*")
"""An isolate that stands already, or words that run from right to left with what joins them; figures and commas part runs."""

_PARTS = re.compile(r"(?P<mark><(?P<raw>style|script)\b.*?</(?P=raw)>|<[^>]*>)|[^<]+", re.DOTALL)
"""What is no text of a page, and the text between."""

_BREAKS = dict.fromkeys(map(ord, "\u2028\u2029\x85\x0b\x0c\x1c\x1d\x1e\x1f"), " ")
_CONTROLS = dict.fromkeys([*range(0x00, 0x09), *range(0x0D, 0x1C), *range(0x7F, 0x85), *range(0x86, 0xA0)], "\ufffd")
_TURNS = dict.fromkeys([*range(0x202A, 0x202F), 0x2066, 0x2067], "")
_UNTOLD: dict[int, str] = {**_CONTROLS, **_BREAKS, **_TURNS}
"""Separators become spaces, control codes the mark of a lost character; embeddings and overrides go."""


def printable(text: str) -> str:
    """The text without line separators other than the line feed, control codes, and marks that turn the direction round."""
    return text.translate(_UNTOLD)


def right_to_left(texts: Iterable[str]) -> tuple[str, ...]:
    """Those texts that hold letters running from right to left, the longest first."""
    return tuple(sorted({t for t in texts if _HAS_RIGHT.search(t)}, key=lambda t: (-len(t), t)))


def isolated(text: str, names: tuple[str, ...] = ()) -> str:
    """The text with whatever runs from right to left in isolates of its own.

    Args:
        text: a sentence, a cell or a label.
        names: as `right_to_left` gives them; where one of them occurs it is isolated whole, with the figures, commas or
            Latin words in it.  Other runs are found by their letters.
    """
    if not _HAS_RIGHT.search(text):
        return text
    if names:
        known = re.compile("|".join([f"{OPEN}[^{OPEN}{CLOSE}]*{CLOSE}", *map(re.escape, names)]))
        text = known.sub(_enclosed, text)
    return _RUN.sub(_enclosed, text)


def isolated_page(page: str, names: tuple[str, ...] = ()) -> str:
    """A page of HTML with what runs from right to left isolated in its text; tags, styles and scripts stay as they are."""
    page = printable(page)
    if not _HAS_RIGHT.search(page):
        return page
    escaped = tuple(html.escape(name) for name in names)
    return _PARTS.sub(lambda part: part.group() if part["mark"] else isolated(part.group(), escaped), page)


def isolated_tree(thing: Any) -> Any:
    """Mappings and lists of texts, such as a chart in JSON, with every text printable and isolated."""
    if isinstance(thing, str):
        return isolated(printable(thing))
    if isinstance(thing, dict):
        return {isolated_tree(key): isolated_tree(value) for key, value in thing.items()}
    return [isolated_tree(value) for value in thing] if isinstance(thing, (list, tuple)) else thing


def _enclosed(found: re.Match[str]) -> str:
    name = found.group()
    return name if name.startswith(OPEN) else f"{OPEN}{name}{CLOSE}"
