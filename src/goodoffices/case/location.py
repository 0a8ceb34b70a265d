"""Where in the file an error of the schema stands, and what may stand there.

The schema library names places by its own inner steps: besides fields, keys and indices, the member of a union that it
tried.  Here the steps of the file are told from those of the library, by descending the schema's annotations.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal, get_args, get_origin

from pydantic import BaseModel
from pydantic.fields import FieldInfo

from goodoffices.case.parts import bare, candidates, fields_of, inner_hint
from goodoffices.case.schema import Case, Ranking

Step = str | int | float
Steps = tuple[Step, ...]
ON_KEY = "[key]"


@dataclass(frozen=True)
class Branch:
    """A union on the way to a place, and the member of it that was tried."""

    steps: Steps
    union: Any
    member: Any


@dataclass(frozen=True)
class Location:
    """A place in the file as the schema sees it."""

    steps: Steps
    hint: Any
    """Annotation of the place; None where the schema knows no such place."""
    around: Any
    """Annotation of what the place is directly inside of."""
    on_key: bool
    """True for an error in the key rather than in what it leads to."""
    branches: tuple[Branch, ...]

    def model_around(self) -> type[BaseModel] | None:
        """The mapping with named fields that the place is a field of."""
        plain = bare(self.around)
        return plain if isinstance(plain, type) and issubclass(plain, BaseModel) else None


def locate(loc: Sequence[Step]) -> Location:
    """The place in the file that an error location of the schema library means."""
    steps: list[Step] = []
    branches: list[Branch] = []
    hint: Any = Case
    around: Any = None
    for position, step in enumerate(loc):
        if step == ON_KEY and position == len(loc) - 1:
            return Location(tuple(steps), hint, around, True, tuple(branches))
        members = candidates(hint) if hint is not None else ()
        if len(members) > 1:
            member = next((m for m in members if _is_called(m, str(step))), None)
            branches.append(Branch(tuple(steps), hint, member))
            hint = member
            continue
        steps.append(step)
        around = members[0] if members else None
        hint = inner_hint(around, step) if around is not None and not isinstance(step, float) else None
    return Location(tuple(steps), hint, around, False, tuple(branches))


def _is_called(member: Any, label: str) -> bool:
    plain = bare(member)
    if isinstance(plain, type) and issubclass(plain, BaseModel):
        return label == plain.__name__ or label in kind_names(plain)
    if get_origin(plain) is Literal:
        return label.startswith("literal[")
    origin = get_origin(plain)
    if origin is not None:
        return label.startswith(f"{origin.__name__}[")
    return label in ("constrained-str", plain.__name__)


def kind_names(model: type[BaseModel]) -> tuple[str, ...]:
    """The values of a model's `kind` field, where it has one that tells it from others."""
    hint = fields_of(model).get("kind")
    return tuple(get_args(bare(hint))) if get_origin(bare(hint)) is Literal else ()


def intended(hint: Any, value: Any) -> Any:
    """The member of a union that whoever wrote `value` will have meant; None where it is like none of them."""
    for member in candidates(hint):
        plain = bare(member)
        origin = get_origin(plain)
        if plain is Ranking:
            fits = isinstance(value, dict) and is_ranking(value)
        elif isinstance(plain, type) and issubclass(plain, BaseModel):
            fits = isinstance(value, dict) and value.get("kind") in kind_names(plain)
        elif origin is dict:
            fits = isinstance(value, dict) and not is_ranking(value)
        elif origin is tuple:
            fits = isinstance(value, list)
        else:
            wanted = str if origin is Literal or plain is str else plain
            fits = isinstance(value, wanted) and not isinstance(value, bool)
        if fits:
            return member
    return None


def is_ranking(value: dict[Any, Any]) -> bool:
    """True for a mapping meant as a `Ranking` rather than as numbers by id."""
    return isinstance(value.get("order"), list) or (
        "order" not in value and (isinstance(value.get("bounds"), dict) or isinstance(value.get("ratios"), list))
    )


def standing_at(raw: Any, steps: Sequence[Step]) -> tuple[bool, Any]:
    """Whether something stands at a place of the raw tree, and what."""
    value = raw
    for step in steps:
        in_list = isinstance(value, list) and isinstance(step, int) and 0 <= step < len(value)
        if not in_list and not (isinstance(value, dict) and step in value):
            return False, None
        value = value[step]
    return True, value


def describe(model: type[BaseModel], name: str) -> str | None:
    """What the schema says about a field."""
    field: FieldInfo | None = model.model_fields.get(name)
    return field.description if field is not None else None


def choices(hint: Any) -> tuple[str, ...]:
    """The words that may stand at a place that takes one of a few; empty where it takes anything else."""
    members = candidates(hint) if hint is not None else ()
    return tuple(str(word) for m in members if get_origin(bare(m)) is Literal for word in get_args(bare(m)))
