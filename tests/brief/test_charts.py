"""Charts: each makes an SVG that holds what it is about, with ids of its own and colours of the page."""

from __future__ import annotations

import re
from dataclasses import replace

import numpy as np
import pytest
from tests.brief import factory
from tests.brief.page import Page

from goodoffices.brief.desk import Desk
from goodoffices.kit.names import Names
from goodoffices.kit.theme import distinct, svg
from goodoffices.study.plans import chart as funnel
from goodoffices.study.plans import heatmap
from goodoffices.study.plans import needs_chart as needs
from goodoffices.study.robust import chart as package
from goodoffices.study.war import chart as fighting

DESK = Desk(factory.usual())
SUCCESS = {plan: result.success for plan, result in DESK.base.plans.items()}


@pytest.fixture(scope="module")
def drawn() -> dict[str, str]:
    base, names, text = DESK.base, DESK.names, DESK.base.robust.package
    assert base.needs is not None
    charts = {
        "funnel": funnel.funnel_chart(base.plans, names),
        "heatmap": heatmap.heatmap_chart(DESK.study.perspectives, names, DESK.order),
        "war": fighting.war_chart(base.war, text, names),
        "package": package.package_chart(text, names),
        "needs": needs.needs_chart(base.needs, SUCCESS, names),
    }
    return {key: svg(chart, f"fig-{key}", f"The {key} & more") for key, chart in charts.items()}


def test_each_is_one_svg_with_a_title(drawn: dict[str, str]) -> None:
    for key, text in drawn.items():
        assert text.startswith('<svg role="img"')
        assert f"The {key} & more" in Page(text).text
        ids = re.findall(r'\bid="([^"]+)"', text)
        assert ids
        assert all(i.startswith(f"fig-{key}") for i in ids)
        assert "var(--ink" in text
        assert "NaN" not in text


def test_same_chart_same_bytes_whatever_was_drawn_before(drawn: dict[str, str]) -> None:
    again = svg(package.package_chart(DESK.base.robust.package, DESK.names), "fig-package", "The package & more")
    assert again == drawn["package"]


def test_funnel_and_heatmap_show_every_plan(drawn: dict[str, str]) -> None:
    for plan in DESK.case.plans.values():
        assert plan.name in Page(drawn["funnel"]).text
        assert plan.name in Page(drawn["heatmap"]).text
    for result in DESK.views:
        assert result.title in Page(drawn["heatmap"]).text


def test_need_map_is_thinned_and_boxes_grouped() -> None:
    found = DESK.base.needs
    assert found is not None
    assert len(needs.thinned(found.points)) <= needs.MOST_POINTS
    assert np.array_equal(needs.thinned(found.points[:10]), found.points[:10])
    alike = replace(found, capacity=dict.fromkeys(found.capacity, (5.0, 5.0)))
    assert [len(b.plans) for b in needs.boxes(alike, {}, (30.0, 30.0))] == [6]
    apart = replace(found, capacity={p: (2.0 * n, 20.0 - 2 * n) for n, p in enumerate(found.capacity)})
    assert all(len(b.plans) == 1 for b in needs.boxes(apart, {}, (30.0, 30.0)))


def test_need_map_counts_draws_without_need() -> None:
    found = DESK.base.needs
    assert found is not None
    half = replace(found, points=np.array([[0.0, 0.0], [1.0, 2.0], [2.0, 1.0]]), draw=np.array([0, 1, 1]))
    assert needs.without_help(half) == 0.5
    assert "50% need no help" in needs.needs_caption(half, SUCCESS, DESK.names)
    empty = replace(found, points=np.zeros((0, 2)), draw=np.zeros(0, dtype=np.int64), capacity={}, reach={})
    assert needs.without_help(empty) == 0.0
    assert "no plan was given" in needs.needs_caption(empty, {}, DESK.names)
    assert svg(needs.needs_chart(empty, {}, DESK.names)).startswith("<svg")


def test_captions_follow_the_numbers() -> None:
    base, names = DESK.base, DESK.names
    plan = next(iter(base.plans.values()))
    one = replace(base, plans={"direct": replace(plan, binding="found")})
    assert "the only plan loses the largest part at the link “it is found”" in funnel.funnel_caption(
        one.plans, one.title
    )
    text = base.robust.package
    poor = {s: replace(u, mean=-50.0) for s, u in text.utilities.items()}
    assert "for nobody" in fighting.war_caption(base.war, replace(text, utilities=poor), names)
    rich = {s: replace(u, mean=99.0) for s, u in text.utilities.items()}
    assert "for both sides, and all see it so" in fighting.war_caption(base.war, replace(text, utilities=rich), names)
    blind = {
        s: replace(u, mean=float(base.war[s].mean[0]) + (1 if s == "side0" else 50)) for s, u in text.utilities.items()
    }
    assert "but Side A & Co believes otherwise" in fighting.war_caption(base.war, replace(text, utilities=blind), names)
    nothing = replace(text, contributions={s: dict.fromkeys(g, 0.0) for s, g in text.contributions.items()})
    assert "Side A & Co nothing" in package.package_caption(nothing, names)


def test_three_sides_and_one_issue_can_be_drawn() -> None:
    for study in (factory.three_sided(), factory.bare()):
        base, names = Desk(study).base, Names(study.case)
        assert svg(package.package_chart(base.robust.package, names)).startswith("<svg")
        assert svg(fighting.war_chart(base.war, base.robust.package, names)).startswith("<svg")


def test_repeated_labels_are_told_apart() -> None:
    assert distinct(["a", "b", "a"]) == ["a", "b", "a (2)"]
