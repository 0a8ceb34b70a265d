"""Whether third parties do what a deal asks of them, and whether it holds (sections 7 and 9 of the model)."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from goodoffices.engines.links import delivery as delivering
from goodoffices.engines.links.agreement import TOLERANCE
from goodoffices.engines.links.delivery import Asked, Deals, Items, Morning, Prices, Stakes, Stock, Terms
from goodoffices.engines.links.pressure import Pressed
from goodoffices.model.arrays import Bools, Floats, Ints
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


def _asked(line: Played, belief: Belief, deals: Deals, stock: Stock, pressed: Pressed, part: Bools, found: float, *,
           everything: bool) -> Asked:  # fmt: skip
    hand, alone = line.hand, line.alone.found
    later = line.ground.site.kept("morning", tuple(belief.column("morning")), (), lambda: morning(belief, hand.shape))
    return delivering.ask(
        deals, stock, pressed, pressure.levers(belief, hand), prices(line, belief), hand.used, part, later,
        stakes(belief, hand), terms(belief, hand), found, alone, everything=everything,
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
    free, _ = delivering.if_free(stakes(belief, hand), terms(belief, hand), part, found, line.alone.found)
    joins: Bools = np.where(hand.optional, (free >= -TOLERANCE) & (chosen >= 0)[:, None], part)
    draw = np.flatnonzero((joins & hand.optional).any(axis=1))
    deals = Deals(draw, chosen[draw], struck[draw])
    stock = line.ground.site.stock(hand.which, on_frontier=True)
    # what is judged here is engagement alone, whether or not the deal would hold
    margins = _asked(line, belief, deals, stock, pressed, part, found, everything=True).margins
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


def deliver(line: Played, where: Bools, belief: Belief | None = None) -> Floats:
    """Chance in every draw that a deal is found, all who are needed do their part, and it holds, (D,); 0 where not asked.

    Args:
        line: as far as the talks.
        where: (D,) draws in which it is asked.
        belief: one that agrees on all that was played so far; None: the line's own.
    """
    belief = belief or line.ground.belief
    hand, part, found = line.hand, line.part, line.expected.found
    if not line.weight.any() or not where.any():
        return np.zeros(len(line.weight))
    wanted: Bools = line.ground.site.kept(
        "free", (*stakes(belief, hand), *terms(belief, hand)[3:], part), (hand.judged.tobytes(), hand.mediates.tobytes(),
        hand.optional.tobytes(), found, line.alone.found, where.tobytes()),
        lambda: delivering.if_free(stakes(belief, hand), terms(belief, hand), part, found, line.alone.found, where)[1],
    )  # fmt: skip
    deals, place = delivering.pooled(line.weight, line.tabled.text, line.tabled.worth, wanted)
    full = np.flatnonzero(wanted & (line.weight[:, 0] > 0.0))
    of_best = np.zeros(len(wanted), dtype=bool)
    best = Deals(full, line.chosen[full], line.struck[full])
    of_best[full] = passes(line, _asked(line, belief, best, stock_of_best(line), line.pressed, part, found,
                                        everything=False), full)  # fmt: skip
    stock = line.ground.site.stock(hand.which, on_frontier=False)
    of_pool = passes(line, _asked(line, belief, deals, stock, line.pressed, part, found, everything=False), deals.draw)
    return delivering.sum_up(line.weight, wanted, place, of_pool, of_best)


def passes(line: Played, asked: Asked, draw: Ints) -> Bools:
    """(R,) whether everybody who is needed does its part and nobody goes back on the deal."""
    return asked.holds & engaged(line, asked, draw)


def engaged(line: Played, asked: Asked, draw: Ints) -> Bools:
    """(R,) whether everybody who is needed does its part: all who are judged but for members who stay out."""
    hand = line.hand
    staying_out = hand.optional & ~line.part[draw]
    yes: Bools = ((asked.margins >= -TOLERANCE) | ~hand.judged | staying_out).all(axis=1)
    return yes


def ask_best(line: Played) -> Asked:
    """What the best deal, or the text tabled, asks in every draw, whether or not it is struck."""
    draws = np.arange(len(line.chosen))
    deals = Deals(draw=draws, text=line.chosen, gives=line.struck)
    return _asked(line, line.ground.belief, deals, stock_of_best(line), line.pressed, line.part, line.expected.found,
                  everything=True)  # fmt: skip


class Engagement(NamedTuple):
    """Would each third party rather do its part than leave the sides to themselves?"""

    margins: Floats
    """(D, K) points; 0 for those that the plan does not need."""
    parts: Floats
    """(D, K, 7) what they are made up of, see `engines.links.delivery.PARTS`."""


def engagement(line: Played) -> Engagement:
    """Margins of engagement in every draw, for the deal that a fully informed mediator would strike."""
    asked = ask_best(line)
    return Engagement(asked.margins, asked.parts)


def ask_pooled(line: Played, deals: Deals) -> Asked:
    """What deals in texts of the pool ask."""
    stock = line.ground.site.stock(line.hand.which, on_frontier=False)
    return _asked(line, line.ground.belief, deals, stock, line.pressed, line.part, line.expected.found, everything=True)
