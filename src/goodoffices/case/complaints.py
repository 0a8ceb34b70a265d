"""Errors of the schema in the words of the case file: what stands there, and what would be right."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import replace
from typing import Any, get_args, get_origin

from pydantic import BaseModel, ValidationError

from goodoffices.case.location import Location, Steps, choices, describe, intended, kind_names, locate, standing_at
from goodoffices.case.parts import bare, candidates, fields_of
from goodoffices.case.problem import Problem, did_you_mean, nearest, shown
from goodoffices.case.quantity import Quantity
from goodoffices.case.schema import ClaimId, State, StatePattern

Details = Mapping[str, Any]
Saying = tuple[str, str | None]
"""A message, and a suggestion if there is one."""

ID_RULE = "an id is lower-case letters, digits and underscores, a letter first"
CLAIM_RULE = "an id of a claim or source is lower-case letters, digits, dashes and underscores"
NAME_RULE = "a case's name is lower-case letters, digits and dashes"
STATE_RULE = "a text of Y and N, a letter for every option"
MAPPING = "must be a mapping, `name: value`"


def complaints(error: ValidationError, raw: Any, file: str) -> Iterator[tuple[Steps, Problem]]:
    """A problem, without its line, for every error of the schema, with the steps that lead to it in the raw tree."""
    said: set[tuple[str, str]] = set()
    for details in error.errors(include_url=False, include_context=True, include_input=False):
        steps, saying = _complaint(dict(details), locate(details["loc"]), raw)
        path = ".".join(str(step) for step in steps)
        if saying is None or (path, saying[0]) in said:
            continue
        said.add((path, saying[0]))
        stands, value = standing_at(raw, steps)
        yield steps, Problem(file, None, path, saying[0], shown(value) if stands else None, saying[1])


def _complaint(details: dict[str, Any], place: Location, raw: Any) -> tuple[Steps, Saying | None]:
    """Steps and saying; no saying where the error is about a form of the thing that was not meant."""
    for branch in place.branches:
        value = standing_at(raw, branch.steps)[1]
        meant = intended(branch.union, value)
        if meant is None:
            return branch.steps, _no_branch(branch.union, value)
        if branch.member != meant:
            return branch.steps, None
    steps = place.steps
    if details["type"] == "missing" and isinstance(steps[-1], str):
        return steps, _missing(place, standing_at(raw, steps[:-1])[1])
    if details["type"] == "missing":
        steps = steps[:-1]
        return steps, _length(details, replace(place, hint=place.around), standing_at(raw, steps)[1])
    steps = _existing(raw, steps)
    return steps, _say(details, place, standing_at(raw, steps)[1])


def _existing(raw: Any, steps: Steps) -> Steps:
    """The steps as far as they stand in the file: a number given for a whole mapping has no inner steps there."""
    while steps and not standing_at(raw, steps)[0]:
        steps = steps[:-1]
    return steps


def _no_branch(union: Any, value: Any) -> Saying:
    forms = [form for form in (_form(member) for member in candidates(union)) if form]
    near = nearest(value, choices(union)) if isinstance(value, str) else None
    return f"must be {' or '.join(forms)}, found {shown(value)}", f"did you mean {near!r}?" if near else None


def _form(member: Any) -> str:
    plain = bare(member)
    origin = get_origin(plain)
    words = choices(member)
    if words:
        return " or ".join(words)
    if isinstance(plain, type) and issubclass(plain, BaseModel):
        kinds = kind_names(plain)
        return f"a mapping with {_listed([f'kind: {k}' for k in kinds])}" if kinds else "a mapping with `order: [...]`"
    forms: dict[Any, str] = {dict: "a mapping by id", tuple: "a list", float: "a number"}
    return forms.get(origin or plain, "a text")


def _say(details: dict[str, Any], place: Location, value: Any) -> Saying:
    kind = str(details["type"])
    if place.on_key:
        return _bad_key(place, kind)
    if kind in SAYINGS:
        return SAYINGS[kind](details, place, value)
    if kind in WANTED:
        return _wanted(WANTED[kind], value)
    message = str(details["msg"])
    return message[:1].lower() + message[1:], None


def _wanted(what: str, value: Any) -> Saying:
    hint = None
    if value is None:
        hint = "write it, or delete the line"
    elif what == "must be text" and not isinstance(value, (dict, list)):
        hint = f"put it in quotes: {str(value)[:40]!r}"
    elif what == "must be a list" and not isinstance(value, dict):
        hint = f"as in [{str(value)[:40]}]"
    elif what.endswith("number") and isinstance(value, str) and value.isdecimal():
        hint = "leave out the quotes"
    return f"{what}, found {shown(value)}", hint


WANTED: Mapping[str, str] = {
    "string_type": "must be text",
    "int_type": "must be a whole number",
    "int_from_float": "must be a whole number",
    "float_type": "must be a number",
    "finite_number": "must be a finite number",
    "bool_type": "must be true or false",
    "bool_parsing": "must be true or false",
    "dict_type": MAPPING,
    "model_type": MAPPING,
    "tuple_type": "must be a list",
    "day": "must be a date as year-month-day, as in 2024-05-31",
}


def _bad_key(place: Location, kind: str) -> Saying:
    key = place.steps[-1]
    if kind == "string_type":
        return f"the key {key} must be text", f"begin it with a letter, as in n{key}"
    if place.steps[0] == "graph" and place.steps[-2] in ("payoffs", "names"):
        return f"must be {STATE_RULE}, found {shown(key)}", None
    return _bad_id(str(key), CLAIM_RULE if place.steps[0] in ("claims", "sources", "figures") else ID_RULE)


def _bad_id(text: str, rule: str) -> Saying:
    slug = re.sub(r"[^a-z0-9]+", "_", text.lower()[:60]).strip("_").lstrip("0123456789_")
    return f"{shown(text)} cannot be an id: {rule}", f"write {slug}" if slug and rule != NAME_RULE else None


def _pattern(details: Details, place: Location, value: Any) -> Saying:
    if place.hint in (State, StatePattern):
        return (
            f"must be {STATE_RULE}{', or - for either' if place.hint == StatePattern else ''}, found {shown(value)}",
            None,
        )
    if place.steps == ("name",):
        return _bad_id(str(value), NAME_RULE)
    return _bad_id(str(value), CLAIM_RULE if place.hint == ClaimId else ID_RULE)


def _missing(place: Location, mapping: Any) -> Saying:
    name, model = str(place.steps[-1]), place.model_around()
    known = model.model_fields if model else {}
    misspelt = nearest(name, [key for key in mapping if isinstance(key, str) and key not in known])
    if misspelt:
        return f"{name!r} is missing", f"is {misspelt!r} meant for it?"
    meaning = describe(model, name) if model else None
    return f"{name!r} is missing", f"add `{name}:` ({meaning})" if meaning else f"add `{name}:`"


def _length(details: Details, place: Location, value: Any) -> Saying:
    arguments = get_args(bare(place.hint))
    if get_origin(bare(place.hint)) is tuple and Ellipsis not in arguments:
        return f"must be a list of {len(arguments)}, found {len(value)}", None
    limits = details.get("ctx", {})
    if details["type"] == "too_long":
        return f"has {len(value)} entries; it takes {limits.get('max_length')}", None
    return f"has {len(value)} entries; it needs {limits.get('min_length')}", None


def _extra(details: Details, place: Location, value: Any) -> Saying:
    name, model = str(place.steps[-1]), place.model_around()
    known = tuple(fields_of(model)) if model else ()
    return f"{name!r} is not a field here", did_you_mean(name, known) or f"fields are {', '.join(known)}"


def _choice(details: Details, place: Location, value: Any) -> Saying:
    words = choices(place.hint)
    near = nearest(value, words) if isinstance(value, str) else None
    return f"must be {_listed(words)}, found {shown(value)}", f"did you mean {near!r}?" if near else None


def _kind(details: Details, place: Location, value: Any) -> Saying:
    kinds = [kind for member in candidates(place.hint) for kind in kind_names(bare(member))]
    wanted = " or ".join(f"kind: {kind}" for kind in kinds)
    if not isinstance(value, dict):
        return f"must be a mapping, found {shown(value)}", f"say {wanted}"
    if "kind" in value:
        near = nearest(str(value["kind"]), kinds)
        return f"{shown(value['kind'])} is not a kind here", f"did you mean {near!r}?" if near else f"say {wanted}"
    return "'kind' is missing", f"say {wanted}"


def _number(details: Details, place: Location, value: Any) -> Saying:
    message = str(details["msg"])
    return message if isinstance(value, (dict, list)) else f"{message}, found {shown(value)}", None


def _distribution(details: Details, place: Location, value: Any) -> Saying:
    strangers = [str(key) for key in value if key not in Quantity.model_fields] if isinstance(value, dict) else []
    near = [(stranger, name) for stranger in strangers if (name := nearest(stranger, FORMS))]
    return str(details["msg"]), f"did you mean {near[0][1]!r} for {near[0][0]!r}?" if near else None


FORMS = (*Quantity.model_fields, "public", "private", "package", "points")


def _listed(words: Iterable[str]) -> str:
    every = list(words)
    return every[0] if len(every) == 1 else f"{', '.join(every[:-1])} or {every[-1]}"


SAYINGS: Mapping[str, Callable[[Details, Location, Any], Saying]] = {
    "extra_forbidden": _extra,
    "literal_error": _choice,
    "union_tag_not_found": _kind,
    "union_tag_invalid": _kind,
    "model_attributes_type": _kind,
    "string_pattern_mismatch": _pattern,
    "too_short": _length,
    "too_long": _length,
    "number": _number,
    "kind": _distribution,
}
