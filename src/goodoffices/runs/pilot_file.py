"""A pilot on disk, so that the processes and machines of one run need not make it anew: arrays only, no pickles."""

from __future__ import annotations

import io
import json
from collections.abc import Mapping
from typing import Any

import numpy as np

from goodoffices.case.perspective import resolve
from goodoffices.case.schema import Case
from goodoffices.engines.frontier.pool import Pool
from goodoffices.model.structure import Structure
from goodoffices.play.expectations import Alone, Expectations, Fixed
from goodoffices.play.pilot import Pilot
from goodoffices.play.premises import known_perspectives


def encode(pilot: Pilot) -> bytes:
    """Bytes of a NumPy archive, the same for the same pilot."""
    texts = pilot.fixed.texts
    head: dict[str, Any] = {
        "name": pilot.name, "title": pilot.title, "names": pilot.names, "seed": pilot.seed, "draws": pilot.draws,
        "distinct": texts.distinct, "coverage": texts.coverage,
        "front": {month: list(places.items()) for month, places in pilot.fixed.front.items()}, "plans": {},
    }  # fmt: skip
    arrays: dict[str, np.ndarray[Any, Any]] = {"codes": texts.codes, "frequency": texts.frequency}
    for key, places in pilot.fixed.plans.items():
        head["plans"][key] = [
            {"alone": e.alone.found, "first_found": e.first_found, "found": e.found, "falls": list(e.falls.items())}
            for e in places
        ]
        for at, e in enumerate(places):
            own = {
                "alone_surplus": e.alone.surplus, "surplus": e.surplus, "members": e.members, "beliefs": e.beliefs,
                "text": e.text, "shifts": e.shifts,
            }  # fmt: skip
            arrays |= {f"{key}.{at}.{field}": array for field, array in own.items() if array is not None}
    arrays["head"] = np.frombuffer(json.dumps(head).encode(), dtype=np.uint8)
    buffer = io.BytesIO()
    np.savez(buffer, allow_pickle=False, **arrays)
    return buffer.getvalue()


def decode(content: bytes, case: Case, shape: Structure) -> Pilot:
    """The pilot of a case from its bytes; ValueError, KeyError or OSError where they are damaged or of another case."""
    with np.load(io.BytesIO(content), allow_pickle=False) as archive:
        arrays = dict(archive)
    head = json.loads(arrays["head"].tobytes())
    name = head["name"]
    if name not in known_perspectives(case) or list(head["plans"]) != list(case.plans):
        raise ValueError("the pilot is of another case")
    choices = shape.space.choices_from(arrays["codes"])
    texts = Pool(
        choices, shape.space.options_of(choices), arrays["codes"], arrays["frequency"], head["distinct"],
        head["coverage"],
    )  # fmt: skip
    front = {int(month): dict(places) for month, places in head["front"].items()}
    plans = {
        key: tuple(_expectations(f"{key}.{at}", own, arrays) for at, own in enumerate(places))
        for key, places in head["plans"].items()
    }
    return Pilot(
        name, head["title"], resolve(case, name), shape, tuple(head["names"]), head["seed"], head["draws"],
        Fixed(texts, front, plans),
    )  # fmt: skip


def _expectations(key: str, head: Mapping[str, Any], arrays: Mapping[str, Any]) -> Expectations:
    return Expectations(
        alone=Alone(head["alone"], arrays[f"{key}.alone_surplus"]),
        members=arrays[f"{key}.members"],
        first_found=head["first_found"],
        falls=dict(head["falls"]),
        beliefs=arrays.get(f"{key}.beliefs"),
        text=arrays.get(f"{key}.text"),
        found=head["found"],
        surplus=arrays[f"{key}.surplus"],
        shifts=arrays[f"{key}.shifts"],
    )
