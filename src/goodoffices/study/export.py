"""A study as plain data for JSON: a documented, stable shape (docs/reference/json.md).

Shares lie in [0, 1], points are each party's own, months count from the date of the case.  Numbers are rounded to six
significant digits, so that files do not change with the last bit of a sum; what is not a number becomes null.  Keys
keep one order: that of the documentation, and inside it that of the case file.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from goodoffices.kit.plain import Json, plain, spread_json
from goodoffices.study.results import (
    LINKS,
    ConsentResult,
    Engagement,
    HoldingResult,
    LeverUse,
    NeedMap,
    PackageText,
    PerspectiveResult,
    PlanResult,
    PoolReport,
    Ripeness,
    RobustPackage,
    SpoilerUse,
    Study,
    WarPath,
    Zone,
)

FORMAT = 1
"""Version of the shape; it rises when a documented key changes its meaning or goes."""


def brief_json(study: Study) -> Json:
    """Everything that the brief shows, but for single draws."""
    return _by_perspective(
        study,
        lambda result: {
            "plans": _plans(result),
            "robust_package": _robust(result.robust),
            "zone": _zone(result.zone),
            "war": _war(result.war),
            "ripeness": _ripeness(result.ripeness),
            "needs": _needs(result.needs),
            "pool": _pool(result.pool),
        },
    )


def plans_json(study: Study) -> Json:
    """The plans alone."""
    return _by_perspective(study, lambda result: {"plans": _plans(result)})


def zone_json(study: Study) -> Json:
    """The zone of agreement and the robust package; `thin` where frontiers were thinned."""
    found = _by_perspective(
        study, lambda result: {"zone": _zone(result.zone), "robust_package": _robust(result.robust)}
    )
    return {**found, "thin": study.thin} if study.thin else found


def war_json(study: Study) -> Json:
    """What fighting on is worth, and ripeness."""
    return _by_perspective(study, lambda result: {"war": _war(result.war), "ripeness": _ripeness(result.ripeness)})


def _by_perspective(study: Study, answer: Callable[[PerspectiveResult], Json]) -> Json:
    case = study.case
    whole = {
        "goodoffices": study.version,
        "format": FORMAT,
        "case": case.name,
        "title": case.title,
        "as_of": case.as_of.isoformat(),
        "horizon": case.horizon,
        "digest": study.digest,
        "seed": study.seed,
        "draws": study.draws,
        "perspectives": {
            name: {"title": result.title, **answer(result)} for name, result in study.perspectives.items()
        },
    }
    cleaned: Json = plain(whole)
    return cleaned


# --- plans ----------------------------------------------------------------------------------------------------------


def _plans(result: PerspectiveResult) -> Json:
    return {name: _plan(plan) for name, plan in result.plans.items()}


def _plan(plan: PlanResult) -> Json:
    return {
        "success": plan.success,
        "se": plan.se,
        "funnel": {link: getattr(plan.funnel, link) for link in LINKS},
        "binding": plan.binding,
        "found": plan.found,
        "direct": plan.direct,
        "mediators": plan.mediators,
        "candour": plan.candour,
        "patterns": plan.patterns,
        "carried_by": _shared(plan.carried_by),
        "consent": {consent.party: _consent(consent) for consent in plan.consent},
        "engagement": {third.party: _engagement(third) for third in plan.engagement},
        "holding": {signer.party: _holding(signer) for signer in plan.holding},
        "levers": {lever.lever: _lever(lever) for lever in plan.levers},
        "spoilers": {spoiler.party: _spoiler(spoiler) for spoiler in plan.spoilers},
        "text": None if plan.text is None else _package(plan.text),
    }


def _consent(consent: ConsentResult) -> Json:
    return {"share": consent.share, "margin": spread_json(consent.margin), "mistrust": consent.mistrust}


def _engagement(third: Engagement) -> Json:
    return {
        "mediates": third.mediates,
        "share": third.share,
        "margin": spread_json(third.margin),
        "parts": third.parts,
        "takes_part": third.takes_part,
    }


def _holding(signer: HoldingResult) -> Json:
    return {
        "share": signer.share,
        "margin": spread_json(signer.margin),
        "worst_month": signer.worst_month,
        "temptations": [{"cause": cause, "points": points} for cause, points in signer.temptations],
    }


def _lever(lever: LeverUse) -> Json:
    return {
        "holder": lever.holder,
        "target": lever.target,
        "kind": lever.kind,
        "strength": lever.strength,
        "used": lever.used,
        "cost": lever.cost,
    }


def _spoiler(spoiler: SpoilerUse) -> Json:
    return {
        "loses_from_settlement": spoiler.loses_from_settlement,
        "acts": spoiler.acts,
        "damage": spoiler.damage,
        "levers": spoiler.levers,
    }


# --- packages and the zone ------------------------------------------------------------------------------------------


def _robust(robust: RobustPackage) -> Json:
    return {
        **_package(robust.package),
        "share": robust.share,
        "se": robust.se,
        "proven": robust.proven,
        "bound": robust.bound,
        "runners_up": _shared(robust.runners_up),
        "improvements": [
            {"issue": issue, "from": before, "to": after, "change": change}
            for issue, before, after, change in robust.improvements
        ],
    }


def _package(text: PackageText) -> Json:
    return {
        "options": text.options,
        "signers": {
            signer: {
                "utility": spread_json(text.utilities[signer]),
                "margin": spread_json(text.margins[signer]),
                "red_line_share": text.red_line_share[signer],
                "accepted": text.accepted_by[signer],
                "contributions": text.contributions[signer],
            }
            for signer in text.utilities
        },
    }


def _shared(packages: Sequence[tuple[Mapping[str, str], float]]) -> list[Json]:
    return [{"options": options, "share": share} for options, share in packages]


def _zone(zone: Zone) -> Json:
    return {
        "exists": zone.exists,
        "se": zone.exists_se,
        "margin": spread_json(zone.margin),
        "shortest_party": zone.shortest_party,
        "reach": {signer: spread_json(reach) for signer, reach in zone.reach.items()},
        "floor": {signer: spread_json(floor) for signer, floor in zone.floor.items()},
        "blocking_issues": [{"issue": issue, "points": points} for issue, points in zone.blocking_issues],
    }


# --- war, ripeness, needs -------------------------------------------------------------------------------------------


def _war(paths: Mapping[str, WarPath]) -> Json:
    return {
        signer: {
            "kind": path.kind,
            "months": path.months,
            "mean": path.mean,
            "q05": path.q05,
            "q25": path.q25,
            "q75": path.q75,
            "q95": path.q95,
            "believed_mean": path.believed_mean,
            "victory": path.victory,
            "defeat": path.defeat,
            "frozen": path.frozen,
        }
        for signer, path in paths.items()
    }


def _ripeness(ripeness: Ripeness) -> Json:
    return {
        "verdict": ripeness.verdict,
        "way_out": ripeness.way_out,
        "hurting_objective": ripeness.hurting_objective,
        "hurting_perceived": ripeness.hurting_perceived,
        "waiting_cost": ripeness.waiting_cost,
        "exists_by_month": ripeness.exists_by_month,
    }


def _needs(needs: NeedMap | None) -> Json | None:
    if needs is None:
        return None
    first, second = needs.parties
    return {
        "parties": needs.parties,
        "frontier_points": len(needs.points),
        "capacity": {plan: {first: shift[0], second: shift[1]} for plan, shift in needs.capacity.items()},
        "reach": needs.reach,
    }


def _pool(pool: PoolReport) -> Json:
    return {
        "packages": pool.packages,
        "distinct": pool.distinct,
        "size": pool.size,
        "coverage": pool.coverage,
        "frontier_size": pool.frontier_size,
        "loss": pool.loss,
    }
