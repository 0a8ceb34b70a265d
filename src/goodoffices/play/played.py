"""A plan being played: what every link of the chain has brought so far, draw by draw."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np

from goodoffices.engines.links import talks as talking
from goodoffices.engines.links.pressure import Pressed
from goodoffices.model.arrays import Bools, Floats, Ints
from goodoffices.play.expectations import Alone, Expectations
from goodoffices.play.ground import Ground
from goodoffices.play.hand import Hand


@dataclass(frozen=True, eq=False)
class Row:
    """What is to be played: who has what in hand, and as whom it is believed."""

    hand: Hand
    ground: Ground
    """A belief, with the front where it stands."""
    expects: Expectations | None = None
    """What is expected of it, formed on other draws over the same pool of texts; None: formed on these draws."""
    spoiling: Mapping[int, Bools] = field(default_factory=dict)
    """Lever against a settlement: (D,) where it is pulled, instead of where its holder would."""
    alone: Alone | None = None
    """What direct talks bring; None: found on these draws."""


@dataclass(eq=False)
class Played:
    """A row as far as it was played; every link fills in its part.  D draws, n signers, K third parties."""

    row: Row
    alone: Alone
    """P0 and E[s_i | deal, no mediator]; for direct talks themselves, nothing before the talks are over."""
    part: Bools = field(default_factory=lambda: np.zeros((0, 0), dtype=bool))
    """(D, K) who mediates."""
    first_found: float | None = None
    falls: dict[int, float] = field(default_factory=dict)
    """Lever against a settlement: how far P falls by it; of those left out it is known that nobody would pull them."""
    pulled: dict[int, Bools] = field(default_factory=dict)
    """Lever against a settlement: (D,) where it is pulled."""
    open: Floats = field(default_factory=lambda: np.zeros((0, 0)))
    """(D, n) chance that each signer confides."""
    pressed: Pressed = field(default_factory=lambda: Pressed(*(np.zeros((0, 0)) for _ in Pressed._fields)))
    text: Ints | None = None
    """(J,) the text tabled, for plans that table one."""
    margin: Floats = field(default_factory=lambda: np.zeros(0))
    """(D,) A: the widest least margin over all packages, or that of the tabled text."""
    chosen: Ints = field(default_factory=lambda: np.zeros(0, dtype=np.int64))
    """(D,) point of the frontiers that a fully informed mediator would strike, -1 where there is none; 0 for a text."""
    struck: Floats = field(default_factory=lambda: np.zeros((0, 0)))
    """(D, n) what that gives."""
    tabled: talking.Tabled = field(
        default_factory=lambda: talking.Tabled(
            np.zeros((0, 0), dtype=np.int32), np.zeros((0, 0), dtype=bool), np.zeros((0, 0, 0), dtype=np.float32)
        )
    )
    weight: Floats = field(default_factory=lambda: np.zeros((0, 0)))
    """(D, C) chance of every way to strike a deal: the best deal, or the text tabled; circles' texts; offers."""
    found: Floats = field(default_factory=lambda: np.zeros(0))
    """(D,) chance that a deal is found."""
    expected: Alone = field(default_factory=lambda: Alone(0.0, np.zeros(0)))
    """P and E[s_i | deal] of the plan."""
    doubt: Floats = field(default_factory=lambda: np.zeros((0, 0)))
    """(D, n) mistrust of each signer towards those who mediate."""
    consent: Floats = field(default_factory=lambda: np.zeros((0, 0)))
    """(D, n) margin of consent; meaningful for belligerents of plans with a mediator."""
    agrees: Bools = field(default_factory=lambda: np.zeros((0, 0), dtype=bool))
    """(D, n) whether each signer lets the mediators in; True for those who are not asked."""
    engaged: Floats = field(default_factory=lambda: np.zeros(0))
    """(D,) chance that a deal is found and all who are needed do their part, consent aside; only by "links"."""
    delivered: Floats = field(default_factory=lambda: np.zeros(0))
    """(D,) chance that a deal is found, delivered and holds, consent aside."""
    shifts: Floats = field(default_factory=lambda: np.zeros(1))
    """What success may be off by, see `error`."""

    @property
    def hand(self) -> Hand:
        """Who has what in hand."""
        return self.row.hand

    @property
    def ground(self) -> Ground:
        """As whom it is believed."""
        return self.row.ground

    @property
    def consents(self) -> Bools:
        """(D,) whether all who are asked let the mediators in."""
        return np.asarray(self.agrees.all(axis=1))
