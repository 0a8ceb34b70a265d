"""Polytopes of all weights or values that agree with what was stated, made ready for a random walk.

A `Stated` set {x: A x <= b, E x = e} may be flat, or flat in disguise (a ratio that an order turns into an equality).
`body` leaves out the directions it has no width in, and gives the rest new coordinates in which it is round: the
Dikin ellipsoid at the analytic centre (minimum of -sum log slack) becomes the unit ball.  That ellipsoid lies inside
the set and, blown up as many times as there are constraints, contains it, however thin or skew the set is (Boyd &
Vandenberghe 2004, section 8.5.3); for an order alone the set is a simplex and becomes a regular one.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy.linalg import cholesky, null_space, solve_triangular
from scipy.optimize import linprog

from goodoffices.case.problem import InfeasibleError
from goodoffices.model.arrays import Floats

FLAT = 1e-6
"""Half-width, in points, below which a set counts as flat, and excess up to which a constraint counts as met."""
NEWTON_STEPS = 200


@dataclass(frozen=True)
class Stated:
    """All x with A x <= b and E x = e."""

    rows: Floats
    """A, shape (m, J)."""
    limits: Floats
    """b, shape (m,)."""
    labels: tuple[str, ...]
    """What each row says, in words; empty for what holds of every ranking."""
    equal_rows: Floats
    """E, shape (q, J)."""
    equal_limits: Floats
    """e, shape (q,)."""

    def keeping(self, rows: npt.NDArray[np.bool_]) -> Stated:
        """The set without the inequalities where `rows` is false."""
        labels = tuple(label for label, keep in zip(self.labels, rows, strict=True) if keep)
        return Stated(self.rows[rows], self.limits[rows], labels, self.equal_rows, self.equal_limits)

    def tightened(self, rows: npt.NDArray[np.bool_]) -> Stated:
        """The set with the inequalities where `rows` is true turned into equalities."""
        rest = self.keeping(~rows)
        equal_rows = np.vstack([self.equal_rows, self.rows[rows]])
        equal_limits = np.concatenate([self.equal_limits, self.limits[rows]])
        return Stated(rest.rows, rest.limits, rest.labels, equal_rows, equal_limits)


@dataclass(frozen=True)
class Body:
    """The same set as {origin + frame y: walls y <= slack}, y in d dimensions, its Dikin ellipsoid the unit ball."""

    origin: Floats
    """Analytic centre, shape (J,)."""
    frame: Floats
    """Shape (J, d)."""
    walls: Floats
    """Shape (m, d)."""
    slack: Floats
    """Shape (m,), above 0."""

    @property
    def dimensions(self) -> int:
        """Width of the set in directions; 0 for a single point."""
        return int(self.frame.shape[1])


@dataclass(frozen=True)
class _Slice:
    """Inequalities on the space that the equalities leave: rows y <= limits, x = base + basis y."""

    base: Floats
    basis: Floats
    rows: Floats
    limits: Floats
    residual: float
    """Largest miss of an equality at base: above `FLAT`, they contradict each other."""


def body(stated: Stated) -> Body:
    """Round coordinates of the set; a few linear programs and Newton steps, O(m J^2) each.

    Raises:
        InfeasibleError: nothing agrees with all that was stated; the message names a smallest contradiction.
    """
    cut = _slice(stated)
    radius, centre = _inscribed(cut)
    if radius < -FLAT:
        raise InfeasibleError("nothing agrees with all of this: " + "; ".join(contradiction(stated)))
    if cut.basis.shape[1] == 0:
        empty = np.empty((len(cut.rows), 0))
        return Body(cut.base, cut.basis, empty, cut.limits)
    if radius <= FLAT:
        return body(stated.tightened(_never_slack(cut)))
    centre, rounding = _analytic_centre(cut, centre)
    frame = cut.basis @ rounding
    return Body(cut.base + cut.basis @ centre, frame, cut.rows @ rounding, cut.limits - cut.rows @ centre)


def contradiction(stated: Stated) -> tuple[str, ...]:
    """Labels of a smallest set of inequalities that cannot hold together (deletion filter: Chinneck 1991).

    That weights and values lie between 0 and 100 goes without saying.
    """
    tried = _boxed(stated)
    keep = np.ones(len(tried.rows), dtype=bool)
    for row, label in enumerate(tried.labels):
        if label:
            keep[row] = False
            keep[row] = _feasible(tried.keeping(keep))
    return tuple(label for label, kept in zip(tried.labels, keep, strict=True) if kept and label)


def _boxed(stated: Stated) -> Stated:
    size = stated.rows.shape[1]
    rows = np.vstack([stated.rows, np.eye(size), -np.eye(size)])
    limits = np.concatenate([stated.limits, np.full(size, 100.0), np.zeros(size)])
    labels = (*stated.labels, *([""] * (2 * size)))
    return Stated(rows, limits, labels, stated.equal_rows, stated.equal_limits)


def _feasible(stated: Stated) -> bool:
    return _inscribed(_slice(stated))[0] >= -FLAT


def _slice(stated: Stated) -> _Slice:
    rows, limits = stated.equal_rows, stated.equal_limits
    if len(rows) == 0:
        size = stated.rows.shape[1]
        return _Slice(np.zeros(size), np.eye(size), stated.rows, stated.limits, 0.0)
    base = np.asarray(np.linalg.lstsq(rows, limits, rcond=None)[0], dtype=np.float64)
    basis = np.asarray(null_space(rows), dtype=np.float64)
    inside = stated.rows @ basis
    inside[np.abs(inside) < 1e-12 * max(1.0, float(np.abs(stated.rows).max(initial=0.0)))] = 0.0
    residual = float(np.abs(rows @ base - limits).max())
    return _Slice(base, basis, inside, stated.limits - stated.rows @ base, residual)


def _inscribed(cut: _Slice) -> tuple[float, Floats]:
    """Radius and centre of the largest inscribed ball (Chebyshev centre); a radius below 0 is what is missed."""
    norms = np.linalg.norm(cut.rows, axis=1)
    moving = norms > 0.0
    still = float(cut.limits[~moving].min(initial=np.inf))
    fixed = min(-cut.residual if cut.residual > FLAT else np.inf, still if still < -FLAT else np.inf)
    if fixed < 0.0 or not moving.any():
        return (fixed if fixed < 0.0 else 0.0), np.zeros(cut.basis.shape[1])
    matrix = np.column_stack([cut.rows[moving], norms[moving]])
    goal = np.zeros(matrix.shape[1])
    goal[-1] = -1.0
    answer = linprog(goal, A_ub=matrix, b_ub=cut.limits[moving], bounds=(None, None), method="highs")
    if answer.x is None:
        raise InfeasibleError(f"the stated bounds and ratios could not be worked out: {answer.message}")
    return float(answer.x[-1]), np.asarray(answer.x[:-1], dtype=np.float64)


def _never_slack(cut: _Slice) -> npt.NDArray[np.bool_]:
    """Which inequalities of a flat set are equalities in disguise: at their greatest slack there is none."""
    moving = np.linalg.norm(cut.rows, axis=1) > 0.0
    greatest = np.full(len(cut.rows), np.inf)
    for row in np.flatnonzero(moving):
        answer = linprog(cut.rows[row], A_ub=cut.rows, b_ub=cut.limits + FLAT, bounds=(None, None), method="highs")
        greatest[row] = cut.limits[row] - answer.fun if answer.status == 0 else np.inf
    return greatest <= max(10.0 * FLAT, float(greatest.min()))


def _analytic_centre(cut: _Slice, start: Floats) -> tuple[Floats, Floats]:
    """Minimum of -sum log(slack) by damped Newton steps from an inner point, and the inverse root of the Hessian."""
    moving = np.linalg.norm(cut.rows, axis=1) > 0.0
    rows, limits, centre = cut.rows[moving], cut.limits[moving], start
    for _ in range(NEWTON_STEPS):
        scaled = rows / (limits - rows @ centre)[:, None]
        root = cholesky(scaled.T @ scaled, lower=True)
        step = solve_triangular(root, scaled.sum(axis=0), lower=True)
        decrement = float(np.linalg.norm(step))
        if decrement < 1e-9:
            break
        move = solve_triangular(root.T, step, lower=False)
        centre = centre - move / (1.0 + decrement if decrement > 0.25 else 1.0)
    return centre, np.asarray(solve_triangular(root.T, np.eye(len(centre)), lower=False), dtype=np.float64)
