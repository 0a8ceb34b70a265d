"""Rules for panels in words, `united_nations + 2 by russia + 2 by ukraine`, and the panels that they allow."""

from __future__ import annotations

import itertools
import re
from collections.abc import Sequence
from dataclasses import dataclass

from goodoffices.case.problem import did_you_mean
from goodoffices.case.schema import Case, Nomination, Plan

MOST_PANELS = 20_000
"""Panels looked at; a rule that allows more is refused."""
GRAMMAR = (
    "write members and nominations with + between, as in united_nations + 2 by russia + 1 by ukraine from turkey, india"
)
_NOMINATION = re.compile(r"^(?P<count>\d+)\s+by\s+(?P<side>[a-z][a-z0-9_]*)(?:\s+from\s+(?P<names>.+))?$")


@dataclass(frozen=True)
class PanelRule:
    """Who is on a panel in any case, and who names how many more."""

    text: str
    members: tuple[str, ...]
    nominations: tuple[Nomination, ...]

    def own_picks(self) -> Plan:
        """The plan in which each side names those it mistrusts least, in the order of the rule."""
        return Plan(name="The sides' own picks", mediators=self.members, nominated=self.nominations)


def panel_rule(case: Case, text: str) -> PanelRule:
    """Read a rule.

    A term is the id of a third party, or `N by SIDE`, or `N by SIDE from A, B, C`; without `from` a side may name any third
    party that is no member already.

    Raises:
        ValueError: anything else, with what was found and what would be right.
    """
    terms = [term.strip() for term in text.split("+")]
    if not all(terms):
        raise ValueError(f"panel {text!r}: a member is missing beside a +; {GRAMMAR}")
    fixed: list[str] = []
    asked: list[tuple[str, str, int, str | None]] = []
    for term in terms:
        if found := _NOMINATION.match(term):
            asked.append((term, found["side"], int(found["count"]), found["names"]))
        elif re.fullmatch(r"[a-z][a-z0-9_]*", term):
            fixed.append(_third_party(case, text, term))
        else:
            raise ValueError(f"panel {text!r}: {term!r} is neither a third party nor `N by SIDE`; {GRAMMAR}")
    if repeated := [name for name in fixed if fixed.count(name) > 1]:
        raise ValueError(f"panel {text!r}: {repeated[0]} is named twice")
    nominations = tuple(_nomination(case, text, fixed, *one) for one in asked)
    seats = sum(n.count for n in nominations)
    open_to = set[str]().union(*(n.candidates for n in nominations))
    if seats > len(open_to):
        raise ValueError(f"panel {text!r}: {seats} members are to be named, but only {len(open_to)} can be")
    return PanelRule(text, tuple(fixed), nominations)


def _third_party(case: Case, text: str, name: str) -> str:
    known = case.third_parties()
    if name not in known:
        hint = did_you_mean(name, list(known)) or f"there are: {', '.join(known)}"
        raise ValueError(f"panel {text!r}: no third party is called {name!r}; {hint}")
    return name


def _nomination(
    case: Case, text: str, fixed: Sequence[str], term: str, side: str, count: int, names: str | None
) -> Nomination:
    signers = case.signers()
    if side not in signers:
        hint = did_you_mean(side, list(signers)) or f"there are: {', '.join(signers)}"
        raise ValueError(f"panel {text!r}: {term!r}: no signer is called {side!r}; {hint}")
    if names is None:
        candidates = [name for name in case.third_parties() if name not in fixed]
    else:
        candidates = [_third_party(case, text, name.strip()) for name in names.split(",")]
        if both := [name for name in candidates if name in fixed]:
            raise ValueError(f"panel {text!r}: {term!r}: {both[0]} is a member already")
        if len(set(candidates)) < len(candidates):
            raise ValueError(f"panel {text!r}: {term!r} names somebody twice")
    if not 1 <= count <= 20:
        raise ValueError(f"panel {text!r}: {term!r}: a side names 1 to 20 members")
    if count > len(candidates):
        raise ValueError(f"panel {text!r}: {term!r}: only {len(candidates)} can be named")
    return Nomination(by=side, count=count, candidates=tuple(candidates))


def panels(case: Case, rule: PanelRule) -> list[frozenset[str]]:
    """Every distinct panel that the rule allows, whoever names whom: what a panel does depends on its members alone.

    Sets are merged after every nomination, so the work goes with the number of distinct panels, not with the ways of
    naming them.

    Raises:
        ValueError: more than `MOST_PANELS`, or none.
    """
    found = {frozenset(rule.members)}
    for nomination in rule.nominations:
        grown: set[frozenset[str]] = set()
        for panel in found:
            free = [name for name in nomination.candidates if name not in panel]
            for chosen in itertools.combinations(free, nomination.count):
                grown.add(panel | set(chosen))
            if len(grown) > MOST_PANELS:
                raise ValueError(
                    f"panel {rule.text!r} allows more than {MOST_PANELS:,} panels; let the sides name fewer, or from fewer"
                )
        found = grown
    if not found:
        raise ValueError(f"panel {rule.text!r}: there are not enough third parties to name")
    place = {name: at for at, name in enumerate(case.third_parties())}
    return sorted(found, key=lambda panel: sorted(place[name] for name in panel))
