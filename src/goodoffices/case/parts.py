"""The tree of a case: every part with its dotted path and with what may stand there.

The schema's own annotations say what may stand where; walking, overriding and explaining all read them from here.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from types import NoneType, UnionType
from typing import Annotated, Any, Union, get_args, get_origin, get_type_hints

from pydantic import BaseModel

from goodoffices.case.quantity import Quantity
from goodoffices.case.schema import Case, Grounded


@dataclass(frozen=True)
class Part:
    """A place in a case."""

    path: str
    value: Any
    hint: Any
    """The annotation of the place, with its domain (`Share`, `Gain` ...)."""
    written: bool
    """False for a default that nobody wrote."""
    enclosing: tuple[tuple[str, Grounded], ...]
    """Path and mapping of every `Grounded` mapping around it, nearest first."""


@lru_cache(maxsize=256)
def fields_of(model: type[BaseModel]) -> Mapping[str, Any]:
    """Field: annotation, in the order of the schema."""
    hints = get_type_hints(model, include_extras=True)
    return {name: hints[name] for name in model.model_fields}


def candidates(hint: Any) -> tuple[Any, ...]:
    """What may stand at a place, None aside: the members of a union (each with its metadata), or the one annotation."""
    if get_origin(hint) is Annotated:
        inner = candidates(get_args(hint)[0])
        return (hint,) if len(inner) == 1 else inner
    if get_origin(hint) in (Union, UnionType):
        return tuple(c for member in get_args(hint) if member is not NoneType for c in candidates(member))
    return (hint,)


def bare(hint: Any) -> Any:
    """The annotation without its metadata."""
    return bare(get_args(hint)[0]) if get_origin(hint) is Annotated else hint


def metadata(hint: Any) -> tuple[Any, ...]:
    """Metadata of the annotation, None in a union aside: `Share | None` gives that of `Share`."""
    only = candidates(hint)
    if len(only) != 1 or get_origin(only[0]) is not Annotated:
        return ()
    return tuple(get_args(only[0])[1:])


def inner_hint(hint: Any, step: str | int) -> Any:
    """Annotation of what stands under a field, key or index of a place that has one candidate; None where unknown."""
    plain = bare(hint)
    if isinstance(plain, type) and issubclass(plain, BaseModel):
        return fields_of(plain).get(str(step))
    arguments = get_args(plain)
    if get_origin(plain) is dict:
        return arguments[1]
    if get_origin(plain) is tuple:
        index = 0 if len(arguments) == 2 and arguments[1] is Ellipsis else int(step)
        return arguments[index] if 0 <= index < len(arguments) else None
    return None


def children(part: Part) -> Iterator[tuple[str, Part]]:
    """What stands directly under a part: (field, key or index, part); nothing under a number or a text."""
    value = part.value
    if isinstance(value, Quantity):
        return
    around = ((part.path, value), *part.enclosing) if isinstance(value, Grounded) else part.enclosing
    prefix = f"{part.path}." if part.path else ""
    if isinstance(value, BaseModel):
        for name, hint in fields_of(type(value)).items():
            written = part.written and name in value.model_fields_set
            yield name, Part(prefix + name, getattr(value, name), hint, written, around)
    elif isinstance(value, (Mapping, tuple)):
        pairs = value.items() if isinstance(value, Mapping) else enumerate(value)
        hint = _matching(part.hint, value)
        for key, item in pairs:
            yield str(key), Part(f"{prefix}{key}", item, inner_hint(hint, key), part.written, around)


def _matching(hint: Any, value: object) -> Any:
    wanted = dict if isinstance(value, Mapping) else tuple
    return next((c for c in candidates(hint) if get_origin(bare(c)) is wanted), None)


def root(case: Case) -> Part:
    """The case itself as a part."""
    return Part("", case, Case, True, ())


def walk(part: Part) -> Iterator[Part]:
    """The part and everything under it, depth first: sections in the order of the schema, ids in that of the file."""
    yield part
    for _, child in children(part):
        yield from walk(child)
