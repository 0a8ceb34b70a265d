"""Where the perspectives agree and where they part; never which of them is right."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable

from goodoffices.brief.blocks import Inline, Table, link
from goodoffices.brief.desk import Desk
from goodoffices.brief.overview import Overview
from goodoffices.brief.standing import leaders, necessity, works
from goodoffices.brief.unsteady import chance
from goodoffices.kit.names import Names, capital, listed, shortened, slug
from goodoffices.kit.numbers import MISSING, percent, signed
from goodoffices.study.plans.chart import STAGES

ALIKE = 0.05
"""A range below five percentage points over all perspectives counts as agreement."""

Measure = Callable[[Overview], float]


def best_cell(result: Overview, names: Names) -> str:
    """The leading plans of one perspective and their success, in few words."""
    if not result.plans:
        return MISSING
    ahead = leaders(result)
    share = chance(result.plans[ahead[0]])
    if not works(result):
        return f"no plan works ({share})"
    if len(ahead) == len(result.plans) > 1:
        return f"all plans alike ({share})"
    return f"{listed((shortened(names.plan(p), 36) for p in ahead), 2)} ({share})"


def difference_cell(result: Overview, focus: str) -> str:
    """Best plan with the mediator minus best without, percentage points, or that the draws cannot tell."""
    found = necessity(result, focus)
    if found is None:
        return MISSING
    return signed(100 * found.gap) if found.apart else "alike"


def views_table(desk: Desk) -> Table:
    """Each perspective's conclusion next to what the model gives for it, in the order of the case."""
    rows: list[tuple[Inline, ...]] = []
    for result in desk.views:
        spec = desk.case.perspectives.get(result.name)
        said = (spec.conclusion or spec.summary) if spec else None
        breaks = STAGES[result.plans[leaders(result)[0]].binding] if result.plans else MISSING
        tail = (difference_cell(result, desk.focus),) if desk.focus else ()
        name = link(f"view-{slug(result.name)}", result.title)
        rows.append((name, said or MISSING, percent(result.zone.exists), best_cell(result, desk.names), breaks, *tail))
    last = (f"{desk.names.party(desk.focus)} ±",) if desk.focus else ()
    note = (
        f"; last: best plan with {desk.names.spoken(desk.focus)} minus best without, percentage points"
        if desk.focus
        else ""
    )
    return Table(
        f"What each concludes, and what the model gives if its numbers are taken as it sees them{note}",
        ("Perspective", "Concludes", "Deal", "Best plan, P(success)", "Breaks first at", *last),
        tuple(rows),
        "views",
    )


def agreement_words(desk: Desk) -> str:
    """What all, or how many, perspectives share."""
    views = desk.views
    if len(views) < 2:
        return "Only one perspective was run, so neither agreement nor disagreement can be shown."
    parts = [
        _count(sum(v.zone.exists >= 0.5 for v in views), len(views), "a deal exists in at least half of the draws")
    ]
    if desk.best is not None:
        top = Counter(p for v in views for p in leaders(v)).most_common(1)[0]
        parts.append(_count(top[1], len(views), f"“{desk.names.plan(top[0])}” leads or ties for the lead"))
        links = Counter(v.plans[leaders(v)[0]].binding for v in views).most_common(1)[0]
        parts.append(_count(links[1], len(views), f"the leading plan breaks first at “{STAGES[links[0]]}”"))
    return f"{capital('; '.join(parts))}."


def _count(count: int, total: int, what: str) -> str:
    if count == total:
        return f"under all {total} perspectives {what}"
    return f"under {count or 'none'} of {total} perspectives {what}"


def measures(desk: Desk) -> dict[str, Measure]:
    """What the perspectives are compared on: name and how to read it."""
    found: dict[str, Measure] = {"whether a deal exists": lambda v: v.zone.exists}
    if desk.best is not None:
        plan = desk.best.plan
        where = {
            "consent": "whether the sides let the mediators in",
            "found": "whether a deal that exists is found",
            "delivers": "whether third parties deliver",
            "holds": "whether it holds",
        }
        for key, words in where.items():
            found[words] = lambda v, k=key: float(v.plans[plan].funnel.passing()[k])  # type: ignore[misc]
    return found


def parting_words(desk: Desk) -> str:
    """On what the perspectives differ most, and who stands at the ends."""
    if len(desk.views) < 2:
        return ""
    ranges = []
    for name, read in measures(desk).items():
        low, high = min(desk.views, key=read), max(desk.views, key=read)
        ranges.append((read(high) - read(low), name, low, high, read(low), read(high)))
    ranges.sort(key=lambda r: -r[0])
    gap, name, low, high, least, most = ranges[0]
    if gap < ALIKE:
        return "They hardly differ on any link of the chain."
    second = (
        f"; next, on {ranges[1][1]} ({percent(ranges[1][4])} to {percent(ranges[1][5])})"
        if len(ranges) > 1 and ranges[1][0] >= ALIKE
        else ""
    )
    of = f", for “{desk.names.plan(desk.best.plan)}”" if desk.best is not None else ""
    return (
        f"They differ most on {name}: from {percent(least)} (“{low.title}”) to {percent(most)} "
        f"(“{high.title}”){second}{of}."
    )


def swing_words(desk: Desk) -> str:
    """Between which perspectives the leading plan changes."""
    if len(desk.views) < 2 or desk.best is None:
        return ""
    by_plan: dict[str, list[str]] = {}
    for v in desk.views:
        by_plan.setdefault(leaders(v)[0], []).append(v.title)
    if len(by_plan) == 1:
        return "The same plan leads under every perspective."
    first, *rest = sorted(by_plan.items(), key=lambda kv: -len(kv[1]))
    others = "; ".join(
        f"“{desk.names.plan(p)}” under {listed((f'“{t}”' for t in titles), 2)}" for p, titles in rest[:3]
    )
    if all(first[0] in leaders(v) for v in desk.views):
        return (
            f"“{desk.names.plan(first[0])}” leads, or ties for the lead, under every perspective; level with it within "
            f"error: {others}."
        )
    return f"The lead changes: “{desk.names.plan(first[0])}” under {len(first[1])} of {len(desk.views)}; {others}."
