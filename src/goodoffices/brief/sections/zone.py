"""Is there a deal, and how far is it from reach: words for the zone of agreement."""

from __future__ import annotations

import math

from goodoffices.brief.desk import Desk
from goodoffices.brief.overview import Overview
from goodoffices.kit.likelihood import likelihood
from goodoffices.kit.names import Names, capital, listed
from goodoffices.kit.numbers import fine_percent, number, percent, points
from goodoffices.study.zone.answer import Zone


def exists_words(zone: Zone, names: Names) -> str:
    """How often some text beats fighting on for all."""
    who = names.both()
    if len(names.case.signers()) == 1:
        return f"A text that {who} prefers to {names.words.go_on} is {likelihood(zone.exists)}."
    return f"A deal that {who} prefer to {names.words.go_on}, with nobody's help, is {likelihood(zone.exists)}."


def margin_words(zone: Zone) -> str:
    """How wide the zone is, or how much is missing, for the party with the least to gain."""
    middle, low, high = zone.margin.q50, zone.margin.q05, zone.margin.q95
    if not math.isfinite(middle):
        return "In the middle draw every text crosses somebody's red line."
    what = f"is better off by {points(middle)}" if middle >= 0 else f"falls short by {points(-middle)}"
    return (
        f"At the best text the party with least to gain {what} in the middle draw "
        f"({number(low)} to {number(high)} in nine draws of ten)."
    )


def shortest_words(zone: Zone, names: Names) -> str:
    """Who falls short where no deal exists; nothing to say where one always does."""
    if zone.exists >= 1 or not zone.shortest_party:
        return ""
    most = max(zone.shortest_party, key=lambda s: zone.shortest_party[s])
    share = zone.shortest_party[most]
    even = [s for s, v in zone.shortest_party.items() if abs(v - share) < 0.05]
    if len(even) > 1:
        return f"Where there is none, {names.parties(even)} fall short about equally often."
    return f"Where there is none, {names.spoken(most)} is the one that falls short in {percent(share)} of such draws."


def floors_words(zone: Zone, names: Names) -> str:
    """What each must at least be given, and the most it can get from texts the others would sign."""
    parts = []
    for s, floor in zone.floor.items():
        reach = zone.reach.get(s)
        best = (
            f", the best text the others would sign gives {number(reach.mean)}"
            if reach and math.isfinite(reach.mean)
            else ""
        )
        parts.append(
            f"{names.spoken(s)} needs at least {number(floor.mean)} of its 100 points ({number(floor.q05)} to "
            f"{number(floor.q95)}){best}"
        )
    return f"On average {'; '.join(parts)}." if parts else ""


def blocking_words(zone: Zone, names: Names, most: int = 3) -> str:
    """On which issues the wishes lie furthest apart."""
    apart = [(i, v) for i, v in zone.blocking_issues if v > 0.05]
    if not apart:
        return "No issue keeps the signers apart at the best text."
    said = listed(f"“{names.issue(i)}” ({number(v)})" for i, v in apart[:most])
    return f"What is most contested, in points between their wishes: {said}."


def across_words(views: tuple[Overview, ...]) -> str:
    """The share with a deal over perspectives."""
    if len(views) < 2:
        return ""
    low, high = min(views, key=lambda v: v.zone.exists), max(views, key=lambda v: v.zone.exists)
    if percent(low.zone.exists) == percent(high.zone.exists):
        return f"Every perspective puts it at {percent(low.zone.exists)}."
    return (
        f"Over the perspectives it runs from {percent(low.zone.exists)} (“{low.title}”) to "
        f"{percent(high.zone.exists)} (“{high.title}”)."
    )


def headline(desk: Desk) -> str:
    """The zone in two sentences for the bottom line."""
    return f"{exists_words(desk.base.zone, desk.names)} {across_words(desk.views)}".strip()


def zone_text(desk: Desk) -> str:
    """The paragraph on the zone of agreement."""
    zone = desk.base.zone
    parts = (
        exists_words(zone, desk.names).removesuffix(".")
        + f": {percent(zone.exists)} of draws ± {fine_percent(2 * zone.exists_se)}.",
        margin_words(zone),
        shortest_words(zone, desk.names),
        floors_words(zone, desk.names),
        blocking_words(zone, desk.names),
        across_words(desk.views),
    )
    return " ".join(capital(p) for p in parts if p)
