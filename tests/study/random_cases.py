"""Small random cases for property tests, from one integer."""

from __future__ import annotations

import random
from typing import Any

from goodoffices.case.schema import Case

KINDS = ("carrot", "stick", "guarantee", "inform", "spoil")


def random_case(seed: int, signers: int | None = None, third_parties: int | None = None) -> Case:
    """A valid case with 1 to 3 signers, up to 3 third parties, up to 3 issues and every kind of lever."""
    return Case.model_validate(raw_case(seed, signers, third_parties))


def raw_case(seed: int, signers: int | None = None, third_parties: int | None = None) -> dict[str, Any]:
    """The same as plain data."""
    rng = random.Random(seed)
    n = signers if signers is not None else rng.choice([1, 2, 2, 2, 3])
    k = third_parties if third_parties is not None else rng.randint(0, 3)
    sides, helpers = [f"s{i}" for i in range(n)], [f"h{i}" for i in range(k)]
    issues = {f"i{j}": [f"o{o}" for o in range(rng.randint(1, 3))] for j in range(rng.randint(1, 3))}

    def span(low: float, high: float) -> dict[str, Any]:
        a, b = sorted(round(rng.uniform(low, high), 2) for _ in range(2))
        return {"uniform": [a, b]}

    def some_condition(most: int = 2) -> dict[str, str]:
        chosen = rng.sample(sorted(issues), min(len(issues), rng.randint(1, most)))
        return {j: rng.choice(issues[j]) for j in chosen}

    preferences = {}
    for side in sides:
        entry: dict[str, Any] = {
            "weights": {j: span(1, 50) for j in issues},
            "values": {j: {o: span(0, 100) for o in options} for j, options in issues.items()},
            "face": span(0, 5),
        }
        if len(issues) > 1 and rng.random() < 0.5:
            pair = rng.sample(sorted(issues), 2)
            entry["linkages"] = {"l": {"when": {j: rng.choice(issues[j]) for j in pair}, "points": span(-8, 8)}}
        if rng.random() < 0.6:
            entry["red_lines"] = {"r": {"when": some_condition(), "probability": round(rng.random(), 2)}}
        preferences[side] = entry
    if helpers and rng.random() < 0.7:
        # a mediator with a taste of its own, which the rule `mediator` strikes deals by
        preferences[helpers[-1]] = {
            "weights": {j: span(1, 50) for j in issues},
            "values": {j: {o: span(0, 100) for o in options} for j, options in issues.items()},
        }
    war = {
        side: {"kind": "direct", "level": span(10, 70), "drift": span(-2, 1), "optimism": span(-5, 15)}
        for side in sides
    }
    levers = {}
    if helpers:
        for number in range(rng.randint(0, 6)):
            kind = rng.choice(KINDS)
            strength = span(0, 0.9) if kind == "inform" else span(0, 15)
            lever = {
                "holder": rng.choice(helpers), "target": rng.choice(sides), "kind": kind, "strength": strength,
                "cost": span(0, 3), "credibility": span(0.3, 1),
            }  # fmt: skip
            if kind == "guarantee" and rng.random() < 0.5:
                lever["when"] = some_condition(1)
            levers[f"v{number}"] = lever
    offers = {}
    if k > 1:
        giver, receiver = rng.sample(helpers, 2)
        offers["pay"] = {
            "giver": giver, "receiver": receiver, "value": span(0, 6), "cost": span(0, 4), "credibility": 0.7,
            "leak": 0.2, "audience_cost": span(0, 3), "receiver_audience_cost": span(0, 2),
        }  # fmt: skip
    plans: dict[str, Any] = {"direct": {"name": "Direct talks"}}
    if helpers:
        plans |= {
            "one": {
                "name": "One",
                "mediators": helpers[:1],
                "offers": list(offers),
                "rule": rng.choice(["maxmin", "nash"]),
            },
            "secret": {"name": "Secret", "mediators": helpers[-1:], "mode": "private", "month": rng.randint(0, 4)},
            "willing": {"name": "Willing", "if_willing": helpers, "offers": list(offers)},
            "text": {"name": "Text", "mediators": helpers[:1], "package": "robust"},
            "named": {
                "name": "Named",
                "mediators": helpers[:1],
                "mode": rng.choice(["public", "private"]),
                "nominated": [{"by": side, "count": 1, "candidates": helpers} for side in sides],
            },
            "host": {"name": "Host", "mediators": helpers, "rule": "mediator", "levers": list(levers)},
            "support": {"name": "Support", "levers": [v for v, lever in levers.items() if lever["kind"] != "spoil"]},
        }
    return {
        "goodoffices": 1, "name": "random", "title": "Random", "as_of": "2024-01-01", "horizon": 6,
        "parties": {s: {"name": s, "role": "belligerent"} for s in sides}
        | {h: {"name": h, "role": "third_party"} for h in helpers},
        "issues": {j: {"name": j, "options": {o: o for o in options}} for j, options in issues.items()},
        "rules": [{"forbid": {j: options[0] for j, options in list(issues.items())[:2]}}]
        if len(issues) > 1 and all(len(o) > 1 for o in list(issues.values())[:2]) and rng.random() < 0.5
        else [],
        "preferences": preferences,
        "war": {"values": war},
        "levers": levers,
        "stakes": {
            h: {"settlement": span(-6, 10), "war_goes_on": span(-4, 4), "success": span(0, 4), "failure": span(0, 2),
                "effort": span(0, 1)} for h in helpers
        },
        "offers": offers,
        "mistrust": {h: {s: span(0, 2) for s in sides} for h in helpers},
        "candour": {h: {s: {"public": span(0, 0.5), "private": span(0.3, 1)} for s in sides} for h in helpers},
        "holding": {
            "months": 10,
            "shifts": {"f": {"party": sides[0], "when": some_condition(1), "per_month": span(-0.5, 0.5), "level": span(-3, 3)}},
            "breaches": {"b": {"party": sides[-1], "when": some_condition(1), "gain": span(0, 8)}},
            "safeguards": {"g": {"party": sides[-1], "when": some_condition(1), "points": span(0, 6)}},
        },
        "plans": plans,
        "perspectives": {"baseline": {"name": "Baseline"}, "same": {"name": "Same"}},
    }  # fmt: skip
