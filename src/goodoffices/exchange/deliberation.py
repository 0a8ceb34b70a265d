"""LLM-Deliberation (Abdelnabi et al. 2024): config.txt names the parties, scores_files/<party>.txt their scores.

A line per issue holds the scores of its options, the last line the threshold from which the party accepts: its
reservation value.  Names of issues and options come from global_instructions.txt where it is there.  Vetoes and the
majority rule of the game are not part of a scenario: here every party must gain.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from goodoffices.exchange.draft import Profile, scenario
from goodoffices.exchange.refusal import number, refuse, text_of
from goodoffices.model.scenario import Issue, Scenario

CONFIG, SCORES, TEXT = "config.txt", "scores_files", "global_instructions.txt"
_ISSUE = re.compile(r'^\W*Issue ([A-Z])\b\W*?"([^"\n]{1,200})"', re.MULTILINE)
_OPTION = re.compile(r'^\W*([A-Z][1-9][0-9]?)\W*?"([^"\n]{1,200})"', re.MULTILINE)
MOST_ISSUES = 26
"""Issues are named A to Z."""


def recognises(path: Path) -> bool:
    """A folder with config.txt and scores_files, or that config.txt."""
    folder = path if path.is_dir() else path.parent
    return (path.is_dir() or path.name == CONFIG) and (folder / CONFIG).is_file() and (folder / SCORES).is_dir()


def read(path: Path, profiles: Sequence[Path] | None = None) -> Scenario:
    """The scenario of a game's folder, parties in the order of config.txt; raises CaseError."""
    folder = path if path.is_dir() else path.parent
    if profiles:
        refuse(path, None, "", "the parties of this format are those of config.txt", None, "leave the profiles out")
    parties = _parties(folder / CONFIG)
    scores = [_scores(folder / SCORES / f"{file}.txt") for _, file in parties]
    sizes = [len(line) for line in scores[0][:-1]]
    for (_, file), lines in zip(parties, scores, strict=True):
        _fits(folder / SCORES / f"{file}.txt", lines, sizes)
    issues = _named(sizes, folder / TEXT)
    people = [
        Profile(name, tuple(np.array(line) for line in lines[:-1]), lines[-1][0])
        for (name, _), lines in zip(parties, scores, strict=True)
    ]
    return scenario(folder.resolve().name or "game", folder, issues, people)


def _parties(config: Path) -> list[tuple[str, str]]:
    """Name and file of each party."""
    found: list[tuple[str, str]] = []
    for place, line in enumerate(text_of(config).splitlines(), 1):
        fields = [part.strip() for part in line.split(",")]
        if not line.strip():
            continue
        if len(fields) < 2 or not fields[0] or not re.fullmatch(r"[\w\- ]{1,100}", fields[1]):
            refuse(config, place, "", "a line names a party and its file", line, "as in `Mayor,mayor,player`")
        if fields[0] in [name for name, _ in found]:
            refuse(config, place, "", "this party stands here twice", fields[0])
        found.append((fields[0], fields[1]))
    return found


def _scores(file: Path) -> list[list[float]]:
    lines = [
        [number(part, file, place, "") for part in line.strip().rstrip(",").split(",")]
        for place, line in enumerate(text_of(file).splitlines(), 1)
        if line.strip()
    ]
    if len(lines) < 2 or len(lines[-1]) != 1:
        refuse(file, None, "", "the last line is the threshold alone, after a line of scores per issue")
    if len(lines) - 1 > MOST_ISSUES:
        refuse(file, None, "", f"more than {MOST_ISSUES} issues")
    return lines


def _fits(file: Path, lines: Sequence[Sequence[float]], sizes: Sequence[int]) -> None:
    counts = [len(line) for line in lines[:-1]]
    if counts != list(sizes):
        refuse(file, None, "", f"options per issue are {counts}, but {list(sizes)} in the first party's file")


def _named(sizes: Sequence[int], instructions: Path) -> list[Issue]:
    text = text_of(instructions) if instructions.is_file() else ""
    titles, options = dict(_ISSUE.findall(text)), dict(_OPTION.findall(text))
    issues = []
    for letter, size in zip("ABCDEFGHIJKLMNOPQRSTUVWXYZ", sizes, strict=False):
        codes = [f"{letter}{k}" for k in range(1, size + 1)]
        named = tuple(f"{code} {options[code]}" if code in options else code for code in codes)
        issues.append(Issue(f"{letter} {titles[letter]}" if letter in titles else letter, named))
    return issues
