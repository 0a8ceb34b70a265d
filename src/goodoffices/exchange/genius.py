"""Genius XML: a domain (`negotiation_template`) and a profile (`utility_space`) per party.

Read as the platform itself does (its classes EvaluatorDiscrete, EvaluatorInteger, EvaluatorReal, NonlinearUtilitySpace):

    u = sum_j weight_j e_j      e of an option   = evaluation / greatest evaluation of the issue in that profile
                                e of an integer  = slope (value - lower bound) + offset, cut to [0, 1]
                                e of a real      = parameter1 value + parameter0, cut to [0, 1]

A real issue becomes a divisible one, exactly, where nothing is cut.  Hyper-rectangle utilities (`type="nonlinear"`)
are kept in raw points; a reservation value, which Genius states on the 0..1 scale, is multiplied by `maxutility`.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np

from goodoffices.case.problem import did_you_mean
from goodoffices.exchange.draft import Profile, check_size, scenario, shortened
from goodoffices.exchange.folders import domain_and_profiles
from goodoffices.exchange.hyper import boxes
from goodoffices.exchange.refusal import MOST_OPTIONS, listed, repeated
from goodoffices.exchange.subject import Subject
from goodoffices.exchange.xml import Element, read_xml
from goodoffices.model.arrays import Floats
from goodoffices.model.scenario import Issue, Scenario

FRONTIER = "pareto.xml"
"""Not XML at all: utilities that the authors of a hyper-rectangle domain published."""
DOMAIN, PROFILE = "negotiation_template", "utility_space"
CUT_TOLERANCE = 1e-9
"""How far outside [0, 1] the evaluation of a real issue may be before cutting it would matter."""


def recognises(path: Path) -> bool:
    """An .xml file, or a folder with some, or with a folder `negmas` with some."""
    return path.suffix.lower() == ".xml" if path.is_file() else bool(_files(path) or _files(path / "negmas"))


def read(path: Path, profiles: Sequence[Path] | None = None) -> Scenario:
    """The scenario of a domain's file or of its folder; raises CaseError.  O(size of the files)."""
    if path.is_dir() and not _files(path):
        path = path / "negmas"
    roots: dict[Path, Element] = {}

    def root(file: Path) -> Element:
        if file not in roots:
            roots[file] = read_xml(file)
            if roots[file].tag not in (DOMAIN, PROFILE):
                roots[file].refuse(f"a Genius file begins with <{DOMAIN}> (a domain) or <{PROFILE}> (a profile)")
        return roots[file]

    def is_domain(file: Path) -> bool:
        return file.name != FRONTIER and root(file).tag == DOMAIN

    domain, files = domain_and_profiles(path, profiles, (".xml",), is_domain)
    if profiles is None:
        files = [file for file in files if file.name != FRONTIER]
    template = root(domain)
    subjects = _subjects(template)
    issues = [subject.issue for subject in subjects]
    check_size(domain, issues, max(1, len(files)))
    stated = {agent.attributes.get("utility_space", ""): agent for agent in template.all("agent")}
    names = shortened([file.stem for file in files])
    told = [stated[f.name].text("name") if f.name in stated else name for f, name in zip(files, names, strict=True)]
    parties = [_profile(root(file), name, subjects) for file, name in zip(files, told, strict=True)]
    return scenario(_title(domain), domain, issues, parties)


def _files(folder: Path) -> bool:
    return folder.is_dir() and any(file.name != FRONTIER for file in listed(folder, ".xml"))


def _title(domain: Path) -> str:
    stem = domain.stem
    for ending in ("_domain", "-domain", "_template"):
        stem = stem.removesuffix(ending)
    return stem or domain.stem


def _subjects(template: Element) -> list[Subject]:
    subjects = [_subject(issue) for issue in template.under("issue")]
    if not subjects:
        template.refuse("this domain has no issues")
    for what, values in (("index", [str(s.index) for s in subjects]), ("name", [s.issue.name for s in subjects])):
        twice = repeated(values)
        if twice is not None:
            template.refuse(f"two issues have the same {what}", twice)
    return subjects


def _subject(element: Element) -> Subject:
    name, index, kind = element.text("name"), element.whole("index"), _kind(element)
    if kind == "discrete":
        values = [item.text("value") for item in element.all("item")]
        if not values:
            element.refuse(f"the issue {name!r} has no options")
        twice = repeated(values)
        if twice is not None:
            element.refuse(f"the issue {name!r} lists an option twice", twice)
        return Subject(Issue(name, tuple(values)), index, kind)
    lower, upper = _bounds(element)
    if kind == "real":
        return Subject(Issue(name, (f"{lower:g}", f"{upper:g}"), divisible=True), index, kind, lower, upper)
    if upper - lower >= MOST_OPTIONS:
        element.refuse(f"more than {MOST_OPTIONS} values of one issue", f"{lower:.0f}..{upper:.0f}")
    options = tuple(str(value) for value in range(round(lower), round(upper) + 1))
    return Subject(Issue(name, options), index, kind, lower, upper)


def _kind(element: Element) -> str:
    """Kind of an issue: what it says, but discrete wherever it lists items (`type` and `vtype` may disagree)."""
    if element.first("item") is not None:
        return "discrete"
    for attribute in ("etype", "type", "vtype"):
        kind = element.attributes.get(attribute, "").strip().lower()
        if kind in ("integer", "real"):
            return kind
    return "discrete"


def _bounds(element: Element) -> tuple[float, float]:
    """Least and greatest value of an integer or real issue, stated by itself or by a `range` inside it."""
    place = element if "lowerbound" in element.attributes else element.first("range") or element
    integer = _kind(element) == "integer"
    lower, upper = (
        float(place.whole(name)) if integer else place.number(name) for name in ("lowerbound", "upperbound")
    )
    if upper < lower or (not integer and upper <= lower):
        place.refuse(f"the range from {lower:g} to {upper:g} is empty")
    return lower, upper


def _profile(root: Element, name: str, subjects: Sequence[Subject]) -> Profile:
    if root.tag != PROFILE:
        root.refuse(f"a profile begins with <{PROFILE}>")
    reservation = root.first("reservation")
    level = None if reservation is None else reservation.number("value")
    factor = root.first("discount_factor")
    discount = 1.0 if factor is None else factor.number("value")
    if not 0.0 < discount <= 1.0:
        discount = 1.0  # as Genius does: a factor outside (0, 1] means that time costs nothing
    nonlinear = next(root.under("utility"), None)
    if nonlinear is not None:
        rectangles, always = boxes(nonlinear, subjects)
        columns = [np.zeros(len(subject.issue.options)) for subject in subjects]
        columns[0] += always
        scale = nonlinear.number("maxutility")
        return Profile(name, tuple(columns), None if level is None else level * scale, tuple(rectangles), discount)
    return Profile(name, tuple(_columns(root, subjects)), level, (), discount)


def _columns(root: Element, subjects: Sequence[Subject]) -> list[Floats]:
    stated: dict[str, Element] = {}
    for issue in root.under("issue"):
        if issue.text("name") in stated:
            issue.refuse("this issue stands twice in the profile", issue.text("name"))
        stated[issue.text("name")] = issue
    weights = {weight.whole("index"): weight.number("value") for weight in root.under("weight")}
    columns = []
    for subject in subjects:
        name = subject.issue.name
        if name not in stated:
            root.refuse(f"the issue {name!r} of the domain is missing here", None, did_you_mean(name, [*stated]))
        issue = stated[name]
        index = issue.whole("index")
        if index not in weights:
            issue.refuse(f"the issue {name!r} has no weight", None, f'<weight index="{index}" value=...>')
        columns.append(_worth(issue, subject, weights[index]))
    return columns


def _worth(issue: Element, subject: Subject, weight: float) -> Floats:
    if subject.kind == "discrete":
        values, greatest = _discrete(issue, subject.issue.options)
        return weight * values / greatest  # in this order: (w e) / max differs from w (e / max) in the last bit
    return weight * _evaluations(issue, subject)


def _evaluations(issue: Element, subject: Subject) -> Floats:
    evaluator = issue.first("evaluator")
    if evaluator is None:
        issue.refuse(f"the issue {subject.issue.name!r} has no evaluator")
    form = evaluator.attributes.get("ftype", "linear").strip().lower()
    if form not in ("linear", "constant"):
        evaluator.refuse("only linear and constant evaluators are read", form)
    if form == "constant":
        return np.full(len(subject.issue.options), evaluator.number("parameter0"))
    if "slope" in evaluator.attributes:
        slope, offset = evaluator.number("slope"), evaluator.number("offset")
        offset -= slope * _bounds(issue)[0]
    else:
        slope, offset = evaluator.number("parameter1"), evaluator.number("parameter0")
    if subject.kind == "integer":
        return np.clip(slope * np.arange(subject.lower, subject.upper + 0.5) + offset, 0.0, 1.0)
    ends = slope * np.array([subject.lower, subject.upper]) + offset
    if ends.min() < -CUT_TOLERANCE or ends.max() > 1.0 + CUT_TOLERANCE:
        evaluator.refuse(
            "the evaluation of a real issue leaves [0, 1] and would be cut there", f"{ends[0]:g} to {ends[1]:g}"
        )
    return np.clip(ends, 0.0, 1.0)


def _discrete(issue: Element, options: Sequence[str]) -> tuple[Floats, float]:
    """Evaluations, and the greatest one, 1 where none is above 0; of an option that stands twice the last counts."""
    stated = {item.text("value"): item.number("evaluation") for item in issue.all("item")}
    missing = [option for option in options if option not in stated]
    if missing:
        hint = did_you_mean(missing[0], list(stated.keys() - set(options)))
        issue.refuse(f"the option {missing[0]!r} of the domain has no evaluation here", None, hint)
    greatest = max(stated.values())
    return np.array([stated[option] for option in options]), greatest if greatest > 0.0 else 1.0
