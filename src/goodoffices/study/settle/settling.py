"""From a path to a settlement: other people's scenario, a case file, or the name of a case that ships."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Sequence
from pathlib import Path

from goodoffices.case.ordinary import open_ordinary
from goodoffices.case.perspective import BASELINE
from goodoffices.case.problem import did_you_mean
from goodoffices.case.reading import load
from goodoffices.case.schema import Case
from goodoffices.case.shipped import shipped_paths
from goodoffices.exchange.plain import is_ours_in_yaml
from goodoffices.exchange.reading import load_scenario
from goodoffices.exchange.refusal import refuse, text_of
from goodoffices.model.scenario import Scenario
from goodoffices.study.settle.answer import Settlement, Ties
from goodoffices.study.settle.case_scenario import case_scenario
from goodoffices.study.settle.deal_in_hand import Given, deal_in
from goodoffices.study.settle.question import settle, settle_case

Progress = Callable[[str, int, int], None]
CASE_MARK = re.compile(rb"^(goodoffices|as_of|parties|preferences)[ \t]*:", re.MULTILINE)
"""What begins a line of every case file, and of nobody else's YAML."""
HEAD = 8_000
"""Bytes in which it stands."""


def settle_path(
    path: str,
    profiles: Sequence[Path] | None = None,
    perspective: str | None = None,
    given: Path | None = None,
    time: float = 0.0,
    progress: Progress | None = None,
    *,
    ties: Ties = "merge",
) -> Settlement:
    """Settle whatever is at a path.

    Args:
        path: file or folder, or the name of a case that ships.
        profiles: parties' files of a foreign scenario, where its folder holds others too.
        perspective: of a case: whose belief to follow; its first if not said.
        given: file of a deal in hand: JSON {issue: option or share}.
        time: when the deal is made, for parties that discount.
        progress: told how far the work has come.
        ties: what becomes of packages that are the same to everybody, as `settle`.

    Raises:
        CaseError: something in a file is wrong, or does not fit the others.
        InfeasibleError: as `settle`.
    """
    if not _is_case(path):
        scenario = scenario_at(path, profiles, perspective)
        return settle(scenario, given=_deal(given, scenario), time=time, ties=ties, progress=progress)
    case, name = _case(path, profiles, perspective)
    deal = _deal(given, case_scenario(case, name)) if given is not None else None
    return settle_case(case, name, given=deal, ties=ties, progress=progress)


def scenario_at(path: str, profiles: Sequence[Path] | None = None, perspective: str | None = None) -> Scenario:
    """The scenario at a path, that of a case at its central values; arguments and errors as `settle_path`."""
    if _is_case(path):
        return case_scenario(*_case(path, profiles, perspective))
    if perspective is not None:
        refuse(path, None, "", "this is no case, so it has no perspectives; leave --perspective out")
    return load_scenario(Path(path), profiles)


def _case(path: str, profiles: Sequence[Path] | None, perspective: str | None) -> tuple[Case, str]:
    if profiles:
        refuse(path, None, "", "this is a case, so it has no profiles; leave --profile out")
    case = load(path)
    known = tuple(case.perspectives) or (BASELINE,)
    if perspective is not None and perspective not in known:
        hint = did_you_mean(perspective, known)
        refuse(path, None, "perspectives", "there is no such perspective", perspective, hint)
    return case, perspective or known[0]


def _is_case(path: str) -> bool:
    """Whether this is a case that ships, or a YAML file that begins like one (or is nothing at all)."""
    if path in shipped_paths():
        return True
    file = Path(path)
    try:
        if file.suffix.lower() not in (".yaml", ".yml"):
            return not file.exists()
        if is_ours_in_yaml(file):
            return False
        with open_ordinary(file) as stream:
            return CASE_MARK.search(stream.read(HEAD)) is not None
    except (OSError, ValueError):
        return True  # reading it as a case says what is wrong


def _deal(file: Path | None, scenario: Scenario) -> Given | None:
    """The deal in a JSON file: {issue: option or share}, bare or under the key `package`.

    Raises CaseError where it is none, or does not fit the scenario.
    """
    if file is None:
        return None
    text = text_of(file)
    try:
        found = json.loads(text)
        package = found.get("package", found) if isinstance(found, dict) else None
        if not isinstance(package, dict):
            refuse(file, None, "", "a deal is a JSON object {issue: option}")
        return deal_in(scenario, package)
    except json.JSONDecodeError as error:
        refuse(file, error.lineno, "", f"this is not JSON: {error.msg}")
    except RecursionError:
        refuse(file, None, "", "nested too deep: a deal is a JSON object {issue: option}")
    except ValueError as error:
        refuse(file, None, "", str(error))
