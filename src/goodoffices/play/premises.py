"""What every question about a case begins with: its shape, its perspectives, and which random numbers they read."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import partial

from goodoffices.case.perspective import BASELINE, resolve
from goodoffices.case.schema import Case, Perspective
from goodoffices.model.numbers import Numbers, names_of, numbers_of
from goodoffices.model.structure import Structure, structure
from goodoffices.play.belief import Belief, Columns, read_all
from goodoffices.play.memo import Memo

LONE = Perspective(name="The case as it stands")
"""What a case without perspectives is studied under, by the name of `baseline`."""


@dataclass(frozen=True, eq=False)
class Premises:
    """A case laid out as far as it hangs on no draws."""

    case: Case
    known: Mapping[str, Perspective]
    """In file order; `LONE` where the case has none."""
    shape: Structure
    resolved: Mapping[str, Case]
    """perspective: the case with its numbers."""
    names: tuple[str, ...]
    """Sorted names of all random numbers that some perspective reads."""

    def belief(self, perspective: str, base: Belief) -> Belief:
        """A perspective, on the draws of the case as it stands (`Belief` of `case`)."""
        known = self.known[perspective]
        return base.seen_as(self.resolved[perspective], known.set) if known.set else base

    def numbers(self, seed: int, draws: int) -> Numbers:
        """Random numbers for all perspectives, so that one studied alone sees the same draws."""
        return numbers_of(self.names, seed, draws)


_KEPT: Memo[Premises] = Memo(4)
"""By the identity of the case.  What is kept holds its case, so no other one can come to have the same identity."""


def premises(case: Case) -> Premises:
    """The premises of a case; laid out once for each of the last few cases asked about.

    Raises:
        CaseError: a perspective whose numbers do not fit the case.
        InfeasibleError: rules that leave no package.
    """
    return _KEPT(id(case), lambda: _laid_out(case))


def _laid_out(case: Case) -> Premises:
    known = known_perspectives(case)
    shape, resolved = structure(case), {name: resolve(case, name) for name in known}
    return Premises(case, known, shape, resolved, common_names(shape, resolved.values()))


def known_perspectives(case: Case) -> dict[str, Perspective]:
    """The perspectives of a case, in file order; the case as it stands where it has none."""
    return dict(case.perspectives) or {BASELINE: LONE}


def common_names(shape: Structure, cases: Iterable[Case]) -> tuple[str, ...]:
    """Sorted names of all random numbers that some perspective (resolved) of a case reads."""

    def read(seen: Case, numbers: Numbers) -> None:
        read_all(Belief(Columns(shape, seen, numbers)))

    return tuple(sorted(set[str]().union(*(names_of(partial(read, seen)) for seen in cases))))
