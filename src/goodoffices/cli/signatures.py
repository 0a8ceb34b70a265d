"""Functions made into verbs by others: typer reads their arguments and options off a signature that is put together."""

from __future__ import annotations

import functools
import inspect
from collections.abc import Callable, Iterable
from dataclasses import fields
from typing import Any, get_type_hints

Called = Callable[..., None]


def option(name: str, kind: Any, default: Any = inspect.Parameter.empty) -> inspect.Parameter:
    """An option as it stands in a signature; without `default` it must be given."""
    return inspect.Parameter(name, inspect.Parameter.KEYWORD_ONLY, default=default, annotation=kind)


def own_options(function: Callable[..., Any], *without: str) -> list[inspect.Parameter]:
    """Arguments and options of a function, their types evaluated, but for those `without`."""
    return [own for own in inspect.signature(function, eval_str=True).parameters.values() if own.name not in without]


def signed(called: Called, parameters: Iterable[inspect.Parameter]) -> Called:
    """The same function (made with `functools.wraps`), which typer takes to have these parameters, by keyword."""
    asked = [one.replace(kind=inspect.Parameter.KEYWORD_ONLY) for one in parameters]
    called.__signature__ = inspect.Signature(asked)  # type: ignore[attr-defined]
    called.__annotations__ = {one.name: one.annotation for one in asked}
    del called.__wrapped__  # type: ignore[attr-defined]
    return called


def gathering(record: type[Any], name: str) -> Callable[[Called], Called]:
    """Make a verb of a function to which some options come as one record, its parameter `name`: a
    dataclass with an option in every field, and what it is by itself.
    """
    kinds = get_type_hints(record, include_extras=True)
    own = [option(field.name, kinds[field.name], field.default) for field in fields(record)]

    def made(function: Called) -> Called:
        @functools.wraps(function)
        def called(**given: Any) -> None:
            gathered = record(**{one.name: given.pop(one.name) for one in own})
            function(**given, **{name: gathered})

        mine = own_options(function)
        at = next(i for i, one in enumerate(mine) if one.name == name)
        return signed(called, [*mine[:at], *own, *mine[at + 1 :]])

    return made
