"""Which uncertain numbers a plan's chance of success, and the margin of each of its links, hang on.

Sobol indices by factor (Saltelli et al. 2010): a factor is a number, a ranking, a red line with its chance, a correlation
group, or all numbers that rest on one claim.  Where there are many, elementary effects (Morris 1991) pick those that
matter; the others are then exchanged together as one factor, whose index says what the choice has cost.  Beside the
indices stands the tornado: the mean where a number is among its lowest tenth of draws, and among its highest.
"""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import partial

import numpy as np

from goodoffices.case.schema import Case, Ranking
from goodoffices.case.walking import quantities
from goodoffices.engines.inquiry import morris, sobol_indices
from goodoffices.model import draws as design
from goodoffices.model.arrays import Bools, Floats
from goodoffices.model.exchanging import exchanged, factors, two_samples
from goodoffices.model.numbers import Numbers, names_of
from goodoffices.play.belief import world
from goodoffices.play.study import Answers, Progress, Step, View, ask, checked, wanted_plans
from goodoffices.study.inputs import inputs
from goodoffices.study.outputs import OUTPUTS, Pilot, Table, pilot
from goodoffices.study.sensitivity.answer import (
    By,
    FactorShare,
    PlanSensitivity,
    Screening,
    Sensitivity,
    Swing,
    ViewSensitivity,
)

DRAWS = 2048
"""Draws of each of the samples A and B."""
PILOT = 16_384
"""Draws on which expectations are formed and the tornado is read."""
MOST = 40
"""Factors up to which all get indices of their own."""
WALKS = 12
"""Trajectories of the screening."""
REST = "all others"
"""The factor of all that the screening left out."""
UNCLAIMED = "no claim"
"""The factor of all numbers that rest on data or judgement alone."""
TAIL = 0.1
"""Share of draws in which a number counts as low, or as high."""


def sensitivity(
    case: Case,
    *,
    draws: int = DRAWS,
    seed: int = 1,
    perspectives: Sequence[str] | None = None,
    plans: Sequence[str] | None = None,
    by: By = "number",
    most: int = MOST,
    workers: int | None = None,
    progress: Progress | None = None,
) -> Sensitivity:
    """Sobol indices of every plan's success and margins, by perspective.

    O((F + 2) N P) evaluations of P plans in N draws for the F factors kept, and `WALKS` times as many draws as there are
    factors for the screening.

    Args:
        case: the case.
        draws: N, of each sample; rounded up to a power of two.
        seed: of all draws.
        perspectives: names of those wanted; default all.
        plans: names of those wanted; default all.
        by: a factor is a `number` (or what is exchanged with it) or all numbers that rest on one `claim`.
        most: factors that get indices of their own; with more, a screening picks them.
        workers: threads (default: one per core, at most four).
        progress: see `asking.Progress`.

    Raises:
        ValueError: draws out of bounds, unknown perspective or plan, a case without plans; else as `asking.ask`.
    """
    draws, names = checked(draws), wanted_plans(case, plans)
    if most < 1:
        raise ValueError("at least one factor must get an index")
    threads = workers or min(os.cpu_count() or 1, 4)
    question = partial(_question, plans=names, draws=draws, seed=seed, by=by, most=most, threads=threads)
    # one perspective at a time, its factors side by side: the samples of one are large
    found: Answers[ViewSensitivity] = ask(
        case, question, draws=PILOT, seed=seed, perspectives=perspectives, workers=1, progress=progress, steps=most + 4
    )
    return Sensitivity(case, draws, seed, found.version, found.digest, by, found.perspectives)


def _question(
    view: View, step: Step, *, plans: list[str], draws: int, seed: int, by: By, most: int, threads: int
) -> ViewSensitivity:
    setting = pilot(view, plans)
    step("expectations")
    read = partial(world, setting.shape, setting.case)
    names = names_of(read)
    single = _factors_of(setting.case, names)
    known = single if by == "number" else _claims_of(setting.case, single)
    kept, screening = _screened(setting, known, seed, most) if by == "number" else (known, None)
    step("screening")
    a, b = two_samples(names, seed, draws)
    table = Table(setting)
    of_a, of_b = table(a), Table(setting)(b)
    step("samples")
    ready = [[_reference(of_a[:, p, o], of_b[:, p, o], seed) for o in range(len(OUTPUTS))] for p in range(len(plans))]

    def one(name: str) -> list[list[sobol_indices.Indices]]:
        found = table(exchanged(a, b, kept[name]))
        step(name)
        return [
            [sobol_indices.factor(samples, found[:, p, o]) for o, samples in enumerate(row)]
            for p, row in enumerate(ready)
        ]

    with ThreadPoolExecutor(threads) as pool:
        indices = dict(zip(kept, pool.map(one, kept), strict=True))
    for _ in range(most + 1 - len(kept)):
        step("samples")
    ends = ends_of(inputs(view))
    return ViewSensitivity(
        name=view.name,
        title=view.title,
        factors={name: tuple(columns) for name, columns in kept.items()},
        screening=screening,
        plans={
            plan: PlanSensitivity(
                plan=plan,
                mean={output: float(setting.columns[plan][:, o].mean()) for o, output in enumerate(OUTPUTS)},
                spread={output: float(setting.columns[plan][:, o].std()) for o, output in enumerate(OUTPUTS)},
                shares={
                    output: tuple(_share(name, indices[name][p][o]) for name in kept)
                    for o, output in enumerate(OUTPUTS)
                },
                swings=swings_of(setting.columns[plan][:, 0], ends),
            )
            for p, plan in enumerate(plans)
        },
    )


def _reference(a: Floats, b: Floats, seed: int) -> sobol_indices.Reference:
    return sobol_indices.reference(a, b, seed=seed)


def _share(name: str, found: sobol_indices.Indices) -> FactorShare:
    def pair(values: Floats) -> tuple[float, float]:
        return float(values[0, 0]), float(values[0, 1])

    return FactorShare(
        name, float(found.first[0]), float(found.total[0]), pair(found.first_range), pair(found.total_range)
    )


def _factors_of(case: Case, names: set[str]) -> dict[str, tuple[str, ...]]:
    """Factor: columns, for every uncertain number that the model reads."""
    given = quantities(case)
    groups = {design.column_name(path): number.group for path, number in given.items() if number.group}
    return factors(names, groups, _rankings(case))


def _rankings(case: Case) -> list[str]:
    found = []
    for party, preferences in case.preferences.items():
        if isinstance(preferences.weights, Ranking):
            found.append(f"preferences.{party}.weights")
        found += [
            f"preferences.{party}.values.{issue}"
            for issue, values in preferences.values.items()
            if isinstance(values, Ranking)
        ]
    return found


def _claims_of(case: Case, single: Mapping[str, tuple[str, ...]]) -> dict[str, tuple[str, ...]]:
    """Claim: columns of all factors that rest on it, in the order of the case; a factor may rest on several claims."""
    grounds: dict[str, set[str]] = {}
    for path, number in quantities(case).items():
        grounds.setdefault(design.column_name(path), set()).update(number.claims)
    found: dict[str, list[str]] = {claim: [] for claim in case.claims}
    bare: list[str] = []
    for columns in single.values():
        claims = {claim for column in columns for claim in grounds.get(column, ()) if claim in found}
        for claim in claims:
            found[claim] += columns
        if not claims:
            bare += columns
    named = {claim: tuple(columns) for claim, columns in found.items() if columns}
    return {**named, **({UNCLAIMED: tuple(bare)} if bare else {})}


def _screened(
    setting: Pilot, known: Mapping[str, tuple[str, ...]], seed: int, most: int
) -> tuple[dict[str, tuple[str, ...]], Screening | None]:
    """The factors that get indices of their own, and the others as one.

    Rankings are no numbers that could be raised or lowered, so they are always kept.
    """
    rankings = set(_rankings(setting.case))
    names = [name for name in known if name not in rankings]
    room = most - 1 - (len(known) - len(names))
    if len(known) <= most or room < 1:
        return dict(known), None
    made = morris.trajectories(len(names), WALKS, seed)
    found = Table(setting)(_walked(made, [known[name] for name in names], seed))
    size = morris.effects(made, found.reshape(WALKS, len(names) + 1, -1)).size.reshape(len(names), *found.shape[1:])
    scale = found.std(axis=0)
    moved = np.divide(size, scale, out=np.zeros_like(size), where=scale > 0).max(axis=1)
    on_success, on_margins = moved[:, 0], moved[:, 1:].max(axis=1)
    # half of the room for what moves success most, the other half for what else moves any margin most
    first = list(np.argsort(-on_success, kind="stable"))
    second = [k for k in np.argsort(-on_margins, kind="stable") if k not in first[: (room + 1) // 2]]
    chosen = {names[k] for k in (*first[: (room + 1) // 2], *second[: room // 2])} | (set(known) - set(names))
    kept = {name: columns for name, columns in known.items() if name in chosen}
    rest = tuple(column for name, columns in known.items() if name not in chosen for column in columns)
    effects = tuple((names[k], float(on_success[k]), float(on_margins[k])) for k in first)
    return {**kept, REST: rest}, Screening(len(names), WALKS, effects)


def _walked(made: morris.Trajectories, columns: Sequence[tuple[str, ...]], seed: int) -> Numbers:
    """Numbers along trajectories; all columns of a factor move together, and those of rankings stand still."""
    rows = np.ascontiguousarray(made.points.reshape(-1, len(columns)).T)
    place = {column: k for k, members in enumerate(columns) for column in members}
    still = np.full(rows.shape[1], 0.5)

    def column(name: str) -> Floats:
        at = place.get(design.column_name(name))
        return still if at is None else rows[at]

    return Numbers(rows.shape[1], "walks", seed, column)


Ends = Sequence[tuple[str, tuple[float, float], Bools, Bools]]
"""(path, its values at both ends, draws at the low end, draws at the high end) of every number that varies."""


def swings_of(success: Floats, ends: Ends) -> tuple[Swing, ...]:
    """Mean success (D,) of a plan where each number is low and where it is high, largest difference first."""
    swings = [
        Swing(path, *values, float(success[low].mean()), float(success[high].mean()), _error(success, low, high))
        for path, values, low, high in ends
    ]
    return tuple(sorted(swings, key=lambda swing: -abs(swing.when_high - swing.when_low)))


def _error(success: Floats, low: Bools, high: Bools) -> float:
    """Standard error of the difference of two means over separate draws."""
    return float(np.sqrt(success[low].var() / low.sum() + success[high].var() / high.sum()))


def ends_of(columns: Mapping[str, Floats]) -> Ends:
    """Where each number (D,) is low and where it is high."""
    found = []
    for path, values in columns.items():
        cuts = np.quantile(values, [TAIL, 1.0 - TAIL])
        low, high = values <= cuts[0], values >= cuts[1]
        if cuts[0] == cuts[1]:  # a red line that is nearly always, or hardly ever, red
            low, high = values == values.min(), values == values.max()
        found.append((path, (float(values[low].mean()), float(values[high].mean())), low, high))
    return found
