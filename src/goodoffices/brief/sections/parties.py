"""Who the parties are: positions, interests, fears and red lines, in one layout for all who must sign."""

from __future__ import annotations

from collections.abc import Iterable

from markupsafe import Markup

from goodoffices.brief.blocks import Inline, Table, joined
from goodoffices.brief.desk import Desk
from goodoffices.case.schema import Case, RedLine
from goodoffices.kit.names import Names, listed
from goodoffices.kit.numbers import MISSING, central, number, percent

FAINT = 0.2
"""Red lines that are real in fewer draws than this are counted, not spelt out; annex A has them all."""


def red_lines_words(lines: Iterable[RedLine], names: Names) -> str:
    """What a party will not sign, issue by issue, and in how many draws each line is truly red."""
    by_issue: dict[str, list[str]] = {}
    faint = 0
    for line in lines:
        share = central(line.probability)
        if share < FAINT:
            faint += 1
            continue
        sure = "always" if share >= 1 else percent(share)
        key = names.issue(next(iter(line.when))) if len(line.when) == 1 else ""
        what = (names.option(i, o) if key else f"{names.issue(i)}: {names.option(i, o)}" for i, o in line.when.items())
        by_issue.setdefault(key, []).append(f"{listed(what)} {sure}")
    said = [f"{issue}: {', '.join(opts)}" if issue else ", ".join(opts) for issue, opts in by_issue.items()]
    said += [f"and {faint} fainter {'one' if faint == 1 else 'ones'}"] if faint else []
    return "; ".join(said) or "none stated"


def _claims(desk: Desk, claims: tuple[str, ...]) -> Markup:
    return Markup("[{}]").format(joined((desk.to_claim(c) for c in claims), ", ")) if claims else Markup("")


def _red_lines(case: Case, names: Names, signer: str) -> str:
    lines = case.preferences[signer].red_lines.values() if signer in case.preferences else ()
    return red_lines_words(lines, names)


def _name(desk: Desk, signer: str) -> Inline:
    names, party = desk.names, desk.case.parties[signer]
    inside = (
        f" (within {names.party(party.within)})" if party.within else " (must sign)" if party.role == "signer" else ""
    )
    return joined((desk.to_numbers(f"preferences.{signer}", party.name), inside), "")


def parties_table(desk: Desk) -> Table:
    """One row per signer."""
    case, names = desk.case, desk.names
    rows = []
    for s in case.signers():
        party = case.parties[s]
        face = case.preferences[s].face if s in case.preferences else None
        show = f" Must show at home: {number(central(face))} points." if face and central(face) > 0 else ""
        position = joined((party.position or MISSING, _claims(desk, party.claims)))
        rows.append(
            (
                _name(desk, s),
                position,
                "; ".join(party.interests) or MISSING,
                "; ".join(party.fears) or MISSING,
                _red_lines(case, names, s) + "." + show,
            )
        )
    head = ("Party", "Position", "Interests", "Fears", "Red lines (share of draws in which they are red)")
    return Table("Parties who must sign", head, tuple(rows), "parties")


def profile_words(case: Case) -> str:
    """Causes, stage, triggers and scope, as far as the case tells them."""
    profile = case.profile
    if profile is None:
        return ""
    parts = (
        f"Stage: {profile.stage.rstrip('.')}." if profile.stage else "",
        f"Causes: {'; '.join(c.rstrip('.') for c in profile.causes)}." if profile.causes else "",
        f"Triggers: {'; '.join(t.rstrip('.') for t in profile.triggers)}." if profile.triggers else "",
        f"Scope: {profile.scope.rstrip('.')}." if profile.scope else "",
    )
    return " ".join(p for p in parts if p)
