"""Who takes part, and who pulls what against a settlement (section 7 of the model).

Both rest on a first pass: P with everybody in and nobody spoiling decides where a member that may stay out takes part, and
what each lever against a settlement would save its holder.  Neither moves P of the second pass by more than through the
levers then in play, so that pass is exact.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from goodoffices.model.arrays import Floats
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
    wanted = [(line, _against(line)) for line in lines]
    formed = [(line, against) for line, against in wanted if against and line.row.expects is None]
    quiet = [pressure.press(line.row, line.part, {}) for line, _ in formed]
    opens = [pressure.confide(line.row, line.part) for line, _ in formed]
    found = talks.shares([line.row for line, _ in formed], [press.reservation for press in quiet], opens)
    tried, harder = [], []
    for at, ((line, against), press) in enumerate(zip(formed, quiet, strict=True)):
        for v in against:
            if every_fall or _may_pay(line, v, found[at]):
                reservation = press.reservation
                if not _in_play(line, v):
                    strength = line.ground.belief.column("strength", line.hand.plan.mode, v)
                    reservation = reservation.copy()
                    reservation[:, line.hand.shape.levers[v].target] += strength
                tried.append((at, v))
                harder.append(reservation)
    left = talks.shares([formed[at][0].row for at, _ in tried], harder, [opens[at] for at, _ in tried])
    for (at, v), share in zip(tried, left, strict=True):
        formed[at][0].falls[v] = found[at] - share
    for line, against in wanted:
        if line.row.expects is not None:
            line.falls = dict(line.row.expects.falls)
        for v in against:
            if v in line.falls:
                loses, cost = _stakes(line, v)
                line.pulled[v] = (loses > 0) & (loses * max(line.falls[v], 0.0) > cost)
            else:
                line.pulled[v] = np.zeros(line.ground.draws, dtype=bool)
        line.pulled |= line.row.spoiling


def _against(line: Played) -> tuple[int, ...]:
    """Levers that may be pulled, by holder and then in file order."""
    shape = line.hand.shape
    spoils = [v for at, v in enumerate(line.hand.which) if not line.hand.used[at] and (_may_spoil(line, v))]
    return tuple(sorted(spoils, key=lambda v: (shape.levers[v].holder, v)))


def _may_spoil(line: Played, v: int) -> bool:
    lever = line.hand.shape.levers[v]
    return lever.kind == SPOIL and bool((line.ground.belief.column("sigma", lever.holder) < 0).any())


def _in_play(line: Played, v: int) -> bool:
    """Whether the plan itself counts on a lever against a settlement, so that pulling it changes nothing."""
    return bool(line.hand.mine[line.hand.which.index(v)])


def _stakes(line: Played, v: int) -> tuple[Floats, Floats]:
    """What its holder loses by a settlement, and what the lever costs it, (D,) each."""
    belief, lever = line.ground.belief, line.hand.shape.levers[v]
    return -belief.column("sigma", lever.holder), belief.column("cost", line.hand.plan.mode, v)


def _may_pay(line: Played, v: int, share: float) -> bool:
    """Whether pulling a lever may pay in some draw: a spoiler can prevent no more settlements than there are."""
    loses, cost = _stakes(line, v)
    return bool(share > 0.0 and ((loses > 0) & (loses * share > cost)).any())


def seen(line: Played) -> None:
    """What levers add up to and how far signers confide, once it is known who takes part and who spoils."""
    line.pressed = pressure.press(line.row, line.part, line.pulled)
    line.open = pressure.confide(line.row, line.part)
