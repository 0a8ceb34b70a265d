"""A scenario as one file of our own, complete: tables, linkages, rectangles, rules, shares, discounting.

JSON, or the same written by hand as YAML.  Issues, options and parties are referred to by name.
docs/reference/formats.md describes every field.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from pathlib import Path

import numpy as np

from goodoffices.case.problem import did_you_mean
from goodoffices.exchange import refusal
from goodoffices.exchange.draft import check_size
from goodoffices.exchange.node import Node, read_node
from goodoffices.exchange.refusal import MOST_OPTIONS, listed, refuse, repeated
from goodoffices.model.scenario import Issue, Linkage, Rectangle, Scenario

FORMAT, VERSION = "goodoffices-scenario", 1
MARK = re.compile(rb"""^["']?format["']?[ \t]*:[ \t]*["']?goodoffices-scenario\b""", re.MULTILINE)
"""The line of a YAML file that says it is one of ours."""
YAML_ENDINGS = (".yaml", ".yml")


def recognises(path: Path) -> bool:
    """A .json file that is nobody's profile, a YAML file that says it is one of ours, or a folder whose only file does."""
    if path.is_file():
        return is_ours_in_yaml(path) or (path.suffix.lower() == ".json" and not path.name.startswith("profile"))
    return _only(path) is not None


def _only(folder: Path) -> Path | None:
    """The one .json file of a folder, or its one YAML file, if that says it is one of ours."""
    trees, texts = listed(folder, ".json"), listed(folder, *YAML_ENDINGS)
    if len(trees) == 1 and FORMAT.encode() in refusal.beginning(trees[0]):
        return trees[0]
    return texts[0] if len(texts) == 1 and is_ours_in_yaml(texts[0]) else None


def is_ours_in_yaml(path: Path) -> bool:
    """Whether a .yaml or .yml file has the line `format: goodoffices-scenario` at its beginning."""
    return path.suffix.lower() in YAML_ENDINGS and MARK.search(refusal.beginning(path)) is not None


def read(path: Path, profiles: Sequence[Path] | None = None) -> Scenario:
    """The scenario of a file, or of the one file in a folder; raises CaseError."""
    if profiles:
        refuse(path, None, "", "this format keeps all parties in one file", None, "leave the profiles out")
    if path.is_dir():
        path = _only(path) or path
    root = read_node(path)
    if root.need("format").text() != FORMAT:
        root.need("format").refuse(f"this is not {FORMAT!r}")
    if root.need("version").whole() != VERSION:
        root.need("version").refuse(f"this file is of version {root.need('version').whole()}; {VERSION} is read here")
    return _scenario(root, path)


def _scenario(root: Node, path: Path) -> Scenario:
    issues = [_issue(node) for node in root.need("issues").items()]
    people = root.need("parties").items()
    parties = [node.need("name").text() for node in people]
    if not people:
        root.need("parties").refuse("there are no parties")
    check_size(path, issues, len(people))
    _once(root.need("issues"), [issue.name for issue in issues], "issues")
    _once(root.need("parties"), parties, "parties")
    factors = [node.get("discount") for node in people]
    discount = tuple(1.0 if factor is None else _factor(factor) for factor in factors)
    levels = [node.get("reservation") for node in people]
    return Scenario(
        name=root.need("name").text(),
        parties=tuple(parties),
        issues=tuple(issues),
        tables=np.array([_row(node.need("points"), issues) for node in people], dtype=np.float64),
        reservation=tuple(None if level is None else level.number() for level in levels),
        linkages=tuple(_linkage(node, parties, issues) for node in _listed(root, "linkages")),
        rectangles=tuple(_rectangle(node, parties, issues) for node in _listed(root, "rectangles")),
        forbidden=tuple(_condition(node, issues) for node in _listed(root, "forbidden")),
        discount=discount if any(factor is not None for factor in factors) else (),
    )


def _listed(root: Node, key: str) -> list[Node]:
    node = root.get(key)
    return node.items() if node else []


def _once(node: Node, names: Sequence[str], what: str) -> None:
    twice = repeated(names)
    if twice is not None:
        node.refuse(f"two {what} are named {twice!r}")


def _issue(node: Node) -> Issue:
    options = tuple(option.text() for option in node.need("options").items())
    stated = node.get("divisible")
    if stated is not None and stated.text() not in ("true", "false"):
        stated.refuse("true or false is wanted here")
    divisible = stated is not None and stated.text() == "true"
    if not options or len(options) > MOST_OPTIONS or (divisible and len(options) != 2):
        node.need("options").refuse(f"an issue has 1 to {MOST_OPTIONS} options, a divisible one the two ends 0 and 1")
    _once(node.need("options"), options, "options")
    return Issue(node.need("name").text(), options, divisible)


def _row(node: Node, issues: Sequence[Issue]) -> list[float]:
    """Points of a party for the options of all issues, issue after issue."""
    row: list[float] = []
    for issue in issues:
        stated = node.need(issue.name)
        for name in stated.mapping().keys() - set(issue.options):
            _place(stated, name, issue.options, "an option")
        row.extend(stated.need(option).number() for option in issue.options)
    for name in node.mapping():
        _place(node, name, [issue.name for issue in issues], "an issue")
    return row


def _place(node: Node, name: str, names: Sequence[str], what: str) -> int:
    if name not in names:
        node.refuse(f"{name!r} is not {what}", did_you_mean(name, names))
    return names.index(name)


def _factor(node: Node) -> float:
    value = node.number()
    if not 0.0 < value <= 1.0:
        node.refuse("a discount factor lies above 0 and is at most 1")
    return value


def _condition(node: Node, issues: Sequence[Issue]) -> dict[int, int]:
    names = [issue.name for issue in issues]
    found: dict[int, int] = {}
    for name, option in node.mapping().items():
        j = _discrete(node, name, names, issues)
        found[j] = _place(option, option.text(), issues[j].options, f"an option of {name!r}")
    if not found:
        node.refuse("a condition names at least one issue")
    return found


def _discrete(node: Node, name: str, names: Sequence[str], issues: Sequence[Issue]) -> int:
    j = _place(node, name, names, "an issue")
    if issues[j].divisible:
        node.refuse(f"the issue {name!r} is divisible: conditions name discrete issues only")
    return j


def _linkage(node: Node, parties: Sequence[str], issues: Sequence[Issue]) -> Linkage:
    party = node.need("party")
    i = _place(party, party.text(), parties, "a party")
    return Linkage(i, _condition(node.need("condition"), issues), node.need("points").number())


def _rectangle(node: Node, parties: Sequence[str], issues: Sequence[Issue]) -> Rectangle:
    party, names = node.need("party"), [issue.name for issue in issues]
    bounds: dict[int, tuple[int, int]] = {}
    for name, ends in node.need("bounds").mapping().items():
        j = _discrete(node, name, names, issues)
        if len(ends.items()) != 2:
            ends.refuse("bounds are the first and the last option")
        first, last = (_place(end, end.text(), issues[j].options, f"an option of {name!r}") for end in ends.items())
        if last < first:
            ends.refuse("the first option comes after the last")
        bounds[j] = (first, last)
    return Rectangle(_place(party, party.text(), parties, "a party"), bounds, node.need("points").number())


def document(scenario: Scenario) -> str:
    """The JSON text of a scenario.

    Raises:
        CaseError: two parties, two issues, or two options of an issue have the same name.
    """
    groups = [
        scenario.parties,
        [issue.name for issue in scenario.issues],
        *(issue.options for issue in scenario.issues),
    ]
    if any(len(set(names)) < len(names) for names in groups):
        refuse(scenario.name, None, "", "parties, issues, and options of an issue need names of their own")
    tree: dict[str, object] = {"format": FORMAT, "version": VERSION, "name": scenario.name}
    tree["parties"] = [_party(scenario, i) for i in range(len(scenario.parties))]
    tree["issues"] = [
        {"name": issue.name, "options": issue.options, **({"divisible": True} if issue.divisible else {})}
        for issue in scenario.issues
    ]
    links = [
        {"party": scenario.parties[k.party], "condition": _named(scenario, k.condition), "points": k.points}
        for k in scenario.linkages
    ]
    boxes = [
        {"party": scenario.parties[b.party], "bounds": _bounded(scenario, b.bounds), "points": b.points}
        for b in scenario.rectangles
    ]
    rules = [_named(scenario, rule) for rule in scenario.forbidden]
    tree.update({key: rows for key, rows in (("linkages", links), ("rectangles", boxes), ("forbidden", rules)) if rows})
    return json.dumps(tree, ensure_ascii=True, indent=1, allow_nan=False) + "\n"


def _party(scenario: Scenario, i: int) -> dict[str, object]:
    points: dict[str, dict[str, float]] = {}
    place = 0
    for issue in scenario.issues:
        row = scenario.tables[i, place : place + len(issue.options)]
        points[issue.name] = {option: float(worth) for option, worth in zip(issue.options, row, strict=True)}
        place += len(issue.options)
    party: dict[str, object] = {"name": scenario.parties[i], "reservation": scenario.reservation[i], "points": points}
    return {**party, "discount": scenario.discount[i]} if scenario.discount else party


def _named(scenario: Scenario, condition: Mapping[int, int]) -> dict[str, str]:
    return {scenario.issues[j].name: scenario.issues[j].options[k] for j, k in condition.items()}


def _bounded(scenario: Scenario, bounds: Mapping[int, tuple[int, int]]) -> dict[str, list[str]]:
    return {scenario.issues[j].name: [scenario.issues[j].options[k] for k in ends] for j, ends in bounds.items()}
