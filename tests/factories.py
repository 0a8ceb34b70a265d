"""A made-up study with fixed numbers, for tests of what shows results and does not compute them."""

from __future__ import annotations

import math

import numpy as np

from goodoffices.brief.overview import Overview, Overviews
from goodoffices.case.schema import Case
from goodoffices.engines.spread import Spread
from goodoffices.play.outcome import Funnel
from goodoffices.study.plans.answer import (
    ConsentResult,
    Engagement,
    HoldingResult,
    LeverUse,
    NeedMap,
    PlanResult,
    PlansAnswer,
    PlansView,
    PoolReport,
    SpoilerUse,
)
from goodoffices.study.robust.answer import PackageText, RobustPackage
from goodoffices.study.war.answer import Ripeness, WarAnswer, WarPath, WarView
from goodoffices.study.zone.answer import Zone, ZoneAnswer, ZoneView

DRAWS = 64


def synthetic_case() -> Case:
    """Two neighbours, a helper, two issues, two plans, two perspectives."""
    direct = {"kind": "direct", "level": 40}
    weights = {"line": 60, "tree": 40}
    return Case.model_validate(
        {
            "goodoffices": 1,
            "name": "hedge",
            "title": "The hedge [between] two gardens",
            "as_of": "2024-05-01",
            "horizon": 4,
            "parties": {
                "ash": {"name": "Ash", "role": "belligerent"},
                "birch": {"name": "Birch & sons", "role": "belligerent"},
                "helper": {"name": "The helper", "role": "third_party"},
            },
            "issues": {
                "line": {"name": "The line", "options": {"old": "The old map's", "middle": "Half-way"}},
                "tree": {"name": "The tree", "options": {"felled": "Felled", "kept": "Kept"}},
            },
            "preferences": {
                "ash": {
                    "weights": weights,
                    "values": {"line": {"old": 100, "middle": 0}, "tree": {"felled": 100, "kept": 0}},
                },
                "birch": {
                    "weights": weights,
                    "values": {"line": {"old": 0, "middle": 100}, "tree": {"felled": 0, "kept": 100}},
                },
            },
            "war": {"values": {"ash": direct, "birch": direct}},
            "levers": {"tools": {"holder": "helper", "target": "birch", "kind": "carrot", "strength": 4}},
            "plans": {
                "direct": {"name": "Direct talks"},
                "helped": {"name": "With the helper", "mediators": ["helper"]},
            },
            "perspectives": {"plain": {"name": "As it is"}, "gloomy": {"name": "A gloomy view"}},
        }
    )


def spread(middle: float) -> Spread:
    """A spread around `middle`."""
    return Spread(middle, middle - 9, middle - 4, middle, middle + 4, middle + 9, 0.5)


def synthetic_text() -> PackageText:
    """The text: half-way, tree felled."""
    signers = ("ash", "birch")
    return PackageText(
        options={"line": "middle", "tree": "felled"},
        utilities={s: spread(50.0) for s in signers},
        margins={s: spread(3.0) for s in signers},
        red_line_share={"ash": 0.0, "birch": 0.25},
        accepted_by={"ash": 0.9, "birch": 0.6},
        contributions={s: {"line": 30.0, "tree": 20.0} for s in signers},
    )


def synthetic_plan(name: str, success: float) -> PlanResult:
    """A plan that breaks where its deal should be found."""
    helped = name == "helped"
    return PlanResult(
        plan=name,
        success=success,
        draws_se=1 / 300,
        funnel=Funnel(0.9, 0.8, 0.4, 0.35, success),
        binding="found",
        found=0.45,
        direct=0.4,
        carried_by=(({"line": "middle", "tree": "felled"}, 0.75),),
        mediators=("helper",) if helped else (),
        candour={"ash": 0.5, "birch": 0.25},
        consent=(ConsentResult("ash", 0.9, spread(1.0), 0.5),) if helped else (),
        engagement=(Engagement("helper", True, 0.875, spread(2.0), {"settlement": 3.0, "effort": -1.0}, 1.0),)
        if helped
        else (),
        holding=(HoldingResult("birch", 0.75, spread(1.5), 6.5, (("prunes_too_much", 2.0),)),),
        levers=(LeverUse("tools", "helper", "birch", "carrot", 4.0, 0.5, 1.0),) if helped else (),
        spoilers=(SpoilerUse("helper", 0.125, 0.0625, 0.03125, ("gossip",)),) if helped else (),
        patterns={"none": 0.4, "ash": 0.42, "birch": 0.43, "ash+birch": 0.5} if helped else {},
        text=synthetic_text() if helped else None,
        success_by_draw=np.full(DRAWS, success, dtype=np.float32),
    )


def synthetic_perspective(name: str, title: str, success: float) -> Overview:
    """Everything under one perspective; one number is not a number, as where no draw had a deal."""
    months = np.arange(5)
    falling = 40.0 - 2.0 * months
    path = WarPath(
        months, falling, falling - 5, falling - 2, falling + 2, falling + 5, falling + 8, "direct", None, None, None
    )
    attrition = WarPath(months, falling, falling, falling, falling, falling, falling, "attrition", 0.25, 0.125, 0.625)
    signers = ("ash", "birch")
    return Overview(
        name=name,
        title=title,
        zone=Zone(
            exists=0.62123456789,
            exists_se=0.004,
            margin=spread(2.0),
            shortest_party={"ash": 0.7, "birch": 0.3},
            reach={"ash": spread(60.0), "birch": spread(math.nan)},
            floor={s: spread(40.0) for s in signers},
            blocking_issues=(("tree", 22.5), ("line", 10.0)),
        ),
        war={"ash": path, "birch": attrition},
        ripeness=Ripeness(
            {"ash": 1.0, "birch": 0.75},
            {"ash": 0.5, "birch": 0.6},
            dict.fromkeys(signers, 2.0 * months),
            0.62,
            np.linspace(0.62, 0.9, 5),
            "ripening",
        ),
        robust=RobustPackage(
            synthetic_text(),
            0.5,
            0.01,
            True,
            0.4,
            (({"line": "old", "tree": "kept"}, 0.4),),
            (("tree", "felled", "kept", -0.1),),
        ),
        plans={"direct": synthetic_plan("direct", success / 2), "helped": synthetic_plan("helped", success)},
        needs=NeedMap(
            signers, np.ones((3, 2)), np.arange(3), {"direct": (0.0, 0.0), "helped": (0.0, 4.0)}, {"helped": 0.7}
        ),
        pool=PoolReport(4, 3, 3, 1.0, 1.5, None),
    )


def synthetic_study() -> Overviews:
    """A study of `synthetic_case` under both of its perspectives."""
    case = synthetic_case()
    results = {
        name: synthetic_perspective(name, view.name, success)
        for (name, view), success in zip(case.perspectives.items(), (1 / 3, 0.125), strict=True)
    }
    return Overviews(case, DRAWS, 1, "0.1.0", "0123456789abcdef", results)


def parts_of(study: Overviews) -> tuple[PlansAnswer, ZoneAnswer, WarAnswer]:
    """The answers that a study is made of."""
    head, views = (study.case, study.draws, study.seed, study.version, study.digest), study.perspectives.items()
    return (
        PlansAnswer(*head, {n: PlansView(v.name, v.title, v.plans, v.needs, v.pool) for n, v in views}),
        ZoneAnswer(*head, {n: ZoneView(v.name, v.title, v.zone, v.robust) for n, v in views}),
        WarAnswer(*head, {n: WarView(v.name, v.title, v.war, v.ripeness) for n, v in views}),
    )
