"""Annex E: every plan under every perspective; annex F: what is needed to make this run again."""

from __future__ import annotations

from collections.abc import Iterable

from markupsafe import Markup

from goodoffices.brief import refusal
from goodoffices.brief.blocks import Block, Inline, Para, Section, Table, joined, link
from goodoffices.brief.desk import Desk
from goodoffices.brief.sections.holding import spoilers_table
from goodoffices.brief.sections.mediators import mediators_table
from goodoffices.brief.sections.necessity import PARTS
from goodoffices.brief.unsteady import WARNING, chance, unsteady
from goodoffices.kit.names import capital, slug
from goodoffices.kit.numbers import MISSING, fine_percent, number, percent
from goodoffices.play.outcome import LINKS
from goodoffices.study.plans.chart import STAGES


def _plan_table(desk: Desk, plan: str) -> Table:
    rows: list[tuple[Inline, ...]] = []
    for view in desk.views:
        r = view.plans[plan]
        rows.append(
            (
                link(f"view-{slug(view.name)}", view.title),
                *(percent(getattr(r.funnel, k)) for k in LINKS),
                f"± {fine_percent(2 * r.se)}" + (f" ({WARNING})" if unsteady(r) else ""),
                STAGES[r.binding],
                percent(r.direct),
                refusal.plan_cell(desk, r),
            )
        )
    spec = desk.case.plans.get(plan)
    about = f": {spec.summary}" if spec and spec.summary else ""
    head = (
        "Perspective",
        *(capital(STAGES[k]) for k in LINKS),
        "Error (2 s.e.)",
        "Breaks first at",
        "Direct talks find",
        refusal.HEAD,
    )
    return Table(f"{desk.names.plan(plan)}{about}", head, tuple(rows), "small wide plan")


def register(desk: Desk) -> Table:
    """One row per plan, which charts lead to: what it is made of, each part a link to its numbers in annex A."""
    rows = tuple(_entry(desk, plan) for plan in desk.order)
    head = ("Plan", "P(success)", "Who mediates", "Levers", "Offers", "Talks", refusal.HEAD)
    anchors = tuple(desk.plan_anchor(plan) for plan in desk.order)
    return Table(f"The plans and what they are made of, {desk.base.title}", head, rows, "small wide", anchors)


def _entry(desk: Desk, plan: str) -> tuple[Inline, ...]:
    result, spec = desk.base.plans[plan], desk.case.plans.get(plan)
    offers = spec.offers if spec else ()
    told = {f: desk.case.offers[f].name or f.replace("_", " ") for f in offers if f in desk.case.offers}
    month = f", month {spec.month}" if spec and spec.month else ""
    return (
        desk.names.plan(plan),
        chance(result),
        _linked((desk.to_numbers(f"stakes.{k}", desk.names.party(k)) for k in result.mediators), "nobody"),
        _linked((desk.to_numbers(f"levers.{v.lever}", desk.names.lever(v.lever)) for v in result.levers), "none"),
        _linked((desk.to_numbers(f"offers.{f}", name) for f, name in told.items()), "none"),
        f"{spec.mode}{month}" if spec else MISSING,
        refusal.plan_cell(desk, result),
    )


def _linked(parts: Iterable[Markup], nothing: str) -> Inline:
    return joined(parts, ", ") or nothing


def _ledger(desk: Desk) -> Table:
    rows = []
    for plan in desk.order:
        for e in desk.base.plans[plan].engagement:
            parts = ", ".join(f"{PARTS.get(k, k)} {number(v)}" for k, v in e.parts.items() if abs(v) >= 0.05) or MISSING
            rows.append(
                (
                    desk.names.plan(plan),
                    desk.names.party(e.party),
                    percent(e.share),
                    number(e.margin.mean),
                    percent(e.takes_part),
                    parts,
                )
            )
    head = ("Plan", "Third party", "Willing", "Mean margin", "Takes part", "Points by part, its own")
    return Table(f"What the third parties gain and pay, {desk.base.title}", head, tuple(rows), "small wide")


def _levers(desk: Desk) -> Table:
    rows = []
    for plan in desk.order:
        for v in desk.base.plans[plan].levers:
            size = percent(v.strength) if v.kind == "inform" else number(v.strength)
            rows.append(
                (
                    desk.names.plan(plan),
                    desk.names.lever(v.lever),
                    desk.names.party(v.holder),
                    desk.names.party(v.target),
                    v.kind,
                    size,
                    number(v.used, 2),
                    number(v.cost),
                )
            )
    head = ("Plan", "Lever", "Holder", "Target", "Kind", "Strength", "Used", "Cost to holder")
    return Table(f"Levers in each plan and how far they were used, {desk.base.title}", head, tuple(rows), "small wide")


def _holding(desk: Desk) -> Table:
    rows = []
    for plan in desk.order:
        for h in desk.base.plans[plan].holding:
            pulls = ", ".join(f"{desk.names.temptation(k)} {number(v)}" for k, v in h.temptations[:3]) or MISSING
            rows.append(
                (
                    desk.names.plan(plan),
                    desk.names.party(h.party),
                    percent(h.share),
                    number(h.margin.mean),
                    number(h.worst_month, 0),
                    pulls,
                )
            )
    head = ("Plan", "Signer", "Stays with it", "Mean margin", "Worst month", "Temptations, points")
    return Table(f"Would it hold, {desk.base.title}", head, tuple(rows), "small wide")


def _regret(desk: Desk) -> Table:
    rows = tuple(
        (desk.names.plan(p), number(100 * desk.regret[p]), *(chance(v.plans[p]) for v in desk.views))
        for p in desk.order
    )
    return Table(
        "P(success) and largest shortfall against the best plan",
        ("Plan", "Largest regret, points of P", *(v.title for v in desk.views)),
        rows,
        "small wide",
    )


def _carried(desk: Desk) -> Table:
    base, rows = desk.base.robust.package.options, []
    for plan in desk.order:
        for options, share in desk.base.plans[plan].carried_by[:3]:
            differs = "; ".join(desk.names.differs(options, base)) or "the robust text itself"
            rows.append((desk.names.plan(plan), percent(share), differs))
    return Table(
        "Texts that the successes rest on, by how they differ from the robust text",
        ("Plan", "Share of successes", "Differs in"),
        tuple(rows),
        "small wide",
    )


def plans_annex(desk: Desk) -> Section:
    """All plans, all perspectives, all links; ledgers, levers, holding and spoilers in the base perspective."""
    if not desk.order:
        return Section("annex-e", "Annex E. All plans under all perspectives", (Para("The case names no plan."),))
    blocks: list[Block] = [Para("Shares of draws that pass each link and all before it; the last link is P(success).")]
    blocks = [register(desk), *blocks, *(_plan_table(desk, p) for p in desk.order)]
    extra = (
        mediators_table(desk),
        _regret(desk),
        _carried(desk),
        _ledger(desk),
        _levers(desk),
        _holding(desk),
        spoilers_table(desk),
    )
    blocks += [t for t in extra if t.rows]
    return Section("annex-e", "Annex E. All plans under all perspectives", tuple(blocks))


def short_plans_annex(desk: Desk) -> Section | None:
    """What stands for annex E where the annexes are not asked for: the plans and what they are made of."""
    if not desk.order:
        return None
    return Section("annex-e", "Annex E. Plans", (register(desk),))


def run_annex(desk: Desk) -> Section:
    """Seed, draws, version, digest and the pool of texts per perspective."""
    study = desk.study
    facts = (
        ("Case", desk.case.name),
        ("Digest of the case's content", study.digest),
        ("Draws per perspective", f"{study.draws:,}"),
        ("Seed", str(study.seed)),
        *([("Draws of a run", desk.run)] if desk.run else []),
        ("Program", f"goodoffices {study.version}"),
        ("Date of the case", str(desk.case.as_of)),
        ("Perspective the main text speaks from", desk.base.title),
    )
    rows = []
    for view in desk.views:
        p = view.pool
        loss = "not measured" if p.loss is None else fine_percent(p.loss)
        rows.append(
            (
                view.title,
                f"{p.packages:,}",
                f"{p.distinct:,}",
                f"{p.size:,}",
                percent(p.coverage),
                number(p.frontier_size),
                loss,
            )
        )
    pool = Table(
        "Pool of texts",
        (
            "Perspective",
            "Texts the rules allow",
            "On some frontier",
            "In the pool",
            "Coverage",
            "Mean frontier",
            "Loss by the pool",
        ),
        tuple(rows),
        "small wide",
    )
    blocks = (Table("The run", ("What", "Value"), facts, "small facts"), pool)
    return Section("annex-f", "Annex F. The run", blocks)
