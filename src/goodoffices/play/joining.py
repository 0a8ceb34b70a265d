"""Who takes part, and who pulls what against a settlement (section 7 of the model).

Both rest on a first pass: P with everybody in and nobody spoiling decides where a member that may stay out takes part, and
what each lever against a settlement would save its holder.  Neither moves P of the second pass by more than through the
levers then in play, so that pass is exact.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from goodoffices.model.arrays import Bools, Floats
from goodoffices.model.levers import SPOIL
from goodoffices.play import delivery, pressure, talks
from goodoffices.play.played import Played


def join(lines: Sequence[Played]) -> None:
    """Who mediates in each draw: members that may stay out where the plan, with all of them in, is worth it to them."""
    for line in lines:
        line.part = pressure.everybody(line.row)
    optional = [line for line in lines if line.hand.optional.any()]
    if not optional:
        return
    pressed = [pressure.press(line.row, line.part, {}) for line in optional]
    formed = [at for at, line in enumerate(optional) if line.row.expects is None]
    opens = [pressure.confide(optional[at].row, optional[at].part) for at in formed]
    reservations = [pressed[at].reservation for at in formed]
    for at, share in zip(formed, talks.shares([optional[at].row for at in formed], reservations, opens), strict=True):
        optional[at].first_found = share
    for line, press in zip(optional, pressed, strict=True):
        if line.row.expects is not None:
            line.first_found = line.row.expects.first_found
        assert line.first_found is not None
        line.part = delivery.willing(line, press, line.first_found)


def spoil(lines: Sequence[Played], *, every_fall: bool) -> None:
    """Where levers against a settlement are pulled.

    A third party with sigma < 0 pulls one in a draw where the settlements it prevents are worth more to it than the lever
    costs: -sigma (P without it - P with it alone) > cost (Stedman 1997: spoilers are found, not declared).

    Args:
        lines: as far as it is known who takes part.
        every_fall: also how far P falls by levers that cost more than a settlement would their holder in every draw.
    """
    worth = _Worth()
    wanted = [(line, _against(line, worth)) for line in lines]
    formed = [(line, against) for line, against in wanted if against and line.row.expects is None]
    quiet = [pressure.press(line.row, line.part, {}) for line, _ in formed]
    opens = [pressure.confide(line.row, line.part) for line, _ in formed]
    found = talks.shares([line.row for line, _ in formed], [press.reservation for press in quiet], opens)
    tried, harder = [], []
    raised: dict[tuple[int, int, int], Floats] = {}
    for at, ((line, against), press) in enumerate(zip(formed, quiet, strict=True)):
        for v in against:
            # a spoiler can prevent no more settlements than there are
            if every_fall or (found[at] > 0.0 and worth.any_pull(line, v, found[at])):
                tried.append((at, v))
                harder.append(_raised(line, v, press.reservation, raised))
    left = talks.shares([formed[at][0].row for at, _ in tried], harder, [opens[at] for at, _ in tried])
    for (at, v), share in zip(tried, left, strict=True):
        formed[at][0].falls[v] = found[at] - share
    for line, against in wanted:
        if line.row.expects is not None:
            line.falls = dict(line.row.expects.falls)
        for v in against:
            known = v in line.falls
            line.pulled[v] = worth.pull(line, v, max(line.falls[v], 0.0)) if known else _nowhere(line)
        line.pulled |= line.row.spoiling


class _Worth:
    """Where pulling a lever against a settlement pays; lines that agree on what its holder loses share the answer."""

    def __init__(self) -> None:
        # by identity of the arrays, which are held so that no others can take it
        self._pulls: dict[tuple[int, int, float], tuple[Bools, bool, Floats, Floats]] = {}
        self._loses: dict[int, tuple[bool, Floats]] = {}

    def loses(self, line: Played, v: int) -> bool:
        """Whether its holder loses by a settlement in some draw."""
        sigma = line.ground.belief.column("sigma", line.hand.shape.levers[v].holder)
        if id(sigma) not in self._loses:
            self._loses[id(sigma)] = bool((sigma < 0).any()), sigma
        return self._loses[id(sigma)][0]

    def pull(self, line: Played, v: int, fall: float) -> Bools:
        """(D,) where it is pulled by somebody who expects P to fall so far."""
        return self._pull(line, v, fall)[0]

    def any_pull(self, line: Played, v: int, fall: float) -> bool:
        """Whether it is, in some draw."""
        return self._pull(line, v, fall)[1]

    def _pull(self, line: Played, v: int, fall: float) -> tuple[Bools, bool, Floats, Floats]:
        belief = line.ground.belief
        sigma = belief.column("sigma", line.hand.shape.levers[v].holder)
        cost = belief.column("cost", line.hand.plan.mode, v)
        key = (id(sigma), id(cost), fall)
        if key not in self._pulls:
            where: Bools = (sigma < 0) & (-sigma * fall > cost)
            self._pulls[key] = where, bool(where.any()), sigma, cost
        return self._pulls[key]


def _nowhere(line: Played) -> Bools:
    return np.zeros(line.ground.draws, dtype=bool)


def _raised(line: Played, v: int, reservation: Floats, known: dict[tuple[int, int, int], Floats]) -> Floats:
    """Reservations (D, n) with a lever pulled, once for all lines that share both."""
    if _in_play(line, v):
        return reservation
    strength, target = line.ground.belief.column("strength", line.hand.plan.mode, v), line.hand.shape.levers[v].target
    key = (id(reservation), id(strength), target)
    if key not in known:
        known[key] = reservation.copy()
        known[key][:, target] += strength
    return known[key]


def _against(line: Played, worth: _Worth) -> tuple[int, ...]:
    """Levers that may be pulled, by holder and then in file order."""
    shape, used = line.hand.shape, line.hand.used
    spoils = [
        v
        for at, v in enumerate(line.hand.which)
        if not used[at] and shape.levers[v].kind == SPOIL and worth.loses(line, v)
    ]
    return tuple(sorted(spoils, key=lambda v: (shape.levers[v].holder, v)))


def _in_play(line: Played, v: int) -> bool:
    """Whether the plan itself counts on a lever against a settlement, so that pulling it changes nothing."""
    return bool(line.hand.mine[line.hand.which.index(v)])


def seen(line: Played) -> None:
    """What levers add up to and how far signers confide, once it is known who takes part and who spoils."""
    line.pressed = pressure.press(line.row, line.part, line.pulled)
    line.open = pressure.confide(line.row, line.part)
