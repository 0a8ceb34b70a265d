"""What a run answers by itself: questions about the success of its plans, put to the draws that it holds.

- choose: the rules applied to stored shares
- discover: boxes in which stored success lies
- learn: what knowing a number would add to the choice among plans, by stored success
- sensitivity: first-order indices and tornado of stored success and margins, from given data
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeVar

import numpy as np

from goodoffices.case.schema import Case
from goodoffices.model.arrays import Floats
from goodoffices.play.premises import known_perspectives
from goodoffices.play.study import wanted_plans
from goodoffices.runs import reading
from goodoffices.runs.directory import RunDirectory
from goodoffices.runs.reading import Stretch
from goodoffices.study.discover import question as discovery
from goodoffices.study.discover.answer import Discovery, ViewDiscovery
from goodoffices.study.learn import question as information
from goodoffices.study.learn.answer import Information, ViewInformation
from goodoffices.study.sensitivity.answer import OUTPUTS, Sensitivity, ViewSensitivity
from goodoffices.study.sensitivity.given import given_view

Answer = TypeVar("Answer")
Step = Callable[[str], None]
Progress = Callable[[str, int, int], None]


@dataclass(frozen=True)
class Read:
    """Draws of a run that are read."""

    run: RunDirectory
    case: Case
    perspectives: tuple[str, ...]
    stretches: tuple[Stretch, ...]
    there: int
    """Draws that are finished under all of the perspectives."""

    @property
    def draws(self) -> int:
        """How many."""
        return sum(stretch.count for stretch in self.stretches)

    @property
    def head(self) -> tuple[Case, int, int, str, str]:
        """What every answer begins with (`kit.answer.Studied`): case, draws, seed, version, digest."""
        manifest = self.run.manifest
        return self.case, self.draws, manifest.seed, manifest.version, manifest.case[:16]

    def columns(self, perspective: str, plans: Sequence[str], names: Sequence[str]) -> dict[str, Floats]:
        """Columns `plan.name` (D,) of some plans; RunError as `reading.columns`."""
        wanted = [f"{plan}.{name}" for plan in plans for name in names]
        return reading.columns(self.run, perspective, self.stretches, wanted)

    def by_perspective(
        self, steps: int, progress: Progress | None, work: Callable[[str, str, Mapping[str, Floats], Step], Answer]
    ) -> dict[str, Answer]:
        """What comes of `work(name, title, numbers by path, step)` under every perspective, one after the other; `steps` is how
        often `work` calls `step`.
        """
        titles, total = known_perspectives(self.case), len(self.perspectives) * (steps + 1)
        done, found = 0, {}

        def step(stage: str) -> None:
            nonlocal done
            done += 1
            if progress is not None:
                progress(stage, done, total)

        for name in self.perspectives:
            numbers = reading.numbers(self.case, self.run.manifest.seed, name, self.stretches)
            step(f"{name}: numbers")
            found[name] = work(name, titles[name].name, numbers, step)
        return found


def read(run: RunDirectory, perspectives: Sequence[str] | None = None, draws: int | None = None) -> Read:
    """The draws of a run to read: the first `draws`, default all, of very many a part (see `reading.some`).

    Raises:
        RunError: no draw yet, a perspective that the run does not hold, a case that is gone.
    """
    held = reading.held_perspectives(run, perspectives)
    finished = reading.finished(run, held)
    there = sum(stretch.count for stretch in finished)
    return Read(run, run.case(), tuple(held), reading.some(finished, draws), there)


def discover(
    draws: Read,
    *,
    plans: Sequence[str] | None = None,
    coverage: float = discovery.COVERAGE,
    boxes: int = discovery.BOXES,
    fails: bool = False,
    progress: Progress | None = None,
) -> Discovery:
    """`study.discover.question.discover` of stored success; arguments and errors as there, and RunError as `reading.columns`."""
    names = discovery.checked_asking(draws.case, plans, coverage, boxes)

    def work(name: str, title: str, numbers: Mapping[str, Floats], step: Step) -> ViewDiscovery:
        stored = draws.columns(name, names, ["success"])
        return discovery.discovered(
            name, title, numbers, names, lambda plan: stored[f"{plan}.success"], step, coverage, boxes, fails
        )

    found = draws.by_perspective(len(names), progress, work)
    return Discovery(*draws.head, fails, coverage, found)


def learn(draws: Read, *, progress: Progress | None = None) -> Information:
    """`study.learn.question.learn` of stored success; errors as there, and RunError as `reading.columns`."""
    information.check_plans(draws.case)
    plans = list(draws.case.plans)

    def work(name: str, title: str, numbers: Mapping[str, Floats], step: Step) -> ViewInformation:
        stored = draws.columns(name, plans, ["success"])
        success = np.stack([stored[f"{plan}.success"] for plan in plans], axis=1)
        found = information.learnt(name, title, draws.case, numbers, success)
        step(f"{name}: information")
        return found

    found = draws.by_perspective(1, progress, work)
    return Information(*draws.head, found)


def sensitivity(draws: Read, *, plans: Sequence[str] | None = None, progress: Progress | None = None) -> Sensitivity:
    """First-order indices and tornado of stored outputs.

    Raises:
        ValueError: an unknown plan, no plans; RunError as `reading.columns`.
    """
    names = wanted_plans(draws.case, plans)

    def work(name: str, title: str, numbers: Mapping[str, Floats], step: Step) -> ViewSensitivity:
        def outputs(plan: str) -> dict[str, Floats]:
            stored = draws.columns(name, [plan], list(OUTPUTS))
            return {output: stored[f"{plan}.{output}"] for output in OUTPUTS}

        return given_view(name, title, numbers, names, outputs, lambda plan: step(f"{name}: {plan}"))

    found = draws.by_perspective(len(names), progress, work)
    return Sensitivity(*draws.head, "number", found, given=True)
