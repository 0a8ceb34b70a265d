"""When to sign as JSON: docs/reference/timing-json.md."""

from __future__ import annotations

from goodoffices.kit.plain import Json, json_text, spread_json
from goodoffices.study.timing.answer import TimingAnswer, TimingView

FORMAT = 1
"""Version of the shape; it rises when a documented key changes its meaning or goes."""


def timing_text(answer: TimingAnswer) -> str:
    """The answer as indented JSON; the same bytes for the same answer."""
    return json_text(to_json(answer))


def to_json(answer: TimingAnswer) -> Json:
    """The answer as plain data."""
    case = answer.case
    return {
        "goodoffices": answer.version,
        "format": FORMAT,
        "case": case.name,
        "title": case.title,
        "as_of": case.as_of.isoformat(),
        "horizon": case.horizon,
        "digest": answer.digest,
        "seed": answer.seed,
        "draws": answer.draws,
        "months": list(answer.months),
        "perspectives": {name: _view(answer, view) for name, view in answer.perspectives.items()},
    }


def _view(answer: TimingAnswer, view: TimingView) -> Json:
    zone = view.zone
    return {
        "title": view.title,
        "plans": {
            plan: {
                "best_month": view.best_month(plan),
                "months": [
                    {
                        "month": m.month,
                        "success": m.success,
                        "se": m.se,
                        "change": m.change,
                        "change_se": m.change_se,
                        "among_on": m.among_on,
                        "left_out": m.left_out,
                    }
                    for m in moments
                ],
            }
            for plan, moments in view.plans.items()
        },
        "zone": {
            "exists": zone.exists,
            "se": zone.se,
            "over": zone.over,
            "among_on": zone.among_on,
            "opens": zone.opens,
            "closes": zone.closes,
            "over_before": zone.over_before,
            "over_while_open": zone.over_while_open,
            "crossings": [{"month": month, "zone": what} for month, what in zone.crossings],
        },
        "won": dict(view.won),
        "waiting": {
            signer: [
                {"month": month, "points": spread_json(points)}
                for month, points in zip(answer.months, by_month, strict=True)
            ]
            for signer, by_month in view.waiting.items()
        },
        "stalemate": {
            signer: {
                "fighting": spread_json(s.fighting),
                "instead": spread_json(s.instead),
                "frozen_front": s.frozen_front,
                "optimism": spread_json(s.optimism),
                "deal": spread_json(s.deal),
            }
            for signer, s in view.stalemate.items()
        },
        "ripeness": [
            {
                "month": r.month,
                "verdict": r.verdict,
                "hurting": dict(r.hurting),
                "perceived": dict(r.perceived),
                "way_out": r.way_out,
            }
            for r in view.ripeness
        ],
    }
