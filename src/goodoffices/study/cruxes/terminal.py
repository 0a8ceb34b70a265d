"""Cruxes and the map of an argument, as tables and sentences."""

from __future__ import annotations

from typing import TYPE_CHECKING

from goodoffices.case.vocabulary import spoken_name
from goodoffices.kit.tables import footing, heading, percent, plain_table
from goodoffices.study.cruxes.answer import Cruxes
from goodoffices.study.cruxes.words import part_words, view_title

if TYPE_CHECKING:
    from rich.console import Console

    from goodoffices.study.cruxes.answer import ArgumentMap, Flips

LONGEST = 12
"""Rows of a table."""
MOST_SETS = 6


def show(console: Console, found: Cruxes | ArgumentMap) -> None:
    """Print either."""
    if isinstance(found, Cruxes):
        _show_cruxes(console, found)
    else:
        _show_map(console, found)


def _show_cruxes(console: Console, found: Cruxes) -> None:
    """What two perspectives conclude, what turns it, and what shares in the difference."""
    titles = {name: view_title(found, name) for name in (found.a, found.b)}
    heading(console, found, f"What do “{titles[found.a]}” and “{titles[found.b]}” quarrel about?")
    console.print()
    for name, answer in zip((found.a, found.b), found.conclusion, strict=True):
        console.print(f"{titles[name]} ({name}) concludes: {_concluded(found, answer)}")
    if not found.flips:
        console.print("They conclude alike, so there is nothing to turn.")
    for flips in found.flips:
        _flips(console, flips, titles)
    plan, (a, b) = found.case.plans[found.plan].name, found.success
    console.print(
        f"\nChance of success of “{plan}” ({found.plan}): {percent(a, 1)} % as {found.a} has it, {percent(b, 1)} % as "
        f"{found.b} has it.\n",
    )
    _shares(console, found)
    idle = f"Differences that touch neither: {', '.join(found.idle)}." if found.idle else ""
    how = "exact, over all sets of claims" if found.exact else "means over sampled orders, ± two standard errors"
    footing(
        console,
        found,
        f"share: part of the difference, percentage points; "
        f"its mean over all orders (Shapley value, {how}). {found.a}, {found.b}: change when this "
        "reader alone takes the claim over from the other.",
        *([idle] if idle else []),
    )


def _concluded(found: Cruxes, answer: str) -> str:
    if found.kind == "best":
        return f"the likeliest plan is “{found.case.plans[answer].name}”"
    if found.kind == "success":
        verb = "succeeds" if answer == "yes" else "does not succeed"
        return f"“{found.case.plans[found.plan].name}” {verb} in at least {percent(found.threshold)} % of draws"
    assert found.mediator is not None
    name = spoken_name(found.case.parties[found.mediator])
    return f"{name} is {'' if answer == 'yes' else 'not '}needed"


def _flips(console: Console, flips: Flips, titles: dict[str, str]) -> None:
    who = titles[flips.start]
    if not flips.sets:
        console.print(f"\nNo set of claims was found that turns {who}'s conclusion.")
        return
    count, size = len(flips.sets), len(flips.sets[0])
    many = "one claim" if size == 1 else f"{size} claims"
    sure = "" if flips.proven else " (no claim of it can be spared, but a smaller set was not ruled out)"
    console.print(f"\n{who} would conclude as the other on taking over {many}{sure}:")
    for names in flips.sets[:MOST_SETS]:
        console.print(f"  {' + '.join(names)}")
    if count > MOST_SETS:
        console.print(f"  and {count - MOST_SETS} other sets of that size")


def _shares(console: Console, found: Cruxes) -> None:
    table = plain_table(("claim", "left"), ("share", "right"), (found.a, "right"), (found.b, "right"))
    telling = [
        part for part in found.parts if max(map(abs, (part.share, part.alone_from_a, part.alone_from_b))) >= 5e-4
    ]
    for part in telling[:LONGEST]:
        share = f"{100 * part.share:+.1f}" + ("" if found.exact else f" ± {200 * part.se:.1f}")
        table.add_row(
            part_words(found, part.name), share, f"{100 * part.alone_from_a:+.1f}", f"{100 * part.alone_from_b:+.1f}"
        )
    console.print(table)
    if len(telling) > LONGEST:
        rest = sum(part.share for part in telling[LONGEST:])
        console.print(f"and {len(telling) - LONGEST} claims with {100 * rest:+.1f} together")


def _show_map(console: Console, found: ArgumentMap) -> None:
    """Who stands where, and which claims lie between."""
    plan = found.case.plans[found.plan].name
    heading(
        console, found, f"What is the argument about?  (“{plan}” succeeds in at least {percent(found.threshold)} %)"
    )
    console.print()
    table = plain_table(
        ("perspective", "left"), ("succeeds, %", "right"), ("enough", "left"), ("likeliest plan", "left")
    )
    for stand in found.stands.values():
        table.add_row(
            f"{stand.title} ({stand.name})", percent(stand.success, 1), "yes" if stand.yes else "no", stand.best
        )
    console.print(table)
    differing = [edge for edge in found.edges if edge.differ]
    console.print(f"\n{len(differing)} of {len(found.edges)} pairs conclude differently.")
    if found.decisive:
        console.print("Claims that decide, by the pairs whose conclusion they turn:\n")
        table = plain_table(("claim", "left"), ("alone", "right"), ("in a smallest set", "right"))
        for claim, alone, within in found.decisive[:LONGEST]:
            known = found.case.claims.get(claim)
            table.add_row(f"{claim}: {known.text}" if known else claim, str(alone), str(within))
        console.print(table)
    console.print("\nNeighbours on the map, and the claim whose exchange moves success most:\n")
    table = plain_table(("pair", "left"), ("apart", "right"), ("claim", "left"), ("moves", "right"), ("turns", "left"))
    for edge in found.edges:
        if edge.tree:
            turns = "; ".join(" + ".join(names) for names in edge.flips[:2]) or ("-" if edge.differ else "alike")
            table.add_row(
                f"{edge.a} - {edge.b}", percent(edge.distance, 1), edge.strongest, f"{100 * edge.effect:+.1f}", turns
            )
    console.print(table)
    footing(
        console,
        found,
        "apart: root mean square difference of the chances of success of all plans, percentage points. moves: change of "
        "the chance of success, on average from both ends. turns: smallest sets, of up to two claims, that turn a conclusion.",
    )
