"""What is wrong with a case: where it stands, what was found, what would be right."""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Literal

Severity = Literal["error", "warning"]

LONGEST_WORD = 80
"""Longer words are cut before they are compared: the comparison takes time in proportion to the product of lengths."""
MOST_COMPARED = 300
"""Of more known words only those that begin or end like the word are compared, and so many of them."""
LONGEST_TEXT, LONGEST_PATH = 400, 160
"""Characters of a message, and of a path, that are printed; of more it is said how many are left out."""
FEW = 8
"""So many choices are listed whole where none of them is near."""


@dataclass(frozen=True)
class Problem:
    """One mistake in a case, or one thing worth a second look (a warning)."""

    file: str
    """The file as it was named, or the name of a case that came from no file."""
    line: int | None
    """Line in the file, from 1; None where there is none."""
    path: str
    """Dotted path of the place, as in `levers.press_russia.strength`; empty for the file as a whole."""
    message: str
    found: str | None = None
    """What stands there."""
    suggestion: str | None = None
    severity: Severity = "error"

    def __str__(self) -> str:
        """As in `fence.yaml:12: preferences.ann.weights.tree: 'tree' is not an issue; did you mean 'trees'?`."""
        place = self.file if self.line is None else f"{self.file}:{self.line}"
        heading = "warning: " if self.severity == "warning" else ""
        path = f"{condensed(self.path, LONGEST_PATH)}: " if self.path else ""
        ending = f"; {condensed(self.suggestion)}" if self.suggestion else ""
        return f"{place}: {heading}{path}{condensed(self.message)}{ending}"


class CaseError(Exception):
    """A case that cannot be used; carries every problem found, not only the first."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems: tuple[Problem, ...] = tuple(problems)
        super().__init__("\n".join(str(problem) for problem in self.problems))

    def __reduce__(self) -> tuple[type[CaseError], tuple[tuple[Problem, ...]]]:
        """Let it pass between processes."""
        return (CaseError, (self.problems,))


def nearest(word: str, known: Iterable[str]) -> str | None:
    """The known word most like `word` (Ratcliff & Metzener 1988), or None where none comes near."""
    wanted = word[:LONGEST_WORD].casefold()
    folded: dict[str, str] = {}
    for name in known:
        folded.setdefault(name[:LONGEST_WORD].casefold(), name)
    if len(folded) > MOST_COMPARED:
        alike = (name for name in folded if name[:2] == wanted[:2] or name[-2:] == wanted[-2:])
        alike = (name for name in alike if abs(len(name) - len(wanted)) < FEW)
        folded = {name: folded[name] for name in islice(alike, MOST_COMPARED)}
    close = difflib.get_close_matches(wanted, list(folded), n=1, cutoff=0.6)
    return folded[close[0]] if close else None


def did_you_mean(word: str, known: Sequence[str]) -> str | None:
    """A suggestion: the nearest known word, else all of them where they are few, else None."""
    near = nearest(word, known)
    if near is not None:
        return f"did you mean {near!r}?"
    if known and len(known) <= FEW:
        return f"known: {', '.join(known)}"
    return None


def condensed(text: str, longest: int = LONGEST_TEXT) -> str:
    """The text, cut with a count where it is longer than `longest`: of a list by items, else by characters."""
    if len(text) <= longest:
        return text
    cut = text.rfind(", ", longest // 4, longest)
    if cut > 0:
        left_out = text.count(", ", cut)
        return f"{text[:cut]} and {left_out:,} more"
    return f"{text[:longest]}… ({len(text) - longest:,} characters more)"


def shown(value: object, longest: int = 40) -> str:
    """What stands in the file, in a few words: `'text'`, `12`, `true`, `nothing`, `a list`, `a mapping`."""
    if value is None:
        return "nothing"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, dict):
        return "a mapping"
    if isinstance(value, (list, tuple)):
        return "a list"
    text = repr(value)
    return text if len(text) <= longest else f"{text[: longest - 3]}..."


class InfeasibleError(ValueError):
    """What was asked cannot be met or cannot be counted; the message names the constraint in the way."""


class UnsolvedError(InfeasibleError):
    """Work was given up before it was known whether there is an answer; the message says what is proven and what is not."""
