"""A study as a table: a row per perspective and plan, for notebooks, `print` and spreadsheets."""

from __future__ import annotations

import html
from typing import TYPE_CHECKING, Any

from goodoffices.study.results import LINKS

if TYPE_CHECKING:
    import polars as pl

    from goodoffices.study.results import PlanResult, Study

HEADINGS = ("perspective", "plan", "success, %", *LINKS)


def study_table(study: Study) -> pl.DataFrame:
    """A row per perspective, in file order, and plan, best first: shares of draws in [0, 1].

    Columns: perspective, plan, success, se (standard error of success), then the share of draws that pass each link and
    all before it (consent, exists, found, engagement, holding), and breaks_at, the link that breaks most often.
    """
    import polars as pl

    numbers = ("success", "se", *LINKS)
    texts = ("perspective", "plan", "breaks_at")
    schema = {
        name: pl.Float64 if name in numbers else pl.String for name in ("perspective", "plan", *numbers, texts[-1])
    }
    return pl.DataFrame([_row(view, plan) for view, plan in _plans(study)], schema=schema, orient="row")


def study_text(study: Study) -> str:
    """The table in plain text under the case's title, per cent of draws, with what the numbers rest on below it."""
    rows = [HEADINGS, *(_words(view, plan) for view, plan in _plans(study))]
    widths = [max(len(row[column]) for row in rows) for column in range(len(HEADINGS))]
    lines = ["   ".join(map(_aligned, range(len(row)), row, widths)).rstrip() for row in rows]
    lines.insert(1, "─" * max(map(len, lines)))
    return "\n".join([study.case.title, *(lines if len(rows) > 1 else ["the case holds no plans"]), _basis(study)])


def study_html(study: Study) -> str:
    """The same as an HTML table, for notebooks."""
    head = "".join(f"<th>{html.escape(name)}</th>" for name in HEADINGS)
    body = "".join(
        f"<tr>{''.join(f'<td>{html.escape(word)}</td>' for word in _words(view, plan))}</tr>"
        for view, plan in _plans(study)
    )
    table = f"<table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>"
    return f"<div><p>{html.escape(study.case.title)}</p>{table}<p>{html.escape(_basis(study))}</p></div>"


def _plans(study: Study) -> list[tuple[str, PlanResult]]:
    return [(name, view.plans[plan]) for name, view in study.perspectives.items() for plan in view.best_plans()]


def _row(view: str, plan: PlanResult) -> tuple[Any, ...]:
    return (view, plan.plan, plan.success, plan.se, *(getattr(plan.funnel, link) for link in LINKS), plan.binding)


def _words(view: str, plan: PlanResult) -> tuple[str, ...]:
    """A row in words: success with two standard errors, links in per cent, * at the one that breaks most often."""
    links = (f"{100 * getattr(plan.funnel, link):.0f}{'*' if link == plan.binding else ' '}" for link in LINKS)
    return (view, plan.plan, f"{100 * plan.success:.1f} ± {200 * plan.se:.1f}", *links)


def _aligned(column: int, word: str, width: int) -> str:
    """Names to the left, numbers to the right."""
    return word.ljust(width) if column < 2 else word.rjust(width)


def _basis(study: Study) -> str:
    return (
        "success ± two standard errors; links: share of draws, %, that pass the link and all before it, * where most "
        f"break\n{study.draws:,} draws, seed {study.seed}, case {study.digest}, goodoffices {study.version}"
    )
