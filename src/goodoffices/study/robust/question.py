"""The robust package of a case: the texts that all signers accept in the most draws, and what stands in their way.

Nobody helps (no levers) and the talks are held in month 0, as for the robust package of a study; here it comes with
proof, exact runners-up, and every change of one issue.
"""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor

import numpy as np

from goodoffices.case.schema import Case
from goodoffices.engines.frontier.utilities import Wishes
from goodoffices.engines.robust.amendments import Amendment, Amendments, amendments, red_line_costs
from goodoffices.engines.robust.packages import WORK, robust_packages
from goodoffices.model.structure import Structure
from goodoffices.play.belief import Belief
from goodoffices.play.study import Study, held
from goodoffices.study.robust.answer import RedLineInTheWay, RobustAnswer, RobustChange, RobustText, RobustView

TOP = 6
"""Packages listed: the best and five runners-up."""


def robust(
    what: Study | Case | str, *, top: int = TOP, text: Mapping[str, str] | None = None, work: int = WORK
) -> RobustAnswer:
    """The `top` packages accepted by all in most draws, and the changes of one issue of the best one, or of `text`.

    Raises:
        ValueError: `top` below 1, a `text` that lacks an issue or option.
        InfeasibleError: rules that leave no package, or that `text` breaks.

    Frontiers are not laid out: nothing but what the signers want in every draw is looked at.
    """
    study = held(what)
    shape = study.premises.shape
    given = _choices(shape, text) if text is not None else None
    cores = study.workers or min(os.cpu_count() or 1, 4)
    side_by_side = max(1, min(cores, len(study.perspectives)))
    titles, threads = study.titles(), max(1, cores // side_by_side)

    def view(name: str) -> RobustView:
        return _view(name, titles[name], study.belief(name), top, given, threads, work)

    with ThreadPoolExecutor(side_by_side) as pool:
        views = dict(zip(study.perspectives, pool.map(view, study.perspectives), strict=True))
    return RobustAnswer(*study.head, views)


def _choices(shape: Structure, text: Mapping[str, str]) -> np.ndarray:
    missing = [issue for issue in shape.issues if issue not in text]
    if missing or set(text) - set(shape.issues):
        raise ValueError(f"a text names one option for each of {', '.join(shape.issues)}; this one: {dict(text)}")
    for issue, known in zip(shape.issues, shape.options, strict=True):
        if text[issue] not in known:
            raise ValueError(f"issue {issue!r} has no option {text[issue]!r}; there are: {', '.join(known)}")
    return shape.space.choices_of(shape.package(text))


def _view(
    name: str, title: str, belief: Belief, top: int, given: np.ndarray | None, threads: int, work: int
) -> RobustView:
    """One perspective's answer."""
    shape = belief.shape
    wishes = Wishes(
        belief.option_utility, belief.linkage_points, shape.linkage_party, shape.red_party, belief.red_active
    )
    thresholds = belief.reservation(0)
    best = robust_packages(shape.space, wishes, thresholds, top=top, threads=threads, work=work)
    chosen = best.choices[0] if given is None else given
    near = amendments(shape.space, wishes, thresholds, chosen)
    packages = tuple(
        _text(shape, best.options[x], int(best.joint[x]), best.own[x], best.draws) for x in range(len(best.joint))
    )
    return RobustView(
        name=name,
        title=title,
        packages=packages,
        proven=best.exact,
        bound=best.bound / best.draws,
        text=_text(shape, near.options, near.joint, near.own, near.draws),
        changes=tuple(_change(shape, near, change) for change in near.changes),
        blocking_issues=_blocking(shape, near),
        red_lines=tuple(
            RedLineInTheWay(
                shape.red_paths[cost.line].rsplit(".", 1)[-1],
                shape.signers[shape.red_party[cost.line]],
                cost.crossed / near.draws,
                cost.lifted / near.draws,
            )
            for cost in red_line_costs(shape.space, wishes, thresholds, chosen)
        ),
    )


def _text(shape: Structure, options: np.ndarray, joint: int, own: Sequence[int] | np.ndarray, draws: int) -> RobustText:
    share = joint / draws
    return RobustText(
        options=shape.package_names(options),
        share=share,
        se=float(np.sqrt(share * (1.0 - share) / max(draws - 1, 1))),
        accepted_by=_shares(shape, own, draws),
    )


def _shares(shape: Structure, own: Sequence[int] | np.ndarray, draws: int) -> dict[str, float]:
    return {signer: int(count) / draws for signer, count in zip(shape.signers, own, strict=True)}


def _change(shape: Structure, near: Amendments, change: Amendment) -> RobustChange:
    names = shape.options[change.issue]
    return RobustChange(
        issue=shape.issues[change.issue],
        before=names[int(near.options[change.issue])],
        after=names[change.option],
        share=change.joint / near.draws,
        gain=(change.joint - near.joint) / near.draws,
        accepted_by=_shares(shape, change.own, near.draws),
    )


def _blocking(shape: Structure, near: Amendments) -> tuple[tuple[str, float], ...]:
    order = np.argsort(-near.blocked, kind="stable")
    return tuple((shape.issues[j], int(near.blocked[j]) / near.draws) for j in order)
