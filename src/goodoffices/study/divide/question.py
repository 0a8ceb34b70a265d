"""Fair division: who gets what of goods or money by a procedure that both sides can check by hand.

    two parties, points for goods that can be split    Adjusted Winner (Brams & Taylor 1996)
    parties, bids for goods that cannot, and money     sealed bids (Knaster 1945, in Steinhaus 1948)
    claimants of an estate that is too small           bankruptcy rules (O'Neill 1982; Aumann & Maschler 1985)

What the engines of these names work out, as results that the faces print.
"""

from __future__ import annotations

from pathlib import Path

from goodoffices.engines.sharing.adjusted_winner import adjusted_winner
from goodoffices.engines.sharing.bankruptcy import MOST_ARRIVING, RULES
from goodoffices.engines.sharing.knaster import knaster
from goodoffices.model.division import Bidden, Division, Pointed
from goodoffices.study.divide.answer import Divided, EstateShared, GoodsSold, GoodsSplit

MANY = f"Random arrival looks at every group of claimants and is left out above {MOST_ARRIVING}."


def divide(given: Division | Path | str) -> Divided:
    """Divide by the method that the kind of input, or what a file says, calls for; cost as that of the engines.

    Raises:
        CaseError: something in the file is wrong.
        InfeasibleError: a rule was asked for that cannot be computed for so many claims.
    """
    if isinstance(given, (Path, str)):
        return divide_path(Path(given))
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
