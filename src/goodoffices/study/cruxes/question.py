"""Cruxes: which claims decide between two perspectives.

Every claim in which two readers differ is exchanged, alone and in sets, on common random numbers.  A *crux* is a smallest
set of claims whose exchange turns one reader's conclusion into the other's.  Beside the cruxes stands each claim's Shapley
share of the difference in P(success): the mean, over all orders in which claims could be exchanged one by one, of what its
exchange then changes (Shapley 1953).
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import partial

import numpy as np

from goodoffices.case.schema import Case
from goodoffices.engines.coalition_values import Sampled, chain_shares, sampled, shapley
from goodoffices.model.arrays import Floats
from goodoffices.play.study import Progress, Study, held
from goodoffices.study.cruxes.answer import KINDS, Cruxes, Flips, Kind, Part
from goodoffices.study.cruxes.between import Between, Readers
from goodoffices.study.cruxes.conclusions import Conclusion, smallest, takes_part
from goodoffices.study.cruxes.reach import Reach, mask_of, places

DRAWS = 1024
PATIENCE = 400.0
"""Seconds of one core up to which shares are exact unless more are asked for, as `effort` reckons them: sixteen differences
that reach the talks of a plan at 1,024 draws."""
MOST_EXACT = 20
"""Differences that reach a plan up to which exact shares can be asked for."""
ORDERS = 192
"""Orders sampled where shares are not exact."""


def cruxes(
    what: Study | Case | str,
    a: str,
    b: str,
    *,
    kind: Kind | None = None,
    plan: str | None = None,
    threshold: float = 0.5,
    mediator: str | None = None,
    exact: bool = False,
) -> Cruxes:
    """What decides between two perspectives.

    With T differences that reach the talks of the plan, C its consent only and E its delivery only: 2^T talks, 2^(T + C)
    consents and 2^(T + E) deliveries where shares are exact, `ORDERS` times T + C + E of each at most where they are sampled
    (see `effort`); all that times the places of the front, for a plan of a later month.  Of a perspective in between only
    what its claims reach is computed.

    Args:
        what: a study, or a case that is then studied with `DRAWS` draws; draws are shared by all perspectives in between.
        a, b: names of two perspectives.
        kind: the conclusion; default the first of `KINDS` on which the two differ, else `success`.
        plan: whose chance of success is shared out, and decides `success`; default the one whose chance differs most.
        threshold: chance of success that is enough.
        mediator: whose need is asked; default the third party who mediates in most plans.
        exact: exact shares for up to `MOST_EXACT` differences that reach the plan, however long that takes.

    Raises:
        ValueError: unknown or equal perspectives, an unknown plan, mediator or kind, no plans, too many differences; else as
            the making of a study.
    """
    study = held(what, DRAWS)
    case = study.case
    _check(case, list(study.premises.known), a, b, kind, plan, threshold, mediator)
    between = Between(Readers(study), a, b)
    with ThreadPoolExecutor(study.threads) as pool:
        work = _Work(between, pool, study.progress)
        values = {name: (v[0], v[-1]) for name, v in work.ends(list(case.plans)).items()}
        plan = plan or max(values, key=lambda name: abs(values[name][1] - values[name][0]))
        conclusion = _conclusion(between, kind, plan, threshold, mediator or _usual(case))
        parts, is_exact = _shares(between, plan, conclusion, exact, study.seed, work)
        flips = _flips(between, conclusion, parts, work)
        ends = tuple(conclusion.answer(between, mask) for mask in (0, between.everything))
    touched = between.reach(plan) | conclusion.reach(between)
    return Cruxes(
        *study.head, a, b, conclusion.kind, threshold, conclusion.mediator, plan, values[plan], (ends[0], ends[1]),
        flips, tuple(sorted(parts, key=lambda part: -abs(part.share))),
        tuple(part.name for u, part in enumerate(between.parts) if not touched >> u & 1),
        is_exact,
    )  # fmt: skip


def effort(reach: Reach, draws: int, places_: int = 1) -> float:
    """Seconds of one core that all perspectives in between take, by the cost of each stage on an ordinary machine.

    Reckoned from the number of stages alone, so that whether shares are exact does not hang on the machine.

    Args:
        reach: differences by stage.
        draws: D.
        places_: of the front at which the plan is played.
    """
    talks, consent, delivery = (mask.bit_count() for mask in (reach.talks, reach.consent, reach.delivery))
    stages = zip((talks, talks + consent, talks + delivery), COST, strict=True)
    return places_ * draws / DRAWS * sum(2.0**count * seconds for count, seconds in stages)


COST = (0.0045, 0.0003, 0.0007)
"""Seconds for the talks, consent and delivery of one perspective in between at 1,024 draws."""


class _Work:
    """Values under many masks at once, with progress."""

    def __init__(self, between: Between, pool: ThreadPoolExecutor, progress: Progress | None) -> None:
        self._between, self._pool, self._progress = between, pool, progress
        self._lock = threading.Lock()

    def _counted(self, stage: str, total: int) -> Callable[[int], None]:
        """Counts what is done of one stage."""
        done = 0

        def step(many: int) -> None:
            nonlocal done
            with self._lock:
                done += many
                if self._progress is not None:
                    self._progress(stage, min(done, total), total)

        return step

    def ends(self, plans: list[str]) -> dict[str, list[float]]:
        """Values of plans as a and as b see them."""
        step = self._counted("both ends", 2 * len(plans))
        masks = [0, self._between.everything]
        return {plan: self._between.values(plan, masks, self._pool, step) for plan in plans}

    def values(self, plan: str, masks: Sequence[int], stage: str) -> list[float]:
        """Values of a plan under masks, in their order."""
        return self._between.values(plan, masks, self._pool, self._counted(stage, len(masks)))

    def table(self, plan: str, stage: str) -> Floats:
        """Values of a plan under all masks of what reaches it."""
        total = 1 << self._between.reach(plan).bit_count()
        return self._between.table(plan, self._pool, self._counted(stage, total))

    def turned(self, conclusion: Conclusion, origin: int, wanted: str, stage: str, masks: Sequence[int]) -> list[bool]:
        """Which masks, exchanged from `origin`, make the answer the wanted one."""

        def ask(plan: str, asked: Sequence[int]) -> list[float]:
            return self.values(plan, asked, stage)

        return conclusion.hold(self._between, [origin ^ mask for mask in masks], wanted, ask)


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


def _conclusion(between: Between, kind: Kind | None, plan: str, threshold: float, mediator: str | None) -> Conclusion:
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
    between: Between, plan: str, conclusion: Conclusion, exact: bool, seed: int, work: _Work
) -> tuple[list[Part], bool]:
    """Shares of all parts that reach the plan or the conclusion, in the order of the case; and whether they are exact."""
    mine = places(between.reach(plan))
    if exact and len(mine) > MOST_EXACT:
        raise ValueError(f"{len(mine)} differences reach the plan; shares are exact for up to {MOST_EXACT}")
    is_exact = exact or (
        len(mine) <= MOST_EXACT and effort(between.stages(plan), between.draws, between.places(plan)) <= PATIENCE
    )
    share, error = np.zeros(len(mine)), np.zeros(len(mine))
    if mine and is_exact:
        share = shapley(work.table(plan, "sets of claims"))
    elif mine:
        drawn_orders = _along_orders(plan, mine, ORDERS, seed, work)
        share, error = drawn_orders.value, drawn_orders.error
    by_place = dict(zip(mine, zip(share.tolist(), error.tolist(), strict=True), strict=True))
    everything = between.everything
    wanted = places(between.reach(plan) | conclusion.reach(between))
    start, end = work.values(plan, [0, everything], "both ends")
    from_a = work.values(plan, [1 << u for u in wanted], "single claims")
    from_b = work.values(plan, [everything ^ 1 << u for u in wanted], "single claims")
    parts = []
    for u, one, other in zip(wanted, from_a, from_b, strict=True):
        mean, se = by_place.get(u, (0.0, 0.0))
        part = between.parts[u]
        parts.append(Part(part.name, part.paths, mean, se, one - start, other - end))
    return parts, is_exact


def _along_orders(plan: str, mine: list[int], orders: int, seed: int, work: _Work) -> Sampled:
    """Shares over sampled orders; all sets on the way are asked for together, so that neighbours can share work."""

    def masks(codes: Iterable[int]) -> list[int]:
        return [mask_of(mine[k] for k in places(code)) for code in codes]

    codes = sorted(chain_shares(len(mine), orders, seed))
    values = dict(zip(codes, work.values(plan, masks(codes), "orders of claims"), strict=True))
    return sampled(values.__getitem__, len(mine), orders, seed)


def _flips(between: Between, conclusion: Conclusion, parts: list[Part], work: _Work) -> tuple[Flips, ...]:
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
        sets, proven = smallest(reach, check, order, conclusion.price(between))
        names = tuple(tuple(between.parts[u].name for u in chosen) for chosen in sets)
        found.append(Flips(start, names, proven))
    return tuple(found)
