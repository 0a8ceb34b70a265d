"""A case held ready for questions: drawn once, every perspective laid out once, all on common random numbers.

    study = Study(load("fence"), draws=4096)
    answer = study.ask(question)                 every perspective, side by side in threads
    sharper = study.what_if({path: number})      the same study where one number is another

A question is a function of a view: one perspective, resolved and drawn.  Each view is computed alone and in a fixed order,
so answers do not depend on how many threads there are.  What is asked again, or asked by several questions, is found again;
a what-if shares with its study all that the numbers do not reach.
"""

from __future__ import annotations

import gc
import os
import threading
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import cached_property
from typing import Generic, TypeVar

from goodoffices import __version__
from goodoffices.case.quantity import Quantity
from goodoffices.case.schema import Case, Plan
from goodoffices.model.arrays import Floats
from goodoffices.model.numbers import Numbers, digest_of
from goodoffices.play import outcome
from goodoffices.play.belief import Belief, Columns
from goodoffices.play.evaluate import Upto, direct_talks, evaluate, row_of, success
from goodoffices.play.expectations import Alone, Expectations, Fixed
from goodoffices.play.ground import Ground, Site, ground
from goodoffices.play.memo import Memo
from goodoffices.play.places import LEFT_OUT, Spot, spots_of
from goodoffices.play.played import Played, Row
from goodoffices.play.premises import Premises, premises
from goodoffices.play.talks import ROWS

Answer = TypeVar("Answer")
Progress = Callable[[str, int, int], None]
"""Called with (stage, steps done, steps in all) from any thread, one call at a time."""
Step = Callable[[str], None]
"""Called by a question when it has done a step of its work; raises `StoppedError` when nobody waits for it any more."""

FEWEST_DRAWS, MOST_DRAWS = 64, 131_072
"""Below, a share means nothing; above, the pool of texts gets too small for its memory."""
DRAWS = 16_384
SITE_BYTES = 600_000_000
"""Memory for frontiers and texts of perspectives that may be asked again; at least two of them are kept."""


@dataclass(frozen=True, eq=False)
class View:
    """A case as one perspective has it, drawn and laid out, ready for plans."""

    name: str
    title: str
    case: Case
    """Resolved: with the numbers of this perspective."""
    ground: Ground
    position: int
    """Place among the perspectives asked, from 0."""
    fixed: Fixed | None = None
    """What is expected of plans of the case, where it is not to be formed on these draws."""
    places: int | None = None
    """Most places of the front that are told apart in a later month; None: all that matter; 1: its mean."""

    @property
    def belief(self) -> Belief:
        """Its numbers."""
        return self.ground.belief

    @property
    def numbers(self) -> Numbers:
        """Random numbers of the draws, for all perspectives of the case."""
        return self.ground.belief.columns.numbers

    def alone(self, month: int = 0) -> Alone:
        """Direct talks without help in a month, with the front where it is today: P0 and E[s_i | deal, no mediator]."""
        return direct_talks(self.ground, month).expected

    def spots(self, month: int, left_out: float = LEFT_OUT) -> tuple[Spot, ...]:
        """Where the front may stand in a month, each laid out like today, with its chance."""
        fixed = self.fixed.front.get(month) if self.fixed else None
        return spots_of(self.ground, month, left_out, self.places, tuple(fixed) if fixed else None)

    def expects(self, name: str, position: int | None = None) -> Expectations | None:
        """What is expected of a plan of the case, in its month, with the front at a position (None: the likeliest); None
        where it is to be formed on these draws.
        """
        if self.fixed is None or name not in self.fixed.plans:
            return None
        month = self.case.plans[name].month
        if month and self.places == 1 and self.belief.front is not None:
            return None
        places = list(self.fixed.front[month])
        return self.fixed.plans[name][0 if position is None else places.index(position)]

    def rows(self, name: str) -> list[tuple[Spot, Row]]:
        """A plan of the case, to be played in its month at every place where the front may stand then."""
        plan = self.case.plans[name]
        return [
            (spot, row_of(spot.ground, plan, given=self.expects(name, spot.position)))
            for spot in self.spots(plan.month)
        ]

    def success(self, plans: Iterable[str]) -> Iterator[tuple[str, Floats]]:
        """Chance of success (D,) of plans of the case, each in its month."""
        for name, parts in side_by_side({name: self.rows(name) for name in plans}, "success"):
            yield name, outcome.over_places((spot.chance, success(line)) for spot, line in parts)


At = tuple[Spot, Played]
"""A plan played at one place of the front."""


def side_by_side(
    rows: Mapping[str, Sequence[tuple[Spot, Row]]], upto: Upto, *, every_fall: bool = False
) -> Iterator[tuple[str, list[At]]]:
    """Plans with their places, as many rows at a time as is fastest; each plan as soon as all its places are played."""
    waiting = [(name, spot, row) for name, own in rows.items() for spot, row in own]
    done: list[At] = []
    for start in range(0, len(waiting), ROWS):
        some = waiting[start : start + ROWS]
        lines = evaluate([row for _, _, row in some], upto, every_fall=every_fall)
        for (name, spot, _), line in zip(some, lines, strict=True):
            done.append((spot, line))
            if len(done) == len(rows[name]):
                yield name, done
                done = []


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


class Study:
    """A case, its draws and its perspectives."""

    def __init__(
        self,
        case: Case | str,
        *,
        draws: int = DRAWS,
        seed: int = 1,
        perspectives: Sequence[str] | None = None,
        workers: int | None = None,
        progress: Progress | None = None,
        fixed: Mapping[str, Fixed] | None = None,
        places: int | None = None,
        thin: int = 0,
    ) -> None:
        """Hold a case ready; nothing is drawn yet.

        Args:
            case: a case, or the name of one that ships, or its file.
            draws: draws per perspective, rounded up to a power of two.
            seed: seed of the draws.
            perspectives: names of those wanted; default all, in file order.
            workers: threads (default: one per core, at most four).
            progress: see `Progress`.
            fixed: perspective: expectations of plans that were formed on other draws, and the texts to consider; not for others.
            places: see `View.places`.
            thin: points of each draw's frontier to keep, an approximation from below; 0 for all of them, which is exact.

        Raises:
            ValueError: draws out of bounds, or an unknown perspective.
            InfeasibleError: rules that leave no package, rankings that cannot be met, too many signers.
            CaseError: a perspective whose numbers do not fit the case.
        """
        if isinstance(case, str):
            from goodoffices.case.reading import load

            case = load(case)
        self.case, self.draws, self.seed = case, checked(draws), seed
        self.workers, self.progress, self.places, self.thin = workers, progress, places, thin
        self._premises = premises(case)
        self.perspectives = tuple(wanted_perspectives(self._premises.known, perspectives))
        self._fixed, self._changes = fixed or {}, dict[str, Quantity]()
        self._from: Study | None = None
        per_site = 24 * self.draws * len(self._premises.shape.signers) * 1024
        self._sites: Memo[Site] = Memo(max(2, SITE_BYTES // per_site))
        self._views: Memo[View] = Memo(max(2, min(64, SITE_BYTES // per_site)))

    @property
    def version(self) -> str:
        """Of the program."""
        return __version__

    @cached_property
    def digest(self) -> str:
        """First 16 hex digits of the digest of the case's content."""
        return digest_of(self.case)[:16]

    @property
    def threads(self) -> int:
        """Threads that share the work of a question."""
        return max(1, self.workers or min(os.cpu_count() or 1, 4))

    @property
    def head(self) -> tuple[Case, int, int, str, str]:
        """What every answer begins with (`kit.answer.Studied`): case, draws, seed, version, digest."""
        return self.case, self.draws, self.seed, self.version, self.digest

    @property
    def premises(self) -> Premises:
        """The case laid out as far as it hangs on no draws."""
        return self._premises

    @cached_property
    def _base(self) -> Belief:
        if self._from is not None:
            return self._from._base
        return Belief(Columns(self._premises.shape, self.case, self._premises.numbers(self.seed, self.draws)))

    def titles(self) -> dict[str, str]:
        """perspective: what people call it."""
        return {name: self._premises.known[name].name for name in self.perspectives}

    def belief(self, perspective: str) -> Belief:
        """The numbers of a perspective, with the changes of a what-if."""
        if self._from is not None:
            return self._from.belief(perspective).believing(self._changes)
        return self._premises.belief(perspective, self._base)

    def view(self, perspective: str) -> View:
        """One perspective, laid out; found again as long as memory allows."""
        return self._views(perspective, lambda: self._view(perspective))

    def _view(self, name: str) -> View:
        if self._views.limit < len(self.perspectives):
            gc.collect()  # views that were dropped are held by circles of their own, and are large
        fixed = self._fixed.get(name)
        # perspectives whose signers want the same share a site: they have the same texts, wherever those were found
        laid_out = ground(self.belief(name), self._sites, fixed.texts if fixed else None, self.thin)
        position = self.perspectives.index(name) if name in self.perspectives else 0
        title = self._premises.known[name].name
        return View(name, title, laid_out.belief.case, laid_out, position, fixed, self.places)

    def what_if(self, numbers: Mapping[str, object]) -> Study:
        """The same study where some numbers are others, by path, under every perspective; on the same draws.

        A number may be a `Quantity`, or what a case file may say there: `25`, `{"pert": [8, 16, 25]}`.  Where a perspective
        sets the number itself the change holds there, too.

        Raises:
            CaseError: no number stands at a path, or the number does not fit there.
        """
        other = Study.__new__(Study)
        other.__dict__ |= {name: value for name, value in self.__dict__.items() if name not in ("_base", "digest")}
        other._changes = fitted(self.case, numbers)
        other.case = with_changes(self.case, other._changes)
        other._from = self
        other._views = Memo(self._views.limit)
        return other

    def part(self, perspectives: Sequence[str], *, draws: int | None = None, workers: int | None = None) -> Study:
        """The same study, what-ifs included, under some of its perspectives alone and on other draws where so many are named.

        Raises:
            ValueError: draws out of bounds, or an unknown perspective.
        """
        if draws is not None and checked(draws) != self.draws:
            if self._from is not None:
                return self._from.part(perspectives, draws=draws, workers=workers).what_if(self._changes)
            return Study(
                self.case, draws=draws, seed=self.seed, perspectives=perspectives, workers=workers, fixed=self._fixed,
                places=self.places, thin=self.thin,
            )  # fmt: skip
        other = Study.__new__(Study)
        other.__dict__ |= {**self.__dict__, "_base": self._base, "workers": workers, "progress": None}
        other.perspectives = tuple(wanted_perspectives(self._premises.known, perspectives))
        other._views = Memo(self._views.limit)  # a view knows its place among the perspectives asked
        return other

    def with_progress(self, progress: Progress | None) -> Study:
        """The same study, reporting elsewhere."""
        other = Study.__new__(Study)
        other.__dict__ |= self.__dict__
        other.progress = progress
        return other

    def ask(self, question: Question[Answer], *, steps: int = 0, at_once: int | None = None) -> Answers[Answer]:
        """Answer a question under every perspective.

        Args:
            question: called once per perspective, in threads.
            steps: steps that the question reports of its own under one perspective; laying out is one more.
            at_once: most perspectives at a time; default as many as there are threads.

        Raises as the making of a study, and what the question raises.
        """
        count = _Count(self.progress, len(self.perspectives) * (steps + 1))
        threads = min(at_once or self.threads, self.threads, len(self.perspectives))

        def answer(name: str) -> Answer:
            view = self.view(name)
            count.step(f"{name}: frontiers")
            return question(view, lambda stage: count.step(f"{name}: {stage}"))

        with ThreadPoolExecutor(threads) as pool:
            futures = {name: pool.submit(answer, name) for name in self.perspectives}
            try:
                found = {name: future.result() for name, future in futures.items()}
            except BaseException:
                count.stop()
                pool.shutdown(wait=False, cancel_futures=True)
                raise
        return Answers(self.case, self.draws, self.seed, self.version, self.digest, found, self.titles())


def held(what: Study | Case | str, draws: int = DRAWS) -> Study:
    """A study to ask: itself, or a case (its name, its file) held ready with `draws` draws."""
    return what if isinstance(what, Study) else Study(what, draws=draws)


def fitted(case: Case, numbers: Mapping[str, object]) -> dict[str, Quantity]:
    """Numbers as the case holds them at their paths; CaseError where none stands there, or it does not fit."""
    from goodoffices.case.perspective import fitting

    return {path: fitting(case, path, number) for path, number in numbers.items()}


def with_changes(case: Case, numbers: Mapping[str, Quantity]) -> Case:
    """The case with other numbers, and without what perspectives set in their place."""
    from goodoffices.case.perspective import with_numbers

    changed = with_numbers(case, numbers)
    kept = {
        name: seen.model_copy(
            update={"set": {path: number for path, number in seen.set.items() if path not in numbers}}
        )
        for name, seen in changed.perspectives.items()
    }
    return changed.model_copy(update={"perspectives": kept})


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
    from goodoffices.case.problem import did_you_mean

    if not case.plans:
        raise ValueError(f"{case.name} has no plans")
    strangers = [name for name in asked or () if name not in case.plans]
    if strangers:
        hint = did_you_mean(strangers[0], list(case.plans)) or f"it has: {', '.join(case.plans)}"
        raise ValueError(f"{case.name} has no plan {strangers[0]!r}; {hint}")
    return list(dict.fromkeys(asked)) if asked else list(case.plans)


def wanted_plan(case: Case, asked: str) -> Plan:
    """One plan by its id; ValueError for a stranger."""
    (name,) = wanted_plans(case, [asked])
    return case.plans[name]


def wanted_perspectives(known: Mapping[str, object], asked: Sequence[str] | None) -> list[str]:
    """Perspectives asked for, each once; all known ones by default.  ValueError for a stranger."""
    wanted = list(dict.fromkeys(asked)) if asked else list(known)
    unknown = [name for name in wanted if name not in known]
    if unknown:
        raise ValueError(f"no perspective is called {unknown[0]!r}; there are: {', '.join(known)}")
    return wanted


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
