"""Which uncertain numbers a plan's chance of success, and the margin of each of its links, hang on.

Sobol indices by factor (Saltelli et al. 2010): a factor is a number, a ranking, a red line with its chance, a correlation
group, or all numbers that rest on one claim.  Where there are many, elementary effects (Morris 1991) pick those that
matter; the others are then exchanged together as one factor, whose index says what the choice has cost.  Beside the
indices stands the tornado: the mean where a number is among its lowest tenth of draws, and among its highest.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import numpy as np

from goodoffices.case.schema import Case, Ranking
from goodoffices.case.walking import quantities
from goodoffices.engines.inquiry import morris, sobol_indices
from goodoffices.model import draws as design
from goodoffices.model.arrays import Bools, Floats
from goodoffices.model.exchanging import exchanged, factors, two_samples
from goodoffices.model.numbers import Numbers
from goodoffices.play import pilot as piloting
from goodoffices.play.ground import Site
from goodoffices.play.inputs import inputs
from goodoffices.play.memo import Memo
from goodoffices.play.pilot import PILOT, Pilot, piloted
from goodoffices.play.premises import common_names
from goodoffices.play.study import Step, Study, View, checked, held, wanted_plans
from goodoffices.study.sensitivity.answer import (
    OUTPUTS,
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
WIDEST = 200.0
"""Points beyond which a margin is cut off: nothing at the table is worth more than 100, and a text that crosses a red line,
or a link at which nobody is asked, has no finite margin."""
SITES = 4
"""Sets of frontiers kept: those of the sample that factors are exchanged in, and of some factors."""

Ends = Sequence[tuple[str, tuple[float, float], Bools, Bools]]
"""(path, its values at both ends, draws at the low end, draws at the high end) of every number that varies."""


def sensitivity(
    what: Study | Case | str,
    *,
    samples: int = DRAWS,
    plans: Sequence[str] | None = None,
    by: By = "number",
    most: int = MOST,
) -> Sensitivity:
    """Sobol indices of every plan's success and margins, by perspective.

    O((F + 2) N P) evaluations of P plans in N draws for the F factors kept, and `WALKS` times as many draws as there are
    factors for the screening.

    Args:
        what: the case; expectations are formed, and the tornado is read, on the draws of the study.
        samples: N, draws of each of the two samples; rounded up to a power of two.
        plans: names of those wanted; default all.
        by: a factor is a `number` (or what is exchanged with it) or all numbers that rest on one `claim`.
        most: factors that get indices of their own; with more, a screening picks them.

    Raises:
        ValueError: draws out of bounds, unknown plan, a case without plans; else as `Study`.
    """
    study = held(what, PILOT)
    samples, names = checked(samples), wanted_plans(study.case, plans)
    if most < 1:
        raise ValueError("at least one factor must get an index")

    def question(view: View, step: Step) -> ViewSensitivity:
        return _view(view, step, _Asked(names, samples, study.seed, by, most, study.threads))

    # one perspective at a time, its factors side by side: the samples of one are large
    found = study.ask(question, steps=most + 4, at_once=1)
    case, _, seed, version, digest = study.head
    return Sensitivity(case, samples, seed, version, digest, by, found.perspectives)


@dataclass(frozen=True)
class _Asked:
    plans: list[str]
    draws: int
    seed: int
    by: By
    most: int
    threads: int


class Table:
    """Outputs of the plans of a pilot on any draws; draws on which the signers want what they did on others share frontiers."""

    def __init__(self, pilot: Pilot) -> None:
        self._pilot = pilot
        self._sites: Memo[Site] = Memo(SITES)

    def __call__(self, numbers: Numbers) -> Floats:
        """(D, plans, outputs) in the order of the pilot's plans and of `OUTPUTS`."""
        base = self._pilot.ground(numbers, sites=self._sites)
        return np.stack([table_of(piloting.columns(parts)) for _, parts in self._pilot.play(base)], axis=1)


def table_of(own: Mapping[str, Floats]) -> Floats:
    """(D, outputs) of the columns of one plan, margins cut off at `WIDEST`."""
    return np.stack([np.clip(own[output], -WIDEST, WIDEST) for output in OUTPUTS], axis=1)


def _view(view: View, step: Step, asked: _Asked) -> ViewSensitivity:
    shape, plans = view.ground.shape, asked.plans
    names = common_names(shape, [view.case])
    setting, own = piloted(view, names, plans)
    tables = {plan: table_of(own[plan]) for plan in plans}
    step("expectations")
    single = _factors_of(view.case, set(names))
    known = single if asked.by == "number" else _claims_of(view.case, single)
    kept, screening = _screened(setting, known, asked.seed, asked.most) if asked.by == "number" else (known, None)
    step("screening")
    indices = _indices(setting, kept, step, asked)
    for _ in range(asked.most + 1 - len(kept)):
        step("samples")
    ends = ends_of(inputs(view))
    return ViewSensitivity(
        name=view.name,
        title=view.title,
        factors={name: tuple(columns) for name, columns in kept.items()},
        screening=screening,
        plans={
            plan: plan_of(
                plan, tables[plan],
                {output: tuple(_share(name, indices[name][p][o]) for name in kept) for o, output in enumerate(OUTPUTS)},
                ends,
            )
            for p, plan in enumerate(plans)
        },
    )  # fmt: skip


def plan_of(plan: str, table: Floats, shares: Mapping[str, tuple[FactorShare, ...]], ends: Ends) -> PlanSensitivity:
    """One plan, from its outputs (D, outputs) in the draws in which numbers are low and high."""
    return PlanSensitivity(
        plan=plan,
        mean={output: float(table[:, o].mean()) for o, output in enumerate(OUTPUTS)},
        spread={output: float(table[:, o].std()) for o, output in enumerate(OUTPUTS)},
        shares=shares,
        swings=swings_of(table[:, 0], ends),
    )


def _indices(
    setting: Pilot, kept: Mapping[str, tuple[str, ...]], step: Step, asked: _Asked
) -> dict[str, list[list[sobol_indices.Indices]]]:
    """Factor: its indices by plan and output."""
    a, b = two_samples(set(setting.names), asked.seed, asked.draws)
    table = Table(setting)
    of_a, of_b = table(a), Table(setting)(b)
    step("samples")
    plans, outputs = range(of_a.shape[1]), range(len(OUTPUTS))
    ready = [[_reference(of_a[:, p, o], of_b[:, p, o], asked.seed) for o in outputs] for p in plans]

    def one(name: str) -> list[list[sobol_indices.Indices]]:
        found = table(exchanged(a, b, kept[name]))
        step(name)
        return [
            [sobol_indices.factor(samples, found[:, p, o]) for o, samples in enumerate(row)]
            for p, row in enumerate(ready)
        ]

    with ThreadPoolExecutor(asked.threads) as pool:
        return dict(zip(kept, pool.map(one, kept), strict=True))


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
