"""Made-up studies for the tests of the brief: random numbers that agree with each other, over small cases built here."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

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
    PoolReport,
    SpoilerUse,
)
from goodoffices.study.robust.answer import PackageText, RobustPackage
from goodoffices.study.war.answer import Ripeness, WarPath
from goodoffices.study.zone.answer import Zone

DRAWS = 256
Levels = Mapping[str, Mapping[str, float]]
"""perspective: plan: success, to set instead of a random one."""


def _party(name: str, role: str) -> dict[str, Any]:
    return {
        "name": name,
        "role": role,
        "position": f"{name} wants <all> & more.",
        "interests": ["safety", 'a "fair" border'],
        "fears": ["encirclement"],
        "claims": ["first"],
    }


def case(belligerents: int = 2, third: int = 5, issues: int = 6, plans: int = 6, perspectives: int = 4) -> Case:
    """A small case; its texts hold characters that HTML must escape."""
    sides = {f"side{i}": _party(f"Side {chr(65 + i)} & Co", "belligerent") for i in range(belligerents)}
    others = {f"third{i}": {"name": f"Third <{i}>", "role": "third_party"} for i in range(third)}
    table = {
        f"issue{j}": {
            "name": f"Issue {j} <b>",
            "question": "Who gets it?",
            "options": {o: f'{o.title()} of {j} "quoted"' for o in ("low", "middle", "high")},
            "indivisible": j == 0,
            **({"ordered": ["side0", "side1"]} if belligerents > 1 and j % 2 == 0 else {}),
        }
        for j in range(issues)
    }
    weights = {i: {"pert": [5, 10 + 3 * n, 40], "claims": ["first"]} for n, i in enumerate(table)}
    preferences: dict[str, Any] = {}
    for n, s in enumerate(sides):
        up = n % 2
        values = {
            i: dict(zip(("low", "middle", "high"), (0, 55, 100) if up else (100, 45, 0), strict=True)) for i in table
        }
        preferences[s] = {"weights": weights, "values": values, "face": 2, "basis": "judgement", "note": "a guess"}
        preferences[s]["red_lines"] = {"edge": {"when": {"issue0": "low" if up else "high"}, "probability": 0.3}}
    if belligerents > 2:
        preferences["side2"]["weights"] = {"order": list(table)}
        preferences["side2"]["values"]["issue0"] = {"order": ["low", "middle", "high"]}
    made_plans: dict[str, Any] = {"direct": {"name": "Direct talks"}}
    for k in range(min(third, plans - 1)):
        made_plans[f"by{k}"] = {
            "name": f"Mediation by third {k} & friends",
            "mediators": [f"third{k}"],
            "mode": "private",
        }
    if plans == 0:
        made_plans = {}
    elif third > 1 and len(made_plans) >= plans:
        made_plans[list(made_plans)[-1]] = {"name": "Everyone", "mediators": list(others)}
    views = {"baseline": {"name": "Neutral", "set": {}}} if perspectives else {}
    for v in range(1, perspectives):
        views[f"view{v}"] = {
            "name": f"Reader {v} <sceptic>",
            "who": "a reader",
            "summary": "sees it differently",
            "conclusion": "It must be third 0 & nobody else.",
            "claims": ["second"],
            "set": {"preferences.side0.face": {"value": v, "claims": ["second"]}},
            "joined_by": ["another reader"] if v == 1 else [],
        }
    lever = {"holder": "third0", "target": "side0", "kind": "stick", "strength": {"pert": [4, 8, 12]}, "cost": 3}
    return Case.model_validate(
        {
            "goodoffices": 1,
            "name": "made-up",
            "title": "The <border> war & its end",
            "as_of": "2022-03-15",
            "shelf_life": "two weeks",
            "question": "Should third 0 be asked to mediate?",
            "summary": "A dispute.",
            "horizon": 12,
            "parties": {**sides, **others},
            "issues": table,
            "rules": [{"forbid": {"issue0": "low", "issue1": "high"}, "why": "absurd"}] if issues > 1 else [],
            "preferences": preferences,
            "war": {"values": {s: {"kind": "direct", "level": 30, "drift": -1} for s in sides}},
            "levers": {"press": lever, "vow": {**lever, "kind": "guarantee"}} if third else {},
            "stakes": {"third0": {"settlement": {"uniform": [2, 8]}, "effort": 1}} if third else {},
            "mistrust": {"third0": dict.fromkeys(sides, 3)} if third else {},
            "candour": {"third0": dict.fromkeys(sides, 0.4)} if third else {},
            "holding": {"breaches": {"cheat": {"party": "side0", "gain": 5, "name": "hiding <arms>"}}},
            "plans": made_plans,
            "perspectives": views,
            "claims": {
                "first": {"who": "An author", "locator": "K1", "text": "All <want> peace.", "source": "essay"},
                "second": {"who": "A reader", "locator": "R1", "text": "Nobody does.", "tested_by": "the zone"},
            },
            "sources": {
                "essay": {"title": "An essay & more", "author": "A. Author", "url": "https://example.org/?a=1&b=2"}
            },
            "figures": {"trade": {"what": "Trade share", "value": 12.5, "unit": "%", "source": "essay"}},
            "profile": {"causes": ["an old border"], "stage": "open war", "scope": "the sea"},
            "timeline": [{"date": "2022-02-24", "text": "It began."}],
            "earlier_mediation": [{"who": "An envoy", "text": "tried", "result": "failed"}],
            "process": {"format": "shuttle", "next_30_days": ["ask both sides"], "exit": "stop if both refuse"},
            "hindsight": {
                "events": [{"date": "2022-04-01", "text": "Talks <ended>."}],
                "texts": [
                    {
                        "name": "The Draft",
                        "date": "2022-03-29",
                        "terms": dict.fromkeys(table, "middle") | {"issue0": None},
                    }
                ],
                "mediated": ["third1"] if third > 1 else [],
                "settled": False,
            },
        }
    )


def bare_case() -> Case:
    """As little as a case may hold: one issue, two sides, no third party, nothing told about anything."""
    return Case.model_validate(
        {
            "goodoffices": 1,
            "name": "bare",
            "title": "Bare",
            "as_of": "2020-01-01",
            "parties": {s: {"name": s.title(), "role": "belligerent"} for s in ("ann", "bob")},
            "issues": {"only": {"name": "Only", "options": {"yes": "Yes", "no": "No"}}},
            "preferences": {
                "ann": {"values": {"only": {"yes": 100, "no": 0}}},
                "bob": {"values": {"only": {"yes": 0, "no": 100}}},
            },
            "war": {"values": {s: {"kind": "direct", "level": 10} for s in ("ann", "bob")}},
        }
    )


def spread(rng: np.random.Generator, middle: float, width: float = 8.0) -> Spread:
    """A spread of normal draws."""
    draws = rng.normal(middle, width, 400)
    quantiles = np.quantile(draws, [0.05, 0.25, 0.5, 0.75, 0.95])
    return Spread(float(draws.mean()), *map(float, quantiles), float((draws >= 0).mean()))


def package(case: Case, rng: np.random.Generator, pick: int = 1) -> PackageText:
    """A text that takes the `pick`-th option of every issue where there is one."""
    options = {i: list(issue.options)[min(pick, len(issue.options) - 1)] for i, issue in case.issues.items()}
    signers = case.signers()
    share = 100 / len(options)
    gives = {s: {i: float(rng.uniform(0.2, 0.8) * share) for i in options} for s in signers}
    return PackageText(
        options,
        {s: spread(rng, sum(gives[s].values())) for s in signers},
        {s: spread(rng, 5) for s in signers},
        {s: float(rng.uniform(0, 0.4)) for s in signers},
        {s: float(rng.uniform(0.4, 0.9)) for s in signers},
        gives,
    )


def plan_result(case: Case, plan: str, rng: np.random.Generator, success: float | None = None) -> PlanResult:
    """One plan; with `success` given, every draw succeeds with just that chance, so there is no error."""
    tail = np.sort(rng.uniform(0.1, 1.0, 5))[::-1]
    if success is None:
        by_draw = (rng.random(DRAWS) < tail[4]).astype(np.float32)
    else:
        by_draw = np.full(DRAWS, success, dtype=np.float32)
    mean = float(by_draw.mean(dtype=np.float64)) if success is None else success
    funnel = Funnel(*(float(max(t, mean)) for t in tail[:4]), mean)
    passing = funnel.passing()
    spec, signers = case.plans[plan], case.signers()
    third = list(spec.mediators)
    return PlanResult(
        plan=plan,
        success=mean,
        draws_se=float(by_draw.std(dtype=np.float64) / np.sqrt(DRAWS)),
        funnel=funnel,
        binding=min(passing, key=lambda link: passing[link]),
        found=float(rng.uniform(mean, 1)),
        direct=float(rng.uniform(0, 1)),
        carried_by=((package(case, rng).options, 0.5), (package(case, rng, 0).options, 0.2)),
        mediators=tuple(third),
        candour={s: float(rng.uniform(0, 1)) if third else 0.0 for s in signers},
        consent=tuple(ConsentResult(s, float(rng.uniform(0.2, 1)), spread(rng, 3), 4.0) for s in signers)
        if third
        else (),
        engagement=tuple(
            Engagement(
                p,
                True,
                float(rng.uniform(0, 1)),
                spread(rng, 1),
                {"settlement": 3.0, "effort": -1.0, "levers": -2.0},
                1.0,
            )
            for p in third
        ),
        holding=tuple(
            HoldingResult(s, float(rng.uniform(0.3, 1)), spread(rng, 4), 6.0, (("cheat", 5.0),)) for s in signers
        ),
        levers=tuple(
            LeverUse(n, v.holder, v.target, v.kind, 8.0, 3.0, 1.0) for n, v in case.levers.items() if v.holder in third
        ),
        spoilers=tuple(SpoilerUse(p, 0.6, 0.3, 0.05, ()) for p in case.third_parties()[-1:] if p not in third),
        patterns={"none": 0.3},
        text=None,
        success_by_draw=by_draw,
    )


def _war(case: Case, rng: np.random.Generator) -> WarPath:
    months = np.arange(case.horizon + 1)
    mean = 35 - rng.uniform(0.2, 1.5) * months
    return WarPath(months, mean, mean - 15, mean - 6, mean + 6, mean + 15, mean + 4, "direct", None, None, None)


def _zone(case: Case, rng: np.random.Generator) -> Zone:
    signers = case.signers()
    exists = float(rng.uniform(0.2, 0.95))
    return Zone(
        exists,
        0.01,
        spread(rng, 4),
        {s: 1 / len(signers) for s in signers},
        {s: spread(rng, 60) for s in signers},
        {s: spread(rng, 35) for s in signers},
        tuple((i, float(20 - 2 * n)) for n, i in enumerate(case.issues)),
    )


def _ripeness(case: Case, war: Mapping[str, WarPath], rng: np.random.Generator) -> Ripeness:
    share = {s: float(rng.uniform(0.2, 1)) for s in case.signers()}
    perceived = {s: v * 0.6 for s, v in share.items()}
    way_out = float(rng.uniform(0.2, 0.9))
    verdict = "ripe" if min(*perceived.values(), way_out) >= 0.5 else "ripening"
    waiting = {s: path.mean[0] - path.mean for s, path in war.items()}
    by_month = np.clip(way_out + 0.01 * np.arange(case.horizon + 1), 0, 1)
    return Ripeness(share, perceived, waiting, way_out, by_month, verdict)  # type: ignore[arg-type]


def perspective(
    case: Case, name: str, rng: np.random.Generator, success: Mapping[str, float] | None = None
) -> Overview:
    """Everything under one perspective."""
    war = {s: _war(case, rng) for s in case.signers()}
    plans = {p: plan_result(case, p, rng, (success or {}).get(p)) for p in case.plans}
    text = package(case, rng)
    last = list(case.issues)[-1]
    improvements = tuple(
        (last, text.options[last], o, -0.1) for o in case.issues[last].options if o != text.options[last]
    )
    robust = RobustPackage(text, 0.56, 0.01, True, 0.5, ((package(case, rng, 0).options, 0.5),), improvements)
    sides = case.signers()[:2]
    needs = NeedMap(
        (sides[0], sides[1]),
        np.abs(rng.normal(0, 12, (900, 2))),
        np.repeat(np.arange(300), 3),
        {
            p: (float(rng.uniform(0, 15)), float(rng.uniform(0, 15))) if r.mediators else (0.0, 0.0)
            for p, r in plans.items()
        },
        {p: float(rng.uniform(0.3, 1)) for p in plans},
    )
    shown = case.perspectives[name].name if name in case.perspectives else "As the case stands"
    pool = PoolReport(729, 300, 200, 0.98, 12.0, 0.001)
    return Overview(name, shown, _zone(case, rng), war, _ripeness(case, war, rng), robust, plans, needs, pool)


def study(case: Case, seed: int = 7, levels: Levels | None = None) -> Overviews:
    """A study of a case; perspectives as the case has them, or one called baseline."""
    rng = np.random.default_rng(seed)
    names = list(case.perspectives) or ["baseline"]
    found = {n: perspective(case, n, rng, (levels or {}).get(n)) for n in names}
    return Overviews(case, DRAWS, seed, "0.1.0", "0123456789abcdef", found)


def usual() -> Overviews:
    """Two belligerents, five third parties, six issues, six plans, four perspectives."""
    return study(case())


def three_sided() -> Overviews:
    """Three belligerents, one with rankings only."""
    return study(case(belligerents=3))


def bare() -> Overviews:
    """One issue, no third party, no plan, one perspective."""
    return study(bare_case())
