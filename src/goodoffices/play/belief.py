"""What a perspective holds of a case's numbers, in every draw: columns that know which numbers they are drawn from.

A column is the draws of one thing: what options give a signer, a lever's strength, a third party's stake.  Which numbers
it reads is written down nowhere but found by reading it once and seeing what is asked for (`Columns.reads`).  So a belief
that differs from another in some numbers - a perspective between two, a what-if - draws only the columns that read those,
and shares all others, array for array, with the belief it differs from.  Whoever keeps results by the identity of the
arrays they were made from (`memo.Kept`) keeps them for every belief that cannot change them.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from functools import cached_property
from typing import Any

import numpy as np
import numpy.typing as npt

from goodoffices.case.perspective import with_numbers
from goodoffices.case.quantity import Quantity
from goodoffices.case.schema import Case, Ranking
from goodoffices.engines.links.talks import EXACT_SIGNERS
from goodoffices.model.arrays import Bools, Floats
from goodoffices.model.numbers import Numbers
from goodoffices.model.structure import MODES, Structure
from goodoffices.play import world as draws_of
from goodoffices.play.memo import Memo, contents
from goodoffices.play.world import LOOK_AHEAD, Attrition, Front

Array = npt.NDArray[Any]
Column = tuple[str | int, ...]
"""What stands in a column: its kind, then places (see `MAKERS`)."""

CASES = 256
"""Cases in between that are kept."""
BYTES = 150_000_000
"""Most memory for the columns of one family of beliefs, and likewise for tables of several columns."""
FEW = 6
"""Differences up to which it is looked at, for every setting of them, whether they change a lever at all."""


class Columns:
    """Columns of a family of beliefs: bit u of a mask says that the u-th group of numbers is taken from `theirs`.

    A perspective is a family without groups; the what-ifs of a perspective, or the perspectives between two, are families
    with some.  What no group reaches is read from the family `within` which this one lies, where there is one.
    """

    def __init__(
        self,
        shape: Structure,
        ours: Case,
        numbers: Numbers,
        theirs: Mapping[str, Quantity] | None = None,
        groups: Sequence[Sequence[str]] = (),
        within: Belief | None = None,
        whole: Case | None = None,
    ) -> None:
        """Lay out a family; nothing is drawn yet.

        Args:
            shape: of the case.
            ours: the case as mask 0 has it, resolved.
            numbers: random numbers of the draws.
            theirs: path: the number that replaces ours; not read where the only mask asked for is that of `whole`.
            groups: paths that are replaced together.
            within: the belief that mask 0 stands for, on the same numbers.
            whole: the case with all groups replaced, where it is at hand.
        """
        self.shape, self.ours, self.numbers = shape, ours, numbers
        self._theirs, self._groups, self._within, self._whole = theirs or {}, groups, within, whole
        # groups by the paths of their numbers, and by whatever those lie below
        self._above: dict[str, int] = {}
        self._below: dict[str, int] = {}
        for u, paths in enumerate(groups):
            for path in paths:
                self._above[path] = self._above.get(path, 0) | 1 << u
                steps = path.split(".")
                for k in range(1, len(steps)):
                    place = ".".join(steps[:k])
                    self._below[place] = self._below.get(place, 0) | 1 << u
        self._reads: dict[Column, frozenset[str]] = within.columns._reads if within else {}
        self._bits: dict[Column, int] = {}
        self._masks: dict[tuple[Column, ...], int] = {}
        self._cases: Memo[Case] = Memo(CASES)
        self._token = object()
        self._drawn: Memo[Any] = Memo(max(64, BYTES // (numbers.draws * 16)))
        self._tables: Memo[Array] = Memo(max(64, BYTES // (numbers.draws * 128)))

    def case(self, mask: int) -> Case:
        """The case that the belief of a mask sees."""
        if self._whole is not None and mask == (1 << len(self._groups)) - 1:
            return self._whole

        def make() -> Case:
            taken = [path for u, paths in enumerate(self._groups) if mask >> u & 1 for path in paths]
            return with_numbers(self.ours, {path: self._theirs[path] for path in taken})

        return self._cases(mask, make) if mask else self.ours

    def bits(self, columns: Iterable[Column]) -> int:
        """Groups that reach any of the columns, as a mask."""
        mask = 0
        for column in columns:
            if column not in self._bits:
                self._bits[column] = self._moved(column, self._read(column))
            mask |= self._bits[column]
        return mask

    def __call__(self, column: Column, mask: int) -> Any:
        """A column under the belief of a mask: an array of D rows, or what `MAKERS` say."""
        own = 0
        if self._groups:
            reached = self._bits.get(column)
            own = mask & (self.bits((column,)) if reached is None else reached)
        if not own and self._within is not None:
            return self._within.column(*column)
        return self._drawn((column, own), lambda: self._make(column, own))

    def table(self, name: Hashable, columns: tuple[Column, ...], mask: int, make: Callable[[], Array]) -> Array:
        """What is put together from several columns, once for every setting of the groups that reach them."""
        if columns not in self._masks:
            self._masks[columns] = self.bits(columns) if self._groups else 0
        own = mask & self._masks[columns]
        if not own and self._within is not None:
            return self._within.columns.table(name, columns, self._within.mask, make)
        return self._tables((name, columns, own), make)

    def source(self, columns: tuple[Column, ...], mask: int) -> tuple[object, int]:
        """Where the columns come from: a token of the family that draws them, and the setting of its groups that they see.

        Beliefs with equal sources have the same arrays in all of these columns.
        """
        if columns not in self._masks:
            self._masks[columns] = self.bits(columns) if self._groups else 0
        own = mask & self._masks[columns]
        if not own and self._within is not None:
            return self._within.columns.source(columns, self._within.mask)
        return self._token, own

    def settings(self, columns: Iterable[Column]) -> list[int]:
        """All settings of the groups that reach the columns, as masks."""
        found, whole = [0], self.bits(columns)
        for u in range(whole.bit_length()):
            if whole >> u & 1:
                found += [mask | 1 << u for mask in found]
        return found

    def reads(self, column: Column) -> frozenset[str]:
        """Paths of the numbers that the column is drawn from; they hang on the shape of the case alone."""
        if column not in self._reads:
            seen: set[str] = set()
            numbers = _Reading(1, "", 0, lambda _: np.full(1, 0.5), seen=seen)

            def read(wanted: Column) -> Any:
                return MAKERS[str(wanted[0])](self.shape, self.ours, numbers, wanted, read)

            read(column)
            self._reads[column] = frozenset(seen)
        return self._reads[column]

    def _make(self, column: Column, mask: int) -> Any:
        return MAKERS[str(column[0])](
            self.shape, self.case(mask), self.numbers, column, lambda other: self(other, mask)
        )

    def _read(self, column: Column) -> int:
        """Groups with a number that is asked for when the column is drawn."""
        mask = 0
        for read in self.reads(column):
            steps = read.split(".")
            for k in range(1, len(steps) + 1):
                mask |= self._above.get(".".join(steps[:k]), 0)
            mask |= self._below.get(read, 0)
        return mask

    def _moved(self, column: Column, reached: int) -> int:
        """Of the groups that reach a lever, those that change it: most ties are none of one lever's business."""
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

    def __call__(self, path: str, quantity: Quantity) -> Floats:
        self.seen.add(path)  # type: ignore[attr-defined]
        return super().__call__(path, quantity)

    def ranking(self, path: str, ids: Any, ranking: Ranking, *, values: bool) -> Floats:
        self.seen.add(path)  # type: ignore[attr-defined]
        return super().ranking(path, ids, ranking, values=values)


class Belief:
    """A case as one perspective, one between two, or a what-if has it; D draws, n signers, K third parties.

    Arrays are put together from columns when they are first asked for.  Modes: 0 public, 1 private.
    """

    def __init__(self, columns: Columns, mask: int = 0, own: Mapping[str, Array] | None = None) -> None:
        """`own` are arrays that stand in for those of the same name."""
        self.columns, self.mask, self._own = columns, mask, dict(own or {})
        self.shape, self.draws = columns.shape, columns.numbers.draws
        self._narrow: dict[Hashable, Array] = {}

    @property
    def case(self) -> Case:
        """Resolved: with the numbers of this belief."""
        return self.columns.case(self.mask)

    def having(self, **arrays: Array) -> Belief:
        """The same with some arrays replaced; names as those of the attributes, of `SUBSTITUTES` alone."""
        strangers = set(arrays) - set(SUBSTITUTES)
        if strangers:
            raise ValueError(f"{', '.join(sorted(strangers))} cannot be replaced; {', '.join(SUBSTITUTES)} can")
        return Belief(self.columns, self.mask, {**self._own, **arrays})

    def believing(self, numbers: Mapping[str, Quantity]) -> Belief:
        """The same with some numbers replaced, by path; columns that read none of them are shared."""
        within = Belief(self.columns, self.mask)
        family = Columns(self.shape, self.case, self.columns.numbers, numbers, [tuple(numbers)], within)
        return Belief(family, 1, self._own)

    def seen_as(self, case: Case, paths: Iterable[str]) -> Belief:
        """The same as another case has it, which differs in the numbers at or below some paths alone."""
        family = Columns(self.shape, self.case, self.columns.numbers, None, [tuple(paths)], self, case)
        return Belief(family, 1)

    def column(self, *column: str | int) -> Any:
        """One column, see `MAKERS`."""
        if self._own:
            for name, (of_kind, place) in SUBSTITUTES.items():
                if column[0] == of_kind and name in self._own:
                    return np.ascontiguousarray(place(self._own[name], column))
        return self.columns(column, self.mask)

    def side_by_side(self, columns: Iterable[Column]) -> Floats:
        """(D, columns) as one array; the same object wherever the columns are the same."""
        wanted = tuple(columns)

        def make() -> Floats:
            table = np.empty((self.draws, len(wanted)))
            for at, column in enumerate(wanted):
                table[:, at] = self.column(*column)
            return table

        if self._substituted(wanted):
            return self._own_table(("side by side", wanted), make)
        return self.columns.table("side by side", wanted, self.mask, make)

    def by_party(self, columns: Iterable[tuple[int, Column]], width: tuple[int, ...] = ()) -> Floats:
        """(D, K, ...) columns of some third parties, 0 for the others; the same object wherever they are the same."""
        given = tuple(columns)

        def make() -> Floats:
            table = np.zeros((self.draws, len(self.shape.third_parties), *width))
            for k, column in given:
                table[:, k] = self.column(*column)
            return table

        key = ("by party", *width)
        wanted = tuple(column for _, column in given)
        if self._substituted(wanted):
            return self._own_table((key, wanted), make)
        return self.columns.table(key, wanted, self.mask, make)

    def source(self, columns: tuple[Column, ...]) -> tuple[object, int] | None:
        """See `Columns.source`; None where arrays of this belief's own stand in for columns."""
        return None if self._own else self.columns.source(columns, self.mask)

    def _own_table(self, key: Hashable, make: Callable[[], Array]) -> Array:
        if key not in self._narrow:
            self._narrow[key] = make()
        return self._narrow[key]

    def _substituted(self, columns: Iterable[Column]) -> bool:
        """Whether an array of this belief's own stands in for one of the columns."""
        if not self._own:
            return False
        kinds = {SUBSTITUTES[name][0] for name in self._own}
        return any(column[0] in kinds for column in columns)

    def _many(self, kind: str, count: int, *front: str | int) -> Floats:
        """(D, count) columns of one kind."""
        return self.side_by_side((kind, *front, at) for at in range(count))

    def _per_mode(self, kind: str, count: int) -> Floats:
        """(2, D, count)."""
        return np.stack([self._many(kind, count, mode) for mode in MODES])

    def _given(self, name: str, make: Callable[[], Array]) -> Array:
        return self._own[name] if name in self._own else make()

    @cached_property
    def option_utility(self) -> Floats:
        """(D, n, O) w_ij v_ij / 100, points."""
        return np.stack([self.column("utility", i) for i in range(len(self.shape.signers))], axis=1)

    @cached_property
    def linkage_points(self) -> Floats:
        """(D, L)."""
        found: Floats = self.column("linkages")
        return found

    @cached_property
    def red_active(self) -> Bools:
        """(D, R)."""
        found: Bools = self.column("red")
        return found

    @cached_property
    def face(self) -> Floats:
        """(D, n)."""
        return self._given("face", lambda: self._many("face", len(self.shape.signers)))

    @cached_property
    def war(self) -> Floats:
        """(D, n, horizon + 1) W_i(t)."""
        signers = range(len(self.shape.signers))
        return self._given("war", lambda: np.stack([self.column("fighting", i)[0] for i in signers], axis=1))

    @cached_property
    def optimism(self) -> Floats:
        """(D, n)."""
        return self._many("optimism", len(self.shape.signers))

    @cached_property
    def front(self) -> Front | None:
        """None where no signer's war is one of attrition."""
        found: Front | None = self.column("front")
        return found

    @cached_property
    def attrition(self) -> Mapping[int, Attrition]:
        """By signer, for those whose war is one of attrition."""
        lines = {i: self.column("fighting", i)[1] for i in range(len(self.shape.signers))}
        return {i: line for i, line in lines.items() if line is not None}

    @cached_property
    def hurting(self) -> Bools:
        """(D, n) whether fighting on hurts: worth less than the front frozen where it stands (attrition), or falling over
        the next months (direct).
        """
        result = np.empty((self.draws, len(self.shape.signers)), dtype=bool)
        for i in range(result.shape[1]):
            now, line = self.war[:, i, 0], self.attrition.get(i)
            if line is None:
                result[:, i] = now - self.war[:, i, min(LOOK_AHEAD, self.shape.horizon)] > 0
            else:
                assert self.front is not None
                result[:, i] = now < line.frozen(self.front.start, self.front.positions)
        return result

    @cached_property
    def lever_strength(self) -> Floats:
        """(2, D, V) strength times credibility; for inform a share of the optimism."""
        return self._given("lever_strength", lambda: self._per_mode("strength", len(self.shape.levers)))

    @cached_property
    def lever_cost(self) -> Floats:
        """(2, D, V)."""
        return self._per_mode("cost", len(self.shape.levers))

    @cached_property
    def sigma(self) -> Floats:
        """(D, K) settlement - war_goes_on."""
        return self._given("sigma", lambda: self._many("sigma", len(self.shape.third_parties)))

    @cached_property
    def offer_value(self) -> Floats:
        """(2, D, F) net value to the receiver."""
        return self._per_mode("offer", len(self.shape.offers))

    @cached_property
    def offer_cost(self) -> Floats:
        """(2, D, F) cost to the giver, audience cost included."""
        return self._per_mode("price", len(self.shape.offers))

    @cached_property
    def mistrust(self) -> Floats:
        """(D, K, n)."""
        third = range(len(self.shape.third_parties))
        return self.by_party(((k, ("mistrust", k)) for k in third), (len(self.shape.signers),))

    @cached_property
    def candour(self) -> Floats:
        """(2, D, K, n)."""
        third, width = range(len(self.shape.third_parties)), (len(self.shape.signers),)
        return np.stack([self.by_party(((k, ("candour", mode, k)) for k in third), width) for mode in MODES])

    def stake(self, field: str) -> Floats:
        """(D, K) one kind of stake: `success`, `failure` or `effort`."""
        return self.side_by_side(("stake", field, k) for k in range(len(self.shape.third_parties)))

    @cached_property
    def shift_level(self) -> Floats:
        """(D, shifts) points at once, as are the next three; `shift_rate` points per month."""
        found: Floats = self.column("morning").level
        return found

    @cached_property
    def shift_rate(self) -> Floats:
        """(D, shifts)."""
        found: Floats = self.column("morning").rate
        return found

    @cached_property
    def breach_gain(self) -> Floats:
        """(D, breaches)."""
        found: Floats = self.column("morning").gain
        return found

    @cached_property
    def safeguard_points(self) -> Floats:
        """(D, safeguards)."""
        found: Floats = self.column("morning").safeguard
        return found

    @cached_property
    def coins(self) -> Floats:
        """(D, n) uniforms that sample patterns of candour; only drawn where there are too many to sum."""
        signers = self.shape.signers
        if len(signers) <= EXACT_SIGNERS:
            return np.zeros((self.draws, len(signers)))
        return self.columns.numbers.coins([f"pattern:{s}" for s in signers])

    @cached_property
    def war_ends(self) -> dict[int, tuple[float, float, float]]:
        """Attrition, by signer: mean chances of its victory, its defeat, and a frozen war by the month of the freeze."""
        return {i: draws_of.ends(self.front, own) for i, own in self.attrition.items() if self.front is not None}

    @cached_property
    def waiting(self) -> Floats:
        """(D, n, horizon + 1) what a signer loses by fighting until month t: in a war of attrition the costs it expects to
        have paid by then, in a direct one the fall of W.
        """
        lost = self.war[:, :, :1] - self.war
        for i, own in self.attrition.items():
            assert self.front is not None
            lost[:, i] = draws_of.paid(self.front, own, self.war.shape[2] - 1)
        return lost

    def reservation(self, month: int) -> Floats:
        """(D, n) utility below which each signer fights on in `month`, under no levers."""
        total: Floats = self.face + self.war[:, :, month] + self.optimism
        return total


Get = Callable[[Column], Any]
Maker = Callable[[Structure, Case, Numbers, Column, Get], Any]


def _utility(shape: Structure, case: Case, numbers: Numbers, column: Column, get: Get) -> Array:
    party = shape.weights_of[int(column[1])]
    return draws_of.option_utility(shape, case.preferences[party], f"preferences.{party}", numbers)


def _fighting(shape: Structure, case: Case, numbers: Numbers, column: Column, get: Get) -> Any:
    i = int(column[1])

    def package_value(options: npt.NDArray[np.int64]) -> Floats:
        return draws_of.package_value(shape, get(("utility", i)), get(("linkages",)), i, options)

    return draws_of.signer_war(shape, case, numbers, i, get(("front",)), package_value)


def _face(shape: Structure, case: Case, numbers: Numbers, column: Column, get: Get) -> Array:
    party = shape.preference_of[int(column[1])]
    return numbers(f"preferences.{party}.face", case.preferences[party].face)


def _optimism(shape: Structure, case: Case, numbers: Numbers, column: Column, get: Get) -> Array:
    party = shape.war_of[int(column[1])]
    return numbers(f"war.values.{party}.optimism", case.war.values[party].optimism)


def _lever(shape: Structure, case: Case, numbers: Numbers, column: Column, get: Get) -> Array:
    kind, mode, v = column
    spec = shape.levers[int(v)]
    depends = get(("ties",)) if spec.path is None else None
    strength, cost = draws_of.lever_number(shape, case, numbers, spec, str(mode), depends)
    return strength if kind == "strength" else cost


def _offer(shape: Structure, case: Case, numbers: Numbers, column: Column, get: Get) -> Array:
    kind, mode, f = column
    value, cost = draws_of.offer_numbers(case, numbers, shape.offers[int(f)], str(mode))
    return value if kind == "offer" else cost


def _sigma(shape: Structure, case: Case, numbers: Numbers, column: Column, get: Get) -> Array:
    party = shape.third_parties[int(column[1])]
    settled, goes_on = (draws_of.stake_of(case, numbers, party, field) for field in ("settlement", "war_goes_on"))
    return np.asarray(settled - goes_on)


def _own(shape: Structure, case: Case, numbers: Numbers, column: Column, get: Get) -> Array:
    party = shape.third_parties[int(column[1])]
    if party not in case.preferences:
        return np.zeros((numbers.draws, 0))
    return draws_of.option_utility(shape, case.preferences[party], f"preferences.{party}", numbers)


MAKERS: dict[str, Maker] = {
    "utility": _utility,  # signer: (D, O)
    "linkages": lambda shape, case, numbers, _, get: draws_of.linkage_numbers(shape, case, numbers),  # (D, L)
    "red": lambda shape, case, numbers, _, get: draws_of.red_lines(shape, case, numbers),  # (D, R)
    "face": _face,  # signer: (D,)
    "front": lambda shape, case, numbers, _, get: draws_of.front_of(case, numbers),
    "fighting": _fighting,  # signer: W (D, horizon + 1), and its war of attrition or None
    "war": lambda shape, case, numbers, at, get: np.ascontiguousarray(get(("fighting", at[1]))[0][:, int(at[2])]),
    # signer, month: (D,)
    "optimism": _optimism,  # signer: (D,)
    "ties": lambda shape, case, numbers, _, get: draws_of.dependence(shape, case, numbers),
    "strength": _lever,  # mode, lever: (D,)
    "cost": _lever,  # mode, lever: (D,)
    "offer": _offer,  # mode, offer: (D,) worth to its receiver
    "price": _offer,  # mode, offer: (D,) cost to its giver
    "sigma": _sigma,  # third party: (D,)
    "stake": lambda shape, case, numbers, at, get: draws_of.stake_of(
        case, numbers, shape.third_parties[int(at[2])], str(at[1])
    ),  # kind of stake, third party: (D,)
    "mistrust": lambda shape, case, numbers, at, get: draws_of.mistrust_of(shape, case, numbers, int(at[1])),  # (D, n)
    "candour": lambda shape, case, numbers, at, get: draws_of.candour_of(
        shape, case, numbers, int(at[2]), str(at[1])
    ),  # mode, third party: (D, n)
    "morning": lambda shape, case, numbers, _, get: draws_of.morning_numbers(shape, case, numbers),
    "own": _own,  # third party: (D, O), without columns where it has no preferences
}
"""How every kind of column is drawn: from the case, the random numbers, and other columns."""

SUBSTITUTES: dict[str, tuple[str, Callable[[Array, Column], Array]]] = {
    "face": ("face", lambda array, at: array[:, int(at[1])]),
    "war": ("war", lambda array, at: array[:, int(at[1]), int(at[2])]),
    "lever_strength": ("strength", lambda array, at: array[MODES[str(at[1])], :, int(at[2])]),
    "sigma": ("sigma", lambda array, at: array[:, int(at[1])]),
}
"""Arrays that may stand in for columns: the kind of column, and where in the array it is."""


def read_all(belief: Belief) -> None:
    """Ask for every number that any plan may read, so that what is asked for can be noted."""
    shape = belief.shape
    third = range(len(shape.third_parties))
    for name in (
        "option_utility",
        "linkage_points",
        "red_active",
        "face",
        "war",
        "optimism",
        "lever_strength",
        "lever_cost",
    ):
        getattr(belief, name)
    for name in ("sigma", "offer_value", "offer_cost", "mistrust", "shift_level", "coins"):
        getattr(belief, name)
    for k in third:
        belief.column("own", k)
        for field in ("success", "failure", "effort"):
            belief.column("stake", field, k)
        for mode in MODES:
            belief.column("candour", mode, k)
