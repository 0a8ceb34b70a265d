"""The cheapest choice of promises that holds with a wanted confidence, whole or in shares: branch and bound over HiGHS.

    min  cost . y   over y in [0, 1]^K (or {0, 1}^K), at most 1 of every offer, within budgets,
    such that at least `need` draws hold (see `inducement`).

Written with a binary per draw this is the mixed-integer program of Luedtke, Ahmed & Nemhauser (2010) with random
coefficients, whose linear relaxation says little when there are thousands of draws.  But there are few promises, so the
search branches on *them*: a node is a box of choices, lo <= y <= hi.  In a box

- a giver either takes part, and must then be willing, or promises nothing: a box that leaves this open is split on it;
- a draw that no choice of the box makes hold, row by row, is *lost*, and one that every choice makes hold is *safe*;
- with fewer than `need` draws not lost, the box is empty; with `need` safe ones, its cheapest corner is feasible;
- for each draw, what pleasing the required parties costs at least in the box is a fractional knapsack (Dantzig 1957); any
  feasible choice pleases them in `need` draws, so it costs at least the `need`-th smallest of these (the quantile bound
  that starts the mixing inequalities of Luedtke, Ahmed & Nemhauser 2010, theorem 2, here box by box);
- once at most LEAF draws are neither, the rest is a small mixed-integer program with a binary for each of them and the
  least big-M that the box allows; HiGHS solves it to optimality.

Draws lost or safe in a box have the same value of their binary in every feasible choice there, so leaving them out loses
nothing; boxes cover all choices; a box is dropped only if it is empty or its bound is no better than a choice in hand.  So
the result is optimal up to GAP.  The reduction, not the solver, is what makes it fast: O(D (H + K^2)) per box.
"""

from __future__ import annotations

import heapq
from dataclasses import dataclass

import numpy as np

from goodoffices.case.problem import InfeasibleError
from goodoffices.engines.links.agreement import TOLERANCE
from goodoffices.engines.promises.terms import COST_TOLERANCE, Choice, Terms
from goodoffices.engines.settlement.silent_solver import quiet
from goodoffices.model.arrays import Bools, Floats, Ints
from goodoffices.model.kernels import inner, kernel

OPTIMAL, INFEASIBLE = 0, 2
"""What scipy calls the two ways in which HiGHS settles a program."""
LEAF = 6
"""Undecided draws that are left to the solver."""
NARROW = 1e-5
"""Width below which a box is left to the solver however many draws are undecided."""
WORK = 40_000
"""Boxes after which a search for the cheapest choice is given up: some minutes."""
FEASIBLE_WORK = 1_000
"""Boxes after which a search for any choice is."""
PROGRAM_WORK = 25
"""Boxes that a mixed-integer program counts for: about as long as it takes."""
GAP = 1e-4
"""A choice of shares is proven cheapest up to this part of its cost; of whole promises exactly, by their steps."""
SOLVER_SLACK = 1e-6
"""Points by which a solver's answer may miss a margin: its own tolerance."""
ROUNDS = 12
"""Most rounds of trading draws for a cheaper choice when a first choice is looked for."""


class UnfinishedError(InfeasibleError):
    """The search was given up; nothing is known about what it looked for."""


def cheapest(
    terms: Terms, need: int, *, divisible: bool = False, leaf: int = LEAF, work: int = WORK, any_will_do: bool = False
) -> Choice | None:
    """The cheapest choice that holds in at least `need` draws; None where there is none.

    Args:
        terms: what can be promised.
        need: draws, as `inducement.needed` counts them.
        divisible: whether shares of a promise may be made, each costing and pleasing in proportion.
        leaf: undecided draws that are left to the solver; the result does not depend on it.
        work: boxes looked at before giving up.
        any_will_do: stop at the first choice that holds, whatever it costs.

    Raises:
        UnfinishedError: not settled within `work` boxes.
    """
    return _Search(terms, need, divisible, leaf, work, any_will_do).run()


@dataclass(frozen=True)
class Surest:
    """The choice found to hold in most draws, the cheapest of those that hold in as many."""

    choice: Choice
    most: int
    """No choice holds in more draws than this; the count of the choice itself where it is proven the surest."""


def surest(terms: Terms, *, divisible: bool = False, work: int = FEASIBLE_WORK) -> Surest:
    """The choice that holds in most draws: bisection on `need`, O(log D) searches of at most `work` boxes each.

    Finding the largest feasible part of a system of inequalities is hard in general (Chakravarti 1994); where a search is
    given up, `most` says what is left open.
    """
    low, most = most_draws(terms, divisible=divisible, work=work)
    try:
        best = cheapest(terms, low, divisible=divisible, work=10 * work)
    except UnfinishedError:
        best = cheapest(terms, low, divisible=divisible, work=work, any_will_do=True)
    assert best is not None
    return Surest(best, most)


def most_draws(terms: Terms, *, divisible: bool = False, work: int = FEASIBLE_WORK) -> tuple[int, int]:
    """The most draws that some choice found holds in, and what no choice exceeds; arguments as of `surest`."""
    low = int(terms.holds(np.zeros(len(terms.cost))).sum())
    most = settled = terms.draws
    while low < settled:
        middle = (low + settled + 1) // 2
        try:
            found = cheapest(terms, middle, divisible=divisible, work=work, any_will_do=True)
        except UnfinishedError:
            settled = middle - 1
            continue
        if found is None:
            most = settled = middle - 1
        else:
            low = max(middle, found.count)
    return low, max(most, low)


@inner
def _fill(start, end, unit, lo, most, room):  # type: ignore[no-untyped-def]
    """The most that one offer's modes add beyond lo, best first: each up to its own bound, together up to `room`."""
    total, left, used = 0.0, max(room, 0.0), -1
    while left > 1e-15:
        best, gain = -1, 0.0
        for k in range(start, end):
            later = used < 0 or unit[k] < unit[used] or (unit[k] == unit[used] and k > used)
            if later and most[k] > lo[k] and unit[k] > gain:
                best, gain = k, unit[k]
        if best < 0:
            break
        taken = min(left, most[best] - lo[best])
        left -= taken
        total += taken * gain
        used = best
    return total


@inner
def _least(h, want, receiver, worth, cost, lo, most, d, taken):  # type: ignore[no-untyped-def]
    """The least cost of `want` points for party h in draw d: a fractional knapsack; infinite where there are not as many."""
    paid = 0.0
    taken[:] = False
    while want > 1e-12:
        best, ratio = -1, 1e300
        for k in range(len(receiver)):
            if receiver[k] != h or taken[k] or most[k] <= lo[k] or worth[k, d] <= 1e-12:
                continue
            if cost[k] / worth[k, d] < ratio:
                best, ratio = k, cost[k] / worth[k, d]
        if best < 0:
            return np.inf
        taken[best] = True
        amount = min(most[best] - lo[best], want / worth[best, d])
        want -= amount * worth[best, d]
        paid += amount * cost[best]
    return paid


@kernel
def _look(base, present, giver, receiver, worth, price, cost, start, lo, hi, slack, among, lost, safe, least):  # type: ignore[no-untyped-def]
    """Which draws of `among` are lost and safe in a box, and the least cost of pleasing all present in each."""
    parties = len(base)
    promises, offers = len(giver), len(start) - 1
    maybe = present.copy()
    room = np.ones(offers)
    for f in range(offers):
        for k in range(start[f], start[f + 1]):
            maybe[giver[k]] |= hi[k] > 0.0
            room[f] -= lo[k]
    at_lo, top, bottom = np.empty(parties), np.empty(parties), np.empty(parties)
    most, unit, taken = np.empty(promises), np.empty(promises), np.empty(promises, dtype=np.bool_)
    for at in range(len(among)):
        d = among[at]
        at_lo[:] = base[:, d]
        for k in range(promises):
            at_lo[receiver[k]] += lo[k] * worth[k, d]
            at_lo[giver[k]] -= lo[k] * price[k, d]
        top[:] = at_lo
        bottom[:] = at_lo
        for f in range(offers):
            a, z = start[f], start[f + 1]
            unit[a:z] = worth[a:z, d]
            top[receiver[a]] += _fill(a, z, unit, lo, hi, room[f])
            unit[a:z] = -worth[a:z, d]
            bottom[receiver[a]] -= _fill(a, z, unit, lo, hi, room[f])
            unit[a:z] = price[a:z, d]
            bottom[giver[a]] -= _fill(a, z, unit, lo, hi, room[f])
        # no promise goes further than its giver can bear in this draw
        for k in range(promises):
            most[k] = hi[k]
            spare = top[giver[k]] + slack
            if spare < 0.0:
                most[k] = lo[k]
            elif price[k, d] > 0.0:
                most[k] = min(hi[k], lo[k] + spare / price[k, d])
        top[:] = at_lo
        for f in range(offers):
            a, z = start[f], start[f + 1]
            unit[a:z] = worth[a:z, d]
            top[receiver[a]] += _fill(a, z, unit, lo, most, room[f])
        lost[at], safe[at], least[at] = False, True, 0.0
        for h in range(parties):
            lost[at] |= present[h] and top[h] < -slack
            safe[at] &= not maybe[h] or bottom[h] >= -slack
        for h in range(parties):
            if present[h] and not lost[at]:
                want = -slack - at_lo[h]
                least[at] = max(least[at], _least(h, want, receiver, worth, cost, lo, most, d, taken))


@dataclass(frozen=True, eq=False)
class _Box:
    """A box of choices, what it decides, and what any choice in it costs at least."""

    lo: Floats
    hi: Floats
    present: Bools
    """(H,) parties that must be willing in this box: givers are either in or make no promise, sooner or later."""
    open: Ints
    """Draws neither lost nor safe."""
    safe: Ints
    """Draws in which every choice of the box holds."""
    bound: float


class _Search:
    """One search; keeps the best choice so far."""

    def __init__(self, terms: Terms, need: int, divisible: bool, leaf: int, work: int, any_will_do: bool) -> None:
        self.terms, self.need, self.divisible, self.leaf = terms, need, divisible, leaf
        self.work, self.any_will_do = work, any_will_do
        self.slack = TOLERANCE
        self.gap = GAP if divisible else 0.0
        self.best: Choice | None = None
        self.programs = 0
        offers = terms.offers
        self.start = np.concatenate([[0], np.cumsum([len(modes) for modes in offers])]).astype(np.int64)
        self.place = np.repeat(np.arange(len(offers)), [len(modes) for modes in offers])
        self.points = np.where(terms.points > 0, terms.points, 1e-300)
        weight = np.abs(terms.worth).mean(axis=1) + terms.price.mean(axis=1) if len(terms.cost) else np.zeros(0)
        self.weight = weight + 1e-12

    def run(self) -> Choice | None:
        terms, promises = self.terms, len(self.terms.cost)
        if self.need > terms.draws:
            return None
        self._try(np.zeros(promises))
        if not promises:
            return self.best
        everything = np.arange(terms.draws)
        first = self._box(np.zeros(promises), np.ones(promises), terms.required, everything, everything[:0])
        if first is None:
            return self.best
        if self.divisible and self.best is None:
            self._begin()
        queue, made = [(self._rank(first), 0, first)], 0
        while queue:
            box = heapq.heappop(queue)[-1]
            if self._beaten(box.bound):
                continue
            if made + PROGRAM_WORK * self.programs > self.work:
                raise UnfinishedError(f"not settled after {self.work:,} boxes of choices; fewer draws make it easier")
            for part in self._work(box):
                if not self._beaten(part.bound):
                    made += 1
                    heapq.heappush(queue, (self._rank(part), made, part))
        return self.best

    def _rank(self, box: _Box) -> float:
        """The box looked at next has the least: the one that may be cheapest, or (any will do) hold in most draws."""
        return -float(len(box.open) + len(box.safe)) if self.any_will_do else box.bound

    def _beaten(self, bound: float) -> bool:
        if self.any_will_do and self.best is not None:
            return True
        return self.best is not None and bound >= self.best.cost * (1.0 - self.gap) - COST_TOLERANCE

    def _box(self, lo: Floats, hi: Floats, present: Bools, among: Ints, safe: Ints) -> _Box | None:
        """The box within budgets and one of every offer, looked at; None where it holds no choice that will do.

        `among` are draws undecided in a box around it and `safe` those safe there; all others are lost.
        """
        terms = self.terms
        spent = np.bincount(terms.giver, weights=lo * terms.points, minlength=len(terms.budget))
        room = 1.0 - np.bincount(self.place, weights=lo, minlength=len(self.start) - 1)
        if (spent > terms.budget + COST_TOLERANCE).any() or (room < -1e-12).any():
            return None
        within = (terms.budget - spent)[terms.giver] / self.points
        hi = np.minimum(hi, lo + np.maximum(np.minimum(within, room[self.place]) + 1e-12, 0.0))
        if not self.divisible:
            hi = np.where(hi < 1.0 - 1e-9, lo, 1.0)
        lost, surely = np.empty(len(among), dtype=bool), np.empty(len(among), dtype=bool)
        least = np.empty(len(among))
        _look(
            terms.base, present, terms.giver, terms.receiver, terms.worth, terms.price, terms.cost, self.start,
            lo, hi, self.slack, among, lost, surely, least,
        )  # fmt: skip
        surely &= ~lost
        safe = np.concatenate([safe, among[surely]])
        undecided = ~lost & ~surely
        short, bound = self.need - len(safe), 0.0
        if short > 0:
            costs = least[undecided]
            if len(costs) < short:
                return None
            # draws safe in the box count first: they ask for nothing more than lo
            bound = float(np.partition(costs, short - 1)[short - 1])
            if not np.isfinite(bound):
                return None
        return _Box(lo, hi, present, among[undecided], safe, float(terms.cost @ lo) + bound)

    def _work(self, box: _Box) -> list[_Box]:
        """Finish a box, or split it."""
        if len(box.safe) >= self.need:
            self._try(box.lo)
            return []
        undecided = np.flatnonzero((box.hi > 0) & ~box.present[self.terms.giver])
        if len(undecided):
            return self._in_or_out(box, int(self.terms.giver[undecided[0]]))
        width = box.hi - box.lo
        if len(box.open) <= self.leaf or width.max(initial=0.0) <= NARROW:
            self._solve(box)
            return []
        if self.any_will_do:
            self._try(box.lo)
            self._try(np.round(0.5 * (box.lo + box.hi)) if not self.divisible else 0.5 * (box.lo + box.hi))
        k = int(np.argmax(width * self.weight))
        middle = 0.5 * (box.lo[k] + box.hi[k])
        upper, lower = box.lo.copy(), box.hi.copy()
        if self.divisible:
            upper[k] = lower[k] = middle
        else:
            upper[k], lower[k] = 1.0, 0.0
        parts = (
            self._box(box.lo, lower, box.present, box.open, box.safe),
            self._box(upper, box.hi, box.present, box.open, box.safe),
        )
        return [part for part in parts if part is not None]

    def _in_or_out(self, box: _Box, giver: int) -> list[_Box]:
        """Split a box by whether a giver takes part: all of its draws must please it, or it promises nothing."""
        within = box.present.copy()
        within[giver] = True
        nothing = np.where(self.terms.giver == giver, 0.0, box.hi)
        parts = (
            self._box(box.lo, nothing, box.present, box.open, box.safe),
            self._box(box.lo, box.hi, within, np.concatenate([box.open, box.safe]), box.open[:0]),
        )
        return [part for part in parts if part is not None]

    def _try(self, shares: Floats) -> None:
        """Keep a choice that holds in enough draws and is cheaper than any before."""
        slack = self.slack + (SOLVER_SLACK if self.divisible else 0.0)
        count = int(self.terms.holds(shares, slack).sum())
        cost = float(self.terms.cost @ shares)
        if count >= self.need and (self.best is None or cost < self.best.cost):
            self.best = Choice(shares.copy(), cost, count)

    def _begin(self) -> None:
        """A first choice of shares: the cheapest whole one, then ever cheaper on the draws where it holds best."""
        try:
            whole = cheapest(self.terms, self.need, work=self.work, any_will_do=self.any_will_do)
        except UnfinishedError:
            return
        if whole is None:
            return
        self._try(whole.shares)
        if self.any_will_do:
            return
        for _ in range(ROUNDS):
            assert self.best is not None
            before = self.best.cost
            kept = kept_draws(self.terms, self.best.shares, self.need)
            found = least_cost(self.terms, kept, self.best.shares > 0)
            if found is not None:
                self._try(found.shares)
            if self.best.cost >= before * (1.0 - GAP):
                return

    def _solve(self, box: _Box) -> None:
        """The mixed-integer program of a box, with a binary for every undecided draw."""
        self.programs += 1
        program = _Program(self.terms, box, self.divisible, self.slack)
        found = program.solve(self.need - len(box.safe), None if self.best is None else self.best.cost)
        if found is None:
            return
        shares, kept = found
        if self.divisible:
            exact = least_cost(self.terms, np.union1d(box.safe, kept), shares > 1e-9)
            if exact is not None:
                self._try(exact.shares)
        else:
            shares = np.round(shares)
        self._try(shares)


class _Program:
    """min cost . y over a box: columns y (K), then a binary for every undecided draw."""

    def __init__(self, terms: Terms, box: _Box, divisible: bool, slack: float) -> None:
        self.terms, self.box, self.divisible, self.slack = terms, box, divisible, slack
        self.width = len(terms.cost) + len(box.open)

    def solve(self, need: int, cutoff: float | None) -> tuple[Floats, Ints] | None:
        """The choice (K,) and the undecided draws it counts on; None where nothing is cheaper than `cutoff`."""
        from scipy.optimize import Bounds, LinearConstraint, milp

        k = len(self.terms.cost)
        matrix, low = self._constraints(need, cutoff)
        draws = np.ones(len(self.box.open))
        kinds = np.concatenate([np.full(k, 0.0 if self.divisible else 1.0), draws])
        cost, bounds = np.concatenate([self.terms.cost, 0.0 * draws]), self._bounds(draws)
        for presolve in (True, False):
            with quiet():
                solved = milp(
                    cost,
                    integrality=kinds,
                    bounds=Bounds(*bounds),
                    constraints=LinearConstraint(matrix, low, np.inf),
                    options={"mip_rel_gap": 0.0, "presolve": presolve},
                )
            if solved.status == INFEASIBLE:
                return None
            if solved.status == OPTIMAL and solved.x is not None:
                return solved.x[:k], self.box.open[solved.x[k:] > 0.5]
        raise InfeasibleError(f"HiGHS could not settle a program of {self.width} columns: {solved.message}")

    def _bounds(self, draws: Floats) -> tuple[Floats, Floats]:
        return np.concatenate([self.box.lo, 0.0 * draws]), np.concatenate([self.box.hi, draws])

    def _constraints(self, need: int, cutoff: float | None) -> tuple[Floats, Floats]:
        """Rows a . (y, z) >= b: what all ask in every draw, the draws wanted, one of every offer, budgets, the cutoff."""
        terms, k = self.terms, len(self.terms.cost)
        asked = [self._asked(int(h)) for h in np.flatnonzero(self.box.present)]
        counted = np.concatenate([np.zeros(k), np.ones(len(self.box.open))])
        most = [(np.where(terms.offer == f, 1.0, 0.0), 1.0) for f in np.unique(terms.offer)]
        bounded = np.flatnonzero(np.isfinite(terms.budget))
        most += [(np.where(terms.giver == h, terms.points, 0.0), float(terms.budget[h])) for h in bounded]
        if cutoff is not None:
            most.append((terms.cost, cutoff))
        limits = np.zeros((len(most), self.width))
        limits[:, :k] = [row for row, _ in most]
        rows = np.concatenate([*(rows for rows, _ in asked), counted[None], -limits])
        low = np.concatenate([*(low for _, low in asked), [float(need)], [-bound for _, bound in most]])
        return rows, low

    def _asked(self, h: int) -> tuple[Floats, Floats]:
        """What party h asks in every undecided draw, waived where the draw is not counted on."""
        terms, box, draws = self.terms, self.box, self.box.open
        k = len(terms.cost)
        slope = np.where(terms.receiver == h, terms.worth[:, draws].T, 0.0)
        slope = slope - np.where(terms.giver == h, terms.price[:, draws].T, 0.0)
        base = terms.base[h, draws] + self.slack
        # no more is waived than the row can lack in the box: the least big-M
        waived = np.maximum(-base - np.where(slope > 0, slope * box.lo, slope * box.hi).sum(axis=1), 0.0)
        rows = np.zeros((len(draws), self.width))
        rows[:, :k] = slope
        rows[np.arange(len(draws)), k + np.arange(len(draws))] = -waived
        return rows, -base - waived


def kept_draws(terms: Terms, shares: Floats, need: int) -> Ints:
    """The `need` draws in which a choice holds with most to spare, in order."""
    spare = terms.margins(shares)[terms.concerned(shares)].min(axis=0)
    return np.sort(np.argsort(-spare, kind="stable")[:need])


@dataclass(frozen=True, eq=False)
class Priced:
    """The cheapest shares that hold in given draws, and what each constraint costs at the margin."""

    shares: Floats
    """(K,)."""
    cost: float
    stake: Floats
    """(H,) fall of the cost per point added to the margin of each party in every draw."""
    budget: Floats
    """(H,) fall of the cost per point added to the budget of each party."""
    believed: Floats
    """(K,) fall of the cost per point by which the receiver's margin gains more from the whole promise, at no more cost."""


def least_cost(terms: Terms, kept: Ints, usable: Bools) -> Priced | None:
    """The cheapest shares of `usable` promises (K,) that hold in all draws `kept`: a linear program, with its duals.

    Givers of usable promises are concerned, however little of them is used.  None where nothing will do.
    """
    from scipy.optimize import linprog

    k = len(terms.cost)
    rows, right, owner = _asked(terms, kept, usable)
    if not k:  # nothing can be promised: whoever falls short falls short
        none = np.zeros(len(terms.budget))
        return None if len(right) else Priced(np.zeros(0), 0.0, none, none, np.zeros(0))
    limits = [row for modes in terms.offers if len(modes) > 1 for row in [np.isin(np.arange(k), modes).astype(float)]]
    bounded = np.flatnonzero(np.isfinite(terms.budget))
    limits += [np.where(terms.giver == h, terms.points, 0.0) for h in bounded]
    tops = [1.0] * (len(limits) - len(bounded)) + [float(terms.budget[h]) for h in bounded]
    matrix = np.concatenate([-rows, np.array(limits).reshape(len(limits), k)])
    with quiet():
        solved = linprog(
            terms.cost,
            A_ub=matrix,
            b_ub=np.concatenate([-right, tops]),
            bounds=[(0.0, float(may)) for may in usable],
            method="highs",
        )
    if solved.x is None:
        return None
    shares = np.clip(solved.x, 0.0, 1.0)
    dual = -solved.ineqlin.marginals
    stake: Floats = np.bincount(owner, weights=dual[: len(right)], minlength=len(terms.budget)).astype(np.float64)
    budget = np.zeros(len(terms.budget))
    budget[bounded] = dual[len(dual) - len(bounded) :] if len(bounded) else 0.0
    return Priced(shares, float(terms.cost @ shares), stake, budget, shares * stake[terms.receiver])


def _asked(terms: Terms, kept: Ints, usable: Bools) -> tuple[Floats, Floats, Ints]:
    """Rows a . y >= b of all concerned in the draws kept, those left out that hold whatever is promised."""
    rows, right, owner = [], [], []
    concerned = terms.required.copy()
    concerned[terms.giver[usable]] = True
    for h in np.flatnonzero(concerned):
        slope = np.where(terms.receiver == h, terms.worth[:, kept].T, 0.0)
        slope = slope - np.where(terms.giver == h, terms.price[:, kept].T, 0.0)
        least = -terms.base[h, kept] - TOLERANCE
        binding = np.minimum(slope * usable, 0.0).sum(axis=1) < least
        rows.append(slope[binding])
        right.append(least[binding])
        owner.append(np.full(int(binding.sum()), h))
    return np.concatenate(rows), np.concatenate(right), np.concatenate(owner)
