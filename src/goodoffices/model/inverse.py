"""Inverse distribution functions of every kind of `Quantity`: a uniform number in, the quantity's value out.

Continuous kinds are conditioned on their `truncate` interval exactly, u' = F(lo) + u (F(hi) - F(lo)), worked out in
whichever tail keeps its digits.  Normal scores and beta quantiles: Cephes / Boost through `scipy.special`; beta-PERT
with lambda = 4: Malcolm et al. 1959, Vose 2008.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy.special import betainc, betaincinv, log_ndtr, ndtr, ndtri, ndtri_exp

from goodoffices.case.problem import InfeasibleError
from goodoffices.case.quantity import Quantity
from goodoffices.model.arrays import Floats
from goodoffices.model.beta_table import beta_quantile

PERT_LAMBDA = 4.0
"""Weight of the mode against low and high together in the mean of a PERT (Malcolm et al. 1959)."""
SMALLEST_MASS = 1e-250
"""Share of a distribution below which an interval is worked out in logarithms, or by its limit."""
NARROW = 0.05
"""Part of the range of a beta up to which an interval is too narrow for a table's error: exact there, and slower."""


@dataclass(frozen=True)
class Law:
    """One kind of continuous distribution."""

    between: Callable[[tuple[float, ...], float, float, Floats], Floats]
    """(parameters, low, high, u): the quantiles of the distribution conditioned on [low, high]."""


def inverse(quantity: Quantity, u: npt.ArrayLike) -> Floats:
    """Value of a quantity at each uniform number.

    Args:
        quantity: Fixed or uncertain number, its `truncate` honoured; `group` and `loading` act before, on u
            (`draws.correlated`).
        u: Uniform numbers in [0, 1], any shape.

    Returns:
        Values, float64 of the shape of u, never outside the support, rising with u (to rounding).  Beta and PERT are
        within 1e-7 of the width of their range (before `truncate`) of the exact quantile; the others are exact to
        rounding.  Some 0.02 to 0.05 microseconds a value.

    Raises:
        ValueError: u is NaN or outside [0, 1].
        InfeasibleError: `truncate` leaves no value of a choice.
    """
    uniform = np.asarray(u, dtype=np.float64)
    if uniform.size and not (uniform.min() >= 0.0 and uniform.max() <= 1.0):
        raise ValueError("uniform numbers must lie between 0 and 1")
    if quantity.choice is not None:
        return _choice(quantity, uniform)
    low, high = quantity.support()
    if low == high:
        return np.full(uniform.shape, low)
    parameters = getattr(quantity, quantity.kind)
    return np.clip(LAWS[quantity.kind].between(parameters, low, high, uniform), low, high)


def _choice(quantity: Quantity, u: Floats) -> Floats:
    low, high = quantity.support()
    assert quantity.choice is not None
    table = sorted((v, w) for v, w in quantity.choice.items() if w > 0 and low <= v <= high)
    if not table:
        raise InfeasibleError(f"truncate {list(quantity.truncate or ())} leaves none of the values of the choice")
    values = np.array([v for v, _ in table])
    steps = np.cumsum([w for _, w in table])
    place = np.searchsorted(steps[:-1] / steps[-1], u, side="right")
    return np.asarray(values[place], dtype=np.float64)


def _uniform(parameters: tuple[float, ...], low: float, high: float, u: Floats) -> Floats:
    return low + u * (high - low)


def _normal(parameters: tuple[float, ...], low: float, high: float, u: Floats) -> Floats:
    mean, sd = parameters
    return mean + sd * _normal_scores((low - mean) / sd, (high - mean) / sd, u)


def _lognormal(parameters: tuple[float, ...], low: float, high: float, u: Floats) -> Floats:
    median, sigma = parameters
    ends = [(_log(end) - math.log(median)) / sigma for end in (low, high)]
    with np.errstate(over="ignore"):  # an overflow is clipped to `high`
        return np.asarray(median * np.exp(sigma * _normal_scores(ends[0], ends[1], u)), dtype=np.float64)


def _log(end: float) -> float:
    return math.log(end) if end > 0.0 else -math.inf


def _normal_scores(low: float, high: float, u: Floats) -> Floats:
    """Quantiles of the standard normal conditioned on [low, high]; either may be infinite."""
    if low > 0.0:  # the lower tail has the digits
        return -_normal_scores(-high, -low, 1.0 - u)
    below, upto = float(ndtr(low)), float(ndtr(high))
    if upto > SMALLEST_MASS:
        return np.asarray(ndtri(below + u * (upto - below)), dtype=np.float64)
    if log_ndtr(high) == -math.inf:
        return np.full(u.shape, high)  # all the mass is where the interval is nearest to the mean
    with np.errstate(divide="ignore"):
        return np.asarray(ndtri_exp(np.logaddexp(log_ndtr(low) + np.log1p(-u), log_ndtr(high) + np.log(u))))


def _beta(parameters: tuple[float, ...], low: float, high: float, u: Floats) -> Floats:
    a, b = parameters
    if low > a / (a + b):  # the lower tail has the digits
        return 1.0 - _beta((b, a), 1.0 - high, 1.0 - low, 1.0 - u)
    below, upto = float(betainc(a, b, low)), float(betainc(a, b, high))
    if upto <= SMALLEST_MASS:
        return np.full(u.shape, high)  # all the mass is where the interval is nearest to the mean
    quantile = beta_quantile if high - low > NARROW else betaincinv
    return np.asarray(quantile(a, b, below + u * (upto - below)), dtype=np.float64)


def _pert(parameters: tuple[float, ...], low: float, high: float, u: Floats) -> Floats:
    least, mode, most = parameters
    width = most - least
    lean = (mode - least) / width
    shape = (1.0 + PERT_LAMBDA * lean, 1.0 + PERT_LAMBDA * (1.0 - lean))
    return least + width * _beta(shape, (low - least) / width, (high - least) / width, u)


LAWS: dict[str, Law] = {
    "uniform": Law(_uniform),
    "pert": Law(_pert),
    "normal": Law(_normal),
    "lognormal": Law(_lognormal),
    "beta": Law(_beta),
}
"""Kinds by their name in a case file."""
