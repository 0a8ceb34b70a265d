"""The zone of agreement as JSON: docs/reference/json.md."""

from __future__ import annotations

from goodoffices.kit.plain import FORMAT, Json, by_perspective, told
from goodoffices.study.robust.export import robust_json
from goodoffices.study.zone.answer import Zone, ZoneAnswer


def to_json(answer: ZoneAnswer) -> Json:
    """The zone and the robust package as plain data; `thin` where frontiers were thinned."""
    found = by_perspective(
        answer, FORMAT, lambda view: {"zone": zone_json(view.zone), "robust_package": robust_json(view.robust)}
    )
    return {**found, "thin": answer.thin} if answer.thin else found


def zone_json(zone: Zone) -> Json:
    """The zone of one perspective."""
    issues = [{"issue": issue, "points": points} for issue, points in zone.blocking_issues]
    return {
        "exists": zone.exists,
        "se": zone.exists_se,
        **told(zone, "exists", "exists_se", "blocking_issues"),
        "blocking_issues": issues,
    }
