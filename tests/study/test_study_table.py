"""A study as a table: in a terminal, in a notebook, as a data frame."""

from __future__ import annotations

from dataclasses import replace

import pytest

from goodoffices.case.reading import load
from goodoffices.brief.overview import Overviews
from goodoffices.play.outcome import LINKS
from goodoffices.study.study import run


@pytest.fixture(scope="module")
def study() -> Overviews:
    return run(load("fence"), draws=64, perspectives=["baseline", "ash_view"])


def test_the_frame_has_a_row_per_perspective_and_plan_with_their_numbers(study: Overviews) -> None:
    rows = study.table().rows(named=True)
    assert [(row["perspective"], row["plan"]) for row in rows] == [
        (name, plan) for name, view in study.perspectives.items() for plan in view.best_plans()
    ]
    for row in rows:
        plan = study.perspectives[row["perspective"]].plans[row["plan"]]
        assert (row["success"], row["se"], row["breaks_at"]) == (plan.success, plan.se, plan.binding)
        assert [row[link] for link in LINKS] == [getattr(plan.funnel, link) for link in LINKS]


def test_print_shows_every_plan_and_what_the_numbers_rest_on(study: Overviews) -> None:
    shown = str(study)
    title, heading, rule, *rows, _, basis = shown.splitlines()
    assert title == study.case.title and heading.split()[:2] == ["perspective", "plan"] and set(rule) == {"─"}
    assert len(rows) == study.table().height
    for line, row in zip(rows, study.table().rows(named=True), strict=True):
        assert line.split()[:3] == [row["perspective"], row["plan"], f"{100 * row['success']:.1f}"]
        assert line.count("*") == 1
    assert basis == f"64 draws, seed 1, case {study.digest}, goodoffices {study.version}"
    assert repr(study) == "<Overviews of fence: 2 perspectives, 64 draws, seed 1>"


def test_html_escapes_what_a_case_says(study: Overviews) -> None:
    named = replace(study, case=study.case.model_copy(update={"title": "<b>x</b> & y"}))
    shown = named._repr_html_()
    assert "&lt;b&gt;x&lt;/b&gt; &amp; y" in shown and "<b>" not in shown
    assert shown.count("<tr>") == 1 + study.table().height


def test_a_study_without_plans_says_so(study: Overviews) -> None:
    bare = {name: replace(view, plans={}) for name, view in study.perspectives.items()}
    none = replace(study, perspectives=bare)
    assert none.table().shape == (0, 10)
    assert "the case holds no plans" in str(none)
