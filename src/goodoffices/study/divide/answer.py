"""What dividing goods or money answers, a type for each procedure."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from goodoffices.engines.sharing.adjusted_winner import AdjustedWinner
from goodoffices.engines.sharing.knaster import Knaster
from goodoffices.kit.answer import Answer
from goodoffices.model.arrays import Floats
from goodoffices.model.division import Bidden, Claimed, Pointed

if TYPE_CHECKING:
    import polars

TITLES = {
    "proportional": "proportional",
    "constrained_equal_awards": "equal awards",
    "constrained_equal_losses": "equal losses",
    "talmud": "Talmud",
    "random_arrival": "random arrival",
}
"""Bankruptcy rules and what they are called."""
TOTALS = "The points of the two do not sum to the same: each counts in shares of its own total, so that both get as much of it."


@dataclass(frozen=True)
class GoodsSplit(Answer):
    """Goods divided by Adjusted Winner."""

    unrounded = True

    given: Pointed
    found: AdjustedWinner

    @property
    def remarks(self) -> tuple[str, ...]:
        """What must be known beside the numbers."""
        first, second = (sum(row) for row in self.given.points)
        return () if first == second else (TOTALS,)

    def table(self) -> polars.DataFrame:
        """A row per good: `good`, `points.PARTY`, `share.PARTY`."""
        import polars

        shares = np.array([float(share) for share in self.found.shares])
        columns: dict[str, object] = {"good": list(self.given.goods)}
        for party, row in zip(self.given.parties, self.given.points, strict=True):
            columns[f"points.{party}"] = [float(points) for points in row]
        for party, share in zip(self.given.parties, (shares, 1.0 - shares), strict=True):
            columns[f"share.{party}"] = share
        return polars.DataFrame(columns)


@dataclass(frozen=True, eq=False)
class GoodsSold(Answer):
    """Goods given to the highest bidders, with payments."""

    unrounded = True

    given: Bidden
    found: Knaster
    remarks: tuple[str, ...] = ()

    def goods_of(self, party: int) -> tuple[str, ...]:
        """Goods that a party takes."""
        return tuple(good for good, winner in zip(self.given.goods, self.found.winner, strict=True) if winner == party)

    def table(self) -> polars.DataFrame:
        """A row per party: `party`, `goods` (a list), `fair_share`, `money`, `worth`."""
        import polars

        return polars.DataFrame(
            {
                "party": list(self.given.parties),
                "goods": [list(self.goods_of(i)) for i in range(len(self.given.parties))],
                "fair_share": self.found.fair_share,
                "money": self.found.cash,
                "worth": self.found.worth,
            }
        )


@dataclass(frozen=True, eq=False)
class EstateShared(Answer):
    """An estate shared by every rule asked for."""

    unrounded = True

    given: Claimed
    awards: dict[str, Floats]
    """Rule: awards float64[n], in the order of the claims."""
    remarks: tuple[str, ...] = ()

    def table(self) -> polars.DataFrame:
        """A row per claimant: `party`, `claim`, and a column per rule."""
        import polars

        return polars.DataFrame({"party": list(self.given.parties), "claim": list(self.given.claims), **self.awards})


Divided = GoodsSplit | GoodsSold | EstateShared
