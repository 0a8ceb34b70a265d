"""An analysis of a conflict graph as plain data: JSON (docs/reference/stability-json.md), a polars frame, a table in HTML.

States are counted from 0 in the order of their source.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import numpy as np

from goodoffices.engines.graph_model.evolution import CAUTIOUS, IMPROVEMENTS, MOVES, Evolution, StatusQuo
from goodoffices.engines.graph_model.hypergame import Hypergame
from goodoffices.model.arrays import Bools
from goodoffices.model.graph_setting import owners, state_patterns
from goodoffices.study.stability.answer import StabilityResult, Way, Wish

if TYPE_CHECKING:
    from goodoffices.study.stability.day_after import DayAfter

FORMAT = 1
"""Version of the shape; it rises when a documented key changes its meaning or goes."""

Json = dict[str, Any]


def to_json(found: StabilityResult) -> Json:
    """Everything that was worked out."""
    from goodoffices import __version__

    graph, makers = found.graph, found.graph.decision_makers
    names = list(graph.state_names) or [str(s + 1) for s in range(graph.states)]
    return {
        "goodoffices": __version__,
        "format": FORMAT,
        "name": graph.name,
        "decision_makers": list(makers),
        "options": [
            {"name": name, "decision_maker": makers[i] if i >= 0 else None}
            for name, i in zip(graph.options, owners(found.setting), strict=True)
        ],
        "states": state_patterns(graph) or names,
        "state_names": names,
        "status_quo": found.setting.status_quo,
        "wanted": list(found.setting.wanted),
        "stable": {concept: _by_maker(found, cells) for concept, cells in found.stable.items()},
        "equilibria": {concept: _states(yes) for concept, yes in found.equilibria.items()},
        "reachable": None if found.reach is None else _reachable(found.reach),
        "evolution": None if found.way is None else _way(found, found.way),
        "inverse": None if found.wanted is None else _inverse(found),
        "why": None if found.why is None else _why(found),
        "coalitions": None if found.coalitions is None else _coalitions(found),
        "strength": {
            concept: {"strong": _by_maker(found, told.strong), "weak": _by_maker(found, told.weak)}
            for concept, told in found.strength.items()
        },
        "unknown": {
            extension: {concept: _by_maker(found, cells) for concept, cells in told.items()}
            for extension, told in found.unknown.items()
        },
        "hypergame": {concept: _hypergame(game) for concept, game in found.hypergames.items()},
        "day_after": None if found.derived is None else _day_after(found.derived),
        "remarks": list(found.remarks),
    }


def stability_text(found: StabilityResult) -> str:
    """`stability_json` as text; the same bytes for the same analysis."""
    return json.dumps(to_json(found), indent=1, ensure_ascii=False, allow_nan=False) + "\n"


def _states(yes: Bools) -> list[int]:
    found: list[int] = np.flatnonzero(yes).tolist()
    return found


def _by_maker(found: StabilityResult, cells: Bools) -> Json:
    return {who: _states(row) for who, row in zip(found.graph.decision_makers, cells, strict=True)}


def _reachable(reach: StatusQuo) -> Json:
    def told(behaviour: str) -> Json:
        states = _states(reach.reachable(behaviour))
        return {"states": states, "moves": reach.length[behaviour][states].tolist()}

    cautious = told(CAUTIOUS)
    worse = reach.disimprovements[cautious["states"]].tolist()
    return {
        "from": reach.start,
        "moves": told(MOVES),
        "improvements": told(IMPROVEMENTS),
        "cautious": {**cautious, "disimprovements": worse},
    }


def _why(found: StabilityResult) -> Json:
    assert found.why is not None
    makers = found.graph.decision_makers
    return {
        "state": found.why.state,
        **{
            concept: {
                who: [
                    {
                        "improvement": step.improvement,
                        "deterred": step.deterred,
                        "sanction": [{"decision_maker": makers[j], "to": to} for j, to in step.sanction],
                    }
                    for step in steps
                ]
                for who, steps in zip(makers, rows, strict=True)
            }
            for concept, rows in found.why.by.items()
        },
    }


def _day_after(after: DayAfter) -> Json:
    return {
        "plan": after.plan,
        "perspective": after.perspective,
        "package": dict(after.package),
        "signed": after.signed,
        "keeping_is_equilibrium": dict(after.shares),
        "holds": after.holds,
        "draws": after.judged,
    }


def _way(found: StabilityResult, way: Way) -> Json:
    makers = found.graph.decision_makers
    return {
        "from": way.start,
        "to": way.goal,
        **{behaviour: None if way_ is None else _evolution(way_, makers) for behaviour, way_ in way.by.items()},
    }


def _evolution(way: Evolution, makers: tuple[str, ...]) -> Json:
    kinds = {1: "improvement", 0: "indifferent", -1: "disimprovement"}
    return {
        "moves": len(way.steps),
        "disimprovements": way.disimprovements,
        "steps": [
            {"decision_maker": makers[step.mover], "from": step.source, "to": step.target, "kind": kinds[step.gain]}
            for step in way.steps
        ],
    }


def _inverse(found: StabilityResult) -> Json:
    return {"state": found.wanted, **{concept: _wish(found, wish) for concept, wish in found.wishes.items()}}


def _wish(found: StabilityResult, wish: Wish) -> Json:
    makers, change = found.graph.decision_makers, wish.change
    return {
        "already": change is not None and not change.advice,
        "reversed": None if change is None else change.reversed,
        "told_apart": None if change is None else change.told_apart,
        "distance": None if change is None else change.distance,
        "advice": []
        if change is None
        else [{"decision_maker": makers[p.decision_maker], "prefer": p.preferred, "to": p.over} for p in change.advice],
        "refused": wish.refused or None,
        "rankings": {
            makers[count.decision_maker]: {"stable": count.stable, "of": count.total} for count in wish.counts
        },
    }


def _coalitions(found: StabilityResult) -> Json:
    assert found.coalitions is not None
    makers, told = found.graph.decision_makers, found.coalitions.stability
    names = [[makers[i] for i in members] for members in told.coalitions]
    return {
        "stable": {
            concept: [{"coalition": name, "states": _states(row)} for name, row in zip(names, cells, strict=True)]
            for concept, cells in told.stable.items()
        },
        "equilibria": {concept: _states(told.equilibria(concept)) for concept in told.stable},
        "jumps": {
            concept: [
                {"coalition": [makers[i] for i in jump.coalition], "from": jump.source, "to": jump.target}
                for jump in jumps
            ]
            for concept, jumps in found.coalitions.jumps.items()
        },
    }


def _hypergame(game: Hypergame) -> Json:
    def named(yes: Bools) -> list[str]:
        return [state for state, here in zip(game.states, yes, strict=True) if here]

    kinds = ("equilibria", "steady", "unsteady", "surprise", "mistaken")
    return {kind: named(getattr(game, kind)) for kind in kinds}
