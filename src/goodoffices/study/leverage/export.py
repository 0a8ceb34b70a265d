"""Leverage as JSON and as a table: docs/reference/leverage-json.md."""

from __future__ import annotations

from dataclasses import asdict

from goodoffices.engines.spread import Spread
from goodoffices.kit.plain import Json, head
from goodoffices.study.leverage.answer import (
    Evidence,
    KindShare,
    LeverageAnswer,
    LeverageView,
    NamedLever,
    PairLeverage,
)

FORMAT = 1
"""Version of the shape; it rises when a documented key changes its meaning or goes."""


def to_json(answer: LeverageAnswer) -> Json:
    """The answer as plain data."""
    return {
        **head(answer, FORMAT),
        "perspectives": {name: _view(view) for name, view in answer.perspectives.items()},
    }


def _view(view: LeverageView) -> Json:
    return {
        "title": view.title,
        "points_per_share": _spread(view.points_per_share),
        "weights": dict(view.weights),
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
    return {**asdict(piece), "share": _spread(piece.share), "claims": list(piece.claims)}


def _spread(numbers: Spread) -> Json:
    return {"mean": numbers.mean, "q05": numbers.q05, "q50": numbers.q50, "q95": numbers.q95}
