"""A study: every question of a case answered under every perspective, on common random numbers."""

from __future__ import annotations

import os
import threading
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import partial

from goodoffices import __version__
from goodoffices.case.perspective import resolve
from goodoffices.case.schema import Case, Perspective
from goodoffices.model.numbers import Numbers, digest_of, names_of, numbers_of
from goodoffices.model.structure import Structure, structure
from goodoffices.study.evaluation import Alone, direct_talks, evaluate
from goodoffices.study.fighting import war_paths
from goodoffices.study.ground import Ground, Site, ground
from goodoffices.study.memo import Memo
from goodoffices.study.needs import Helped, helped, need_map
from goodoffices.study.plans import plan_result
from goodoffices.study.pooled import pool_report
from goodoffices.study.results import PerspectiveResult, PlanResult, Study
from goodoffices.study.ripeness import ripeness
from goodoffices.study.texts import robust_package
from goodoffices.study.world import world
from goodoffices.study.zone import zone

Progress = Callable[[str, int, int], None]
FEWEST_DRAWS, MOST_DRAWS = 64, 131_072
"""Below, a share means nothing; above, the pool of texts gets too small for its memory."""
DRAWS = 16_384
SITES = 2
"""Sets of frontiers and texts kept for perspectives to come; the memory of each goes with the draws."""
LONE = Perspective(name="The case as it stands")
"""What a case without perspectives is studied under, by the name of `baseline`."""


def run(
    case: Case,
    *,
    draws: int = DRAWS,
    seed: int = 1,
    perspectives: Sequence[str] | None = None,
    workers: int | None = None,
    progress: Progress | None = None,
) -> Study:
    """Study a case.

    Perspectives are worked on side by side in `workers` threads (default: one per core, at most four); each is computed
    alone and in a fixed order, so the results do not depend on how many there are.

    Args:
        case: the case.
        draws: draws per perspective, rounded up to a power of two.
        seed: seed of the draws.
        perspectives: names of those wanted; default all, in file order.
        progress: called with (stage, steps done, steps in all) from any thread, one call at a time.

    Raises:
        ValueError: draws out of bounds, or an unknown perspective.
        InfeasibleError: rules that leave no package, rankings that cannot be met, too many signers.
        CaseError: a perspective whose numbers do not fit the case.
    """
    if not FEWEST_DRAWS <= draws <= MOST_DRAWS:
        raise ValueError(f"draws must lie between {FEWEST_DRAWS} and {MOST_DRAWS:,}, not {draws:,}")
    draws = power_of_two(draws)
    known = dict(case.perspectives) or {"baseline": LONE}
    wanted = list(dict.fromkeys(perspectives)) if perspectives else list(known)
    unknown = [name for name in wanted if name not in known]
    if unknown:
        raise ValueError(f"no perspective is called {unknown[0]!r}; there are: {', '.join(known)}")
    shape, digest = structure(case), digest_of(case)
    resolved = {name: resolve(case, name) if name in case.perspectives else case for name in known}
    # Columns are named from all perspectives of the case, so that one studied alone sees the same draws.
    names = set[str]().union(*(names_of(partial(world, shape, seen)) for seen in resolved.values()))
    numbers = numbers_of(names, seed, draws)
    sites: Memo[Site] = Memo(SITES)
    steps = _Steps(progress, len(wanted) * (len(case.plans) + 2))
    threads = max(1, min(workers or min(os.cpu_count() or 1, 4), len(wanted)))
    with ThreadPoolExecutor(threads) as pool:
        futures = {
            name: pool.submit(
                _perspective, name, known[name].name, shape, resolved[name], numbers, sites, steps, position == 0
            )
            for position, name in enumerate(wanted)
        }
        try:
            results = {name: future.result() for name, future in futures.items()}
        except BaseException:
            steps.stop()
            pool.shutdown(wait=False, cancel_futures=True)
            raise
    return Study(case, draws, seed, __version__, digest[:16], results)


def power_of_two(draws: int) -> int:
    """Least power of two that is not below `draws`: Sobol sequences are balanced there."""
    return 1 << (draws - 1).bit_length()


class StoppedError(Exception):
    """The study was interrupted; raised inside its threads so that they end soon."""


class _Steps:
    """Counts steps of all threads, reports them one at a time, and carries the word to stop."""

    def __init__(self, progress: Progress | None, total: int) -> None:
        self._progress, self._total, self._done = progress, total, 0
        self._lock, self._stopped = threading.Lock(), threading.Event()

    def step(self, stage: str) -> None:
        if self._stopped.is_set():
            raise StoppedError
        with self._lock:
            self._done += 1
            if self._progress is not None:
                self._progress(stage, self._done, self._total)

    def stop(self) -> None:
        self._stopped.set()


def _perspective(
    name: str, title: str, shape: Structure, case: Case, numbers: Numbers, sites: Memo[Site], steps: _Steps, sweep: bool
) -> PerspectiveResult:
    base = ground(shape, world(shape, case, numbers), sites)
    steps.step(f"{name}: frontiers")
    plans, needs = _plans(base, case, name, steps)
    result = PerspectiveResult(
        name=name,
        title=title,
        zone=zone(base),
        war=war_paths(base, case),
        ripeness=ripeness(base),
        robust=robust_package(base),
        plans=plans,
        needs=need_map(base, needs),
        pool=pool_report(base, sweep=sweep),
    )
    steps.step(f"{name}: summary")
    return result


def _plans(
    base: Ground, case: Case, name: str, steps: _Steps
) -> tuple[dict[str, PlanResult], dict[str, Helped | None]]:
    """Results of all plans; evaluations are large, so each is summed up before the next is made."""
    alone: dict[int, Alone] = {}
    results, needs = {}, {}
    for plan_name, plan in case.plans.items():
        if plan.month not in alone:
            alone[plan.month] = direct_talks(base, plan.month)
        evaluation = evaluate(base, plan, alone[plan.month])
        results[plan_name] = plan_result(base, plan_name, evaluation)
        needs[plan_name] = helped(evaluation)
        steps.step(f"{name}: {plan_name}")
    return results, needs
