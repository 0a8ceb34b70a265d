"""What you would have to believe for a plan to succeed: boxes of uncertain numbers in which it mostly does.

Scenario discovery (Bryant & Lempert 2010) with PRIM (Friedman & Fisher 1999).  Boxes are found on the first half of the
draws and checked on the second, which had no part in finding them.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

import numpy as np

from goodoffices.case.schema import Case
from goodoffices.engines.inquiry import prim
from goodoffices.model.arrays import Bools, Floats
from goodoffices.play.inputs import inputs
from goodoffices.play.study import DRAWS, Step, Study, View, held, wanted_plans
from goodoffices.study.discover.answer import Belief, Discovery, Limit, PlanDiscovery, ViewDiscovery

COVERAGE = 0.5
"""Share of a plan's successes that the first box must hold."""
BOXES = 2
CHANCE = 0.05
"""Quasi-p-value above which a limit is taken away again (Bryant & Lempert 2010)."""
FEWEST = 0.001
"""Mean success (or failure) below which there is too little to discover."""


def discover(
    what: Study | Case | str,
    *,
    plans: Sequence[str] | None = None,
    coverage: float = COVERAGE,
    boxes: int = BOXES,
    fails: bool = False,
) -> Discovery:
    """Boxes for each plan under each perspective.  O(P N k / alpha) for k uncertain numbers.

    Args:
        what: the case.
        plans: names of those wanted; default all.
        coverage: share of the successes that a box must hold, of those not in earlier boxes.
        boxes: how many are looked for, each among the draws outside the earlier ones.
        fails: look for where the plan fails.

    Raises:
        ValueError: an unknown plan, no plans, or a coverage outside (0, 1]; else as `Study`.
    """
    study = held(what, DRAWS)
    names = checked_asking(study.case, plans, coverage, boxes)

    def question(view: View, step: Step) -> ViewDiscovery:
        success = dict(view.success(names)).__getitem__
        return discovered(view.name, view.title, inputs(view), names, success, step, coverage, boxes, fails)

    found = study.ask(question, steps=len(names))
    return Discovery(*study.head, fails, coverage, found.perspectives)


def checked_asking(case: Case, plans: Sequence[str] | None, coverage: float, boxes: int) -> list[str]:
    """Names of the plans wanted; raises as `discover`."""
    names = wanted_plans(case, plans)
    if not 0.0 < coverage <= 1.0:
        raise ValueError(f"coverage is a share above 0 and at most 1, not {coverage:g}")
    if boxes < 1:
        raise ValueError("at least one box must be looked for")
    return names


def discovered(
    name: str,
    title: str,
    columns: Mapping[str, Floats],
    plans: Sequence[str],
    success: Callable[[str], Floats],
    step: Step,
    coverage: float = COVERAGE,
    boxes: int = BOXES,
    fails: bool = False,
) -> ViewDiscovery:
    """Boxes of one perspective, from its numbers by path (D,) and the success (D,) of each plan, wherever they come from.

    No boxes where no number varies.
    """
    paths = list(columns)
    table = np.stack(list(columns.values()), axis=1) if columns else None
    ready = prim.binned(table[: len(table) // 2]) if table is not None else None
    found = {}
    for plan in plans:
        chance = success(plan)
        interest = np.clip(1.0 - chance if fails else chance, 0.0, 1.0)
        if table is None or ready is None:
            found[plan] = PlanDiscovery(plan, float(interest.mean()), (), ())
        else:
            found[plan] = _plan(plan, interest, ready, table, paths, coverage, boxes)
        step(plan)
    return ViewDiscovery(name, title, found, len(paths))


def _plan(
    name: str, interest: Floats, ready: prim.Binned, table: Floats, paths: list[str], coverage: float, boxes: int
) -> PlanDiscovery:
    half = len(table) // 2
    y = interest[:half]
    beliefs: list[Belief] = []
    open_ = np.ones(len(table), dtype=bool)
    among = open_[:half]
    trajectory: tuple[prim.Box, ...] = ()
    while len(beliefs) < boxes and y[among].mean() > FEWEST and among.sum() >= 2 * prim.BINS**0.5:
        way = prim.peel(ready, y, among=among)
        trajectory = trajectory or way
        box = prim.paste(ready, y, prim.pick(way, coverage), among=among)
        box = _meaningful(box, table[:half][among], y[among])
        if not len(box.limited):
            break
        beliefs.append(_belief(box, table, interest, open_, paths))
        open_ = open_ & ~box.holds(table)
        among = open_[:half]
    return PlanDiscovery(
        plan=name,
        mean=float(interest.mean()),
        trajectory=tuple((box.coverage, box.density, box.mass, len(box.limited)) for box in trajectory),
        beliefs=tuple(beliefs),
    )


def _meaningful(box: prim.Box, x: Floats, y: Floats) -> prim.Box:
    """The box without the limits that chance would explain, the least meaningful taken away first."""
    while True:
        values = prim.quasi_p(box, x, y)
        if np.isnan(values).all() or np.nanmax(values) <= CHANCE:
            return box
        k, side = (int(v) for v in np.unravel_index(np.nanargmax(values), values.shape))
        box = prim.without(box, k, side, x, y)


def _belief(box: prim.Box, table: Floats, interest: Floats, open_: Bools, paths: list[str]) -> Belief:
    """The box in words of the case, measured on the second half of the draws too; `open_` (D,) are outside earlier boxes."""
    half = len(table) // 2
    values = prim.quasi_p(box, table[:half][open_[:half]], interest[:half][open_[:half]])
    kept, rest = interest[half:][open_[half:]], box.holds(table[half:][open_[half:]])
    whole = float(kept.sum())
    limits = []
    for k in box.limited:
        column = table[:, k]
        limits.append(
            Limit(
                path=paths[k],
                lower=float(box.lower[k]) if np.isfinite(box.lower[k]) else None,
                upper=float(box.upper[k]) if np.isfinite(box.upper[k]) else None,
                least=float(column.min()),
                most=float(column.max()),
                share=float(((column > box.lower[k]) & (column < box.upper[k])).mean()),
                chance=float(np.nanmax(values[k])),
            )
        )
    order = sorted(range(len(limits)), key=lambda at: limits[at].share)
    return Belief(
        limits=tuple(limits[at] for at in order),
        coverage=box.coverage,
        density=box.density,
        mass=box.mass,
        held_back_coverage=float(kept[rest].sum()) / whole if whole > 0 else 0.0,
        held_back_density=float(kept[rest].mean()) if rest.any() else 0.0,
        held_back_mass=float(rest.mean()) if len(rest) else 0.0,
    )
