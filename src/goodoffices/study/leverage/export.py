"""Leverage as JSON and as a table: docs/reference/leverage-json.md."""

from __future__ import annotations

from goodoffices.engines.spread import Spread
from goodoffices.kit.plain import Json, by_view, told
from goodoffices.study.leverage.answer import (
    Evidence,
    KindShare,
    LeverageAnswer,
    LeverageView,
    NamedLever,
    PairLeverage,
)


def to_json(answer: LeverageAnswer) -> Json:
    """The answer as plain data."""
    return by_view(answer, _view)


def _view(view: LeverageView) -> Json:
    return {
        "points_per_share": _spread(view.points_per_share),
        "weights": view.weights,
        "pairs": [_pair(pair) for pair in view.pairs],
    }


def _pair(pair: PairLeverage) -> Json:
    default = pair.default
    return {
        "party": pair.party,
        "other": pair.other,
        "dependence": _spread(pair.dependence),
        "back": _spread(pair.back),
        "asymmetry": _spread(pair.asymmetry),
        "holder": pair.holder,
        "kinds": {kind.kind: _kind(kind) for kind in pair.kinds},
        "default": None
        if default is None
        else {"strength": _spread(default.strength), "cost": _spread(default.cost), "in_use": default.in_use},
        "named": [_named(lever) for lever in pair.named],
        "evidence": [_evidence(piece) for piece in pair.evidence],
    }


def _kind(kind: KindShare) -> Json:
    return {"dependence": _spread(kind.dependence), "back": _spread(kind.back)}


def _named(lever: NamedLever) -> Json:
    return {
        "lever": lever.lever,
        "kind": lever.kind,
        "public": {"strength": _spread(lever.public), "cost": _spread(lever.cost_public)},
        "private": {"strength": _spread(lever.private), "cost": _spread(lever.cost_private)},
        "line": lever.line,
    }


def _evidence(piece: Evidence) -> Json:
    return {**told(piece), "share": _spread(piece.share)}


def _spread(numbers: Spread) -> Json:
    return {"mean": numbers.mean, "q05": numbers.q05, "q50": numbers.q50, "q95": numbers.q95}
