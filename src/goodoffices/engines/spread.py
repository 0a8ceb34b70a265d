"""Summaries of a number over draws."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from goodoffices.engines.links.agreement import TOLERANCE
from goodoffices.engines.promises.guarantee import weighted_quantiles


@dataclass(frozen=True)
class Spread:
    """Mean and quantiles of a number over draws."""

    mean: float
    q05: float
    q25: float
    q50: float
    q75: float
    q95: float
    share_nonnegative: float


LEVELS = (0.05, 0.25, 0.5, 0.75, 0.95)
_NAN = float("nan")
NOTHING = Spread(_NAN, _NAN, _NAN, _NAN, _NAN, _NAN, 0.0)
"""Spread of no draws at all."""


def spread(values: npt.NDArray[np.floating]) -> Spread:
    """Mean, quantiles and share at or above 0 (to tolerance) of the draws that are finite."""
    known = values[np.isfinite(values) & (values > -1e29)].astype(np.float64)
    if not known.size:
        return NOTHING
    q05, q25, q50, q75, q95 = (float(q) for q in np.quantile(known, LEVELS))
    return Spread(float(known.mean()), q05, q25, q50, q75, q95, float((values >= -TOLERANCE).mean()))


def weighted_spread(values: npt.NDArray[np.floating], weight: npt.NDArray[np.floating]) -> Spread:
    """Mean, quantiles and share at or above 0 (to tolerance) of values (R,) that count with weights (R,).

    Where all weights are alike it is the spread of the values; elsewhere a quantile is a value, not one between two.
    """
    if not weight.any():
        return NOTHING
    if (weight == weight[0]).all():
        return spread(values)
    fine = np.isfinite(values) & (values > -1e29) & (weight > 0)
    if not fine.any():
        return NOTHING
    known, own = values[fine].astype(np.float64), weight[fine].astype(np.float64)
    q05, q25, q50, q75, q95 = map(float, weighted_quantiles(known[:, None], own, np.array(LEVELS))[:, 0])
    at_least = float((weight * (values >= -TOLERANCE)).sum() / weight.sum())
    return Spread(float((known * own).sum() / own.sum()), q05, q25, q50, q75, q95, at_least)


def share_error(by_draw: npt.NDArray[np.floating]) -> float:
    """Monte Carlo standard error of a mean over draws.

    That of independent draws, so it errs on the safe side: scrambled Sobol draws do better (Owen 1997).
    """
    return float(by_draw.std(ddof=1) / np.sqrt(by_draw.size)) if by_draw.size > 1 else 0.0
