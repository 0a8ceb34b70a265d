"""What a run says of its plans: exact shares over all of its draws, with their errors, and the link that breaks."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import polars as pl

from goodoffices.case.schema import Case
from goodoffices.engines.links.agreement import TOLERANCE
from goodoffices.model.arrays import Floats
from goodoffices.play.outcome import Funnel, Link
from goodoffices.play.pilot import PAST, ZONE
from goodoffices.play.premises import known_perspectives
from goodoffices.runs.directory import RunDirectory
from goodoffices.runs.errors import RunError
from goodoffices.runs.reading import Stretch, finished, held_perspectives, touches, within


@dataclass(frozen=True)
class PlanShares:
    """One plan under one perspective."""

    plan: str
    success: float
    se: float
    """Monte Carlo standard error: of independent draws, and of what the pilot expects."""
    funnel: Funnel
    binding: Link
    found: float
    """P over the draws of the run; what the parties expect is P over those of the pilot."""


@dataclass(frozen=True)
class ViewShares:
    """One perspective."""

    name: str
    title: str
    draws: int
    exists: float
    """Share of draws in which a deal exists with nobody's help."""
    exists_se: float
    plans: Mapping[str, PlanShares]

    def best_plans(self) -> list[str]:
        """Names of plans, likeliest success first; ties in file order."""
        return sorted(self.plans, key=lambda name: -self.plans[name].success)


@dataclass(frozen=True)
class RunShares:
    """The answer of a run."""

    case: Case
    run: str
    draws: int
    seed: int
    version: str
    digest: str
    complete: bool
    """Whether the run has all draws that it is to have."""
    perspectives: Mapping[str, ViewShares]

    def table(self) -> pl.DataFrame:
        """One row per perspective and plan."""
        rows = [
            {"perspective": view.name, "plan": name, "success": plan.success, "se": plan.se, "binding": plan.binding}
            | vars(plan.funnel)
            for view in self.perspectives.values()
            for name, plan in view.plans.items()
        ]
        return pl.DataFrame(rows)


def shares(
    run: RunDirectory,
    perspectives: Sequence[str] | None = None,
    progress: Callable[[int, int], None] | None = None,
    first: int | None = None,
) -> RunShares:
    """Shares of all draws that are finished under every perspective asked; one file in memory at a time.

    Args:
        run: the run.
        perspectives: those asked; default all of the run.
        progress: called with (files read, files in all).
        first: only draws 0 to `first` - 1.

    Raises:
        RunError: an unknown perspective, a damaged file, or no draw yet.
    """
    case = run.case()
    wanted = held_perspectives(run, perspectives)
    beyond = run.manifest.draws if first is None else first
    there = [Stretch(s.first, min(s.end, beyond) - s.first) for s in finished(run, wanted) if s.first < beyond]
    if not there:
        raise RunError(f"{run.path} holds no finished draws yet among its first {beyond:,}")
    size = run.manifest.part
    files = {name: [f for f in run.files(name) if touches(f, there, size)] for name in wanted}
    total = sum(map(len, files.values()))
    views, seen, pilots = {}, 0, run.pilots()
    for name in wanted:
        sums: dict[str, list[float]] = {}
        draws = 0
        for file in files[name]:
            frame = within(file.frame(), there)
            draws += len(frame)
            for piece in frame.iter_slices(size):
                for key, value in _sums(piece, list(case.plans)).items():
                    sums.setdefault(key, []).append(value)
            seen += 1
            if progress:
                progress(seen, total)
        views[name] = _view(
            name,
            known_perspectives(case)[name].name,
            {plan: pilots[name].error(plan) for plan in case.plans},
            {key: math.fsum(parts) for key, parts in sums.items()},
            draws,
        )
    manifest = run.manifest
    drawn = min(view.draws for view in views.values())
    complete = all(len(run.finished(name)) == manifest.parts for name in wanted)
    return RunShares(
        case, manifest.run, drawn, manifest.seed, manifest.version, manifest.case[:16], complete, views
    )  # fmt: skip


def _sums(frame: pl.DataFrame, plans: list[str]) -> dict[str, float]:
    def column(name: str) -> Floats:
        return frame[name].to_numpy().astype(np.float64)

    found = {ZONE: float((column(ZONE) >= -TOLERANCE).sum())}
    for plan in plans:
        success = column(f"{plan}.success")
        found[f"{plan}.squares"] = float((success * success).sum())
        found |= {f"{plan}.{name}": float(column(f"{plan}.{name}").sum()) for name in ("found", *PAST, "success")}
    return found


def _view(name: str, title: str, plans: Mapping[str, float], sums: Mapping[str, float], draws: int) -> ViewShares:
    """`plans` with the standard errors of what the pilot expects of them."""
    results = {}
    for plan, of_pilot in plans.items():
        funnel = Funnel(*(sums[f"{plan}.{past}"] / draws for past in (*PAST, "success")))
        error = float(np.hypot(_error(sums[f"{plan}.success"], sums[f"{plan}.squares"], draws), of_pilot))
        found = sums[f"{plan}.found"] / draws
        results[plan] = PlanShares(plan, funnel.holds, error, funnel, funnel.binding, found)
    return ViewShares(name, title, draws, sums[ZONE] / draws, _error(sums[ZONE], sums[ZONE], draws), results)


def _error(total: float, squares: float, draws: int) -> float:
    """Standard error of a mean from the sum and the sum of squares."""
    variance = max(squares - total * total / draws, 0.0) / max(draws - 1, 1)
    return float(np.sqrt(variance / draws))
