"""Is the moment ripe and what does waiting cost: Zartman's conditions in words (Zartman & de Soto 2010)."""

from __future__ import annotations

from collections.abc import Mapping

from goodoffices.brief.desk import Desk
from goodoffices.kit.names import Names, capital, hurting_words, listed
from goodoffices.kit.numbers import months, percent, points
from goodoffices.study.war.answer import Ripeness

VERDICTS = {
    "ripe": "The moment is ripe",
    "ripening": "The moment is ripening, not ripe",
    "not_ripe": "The moment is not ripe",
}
STEADY = 0.02
"""A change of less than two percentage points counts as no change."""


def by_party(shares: Mapping[str, float], names: Names) -> str:
    """`80% of draws for A and 60% for B`."""
    parts = [f"{percent(v)} for {names.spoken(s)}" for s, v in shares.items()]
    return listed(parts)


def missing_conditions(ripe: Ripeness, names: Names) -> list[str]:
    """Which of the three conditions hold in less than half of the draws."""
    lacking = [s for s, v in ripe.hurting_objective.items() if v < 0.5]
    unaware = [s for s, v in ripe.hurting_perceived.items() if v < 0.5]
    blind = [s for s in unaware if s not in lacking]
    found = []
    if lacking:
        most = f"does not mostly hurt {names.parties(lacking)}"
        if len(lacking) == len(ripe.hurting_objective) > 1:
            most = "mostly hurts neither side" if len(lacking) == 2 else "mostly hurts no side"
        found.append(f"{names.words.go_on} {most}")
    if blind:
        found.append(f"{names.parties(blind)} {'does' if len(blind) == 1 else 'do'} not mostly see that it hurts")
    return found + (["a way out exists in less than half of the draws"] if ripe.way_out < 0.5 else [])


def verdict_words(ripe: Ripeness, names: Names) -> str:
    """The verdict and what is missing for it."""
    lacking = missing_conditions(ripe, names)
    if not lacking:
        return (
            f"{VERDICTS[ripe.verdict]}: all hurt, all see it, and a way out exists, each in at least half of the draws."
        )
    return f"{VERDICTS[ripe.verdict]}: {listed(lacking)}."


def waiting_words(ripe: Ripeness, names: Names, month: int) -> str:
    """What each loses by fighting on until a month, and what that does to the chance of a deal."""
    last = len(ripe.exists_by_month) - 1
    month = min(month, last)
    if month <= 0:
        return ""
    costs = {s: float(path[min(month, len(path) - 1)]) for s, path in ripe.waiting_cost.items()}
    groups: dict[str, list[str]] = {}
    for s, c in costs.items():
        verb = "costs" if c >= 0.05 else "brings" if c <= -0.05 else "changes nothing for"
        groups.setdefault(verb, []).append(names.spoken(s) + ("" if abs(c) < 0.05 else f" {points(abs(c))}"))
    said = [f"{verb} {listed(whom)}" for verb, whom in groups.items()]
    now, then = float(ripe.exists_by_month[0]), float(ripe.exists_by_month[month])
    gap = then - now
    move = "stays at" if abs(gap) < STEADY else "rises from" if gap > 0 else "falls from"
    chance = f"{move} {percent(now)}" + ("" if abs(gap) < STEADY else f" to {percent(then)}")
    return f"Waiting {months(month)} {listed(said)}; the share of draws with a deal {chance}."


def across_words(desk: Desk) -> str:
    """How many perspectives share the verdict."""
    if len(desk.views) < 2:
        return ""
    count = {v: sum(r.ripeness.verdict == v for r in desk.views) for v in VERDICTS}
    said = listed(f"{word.replace('_', ' ')} in {count[word]}" for word in VERDICTS if count[word])
    return f"Of {len(desk.views)} perspectives: {said}."


def headline(desk: Desk) -> str:
    """The verdict and the cost of waiting half a year, for the bottom line."""
    ripe = desk.base.ripeness
    return f"{verdict_words(ripe, desk.names)} {waiting_words(ripe, desk.names, 6)}".strip()


def ripeness_text(desk: Desk) -> str:
    """The paragraph on ripeness."""
    ripe, names, horizon = desk.base.ripeness, desk.names, desk.case.horizon
    meaning = hurting_words(path.kind for path in desk.base.war.values())
    parts = (
        verdict_words(ripe, names),
        f"{capital(names.words.go_on)} hurts (it {meaning}) in {by_party(ripe.hurting_objective, names)} (share of draws);",
        f"the party itself sees that, and a text better for it, in {by_party(ripe.hurting_perceived, names)};",
        f"a way out for all exists in {percent(ripe.way_out)}.",
        waiting_words(ripe, names, 6),
        waiting_words(ripe, names, horizon) if horizon > 6 else "",
        across_words(desk),
    )
    return " ".join(p for p in parts if p)
