"""What `goodoffices induce` prints."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from goodoffices.case.vocabulary import spoken_name
from goodoffices.kit.refusals import refusal_words
from goodoffices.kit.tables import (
    footing,
    heading,
    headline,
    party_name,
    percent,
    perspective_heading,
    plain_table,
    share_with_error,
)
from goodoffices.study.induce.answer import scheme_of

if TYPE_CHECKING:
    from rich.console import Console

    from goodoffices.study.induce.answer import InducementAnswer, InducementView, Lack, Prices, Scheme, WayResult


def show(console: Console, answer: InducementAnswer) -> None:
    who = spoken_name(answer.case.parties[answer.mediator])
    heading(console, answer, f"What would bring {who} in, willing in {percent(answer.confidence)} % of draws or more?")
    for view in answer.perspectives.values():
        perspective_heading(console, view)
        _unasked(console, answer, view)
        _ways(console, answer, view)
        for result in view.ways.values():
            _details(console, answer, view, result)
    unit = (
        "cost: sum over sponsors of the points each promises, as per cent of its own stake "
        "(what settlement or the lack of one is worth "
        "to it on average), times its weight. Points of two parties are not alike: this is one way to weigh them."
        if answer.scale == "stakes"
        else "cost: points of all sponsors added as they are, times their weights, as asked for; points of two parties are "
        "not alike."
    )
    footing(
        console,
        answer,
        "willing: share of draws in which the mediator and every sponsor would rather do their part than leave the sides to "
        "themselves, all at once; ± is two standard errors. found: share in which the talks find a deal.",
        unit,
        "Exact for these draws: " + _scope(answer),
    )


def _scope(answer: InducementAnswer) -> str:
    parts = "parts of offers" if answer.divisible else "whole offers"
    if not answer.most_commitments:
        return f"all {parts}, no levers of others."
    levers = "1 lever" if answer.most_commitments == 1 else f"{answer.most_commitments} levers"
    return f"all {parts} with at most {levers} of others committed."


def _unasked(console: Console, answer: InducementAnswer, view: InducementView) -> None:
    shares = " and ".join(f"{percent(share)} % ({talks} talks)" for talks, share in view.unasked.items())
    who = party_name(answer, answer.mediator)
    _say(console, f"With nothing promised {who} is willing in {shares} of draws.", indent=0)
    console.print()


def _ways(console: Console, answer: InducementAnswer, view: InducementView) -> None:
    table = plain_table(("in", "left"), ("cost", "right"), ("willing, %", "right"), ("found, %", "right"))
    for way, result in view.ways.items():
        shown = scheme_of(result)
        cost = cost_words(answer, shown.cost)
        table.add_row(
            way if result.cheapest else f"{way}: out of reach, at most",
            cost,
            share_with_error(shown.confidence, shown.se),
            percent(shown.found, 1),
        )
    console.print(table)


def cost_words(answer: InducementAnswer, cost: float) -> str:
    """A cost in the unit of the objective."""
    return f"{100 * cost:.1f} %" if answer.scale == "stakes" else f"{cost:.2f}"


def _details(console: Console, answer: InducementAnswer, view: InducementView, result: WayResult) -> None:
    shown = scheme_of(result)
    alike = [way for way, other in view.ways.items() if way != result.way and scheme_of(other) == shown]
    console.print()
    if result.way == "mixed" and alike:
        headline(console, "mixed", f": nothing better than in {alike[0]}")
        return
    headline(console, result.way, f": talks {shown.talks}")
    for line in (*_promised(answer, shown), *_stands(answer, shown), *_refused(answer, shown)):
        _say(console, line)
    if result.prices is not None:
        _say(console, _priced(answer, result.prices))
    if result.duals is not None:
        for line in _marginal(answer, result):
            _say(console, line)
    if result.lack is not None:
        _say(console, _lacks(answer, result.lack))


def _say(console: Console, text: str, indent: int = 2) -> None:
    import textwrap

    first, later = " " * indent, " " * 2 * indent
    lines = textwrap.wrap(text, console.width, initial_indent=first, subsequent_indent=later)
    console.print("\n".join(lines))


def _promised(answer: InducementAnswer, scheme: Scheme) -> list[str]:
    lines = []
    for promise in scheme.promises:
        offer = answer.case.offers[promise.offer]
        part = "" if promise.share > 1 - 1e-6 else f"{percent(promise.share)} % of "
        lines.append(
            f"{party_name(answer, promise.giver)} promises {part}“{offer.name or promise.offer}” in {promise.mode}: "
            f"{promise.cost:.1f} of its points for {promise.worth:.1f} of {party_name(answer, promise.receiver)}'s"
        )
    for commitment in scheme.commitments:
        lever = answer.case.levers.get(commitment.lever)
        name = (lever.name if lever else None) or commitment.lever.replace("_", " ")
        lines.append(
            f"{party_name(answer, commitment.holder)} commits “{name}” ({commitment.kind}): up to {commitment.cost:.1f} of "
            f"its points, {percent(commitment.used)} % of it needed on average"
        )
    return lines or ["nothing promised, nothing committed"]


def _stands(answer: InducementAnswer, scheme: Scheme) -> list[str]:
    each = [f"{party_name(answer, stand.party)} {percent(stand.share)} %" for stand in scheme.stands]
    return [f"willing each by itself: {', '.join(each)}"]


def _refused(answer: InducementAnswer, scheme: Scheme) -> list[str]:
    """Sides that would refuse the mediator once it is paid for: then all of that is for nothing."""
    who = party_name(answer, answer.mediator)
    return [
        f"not worth paying yet, for {who} would then be refused: {refusal_words(party_name(answer, side.side), side)}"
        for side in scheme.refused_by
    ]


def _priced(answer: InducementAnswer, prices: Prices) -> str:
    who = spoken_name(answer.case.parties[answer.mediator])

    def change(value: float) -> str:
        if not math.isfinite(value):
            return "out of reach"
        if abs(value) < 5e-7:
            return "no change"
        return f"{'+' if value > 0 else '-'}{cost_words(answer, abs(value))}"

    return (
        f"the next step: one point more at stake for {who}: {change(prices.stake_more)}, one less: "
        f"{change(prices.stake_less)}; one percentage point more confidence: {change(prices.confidence_more)}, one less: "
        f"{change(prices.confidence_less)}"
    )


def _marginal(answer: InducementAnswer, result: WayResult) -> list[str]:
    duals, lines = result.duals, []
    assert duals is not None
    for party, price in duals.stake.items():
        lines.append(f"at the margin, a point more for {party_name(answer, party)} saves {cost_words(answer, price)}")
    for name, price in duals.believed.items():
        lines.append(f"at the margin, a point more believed of {name} saves {cost_words(answer, price)}")
    for party, price in duals.budget.items():
        lines.append(
            f"at the margin, a point more of {party_name(answer, party)}'s budget saves {cost_words(answer, price)}"
        )
    return lines


def _lacks(answer: InducementAnswer, lack: Lack) -> str:
    who, share = party_name(answer, answer.mediator), percent(answer.confidence)
    text = f"out of reach: {percent(lack.most, 1)} % is the most"
    if lack.missing > 0:
        text += f"; with all that pleases it {who} still lacks {lack.missing:.1f} points in {share} % of draws"
    if lack.binding == answer.mediator:
        return f"{text}. Were sponsors to pay whatever it costs them, it would be {percent(lack.mediator_alone, 1)} %"
    freed = percent(lack.without[lack.binding], 1)
    return (
        f"{text}. {party_name(answer, lack.binding)} is what binds: were it willing whatever it costs it, {freed} %; were "
        f"all sponsors, {percent(lack.mediator_alone, 1)} %"
    )
