"""Cruxes: which claims decide between two perspectives.

Every claim in which two readers differ is exchanged, alone and in sets, on common random numbers.  A *crux* is a smallest
set of claims whose exchange turns one reader's conclusion into the other's.  Beside the cruxes stands each claim's Shapley
share of the difference in P(success): the mean, over all orders in which claims could be exchanged one by one, of what its
exchange then changes (Shapley 1953).
"""

from __future__ import annotations

import os
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import partial

import numpy as np

from goodoffices import __version__
from goodoffices.case.schema import Case
from goodoffices.engines.coalition_values import sampled, shapley
from goodoffices.model.numbers import digest_of
from goodoffices.study.asking import Progress, checked
from goodoffices.study.conclusions import Conclusion, mask_of, places, smallest, takes_part
from goodoffices.study.cruxes_result import KINDS, Cruxes, Flips, Kind, Part
from goodoffices.study.hybrids import Hybrids
from goodoffices.study.premises import known_perspectives

DRAWS = 1024
EXACT = 11
"""Differences that reach a plan up to which shares are exact unless more are asked for: 2^11 perspectives in between."""
MOST_EXACT = 20
"""The most that can be asked for."""
ORDERS = 48
"""Orders sampled where they are not."""


def cruxes(
    case: Case,
    a: str,
    b: str,
    *,
    draws: int = DRAWS,
    seed: int = 1,
    kind: Kind | None = None,
    plan: str | None = None,
    threshold: float = 0.5,
    mediator: str | None = None,
    exact: bool = False,
    workers: int | None = None,
    progress: Progress | None = None,
) -> Cruxes:
    """What decides between two perspectives.

    With k differences that reach the plan: 2^k perspectives in between where shares are exact, `ORDERS` k where they are
    sampled; of each only the stages that its claims reach are computed.

    Args:
        case: the case.
        a, b: names of two perspectives.
        draws: draws, shared by all perspectives in between; rounded up to a power of two.
        seed: of the draws and of sampled orders.
        kind: the conclusion; default the first of `KINDS` on which the two differ, else `success`.
        plan: whose chance of success is shared out, and decides `success`; default the one whose chance differs most.
        threshold: chance of success that is enough.
        mediator: whose need is asked; default the third party who mediates in most plans.
        exact: exact shares for up to `MOST_EXACT` differences, however long that takes.
        workers: threads (default: one per core, at most four).
        progress: see `asking.Progress`.

    Raises:
        ValueError: unknown or equal perspectives, an unknown plan, mediator or kind, no plans, too many differences.
    """
    draws, known = checked(draws), known_perspectives(case)
    _check(case, list(known), a, b, kind, plan, threshold, mediator)
    between = Hybrids(case, a, b, draws, seed)
    threads = max(1, workers or min(os.cpu_count() or 1, 4))
    with ThreadPoolExecutor(threads) as pool:
        work = _Work(between, pool, progress)
        values = {name: (v[0], v[-1]) for name, v in work.ends(list(case.plans)).items()}
        plan = plan or max(values, key=lambda name: abs(values[name][1] - values[name][0]))
        conclusion = _conclusion(between, kind, plan, threshold, mediator or _usual(case))
        parts, is_exact = _shares(between, plan, conclusion, exact, seed, work)
        flips = _flips(between, conclusion, parts, work)
    touched = between.reach(plan) | conclusion.reach(between)
    return Cruxes(
        case, draws, seed, __version__, digest_of(case)[:16], a, b, conclusion.kind, threshold, conclusion.mediator, plan,
        values[plan],
        (conclusion.answer(between, 0), conclusion.answer(between, between.everything)),
        flips, tuple(sorted(parts, key=lambda part: -abs(part.share))),
        tuple(part.name for u, part in enumerate(between.parts) if not touched >> u & 1),
        is_exact,
    )  # fmt: skip


class _Work:
    """Values under many masks at once, with progress."""

    def __init__(self, between: Hybrids, pool: ThreadPoolExecutor, progress: Progress | None) -> None:
        self._between, self._pool, self._progress = between, pool, progress
        self._done, self._total = 0, 1

    def expect(self, steps: int) -> None:
        """More steps are to come."""
        self._total = self._done + steps

    def step(self, stage: str) -> None:
        """One is done."""
        self._done += 1
        if self._progress is not None:
            self._progress(stage, self._done, max(self._total, self._done))

    def ends(self, plans: list[str]) -> dict[str, list[float]]:
        """Values of plans as a and as b see them."""
        self.expect(2 * len(plans))
        return {plan: self.values(plan, [0, self._between.everything], "both ends") for plan in plans}

    def values(self, plan: str, masks: Sequence[int], stage: str) -> list[float]:
        """Values of a plan under masks, in their order."""

        def one(mask: int) -> float:
            found = self._between.value(plan, mask)
            self.step(stage)
            return found

        return list(self._pool.map(one, masks))

    def turned(self, conclusion: Conclusion, origin: int, wanted: str, stage: str, masks: Sequence[int]) -> list[bool]:
        """Which masks, exchanged from `origin`, make the answer the wanted one."""
        self.expect(len(masks))

        def one(mask: int) -> bool:
            found = conclusion.holds(self._between, origin ^ mask, wanted)
            self.step(stage)
            return found

        return list(self._pool.map(one, masks))


def _check(
    case: Case,
    known: list[str],
    a: str,
    b: str,
    kind: str | None,
    plan: str | None,
    threshold: float,
    mediator: str | None,
) -> None:
    for name in (a, b):
        if name not in known:
            raise ValueError(f"no perspective is called {name!r}; there are: {', '.join(known)}")
    if a == b:
        raise ValueError(f"{a} does not differ from itself; name two perspectives")
    if not case.plans:
        raise ValueError(f"{case.name} has no plans, so there is no conclusion to turn")
    if plan is not None and plan not in case.plans:
        raise ValueError(f"{case.name} has no plan {plan!r}; it has: {', '.join(case.plans)}")
    if mediator is not None and mediator not in case.third_parties():
        raise ValueError(f"{case.name} has no third party {mediator!r}; it has: {', '.join(case.third_parties())}")
    if kind is not None and kind not in KINDS:
        raise ValueError(f"no conclusion is called {kind!r}; there are: {', '.join(KINDS)}")
    if not 0.0 < threshold <= 1.0:
        raise ValueError(f"the threshold is a chance above 0 and at most 1, not {threshold:g}")
    if kind == "need" and mediator is None and _usual(case) is None:
        raise ValueError(f"no plan of {case.name} has a mediator, so none can be needed")


def _usual(case: Case) -> str | None:
    """The third party who mediates in most plans; of equals the first of the case."""
    counts = {h: sum(takes_part(case, plan, h) for plan in case.plans) for h in case.third_parties()}
    most = max(counts.values(), default=0)
    return next((h for h, count in counts.items() if count == most), None) if most else None


def _conclusion(between: Hybrids, kind: Kind | None, plan: str, threshold: float, mediator: str | None) -> Conclusion:
    every = tuple(between.case.plans)
    able = {
        "best": Conclusion("best", every),
        "success": Conclusion("success", (plan,), threshold),
        "need": Conclusion("need", every, threshold, mediator) if mediator else None,
    }
    if kind is not None:
        chosen = able[kind]
        assert chosen is not None
        return chosen
    for wanted in able.values():
        if wanted and wanted.answer(between, 0) != wanted.answer(between, between.everything):
            return wanted
    return able["success"] or Conclusion("success", (plan,), threshold)


def _shares(
    between: Hybrids, plan: str, conclusion: Conclusion, exact: bool, seed: int, work: _Work
) -> tuple[list[Part], bool]:
    """Shares of all parts that reach the plan or the conclusion, in the order of the case; and whether they are exact."""
    mine = places(between.reach(plan))
    limit = MOST_EXACT if exact else EXACT
    if exact and len(mine) > MOST_EXACT:
        raise ValueError(f"{len(mine)} differences reach the plan; shares are exact for up to {MOST_EXACT}")
    share, error = np.zeros(len(mine)), np.zeros(len(mine))
    if mine and len(mine) <= limit:
        masks = [mask_of(mine[k] for k in places(code)) for code in range(1 << len(mine))]
        work.expect(len(masks))
        share = shapley(np.array(work.values(plan, masks, "sets of claims")))
    elif mine:
        work.expect(ORDERS * len(mine))

        def value(code: int) -> float:
            found = between.value(plan, mask_of(mine[k] for k in places(code)))
            work.step("orders of claims")
            return found

        drawn = sampled(value, len(mine), ORDERS, seed)
        share, error = drawn.value, drawn.error
    by_place = dict(zip(mine, zip(share.tolist(), error.tolist(), strict=True), strict=True))
    start, end, everything = between.value(plan, 0), between.value(plan, between.everything), between.everything
    parts = []
    for u in places(between.reach(plan) | conclusion.reach(between)):
        mean, se = by_place.get(u, (0.0, 0.0))
        part = between.parts[u]
        from_a = between.value(plan, 1 << u) - start
        from_b = between.value(plan, everything ^ (1 << u)) - end
        parts.append(Part(part.name, part.paths, mean, se, from_a, from_b))
    return parts, len(mine) <= limit


def _flips(between: Hybrids, conclusion: Conclusion, parts: list[Part], work: _Work) -> tuple[Flips, ...]:
    everything = between.everything
    ours, theirs = conclusion.answer(between, 0), conclusion.answer(between, everything)
    if ours == theirs:
        return ()
    reach = places(conclusion.reach(between))
    weight = {part.name: part.share for part in parts}
    # those first whose share leads from a to b
    toward = np.sign(sum(weight.values())) or 1.0
    order = sorted(reach, key=lambda u: -toward * weight.get(between.parts[u].name, 0.0))
    found = []
    for start, origin, wanted in ((between.a, 0, theirs), (between.b, everything, ours)):
        check = partial(work.turned, conclusion, origin, wanted, f"from {start}")
        sets, proven = smallest(reach, check, order, conclusion.price)
        names = tuple(tuple(between.parts[u].name for u in chosen) for chosen in sets)
        found.append(Flips(start, names, proven))
    return tuple(found)
