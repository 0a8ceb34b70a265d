"""NegMAS YAML, written: `domain.yml` and a utility function per party."""

from __future__ import annotations

import re

import numpy as np

from goodoffices.exchange import yaml_text as yaml
from goodoffices.exchange.refusal import refuse
from goodoffices.model.scenario import Issue, Scenario

WHOLE = re.compile(r"-?[0-9]{1,9}")


def documents(scenario: Scenario) -> dict[str, str]:
    """File name to YAML text: `domain.yml`, then one file per party, numbered so that their order is kept.

    Raises:
        CaseError: rules, red lines, linkages, discounting, or tables beside rectangles, which these files cannot say.
    """
    _sayable(scenario)
    files = {"domain.yml": yaml.text(_domain_tree(scenario))}
    width = len(str(len(scenario.parties)))
    for i, party in enumerate(scenario.parties):
        safe = "".join(c if c.isalnum() and c.isascii() else "_" for c in party)[:60]
        files[f"party{i + 1:0{width}d}_{safe}.yml"] = yaml.text(_party_tree(scenario, i))
    return files


def _sayable(scenario: Scenario) -> None:
    boxed = {box.party for box in scenario.rectangles}
    valued = {i for i in range(len(scenario.parties)) if np.any(scenario.tables[i])}
    reasons = {
        "rules": len(scenario.forbidden) > scenario.red_lines,
        "red lines": scenario.red_lines > 0,
        "linkages": bool(scenario.linkages),
        "discounting": bool(scenario.discount),
        "points for options beside rectangles": bool(boxed & valued),
        "issues without a name of their own": len({issue.name for issue in scenario.issues}) < len(scenario.issues),
        "options without a name of their own": any(
            len({*issue.options}) < len(issue.options) for issue in scenario.issues
        ),
    }
    found = [reason for reason, holds in reasons.items() if holds]
    if found:
        refuse(scenario.name, None, "", f"NegMAS YAML has no words for {', '.join(found)}", None, "write json instead")


def _domain_tree(scenario: Scenario) -> dict[str, object]:
    return {
        "name": scenario.name,
        "type": "CartesianOutcomeSpace" if scenario.divisible else "DiscreteCartesianOutcomeSpace",
        "issues": [_issue_tree(issue) for issue in scenario.issues],
    }


def _issue_tree(issue: Issue) -> dict[str, object]:
    keys = _option_keys(issue)
    if issue.divisible:
        return {"name": issue.name, "type": "ContinuousIssue", "values": [0.0, 1.0]}
    if isinstance(keys[0], int):
        return {"name": issue.name, "type": "ContiguousIssue", "values": [keys[0], keys[-1]]}
    return {"name": issue.name, "type": "CategoricalIssue", "values": keys}


def _option_keys(issue: Issue) -> list[str | int]:
    """Options as NegMAS is to see them: whole numbers where they are successive ones, else texts."""
    first = issue.options[0]
    if len(issue.options) > 1 and WHOLE.fullmatch(first):
        numbers = range(int(first), int(first) + len(issue.options))
        if tuple(str(n) for n in numbers) == issue.options:
            return list(numbers)
    return list(issue.options)


def _range_tree(issue: Issue, first: int, last: int) -> list[str | int]:
    """A pair of whole numbers is a range to NegMAS, any other list the set of options that are meant."""
    keys = _option_keys(issue)
    return [keys[first], keys[last]] if isinstance(keys[0], int) else keys[first : last + 1]


def _party_tree(scenario: Scenario, i: int) -> dict[str, object]:
    reserved = scenario.reservation[i]
    head = {"name": scenario.parties[i], "reserved_value": float("-inf") if reserved is None else reserved}
    boxes = [box for box in scenario.rectangles if box.party == i]
    if boxes:
        ranges = [{j: _range_tree(scenario.issues[j], *ends) for j, ends in box.bounds.items()} for box in boxes]
        points = [float(box.points) for box in boxes]
        return {**head, "type": "HyperRectangleUtilityFunction", "outcome_ranges": ranges, "utilities": points}
    values: list[object] = []
    place = 0
    for issue in scenario.issues:
        worth = [float(points) for points in scenario.tables[i, place : place + len(issue.options)]]
        place += len(issue.options)
        if issue.divisible:
            values.append({"type": "AffineFun", "slope": worth[1] - worth[0], "bias": worth[0]})
        else:
            values.append({"type": "TableFun", "mapping": dict(zip(_option_keys(issue), worth, strict=True))})
    weights = [1.0] * len(scenario.issues)
    return {**head, "type": "LinearAdditiveUtilityFunction", "weights": weights, "values": values}
