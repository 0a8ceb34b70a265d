"""A plan under many perspectives in between at once, on the engines that play many rows of talks side by side.

Numbers equal those of `evaluation.evaluate` under each of the perspectives.  Of a perspective only the columns that the plan
reads are drawn, each once for every setting of the differences that reach it; texts are tabled once for every reservation.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from goodoffices.engines import coalition_delivery as delivery
from goodoffices.engines import coalition_pressure as pressure
from goodoffices.engines import coalition_talks as talking
from goodoffices.engines.links import agreement, participation, tabling
from goodoffices.engines.links.agreement import TOLERANCE
from goodoffices.model.arrays import Bools, Floats, Ints
from goodoffices.model.levers import GUARANTEE
from goodoffices.play.expectations import Alone
from goodoffices.play.memo import Memo, contents
from goodoffices.study.hybrid_numbers import Column, Columns
from goodoffices.study.hybrid_plans import Sheet
from goodoffices.study.hybrid_sites import Open, Place, Row, Sites
from goodoffices.study.talks import RULES

KEPT = 128
"""Most arrays of each kind that are kept: what the next perspectives in line are likely to share."""
KEPT_DRAWS = 1 << 17
"""Draws in all arrays of a kind beyond which fewer are kept, but never less than four."""
ALONE = 100_000


@dataclass(frozen=True, eq=False)
class _Hand:
    """What a plan has in hand under one perspective in between."""

    mask: int
    sides: pressure.Sides
    levers: pressure.Levers
    used: Bools
    """Of the sheet's levers."""
    mediates: Bools
    """(K,)."""
    judged: Bools
    """(K,)."""


@dataclass(frozen=True, eq=False)
class Talked:
    """The talks of a plan under one perspective in between."""

    place: Place
    hand: _Hand
    part: Bools
    """(D, K) who takes part."""
    pressed: pressure.Pressed
    weight: Floats
    """(D, C) chance of every way to strike a deal."""
    tabled: tabling.Tabled
    chosen: Ints
    struck: Floats
    expected: Alone
    """P and E[s_i | deal] of the plan."""
    alone: Alone


class Played:
    """A plan that the engines for many rows know."""

    def __init__(self, columns: Columns, sites: Sites, sheet: Sheet, direct: Played | None) -> None:
        self.reach = sheet.reach
        self._columns, self._sites, self._sheet, self._direct = columns, sites, sheet, direct
        self._shape = columns.shape
        self._spoils = [at for at, mine in enumerate(sheet.mine) if not mine]
        self._rule = RULES[sheet.plan.rule]
        self._none = np.zeros((sites.draws, len(sheet.which)), dtype=bool)
        third = range(len(self._shape.third_parties))
        self._able = [k for k in third if sheet.possible[k]]
        self._judged = sorted({
            *self._able, *map(int, sheet.holder[sheet.mine]), *(int(self._shape.offer_giver[f]) for f in sheet.offers)
        })  # fmt: skip
        self._reads = self._what_is_read()
        self._bits = {name: columns.bits(read) for name, read in self._reads.items()}
        kept = max(4, min(KEPT, KEPT_DRAWS // sites.draws))
        self._kept: dict[str, Memo[Any]] = {name: Memo(kept) for name in (*self._reads, "open", "pushes")}
        self._laid_out: Memo[delivery.Morning] = Memo(4)
        self._alone: Memo[Alone] = Memo(ALONE)

    # --- what a perspective brings, each kept for every setting of what reaches it

    def _what_is_read(self) -> dict[str, list[Column]]:
        sheet, signers = self._sheet, range(len(self._shape.signers))
        every = np.ones(len(sheet.which), dtype=bool)
        reads: dict[str, list[Column]] = {
            "face": [("face", i) for i in signers],
            "war": [("war", i, sheet.month) for i in signers],
            "optimism": [("optimism", i) for i in signers],
            "strength": sheet.lever_columns("strength", every),
            "cost": sheet.lever_columns("cost", every),
            "candour": [("candour", sheet.mode, k) for k in self._able],
            "mistrust": [("mistrust", k) for k in self._able],
            "sigma": [("sigma", k) for k in self._judged],
            **{field: [("stake", field, k) for k in self._able] for field in ("success", "failure", "effort")},
            "offers": [(kind, sheet.mode, f) for f in sheet.offers for kind in ("offer", "price")],
            "morning": [("morning",)],
        }
        early = sheet.lever_columns("strength", sheet.mine & (sheet.kind != GUARANTEE))
        reads["prices"] = reads["optimism"] + reads["strength"] + reads["cost"]
        reads["quiet"] = reads["face"] + reads["war"] + reads["optimism"] + early
        return reads

    def _once(self, name: str, mask: int, make: Callable[[], Any]) -> Any:
        return self._kept[name](mask & self._bits[name], make)

    def _side_by_side(self, name: str, mask: int) -> Floats:
        """(D, columns) as one array."""

        def make() -> Floats:
            table = np.empty((self._sites.draws, len(self._reads[name])))
            for at, column in enumerate(self._reads[name]):
                table[:, at] = self._columns(column, mask)
            return table

        table: Floats = self._once(name, mask, make)
        return table

    def _by_party(self, name: str, mask: int, who: Sequence[int], width: tuple[int, ...] = ()) -> Floats:
        """(D, K, ...) columns of some third parties, 0 for the others."""

        def make() -> Floats:
            table = np.zeros((self._sites.draws, len(self._shape.third_parties), *width))
            for k, column in zip(who, self._reads[name], strict=True):
                table[:, k] = self._columns(column, mask)
            return table

        table: Floats = self._once(name, mask, make)
        return table

    def _sides(self, mask: int) -> pressure.Sides:
        return pressure.Sides(*(self._side_by_side(name, mask) for name in ("face", "war", "optimism")))

    def _levers(self, mask: int) -> pressure.Levers:
        sheet = self._sheet
        strength, cost = (self._side_by_side(name, mask) for name in ("strength", "cost"))
        return pressure.Levers(sheet.kind, sheet.target, sheet.holder, strength, cost)

    def _members(self, mask: int) -> Bools:
        """(K,) who takes part in every draw: sides nominate those they mistrust least, as in `team`."""
        sheet, shape = self._sheet, self._shape
        fixed = sheet.named.copy()
        for nomination in sheet.plan.nominated:
            side = shape.signers.index(nomination.by)
            free = [shape.third_parties.index(name) for name in nomination.candidates]
            free = [k for k in free if not (fixed[k] or sheet.optional[k])]
            doubt = {k: float(self._columns(("mistrust", k), mask)[:, side].mean()) for k in free}
            for k in sorted(free, key=lambda k: doubt[k])[: nomination.count]:
                fixed[k] = True
        return fixed

    def _hand(self, mask: int) -> _Hand:
        sheet, shape = self._sheet, self._shape
        mediates = self._members(mask) | sheet.optional
        used = sheet.mine & mediates[sheet.holder] if sheet.plan.levers == "all" else sheet.mine
        judged = mediates.copy()
        judged[sheet.holder[used]] = True
        judged[[int(shape.offer_giver[f]) for f in sheet.offers]] = True
        return _Hand(mask, self._sides(mask), self._levers(mask), used, mediates, judged)

    def _open(self, hand: _Hand, part: Bools) -> Open:
        """Candour towards those who take part; kept, for most differences leave it as it is."""

        def make() -> Open:
            candour = self._by_party("candour", hand.mask, self._able, (len(self._shape.signers),))
            open_, _ = pressure.trust(hand.mediates, part, candour, candour)
            return Open(contents(open_), open_, bool(open_.any()))

        key = (hand.mask & self._bits["candour"], hand.mediates.tobytes(), self._who(part))
        found: Open = self._kept["open"](key, make)
        return found

    def _doubt(self, mask: int, talked: Talked) -> Floats:
        """(D, n) mistrust towards those who take part."""
        mistrust = self._by_party("mistrust", mask, self._able, (len(self._shape.signers),))
        return pressure.trust(talked.hand.mediates, talked.part, mistrust, mistrust)[1]

    def _who(self, part: Bools) -> bytes:
        """Digest of who takes part where; empty where nobody may stay out."""
        return contents(part) if self._sheet.optional.any() else b""

    def _stakes(self, mask: int) -> delivery.Stakes:
        return delivery.Stakes(
            self._by_party("sigma", mask, self._judged),
            *(self._by_party(field, mask, self._able) for field in ("success", "failure", "effort")),
        )

    def _terms(self, hand: _Hand) -> delivery.Terms:
        sheet, shape = self._sheet, self._shape

        def make() -> Floats:
            total = np.zeros((self._sites.draws, len(shape.third_parties)))
            for f in sheet.offers:
                total[:, shape.offer_receiver[f]] += self._columns(("offer", sheet.mode, f), hand.mask)
                total[:, shape.offer_giver[f]] -= self._columns(("price", sheet.mode, f), hand.mask)
            return total

        return delivery.Terms(hand.judged, hand.mediates, sheet.optional, self._once("offers", hand.mask, make))

    def _prices(self, hand: _Hand) -> delivery.Prices:
        found: delivery.Prices = self._once(
            "prices", hand.mask, lambda: delivery.prices(hand.levers, hand.sides.optimism)
        )
        return found

    def _laid(self, place: Place) -> delivery.Morning:
        """What the texts and frontiers of a place meet of the conditions, without points."""
        shape = self._shape

        def make() -> delivery.Morning:
            guarded = place.met(shape.lever_conditions, np.array(self._sheet.which, dtype=np.int64))
            return delivery.Morning(
                place.items(shape.shift_conditions, shape.shift_party),
                place.items(shape.shift_conditions, shape.shift_party),
                place.items(shape.breach_conditions, shape.breach_party),
                place.items(shape.safeguard_conditions, shape.safeguard_party),
                *guarded,
                shape.holding_months,
            )

        return self._laid_out(place.key, make)

    def _morning(self, place: Place, mask: int) -> delivery.Morning:
        shape, laid = self._shape, self._laid(place)

        def make() -> tuple[Floats, ...]:
            points = self._columns(("morning",), mask)
            parties = (shape.shift_party, shape.shift_party, shape.breach_party, shape.safeguard_party)
            return tuple(
                np.ascontiguousarray(p[:, np.argsort(party, kind="stable")], dtype=np.float64)
                for p, party in zip(points, parties, strict=True)
            )

        level, rate, breach, safeguard = self._once("morning", mask, make)
        return laid._replace(
            level=laid.level._replace(points=level),
            rate=laid.rate._replace(points=rate),
            breach=laid.breach._replace(points=breach),
            safeguard=laid.safeguard._replace(points=safeguard),
        )

    # --- talks

    def alone(self, masks: Sequence[int]) -> list[Alone]:
        """P and E[s_i | deal] of direct talks, for which this plan stands, under masks of one setting of what is wanted."""
        keys = [mask & self.reach.talks for mask in masks]
        known = {key: self._alone.kept(key) for key in keys}
        missing = [key for key, found in known.items() if found is None]
        for key, talked in zip(missing, self.talked(missing) if missing else [], strict=True):
            known[key] = self._alone.keep(key, talked.expected)
        return [found for found in (known[key] for key in keys) if found is not None]

    def talked(self, masks: Sequence[int]) -> list[Talked]:
        """The talks under masks of one setting of what is wanted."""
        place, hands = self._sites.place(self._columns, masks[0]), [self._hand(mask) for mask in masks]
        nothing = Alone(0.0, np.zeros(len(self._shape.signers)))
        alone = self._direct.alone(masks) if self._direct is not None else [nothing] * len(masks)
        parts = self._who_takes_part(place, hands, alone)
        opens = [self._open(hand, part) for hand, part in zip(hands, parts, strict=True)]
        quiet = [self._quiet(hand, part) for hand, part in zip(hands, parts, strict=True)]
        pulls = self._pulled(place, hands, quiet, opens)
        rows, pressed = [], []
        for hand, part, (key, calm), pulled in zip(hands, parts, quiet, pulls, strict=True):
            spoiled = self._none
            if pulled:
                spoiled = spoiled.copy()
                for v, where in pulled.items():
                    spoiled[:, v] = where
                key = (key, *((self._push(v, hand.mask), contents(where)) for v, where in pulled.items()))
            pressed.append(self._press(hand, part, spoiled) if pulled else calm)
            rows.append(Row(key, pressed[-1].reservation))
        tables = self._sites.tables(place, rows, [open_.confided for open_ in opens])
        return [
            self._end(place, *row) for row in zip(hands, parts, opens, pressed, tables, alone, strict=True)
        ]  # fmt: skip

    def _press(self, hand: _Hand, part: Bools, spoiled: Bools) -> pressure.Pressed:
        return pressure.press(hand.sides, hand.levers, hand.used, self._sheet.optional, part, spoiled)

    def _quiet(self, hand: _Hand, part: Bools) -> tuple[tuple[object, ...], pressure.Pressed]:
        """Levers summed with nobody spoiling, and a key of the reservations; kept, for many differences reach neither."""

        def make() -> tuple[tuple[object, ...], pressure.Pressed]:
            pressed = self._press(hand, part, self._none)
            return (contents(pressed.reservation),), pressed

        key = (hand.mask & self._bits["quiet"], hand.used.tobytes(), self._who(part))
        found: tuple[tuple[object, ...], pressure.Pressed] = self._kept["quiet"](key, make)
        return found

    def _push(self, v: int, mask: int) -> tuple[int, bytes]:
        """On whom one of the sheet's levers acts, and a digest of its strength."""
        column = ("strength", self._sheet.mode, self._sheet.which[v])
        found: tuple[int, bytes] = self._kept["pushes"](
            (v, mask & self._columns.bits([column])),
            lambda: (int(self._sheet.target[v]), contents(self._columns(column, mask))),
        )
        return found

    def _best(self, place: Place, reservation: Floats) -> tuple[Floats, Ints]:
        return agreement.best_deal(place.frontiers.offsets, place.frontiers.utilities, reservation, self._rule)

    def _who_takes_part(self, place: Place, hands: Sequence[_Hand], alone: Sequence[Alone]) -> list[Bools]:
        parts = [np.broadcast_to(hand.mediates, (self._sites.draws, len(hand.mediates))).copy() for hand in hands]
        if not self._sheet.optional.any():
            return parts
        quiet = [self._quiet(hand, part) for hand, part in zip(hands, parts, strict=True)]
        opens = [self._open(hand, part) for hand, part in zip(hands, parts, strict=True)]
        shares = self._sites.shares(place, [Row(key, press.reservation) for key, press in quiet], opens)
        joins = []
        for hand, part, (_, press), share, direct in zip(hands, parts, quiet, shares, alone, strict=True):
            _, chosen = self._best(place, press.reservation)
            joins.append(
                delivery.willing(
                    chosen, place.struck(chosen), press, hand.levers, self._prices(hand), hand.used, part,
                    self._morning(place, hand.mask), self._stakes(hand.mask), self._terms(hand), share, direct.found,
                )
            )  # fmt: skip
        return joins

    def _pulled(
        self,
        place: Place,
        hands: Sequence[_Hand],
        quiet: Sequence[tuple[tuple[object, ...], pressure.Pressed]],
        opens: Sequence[Open],
    ) -> list[dict[int, Bools]]:
        """Spoil levers pulled, and where (D,), by mask; as `evaluation.spoil_decisions`."""
        pulls: list[dict[int, Bools]] = [{} for _ in hands]
        if not self._spoils:
            return pulls
        shares = self._sites.shares(place, [Row(key, press.reservation) for key, press in quiet], opens)
        for v in self._spoils:
            loses = [-self._columns(("sigma", int(self._sheet.holder[v])), hand.mask) for hand in hands]
            costs = [hand.levers.cost[:, v] for hand in hands]
            # a spoiler can prevent no more settlements than there are
            able = [
                b
                for b, share in enumerate(shares)
                if share > 0.0 and ((loses[b] > 0) & (loses[b] * share > costs[b])).any()
            ]
            harder = []
            for b in able:
                key, press = quiet[b]
                reservation = press.reservation.copy()
                reservation[:, self._sheet.target[v]] += hands[b].levers.strength[:, v]
                harder.append(Row((key, self._push(v, hands[b].mask)), reservation))
            left = self._sites.shares(place, harder, [opens[b] for b in able])
            for b, share in zip(able, left, strict=True):
                pull = (loses[b] > 0) & (loses[b] * max(shares[b] - share, 0.0) > costs[b])
                if pull.any():
                    pulls[b][v] = pull
        return pulls

    def _end(
        self, place: Place, hand: _Hand, part: Bools, open_: Open, pressed: pressure.Pressed, tabled: tabling.Tabled,
        alone: Alone,
    ) -> Talked:  # fmt: skip
        margin, chosen = self._best(place, pressed.reservation)
        weight, chance = talking.weigh(open_.candour, margin >= -TOLERANCE, tabled.taken, carries=True, drafts=True)
        struck = place.struck(chosen)
        believed = hand.sides.war + hand.sides.optimism
        gain = talking.surplus(weight, tabled.worth, struck, pressed.carrots, believed)
        expected = Alone(float(chance.mean()), gain)
        return Talked(place, hand, part, pressed, weight, tabled, chosen, struck, expected, alone)

    # --- what comes of them

    def consents(self, mask: int, talked: Talked) -> Bools:
        """(D,) whether all who are asked let the mediators in."""
        if not self._able:
            return np.ones(self._sites.draws, dtype=bool)
        expected, alone = talked.expected, talked.alone
        margin = participation.consent(
            expected.found, expected.surplus, alone.found, alone.surplus, talked.pressed.sticks, self._doubt(mask, talked)
        )  # fmt: skip
        unasked = ~self._shape.belligerent | ~np.asarray(talked.part.any(axis=1))[:, None]
        yes: Bools = np.asarray(((margin >= -TOLERANCE) | unasked).all(axis=1))
        return yes

    def delivered(self, mask: int, talked: Talked, where: Bools) -> Floats:
        """(D,) chance that a deal is struck, delivered and holds; 0 where `where` is False."""
        if talked.expected.found == 0.0 or not where.any():
            return np.zeros(self._sites.draws)
        hand = replace(talked.hand, mask=mask, levers=self._levers(mask))
        return delivery.deliver(
            talked.weight, talked.tabled.text, talked.tabled.worth, talked.chosen, talked.struck, where, talked.pressed,
            hand.levers, self._prices(hand), hand.used, talked.part, self._morning(talked.place, mask), self._stakes(hand.mask),
            self._terms(hand), talked.expected.found, talked.alone.found,
        )  # fmt: skip
