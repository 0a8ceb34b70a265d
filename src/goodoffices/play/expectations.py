"""What the parties to a plan expect of it: shares and means over all draws, on which what they do in any one draw rests.

Nobody at a table knows the draw.  Sides weigh a plan by how often it finds a deal (P against P0), offers by how often the
others would take them (F_S), spoilers by how far a lever lowers P.  A study forms these on its own draws; an ensemble
forms them once, on the draws of a pilot, and can then be worked on draw by draw, in any order and in any number.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np

from goodoffices.engines.frontier.pool import Pool
from goodoffices.model.arrays import Bools, Floats, Ints, Singles


@dataclass(frozen=True, eq=False)
class Alone:
    """What talks bring: P and E[s_i | deal]; of direct talks without help, P0 and E[s_i | deal, no mediator]."""

    found: float
    surplus: Floats
    """(n,) points."""


@dataclass(frozen=True, eq=False)
class Expectations:
    """What is expected of one plan under one perspective."""

    alone: Alone
    """What it is measured against; for direct talks themselves, their own."""
    members: Bools
    """(K,) mediators who take part in every draw, those whom a side nominates included."""
    first_found: float | None
    """P with everybody in and nobody spoiling, on which `if_willing` members decide; None where there are none."""
    falls: Mapping[int, float]
    """Lever that may be pulled against a settlement: how far P falls by it."""
    beliefs: Singles | None
    """(2^n, X) F_S(x), share of draws in which all of S would accept text x of the pool; None where a text is tabled."""
    text: Ints | None
    """(J,) the text tabled, for plans that table one."""
    found: float
    """P, the plan's found share."""
    surplus: Floats
    """(n,) E[s_i | deal], points."""
    shifts: Floats = field(default_factory=lambda: np.zeros(1))
    """What P(success) might be off by, these being formed on finitely many draws: a small sample, from `error`."""


def deviation(shifts: Floats) -> float:
    """Standard error that `Expectations.shifts` stand for; 0 of a single value."""
    return float(shifts.std(ddof=1)) if shifts.size > 1 else 0.0


@dataclass(frozen=True, eq=False)
class Fixed:
    """What is expected of the plans of a case under one perspective, formed on other draws and the texts found there."""

    texts: Pool
    front: Mapping[int, Mapping[int, float]]
    """Month: where the front may stand then, likeliest first, with the mean chance of each place on those draws."""
    plans: Mapping[str, tuple[Expectations, ...]]
    """At every place of the plan's month, in that order."""
