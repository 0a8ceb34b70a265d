"""Every number of a case with its path and the ground it stands on, and every claim that something refers to."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from pydantic import BaseModel

from goodoffices.case.parts import Part, root, walk
from goodoffices.case.quantity import Quantity
from goodoffices.case.schema import Case, Grounded

Ground = Grounded | Quantity


def numbers(case: Case) -> Iterator[Part]:
    """Every place of the case where a number stands, defaults included; numbers of perspectives are left out."""
    for part in walk(root(case)):
        if isinstance(part.value, Quantity) and not part.path.startswith("perspectives."):
            yield part


def quantities(case: Case) -> dict[str, Quantity]:
    """Path: number with its ground, for every number of the case, in an order that depends on the case alone.

    A number that names neither basis nor claims nor source takes all of them from the nearest mapping around it that
    names any.  Claims without a basis are basis `claim`, a source without one is basis `data`; a `claim` without
    claims, or a `data` without a source, takes these from further out.  Defaults nobody wrote stand on nothing.
    """
    return {part.path: grounded(part) for part in numbers(case)}


def grounded(part: Part) -> Quantity:
    """The number at a part with the ground it stands on."""
    number: Quantity = part.value
    if not part.written:
        return number
    levels: list[Ground] = [number, *(mapping for _, mapping in part.enclosing)]
    speaking = [level for level in levels if level.basis or level.claims or level.source]
    if not speaking:
        return number
    first = speaking[0]
    basis = first.basis or ("claim" if first.claims else "data")
    cited = _first_with("source", speaking, first, needed=basis == "data")
    ground = {
        "basis": basis,
        "claims": getattr(_first_with("claims", speaking, first, needed=basis == "claim"), "claims", ()),
        "source": getattr(cited, "source", None),
        "locator": number.locator or getattr(cited, "locator", None),
    }
    if all(getattr(number, name) == value for name, value in ground.items()):
        return number
    return number.model_copy(update=ground)


def _first_with(name: str, speaking: Sequence[Ground], first: Ground, *, needed: bool) -> Ground | None:
    """Where claims (or the source) come from: the level that speaks, else, if the basis needs them, the next out."""
    if getattr(first, name):
        return first
    return next((level for level in speaking if getattr(level, name)), None) if needed else None


def claim_references(case: Case) -> dict[str, tuple[str, ...]]:
    """Path: ids of the claims that the number, party, issue, plan, perspective or other mapping there names itself."""
    return {part.path: part.value.claims for part in walk(root(case)) if _named(part.value, "claims")}


def source_references(case: Case) -> dict[str, str]:
    """Path: id of the source that the number, claim, figure, event or other mapping there names itself."""
    return {part.path: part.value.source for part in walk(root(case)) if _named(part.value, "source")}


def _named(value: object, name: str) -> bool:
    return isinstance(value, BaseModel) and not isinstance(value, Case) and bool(getattr(value, name, None))
