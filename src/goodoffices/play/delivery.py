"""Whether third parties do what a deal asks of them, and whether it holds (sections 7 and 9 of the model)."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from goodoffices.engines.links import delivery as delivering
from goodoffices.engines.links.agreement import TOLERANCE
from goodoffices.engines.links.delivery import Asked, Deals, Items, Morning, Prices, Stakes, Stock, Terms
from goodoffices.engines.links.pressure import Levers, Pressed
from goodoffices.model.arrays import Bools, Floats, Int32s, Ints
from goodoffices.model.structure import Structure
from goodoffices.play import pressure
from goodoffices.play.belief import Belief
from goodoffices.play.ground import stock_of
from goodoffices.play.hand import Hand
from goodoffices.play.played import Played


def stakes(belief: Belief, hand: Hand) -> Stakes:
    """What taking part is worth; read of those alone that the plan needs."""
    sigma = belief.by_party(zip(hand.judged_read, hand.columns["sigma"], strict=True))
    fields = ("success", "failure", "effort")
    return Stakes(sigma, *(belief.by_party(zip(hand.able_read, hand.columns[name], strict=True)) for name in fields))


def terms(belief: Belief, hand: Hand) -> Terms:
    """On what terms third parties work under a plan."""
    shape, mode, third = hand.shape, hand.plan.mode, len(hand.shape.third_parties)

    def total(kind: str, parties: Ints) -> Floats:
        def make() -> Floats:
            table = np.zeros((belief.draws, third))
            for f in hand.offers:
                table[:, parties[f]] += belief.column(kind, mode, f)
            return table

        return belief.columns.table(("in all", kind), tuple((kind, mode, f) for f in hand.offers), belief.mask, make)

    return Terms(
        hand.judged,
        hand.mediates,
        hand.optional,
        total("offer", shape.offer_receiver),
        total("price", shape.offer_giver),
    )


def morning(belief: Belief, shape: Structure) -> Morning:
    """What texts may do after signing."""
    numbers = belief.column("morning")

    def items(points: Floats, party: Ints) -> Items:
        order = np.argsort(party, kind="stable")
        start = np.searchsorted(party[order], np.arange(len(shape.signers) + 1))
        return Items(start, np.ascontiguousarray(points[:, order], dtype=np.float64))

    return Morning(
        items(numbers.level, shape.shift_party),
        items(numbers.rate, shape.shift_party),
        items(numbers.gain, shape.breach_party),
        items(numbers.safeguard, shape.safeguard_party),
        shape.holding_months,
    )


def prices(line: Played, belief: Belief) -> Prices:
    """The plan's levers by price."""
    held, optimism = pressure.levers(belief, line.hand), belief.side_by_side(line.hand.columns["optimism"])
    return line.ground.site.kept(
        "prices", (held.strength, held.cost, optimism), line.hand.which, lambda: delivering.prices(held, optimism)
    )


class _Given(NamedTuple):
    """What a line and a belief say of third parties, whatever the deal."""

    levers: Levers
    prices: Prices
    morning: Morning
    stakes: Stakes
    terms: Terms


def _given(line: Played, belief: Belief) -> _Given:
    shape = line.hand.shape
    later = line.ground.site.kept("morning", tuple(belief.column("morning")), (), lambda: morning(belief, shape))
    own = stakes(belief, line.hand), terms(belief, line.hand)
    return _Given(pressure.levers(belief, line.hand), prices(line, belief), later, *own)


def _asked(line: Played, given: _Given, deals: Deals, stock: Stock, pressed: Pressed, part: Bools, found: float, *,
           everything: bool) -> Asked:  # fmt: skip
    return delivering.ask(
        deals, stock, pressed, given.levers, given.prices, line.hand.used, part, given.morning, given.stakes, given.terms,
        found, line.alone.found, everything=everything,
    )  # fmt: skip


def willing(line: Played, pressed: Pressed, found: float) -> Bools:
    """(D, K) who takes part: of those who may stay out, the ones who would rather not; others as `part` has it.

    They weigh the deal that a fully informed mediator would strike; where red lines leave nothing to sign there is nothing
    to take part in.
    """
    from goodoffices.play.talks import best_deal

    hand, belief, part = line.hand, line.ground.belief, line.part
    _, chosen = best_deal(line.row, pressed.reservation)
    struck = line.ground.site.struck(chosen)
    # levers only ever cost: whoever would stay out for nothing stays out
    given = _given(line, belief)
    free, _ = delivering.if_free(given.stakes, given.terms, part, found, line.alone.found)
    joins: Bools = np.where(hand.optional, (free >= -TOLERANCE) & (chosen >= 0)[:, None], part)
    draw = np.flatnonzero((joins & hand.optional).any(axis=1))
    deals = Deals(draw, chosen[draw], struck[draw])
    stock = line.ground.site.stock(hand.which, on_frontier=True)
    # what is judged here is engagement alone, whether or not the deal would hold
    margins = _asked(line, given, deals, stock, pressed, part, found, everything=True).margins
    joins[draw] &= (margins >= -TOLERANCE) | ~hand.optional
    return joins


def stock_of_best(line: Played) -> Stock:
    """The texts that the first way of striking a deal is of: the points of the frontiers, or the text tabled."""
    if line.text is None:
        return line.ground.site.stock(line.hand.which, on_frontier=True)
    text = tuple(map(int, line.text))
    return line.ground.site.kept(
        "text",
        (),
        (text, line.hand.which),
        lambda: stock_of(line.hand.shape, line.text[None], line.hand.which),  # type: ignore[index]
    )


class Struck(NamedTuple):
    """Deals that a plan strikes in the draws wanted, and what they ask."""

    weight: Floats
    """(D, C) chance of every way to strike a deal."""
    wanted: Bools
    """(D,)."""
    best: Ints
    """(B,) draws in which the deal of the first way is looked at."""
    place: Int32s
    """(D, C) row of the pool's deals of each other way."""
    holds: tuple[Bools, Bools]
    """Of the deals of the first way (B,), and of those of the pool (R,): whether nobody goes back on it."""
    engaged: tuple[Bools, Bools]
    """Whether everybody who is needed does its part."""

    def chance(self, of_best: Bools, of_pool: Bools) -> Floats:
        """(D,) chance of a deal that passes."""
        first = np.zeros(len(self.wanted), dtype=bool)
        first[self.best] = of_best
        return delivering.sum_up(self.weight, self.wanted, self.place, of_pool, first)


def deliver(line: Played, where: Bools, belief: Belief | None = None) -> Floats:
    """Chance in every draw that a deal is found, all who are needed do their part, and it holds, (D,); 0 where not asked.

    Args:
        line: as far as the talks.
        where: (D,) draws in which it is asked.
        belief: one that agrees on all that was played so far; None: the line's own.
    """
    struck = _struck(line, where, belief or line.ground.belief)
    if struck is None:
        return np.zeros(len(line.weight))
    return struck.chance(*(holds & engaged for holds, engaged in zip(struck.holds, struck.engaged, strict=True)))


def deliver_by_link(line: Played, where: Bools) -> tuple[Floats, Floats]:
    """Chance in every draw that a deal is found and all who are needed do their part, and that it holds, too, (D,) each."""
    struck = _struck(line, where, line.ground.belief)
    if struck is None:
        return np.zeros(len(line.weight)), np.zeros(len(line.weight))
    both = (holds & engaged for holds, engaged in zip(struck.holds, struck.engaged, strict=True))
    return struck.chance(*struck.engaged), struck.chance(*both)


def _struck(line: Played, where: Bools, belief: Belief) -> Struck | None:
    """None where nothing is struck in any draw."""
    hand, part, found = line.hand, line.part, line.expected.found
    if not line.weight.any() or not where.any():
        return None
    given = _given(line, belief)
    wanted: Bools = line.ground.site.kept(
        "free", (*given.stakes, *given.terms[3:], part), (hand.judged.tobytes(), hand.mediates.tobytes(),
        hand.optional.tobytes(), found, line.alone.found, where.tobytes()),
        lambda: delivering.if_free(given.stakes, given.terms, part, found, line.alone.found, where)[1],
    )  # fmt: skip
    deals, place = delivering.pooled(line.weight, line.tabled.text, line.tabled.worth, wanted)
    full = np.flatnonzero(wanted & (line.weight[:, 0] > 0.0))
    at_best = Deals(full, line.chosen[full], line.struck[full])
    best = _asked(line, given, at_best, stock_of_best(line), line.pressed, part, found, everything=False)
    stock = line.ground.site.stock(hand.which, on_frontier=False)
    pool = _asked(line, given, deals, stock, line.pressed, part, found, everything=False)
    return Struck(
        line.weight, wanted, full, place, (best.holds, pool.holds),
        (engaged(line, best, full), engaged(line, pool, deals.draw)),
    )  # fmt: skip


def engaged(line: Played, asked: Asked, draw: Ints) -> Bools:
    """(R,) whether everybody who is needed does its part: all who are judged but for members who stay out."""
    hand = line.hand
    staying_out = hand.optional & ~line.part[draw]
    return np.asarray(((asked.margins >= -TOLERANCE) | ~hand.judged | staying_out).all(axis=1))


def ask_best(line: Played) -> Asked:
    """What the best deal, or the text tabled, asks in every draw, whether or not it is struck."""
    draws = np.arange(len(line.chosen))
    deals = Deals(draw=draws, text=line.chosen, gives=line.struck)
    return _asked_in_all(line, deals, stock_of_best(line))


def _asked_in_all(line: Played, deals: Deals, stock: Stock) -> Asked:
    given = _given(line, line.ground.belief)
    return _asked(line, given, deals, stock, line.pressed, line.part, line.expected.found, everything=True)


class Engagement(NamedTuple):
    """Would each third party rather do its part than leave the sides to themselves?"""

    margins: Floats
    """(D, K) points; 0 for those that the plan does not need."""
    parts: Floats
    """(D, K, 7) what they are made up of, see `engines.links.delivery.PARTS`."""


def engagement(line: Played, asked: Asked | None = None) -> Engagement:
    """Margins of engagement in every draw, for the deal that a fully informed mediator would strike.

    `asked` is `ask_best(line)`, where it is at hand.
    """
    asked = asked or ask_best(line)
    return Engagement(asked.margins, asked.parts)


def ask_pooled(line: Played, deals: Deals) -> Asked:
    """What deals in texts of the pool ask."""
    stock = line.ground.site.stock(line.hand.which, on_frontier=False)
    return _asked_in_all(line, deals, stock)
