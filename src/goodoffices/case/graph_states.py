"""States of a conflict as codes of the options taken: which are feasible."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import numpy as np
import numpy.typing as npt

from goodoffices.case.problem import InfeasibleError

Codes = npt.NDArray[np.uint64]
Pattern = tuple[int, int]
"""Bits of the options that a pattern speaks of, and of those it wants taken."""

MOST_STATES = 1 << 24
"""Feasible states of one graph."""
MOST_OPTIONS = 62
"""Options of all decision makers together: a state is one number."""


def pattern_bits(pattern: str) -> Pattern:
    """`Y-N` as bits: the first letter is option 0."""
    spoken = sum(1 << o for o, letter in enumerate(pattern) if letter != "-")
    return spoken, sum(1 << o for o, letter in enumerate(pattern) if letter == "Y")


def pattern_of(code: int, options: int) -> str:
    """A state's code as Y/N letters."""
    return "".join("Y" if code >> o & 1 else "N" for o in range(options))


def feasible_codes(options: int, forbidden: Iterable[Pattern]) -> Codes:
    """Codes of all states that meet no forbidden pattern, ascending.

    Options are added one by one and a pattern is applied as soon as all it speaks of are there, so that work goes with
    the states that remain.  Raises InfeasibleError above MOST_STATES states or MOST_OPTIONS options.
    """
    if options > MOST_OPTIONS:
        raise InfeasibleError(f"{options} options; a graph has at most {MOST_OPTIONS}")
    due: dict[int, list[Pattern]] = {}
    for spoken, taken in forbidden:
        due.setdefault(spoken.bit_length(), []).append((spoken, taken))
    codes = _allowed(np.zeros(1, np.uint64), due.get(0, []))
    for option in range(options):
        codes = np.concatenate([codes, codes | np.uint64(1 << option)])
        codes = _allowed(codes, due.get(option + 1, []))
        if len(codes) > MOST_STATES:
            raise InfeasibleError(f"more than {MOST_STATES:,} feasible states: forbid some, or use fewer options")
    return codes


def _allowed(codes: Codes, forbidden: Sequence[Pattern]) -> Codes:
    for spoken, taken in forbidden:
        codes = codes[(codes & np.uint64(spoken)) != np.uint64(taken)]
    return codes
