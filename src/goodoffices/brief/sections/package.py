"""The text to put on the table: issue x party matrix, the robust package in words, its neighbours."""

from __future__ import annotations

from collections.abc import Mapping

from markupsafe import Markup

from goodoffices.brief.blocks import Inline, Table, strong
from goodoffices.brief.desk import Desk
from goodoffices.case.quantity import Quantity
from goodoffices.case.schema import Case, Ranking
from goodoffices.kit.likelihood import likelihood
from goodoffices.kit.names import Names, listed
from goodoffices.kit.numbers import MISSING, central, fine_percent, number, percent, signed
from goodoffices.study.robust.answer import RobustPackage


def ordinal(place: int) -> str:
    """`1st`, `2nd`, `3rd`, `11th`."""
    ending = "th" if place % 100 in (11, 12, 13) else {1: "st", 2: "nd", 3: "rd"}.get(place % 10, "th")
    return f"{place}{ending}"


def standing_of(table: Mapping[str, Quantity] | Ranking | None, key: str, whole: float | None = None) -> str:
    """A weight or value as written: its centre (scaled to `whole` in all if given), or its place in a ranking."""
    if isinstance(table, Ranking):
        for place, tier in enumerate(table.order, 1):
            if key == tier or (key in tier and not isinstance(tier, str)):
                return ordinal(place)
        return MISSING
    if not table or key not in table:
        return MISSING
    total = sum(central(q) for q in table.values()) if whole else 0.0
    return number(central(table[key]) * (whole / total if whole and total > 0 else 1.0), 0)


def first_choices(case: Case, signer: str, issue: str) -> tuple[str, ...]:
    """The options a signer likes best on an issue; empty where the case does not say."""
    preferences = case.preferences.get(signer)
    table = preferences.values.get(issue) if preferences else None
    if table is None:
        return ()
    if isinstance(table, Ranking):
        top = table.order[0]
        return (top,) if isinstance(top, str) else top
    high = max(central(q) for q in table.values())
    return tuple(o for o, q in table.items() if central(q) >= high - 1e-9)


def gives_words(case: Case, names: Names, issue: str, option: str) -> str:
    """Whose wish an option is: everybody's, somebody's, or a middle course."""
    wishes = {s: first_choices(case, s, issue) for s in case.signers()}
    told = {s: w for s, w in wishes.items() if w}
    if not told:
        return "the case does not say whose wish this is"
    happy = [s for s, w in told.items() if option in w]
    if len(happy) == len(told):
        return "what all want most" if len(told) > 1 else f"what {names.spoken(happy[0])} wants most"
    if happy:
        rest = [s for s in told if s not in happy]
        return (
            f"first choice of {names.parties(happy)}; {names.parties(rest)} {'gives' if len(rest) == 1 else 'give'} way"
        )
    return "a middle course, nobody's first choice"


def _options_cell(case: Case, names: Names, issue: str, chosen: str) -> Markup:
    parts: list[Inline] = []
    for option in case.issues[issue].options:
        values = "/".join(
            standing_of(case.preferences[s].values.get(issue) if s in case.preferences else None, option)
            for s in case.signers()
        )
        text = f"{names.option(issue, option)} ({values})"
        parts.append(strong(text) if option == chosen else text)
    return Markup(" · ").join(parts)


def matrix(desk: Desk) -> Table:
    """Issue x party: weights, options with their values to each, and what the robust text does."""
    case, names, text = desk.case, desk.names, desk.base.robust.package
    signers = case.signers()
    order = "/".join(names.party(s) for s in signers)
    rows = []
    for issue, spec in case.issues.items():
        weights = [
            standing_of(case.preferences[s].weights if s in case.preferences else None, issue, 100.0) for s in signers
        ]
        name: Inline = desk.to_numbers(f"preferences.{signers[0]}", spec.name)
        if spec.indivisible:
            name = Markup("{} <em>(indivisible)</em>").format(name)
        chosen = text.options.get(issue, "")
        gains = "/".join(number(text.contributions[s].get(issue, 0.0), 0) for s in signers)
        rows.append(
            (
                name,
                *weights,
                _options_cell(case, names, issue, chosen),
                f"{gains}: {gives_words(case, names, issue, chosen)}",
            )
        )
    head = (
        "Issue",
        *(f"Weight, {names.party(s)}" for s in signers),
        f"Options (value to {order}); bold: the robust text",
        "Points it gives",
    )
    return Table("Issues, weights out of 100, options and the text to put on the table", head, tuple(rows), "matrix")


def robust_words(robust: RobustPackage, names: Names) -> str:
    """How often all would sign the robust text, and each on its own."""
    text = robust.package
    alone = listed(f"{names.spoken(s)} in {percent(v)}" for s, v in text.accepted_by.items())
    lines = [f"{names.spoken(s)} in {percent(v)}" for s, v in text.red_line_share.items() if v > 0]
    open_ = (
        ""
        if robust.proven
        else f" Whether another text does better was not settled: none would be signed in more than "
        f"{percent(max(robust.bound, robust.share))}."
    )
    red = f"It crosses a red line of {listed(lines)} of draws." if lines else "It crosses nobody's red line."
    return (
        f"The text most often acceptable to all, without anyone's help, would be signed in "
        f"{percent(robust.share)} of draws "
        f"(± {fine_percent(2 * robust.se)}): that {names.both()} would sign it is {likelihood(robust.share)}. "
        f"Taken alone, {alone} would sign. {red}{open_}"
    )


def neighbours_words(robust: RobustPackage, names: Names) -> str:
    """The runners-up and the single changes that cost least and most."""
    base = robust.package.options
    parts = []
    if robust.runners_up:
        options, share = robust.runners_up[0]
        differs = listed(names.differs(options, base), 3) or "nothing"
        parts.append(f"Next best ({percent(share)}) differs in {differs}.")
    if robust.improvements:
        issue, _, to, change = robust.improvements[0]
        verb = "would add" if change > 0 else "costs least:"
        size = "" if change > 0 else " percentage points"
        said = f"{number(100 * change)} percentage points" if change > 0 else f"{signed(100 * change)}{size}"
        parts.append(f"The single change {names.issue(issue)} to “{names.option(issue, to)}” {verb} {said}.")
        issue, _, to, change = robust.improvements[-1]
        if change < -0.005 and len(robust.improvements) > 1:
            parts.append(
                f"{names.issue(issue)} at “{names.option(issue, to)}” costs most: {signed(100 * change)} "
                f"percentage points."
            )
    return " ".join(parts)


def headline(desk: Desk) -> str:
    """The text to table in one sentence for the bottom line."""
    robust, names = desk.base.robust, desk.names
    contested = [i for i, _ in desk.base.zone.blocking_issues[:3]] or list(robust.package.options)[:3]
    on = "; ".join(
        f"{names.issue(i)}: {names.option(i, robust.package.options[i])}"
        for i in contested
        if i in robust.package.options
    )
    return (
        f"The text to put on the table would be signed by {names.both()} in {percent(robust.share)} of draws "
        f"without anyone's help; on the most contested issues it says {on}."
    )
