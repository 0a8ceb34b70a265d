"""Asking a case one question under every perspective, on common random numbers.

A question is a function of a view: one perspective, resolved and drawn.  Perspectives are worked on side by side in
threads; each is computed alone and in a fixed order, so the answers do not depend on how many threads there are.
"""

from __future__ import annotations

import os
import threading
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import Generic, TypeVar

from goodoffices import __version__
from goodoffices.case.schema import Case, Perspective
from goodoffices.model.numbers import Numbers, digest_of
from goodoffices.study.evaluation import direct_talks
from goodoffices.study.expectations import Alone, Expectations, Fixed
from goodoffices.study.ground import Ground, Site, ground
from goodoffices.study.memo import Memo
from goodoffices.study.premises import Premises, premises
from goodoffices.study.world import world

Answer = TypeVar("Answer")
Progress = Callable[[str, int, int], None]
"""Called with (stage, steps done, steps in all) from any thread, one call at a time."""
Step = Callable[[str], None]
"""Called by a question when it has done a step of its work; raises `StoppedError` when nobody waits for it any more."""

FEWEST_DRAWS, MOST_DRAWS = 64, 131_072
"""Below, a share means nothing; above, the pool of texts gets too small for its memory."""
DRAWS = 16_384
SITES = 2
"""Sets of frontiers and texts kept for perspectives to come; the memory of each goes with the draws."""


@dataclass(frozen=True, eq=False)
class View:
    """A case as one perspective has it, drawn and laid out, ready for plans."""

    name: str
    title: str
    case: Case
    """Resolved: with the numbers of this perspective."""
    numbers: Numbers
    """Of the draws, for all perspectives of the case."""
    ground: Ground
    position: int
    """Place among the perspectives asked, from 0."""
    given: Mapping[str, Expectations] = field(default_factory=dict)
    """What is expected of plans of the case, where it is not to be formed on these draws."""
    _alone: Memo[Alone] = field(default_factory=lambda: Memo(1024))

    def alone(self, month: int = 0) -> Alone:
        """Direct talks without help in a month: P0 and E[s_i | deal, no mediator]; found once per month."""
        return self._alone(month, lambda: direct_talks(self.ground, month))


Question = Callable[[View, Step], Answer]


@dataclass(frozen=True)
class Answers(Generic[Answer]):
    """What a question found under every perspective asked, and what that rests on."""

    case: Case
    draws: int
    seed: int
    version: str
    digest: str
    """First 16 hex digits of the digest of the case's content."""
    perspectives: Mapping[str, Answer]
    titles: Mapping[str, str]
    """perspective: what people call it."""


def ask(
    case: Case,
    question: Question[Answer],
    *,
    draws: int = DRAWS,
    seed: int = 1,
    perspectives: Sequence[str] | None = None,
    workers: int | None = None,
    progress: Progress | None = None,
    steps: int = 0,
    fixed: Mapping[str, Fixed] | None = None,
    thin: int = 0,
) -> Answers[Answer]:
    """Answer a question under every perspective.

    Args:
        case: the case.
        question: called once per perspective, in threads.
        draws: draws per perspective, rounded up to a power of two.
        seed: seed of the draws.
        perspectives: names of those wanted; default all, in file order.
        workers: threads (default: one per core, at most four).
        progress: see `Progress`.
        steps: steps that the question reports of its own under one perspective; laying out is one more.
        fixed: perspective: expectations of plans that were formed on other draws, and the texts to consider; not for others.
        thin: points of each draw's frontier to keep, an approximation from below; 0 for all of them, which is exact.

    Raises:
        ValueError: draws out of bounds, or an unknown perspective.
        InfeasibleError: rules that leave no package, rankings that cannot be met, too many signers.
        CaseError: a perspective whose numbers do not fit the case.
    """
    draws = checked(draws)
    known = premises(case)
    wanted = wanted_perspectives(known.known, perspectives)
    desk = _Desk(known, draws, seed, fixed or {}, thin)
    count = _Count(progress, len(wanted) * (steps + 1))
    threads = max(1, min(workers or min(os.cpu_count() or 1, 4), len(wanted)))
    with ThreadPoolExecutor(threads) as pool:
        futures = {name: pool.submit(desk.answer, name, at, question, count) for at, name in enumerate(wanted)}
        try:
            found = {name: future.result() for name, future in futures.items()}
        except BaseException:
            count.stop()
            pool.shutdown(wait=False, cancel_futures=True)
            raise
    titles = {name: known.known[name].name for name in wanted}
    return Answers(case, draws, seed, __version__, digest_of(case)[:16], found, titles)


def view_of(case: Case, perspective: str, *, draws: int = DRAWS, seed: int = 1) -> View:
    """One perspective, laid out, on the draws that `ask` would give it; raises as `ask`."""
    known = premises(case)
    (name,) = wanted_perspectives(known.known, [perspective])
    return _Desk(known, checked(draws), seed, {}).view(name, 0)


def checked(draws: int) -> int:
    """Draws rounded up to a power of two; ValueError where they are out of bounds."""
    if not FEWEST_DRAWS <= draws <= MOST_DRAWS:
        raise ValueError(f"draws must lie between {FEWEST_DRAWS} and {MOST_DRAWS:,}, not {draws:,}")
    return power_of_two(draws)


def power_of_two(draws: int) -> int:
    """Least power of two that is not below `draws`: Sobol sequences are balanced there."""
    return 1 << (draws - 1).bit_length()


class StoppedError(Exception):
    """The asking was interrupted; raised inside its threads so that they end soon."""


def wanted_plans(case: Case, asked: Sequence[str] | None) -> list[str]:
    """Plans asked for, each once; all by default.  ValueError for a stranger, or a case without plans."""
    if not case.plans:
        raise ValueError(f"{case.name} has no plans")
    strangers = [name for name in asked or () if name not in case.plans]
    if strangers:
        raise ValueError(f"{case.name} has no plan {strangers[0]!r}; it has: {', '.join(case.plans)}")
    return list(dict.fromkeys(asked)) if asked else list(case.plans)


def wanted_perspectives(known: Mapping[str, Perspective], asked: Sequence[str] | None) -> list[str]:
    """Perspectives asked for, each once; all known ones by default.  ValueError for a stranger."""
    wanted = list(dict.fromkeys(asked)) if asked else list(known)
    unknown = [name for name in wanted if name not in known]
    if unknown:
        raise ValueError(f"no perspective is called {unknown[0]!r}; there are: {', '.join(known)}")
    return wanted


class _Desk:
    """What the perspectives of a case have in common: its premises, its random numbers, its frontiers."""

    def __init__(self, known: Premises, draws: int, seed: int, fixed: Mapping[str, Fixed], thin: int = 0) -> None:
        self._thin = thin
        self._premises, self._numbers, self._fixed = known, known.numbers(seed, draws), fixed
        self._sites: Memo[Site] = Memo(SITES)

    def view(self, name: str, position: int) -> View:
        shape, case, fixed = self._premises.shape, self._premises.resolved[name], self._fixed.get(name)
        # perspectives whose signers want the same share a site: they have the same texts, wherever those were found
        texts = fixed.texts if fixed else None
        laid_out = ground(shape, world(shape, case, self._numbers), self._sites, texts, self._thin)
        title, given = self._premises.known[name].name, fixed.plans if fixed else {}
        return View(name, title, case, self._numbers, laid_out, position, given)

    def answer(self, name: str, position: int, question: Question[Answer], count: _Count) -> Answer:
        view = self.view(name, position)
        count.step(f"{name}: frontiers")
        return question(view, lambda stage: count.step(f"{name}: {stage}"))


class _Count:
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
