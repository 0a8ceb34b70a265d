"""Levers in play, summed up by signer, and how far a panel is confided in and mistrusted (section 5 of the model)."""

from __future__ import annotations

import numpy as np

from goodoffices.engines.links import pressure as pressing
from goodoffices.engines.links.pressure import Levers, Pressed, Sides
from goodoffices.model.arrays import Bools, Floats
from goodoffices.model.levers import KINDS
from goodoffices.play.belief import Belief
from goodoffices.play.hand import Hand
from goodoffices.play.memo import contents
from goodoffices.play.played import Played, Row

MOVES, PAID = (np.array([getattr(kind, name) for kind in KINDS], dtype=np.int64) for name in ("moves", "paid"))
"""By code of a kind of lever."""


def sides(belief: Belief, hand: Hand) -> Sides:
    """What the signers want and fear before anybody presses them."""
    return Sides(*(belief.side_by_side(hand.columns[name]) for name in ("face", "war", "optimism")))


def levers(belief: Belief, hand: Hand) -> Levers:
    """The levers that are looked at."""
    kinds = hand.looked_at["kind"]
    moves, paid = MOVES[kinds], PAID[kinds]
    strength, cost = (belief.side_by_side(hand.columns[name]) for name in ("strength", "cost"))
    return Levers(moves, paid, hand.looked_at["target"], hand.looked_at["holder"], strength, cost)


def everybody(row: Row) -> Bools:
    """(D, K) all who may mediate, in every draw."""
    hand, draws = row.hand, row.ground.draws
    return row.ground.site.kept(
        "everybody", (), (hand.mediates.tobytes(), draws),
        lambda: np.broadcast_to(hand.mediates, (draws, len(hand.mediates))).copy(),
    )  # fmt: skip


def who(hand: Hand, part: Bools) -> bytes:
    """Digest of who takes part where; empty where nobody may stay out."""
    return contents(part) if hand.optional.any() else b""


def press(row: Row, part: Bools, pulled: dict[int, Bools]) -> Pressed:
    """The levers of those who take part, and the levers pulled against a settlement, summed up."""
    hand, belief = row.hand, row.ground.belief
    own, held = sides(belief, hand), levers(belief, hand)
    against = {v: where for v, where in pulled.items() if where.any()}
    mine = [at for at, v in enumerate(hand.which) if hand.mine[at] and not hand.used[at]]
    key = (hand.which, hand.used.tobytes(), hand.optional.tobytes(), who(hand, part), tuple(mine),
           tuple((v, contents(where)) for v, where in against.items()))  # fmt: skip

    def make() -> Pressed:
        spoiled = np.zeros(held.strength.shape, dtype=bool)
        for at in mine:
            holder = held.holder[at]
            spoiled[:, at] = part[:, holder] if hand.optional[holder] else True
        for v, where in against.items():
            spoiled[:, hand.which.index(v)] |= where
        return pressing.press(own, held, hand.used, hand.optional, part, spoiled)

    return row.ground.site.kept("press", (*own, held.strength), key, make)


def confide(row: Row, part: Bools) -> Floats:
    """(D, n) chance that each signer confides in those who take part."""
    hand, belief = row.hand, row.ground.belief
    candour = belief.by_party(zip(hand.able_read, hand.columns["candour"], strict=True), (len(hand.shape.signers),))
    return row.ground.site.kept(
        "confide", (candour,), (hand.mediates.tobytes(), who(hand, part)),
        lambda: pressing.confide(hand.mediates, part, candour),
    )  # fmt: skip


def doubt(played: Played, belief: Belief) -> Floats:
    """(D, n) mistrust towards those who take part, as a belief has it that agrees on all that was played so far."""
    hand = played.hand
    mistrust = belief.by_party(zip(hand.able_read, hand.columns["mistrust"], strict=True), (len(hand.shape.signers),))
    return played.ground.site.kept(
        "doubt", (mistrust,), (hand.mediates.tobytes(), who(hand, played.part)),
        lambda: pressing.doubt(hand.mediates, played.part, mistrust),
    )  # fmt: skip
