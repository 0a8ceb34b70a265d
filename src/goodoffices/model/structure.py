"""The shape of a case: who signs, what is on the table, who holds what - all as indices, no numbers yet.

A `Structure` is the same under every perspective (perspectives move numbers, never the shape), so it is built once.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Literal

import numpy as np
import numpy.typing as npt

from goodoffices.case.problem import InfeasibleError
from goodoffices.case.schema import Breach, Case, Lever, Safeguard, Shift
from goodoffices.case.shares import divisible_issues
from goodoffices.model.arrays import Ints
from goodoffices.model.levers import KIND_CODES
from goodoffices.model.packages import PackageSpace, package_space

Indexed = Mapping[int, int]
"""A condition by index: {issue: option}."""

MODES = {"public": 0, "private": 1}


@dataclass(frozen=True)
class Conditions:
    """Conditions on packages, flat: condition c holds entries start[c]..start[c + 1] of (issue, option)."""

    start: Ints
    issue: Ints
    option: Ints

    def __len__(self) -> int:
        return len(self.start) - 1

    def met(self, options: npt.NDArray[np.integer], which: Ints | None = None) -> npt.NDArray[np.bool_]:
        """Which conditions (default all C) each package meets; options (X, J) -> bool (X, C); an empty one is always met."""
        wanted = range(len(self)) if which is None else which
        result = np.ones((len(options), len(wanted)), dtype=bool)
        for at, c in enumerate(wanted):
            for e in range(self.start[c], self.start[c + 1]):
                result[:, at] &= options[:, self.issue[e]] == self.option[e]
        return result


@dataclass(frozen=True)
class LeverSpec:
    """A lever by index: third party `holder` acts on signer `target`."""

    name: str
    holder: int
    target: int
    kind: int
    path: str | None
    """Where its numbers stand in the case; None for a lever derived from ties."""
    condition: Indexed


@dataclass(frozen=True)
class Structure:
    """Indices of everything in a case; parties, issues, options and items are in file order."""

    signers: tuple[str, ...]
    belligerent: npt.NDArray[np.bool_]
    preference_of: tuple[str, ...]
    """Party whose preferences a signer acts on: its own, or those of the party it is within."""
    weights_of: tuple[str, ...]
    """Party whose weights and values a signer acts on: the same, or further outwards where that entry has no weights."""
    war_of: tuple[str, ...]
    third_parties: tuple[str, ...]
    issues: tuple[str, ...]
    options: tuple[tuple[str, ...], ...]
    divisible: tuple[bool, ...]
    """Whether the options of an issue are equally spaced shares between the first and the last."""
    offset: Ints
    """Option o of issue j is column offset[j] + o of the option table."""
    space: PackageSpace
    linkages: Conditions
    linkage_party: Ints
    linkage_paths: tuple[str, ...]
    red_lines: Conditions
    red_party: Ints
    red_paths: tuple[str, ...]
    levers: tuple[LeverSpec, ...]
    lever_conditions: Conditions
    offers: tuple[str, ...]
    offer_giver: Ints
    offer_receiver: Ints
    shifts: tuple[str, ...]
    shift_party: Ints
    shift_conditions: Conditions
    breaches: tuple[str, ...]
    breach_party: Ints
    breach_conditions: Conditions
    safeguards: tuple[str, ...]
    safeguard_party: Ints
    safeguard_conditions: Conditions
    horizon: int
    holding_months: int

    @cached_property
    def lever_holder(self) -> Ints:
        """Third party that holds each lever, shape (V,)."""
        return np.array([lever.holder for lever in self.levers], dtype=np.int64)

    @cached_property
    def lever_target(self) -> Ints:
        """Signer that each lever acts on, shape (V,)."""
        return np.array([lever.target for lever in self.levers], dtype=np.int64)

    @cached_property
    def lever_kind(self) -> Ints:
        """Code of each lever's kind, shape (V,)."""
        return np.array([lever.kind for lever in self.levers], dtype=np.int64)

    def package(self, options: Mapping[str, str]) -> Ints:
        """Option indices (J,) of a package given by ids."""
        return np.array(
            [names.index(options[issue]) for issue, names in zip(self.issues, self.options, strict=True)],
            dtype=np.int64,
        )

    def package_names(self, options: npt.NDArray[np.integer]) -> dict[str, str]:
        """Ids of a package given by option indices (J,)."""
        return {issue: self.options[j][int(options[j])] for j, issue in enumerate(self.issues)}


def flat_conditions(conditions: Iterable[Indexed]) -> Conditions:
    """Flatten conditions for the engines."""
    start, issue, option = [0], [], []
    for condition in conditions:
        for j, o in sorted(condition.items()):
            issue.append(j)
            option.append(o)
        start.append(len(issue))
    return Conditions(
        np.array(start, dtype=np.int64), np.array(issue, dtype=np.int64), np.array(option, dtype=np.int64)
    )


def structure(case: Case, *, shares: bool = False) -> Structure:
    """The shape of a case.

    `shares` says that the caller can divide: else every issue must list its options, since whoever draws weighs all of them.

    Raises:
        InfeasibleError: the rules leave no package, or tie too many issues into one block; or an issue is divisible and
            nobody can divide it.
    """
    if not shares:
        _only_listed(case)
    signers = case.signers()
    third_parties = case.third_parties()
    issues = tuple(case.issues)
    options = tuple(tuple(issue.options) for issue in case.issues.values())
    sizes = [len(names) for names in options]
    preference_of = tuple(_nearest(case, s, set(case.preferences)) for s in signers)
    weighed = {name for name, preferences in case.preferences.items() if preferences.weights is not None}
    war_of = tuple(_nearest(case, s, set(case.war.values)) for s in signers)

    def indexed(condition: Mapping[str, str]) -> dict[int, int]:
        return {issues.index(j): options[issues.index(j)].index(o) for j, o in condition.items()}

    def wanted(field: Literal["linkages", "red_lines"]) -> list[tuple[int, str, dict[int, int]]]:
        """(signer, path, condition) of what preferences say of single packages."""
        return [
            (i, f"preferences.{p}.{field}.{name}", indexed(item.when))
            for i, p in enumerate(preference_of)
            for name, item in getattr(case.preferences[p], field).items()
        ]

    def later(items: Mapping[str, Shift | Breach | Safeguard]) -> tuple[Ints, Conditions]:
        """(signer, condition) of what texts do after signing."""
        party = np.array([signers.index(item.party) for item in items.values()], dtype=np.int64)
        return party, flat_conditions(indexed(item.when) for item in items.values())

    linkages, red_lines = wanted("linkages"), wanted("red_lines")
    levers = [
        LeverSpec(
            name, third_parties.index(lever.holder), signers.index(lever.target), KIND_CODES[lever.kind], f"levers.{name}",
            indexed(lever.when or {}),
        )
        for name, lever in case.levers.items()
    ]  # fmt: skip
    levers += _levers_from_ties(case, case.levers.values())
    holding = case.holding
    shifts, breaches, safeguards = later(holding.shifts), later(holding.breaches), later(holding.safeguards)
    space = package_space(
        sizes,
        [indexed(rule.forbid) for rule in case.rules],
        [condition for _, _, condition in linkages],
        [condition for _, _, condition in red_lines],
    )
    return Structure(
        signers=signers,
        belligerent=np.array([case.parties[s].role == "belligerent" for s in signers]),
        preference_of=preference_of,
        weights_of=tuple(_nearest(case, s, weighed) for s in signers),
        war_of=war_of,
        third_parties=third_parties,
        issues=issues,
        options=options,
        divisible=tuple(issue.divisible for issue in case.issues.values()),
        offset=np.concatenate([[0], np.cumsum(sizes)]).astype(np.int64),
        space=space,
        linkages=flat_conditions(c for _, _, c in linkages),
        linkage_party=np.array([i for i, _, _ in linkages], dtype=np.int64),
        linkage_paths=tuple(path for _, path, _ in linkages),
        red_lines=flat_conditions(c for _, _, c in red_lines),
        red_party=np.array([i for i, _, _ in red_lines], dtype=np.int64),
        red_paths=tuple(path for _, path, _ in red_lines),
        levers=tuple(levers),
        lever_conditions=flat_conditions(lever.condition for lever in levers),
        offers=tuple(case.offers),
        offer_giver=np.array([third_parties.index(o.giver) for o in case.offers.values()], dtype=np.int64),
        offer_receiver=np.array([third_parties.index(o.receiver) for o in case.offers.values()], dtype=np.int64),
        shifts=tuple(holding.shifts),
        shift_party=shifts[0],
        shift_conditions=shifts[1],
        breaches=tuple(holding.breaches),
        breach_party=breaches[0],
        breach_conditions=breaches[1],
        safeguards=tuple(holding.safeguards),
        safeguard_party=safeguards[0],
        safeguard_conditions=safeguards[1],
        horizon=case.horizon,
        holding_months=holding.months,
    )


def _only_listed(case: Case) -> None:
    shared = divisible_issues(case)
    if shared:
        raise InfeasibleError(
            f"{', '.join(shared)} {'is' if len(shared) == 1 else 'are'} divisible (issues.{shared[0]}.divisible), and this "
            "weighs listed options in every draw: put it on a grid of shares first, with `case.shares.on_grid`"
        )


def _nearest(case: Case, signer: str, known: set[str]) -> str:
    """The signer itself if it has an entry, else the nearest party it is within that has one."""
    party: str | None = signer
    while party is not None and party not in known:
        party = case.parties[party].within
    return party if party is not None else signer


def _levers_from_ties(case: Case, named: Iterable[Lever]) -> list[LeverSpec]:
    """A carrot and a stick for every third party and signer that have ties but no named lever between them."""
    if case.ties is None:
        return []
    signers, third_parties = case.signers(), case.third_parties()
    taken = {(lever.holder, lever.target) for lever in named}
    pairs = {frozenset(tie.between) for tie in case.ties.pairs}
    return [
        LeverSpec(f"{kind}_from_ties_{holder}_{target}", k, i, KIND_CODES[kind], None, {})
        for k, holder in enumerate(third_parties)
        for i, target in enumerate(signers)
        if frozenset((holder, target)) in pairs and (holder, target) not in taken
        for kind in ("carrot", "stick")
    ]
