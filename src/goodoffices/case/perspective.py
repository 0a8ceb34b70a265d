"""A perspective applied to a case: the same conflict with one reader's numbers in place."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from pydantic import BaseModel, BeforeValidator, TypeAdapter, ValidationError
from pydantic_core import PydanticCustomError

from goodoffices.case.parts import Part, children, metadata, root, walk
from goodoffices.case.problem import CaseError, Problem, did_you_mean, nearest
from goodoffices.case.quantity import Quantity, Within
from goodoffices.case.schema import Candour, Case, Outcome, Perspective, Ranking

BASELINE = "baseline"
"""Name of the case as it stands, where it has no perspectives."""


def resolve(case: Case, name: str) -> Case:
    """The case as a perspective sees it: a new case with the perspective's numbers in place, all else shared.

    A number that names no ground stands on the perspective's claims, or else is a judgement; it does not inherit the
    ground of the number it replaces.  The perspectives stay in the case, so its shape is the same under all of them.

    Raises:
        CaseError: no such perspective, a path at which no number stands, or a number outside the domain of its place.
    """
    if name not in case.perspectives:
        if name == BASELINE and not case.perspectives:
            return case
        known = tuple(case.perspectives) or (BASELINE,)
        message = f"{name!r} is not a perspective of this case"
        raise CaseError([Problem(case.name, None, "perspectives", message, name, did_you_mean(name, known))])
    resolved, problems = applied(case, name)
    if problems:
        raise CaseError(problems)
    return resolved


def applied(case: Case, name: str) -> tuple[Case, list[Problem]]:
    """The case with every number of the perspective that fits, and a problem for each that does not."""
    perspective = case.perspectives[name]
    resolved, problems = case, []
    for path, number in perspective.set.items():
        try:
            new = _fitting(case, path, _with_ground(number, perspective))
        except PydanticCustomError as misfit:
            where = f"perspectives.{name}.set.{path}"
            suggestion = _suggestion(case, path) if misfit.type == "path" else None
            problems.append(Problem(case.name, None, where, misfit.message(), path, suggestion))
        else:
            resolved = _replaced(resolved, path.split("."), new)
    return resolved, problems


def with_numbers(case: Case, numbers: Mapping[str, Quantity]) -> Case:
    """The case with other numbers at some paths at which numbers stand; what is not touched is shared."""
    for path, number in numbers.items():
        case = _replaced(case, path.split("."), number)
    return case


def fitting(case: Case, path: str, number: object) -> Any:
    """What to put at a path: a number as a file may give it, checked against the domain of the place.

    Raises:
        CaseError: no number stands there, or it does not fit.
    """
    try:
        return _fitting(case, path, TypeAdapter(Quantity).validate_python(number))
    except PydanticCustomError as misfit:
        suggestion = _suggestion(case, path) if misfit.type == "path" else None
        raise CaseError([Problem(case.name, None, path, misfit.message(), path, suggestion)]) from misfit
    except ValidationError as error:
        found = error.errors()[0]
        raise CaseError([Problem(case.name, None, path, found["msg"], str(number), None)]) from error


def _with_ground(number: Quantity, perspective: Perspective) -> Quantity:
    claims = number.claims or (perspective.claims if number.basis in (None, "claim") and not number.source else ())
    basis = number.basis or ("claim" if claims else "data" if number.source else "judgement")
    return number.model_copy(update={"basis": basis, "claims": claims})


def _fitting(case: Case, path: str, number: Quantity) -> Any:
    """What to put at the path: the number, checked against the domain of the place.

    Where the file may give one number for a whole mapping (`candour.china.russia`, a `victory` in points), so may a
    perspective.
    """
    part = _find(case, path)
    if part is not None and isinstance(part.value, Quantity):
        for rule in metadata(part.hint):
            if isinstance(rule, BeforeValidator) and isinstance(rule.func, Within):
                rule.func(number)
        return number
    if part is not None and (
        isinstance(part.value, Candour) or (isinstance(part.value, Outcome) and part.value.points)
    ):
        try:
            return TypeAdapter(part.hint).validate_python(number)
        except ValidationError as error:
            raise PydanticCustomError("within", "{text}", {"text": error.errors()[0]["msg"]}) from error
    raise PydanticCustomError("path", "no number stands at {path} in the case itself", {"path": path})


def _find(case: Case, path: str) -> Part | None:
    part: Part | None = root(case)
    for step in path.split("."):
        if part is None:
            return None
        part = dict(children(part)).get(step)
    return None if path.split(".")[0] == "perspectives" else part


def _replaced(value: Any, steps: list[str], new: Any) -> Any:
    """A copy of a part of a case with another thing at the end of the steps; untouched parts are shared."""
    if not steps:
        return new
    first, rest = steps[0], steps[1:]
    if isinstance(value, BaseModel):
        return value.model_copy(update={first: _replaced(getattr(value, first), rest, new)})
    if isinstance(value, tuple):
        index = int(first)
        return (*value[:index], _replaced(value[index], rest, new), *value[index + 1 :])
    return {**value, first: _replaced(value[first], rest, new)}


def _suggestion(case: Case, path: str) -> str:
    """The number nearest to a path: every step that is not there is replaced by the nearest one that is."""
    part = root(case.model_copy(update={"perspectives": {}}))
    for step in path.split("."):
        below = dict(children(part))
        if isinstance(part.value, Ranking):
            return f"{part.path} is a ranking: give numbers there before a perspective changes one"
        if part.value is None:
            return f"{part.path} is not in the case: write it there first"
        if not below:
            break
        name = step if step in below else nearest(step, below)
        if name is None:
            return f"at {part.path} stand {', '.join(below)}" if part.path else f"sections are {', '.join(below)}"
        part = below[name]
    first = next((p.path for p in walk(part) if isinstance(p.value, Quantity)), None)
    return f"did you mean {first!r}?" if first else f"nothing at {part.path} is a number"
