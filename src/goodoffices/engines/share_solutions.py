"""Solution points of scenarios with divisible issues and any number of parties, from the frontier of what is settled.

A settled package that another beats can do nothing with the shares that the other could not, so the frontier of the issues
that are not divisible is enough to look at; around it `share_programs` finds the best shares.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import numpy.typing as npt

from goodoffices.engines.share_programs import Around, Row, lexicographic, nash

Floats = npt.NDArray[np.float64]
Answer = tuple[int, Floats, float]
"""A package, its shares, and the value of the concept."""

GAIN = 1e-12
"""Share of the largest utility above which a gain is one."""


def by_shares(concept: str, around: Around, low: Floats) -> Answer:
    """The package, shares float64[K] and value that a concept picks among packages worth at least `low` float64[n].

    Definitions as in `solutions`; values to about 1e-12 of what is at stake.  Of ties the lexicographically greatest
    utilities; where nobody can gain with all others the product of Nash is 0, and the point is that of leximin.
    Raises InfeasibleError where no package can be made worth `low` to all.
    """
    return _SOLVE[concept](around, low)


def _turns(parties: int, extras: int) -> list[Row]:
    return [Row(one, np.zeros(extras), 0.0) for one in np.eye(parties)]


def _least(around: Around, low: Floats, base: Floats, way: Floats) -> Answer:
    """The greatest least (u_i - base_i) / way_i; counted in the longest way, for the tolerance of linear programs."""
    unit, n = float(way.max()), len(low)
    rows = [Row(one, np.array([-w / unit]), float(b)) for one, w, b in zip(np.eye(n), way, base, strict=True)]
    aims = [Row(np.zeros(n), np.ones(1), 0.0), *_turns(n, 1)]
    package, shares = lexicographic(around, low, aims, rows, np.array([-np.inf]))
    return package, shares, float(((around.worth(package, shares) - base) / way).min())


def _egalitarian(around: Around, low: Floats) -> Answer:
    return _least(around, low, low, np.ones(len(low)))


def _maximin(around: Around, low: Floats) -> Answer:
    return _least(around, low, np.zeros(len(low)), np.ones(len(low)))


def _kalai_smorodinsky(around: Around, low: Floats) -> Answer:
    ideal = np.empty(len(low))
    for party, turn in enumerate(_turns(len(low), 0)):
        best = lexicographic(around, low, [turn], [], np.zeros(0))
        ideal[party] = around.worth(*best)[party]
    way = ideal - low
    return _least(around, low, low, np.where(way > GAIN * np.maximum(1.0, np.abs(ideal)), way, 1.0))


def _utilitarian(around: Around, low: Floats) -> Answer:
    n = len(low)
    package, shares = lexicographic(around, low, [Row(np.ones(n), np.zeros(0), 0.0), *_turns(n, 0)], [], np.zeros(0))
    return package, shares, float(around.worth(package, shares).sum())


def _leximin(around: Around, low: Floats) -> Answer:
    """The sum of the k least gains for k = 1..n, each k r_k less shortfalls d_ki >= r_k - gain_i (Ogryczak & Sliwinski 2003)."""
    n = len(low)
    extras, one = n * (n + 1), np.eye(n * (n + 1))
    rows, aims = list[Row](), list[Row]()
    for k in range(n):
        level, short = one[k * (n + 1)], one[k * (n + 1) + 1 : (k + 1) * (n + 1)]
        rows += [Row(u, d - level, float(b)) for u, d, b in zip(np.eye(n), short, low, strict=True)]
        aims.append(Row(np.zeros(n), (k + 1) * level - short.sum(axis=0), 0.0))
    lower = np.where(np.arange(extras) % (n + 1) == 0, -np.inf, 0.0)
    package, shares = lexicographic(around, low, [*aims, *_turns(n, extras)], rows, lower)
    return package, shares, float((around.worth(package, shares) - low).min())


def _nash(around: Around, low: Floats) -> Answer:
    package, shares, least = _leximin(around, low)
    if least <= GAIN * around.stake:
        return package, shares, 0.0
    package, shares = nash(around, low, package, shares)
    return package, shares, float(np.prod(around.worth(package, shares) - low))


_SOLVE: dict[str, Callable[[Around, Floats], Answer]] = {
    "nash": _nash,
    "kalai_smorodinsky": _kalai_smorodinsky,
    "egalitarian": _egalitarian,
    "utilitarian": _utilitarian,
    "maximin": _maximin,
    "leximin": _leximin,
}
