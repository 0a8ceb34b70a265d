"""When to sign as JSON: docs/reference/timing-json.md."""

from __future__ import annotations

from goodoffices.kit.plain import FORMAT, Json, by_perspective, told
from goodoffices.study.timing.answer import TimingAnswer, TimingView


def to_json(answer: TimingAnswer) -> Json:
    """The answer as plain data."""
    found = by_perspective(answer, FORMAT, lambda view: _view(answer, view))
    views = found.pop("perspectives")
    return {**found, "months": list(answer.months), "perspectives": views}


def _view(answer: TimingAnswer, view: TimingView) -> Json:
    zone = view.zone
    return {
        "plans": {
            plan: {"best_month": view.best_month(plan), "months": moments} for plan, moments in view.plans.items()
        },
        "zone": {
            "exists": zone.exists,
            "se": zone.se,
            "over": zone.over,
            "among_on": zone.among_on,
            **told(zone, "exists", "se", "over"),
            "crossings": [{"month": month, "zone": what} for month, what in zone.crossings],
        },
        "won": view.won,
        "waiting": {
            signer: [{"month": month, "points": points} for month, points in zip(answer.months, by_month, strict=True)]
            for signer, by_month in view.waiting.items()
        },
        "stalemate": {
            signer: {
                "fighting": s.fighting,
                "instead": s.instead,
                "frozen_front": s.frozen_front,
                "optimism": s.optimism,
                "deal": s.deal,
            }
            for signer, s in view.stalemate.items()
        },
        "ripeness": [{"month": r.month, "verdict": r.verdict, **told(r, "month", "verdict")} for r in view.ripeness],
    }
