"""Leverage as tables for a terminal: pairs, kinds of tie, named levers, where perspectives differ, sources."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from goodoffices.kit.names import shortened
from goodoffices.kit.tables import (
    footing,
    heading,
    party_name,
    percent,
    perspective_heading,
    plain_table,
    points,
    spread,
)

if TYPE_CHECKING:
    from rich.console import Console

    from goodoffices.engines.spread import Spread
    from goodoffices.study.leverage.answer import Evidence, LeverageAnswer, LeverageView, NamedLever, PairLeverage

KINDS_ABREAST = 4
"""Kinds of tie in one table of 80 columns."""
ALIKE = 1e-9
"""Means closer than this are the same number."""
LONGEST_NAME = 24


def show(console: Console, answer: LeverageAnswer, *, sources: bool) -> None:
    """All tables, the first perspective in full and the others where they differ from it."""
    heading(console, answer, "Who depends on whom, whose leverage is that, and what is it worth?")
    view = answer.view()
    perspective_heading(console, view)
    for party in dict.fromkeys(pair.party for pair in view.pairs if pair.evidence):
        pairs = [pair for pair in view.pairs if pair.party == party and pair.evidence]
        _pairs(console, answer, party, pairs)
        _kinds(console, answer, view, party, pairs)
    _named(console, answer, view)
    _differences(console, answer)
    if sources:
        _sources(console, answer, view)
    footing(console, answer, *_legend(view, sources))


def _short(answer: LeverageAnswer, party: str) -> str:
    return shortened(party_name(answer, party), LONGEST_NAME)


def _pairs(console: Console, answer: LeverageAnswer, party: str, pairs: list[PairLeverage]) -> None:
    console.print(f"\n{party_name(answer, party)} and those it is tied to")
    table = plain_table(
        ("all kinds together", "left"),
        ("depends", "right"),
        ("back", "right"),
        ("gap", "right"),
        ("by default, points", "right"),
        ("named", "right"),
    )
    for pair in sorted(pairs, key=lambda p: -p.asymmetry.mean):
        table.add_row(
            _short(answer, pair.other),
            percent(pair.dependence.mean, 1),
            percent(pair.back.mean, 1),
            f"{100 * pair.asymmetry.mean:+.1f}".replace("-0.0", "+0.0"),
            _default(pair),
            str(len(pair.named) or ""),
        )
    console.print(table)


def _default(pair: PairLeverage) -> str:
    if pair.default is None:
        return "-"
    return spread(pair.default.strength) + ("*" if pair.default.in_use else " ")


def _kinds(console: Console, answer: LeverageAnswer, view: LeverageView, party: str, pairs: list[PairLeverage]) -> None:
    kinds = [kind for kind in view.weights if any(share.kind == kind for pair in pairs for share in pair.kinds)]
    heavy = [kind for kind in kinds if view.weights[kind] > 0]
    light = [kind for kind in kinds if view.weights[kind] <= 0]
    for group in (heavy, light):
        for start in range(0, len(group), KINDS_ABREAST):
            console.print()
            _kind_table(console, answer, view, group[start : start + KINDS_ABREAST], pairs)


def _kind_table(
    console: Console, answer: LeverageAnswer, view: LeverageView, kinds: list[str], pairs: list[PairLeverage]
) -> None:
    heads = [(f"{kind} ({view.weights[kind]:g})", "right") for kind in kinds]
    table = plain_table(("by kind (weight)", "left"), *heads)  # type: ignore[arg-type]
    for pair in sorted(pairs, key=lambda p: -p.asymmetry.mean):
        cells = {
            share.kind: f"{percent(share.dependence.mean, 1)} / {percent(share.back.mean, 1)}" for share in pair.kinds
        }
        if any(kind in cells for kind in kinds):
            table.add_row(_short(answer, pair.other), *(cells.get(kind, "") for kind in kinds))
    console.print(table)


def _named(console: Console, answer: LeverageAnswer, view: LeverageView) -> None:
    for target in answer.case.signers():
        levers = [lever for pair in view.pairs if pair.party == target for lever in pair.named]
        if levers:
            console.print(f"\nLevers on {party_name(answer, target)} that the case names")
            _lever_table(console, answer, levers)


def _lever_table(console: Console, answer: LeverageAnswer, levers: list[NamedLever]) -> None:
    table = plain_table(
        ("owner and lever", "left"), ("kind", "left"), ("worth, in public", "right"), ("costs it", "right"), ("line", "right")
    )  # fmt: skip
    for holder in dict.fromkeys(lever.holder for lever in levers):
        table.add_row(_short(answer, holder))
        for lever in (lever for lever in levers if lever.holder == holder):
            line = "-" if lever.line is None else str(lever.line)
            worth, cost = _worth(lever, lever.public), points(lever.cost_public.mean)
            table.add_row(f"  {lever.lever}", lever.kind, worth, cost, line)
    console.print(table)


def _worth(lever: NamedLever, worth: Spread) -> str:
    if lever.kind != "inform":
        return spread(worth)
    return f"{percent(worth.q50)} ({percent(worth.q05)} to {percent(worth.q95)}) %"


def _differences(console: Console, answer: LeverageAnswer) -> None:
    """Every number that another perspective has otherwise than the first, side by side."""
    views = list(answer.perspectives.values())
    rows = [
        (what, view.name, base, here) for view in views[1:] for what, base, here in _between(answer, views[0], view)
    ]
    if not rows:
        if len(views) > 1:
            console.print(f"\nThe other perspectives agree with {views[0].name} on all of this.")
        return
    console.print("\nWhere perspectives differ (means; in public)")
    table = plain_table(("what", "left"), ("perspective", "left"), (views[0].name, "right"), ("its own", "right"))
    for what, name, base, here in sorted(rows, key=lambda row: row[0]):
        table.add_row(what, name, base, here)
    console.print(table)
    same = [view.name for view in views[1:] if view.name not in {row[1] for row in rows}]
    if same:
        import textwrap

        text = f"As {views[0].name}: {', '.join(same)}."
        console.print("\n".join(textwrap.wrap(text, console.width)))


def _between(answer: LeverageAnswer, base: LeverageView, view: LeverageView) -> Iterator[tuple[str, str, str]]:
    if abs(base.points_per_share.mean - view.points_per_share.mean) > ALIKE:
        yield "points per share", points(base.points_per_share.mean), points(view.points_per_share.mean)
    for kind, weight in view.weights.items():
        if abs(base.weights[kind] - weight) > ALIKE:
            yield f"weight of {kind}", f"{base.weights[kind]:g}", f"{weight:g}"
    for mine, theirs in zip(base.pairs, view.pairs, strict=True):
        names = _short(answer, mine.party), _short(answer, mine.other)
        for (a, b), first, second in (
            (names, mine.dependence.mean, theirs.dependence.mean),
            (names[::-1], mine.back.mean, theirs.back.mean),
        ):
            if abs(first - second) > ALIKE:
                yield f"{a} depends on {b}", f"{percent(first, 1)} %", f"{percent(second, 1)} %"
        for old, new in zip(mine.named, theirs.named, strict=True):
            if abs(old.public.mean - new.public.mean) > ALIKE:
                scale = 100 if old.kind == "inform" else 1
                unit = " %" if old.kind == "inform" else ""
                yield old.lever, f"{scale * old.public.mean:.1f}{unit}", f"{scale * new.public.mean:.1f}{unit}"


def _sources(console: Console, answer: LeverageAnswer, view: LeverageView) -> None:
    console.print("\nEvery share, and where it stands")
    table = plain_table(
        ("who on whom", "left"), ("kind", "left"), ("share, %", "right"), ("year", "left"), ("ground", "left"), ("line", "right")
    )  # fmt: skip
    for piece in (piece for pair in view.pairs for piece in pair.evidence):
        table.add_row(
            f"{_short(answer, piece.dependent)} on {_short(answer, piece.on)}",
            piece.kind,
            percent(piece.share.mean, 2),
            piece.year or "",
            _ground(piece),
            "-" if piece.line is None else str(piece.line),
        )
    console.print(table)


def _ground(piece: Evidence) -> str:
    if piece.source:
        return piece.source
    claims = f" ({', '.join(piece.claims)})" if piece.claims else ""
    return f"{piece.basis or 'no basis'}{claims}"


def _legend(view: LeverageView, sources: bool) -> list[str]:
    mapping = spread(view.points_per_share)
    by_ties = [
        "depends: share of its total that runs through the other, %, mean over draws, kinds weighed as the case says; "
        "back: the other's share. gap: the difference; above 0 the other has leverage over it, below 0 it over the other.",
        f"by default: the points that the gap is worth to the target, as a carrot and as a stick, at {mapping} points "
        "for all of a party's dependence; * in use, because the case names no lever of the other on it; named: how many it "
        "names.",
        "Of kinds with weight 0 the shares are shown and never become points.",
    ]
    lines = [
        "Points are the target's own, credibility included; an inform lever takes away so much of the target's optimism.",
        "Spreads are the median and, in brackets, the range of nine draws in ten.",
    ]
    if not any(pair.evidence for pair in view.pairs):
        return ["The case names no ties, so who depends on whom is not known.", *lines]
    if not sources:
        lines.append("--sources lists every share with its year, source and line.")
    return [*by_ties, *lines]
