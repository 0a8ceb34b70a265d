"""What two perspectives differ in, claim by claim."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from goodoffices.case.perspective import resolve
from goodoffices.case.quantity import Quantity
from goodoffices.case.schema import Case
from goodoffices.case.walking import quantities

BESIDE = frozenset({"basis", "claims", "source", "locator", "note"})
"""Fields of a number that say what it rests on, not what it is."""


@dataclass(frozen=True)
class Difference:
    """Numbers in which two perspectives differ and which rest on the same claim."""

    name: str
    """The claim's id, or the part of the case (`stakes.china`) for numbers that rest on none."""
    claim: str | None
    paths: tuple[str, ...]


Given = Mapping[str, Quantity]
"""Path: a number with its ground, for every number of a case as one perspective has it (`quantities`)."""


def differences(case: Case, a: str, b: str, given: tuple[Given, Given] | None = None) -> tuple[Difference, ...]:
    """What a and b differ in, in the order of the case's claims, what rests on no claim last.

    A number belongs to the claim that it chiefly rests on: of those cited where a perspective sets it (a's first, then
    b's), the one cited first.

    `given` are the numbers of a and of b, where they are at hand.  Raises CaseError for an unknown perspective.
    """
    ours, theirs = given or (quantities(resolve(case, a)), quantities(resolve(case, b)))
    found: dict[str, list[str]] = {}
    for path in ours:
        if _size(ours[path]) != _size(theirs[path]):
            found.setdefault(_chief_claim(case, (a, b), path, ours[path], theirs[path]), []).append(path)
    order = [name for name in case.claims if name in found] + [name for name in found if name not in case.claims]
    return tuple(Difference(name, name if name in case.claims else None, tuple(found[name])) for name in order)


def _size(number: Quantity) -> dict[str, object]:
    return number.model_dump(exclude=set(BESIDE))


def _chief_claim(case: Case, names: tuple[str, str], path: str, ours: Quantity, theirs: Quantity) -> str:
    for name, number in zip(names, (ours, theirs), strict=True):
        set_by_it = any(path == at or path.startswith(f"{at}.") for at in case.perspectives[name].set)
        if set_by_it and number.claims:
            return number.claims[0]
    return next((n.claims[0] for n in (ours, theirs) if n.claims), ".".join(path.split(".")[:2]))


def numbers_at(case: Case, perspective: str, paths: Iterable[str]) -> dict[str, Quantity]:
    """Path: its number as a perspective has it."""
    given = quantities(resolve(case, perspective))
    return {path: given[path] for path in paths}
