"""NegoLog: a folder with `profileA.json` and `profileB.json`; u = sum of issueWeights times the options' values."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np

from goodoffices.case.problem import did_you_mean
from goodoffices.exchange.draft import Profile, scenario
from goodoffices.exchange.node import Node, read_node
from goodoffices.exchange.refusal import listed, refuse
from goodoffices.model.scenario import Issue, Scenario

FIRST = b'"issueWeights"'
"""What a profile holds and no other JSON file that is read here."""


def recognises(path: Path) -> bool:
    """A folder with files profile*.json, or one of them."""
    if path.is_file():
        return path.suffix.lower() == ".json" and path.name.startswith("profile")
    return bool(_profiles(path))


def read(path: Path, profiles: Sequence[Path] | None = None) -> Scenario:
    """The scenario of the profiles in a folder; issues and options in the order of the first one.  Raises CaseError."""
    folder = path if path.is_dir() else path.parent
    files = [_found(Path(p), folder) for p in profiles] if profiles else _profiles(folder)
    if not files:
        refuse(folder, None, "", "there are no profiles here", None, "profileA.json and profileB.json")
    roots = [read_node(file) for file in files]
    issues = [Issue(name, tuple(node.mapping())) for name, node in roots[0].need("issues").mapping().items()]
    for issue in issues:
        if not issue.options:
            roots[0].need("issues").need(issue.name).refuse("this issue has no options")
    parties = [_profile(root, file.stem, issues) for root, file in zip(roots, files, strict=True)]
    return scenario(folder.resolve().name or "negotiation", folder, issues, parties)


def _profiles(folder: Path) -> list[Path]:
    return [file for file in listed(folder, ".json") if file.name.startswith("profile")] if folder.is_dir() else []


def _found(profile: Path, folder: Path) -> Path:
    for place in (profile, folder / profile):
        if place.is_file():
            return place
    refuse(profile, None, "", f"there is no such profile, nor one in {folder}")


def _profile(root: Node, name: str, issues: Sequence[Issue]) -> Profile:
    stated, weights = root.need("issues"), root.need("issueWeights")
    _same(stated, [issue.name for issue in issues])
    columns = []
    for issue in issues:
        values = stated.need(issue.name)
        _same(values, issue.options)
        worth = [values.need(option).number() for option in issue.options]
        columns.append(weights.need(issue.name).number() * np.array(worth))
    level = root.get("reservationValue")
    return Profile(name, tuple(columns), None if level is None else level.number())


def _same(node: Node, names: Sequence[str]) -> None:
    """Refuse a name that the first profile does not have: there is no domain to say which of the two is right."""
    known = set(names)
    for name in node.mapping():
        if name not in known:
            node.refuse(f"{name!r} is not in the first profile", did_you_mean(name, names))
