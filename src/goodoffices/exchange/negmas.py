"""NegMAS and ANL YAML, read: a domain (`issues`) and a utility function per party.

    u = bias + sum_j weight_j f_j      f: TableFun, IdentityFun, LinearFun, AffineFun, ConstFun
    u = bias + sum_k weight_k utility_k [package in box k]      (HyperRectangleUtilityFunction)

Nothing is divided by a maximum: values are taken as they stand.  A continuous issue becomes a divisible one.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from goodoffices.case.problem import did_you_mean
from goodoffices.exchange.draft import Profile, check_size, scenario
from goodoffices.exchange.folders import domain_and_profiles
from goodoffices.exchange.node import Node, read_node
from goodoffices.exchange.refusal import MOST_OPTIONS, beginning, listed, repeated
from goodoffices.model.arrays import Floats
from goodoffices.model.scenario import Issue, Scenario

ENDINGS = (".yml", ".yaml")
ASIDE = ("stats", "info", "scenario")
"""Files that NegMAS writes beside a scenario, and any that begin with `_`."""
CASE = re.compile(rb"^goodoffices\s*:", re.MULTILINE)
INFINITE = ("-.inf", "-.Inf", "-.INF", "-inf", "-Infinity")
"""A reserved value that says: no agreement is worse than anything; read as none stated."""


@dataclass(frozen=True)
class Subject:
    """An issue of the domain with the number behind each option, where there is one."""

    issue: Issue
    values: Floats | None


def recognises(path: Path) -> bool:
    """A .yml or .yaml file that is no case of our own, or a folder with one."""
    if path.is_file():
        return path.suffix.lower() in ENDINGS and not is_case(path)
    return any(not is_case(file) for file in listed(path, *ENDINGS))


def is_case(path: Path) -> bool:
    """Whether a YAML file begins like a case (`goodoffices: 1`)."""
    return CASE.search(beginning(path, 100_000)) is not None


def read(path: Path, profiles: Sequence[Path] | None = None) -> Scenario:
    """The scenario of a domain's file or of its folder; raises CaseError.  O(size of the files)."""
    roots: dict[Path, Node] = {}

    def root(file: Path) -> Node:
        if file not in roots:
            roots[file] = read_node(file)
        return roots[file]

    def is_domain(file: Path) -> bool:
        return not _aside(file) and "issues" in root(file).mapping()

    domain, files = domain_and_profiles(path, profiles, ENDINGS, is_domain)
    if profiles is None:
        files = [file for file in files if not _aside(file)]
    template = root(domain)
    subjects = [_subject(node) for node in template.need("issues").items()]
    issues = [subject.issue for subject in subjects]
    check_size(domain, issues, max(1, len(files)))
    _names_once(template.need("issues"), [issue.name for issue in issues])
    parties = [_profile(root(file), file.stem, subjects) for file in files]
    title = template.get("name")
    return scenario(title.text() if title else domain.stem, domain, issues, parties)


def _aside(file: Path) -> bool:
    return file.name.startswith("_") or file.stem in ASIDE


def _names_once(node: Node, names: Sequence[str]) -> None:
    twice = repeated(names)
    if twice is not None:
        node.refuse(f"two issues are named {twice!r}")


def _kind(node: Node) -> str:
    """Type of an issue or function, without the module it stands in."""
    stated = node.get("type")
    return stated.text().rpartition(".")[2] if stated else ""


def _subject(node: Node) -> Subject:
    name, kind, values = node.need("name").text(), _kind(node), node.need("values")
    if kind == "ContinuousIssue":
        ends = [value.number() for value in values.items()]
        if len(ends) != 2 or ends[1] <= ends[0]:
            values.refuse("a continuous issue has two values, the least and the greatest")
        return Subject(Issue(name, (repr(ends[0]), repr(ends[1])), divisible=True), np.array(ends))
    if kind == "ContiguousIssue" or not isinstance(values.value, list):
        return _range(name, values)
    options = tuple(value.text() for value in values.items())
    if not options:
        values.refuse("this issue has no options")
    if len(options) > MOST_OPTIONS:
        values.refuse(f"more than {MOST_OPTIONS} options of one issue")
    twice = repeated(options)
    if twice is not None:
        values.refuse(f"the option {twice!r} stands here twice")
    return Subject(Issue(name, options), None)


def _range(name: str, values: Node) -> Subject:
    """Whole numbers from a least to a greatest; a single number n stands for 0 to n - 1."""
    if isinstance(values.value, list):
        ends = [value.whole() for value in values.items()]
        if len(ends) != 2:
            values.refuse("a contiguous issue has two values, the least and the greatest")
        first, last = ends
    else:
        first, last = 0, values.whole() - 1
    if last < first:
        values.refuse("this issue has no options")
    if last - first >= MOST_OPTIONS:
        values.refuse(f"more than {MOST_OPTIONS} options of one issue")
    numbers = range(first, last + 1)
    return Subject(Issue(name, tuple(str(n) for n in numbers)), np.array(numbers, dtype=np.float64))


def _profile(root: Node, stem: str, subjects: Sequence[Subject]) -> Profile:
    kind = _kind(root)
    if kind not in FUNCTIONS:
        root.refuse(f"utility functions of type {kind!r} are not read", f"known: {', '.join(FUNCTIONS)}")
    outcome = root.get("reserved_outcome")
    if outcome is not None:
        outcome.refuse("a reserved outcome is not read", "state a reserved_value")
    level = root.get("reserved_value")
    none = level is None or level.value in INFINITE
    name = root.get("name")
    columns, rectangles = FUNCTIONS[kind](root, subjects)
    bias = root.get("bias")
    columns[0] = columns[0] + (bias.number() if bias else 0.0)
    return Profile(
        name.text() if name else stem,
        tuple(columns),
        None if none or level is None else level.number(),
        tuple(rectangles),
    )


Boxes = list[tuple[dict[int, tuple[int, int]], float]]
Parts = tuple[list[Floats], Boxes]


def _additive(root: Node, subjects: Sequence[Subject]) -> Parts:
    names = [subject.issue.name for subject in subjects]
    functions, weights = _per_issue(root.need("values"), names), _per_issue(root.need("weights"), names)
    rows = zip(subjects, functions, weights, strict=True)
    return [weight.number() * _values(function, subject) for subject, function, weight in rows], []


def _affine(root: Node, subjects: Sequence[Subject]) -> Parts:
    weights = _per_issue(root.need("weights"), [subject.issue.name for subject in subjects])
    return [w.number() * _numbers(w, subject) for w, subject in zip(weights, subjects, strict=True)], []


def _hyper(root: Node, subjects: Sequence[Subject]) -> Parts:
    ranges, points = root.need("outcome_ranges").items(), root.need("utilities").items()
    weights = root.get("weights")
    factors = [weight.number() for weight in weights.items()] if weights else [1.0] * len(points)
    if not len(ranges) == len(points) == len(factors):
        root.refuse(f"{len(ranges)} outcome_ranges, {len(points)} utilities and {len(factors)} weights do not match")
    boxes: Boxes = []
    columns = [np.zeros(len(subject.issue.options)) for subject in subjects]
    for node, point, factor in zip(ranges, points, factors, strict=True):
        bounds = _bounds(node, subjects)
        if bounds:
            boxes.append((bounds, factor * point.number()))
        else:
            columns[0] += factor * point.number()
    return columns, boxes


def _bounds(node: Node, subjects: Sequence[Subject]) -> dict[int, tuple[int, int]]:
    """Issue (its place, from 0, or its name) to the first and last option of a range."""
    names = [subject.issue.name for subject in subjects]
    bounds: dict[int, tuple[int, int]] = {}
    for key, side in node.mapping().items():
        place = int(key) if key.isdecimal() and len(key) < 6 else names.index(key) if key in names else len(names)
        if place >= len(names):
            node.refuse(f"{key!r} is no issue", f"the place of an issue, 0 to {len(names) - 1}, or its name")
        if subjects[place].issue.divisible:
            side.refuse(f"the issue {names[place]!r} is continuous: boxes are read for discrete issues only")
        bounds[place] = _run(side, subjects[place])
    return bounds


def _run(side: Node, subject: Subject) -> tuple[int, int]:
    """First and last of the options named: `[least, greatest]` of whole numbers, else one option or neighbours."""
    named = side.items() if isinstance(side.value, list) else [side]
    places = [_place(end, subject.issue) for end in named]
    if not places:
        side.refuse("this range names no option")
    if subject.values is not None and len(places) == 2 and places[0] <= places[1]:
        return places[0], places[1]
    if sorted(places) != list(range(min(places), max(places) + 1)):
        side.refuse("the options of this range are not neighbours in the domain, or their order is reversed")
    return min(places), max(places)


def _place(node: Node, issue: Issue) -> int:
    if node.text() not in issue.options:
        node.refuse(f"{node.text()!r} is not an option of {issue.name!r}", did_you_mean(node.text(), issue.options))
    return issue.options.index(node.text())


FUNCTIONS: dict[str, Callable[[Node, Sequence[Subject]], Parts]] = {
    "LinearAdditiveUtilityFunction": _additive,
    "LinearUtilityAggregationFunction": _additive,
    "AffineUtilityFunction": _affine,
    "LinearUtilityFunction": _affine,
    "HyperRectangleUtilityFunction": _hyper,
}


def _per_issue(node: Node, names: Sequence[str]) -> list[Node]:
    """One entry per issue: a list in the domain's order, or a mapping by name."""
    if isinstance(node.value, dict):
        return [node.need(name) for name in names]
    entries = node.items()
    if len(entries) != len(names):
        node.refuse(f"{len(names)} issues, but {len(entries)} entries here")
    return entries


def _numbers(node: Node, subject: Subject) -> Floats:
    """The number behind each option."""
    if subject.values is not None:
        return subject.values
    return np.array([Node(option, node.file, node.line, node.path).number() for option in subject.issue.options])


def _values(node: Node, subject: Subject) -> Floats:
    kind = _kind(node) if "type" in node.mapping() else "TableFun"
    if kind not in VALUES:
        node.refuse(f"value functions of type {kind!r} are not read", f"known: {', '.join(VALUES)}")
    return VALUES[kind](node, subject)


def _table(node: Node, subject: Subject) -> Floats:
    if subject.issue.divisible:
        node.refuse(f"the issue {subject.issue.name!r} is continuous: a table cannot value it")
    table = node.get("mapping") or node
    stated = table.mapping()
    by_number = {_canonical(key): entry for key, entry in stated.items()}
    values = []
    for option in subject.issue.options:
        entry = stated.get(option) or by_number.get(_canonical(option))
        if entry is None:
            table.refuse(
                f"the option {option!r} of {subject.issue.name!r} has no value", did_you_mean(option, [*stated])
            )
        values.append(entry.number())
    return np.array(values)


def _canonical(text: str) -> str:
    """The same text for 3, 3.0 and 3.00: YAML writers differ in how they put a number."""
    try:
        return repr(float(text))
    except ValueError:
        return text


def _coefficient(node: Node, *names: str) -> float:
    entry = next((found for name in names if (found := node.get(name)) is not None), None)
    return entry.number() if entry else 0.0


VALUES: dict[str, Callable[[Node, Subject], Floats]] = {
    "TableFun": _table,
    "IdentityFun": _numbers,
    "LinearFun": lambda node, subject: node.need("slope").number() * _numbers(node, subject),
    "AffineFun": lambda node, subject: (
        node.need("slope").number() * _numbers(node, subject) + _coefficient(node, "bias")
    ),
    "ConstFun": lambda node, subject: np.full(len(subject.issue.options), node.need("bias").number()),
}
