"""Annex C: claims, sources and figures; annex G: timeline, earlier mediation and process as the case tells them."""

from __future__ import annotations

from markupsafe import Markup

from goodoffices.brief.blocks import Block, Bullets, Heading, Inline, Para, Section, Table, link
from goodoffices.brief.desk import Desk
from goodoffices.brief.sections import hindsight
from goodoffices.case.schema import Event, Process
from goodoffices.case.source import Figure
from goodoffices.kit.names import slug


def _source(desk: Desk, key: str | None) -> Inline:
    if key is None:
        return ""
    return link(f"source-{slug(key)}", key) if key in desk.case.sources else key


def outward(url: str | None) -> Inline:
    """A link out of the page for a web address; anything else stays text and cannot be clicked."""
    if not url:
        return ""
    if not url.startswith(("https://", "http://")):
        return url
    return Markup('<a href="{0}" rel="noreferrer">{0}</a>').format(url)


def _figure_value(figure: Figure) -> str:
    value = figure.value if isinstance(figure.value, str) else f"{figure.value:.10g}"
    return f"{value} {figure.unit or ''}".strip()


def _claims(desk: Desk) -> Table:
    rows, anchors = [], []
    for key, claim in desk.case.claims.items():
        tested = f" Tested by: {claim.tested_by}" if claim.tested_by else ""
        sure = f" Confidence: {claim.confidence}." if claim.confidence else ""
        rows.append((key, claim.who, claim.locator, f"{claim.text}{sure}{tested}", _source(desk, claim.source)))
        anchors.append(f"claim-{slug(key)}")
    return Table(
        "Claims", ("Claim", "Who", "Where", "In our words", "Source"), tuple(rows), "small wide", tuple(anchors)
    )


def _sources(desk: Desk) -> Table:
    rows, anchors = [], []
    for key, s in desk.case.sources.items():
        about = ". ".join(t for t in (s.author, s.date, s.licence, s.note) if t)
        rows.append((key, s.title, about, outward(s.url)))
        anchors.append(f"source-{slug(key)}")
    return Table(
        "Sources", ("Source", "Title", "Author, date, licence", "Address"), tuple(rows), "small wide", tuple(anchors)
    )


def _figures(desk: Desk) -> Table:
    rows = tuple(
        (f.what, _figure_value(f), f.date or "", _source(desk, f.source), f.locator or "")
        for f in desk.case.figures.values()
    )
    return Table("Figures", ("Figure", "Value", "Date", "Source", "Where"), rows, "small wide")


def register_annex(desk: Desk) -> Section:
    """Claims, sources, figures; says so where the case has none."""
    blocks: list[Block] = []
    for held, make, what in (
        (desk.case.claims, _claims, "claim"),
        (desk.case.sources, _sources, "source"),
        (desk.case.figures, _figures, "figure"),
    ):
        blocks.append(make(desk) if held else Para(f"The case names no {what}."))
    return Section("annex-c", "Annex C. Claims, sources and figures", tuple(blocks))


def _events(desk: Desk, caption: str, events: tuple[Event, ...]) -> Table:
    rows = tuple((e.date, e.text, _source(desk, e.source)) for e in events)
    return Table(caption, ("Date", "What", "Source"), rows, "small wide")


def _process(process: Process) -> list[Block]:
    blocks: list[Block] = []
    if process.format:
        blocks.append(Para(f"Format: {process.format}"))
    for label, steps in (
        ("Sequence", process.sequence),
        ("Confidence-building", process.confidence_building),
        ("Implementation", process.implementation),
        ("Next 30 days", process.next_30_days),
        ("Next 90 days", process.next_90_days),
    ):
        if steps:
            blocks += [Para(label, "label"), Bullets(steps)]
    if process.exit:
        blocks.append(Para(f"Exit: {process.exit}"))
    return [Heading("Process"), *blocks] if blocks else []


def background_annex(desk: Desk) -> Section:
    """What the case tells of the past and of the talks; no engine used it."""
    case = desk.case
    blocks: list[Block] = []
    if case.timeline:
        blocks.append(_events(desk, "Timeline", case.timeline))
    if case.earlier_mediation:
        rows = tuple(
            (m.who, m.date or "", m.text, m.result or "", _source(desk, m.source)) for m in case.earlier_mediation
        )
        blocks.append(
            Table(
                "Earlier mediation and comparable agreements",
                ("Who", "Date", "What", "Result", "Source"),
                rows,
                "small wide",
            )
        )
    if case.process:
        blocks += _process(case.process)
    if case.hindsight and case.hindsight.events:
        blocks.append(_events(desk, "Hindsight: what happened next", case.hindsight.events))
    compared = hindsight.terms_table(desk)
    if compared is not None:
        blocks.append(compared)
    remarks = [(t.name, i, r) for t in (case.hindsight.texts if case.hindsight else ()) for i, r in t.remarks.items()]
    if remarks:
        told = tuple((name, desk.names.issue(i), said) for name, i, said in remarks)
        blocks.append(Table("Hindsight: what the texts say", ("Text", "Issue", "It says"), told, "small wide"))
    if not blocks:
        blocks.append(Para("The case says nothing of the past, of earlier mediation or of the process."))
    return Section("annex-g", "Annex G. Background and process", tuple(blocks))
