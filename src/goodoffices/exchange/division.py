"""A file that says what is to be divided: points for goods, bids for goods, or an estate and claims.

YAML or JSON; which of the three it is shows in its keys.  docs/reference/divide.md describes every field.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from fractions import Fraction
from pathlib import Path

from goodoffices.case.problem import did_you_mean
from goodoffices.exchange.node import Node, read_node
from goodoffices.model.division import RULES, Bidden, Claimed, Division, Pointed

KEYS = {"points": "points", "bids": "bids", "claims": "claims", "estate": "claims", "rules": "claims"}
"""Key of a file: the kind of division that it belongs to."""
ASKED = "points (Adjusted Winner), bids (Knaster), or estate and claims (bankruptcy rules)"
MOST_NUMBERS = 100_000
"""Parties times goods."""


def read_division(path: Path) -> Division:
    """What a file says is to be divided; O(its size).

    Raises:
        CaseError: something in the file is missing, unknown, no number, below zero, or of two kinds at once.
    """
    root = read_node(Path(path))
    entries = root.mapping()
    for key, node in entries.items():
        if key not in KEYS and key != "name":
            node.refuse(f"{key!r} is not known here", did_you_mean(key, ("name", *KEYS)) or f"known: name, {ASKED}")
    kinds = list(dict.fromkeys(KEYS[key] for key in entries if key in KEYS))
    if not kinds:
        root.refuse("nothing says what is to be divided", f"give {ASKED}")
    if len(kinds) > 1:
        root.refuse(f"{' and '.join(kinds)} stand in one file, and each is divided by rules of its own", "keep one")
    stated = root.get("name")
    name = stated.text() if stated else Path(path).stem
    return READERS[kinds[0]](root, name)


def _pointed(root: Node, name: str) -> Pointed:
    parties, goods, rows = _by_party(root.need("points"), "points")
    if len(parties) != 2:
        hint = "with money to even things out, sealed `bids` take any number of parties"
        root.need("points").refuse(f"Adjusted Winner is for two parties, not {len(parties)}", hint)
    for party, row in zip(parties, rows, strict=True):
        if not any(row):
            root.need("points").need(party).refuse(f"{party} gives no points to any good")
    first, second = (tuple(Fraction(repr(value)) for value in row) for row in rows)
    return Pointed(name, (parties[0], parties[1]), goods, (first, second))


def _bidden(root: Node, name: str) -> Bidden:
    parties, goods, rows = _by_party(root.need("bids"), "bids")
    return Bidden(name, parties, goods, rows)


def _claimed(root: Node, name: str) -> Claimed:
    estate, claims = root.need("estate"), root.need("claims")
    stated = {party: _amount(node) for party, node in claims.mapping().items()}
    if not stated:
        claims.refuse("there are no claims")
    total = math.fsum(stated.values())
    if _amount(estate) > total * (1.0 + 1e-12):
        message = f"the estate of {_amount(estate):g} covers the claims, {total:g} in all: there is nothing to ration"
        estate.refuse(message)
    asked = root.get("rules")
    for rule in asked.items() if asked else ():
        if rule.text() not in RULES:
            hint = did_you_mean(rule.text(), tuple(RULES)) or f"known: {', '.join(RULES)}"
            rule.refuse(f"{rule.text()!r} is no bankruptcy rule", hint)
    rules = tuple(dict.fromkeys(rule.text() for rule in asked.items())) if asked else None
    if rules == () and asked is not None:
        asked.refuse("no rule is named", "leave `rules` out for all of them")
    return Claimed(name, tuple(stated), _amount(estate), tuple(stated.values()), rules)


def _by_party(node: Node, what: str) -> tuple[tuple[str, ...], tuple[str, ...], tuple[tuple[float, ...], ...]]:
    """Parties, goods, and a row of numbers for each party; every party values every good."""
    parties = node.mapping()
    if len(parties) < 2:
        node.refuse(f"{what} of at least two parties are wanted here, as party: {{good: number}}")
    goods = list(next(iter(parties.values())).mapping())
    if not goods:
        node.refuse("there are no goods")
    if len(parties) * len(goods) > MOST_NUMBERS:
        node.refuse(f"parties times goods come to more than {MOST_NUMBERS:,}")
    known = set(goods)
    for row in parties.values():
        for good, entry in row.mapping().items():
            if good not in known:
                hint = did_you_mean(good, goods) or f"the goods are those of {next(iter(parties))}"
                entry.refuse(f"{good!r} is not a good that the others value", hint)
    rows = tuple(tuple(_amount(row.need(good)) for good in goods) for row in parties.values())
    return tuple(parties), tuple(goods), rows


def _amount(node: Node) -> float:
    value = node.number()
    if value < 0.0:
        node.refuse(f"a number of 0 or more is wanted here, not {value:g}")
    return value


READERS: dict[str, Callable[[Node, str], Division]] = {"points": _pointed, "bids": _bidden, "claims": _claimed}
"""By the key that says which kind a file is."""
