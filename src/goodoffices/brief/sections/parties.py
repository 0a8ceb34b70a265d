"""Who the parties are: positions, interests, fears and red lines, in one layout for all who must sign."""

from __future__ import annotations

from markupsafe import Markup

from goodoffices.brief.blocks import Inline, Table, joined
from goodoffices.brief.desk import Desk
from goodoffices.brief.names import Names, listed
from goodoffices.brief.numbers import MISSING, central, number, percent
from goodoffices.case.schema import Case, RedLine


def red_line_words(line: RedLine, names: Names) -> str:
    """What it will not sign, and how likely that line is truly red."""
    what = line.text or listed(f"{names.issue(i)}: {names.option(i, o)}" for i, o in line.when.items())
    share = central(line.probability)
    return what if share >= 1 else f"{what} (red in {percent(share)} of draws)"


def _claims(desk: Desk, claims: tuple[str, ...]) -> Markup:
    return Markup("[{}]").format(joined((desk.to_claim(c) for c in claims), ", ")) if claims else Markup("")


def _red_lines(case: Case, names: Names, signer: str) -> str:
    lines = case.preferences[signer].red_lines.values() if signer in case.preferences else ()
    return "; ".join(red_line_words(line, names) for line in lines) or "none stated"


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
    head = ("Party", "Position", "Interests", "Fears", "Red lines")
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
        f"Left out: {profile.scope.rstrip('.')}." if profile.scope else "",
    )
    return " ".join(p for p in parts if p)
