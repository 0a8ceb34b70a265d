"""What a plan comes to in every draw, where what is expected of it is given.

The numbers are those of `evaluation.evaluate` with the same expectations, bit for bit, without all that only a report asks
for: how margins are made up, packages by name, what levers are used for.  So it takes a fraction of the time.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from goodoffices.case.schema import Plan
from goodoffices.engines.links.agreement import TOLERANCE
from goodoffices.model.arrays import Bools, Floats, Ints
from goodoffices.study import evaluation, talks
from goodoffices.study.delivery import Deals, asks
from goodoffices.play.expectations import Expectations
from goodoffices.play.ground import Ground
from goodoffices.study.pressure import Pressure
from goodoffices.play.hand import Team, team


@dataclass(frozen=True, eq=False)
class ByDraw:
    """One plan; margins in points, chances over the ways in which talks may go."""

    crew: Team
    takes_part: Floats
    """(D, K) 1 where a third party mediates."""
    participants: Ints
    """(P,) third parties whose engagement counts."""
    consent: Floats
    """(D, n) margin; meaningful for belligerents of plans with a mediator."""
    consents: Bools
    """(D,)."""
    agreement: Floats
    """(D,) A, or the least margin of the text tabled."""
    found: Floats
    """(D,) chance that a deal is found."""
    engagement: Floats
    """(D, P) margin at the best deal."""
    needed: Bools
    """(D, P) whether the plan needs each."""
    holding: Floats
    """(D, n) margin at the best deal."""
    delivers: Floats
    """(D,) chance that all consent, a deal is found and all who are needed do their part."""
    success: Floats
    """(D,) chance that it holds, too."""


@dataclass(frozen=True, eq=False)
class _Ends:
    """How talks end."""

    agreement: Floats
    found: Floats
    best: Deals
    """The deal of a fully informed mediator, in every draw."""
    strikes: tuple[tuple[Floats, npt.NDArray[np.int32] | None], ...]
    """(weight (D,), column of the pool (D,)), None for the best deal."""


def by_draw(ground: Ground, plan: Plan, given: Expectations) -> ByDraw:
    """Work a plan out on all draws of a ground, with the expectations formed on others over the same pool of texts."""
    crew = team(ground, plan, given.members)
    takes_part = evaluation.taking_part(ground, plan, crew, given.first_found, given.alone)
    press = evaluation.press_with(ground, crew, takes_part, evaluation.spoil_decisions(ground, crew, given.falls))
    ends = _ends(ground, crew, plan, press, talks.candour(ground, crew, takes_part), given)
    mistrust = evaluation.mean_mistrust(ground, takes_part)
    consent, consents = evaluation.consent_of(ground, takes_part, mistrust, press, given)
    who = evaluation.participants_of(ground, crew)
    needed = evaluation.needed_of(who, crew, takes_part)

    def margins(deals: Deals) -> tuple[Floats, Floats]:
        return asks(ground, crew, who, takes_part, press, given.found, given.alone.found, deals)

    engagement, holding = margins(ends.best)
    delivers, success = np.zeros(ground.draws), np.zeros(ground.draws)
    # where somebody does not consent nothing is delivered, whatever the deal
    for weight, rows, worth, keeps in _struck(ground, ends, consents, (engagement, holding), margins):
        engaged = ((worth >= -TOLERANCE) | ~needed[rows]).all(axis=1)
        delivers[rows] += weight * engaged
        success[rows] += weight * engaged * (keeps >= -TOLERANCE).all(axis=1)
    return ByDraw(
        crew, takes_part, who, consent, consents, ends.agreement, ends.found, engagement, needed, holding,
        delivers, success,
    )  # fmt: skip


def _ends(ground: Ground, crew: Team, plan: Plan, press: Pressure, open_: Floats, given: Expectations) -> _Ends:
    everywhere = np.arange(ground.draws)
    if given.text is not None:
        played = talks.tabled(ground, given.text, press)
        best = Deals(everywhere, played.best.options, played.best.utility)
        return _Ends(played.margin, played.found, best, ((played.found, None),))
    margin, chosen, found = talks.played(ground, crew, plan, press, open_, given)
    strike = talks.on_frontier(ground, chosen)
    strikes = tuple((candidate.weight, candidate.text) for candidate in found.candidates)
    return _Ends(margin, found.chance, Deals(everywhere, strike.options, strike.utility), strikes)


Margins = Callable[[Deals], tuple[Floats, Floats]]


def _struck(
    ground: Ground, ends: _Ends, asked_for: Bools, at_best: tuple[Floats, Floats], margins: Margins
) -> Iterator[tuple[Floats, Ints, Floats, Floats]]:
    """(weight, draws, engagement, holding) of every way to strike a deal, in the draws asked for in which it may happen."""
    rows = [np.flatnonzero((weight > 0) & asked_for) for weight, _ in ends.strikes]
    pooled = [(own, text[own]) for own, (_, text) in zip(rows, ends.strikes, strict=True) if text is not None]
    places = np.cumsum([0, *(len(own) for own, _ in pooled)])
    if pooled:
        draw = np.concatenate([own for own, _ in pooled])
        column = np.concatenate([text for _, text in pooled])
        utility = ground.utility[draw, :, column].astype(np.float64)
        engagement, holding = margins(Deals(draw, ground.pool.options[column], utility))
    at = 0
    for own, (weight, text) in zip(rows, ends.strikes, strict=True):
        if text is None:
            yield weight[own], own, at_best[0][own], at_best[1][own]
        else:
            here = slice(places[at], places[at + 1])
            yield weight[own], own, engagement[here], holding[here]
            at += 1
