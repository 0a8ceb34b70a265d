"""The main text: which sections it has, in which order, and which figure stands where."""

from __future__ import annotations

from collections.abc import Mapping

from goodoffices.brief.blocks import Block, Bullets, Columns, Figure, Heading, Inline, Para, Section, link, paras
from goodoffices.brief.desk import Desk
from goodoffices.brief.sections import (
    candidates,
    disagreement,
    hindsight,
    holding,
    lasting,
    leverage,
    limits,
    mediators,
    necessity,
    package,
    parties,
    plans,
    ripeness,
    timing,
    zone,
)
from goodoffices.brief.sections import (
    induce as bringing_in,
)
from goodoffices.brief.sections import (
    search as found_plan,
)
from goodoffices.brief.sections import (
    spoilers as spoiling,
)
from goodoffices.brief.sections import (
    stability as morning_after,
)

Figures = Mapping[str, Figure]


def _parties(desk: Desk) -> Section:
    return Section("parties", "Parties", (*paras(parties.profile_words(desk.case)), parties.parties_table(desk)))


def _table(desk: Desk, figures: Figures) -> Section:
    robust = desk.base.robust
    words = (package.robust_words(robust, desk.names), package.neighbours_words(robust, desk.names))
    return Section("text", "Issues and the text to put on the table", (package.matrix(desk), *paras(*words)))


def _zone(desk: Desk, figures: Figures) -> Section:
    left: tuple[Block, ...] = (
        Heading("Is there a deal?", "zone"),
        *paras(zone.zone_text(desk)),
        *_shown(figures, "package"),
    )
    right: tuple[Block, ...] = (
        Heading("Is the moment ripe, and what does waiting cost?", "ripeness"),
        *paras(ripeness.ripeness_text(desk), timing.words(desk)),
        *_shown(figures, "war"),
    )
    return Section(
        "chance", f"The zone of agreement and the value of {desk.names.words.go_on}", (Columns(left, right),)
    )


def _shown(figures: Figures, *keys: str) -> tuple[Figure, ...]:
    return tuple(figures[k] for k in keys if k in figures)


def _to_annex(annexes: Mapping[str, str], anchor: str, what: str) -> Inline:
    """A link such as `Leverage by owner: annex H.`; nothing where the brief has no such annex."""
    return link(anchor, f"{what}: {annexes[anchor]}.") if anchor in annexes else ""


def _mediators(desk: Desk, figures: Figures, annexes: Mapping[str, str]) -> Section:
    blocks: list[Block] = []
    if desk.focus is None:
        blocks.append(Para("No plan has a mediator, so there is no candidate to compare."))
    else:
        blocks += [mediators.mediators_table(desk, every=False), Para(mediators.notes(desk), "fine")]
    blocks += _shown(figures, "needs")
    said = leverage.words(desk)
    if said:
        blocks += paras(said, _to_annex(annexes, "annex-h", "Leverage by owner"))
    must = necessity.mediator_text(desk)
    if desk.focus is not None:
        title = f"Must it be {desk.names.spoken(desk.focus)}?"
        compared = candidates.words(desk)
        more = (compared, _to_annex(annexes, "annex-candidates", "All third parties compared")) if compared else ()
        blocks += [Heading(title, "necessity"), *paras(must, mediators.candid_words(desk), *more)]
        induced = bringing_in.words(desk)
        if induced:
            blocks += paras(induced, _to_annex(annexes, "annex-sponsors", "What it takes"))
    return Section("mediators", "Who could mediate", tuple(blocks))


def _plans(desk: Desk, figures: Figures) -> Section:
    words = plans.best_words(desk.base, desk.names)
    regret = plans.table_of_regret(desk) if desk.best else ""
    return Section(
        "plans",
        "Plans compared",
        (
            *paras(words, regret, found_plan.words(desk), link("annex-e", "All plans: annex E.")),
            *_shown(figures, "funnel", "heatmap"),
        ),
    )


def _after(desk: Desk) -> Section | None:
    if desk.best is None:
        return None
    case, names = desk.case, desk.names
    holds = [
        w for r in desk.followed for w in (holding.holding_words(r, case, names), holding.guarantee_words(r, names))
    ]
    holds.append(lasting.words(desk))
    spoils = [holding.spoilers_words(desk.followed, names)]
    left: tuple[Block, ...] = (Heading("Would it hold?"), *paras(*holds))
    spoils += [spoiling.words(desk), holding.spoilers_across(desk)]
    right: tuple[Block, ...] = (Heading("Who would spoil it?"), *paras(*spoils))
    morning = morning_after.words(desk)
    more: tuple[Block, ...] = (Heading(morning_after.title(desk), "morning"), *paras(*morning)) if morning else ()
    return Section("after", "After signing", (Columns(left, right), *more))


def _perspectives(desk: Desk) -> Section:
    more = link("bottom-line", "Where they part is in the bottom line.") if len(desk.views) > 1 else ""
    words = paras(disagreement.agreement_words(desk), more)
    return Section(
        "perspectives", "Where the perspectives agree and disagree", (*words, disagreement.views_table(desk))
    )


def _next(desk: Desk) -> Section | None:
    process = desk.case.process
    if process is None:
        return None
    parts = (
        f"Format: {process.format}" if process.format else "",
        f"Next 30 days: {'; '.join(s.rstrip('.') for s in process.next_30_days)}." if process.next_30_days else "",
        f"Next 90 days: {'; '.join(s.rstrip('.') for s in process.next_90_days)}." if process.next_90_days else "",
        f"Exit: {process.exit}" if process.exit else "",
    )
    if not any(parts):
        return None
    return Section("next", "Process, as the case has it", paras(*parts, link("annex-g", "In full: annex G.")))


def _hindsight(desk: Desk) -> Section | None:
    if desk.case.hindsight is None:
        return None
    more = link("annex-g", "Issue by issue: annex G.") if desk.case.hindsight.texts else ""
    blocks = paras(hindsight.hindsight_text(desk), more)
    return Section("hindsight", "Hindsight: what happened next (set no number)", blocks, "box")


def _limits(desk: Desk) -> Section:
    return Section("limits", "What the model cannot say", (Bullets(tuple(t for t in limits.limits_words(desk) if t)),))


def main_sections(desk: Desk, figures: Figures, annexes: Mapping[str, str]) -> tuple[Section, ...]:
    """All sections of the main text, those the case cannot fill left out.

    Args:
        annexes: anchor of an annex: how a sentence calls it, such as `annex H`.
    """
    found = (
        _parties(desk),
        _table(desk, figures),
        _zone(desk, figures),
        _mediators(desk, figures, annexes),
        _plans(desk, figures),
        _after(desk),
        _perspectives(desk),
        _next(desk),
        _hindsight(desk),
        _limits(desk),
    )
    return tuple(s for s in found if s is not None)
