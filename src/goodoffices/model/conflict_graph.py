"""A conflict as the graph model sees it: who can move it from which state to which, and who prefers what.

The Graph Model for Conflict Resolution: Fang, Hipel & Kilgour (1993); Xu, Hipel, Kilgour & Fang (2018).
States are numbered 0..S-1 in the order of their source.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from goodoffices.model.arrays import Bools, Ints

Ranks = npt.NDArray[np.int32]

FREE, TO_YES_ONLY, TO_NO_ONLY = 0, 1, 2
"""How an option may change: either way, only from no to yes, only from yes to no."""


@dataclass(frozen=True, eq=False)
class OptionMoves:
    """Moves that follow from options: a decision maker changes any of its own, others stand, into a feasible state.

    No adjacency is stored: state s has the code `codes[s]`, bit o of which says whether option o is taken.
    """

    owner: Ints
    """Decision maker of each option, int64[O], -1 where nobody can change it."""
    direction: Ints
    """FREE, TO_YES_ONLY or TO_NO_ONLY, int64[O]."""
    codes: npt.NDArray[np.uint64]
    """Options taken in each state, uint64[S], all different."""


@dataclass(frozen=True, eq=False)
class ExplicitMoves:
    """Moves listed one by one, which need not be transitive: compressed rows for each decision maker."""

    start: tuple[Ints, ...]
    """For each decision maker int64[S + 1]."""
    to: tuple[Ints, ...]
    """For each decision maker the states that state s leads to: to[i][start[i][s]:start[i][s + 1]], ascending."""


@dataclass(frozen=True, eq=False)
class Preferences:
    """What the n decision makers prefer."""

    rank: Ranks
    """Ordinal payoff, int32[n, S]: higher is better, equal is indifferent."""
    band: Ranks | None = None
    """Strength (Hamouda, Kilgour & Hipel 2004), int32[n, S], never falling with rank: a state of a higher band is
    *strongly* preferred, one of equal band and higher rank mildly.  None where no strength is given."""
    unknown: tuple[Bools, ...] | None = None
    """Unknown preference (Li, Hipel, Kilgour & Fang 2004): for each decision maker bool[S, S], symmetric, True where
    it is not known which of two states it prefers; overrides `rank` there.  None where everything is known."""


@dataclass(frozen=True, eq=False)
class ConflictGraph:
    """A graph model with n decision makers, O options and S states."""

    name: str
    decision_makers: tuple[str, ...]
    options: tuple[str, ...]
    """Names of all options, decision maker by decision maker; empty where states are only named."""
    state_names: tuple[str, ...]
    """What a person calls each state (for example its number in a paper); empty where nobody named them (large models)."""
    moves: OptionMoves | ExplicitMoves
    preferences: Preferences
    patterns: tuple[str, ...] | None = None
    """State as Y/N string over `options` where moves are explicit; None where codes tell it or there are no options."""

    @property
    def states(self) -> int:
        """S, the number of feasible states."""
        return int(self.preferences.rank.shape[1])
