"""What a link of a plan hangs on: every number that anything about the plan is drawn from, moved one at a time."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Iterator
from typing import get_args

import numpy as np

from goodoffices.case.problem import CaseError, did_you_mean
from goodoffices.case.quantity import Quantity
from goodoffices.case.walking import quantities
from goodoffices.model.numbers import Numbers
from goodoffices.play import outcome
from goodoffices.play.belief import Column
from goodoffices.play.evaluate import many, row_of
from goodoffices.play.ground import Ground, Site, ground
from goodoffices.play.hand import hand_of
from goodoffices.play.holding import signed
from goodoffices.play.memo import Memo
from goodoffices.play.outcome import Link
from goodoffices.play.places import Spot, spots_of
from goodoffices.play.played import Played, Row
from goodoffices.play.study import Study, View, fitted, wanted_perspectives, wanted_plans
from goodoffices.study.plans.answer import Explanation, Mover, PlansAnswer

DRAWS = 256
"""Most draws on which numbers are moved."""
SHOWN = 10
LOW, HIGH = 0.1, 0.9
"""Points between which an uncertain number is moved."""
TENTH = 0.1
"""Part of itself by which a fixed number is moved to each side."""
LEFT_OUT = 0.05
"""Of a later month, share of draws and paths in the rarest places of the front that may be left out here."""
SITES = 4


def explain(answer: PlansAnswer, plan: str, link: str, perspective: str | None = None) -> Explanation:
    """See `PlansAnswer.explain`."""
    case = answer.case
    (plan,) = wanted_plans(case, [plan])
    known: tuple[Link, ...] = get_args(Link)
    if link not in known:
        raise ValueError(
            f"no link is called {link!r}; {did_you_mean(link, list(known)) or 'there are: ' + ', '.join(known)}"
        )
    (seen,) = wanted_perspectives(answer.perspectives, [perspective or next(iter(answer.perspectives))])
    which = known[known.index(link)]
    study = Study(case, draws=min(DRAWS, answer.draws), seed=answer.seed, perspectives=[seen])
    view = study.view(seen)
    paths = reached(view, plan)
    numbers = quantities(view.case)
    moves = {path: ends for path in paths if (ends := _ends(view, path, numbers[path])) is not None}
    shares = _passing(view, plan, which, moves)
    effects = {path: next(shares) - next(shares) for path in moves}
    strongest = sorted((path for path in moves if effects[path] != 0), key=lambda path: -abs(effects[path]))[:SHOWN]
    told = answer.perspectives[seen].plans[plan].funnel
    return Explanation(
        case.name, case.file, seen, plan, which, getattr(told, which), told.passing()[which], study.draws, len(moves),
        tuple(_mover(view, path, numbers[path], moves[path], effects[path]) for path in strongest),
    )  # fmt: skip


def reached(view: View, plan: str) -> list[str]:
    """Paths of the numbers that anything about a plan is drawn from, in the order of the case."""
    belief, shape = view.belief, view.belief.shape
    hand = hand_of(belief, view.case.plans[plan])
    signers = range(len(shape.signers))
    columns: set[Column] = {("linkages",), ("red",), *(("utility", i) for i in signers)}
    columns |= {column for own in hand.columns.values() for column in own}
    columns |= {("sigma", shape.levers[v].holder) for v in hand.which}
    columns |= {("own", k) for k in hand.able} if hand.plan.rule == "mediator" else set()
    columns |= {("mistrust", k) for k in range(len(shape.third_parties))} if hand.plan.nominated else set()
    read = set().union(*(belief.columns.reads(column) for column in columns))
    return [path for path in quantities(view.case) if _is_read(path, read)]


def _is_read(path: str, read: set[str]) -> bool:
    steps = path.split(".")
    return any(".".join(steps[:k]) in read for k in range(1, len(steps) + 1))


def _ends(view: View, path: str, number: Quantity) -> tuple[float, float] | None:
    """Where a number is moved from and to; None where that is one point, or would not fit the case."""
    if number.is_fixed:
        (value, *_) = number.support()
        both = (value - TENTH * abs(value), value + TENTH * abs(value))
        low, high = (end if _fits(view, path, end) else value for end in both)
    else:
        low, high = (_at(path, number, u) for u in (LOW, HIGH))
    return (low, high) if low < high and _fits(view, path, low) and _fits(view, path, high) else None


def _at(path: str, number: Quantity, u: float) -> float:
    """The point of an uncertain number below which it lies with probability u."""
    one = Numbers(1, "", 0, lambda _: np.full(1, u))
    return float(one(path, number.model_copy(update={"group": None}))[0])


def _fits(view: View, path: str, end: float) -> bool:
    try:
        fitted(view.case, {path: end})
    except CaseError:
        return False
    return True


def _passing(view: View, plan: str, link: Link, moves: dict[str, tuple[float, float]]) -> Iterator[float]:
    """For every number: the share that passes the link of those that reach it, at its upper and then at its lower end."""
    sites: Memo[Site] = Memo(SITES)
    beliefs = (
        view.belief.believing(fitted(view.case, {path: end}))
        for path, (low, high) in moves.items()
        for end in (high, low)
    )
    yield from _shares(view, plan, link, (ground(belief, sites) for belief in beliefs))


def _shares(view: View, plan: str, link: Link, grounds: Iterable[Ground]) -> Iterator[float]:
    """Share that passes the link of those that reach it, of every ground in turn."""
    spec, waiting, done = view.case.plans[plan], deque[tuple[Spot, ...]](), list[Played]()

    def rows() -> Iterator[Row]:
        for own in grounds:
            waiting.append(spots_of(own, spec.month, LEFT_OUT))
            yield from (row_of(spot.ground, spec) for spot in waiting[-1])

    for line in many(rows()):
        done.append(line)
        if len(done) == len(waiting[0]):
            parts = signed(waiting.popleft(), done)
            by_link = outcome.over_places((part.chance, outcome.by_link(part.line, part.deals)) for part in parts)
            yield outcome.funnel(by_link).passing()[link]
            done = []


def _mover(view: View, path: str, number: Quantity, ends: tuple[float, float], effect: float) -> Mover:
    return Mover(path, *ends, effect, number.basis, number.claims, number.source, number.locator, _line_of(view, path))


def _line_of(view: View, path: str) -> int | None:
    """Where the number stands: at the perspective that sets it, or else in the case."""
    seen = view.case.perspectives.get(view.name)
    steps = path.split(".")
    for k in range(len(steps), 0, -1):
        if seen is not None and ".".join(steps[:k]) in seen.set:
            return view.case.line_of(f"perspectives.{view.name}.set.{'.'.join(steps[:k])}")
    return view.case.line_of(path)
