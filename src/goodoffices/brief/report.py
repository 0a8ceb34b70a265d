"""The brief: one HTML file that needs nothing but itself.  Same study, same bytes."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING, Literal

from goodoffices.brief.annex.candidates import candidates_annex
from goodoffices.brief.annex.further import outlook_annex
from goodoffices.brief.annex.leverage import leverage_annex
from goodoffices.brief.annex.method import method_annex
from goodoffices.brief.annex.numbers import numbers_annex, overrides_annex
from goodoffices.brief.annex.register import background_annex, register_annex
from goodoffices.brief.annex.results import plans_annex, run_annex, short_plans_annex
from goodoffices.brief.annex.sponsors import sponsors_annex
from goodoffices.brief.blocks import Figure, Para, Section
from goodoffices.brief.desk import Desk
from goodoffices.brief.main_text import main_sections
from goodoffices.brief.overview import Overviews
from goodoffices.brief.words import lines
from goodoffices.kit.isolation import isolated_page, right_to_left
from goodoffices.kit.names import sentences, spoken
from goodoffices.play.outcome import LINKS

if TYPE_CHECKING:
    from goodoffices.kit.theme import AnyChart


SMALL = 200
"""Numbers up to which a case is small: with its annexes it would be longer than what it has to say."""
Annex = Literal["fit", "all"]

NOTHING = Para("The case holds nothing for this annex.")
"""What stands where there would be a heading alone."""


def figures(desk: Desk) -> dict[str, Figure]:
    """The charts that the study can fill, drawn for a page of A4."""
    from markupsafe import Markup

    from goodoffices.kit.theme import svg
    from goodoffices.study.plans import chart as funnel
    from goodoffices.study.plans import heatmap
    from goodoffices.study.plans import needs_chart as needs
    from goodoffices.study.robust import chart as package
    from goodoffices.study.war import chart as fighting

    names, base, text = desk.names, desk.base, desk.base.robust.package
    drawn: dict[str, tuple[AnyChart, str]] = {
        "package": (package.package_chart(text, names, 190), package.package_caption(text, names)),
        "war": (fighting.war_chart(base.war, text, names, 330), fighting.war_caption(base.war, text, names)),
    }
    if base.needs is not None and base.plans:
        success = {plan: result.success for plan, result in base.plans.items()}
        drawn["needs"] = (
            needs.needs_chart(base.needs, success, names),
            needs.needs_caption(base.needs, success, names),
        )
    if base.plans:
        drawn["funnel"] = (
            funnel.funnel_chart(base.plans, names),
            funnel.funnel_caption(base.plans, base.title),
        )
        drawn["heatmap"] = (
            heatmap.heatmap_chart(desk.study.perspectives, names, desk.order),
            heatmap.heatmap_caption(desk.study.perspectives),
        )
    to_plans = [desk.plan_anchor(plan) for plan in desk.order]
    links = {"funnel": to_plans * len(LINKS), "heatmap": to_plans * len(desk.views)}
    return {
        key: Figure(Markup(svg(chart, f"fig-{key}", said, links.get(key, ()))), said, key)
        for key, (chart, said) in drawn.items()
    }


def annexes(desk: Desk) -> tuple[Section, ...]:
    """Annexes A to G, H where the case names ties or levers, and one for each further question that the case can fill."""
    leverage = leverage_annex(desk)
    further = [leverage] if leverage is not None else []
    for make in (outlook_annex, candidates_annex, sponsors_annex):
        annex = make(desk, chr(ord("H") + len(further)))
        further += [annex] if annex is not None else []
    found = (
        numbers_annex(desk),
        overrides_annex(desk),
        register_annex(desk),
        method_annex(desk.names.words),
        plans_annex(desk),
        run_annex(desk),
        background_annex(desk),
        *further,
    )
    return tuple(section if section.blocks else replace(section, blocks=(NOTHING,)) for section in found)


def short_annexes(desk: Desk) -> tuple[Section, ...]:
    """The annexes of a small case: its numbers, its claims, and its plans."""
    plans = short_plans_annex(desk)
    return (numbers_annex(desk, short=True), register_annex(desk), *((plans,) if plans is not None else ()))


def living_links(page: str) -> str:
    """The page without links to places that it does not have: what they said stays as text."""
    places = set(re.findall(r'\bid="([^"]+)"', page))
    return re.sub(r'<a href="#([^"]*)">(.*?)</a>', lambda a: a[0] if a[1] in places else a[2], page, flags=re.DOTALL)


def render(study: Overviews, run: str | None = None, annex: Annex = "fit", desk: Desk | None = None) -> str:
    """The brief of a study as one self-contained HTML page: no network, no scripts, no fonts from elsewhere.

    Args:
        study: all answers for a case; needs at least one perspective.
        run: what it owes to a run, in words; None where it was drawn anew.
        annex: `all` annexes, or as many as `fit`: those of a small case are its numbers, claims and plans.
        desk: the study laid out, where it has been.

    Returns:
        HTML, the same bytes for the same study.

    Raises:
        ValueError: the study has no perspective.
    """
    from jinja2 import Environment, PackageLoader, StrictUndefined

    if not study.perspectives:
        raise ValueError("a study without a perspective has nothing to report")
    desk = desk or Desk(study, run)
    desk.ask_ahead()
    house = Environment(
        loader=PackageLoader("goodoffices.brief", "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    house.filters["css"] = css_string
    house.filters["sentences"] = sentences
    short = annex == "fit" and len(desk.numbers) <= SMALL
    further = short_annexes(desk) if short else annexes(desk)
    called = {section.anchor: f"a{section.title.partition('.')[0][1:]}" for section in further}
    page = house.get_template("brief.html.j2").render(
        case=study.case,
        study=study,
        base=desk.base,
        lines=lines(study, desk),
        sections=main_sections(desk, figures(desk), called),
        annexes=further,
        short=short,
    )
    return isolated_page(living_links(page), right_to_left(spoken(study.case)))


def css_string(text: str) -> str:
    """Text for between the quotes of a CSS string; nothing in it can end the string or the style element."""
    return "".join(c if c.isalnum() or c in " .,-" else f"\\{ord(c):x} " for c in text)
