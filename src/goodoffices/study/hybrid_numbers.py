"""Numbers of perspectives in between, column by column, and which differences reach each column.

A column is the draws of one thing: what options give a signer, a lever's strength, a third party's stake.  Which
differences reach it is not written down anywhere but found by reading it once and seeing which numbers are asked for.  It
is then drawn once for every setting of those differences alone.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

import numpy as np
import numpy.typing as npt

from goodoffices.case.perspective import with_numbers
from goodoffices.case.quantity import Quantity
from goodoffices.case.schema import AttritionWar, Case, Ranking
from goodoffices.model.numbers import Numbers
from goodoffices.model.structure import Structure
from goodoffices.study import world as draws_of
from goodoffices.study.differences import Difference
from goodoffices.study.memo import Memo, contents

Array = npt.NDArray[Any]
Column = tuple[str | int, ...]
"""What stands in a column: its kind, then places (see `MAKERS`)."""

CASES = 256
"""Cases in between that are kept."""
BYTES = 150_000_000
"""Most memory for all columns of two perspectives."""
FEW = 6
"""Differences up to which it is looked at, for every setting of them, whether they change a lever at all."""


class Columns:
    """Columns of all perspectives between two: bit u of a mask says that difference u is seen as the second sees it."""

    def __init__(
        self,
        shape: Structure,
        ours: Case,
        theirs: dict[str, Quantity],
        parts: tuple[Difference, ...],
        numbers: Numbers,
        reads: dict[Column, frozenset[str]],
    ) -> None:
        self.shape, self.ours, self.numbers = shape, ours, numbers
        self._theirs, self._parts = theirs, parts
        self._reads = reads
        self._place = {path: u for u, part in enumerate(parts) for path in part.paths}
        self._bits: dict[Column, int] = {}
        self._cases: Memo[Case] = Memo(CASES)
        self._drawn: Memo[Any] = Memo(max(64, BYTES // (numbers.draws * 16)))

    def case(self, mask: int) -> Case:
        """The case that a perspective in between sees."""

        def make() -> Case:
            taken = [path for u, part in enumerate(self._parts) if mask >> u & 1 for path in part.paths]
            return with_numbers(self.ours, {path: self._theirs[path] for path in taken})

        return self._cases(mask, make)

    def bits(self, columns: Iterable[Column]) -> int:
        """Differences that reach any of the columns, as a mask."""
        mask = 0
        for column in columns:
            if column not in self._bits:
                self._bits[column] = self._moved(column, self._read(column))
            mask |= self._bits[column]
        return mask

    def __call__(self, column: Column, mask: int) -> Any:
        """A column under the perspective of a mask: an array of D rows, or what `MAKERS` say."""
        own = mask & self.bits([column])
        return self._drawn((column, own), lambda: self._make(column, own))

    def settings(self, columns: Iterable[Column]) -> list[int]:
        """All settings of the differences that reach the columns, as masks."""
        found, whole = [0], self.bits(columns)
        for u in range(whole.bit_length()):
            if whole >> u & 1:
                found += [mask | 1 << u for mask in found]
        return found

    def _make(self, column: Column, mask: int) -> Any:
        return MAKERS[str(column[0])](self, self.case(mask), self.numbers, column, lambda other: self(other, mask))

    def _read(self, column: Column) -> int:
        """Differences in numbers that are asked for when the column is drawn."""
        if column not in self._reads:
            self._reads[column] = self._asked_for(column)
        seen, mask = self._reads[column], 0
        for path, u in self._place.items():
            steps = path.split(".")
            if any(".".join(steps[:k]) in seen for k in range(1, len(steps) + 1)):
                mask |= 1 << u
        return mask

    def _asked_for(self, column: Column) -> frozenset[str]:
        """Paths of the numbers that the column is drawn from; they hang on the shape of the case alone."""
        seen: set[str] = set()
        numbers = _Reading(1, "", 0, lambda _: np.full(1, 0.5), seen=seen)

        def read(wanted: Column) -> Any:
            return MAKERS[str(wanted[0])](self, self.ours, numbers, wanted, read)

        read(column)
        return frozenset(seen)

    def _moved(self, column: Column, reached: int) -> int:
        """Of the differences that reach a lever, those that change it: most ties are none of one lever's business."""
        if column[0] not in ("strength", "cost") or not 0 < reached.bit_count() <= FEW:
            return reached
        self._bits[column] = reached
        drawn = {mask: contents(self(column, mask)) for mask in self.settings([column])}
        kept = 0
        for u in range(reached.bit_length()):
            if reached >> u & 1 and any(drawn[mask] != drawn[mask ^ 1 << u] for mask in drawn):
                kept |= 1 << u
        return kept


class _Reading(Numbers):
    """Numbers of one draw that note which paths are asked for."""

    def __init__(self, *rest: Any, seen: set[str]) -> None:
        super().__init__(*rest)
        object.__setattr__(self, "seen", seen)

    def __call__(self, path: str, quantity: Quantity) -> npt.NDArray[np.float64]:
        self.seen.add(path)  # type: ignore[attr-defined]
        return super().__call__(path, quantity)

    def ranking(self, path: str, ids: Any, ranking: Ranking, *, values: bool) -> npt.NDArray[np.float64]:
        self.seen.add(path)  # type: ignore[attr-defined]
        return super().ranking(path, ids, ranking, values=values)


Get = Callable[[Column], Any]
Maker = Callable[[Columns, Case, Numbers, Column, Get], Any]


def _utility(columns: Columns, case: Case, numbers: Numbers, column: Column, get: Get) -> Array:
    party = columns.shape.weights_of[int(column[1])]
    return draws_of.option_utility(columns.shape, case.preferences[party], f"preferences.{party}", numbers)


def _war(columns: Columns, case: Case, numbers: Numbers, column: Column, get: Get) -> Array:
    shape, i = columns.shape, int(column[1])
    entry = case.war.values[shape.war_of[i]]
    in_packages = isinstance(entry, AttritionWar) and (entry.victory.package or entry.defeat.package)
    utility, linkages = np.zeros((numbers.draws, len(shape.signers), 0)), np.zeros((numbers.draws, 0))
    if in_packages:
        utility = np.stack([get(("utility", k)) for k in range(len(shape.signers))], axis=1)
        linkages = get(("linkages",))
    front = draws_of.front_of(case, numbers)
    values, _ = draws_of.signer_war(shape, case, numbers, i, front, utility, linkages)
    return np.ascontiguousarray(values[:, int(column[2])])


def _face(columns: Columns, case: Case, numbers: Numbers, column: Column, get: Get) -> Array:
    party = columns.shape.preference_of[int(column[1])]
    return numbers(f"preferences.{party}.face", case.preferences[party].face)


def _optimism(columns: Columns, case: Case, numbers: Numbers, column: Column, get: Get) -> Array:
    party = columns.shape.war_of[int(column[1])]
    return numbers(f"war.values.{party}.optimism", case.war.values[party].optimism)


def _lever(columns: Columns, case: Case, numbers: Numbers, column: Column, get: Get) -> Array:
    kind, mode, v = column
    spec = columns.shape.levers[int(v)]
    depends = get(("ties",)) if spec.path is None else None
    strength, cost = draws_of.lever_number(columns.shape, case, numbers, spec, str(mode), depends)
    return strength if kind == "strength" else cost


def _offer(columns: Columns, case: Case, numbers: Numbers, column: Column, get: Get) -> Array:
    kind, mode, f = column
    value, cost = draws_of.offer_numbers(case, numbers, columns.shape.offers[int(f)], str(mode))
    return value if kind == "offer" else cost


def _sigma(columns: Columns, case: Case, numbers: Numbers, column: Column, get: Get) -> Array:
    party = columns.shape.third_parties[int(column[1])]
    settled, goes_on = (draws_of.stake_of(case, numbers, party, field) for field in ("settlement", "war_goes_on"))
    return np.asarray(settled - goes_on)


def _own(columns: Columns, case: Case, numbers: Numbers, column: Column, get: Get) -> Array:
    party = columns.shape.third_parties[int(column[1])]
    if party not in case.preferences:
        return np.zeros((numbers.draws, 0))
    return draws_of.option_utility(columns.shape, case.preferences[party], f"preferences.{party}", numbers)


MAKERS: dict[str, Maker] = {
    "utility": _utility,  # signer: (D, O)
    "linkages": lambda c, case, numbers, _, get: draws_of.linkage_numbers(c.shape, case, numbers),  # (D, L)
    "red": lambda c, case, numbers, _, get: draws_of.red_lines(c.shape, case, numbers),  # (D, R)
    "face": _face,  # signer: (D,)
    "war": _war,  # signer, month: (D,)
    "optimism": _optimism,  # signer: (D,)
    "ties": lambda c, case, numbers, _, get: draws_of.dependence(c.shape, case, numbers),
    "strength": _lever,  # mode, lever: (D,)
    "cost": _lever,  # mode, lever: (D,)
    "offer": _offer,  # mode, offer: (D,) worth to its receiver
    "price": _offer,  # mode, offer: (D,) cost to its giver
    "sigma": _sigma,  # third party: (D,)
    "stake": lambda c, case, numbers, at, get: draws_of.stake_of(
        case, numbers, c.shape.third_parties[int(at[2])], str(at[1])
    ),  # kind of stake, third party: (D,)
    "mistrust": lambda c, case, numbers, at, get: draws_of.mistrust_of(c.shape, case, numbers, int(at[1])),  # (D, n)
    "candour": lambda c, case, numbers, at, get: draws_of.candour_of(
        c.shape, case, numbers, int(at[2]), str(at[1])
    ),  # mode, third party: (D, n)
    "morning": lambda c, case, numbers, _, get: draws_of.morning_numbers(c.shape, case, numbers),
    "own": _own,  # third party: (D, O), without columns where it has no preferences
}
"""How every kind of column is drawn."""
