"""Cases whose war is a war of attrition, for tests of later months."""

from __future__ import annotations

from typing import Any

from tests.study.random_cases import raw_case


def raw_attrition(seed: int, positions: int = 4, start: int = 2, freeze: int = 5) -> dict[str, Any]:
    """A random case of two signers and two third parties whose war has a front."""
    raw = raw_case(seed, signers=2, third_parties=2)
    raw["war"] = {
        "front": {
            "positions": positions, "start": start, "freeze": freeze,
            "advance_a": {"uniform": [0.1, 0.4]}, "advance_b": {"uniform": [0.05, 0.5]},
        },
        "values": {
            side: {
                "kind": "attrition", "side": letter, "victory": {"uniform": [60, 90]}, "defeat": {"uniform": [0, 20]},
                "frozen": [{"uniform": [10, 20]}, {"uniform": [40, 60]}], "cost": {"uniform": [0.5, 3]}, "growth": 0.05,
                "discount": 0.98, "optimism": {"uniform": [-4, 12]},
            }
            for side, letter in (("s0", "a"), ("s1", "b"))
        },
    }  # fmt: skip
    return raw


def driftless_case(
    positions: int, start: int, advance: float, horizon: int, own: tuple[float, float]
) -> dict[str, Any]:
    """A war without costs along a front without drift: fighting on at n is worth 100 n / N to one, the rest to the other.

    There is one text to sign, worth `own` to the two.
    """
    values = {
        side: {"kind": "attrition", "side": letter, "victory": 100, "defeat": 0, "frozen": [0, 100], "cost": 0}
        for side, letter in (("s0", "a"), ("s1", "b"))
    }
    return {
        "goodoffices": 1, "name": "driftless", "title": "Driftless", "as_of": "2024-01-01", "horizon": horizon,
        "parties": {s: {"name": s, "role": "belligerent"} for s in ("s0", "s1")},
        "issues": {"i": {"name": "i", "options": {"o": "o"}}},
        "preferences": {s: {"weights": {"i": 1}, "values": {"i": {"o": v}}} for s, v in zip(("s0", "s1"), own, strict=True)},
        "war": {
            "front": {"positions": positions, "start": start, "freeze": 600, "advance_a": advance, "advance_b": advance},
            "values": values,
        },
        "plans": {"direct": {"name": "Direct talks"}},
    }  # fmt: skip
