"""Value of information: how much the best plan's chance of success would rise if something were known before the choice."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from goodoffices.case.schema import Case
from goodoffices.engines.inquiry import information as engine
from goodoffices.model.arrays import Floats
from goodoffices.play.inputs import by_claim, inputs
from goodoffices.play.study import DRAWS, Step, Study, View, held
from goodoffices.study.learn.answer import Information, Lesson, ViewInformation


def learn(what: Study | Case | str) -> Information:
    """Value of learning each uncertain number, and each claim; O(D T^2) for each, T terms of its regression.

    The choice is among all plans of the case, and what the parties themselves expect of them stays as it was: it is the
    reader who learns, not they.

    Raises:
        ValueError: a case with fewer than two plans; else as `Study`.
    """
    study = held(what, DRAWS)
    check_plans(study.case)

    def question(view: View, step: Step) -> ViewInformation:
        success = []
        for name, own in view.success(view.case.plans):
            success.append(own)
            step(name)
        answer = learnt(view.name, view.title, view.case, inputs(view), np.stack(success, axis=1))
        step("information")
        return answer

    found = study.ask(question, steps=len(study.case.plans) + 1)
    return Information(*study.head, found.perspectives)


def check_plans(case: Case) -> None:
    """ValueError for a case with fewer than two plans."""
    if len(case.plans) < 2:
        raise ValueError(f"{case.name} has {len(case.plans)} plans; with fewer than two there is nothing to choose")


def learnt(name: str, title: str, case: Case, columns: Mapping[str, Floats], success: Floats) -> ViewInformation:
    """The value of information of one perspective, from its numbers by path (D,) and the success (D, P) of all plans in file
    order, wherever they come from.
    """
    names = list(case.plans)
    means = success.mean(axis=0)
    best = int(means.argmax())
    whole, whole_se = engine.perfect(success)
    return ViewInformation(
        name=name,
        title=title,
        best=names[best],
        success=float(means[best]),
        perfect=whole,
        perfect_se=whole_se,
        numbers=_lessons({path: (path,) for path in columns}, columns, success),
        claims=_lessons(by_claim(case, columns), columns, success),
    )


def _lessons(
    things: Mapping[str, tuple[str, ...]], columns: Mapping[str, Floats], success: Floats
) -> tuple[Lesson, ...]:
    values = [engine.partial(success, np.stack([columns[path] for path in paths], axis=1)) for paths in things.values()]
    lessons = [
        Lesson(what, paths, value.lower, value.upper, value.se, value.switches)
        for (what, paths), value in zip(things.items(), values, strict=True)
    ]
    return tuple(lessons[at] for at in engine.ranked(values))
