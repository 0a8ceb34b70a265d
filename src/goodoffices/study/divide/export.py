"""A division as plain data: JSON (docs/reference/divide.md).  Numbers keep full precision, keys one order."""

from __future__ import annotations

import json
from collections.abc import Sequence
from fractions import Fraction
from typing import Any

from goodoffices.study.divide.answer import Divided, EstateShared, GoodsSold, GoodsSplit

FORMAT = 1
"""Version of the shape; it rises when a documented key changes its meaning or goes."""

Json = dict[str, Any]


def to_json(divided: Divided) -> Json:
    """Everything that was worked out."""
    from goodoffices import __version__

    if isinstance(divided, GoodsSplit):
        method, answer = "adjusted_winner", _split(divided)
    elif isinstance(divided, GoodsSold):
        method, answer = "knaster", _sold(divided)
    else:
        method, answer = "bankruptcy", _shared(divided)
    head = {"goodoffices": __version__, "format": FORMAT, "name": divided.given.name, "method": method}
    return {**head, "parties": list(divided.given.parties), **answer, "remarks": list(divided.remarks)}


def divide_text(divided: Divided) -> str:
    """`divide_json` as text, the same bytes for the same division."""
    return json.dumps(to_json(divided), indent=1, ensure_ascii=False, allow_nan=False) + "\n"


def _split(divided: GoodsSplit) -> Json:
    given, found = divided.given, divided.found

    def goods() -> list[Json]:
        return [
            {
                "name": good,
                "points": _by(given.parties, [float(row[g]) for row in given.points]),
                "shares": _by(given.parties, [float(share), float(1 - share)]),
                "exact": _by(given.parties, [str(share), str(1 - share)]),
            }
            for g, (good, share) in enumerate(zip(given.goods, found.shares, strict=True))
        ]

    def pair(values: tuple[Fraction, Fraction]) -> Json:
        return _by(given.parties, [float(value) for value in values])

    return {
        "goods": goods(),
        "initial": pair(found.initial),
        "points": pair(found.points),
        "points_exact": _by(given.parties, [str(value) for value in found.points]),
        "divided": None if found.divided is None else given.goods[found.divided],
    }


def _sold(divided: GoodsSold) -> Json:
    given, found = divided.given, divided.found
    return {
        "goods": [
            {
                "name": good,
                "bids": _by(given.parties, [row[g] for row in given.bids]),
                "winner": given.parties[int(found.winner[g])],
            }
            for g, good in enumerate(given.goods)
        ],
        "fair_share": _by(given.parties, found.fair_share.tolist()),
        "money": _by(given.parties, found.cash.tolist()),
        "worth": _by(given.parties, found.worth.tolist()),
        "surplus": found.surplus,
    }


def _shared(divided: EstateShared) -> Json:
    given = divided.given
    awards = {rule: _by(given.parties, row.tolist()) for rule, row in divided.awards.items()}
    return {"estate": given.estate, "claims": _by(given.parties, given.claims), "awards": awards}


def _by(parties: Sequence[str], values: Sequence[object]) -> Json:
    return dict(zip(parties, values, strict=True))
