"""Fair division: who gets what of goods or money by a procedure that both sides can check by hand.

    two parties, points for goods that can be split    Adjusted Winner (Brams & Taylor 1996)
    parties, bids for goods that cannot, and money     sealed bids (Knaster 1945, in Steinhaus 1948)
    claimants of an estate that is too small           bankruptcy rules (O'Neill 1982; Aumann & Maschler 1985)

What the engines of these names work out, as results that the faces print.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from goodoffices.engines.adjusted_winner import AdjustedWinner, adjusted_winner
from goodoffices.engines.bankruptcy import MOST_ARRIVING, RULES, Floats
from goodoffices.engines.knaster import Knaster, knaster
from goodoffices.model.division import Bidden, Claimed, Division, Pointed

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
MANY = f"Random arrival looks at every group of claimants and is left out above {MOST_ARRIVING}."


@dataclass(frozen=True)
class GoodsSplit:
    """Goods divided by Adjusted Winner."""

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
class GoodsSold:
    """Goods given to the highest bidders, with payments."""

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
class EstateShared:
    """An estate shared by every rule asked for."""

    given: Claimed
    awards: dict[str, Floats]
    """Rule: awards float64[n], in the order of the claims."""
    remarks: tuple[str, ...] = ()

    def table(self) -> polars.DataFrame:
        """A row per claimant: `party`, `claim`, and a column per rule."""
        import polars

        return polars.DataFrame({"party": list(self.given.parties), "claim": list(self.given.claims), **self.awards})


Divided = GoodsSplit | GoodsSold | EstateShared


def divide(given: Division) -> Divided:
    """Divide by the method that the kind of input calls for; cost as that of the engines.

    Raises InfeasibleError: a rule was asked for that cannot be computed for so many claims.
    """
    if isinstance(given, Pointed):
        return GoodsSplit(given, adjusted_winner(*given.points))
    if isinstance(given, Bidden):
        return GoodsSold(given, knaster(given.bids))
    many = len(given.claims) > MOST_ARRIVING
    rules = given.rules or tuple(rule for rule in RULES if not (many and rule == "random_arrival"))
    awards = {rule: RULES[rule](given.estate, given.claims) for rule in rules}
    return EstateShared(given, awards, (MANY,) if many and given.rules is None else ())


def divide_path(path: Path) -> Divided:
    """Divide what a file says; raises CaseError where something in it is wrong, InfeasibleError as `divide`."""
    from goodoffices.exchange.division import read_division

    return divide(read_division(path))
