"""Sensitivity from draws that are there already: first-order indices and the tornado, of one perspective.

Nothing is evaluated.  Total indices are not given: they need draws made for the purpose, in which all numbers but one stand
still (`sensitivity.sensitivity` makes them).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from goodoffices.engines.inquiry import given_data
from goodoffices.model.arrays import Floats
from goodoffices.study.sensitivity.answer import OUTPUTS, FactorShare, ViewSensitivity
from goodoffices.study.sensitivity.question import ends_of, plan_of, table_of

UNKNOWN = (float("nan"), float("nan"))


def given_view(
    name: str,
    title: str,
    columns: Mapping[str, Floats],
    plans: Sequence[str],
    outputs: Callable[[str], Mapping[str, Floats]],
    step: Callable[[str], None],
) -> ViewSensitivity:
    """Indices of every number under one perspective.  O(k N (log N + P)) time and O(N (k + P)) memory for k numbers and
    P plans.

    Args:
        name, title: of the perspective.
        columns: path: values (N,) of a number.
        plans: names of the plans.
        outputs: the columns (N,) of a plan in the same draws, by `OUTPUTS`.
        step: called when the outputs of a plan are there.
    """
    tables = {}
    for plan in plans:
        tables[plan] = table_of(outputs(plan))
        step(plan)
    ready = {plan: given_data.centred(table) for plan, table in tables.items()}
    indices: dict[str, dict[str, given_data.First]] = {plan: {} for plan in plans}
    for path, values in columns.items():
        cut = given_data.classes(values)
        for plan in plans:
            indices[plan][path] = given_data.first_order(ready[plan], cut)
    ends = ends_of(columns)
    found = {
        plan: plan_of(
            plan,
            table,
            {
                output: tuple(_share(path, index, o) for path, index in indices[plan].items())
                for o, output in enumerate(OUTPUTS)
            },
            ends,
        )
        for plan, table in tables.items()
    }
    return ViewSensitivity(name, title, {path: (path,) for path in columns}, None, found)


def _share(path: str, index: given_data.First, output: int) -> FactorShare:
    low, high = index.interval[output]
    return FactorShare(path, float(index.first[output]), float("nan"), (float(low), float(high)), UNKNOWN)
