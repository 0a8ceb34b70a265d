"""What would bring the mediator in that most plans turn on: the cheapest offers in public and in private, or what is lacking."""

from __future__ import annotations

from goodoffices.brief import refusal
from goodoffices.brief.blocks import Block, Inline, Para, Table, paras
from goodoffices.brief.desk import Desk
from goodoffices.brief.sections import necessity
from goodoffices.brief.standing import own_plan
from goodoffices.kit.names import listed
from goodoffices.kit.numbers import MISSING, number, percent, points
from goodoffices.study.induce.answer import Lack, Promise, Scheme, WayResult, scheme_of

TELLS = 0.005
"""Shares nearer to each other are not told apart in words."""


def words(desk: Desk) -> str:
    """Two or three sentences; nothing where no plan has a mediator."""
    answer, view = desk.inducement, desk.inducement_view
    if answer is None or view is None:
        return ""
    who, wanted = desk.names.spoken(answer.mediator), percent(answer.confidence)
    shares = {way: percent(share) for way, share in view.unasked.items()}
    alike = len(set(shares.values())) == 1
    asked = (
        f"{next(iter(shares.values()))} of draws, in {listed(shares)}"
        if alike
        else listed(f"{share} of draws in {way}" for way, share in shares.items())
    )
    head = f"Asked to mediate and promised nothing, {who} is willing in {asked} (on {answer.draws:,} draws)."
    if not view.sponsors:
        return f"{head} The case names no offers that could change that."
    ways = [view.ways[way] for way in ("public", "private")]
    if all(way.cheapest is not None and not way.cheapest.promises for way in ways):
        return f"{head} That is {wanted} or more, so nothing need be promised."
    if any(way.cheapest is None for way in ways):
        head += " Offers count here only in draws in which whoever makes them is willing too."
    return " ".join(part for part in (head, *(_way(desk, way, wanted) for way in ways), _refused(desk)) if part)


def _refused(desk: Desk) -> str:
    """That offers buy nothing where a side would not have it; nothing where all would."""
    answer = desk.inducement
    plan = own_plan(desk.base, answer.mediator) if answer is not None else None
    least = refusal.side_least(plan) if plan is not None else None
    if plan is None or least is None or least.share >= refusal.WILLING:
        return ""
    side = desk.names.spoken(least.party)
    return (
        f"But offers to it do not bring {side} in, which consents to “{desk.names.plan(plan.plan)}” in {percent(least.share)} of "
        f"draws (mean margin {points(least.margin.mean)}); the least that turns it: {refusal.turn_words(least)}."
    )


def _way(desk: Desk, result: WayResult, wanted: str) -> str:
    if result.cheapest is not None:
        if not result.cheapest.promises:
            return f"In {result.way} that is {wanted} or more, so nothing need be promised."
        made = _offers(desk, result.cheapest)
        return f"In {result.way} the cheapest offers with which it and all sponsors are willing in {wanted} are {made}."
    assert result.lack is not None
    return f"In {result.way} no offers reach {wanted}: {_lack(desk, result.lack)}."


def _lack(desk: Desk, lack: Lack) -> str:
    answer = desk.inducement
    assert answer is not None
    best = lack.best
    with_ = f", with {_offers(desk, best)}" if best.promises else " with nothing promised"
    said = f"the most is {percent(lack.most)}{with_}"
    if lack.binding != answer.mediator:
        who = desk.names.spoken(lack.binding)
        return f"{said}, and it is {who} that would not pay ({percent(lack.without[lack.binding])} if it did)"
    paid = (
        f" ({percent(lack.mediator_alone)} were every giver to pay)" if lack.mediator_alone > lack.most + TELLS else ""
    )
    short = f"; with all on offer it lacks {points(lack.missing)}" if lack.missing > 0 else ""
    return f"{said}{short}{paid}"


def _offers(desk: Desk, scheme: Scheme) -> str:
    return listed(f"{desk.names.spoken(p.giver)}’s “{_name(desk, p)}”" for p in scheme.promises)


def _name(desk: Desk, promise: Promise) -> str:
    found = desk.case.offers[promise.offer]
    return found.name or promise.offer.replace("_", " ")


def blocks(desk: Desk) -> tuple[Block, ...]:
    """The table for the annex, and what its columns mean."""
    answer, view = desk.inducement, desk.inducement_view
    if answer is None or view is None or not view.sponsors:
        return ()
    wanted = percent(answer.confidence)
    said = (
        f"From the {view.title} perspective, {answer.draws:,} draws; offers alone, no levers of others. All willing: share of "
        "draws in which the mediator and every giver are willing at once. Cost: points promised, each giver's as a share of its "
        "own stake (what settlement or the lack of one is worth to it on average), added up. "
        "If sponsors paid: the same share, were every "
        "giver to pay whatever it costs it. Lacks: points by which the mediator falls short in "
        f"{wanted} of draws with all that pleases it."
    )
    head = ("Offers and talks", "Reaches " + wanted, "Offers", "Cost", "All willing", "If sponsors paid", "Lacks")
    rows = tuple(_row(desk, result) for result in view.ways.values())
    title = f"What would bring {desk.names.spoken(answer.mediator)} in"
    return (
        Para(said, "fine"),
        Table(title, head, rows, "small wide"),
        *_stands(desk),
        *paras(necessity.offers_words(desk, answer.mediator), style="fine"),
    )


def _row(desk: Desk, result: WayResult) -> tuple[Inline, ...]:
    shown, lack = scheme_of(result), result.lack
    offers = listed(
        f"{_name(desk, p)} ({desk.names.party(p.giver)}, {p.mode}: {number(p.cost)} for {number(p.worth)})"
        for p in shown.promises
    )
    return (
        result.way,
        "yes" if result.cheapest else "no; the most:",
        offers or "none",
        percent(shown.cost),
        f"{percent(shown.confidence)} ± {100 * 2 * shown.se:.1f}",
        percent(lack.mediator_alone) if lack else MISSING,
        number(lack.missing) if lack else MISSING,
    )


def _stands(desk: Desk) -> tuple[Table, ...]:
    view = desk.inducement_view
    assert view is not None
    rows = tuple(
        (
            way,
            desk.names.party(stand.party),
            percent(stand.share),
            number(stand.margin),
            number(stand.reached),
            number(stand.promised) if stand.promised else MISSING,
        )
        for way, result in view.ways.items()
        for stand in scheme_of(result).stands
    )
    head = ("Offers and talks", "Party", "Willing", "Mean margin", "Margin reached", "Promises")
    return (Table("How each stands to it, own points", head, rows, "small"),)
