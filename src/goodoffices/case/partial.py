"""The part of a broken case that still makes sense, so that its other mistakes can be found in the same run."""

from __future__ import annotations

import copy
from collections.abc import Sequence
from typing import Any

from pydantic import ValidationError

from goodoffices.case.location import Steps, locate, standing_at
from goodoffices.case.schema import Case

ROUNDS = 12
"""Removing a part can make what is around it invalid, which the next round removes; a case is eight levels deep."""

STAND_INS: dict[str, Any] = {
    "goodoffices": 1,
    "name": "unnamed",
    "title": "untitled",
    "as_of": "2000-01-01",
    "preferences": {},
    "war": {"values": {}},
}


def partial_case(raw: dict[Any, Any]) -> tuple[Case | None, list[str]]:
    """The case without the parts the schema refuses, and the paths of what was removed; None where too little is left.

    Cost: at most `ROUNDS` validations of the case.
    """
    rest = copy.deepcopy(raw)
    removed: list[str] = []
    for _ in range(ROUNDS):
        try:
            return Case.model_validate(rest), removed
        except ValidationError as error:
            places = {_to_remove(rest, locate(e["loc"]).steps, e["type"]) for e in error.errors(include_url=False)}
        if () in places and not _stand_in(rest, removed):
            return None, removed
        for steps in sorted(places - {()}, key=len):
            _remove(rest, steps)
            removed.append(".".join(str(step) for step in steps))
    return None, removed


def _to_remove(raw: Any, steps: Steps, kind: str) -> Steps:
    """Steps of what to remove for an error: what stands there, a whole list for one of its entries; () for the case."""
    if kind == "missing":
        steps = steps[:-1]
    while steps and not standing_at(raw, steps)[0]:
        steps = steps[:-1]
    lists = (count for count in range(len(steps)) if isinstance(standing_at(raw, steps[:count])[1], list))
    first = next(lists, None)
    return steps if first is None else steps[:first]


def _remove(raw: Any, steps: Sequence[Any]) -> None:
    stands, around = standing_at(raw, steps[:-1])
    if stands and isinstance(around, dict):
        around.pop(steps[-1], None)


def _stand_in(raw: dict[Any, Any], removed: list[str]) -> bool:
    """Put something harmless in the place of top fields that are missing; False where there is nothing to put in."""
    missing = [name for name in STAND_INS if name not in raw]
    for name in missing:
        raw[name] = copy.deepcopy(STAND_INS[name])
        removed.append(name)
    return bool(missing)


def touches(path: str, removed: Sequence[str]) -> bool:
    """True where a path is, lies in, or holds something that was removed."""
    return any(path == r or path.startswith(f"{r}.") or r.startswith(f"{path}.") for r in removed)
