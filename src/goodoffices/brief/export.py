"""A brief as JSON: what the plans, the zone and the war are under every perspective, of one study (docs/reference/json.md).

Shares lie in [0, 1], points are each party's own, months count from the date of the case.  Numbers are rounded to six
significant digits, so that files do not change with the last bit of a sum; what is not a number becomes null.  Keys
keep one order: that of the documentation, and inside it that of the case file.
"""

from __future__ import annotations

from goodoffices.brief.overview import Overview, Overviews
from goodoffices.kit.plain import Json, by_perspective
from goodoffices.study.plans.export import FORMAT, needs_json, plans_json
from goodoffices.study.robust.export import robust_json
from goodoffices.study.war.export import ripeness_json, war_json
from goodoffices.study.zone.export import zone_json


def to_json(overviews: Overviews) -> Json:
    """Everything that the brief shows, but for single draws."""
    return by_perspective(overviews, FORMAT, _view)


def _view(view: Overview) -> Json:
    return {
        "plans": plans_json(view.plans),
        "robust_package": robust_json(view.robust),
        "zone": zone_json(view.zone),
        "war": war_json(view.war),
        "ripeness": ripeness_json(view.ripeness),
        "needs": needs_json(view.needs),
        "pool": view.pool,
    }
