"""What would bring this mediator in: the cheapest offers and lever commitments with which it, and every sponsor, is willing.

    min   sum over sponsors of  weight * (own points promised) / (own stake)
    over  sets of at most `commitments` levers of others, talks public or private, and offers each public, private or not made
    such that in at least the wanted share of draws, all at once, the margins of engagement (section 7 of the model) of the
          mediators, of every holder of a committed lever and of every giver of an offer made are 0 or more,
    and   every sponsor keeps within its budget, if it has one.

Points promised are what a sponsor must pay if it comes to it: the mean cost of an offer, audience cost included, and the
mean cost of a lever at full use.  They are not multiplied by the chance that it comes to it, since then the cheapest plan
would be the one that fails most often; the margins have that chance in them.  The mediators' own levers are those of the plan.

Method.  A lever commitment moves P, the share of draws in which the talks find a deal, which is no monotone function of the
levers (a side that is helped may ask for more).  So no set of commitments can stand for another: each is evaluated, in
each mode of talks, and all sets up to the stated size are.  Under a fixed set P and P0 are constants, margins are linear in
the offers, and the exact choices of `engines.promises.terms` apply: every choice of whole offers that nothing cheaper beats, or
by branch and bound over HiGHS the cheapest choice of shares.  The least over the finitely many sets is the optimum among all
schemes of that size; with it comes the whole price curve over confidence, as the lower envelope of those of the sets.

The optimum is that of the draws at hand: choosing on the same draws makes the confidence look better than fresh draws would
by about its standard error (sample average approximation: Luedtke & Ahmed 2008).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace

import numpy as np

from goodoffices.case.schema import Case, Mode
from goodoffices.engines.promises.cheapest import (
    FEASIBLE_WORK,
    WORK,
    Surest,
    UnfinishedError,
    cheapest,
    kept_draws,
    least_cost,
    most_draws,
    surest,
)
from goodoffices.engines.promises.terms import Choice, Terms, frontier, needed, quantile, reach, without
from goodoffices.model.levers import KIND_NAMES
from goodoffices.play.study import Step, Study, View, held
from goodoffices.study.induce.answer import (
    WAYS,
    Commitment,
    Duals,
    InducementAnswer,
    InducementView,
    Lack,
    Prices,
    Promise,
    Scheme,
    Sponsor,
    Stand,
    Way,
    WayResult,
)
from goodoffices.study.induce.terms import Offered, Request, all_offered, counts, lever_points, request_for, stake

DRAWS = 2_048
CONFIDENCE = 0.8
COMMITMENTS = 1
ENUMERATED = 20_000
"""Choices of whole offers up to which every one is looked at under every set of commitments."""
GRID = tuple(round(0.05 * step, 2) for step in range(1, 20))
"""Confidences at which the price of shares, or of very many offers, is found."""


def inducement(
    what: Study | Case | str,
    mediator: str,
    *,
    plan: str | None = None,
    confidence: float = CONFIDENCE,
    ways: Sequence[Way] = WAYS,
    commitments: int = COMMITMENTS,
    divisible: bool = False,
    weights: Mapping[str, float] | None = None,
    budgets: Mapping[str, float] | None = None,
    scale: str = "stakes",
) -> InducementAnswer:
    """The cheapest scheme that brings a mediator in, and the price of every confidence.

    Args:
        what: a study, or a case that is then studied with DRAWS draws.
        mediator: the third party to be brought in.
        plan: a plan of the case to do it in (its panel, text, levers and month; its offers are those that may be made, like all
            others); default the mediator alone.
        confidence: wanted share of draws, above 0 and below 1.
        ways: of `WAYS`.
        commitments: most levers that others commit at once.
        divisible: whether a part of an offer may be promised, for the same part of its worth and cost.
        weights: sponsor: how much its points count; 1 if not said.
        budgets: sponsor: most of its own points it may promise.
        scale: `stakes`: a point counts per point of the sponsor's stake; `points`: points of all sponsors are added as they
            are, which is only for who knows what that means.

    Raises:
        ValueError: a mediator, plan, sponsor or number that does not fit; and as the making of a study.
    """
    study = held(what, DRAWS)
    case = study.case
    weights, budgets = dict(weights or {}), dict(budgets or {})
    _check(case, mediator, plan, confidence, weights, budgets, commitments, scale)
    chosen = case.plans[plan] if plan is not None else None
    modes = _talks(ways)

    def question(view: View, step: Step) -> InducementView:
        request = request_for(
            view, mediator, chosen, confidence=confidence, most=commitments, weights=weights, budgets=budgets, scale=scale,
            divisible=divisible,
        )  # fmt: skip
        found = {talks: _all_terms(view, request, talks, step) for talks in modes}
        return _view(view, request, found, ways, step)

    found = study.ask(question, steps=len(modes) + len(ways))
    return InducementAnswer(*study.head, mediator, plan, confidence, scale, divisible, commitments, found.perspectives)


def _check(
    case: Case,
    mediator: str,
    plan: str | None,
    confidence: float,
    weights: Mapping[str, float],
    budgets: Mapping[str, float],
    commitments: int,
    scale: str,
) -> None:
    others = case.third_parties()
    if mediator not in others:
        raise ValueError(f"{mediator!r} is no third party of {case.name}; there are: {', '.join(others) or 'none'}")
    if plan is not None and plan not in case.plans:
        raise ValueError(f"{case.name} has no plan {plan!r}; there are: {', '.join(case.plans)}")
    for name in (*weights, *budgets):
        if name not in others:
            raise ValueError(f"{name!r} is no third party of {case.name}; there are: {', '.join(others)}")
    if not 0.0 < confidence < 1.0:
        raise ValueError(f"a confidence lies above 0 and below 1, as in 0.8; this one is {confidence:g}")
    wrong = [f"{name}={value:g}" for name, value in weights.items() if not 0.0 < value < np.inf]
    wrong += [f"{name}={value:g}" for name, value in budgets.items() if not 0.0 <= value < np.inf]
    if wrong:
        raise ValueError(f"weights lie above 0 and budgets are 0 or more, not {wrong[0]}")
    if commitments < 0:
        raise ValueError(f"commitments are 0 or more, not {commitments}")
    if scale not in ("stakes", "points"):
        raise ValueError(f"the scale is stakes or points, not {scale!r}")


def _talks(ways: Iterable[Way]) -> tuple[Mode, ...]:
    modes: tuple[Mode, ...] = ("public", "private")
    wanted = set(ways)
    return tuple(mode for mode in modes if mode in wanted or "mixed" in wanted)


def _all_terms(view: View, request: Request, talks: Mode, step: Step) -> tuple[Offered, ...]:
    """Terms under every set of commitments, offers in both modes; sets that break a budget left out."""
    found = tuple(all_offered(view, request, talks, ("public", "private")))
    step(f"{talks} talks")
    return found


def _in_modes(offer: Offered, modes: Sequence[str]) -> Offered:
    """The same with offers in some modes only."""
    keep = np.array([mode in modes for _, mode in offer.offers], dtype=bool)
    terms = offer.terms
    fewer = replace(
        terms, giver=terms.giver[keep], receiver=terms.receiver[keep], worth=terms.worth[keep], price=terms.price[keep],
        cost=terms.cost[keep], points=terms.points[keep], offer=terms.offer[keep],
    )  # fmt: skip
    offers = tuple(pair for pair, kept in zip(offer.offers, keep, strict=True) if kept)
    return replace(offer, terms=fewer, offers=offers, mean_worth=offer.mean_worth[keep])


def _view(
    view: View, request: Request, found: Mapping[Mode, tuple[Offered, ...]], ways: Sequence[Way], step: Step
) -> InducementView:
    results: dict[Way, WayResult] = {}
    for way in ways:
        if way == "mixed":
            sets = [offer for offers in found.values() for offer in offers]
        else:
            sets = [_in_modes(offer, (way,)) for offer in found[way]]
        results[way] = _Way(view, request, way, sets).result()
        step(way)
    first = {talks: offers[0] for talks, offers in found.items()}
    return InducementView(
        name=view.name,
        title=view.title,
        unasked={talks: _willing(offer, request.mediator) for talks, offer in first.items()},
        alone=next(iter(first.values())).alone,
        sponsors=_sponsors(view, request),
        ways=results,
    )


def _willing(offer: Offered, mediator: str) -> float:
    h = offer.parties.index(mediator)
    alone = replace(offer.terms, required=np.arange(len(offer.parties)) == h)
    return float(alone.holds(np.zeros(len(alone.cost))).mean())


def _sponsors(view: View, request: Request) -> dict[str, Sponsor]:
    givers = {view.case.offers[name].giver for name in request.offers}
    if request.most:
        shape = view.ground.shape
        givers |= {shape.third_parties[lever.holder] for lever in shape.levers if lever.name in request.candidates}
    return {
        party: Sponsor(
            stake(view, party),
            request.weights.get(party, 1.0),
            counts(view, request, party),
            request.budgets.get(party),
        )
        for party in view.ground.shape.third_parties
        if party in givers
    }


Found = tuple[Offered, Choice]


class _Way:
    """One way of making promises, over all sets of commitments."""

    def __init__(self, view: View, request: Request, way: Way, sets: Sequence[Offered]) -> None:
        self.view, self.request, self.way = view, request, way
        self.sets = sorted(sets, key=lambda offer: (offer.committed, len(offer.levers)))
        self.draws = view.ground.draws
        self.need = needed(request.confidence, self.draws)
        self.listed = all(offer.terms.choices <= ENUMERATED for offer in self.sets)
        self.frontiers = [frontier(offer.terms) for offer in self.sets] if self.listed else []

    def result(self) -> WayResult:
        best = self._cheapest(self.need)
        lack = None if best is not None else self._lack()
        return WayResult(
            way=self.way,
            cheapest=None if best is None else self._scheme(*best),
            prices=None if best is None else self._prices(*best),
            duals=self._duals(*best) if best is not None and self.request.divisible else None,
            lack=lack,
            curve=self._curve(),
        )

    def _cheapest(self, need: int, work: int = WORK) -> Found | None:
        """The cheapest choice over all sets; of equals the one with fewer commitments."""
        best: Found | None = None
        for at, offer in enumerate(self.sets):
            if best is not None and offer.committed >= _cost(*best):
                break
            choice = self._under(at, offer.terms, need, work)
            if choice is not None and (best is None or offer.committed + choice.cost < _cost(*best) - 1e-12):
                best = offer, choice
        return best

    def _under(self, at: int, terms: Terms, need: int, work: int) -> Choice | None:
        if self.request.divisible:
            return cheapest(terms, need, divisible=True, work=work)
        if self.listed:
            return next((choice for choice in self.frontiers[at] if choice.count >= need), None)
        return cheapest(terms, need, work=work)

    def _curve(self) -> tuple[tuple[float, float], ...]:
        """What every confidence costs: the lower envelope over sets."""
        if self.listed and not self.request.divisible:
            steps = [
                (offer.committed + choice.cost, choice.count)
                for offer, choices in zip(self.sets, self.frontiers, strict=True)
                for choice in choices
            ]
        else:
            steps = [(_cost(*best), best[1].count) for best in self._along_grid()]
        curve: list[tuple[float, float]] = []
        most = -1
        for cost, count in sorted(steps, key=lambda step: (step[0], -step[1])):
            if count > most:
                most = count
                curve.append((count / self.draws, cost))
        return tuple(curve)

    def _along_grid(self) -> Iterator[Found]:
        """The cheapest choices for confidences of the grid, up to the first that is out of reach or takes too long."""
        for confidence in GRID:
            try:
                found = self._cheapest(needed(confidence, self.draws), FEASIBLE_WORK)
            except UnfinishedError:
                return
            if found is None:
                return
            yield found

    def _prices(self, offer: Offered, choice: Choice) -> Prices:
        """What changes if the mediator's stake or the wanted confidence changed a little, found by solving again."""
        step = max(1, round(0.01 * self.draws))
        mediator = np.array([party == self.request.mediator for party in offer.parties])

        def again(shift: float, need: int) -> float:
            base = offer.terms.base + shift * mediator[:, None]
            found = self._solved(replace(offer.terms, base=base), need)
            return np.inf if found is None else found.cost - choice.cost

        return Prices(
            again(1.0, self.need), again(-1.0, self.need), again(0.0, self.need + step), again(0.0, self.need - step)
        )

    def _solved(self, terms: Terms, need: int) -> Choice | None:
        if self.request.divisible or not self.listed:
            return cheapest(terms, need, divisible=self.request.divisible)
        return next((choice for choice in frontier(terms) if choice.count >= need), None)

    def _duals(self, offer: Offered, choice: Choice) -> Duals | None:
        terms = offer.terms
        priced = least_cost(terms, kept_draws(terms, choice.shares, self.need), choice.shares > 0)
        if priced is None:
            return None
        concerned = np.flatnonzero(terms.concerned(choice.shares))
        bounded = np.flatnonzero(np.isfinite(terms.budget))
        return Duals(
            stake={offer.parties[h]: float(priced.stake[h]) for h in concerned},
            budget={offer.parties[h]: float(priced.budget[h]) for h in bounded},
            believed={
                f"{name} ({mode})": float(offer.found * priced.believed[k])
                for k, (name, mode) in enumerate(offer.offers)
                if choice.shares[k] > 0
            },
        )

    def _lack(self) -> Lack:
        best, most = self._surest([offer.terms for offer in self.sets])
        mediator = self.request.mediator
        parties = [p for p in dict.fromkeys(name for offer in self.sets for name in offer.parties) if p != mediator]
        gains = {party: max(best[1].count / self.draws, self._if_freed(party)) for party in parties}
        others = [self._freed(offer, set(offer.parties) - {mediator}) for offer in self.sets]
        reached = max(reach(offer.terms, offer.parties.index(mediator), self.need) for offer in self.sets)
        unopposed = self._count(others)
        binding = mediator if unopposed < self.request.confidence else max(parties, key=lambda party: gains[party])
        return Lack(
            best=self._scheme(*best),
            most=most / self.draws,
            mediator_alone=unopposed,
            missing=max(0.0, -reached),
            without=gains,
            binding=binding,
        )

    def _if_freed(self, party: str) -> float:
        """Most confidence if one were willing whatever it costs it, over the sets of commitments in which that matters."""
        matters = [offer for offer in self.sets if party in offer.parties]
        return self._count([self._freed(offer, {party}) for offer in matters])

    def _freed(self, offer: Offered, parties: set[str]) -> Terms:
        return without(offer.terms, np.array([party in parties for party in offer.parties]))

    def _count(self, terms: Sequence[Terms]) -> float:
        listed = not self.request.divisible and self.listed
        counts = (frontier(held)[-1].count if listed else self._reached(held) for held in terms)
        return max(counts) / self.draws

    def _reached(self, terms: Terms) -> int:
        return most_draws(terms, divisible=self.request.divisible)[0]

    def _surest(self, terms: Sequence[Terms]) -> tuple[Found, int]:
        """The choice that holds in most draws over all sets, of equals the cheapest; and the most there can be."""
        found = [(offer, self._most(held)) for offer, held in zip(self.sets, terms, strict=True)]
        offer, best = min(found, key=lambda pair: (-pair[1].choice.count, _cost(pair[0], pair[1].choice)))
        return (offer, best.choice), max(sure.most for _, sure in found)

    def _most(self, terms: Terms) -> Surest:
        if self.request.divisible or not self.listed:
            return surest(terms, divisible=self.request.divisible)
        choice = frontier(terms)[-1]
        return Surest(choice, choice.count)

    def _scheme(self, offer: Offered, choice: Choice) -> Scheme:
        terms, shares = offer.terms, choice.shares
        holds = terms.holds(shares, 2e-3 if self.request.divisible else 1e-3)
        share = float(holds.mean())
        return Scheme(
            talks=offer.talks,
            promises=self._promises(offer, choice),
            commitments=self._commitments(offer),
            cost=_cost(offer, choice),
            confidence=share,
            se=float(np.sqrt(share * (1.0 - share) / max(self.draws - 1, 1))),
            found=offer.found,
            stands=self._stands(offer, choice),
            sides=offer.stands,
        )

    def _promises(self, offer: Offered, choice: Choice) -> tuple[Promise, ...]:
        terms, shares = offer.terms, choice.shares
        return tuple(
            Promise(
                offer=name,
                mode=mode,
                share=float(shares[k]),
                giver=offer.parties[terms.giver[k]],
                receiver=offer.parties[terms.receiver[k]],
                worth=float(shares[k] * offer.mean_worth[k]),
                cost=float(shares[k] * terms.points[k]),
            )
            for k, (name, mode) in enumerate(offer.offers)
            if shares[k] > 1e-9
        )

    def _commitments(self, offer: Offered) -> tuple[Commitment, ...]:
        shape = self.view.ground.shape
        specs = {lever.name: lever for lever in shape.levers}
        return tuple(
            Commitment(
                lever=name,
                holder=shape.third_parties[specs[name].holder],
                target=shape.signers[specs[name].target],
                kind=KIND_NAMES[specs[name].kind],
                cost=sum(lever_points(self.view, [name], offer.talks).values()),
                used=offer.used[name],
            )
            for name in offer.levers
        )

    def _stands(self, offer: Offered, choice: Choice) -> tuple[Stand, ...]:
        terms = offer.terms
        margins, concerned = terms.margins(choice.shares), terms.concerned(choice.shares)
        promised = lever_points(self.view, offer.levers, offer.talks)
        for promise in self._promises(offer, choice):
            promised[promise.giver] = promised.get(promise.giver, 0.0) + promise.cost
        return tuple(
            Stand(
                party=offer.parties[h],
                mediates=offer.parties[h] in self.request.plan.mediators,
                share=float((margins[h] >= -1e-3).mean()),
                margin=float(margins[h].mean()),
                reached=quantile(margins[h], self.need),
                promised=promised.get(offer.parties[h], 0.0),
            )
            for h in np.flatnonzero(concerned)
        )


def _cost(offer: Offered, choice: Choice) -> float:
    return offer.committed + choice.cost
