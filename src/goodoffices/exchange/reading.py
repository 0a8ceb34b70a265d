"""From a file or folder in anybody's format to a scenario: the format is recognised, then read.

`FORMATS` is the list of formats; another one is another entry.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import NoReturn

from goodoffices.case.problem import did_you_mean
from goodoffices.exchange import deliberation, genius, negmas, negolog, plain
from goodoffices.exchange.refusal import refuse
from goodoffices.model.scenario import Scenario


@dataclass(frozen=True)
class Format:
    """One format of negotiation files."""

    title: str
    looks_like: str
    """What a reader recognises it by, in words."""
    recognises: Callable[[Path], bool]
    """Whether a file or folder that exists has this format; looks at names and the first bytes only."""
    read: Callable[[Path, Sequence[Path] | None], Scenario]
    """The scenario of a file or folder, parties from the profiles named or from all beside it; raises CaseError."""


FORMATS: dict[str, Format] = {
    "json": Format("Good Offices JSON or YAML", 'a .json or .yaml file with "format"', plain.recognises, plain.read),
    "deliberation": Format(
        "LLM-Deliberation", "a folder with config.txt and scores_files", deliberation.recognises, deliberation.read
    ),
    "negolog": Format("NegoLog", "a folder with profileA.json, profileB.json", negolog.recognises, negolog.read),
    "genius": Format("Genius XML", "a domain and profiles in .xml", genius.recognises, genius.read),
    "negmas": Format("NegMAS YAML", "a domain and utility functions in .yml", negmas.recognises, negmas.read),
}
"""By name, in the order in which they are tried."""


def recognised(path: Path) -> str | None:
    """Name of the format of a file or folder (a key of `FORMATS`), None where it is none of them."""
    try:
        if not path.exists():
            return None
    except (OSError, ValueError):
        return None
    return next((name for name, form in FORMATS.items() if form.recognises(path)), None)


def load_scenario(path: Path, profiles: Sequence[Path] | None = None) -> Scenario:
    """The scenario in a file or folder, its format recognised.

    `profiles` names the parties' files, in order, where a folder holds others too; a name is looked up from the
    working folder, then from the domain's.  Cost: O(size of the files).

    Raises:
        CaseError: there is no such thing, its format is not known, or something in it is wrong; says where.
    """
    path = Path(path)
    name = recognised(path)
    if name is None:
        _unknown(path)
    try:
        return FORMATS[name].read(path, profiles)
    except (ValueError, OverflowError, RecursionError, MemoryError) as error:
        refuse(path, None, "", f"this does not make a scenario: {error or type(error).__name__}")


def _unknown(path: Path) -> NoReturn:
    try:
        exists = path.exists()
        beside = [] if exists or not path.parent.is_dir() else [str(p) for p in sorted(path.parent.iterdir())[:300]]
    except (OSError, ValueError):
        exists, beside = False, []
    if not exists:
        near = did_you_mean(str(path), beside)
        refuse(path, None, "", "there is no such file or folder", None, near if near and "did" in near else None)
    if path.is_file() and negmas.is_case(path):
        refuse(path, None, "", "this is a case of Good Offices itself, not a scenario of another format")
    known = "; ".join(f"{form.title}: {form.looks_like}" for form in FORMATS.values())
    refuse(path, None, "", "this is in no format that is known here", None, known)
