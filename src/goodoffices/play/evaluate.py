"""Play plans out: rows in, played out.  Whoever wants to know what a plan comes to asks here and nowhere else.

    sponsors promise -> third parties come or stay out -> spoilers act -> talks -> belligerents let them in or not
    -> third parties deliver -> the deal holds or not

Plans, coalitions, masks of claims, drafts of a search, commitments of an inducement, variations of a spoiler, draws of a run
are all rows.  Rows are played side by side, link by link; each link stands in a file of its own, named after its section of
the model, and keeps what it has found by the identity of what it was found from, so that a row that differs from another in
what a link does not read costs that link nothing.

What the parties expect of a plan (`Expectations`) is formed on the draws at hand, or given: then every draw is worked on
alone, and its results do not depend on which others stand beside it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from typing import Literal

import numpy as np

from goodoffices.case.schema import Plan
from goodoffices.engines.links.agreement import TOLERANCE
from goodoffices.engines.links.talks import EXACT_SIGNERS
from goodoffices.model.arrays import Bools, Floats
from goodoffices.play import again, consent, delivery, error, joining, outcome, talks
from goodoffices.play.expectations import Alone, Expectations
from goodoffices.play.ground import Ground
from goodoffices.play.hand import DIRECT_TALKS, hand_of
from goodoffices.play.played import Played, Row

Upto = Literal["exists", "talks", "success", "links", "all"]
"""How far rows are played: whether a deal exists; how the talks end; success; and also whether third parties do their part,
whatever comes after; or what is delivered where nobody consents, for reports."""

BATCH_BYTES = 64_000_000
"""Most memory for what is tabled by rows that `many` plays side by side."""


def evaluate(rows: Sequence[Row], upto: Upto = "success", *, every_fall: bool = False) -> list[Played]:
    """Play rows side by side.

    Args:
        rows: any; those of one site are played together, so a caller with very many bounds how many it gives at once.
        upto: see there.
        every_fall: see `joining.spoil`.

    O(D X 2^n) a row with X texts; less where something of it is at hand.
    """
    found = [again.at_hand(row, (upto, every_fall)) for row in rows]
    missing = [row for row, line in zip(rows, found, strict=True) if line is None]
    made = iter(_evaluated(missing, upto, every_fall=every_fall) if missing else ())
    return [next(made) if line is None else line for line in found]


def _evaluated(rows: Sequence[Row], upto: Upto, *, every_fall: bool) -> list[Played]:
    lines = [Played(row, row.alone or _alone(row)) for row in rows]
    joining.join(lines)
    joining.spoil(lines, every_fall=every_fall)
    for line in lines:
        joining.seen(line)
    if upto == "exists":
        for line in lines:
            line.margin = np.where(line.ground.site.exists(line.pressed.reservation), 0.0, -np.inf)
        return _kept(lines, upto, every_fall)
    talks.talk(lines)
    for line in lines:
        if line.hand.direct and line.row.expects is None:
            line.alone = line.expected
    if upto == "talks":
        return _kept(lines, upto, every_fall)
    for line in lines:
        consent.ask(line)
        _deliver(line, upto)
    return _kept(lines, upto, every_fall)


def _kept(lines: list[Played], upto: Upto, every_fall: bool) -> list[Played]:
    for line in lines:
        again.keep(line, (upto, every_fall))
    return lines


def many(rows: Iterable[Row], upto: Upto = "success", *, every_fall: bool = False) -> Iterator[Played]:
    """Play any number of rows, side by side as far as `BATCH_BYTES` allows; each is given as its batch is done."""
    batch: list[Row] = []
    for row in rows:
        batch.append(row)
        n = len(row.hand.shape.signers)
        # a text, whether it is taken, its chance, and what it gives to each, for every circle and every offer
        of_row = row.ground.draws * ((1 << min(n, EXACT_SIGNERS)) + n) * (4 * n + 13)
        if len(batch) >= min(talks.ROWS, max(1, BATCH_BYTES // of_row)):
            yield from evaluate(batch, upto, every_fall=every_fall)
            batch = []
    if batch:
        yield from evaluate(batch, upto, every_fall=every_fall)


def play(
    ground: Ground,
    plan: Plan,
    *,
    given: Expectations | None = None,
    spoiling: dict[int, Bools] | None = None,
    alone: Alone | None = None,
) -> Played:
    """One plan under one belief, to its end and for reports; arguments as in `Row`."""
    (line,) = evaluate([row_of(ground, plan, given=given, spoiling=spoiling, alone=alone)], "all", every_fall=True)
    return line


def row_of(
    ground: Ground,
    plan: Plan,
    *,
    given: Expectations | None = None,
    spoiling: dict[int, Bools] | None = None,
    alone: Alone | None = None,
) -> Row:
    """A plan under a belief as a row."""
    hand = hand_of(ground.belief, plan, given.members if given else None)
    if spoiling:
        which = tuple(sorted({*hand.which, *spoiling}))
        mine = np.array([v in hand.levers for v in which], dtype=bool)
        hand = replace(hand, which=which, mine=mine)
    return Row(hand, ground, given, spoiling or {}, alone)


def direct_talks(ground: Ground, month: int = 0) -> Played:
    """Direct talks without help in a month, spoilers included: what P0 is measured on.  Found once per ground and month."""
    return ground.once(
        ("direct", month),
        lambda: evaluate([row_of(ground, DIRECT_TALKS.model_copy(update={"month": month}))], "talks")[0],
    )


def success(line: Played) -> Floats:
    """(D,) chance that every link holds."""
    return outcome.success(line.consents, line.delivered)


def expectations(line: Played) -> Expectations:
    """What is expected of the plan on these draws, for others; beliefs are counted again, O(D X 2^n)."""
    if line.row.expects is not None:
        return line.row.expects
    beliefs = talks.beliefs(line.ground.site, line.pressed.reservation) if line.text is None else None
    found = line.expected
    return Expectations(
        line.alone, line.hand.fixed, line.first_found, line.falls, beliefs, line.text, found.found, found.surplus, line.shifts
    )  # fmt: skip


def _alone(row: Row) -> Alone:
    if row.expects is not None:
        return row.expects.alone
    if row.hand.direct:
        return Alone(0.0, np.zeros(len(row.hand.shape.signers)))
    return direct_talks(row.ground, row.hand.month).expected


def _deliver(line: Played, upto: Upto) -> None:
    """What is delivered, where it matters: where all consent, or would with expectations only slightly different."""
    anew = None
    where = np.ones(line.ground.draws, dtype=bool) if upto == "all" else line.consents
    if line.row.expects is None and not consent.unasked(line).all():
        anew = error.consents_again(line, _direct_by_stretch(line))
        where = where | anew
    if upto == "links":
        line.engaged, line.delivered = delivery.deliver_by_link(line, where)
    else:
        line.delivered = delivery.deliver(line, where)
    if anew is not None:
        line.shifts = error.shifts(line, anew)
    elif line.row.expects is not None:
        line.shifts = line.row.expects.shifts


def _direct_by_stretch(line: Played) -> list[Alone]:
    ground, month = line.ground, line.hand.month
    return ground.once(("stretches", month), lambda: error.by_stretch(direct_talks(ground, month)))


def exists(line: Played) -> Bools:
    """(D,) whether some deal, or the text tabled, satisfies all signers under the levers in play."""
    return np.asarray(line.margin >= -TOLERANCE)
