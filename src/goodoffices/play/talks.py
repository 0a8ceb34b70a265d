"""How talks end: the deal that exists, the texts tabled and taken, the chance of each (section 6 of the model)."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Sequence

import numpy as np

from goodoffices.engines.links import agreement
from goodoffices.engines.links import talks as talking
from goodoffices.engines.links.agreement import TOLERANCE
from goodoffices.engines.links.talks import EXACT_SIGNERS
from goodoffices.model.arrays import Bools, Floats, Ints, Singles
from goodoffices.play.expectations import Alone
from goodoffices.play.ground import Site
from goodoffices.play.memo import contents
from goodoffices.play.played import Played, Row
from goodoffices.play.robust_text import robust_text

ROWS = 16
"""Most rows at which texts are tabled at once: their beliefs about the texts fit the cache."""
RULES = {"maxmin": agreement.MAXMIN, "nash": agreement.NASH, "mediator": agreement.SCORE}


def tabled_text(row: Row, reservation: Floats) -> Ints | None:
    """(J,) the text a plan puts on the table: its own, or the one that most draws would sign (robust); None for any text."""
    package = row.hand.plan.package
    if package == "any":
        return None
    if row.expects is not None:
        return row.expects.text
    if isinstance(package, str):
        text: Ints = robust_text(row.ground, reservation).options[0].astype(np.int64)
        return text
    return row.hand.shape.package(package)


def best_deal(row: Row, reservation: Floats) -> tuple[Floats, Ints]:
    """Agreement margin (D,), and the frontier point that a fully informed mediator would strike by the plan's rule (D,).

    By the rule `mediator` the first mediator with preferences of its own decides; where none has any, the rule is maxmin.
    """
    rule, score = RULES[row.hand.plan.rule], None
    if rule == agreement.SCORE:
        score = _score(row)
        rule = agreement.MAXMIN if score is None else rule
    return row.ground.site.best_deal(reservation, rule, score)


def _score(row: Row) -> Floats | None:
    """(F,) what the points of the frontiers are worth to the mediator."""
    belief, site, shape = row.ground.belief, row.ground.site, row.hand.shape
    own = [table for table in (belief.column("own", k) for k in row.hand.able) if table.shape[1]]
    if not own:
        return None

    def make() -> Floats:
        draw = np.repeat(np.arange(row.ground.draws), np.diff(site.frontiers.offsets))
        worth: Floats = own[0][draw[:, None], shape.offset[:-1] + site.points[:-1]].sum(axis=1)
        return worth

    return site.kept("score", (own[0],), (), make)


def shares(rows: Sequence[Row], reservations: Sequence[Floats], opens: Sequence[Floats]) -> list[float]:
    """P in a first pass: over the first draws only, which suffices where it decides who acts, not what is reported."""
    found: list[float | None] = []
    missing: dict[int, dict[Hashable, list[int]]] = {}
    keys, digests = [], dict[int, bytes]()

    def digest(array: Floats, first: int) -> bytes:
        # rows often share arrays, which are all alive until this is over
        if id(array) not in digests:
            digests[id(array)] = contents(array[:first])
        return digests[id(array)]

    for at, (row, reservation, open_) in enumerate(zip(rows, reservations, opens, strict=True)):
        first = row.ground.first
        plan = row.hand.plan
        text = "any" if plan.package == "any" else repr(plan.package)
        roles = tuple(sorted(row.hand.roles))
        keys.append((digest(reservation, first), digest(open_, first), text, roles))
        found.append(row.ground.site.kept.kept("share", (), keys[at]))
        if found[at] is None:
            # rows that differ in what talks do not read are looked at once
            missing.setdefault(id(row.ground.site), {}).setdefault(keys[at], []).append(at)
    for alike in missing.values():
        group = [first for first, *_ in alike.values()]
        for start in range(0, len(group), ROWS):
            chunk = group[start : start + ROWS]
            for at, share in zip(chunk, _shares(rows, reservations, opens, chunk), strict=True):
                kept = rows[at].ground.site.kept.keep("share", (), keys[at], share)
                for same in alike[keys[at]]:
                    found[same] = kept
    return [share for share in found if share is not None]


def _shares(
    rows: Sequence[Row], reservations: Sequence[Floats], opens: Sequence[Floats], which: list[int]
) -> list[float]:
    ground = rows[which[0]].ground
    first, site = ground.first, ground.site
    open_texts = [at for at in which if rows[at].hand.plan.package == "any"]
    result: dict[int, float] = {}
    for at in which:
        if at not in open_texts:
            text = tabled_text(rows[at], reservations[at])
            assert text is not None
            accepted = ground.accepted(text, reservations[at], TOLERANCE)
            result[at] = float(accepted[:first].all(axis=1).mean())
        elif len(rows[at].hand.shape.signers) > EXACT_SIGNERS:
            cut, shown = np.ascontiguousarray(reservations[at][:first]), opens[at][:first]
            result[at] = float(_sampled(rows[at], cut, shown, site.exists(cut))[2].mean())
    exact = [at for at in open_texts if at not in result]
    if exact:
        cut = np.stack([reservations[at][:first] for at in exact])
        there = np.stack([site.exists(row) for row in cut])
        possible = np.stack([site.exists(row - TOLERANCE) for row in cut])
        carries, drafts = (
            np.array([role in rows[at].hand.roles for at in exact]) for role in ("communicates", "formulates")
        )
        candour = np.stack([opens[at][:first] for at in exact])
        drafts &= candour.any(axis=(1, 2))
        chance = talking.struck(site.texts(first), cut, possible, candour, there, carries, drafts)
        result |= dict(zip(exact, map(float, chance.mean(axis=1)), strict=True))
    return [result[at] for at in which]


def _sampled(row: Row, reservation: Floats, open_: Floats, there: Bools) -> tuple[talking.Tabled, Floats, Floats]:
    """Texts tabled, weights and chances where there are too many patterns of candour to sum: each draw samples one."""
    draws, n = reservation.shape
    confides = row.ground.belief.coins[:draws] < open_
    circle = (confides << np.arange(n)).sum(axis=1).astype(np.int32)
    beliefs = row.expects.beliefs if row.expects is not None else None
    possible = row.ground.site.exists(reservation - TOLERANCE)
    played = talking.play(
        row.ground.site.texts(draws), reservation[None], possible[None], circles=bool(circle.any()), sampled=circle[None],
        shares=None if beliefs is None else beliefs[None],
    ).row(0)  # fmt: skip
    carries, drafts = (role in row.hand.roles for role in ("communicates", "formulates"))
    return played, *talking.weigh_sampled(circle, there, played.taken, carries=carries, drafts=drafts)


def talk(lines: Iterable[Played]) -> None:
    """Play the talks out in every draw: what exists, what is tabled, how likely each text is to be struck, what it brings."""
    lines = list(lines)
    for line in lines:
        line.text = tabled_text(line.row, line.pressed.reservation)
        if line.text is not None:
            _table_text(line)
        else:
            line.margin, line.chosen = best_deal(line.row, line.pressed.reservation)
            line.struck = line.ground.site.kept(
                "struck",
                (line.chosen,),
                (),
                lambda line=line: line.ground.site.struck(line.chosen),  # type: ignore[misc]
            )
    _table(lines)
    for line in lines:
        line.expected = Alone(float(line.found.mean()), surplus(line, slice(None)))
        if line.row.expects is not None:
            line.expected = Alone(line.row.expects.found, line.row.expects.surplus)


def _table_text(line: Played) -> None:
    """A plan that tables one text: it is signed wherever everybody accepts it."""
    assert line.text is not None
    line.struck, crossed = line.ground.package_utility(line.text)
    gain = np.where(crossed, agreement.NO_DEAL, line.struck - line.pressed.reservation)
    line.margin = np.asarray(gain.min(axis=1))
    line.found = np.asarray((gain >= -TOLERANCE).all(axis=1), dtype=np.float64)
    draws, n = line.struck.shape
    line.chosen, line.weight = np.zeros(draws, dtype=np.int64), line.found[:, None]
    line.tabled = talking.Tabled(
        np.zeros((draws, 0), dtype=np.int32),
        np.zeros((draws, 0), dtype=bool),
        np.zeros((draws, 0, n), dtype=np.float32),
    )


def _table(lines: Sequence[Played]) -> None:
    """Texts tabled and taken for lines that leave the text open, many at a time; what was tabled before is not looked for."""
    missing: dict[tuple[int, bool, bool], dict[Hashable, list[_Wanted]]] = {}
    for line in lines:
        if line.text is not None:
            continue
        if len(line.hand.shape.signers) > EXACT_SIGNERS:
            there = line.margin >= -TOLERANCE
            line.tabled, line.weight, line.found = _sampled(line.row, line.pressed.reservation, line.open, there)
            continue
        circles = bool(line.open.any())
        beliefs = line.row.expects.beliefs if line.row.expects is not None else None
        key = (() if beliefs is None else (beliefs,), (contents(line.pressed.reservation), circles))
        known = line.ground.site.kept.kept("tabled", *key)
        if known is not None:
            line.tabled = known
        else:
            own = (tuple(map(id, key[0])), key[1])
            missing.setdefault((id(line.ground.site), circles, beliefs is not None), {}).setdefault(own, []).append(
                (line, key)
            )
    for (_, circles, _), alike in missing.items():
        group = [first for first, *_ in alike.values()]
        for start in range(0, len(group), ROWS):
            _tabled_together(group[start : start + ROWS], circles)
        for (first, _), *others in alike.values():
            for line, _ in others:
                line.tabled = first.tabled
    for line in lines:
        if line.text is None and len(line.hand.shape.signers) <= EXACT_SIGNERS:
            carries, drafts = (role in line.hand.roles for role in ("communicates", "formulates"))
            there = line.margin >= -TOLERANCE
            line.weight, line.found = talking.weigh(line.open, there, line.tabled.taken, carries=carries, drafts=drafts)


_Wanted = tuple[Played, tuple[tuple[object, ...], tuple[object, ...]]]
"""A line, and by what the texts tabled are kept."""


def _tabled_together(group: Sequence[_Wanted], circles: bool) -> None:
    site = group[0][0].ground.site
    reservations = np.stack([line.pressed.reservation for line, _ in group])
    # a tolerance wider, for texts are held in single precision
    possible = np.stack([site.exists(row - TOLERANCE) for row in reservations])
    given = [line.row.expects.beliefs for line, _ in group if line.row.expects is not None]
    shares_ = np.stack([own for own in given if own is not None]) if given else None
    texts = site.texts(reservations.shape[1])
    played = talking.play(texts, reservations, possible, circles=circles, shares=shares_)
    for at, (line, key) in enumerate(group):
        row = talking.Tabled(*(table[at].copy() for table in played))
        line.tabled = site.kept.keep("tabled", *key, row)


def surplus(line: Played, draws: slice) -> Floats:
    """(n,) E[s_i | deal] over some draws, points: s_i = u_i + carrots_i - W_i as i believes W_i; 0 where none is ever found."""
    (found,) = surpluses(line, [draws])
    return found


def surpluses(line: Played, stretches: Iterable[slice]) -> list[Floats]:
    """`surplus` over several stretches of draws."""
    own, belief = line.hand.columns, line.ground.belief
    war, optimism = belief.side_by_side(own["war"]), belief.side_by_side(own["optimism"])
    believed = line.ground.site.kept("believed", (war, optimism), (), lambda: war + optimism)
    weight, worth, struck, carrots = line.weight, line.tabled.worth, line.struck, line.pressed.carrots
    return [
        talking.surplus(weight[draws], worth[draws], struck[draws], carrots[draws], believed[draws])
        for draws in stretches
    ]


def beliefs(site: Site, reservation: Floats) -> Singles:
    """(2^n, X) F_S(x) at reservations (D, n): shares of draws in which all of S would accept each text."""
    found: Singles = talking.beliefs(site.utility[: len(reservation)], talking.bars_of(reservation)[None])[0]
    return found


def direct_share(line: Played) -> Floats:
    """(D,) 1 where direct talks alone find a deal under the same levers."""
    if line.text is not None:
        return line.found
    n = len(line.hand.shape.signers)
    return np.asarray(line.tabled.taken[:, -n:].any(axis=1), dtype=np.float64)
