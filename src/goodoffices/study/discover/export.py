"""What one would have to believe, as JSON: docs/reference/discover-json.md."""

from __future__ import annotations

from goodoffices.kit.plain import Json, head
from goodoffices.study.discover.answer import Belief, Discovery, PlanDiscovery

FORMAT = 1
"""Version of the shape; it rises when a documented key changes its meaning or goes."""


def to_json(answer: Discovery) -> Json:
    """The answer as plain data."""
    return {
        **head(answer, FORMAT),
        "fails": answer.fails,
        "coverage": answer.coverage,
        "perspectives": {
            name: {
                "title": view.title,
                "uncertain": view.uncertain,
                "plans": {plan: _plan(found) for plan, found in view.plans.items()},
            }
            for name, view in answer.perspectives.items()
        },
    }


def _plan(plan: PlanDiscovery) -> Json:
    return {
        "mean": plan.mean,
        "boxes": [_belief(belief) for belief in plan.beliefs],
        "trajectory": [
            {"coverage": coverage, "density": density, "mass": mass, "limited": limited}
            for coverage, density, mass, limited in plan.trajectory
        ],
    }


def _belief(belief: Belief) -> Json:
    return {
        "coverage": belief.coverage,
        "density": belief.density,
        "mass": belief.mass,
        "held_back": {
            "coverage": belief.held_back_coverage,
            "density": belief.held_back_density,
            "mass": belief.held_back_mass,
        },
        "limits": [
            {
                "path": limit.path,
                "lower": limit.lower,
                "upper": limit.upper,
                "least": limit.least,
                "most": limit.most,
                "share": limit.share,
                "chance": limit.chance,
            }
            for limit in belief.limits
        ],
    }
