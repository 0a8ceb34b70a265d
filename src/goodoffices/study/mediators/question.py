"""Must it be this mediator?  Candidates alone and in coalitions, on common random numbers, and whose doing it is.

Three games are played with the candidates as players:

- v(S): all of S mediate (`coalitions.Rule` says on what terms);
- the best coalition of up to `size` members that could be formed from S, max over T in S of v(T): since nobody has to be
  invited, this is what having S available is worth, and it never falls when somebody joins;
- for each candidate on its own, its four roles as players (`coalitions.ROLES`).

Values are shared out by Shapley's rule (1953).  Every number is a mean over the same draws, so errors of differences are
those of differences draw by draw, and of what consent expects (`play.error`).
"""

from __future__ import annotations

import itertools
import math
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np

from goodoffices.case.schema import Case
from goodoffices.engines import coalition_values
from goodoffices.engines.coalition_values import MOST_EXACT
from goodoffices.model.arrays import Floats
from goodoffices.model.levers import GUARANTEE, INFORM, SPOIL
from goodoffices.model.structure import Structure
from goodoffices.play.error import mean_and_error
from goodoffices.play.hand import ROLES, hand_of
from goodoffices.play.study import Step, Study, View
from goodoffices.study.coalitions import Coalition, Coalitions, Rule, Values, cores
from goodoffices.study.mediators.answer import (
    Candidate,
    CoalitionResult,
    Contribution,
    Estimate,
    Mediators,
    MediatorsView,
    PanelResult,
)
from goodoffices.study.mediators.panel_rule import PanelRule, panel_rule, panels

Members = frozenset[int]
Together = Literal["auto", "exact", "sampled", "none"]

SIZE = 2
"""Most members of the coalitions listed, where none is said."""
MOST_LISTED = 20_000
"""Coalitions listed; more are refused."""
DRAWS = 2048
"""Most draws where none are said."""
FEWEST = 512
"""Fewest draws where none are said."""
WORK = 6_000 * 2048
"""Coalitions x draws over all perspectives, up to which draws are not cut where none are said: about a minute of two
cores on a case of the flagship's size."""
SAMPLED_ORDERS = 2_000
"""Orders sampled for contributions to the best coalition, which need no coalition but those listed."""
ORDERS = 100
"""Orders sampled for contributions to all together."""
EXACT = 2_048
"""Coalitions over all perspectives up to which these are exact where nothing is said."""
CHUNK = 64
"""Coalitions to a step of progress."""
TOP = 10
"""Panels listed."""
NOBODY: Members = frozenset()


@dataclass(frozen=True)
class _Agenda:
    """What is to be played under every perspective."""

    listed: tuple[Members, ...]
    """Every coalition up to the size asked, by size: nobody first."""
    everybody: tuple[Members, ...]
    """All candidates, then all without each."""
    roles: tuple[tuple[int, tuple[frozenset[str], ...]], ...]
    """Candidate: the sets of roles to play it with, all subsets of those it has."""
    together: Literal["exact", "sampled", "none"]
    chains: Mapping[int, Floats]
    """Bit mask: what one unit of its value contributes to each candidate; where orders are sampled."""
    panels: tuple[Members, ...]
    seed: int

    @property
    def rows(self) -> int:
        """Coalitions to play."""
        more = len(self.chains) if self.together == "sampled" else 0
        if self.together == "exact":
            more = 1 << (len(self.everybody) - 1)
        return (
            len(self.listed) + len(self.everybody) + sum(len(sets) for _, sets in self.roles) + more + len(self.panels)
        )


def mediators(
    what: Study | Case | str,
    *,
    size: int = SIZE,
    rule: Rule | None = None,
    panel: str | None = None,
    together: Together = "auto",
    fewer: bool = False,
) -> Mediators:
    """Compare all third parties as mediators, alone and in coalitions.

    Args:
        what: a study, or a case that is then studied as with `fewer`.
        size: most members of the coalitions listed.
        rule: what a coalition does; default all its members mediate in public, without offers.
        panel: a rule for panels to search, see `panel_rule.panel_rule`.
        fewer: whether draws beyond DRAWS are left out, and more of them (down to FEWEST) where there is much to play.
        together: contributions to what all who have joined achieve together: exact from all 2^n coalitions, sampled over
            orders of joining, none, or (auto) exact where that is quick and none elsewhere.

    Raises:
        ValueError: no third party, a size below 1 or with too many coalitions, a panel rule that cannot be read; else as
            the making of a study.
        InfeasibleError: as the making of a study, or too many signers for coalitions.
    """
    rule, given = rule or Rule(), what if isinstance(what, Study) else Study(what)
    case, views = given.case, len(given.perspectives)
    shape = given.premises.shape
    count = len(shape.third_parties)
    if not count:
        raise ValueError(f"{case.name} has no third party, so nobody could mediate")
    if size < 1:
        raise ValueError(f"coalitions have at least 1 member, not {size}")
    size = min(size, count)
    if sum(math.comb(count, s) for s in range(size + 1)) > MOST_LISTED:
        raise ValueError(
            f"{count} third parties form more than {MOST_LISTED:,} coalitions of up to {size}; ask for fewer"
        )
    asked = panel_rule(case, panel) if panel is not None else None
    how = _how(together, count, views)
    agenda = _agenda(case, shape, size, how, given.seed, asked)
    study = _with_fewer(given, agenda.rows * views) if fewer or given is not what else given
    threads = max(1, min(study.workers or cores(), views))
    inner = max(1, (study.workers or cores()) // threads)

    def question(view: View, step: Step) -> MediatorsView:
        return _Asked(view, rule, agenda, asked, inner, step).answer()

    found = study.ask(question, steps=agenda.rows // CHUNK)
    orders = ORDERS if how == "sampled" else 0
    return Mediators(*study.head, rule, size, how, orders, asked, found.perspectives)


def _with_fewer(study: Study, rows: int) -> Study:
    draws = DRAWS
    while draws > FEWEST and rows * draws > WORK:
        draws //= 2
    return Study(
        study.case, draws=min(draws, study.draws), seed=study.seed, perspectives=study.perspectives,
        workers=study.workers, progress=study.progress, places=study.places,
    )  # fmt: skip


def _how(together: Together, count: int, views: int) -> Literal["exact", "sampled", "none"]:
    if together == "exact" and count > MOST_EXACT:
        raise ValueError(f"{count} third parties: contributions are exact up to {MOST_EXACT}, sampled above")
    if together != "auto":
        return together
    return "exact" if count <= MOST_EXACT and views << count <= EXACT else "none"


def _agenda(
    case: Case,
    shape: Structure,
    size: int,
    how: Literal["exact", "sampled", "none"],
    seed: int,
    asked: PanelRule | None,
) -> _Agenda:
    count = len(shape.third_parties)
    all_ = frozenset(range(count))
    place = {name: k for k, name in enumerate(shape.third_parties)}
    listed = tuple(frozenset(s) for n in range(size + 1) for s in itertools.combinations(range(count), n))
    return _Agenda(
        listed=listed,
        everybody=(all_, *(all_ - {k} for k in range(count))),
        roles=tuple((k, _subsets(_roles(case, shape, k))) for k in range(count)),
        together=how,
        chains=coalition_values.chain_shares(count, ORDERS, seed) if how == "sampled" else {},
        panels=tuple(frozenset(place[n] for n in p) for p in panels(case, asked)) if asked is not None else (),
        seed=seed,
    )


def _roles(case: Case, shape: Structure, k: int) -> tuple[str, ...]:
    """Roles that a candidate can play at all: those it has a lever for, or a signer's ear."""
    kinds = {lever.kind for lever in shape.levers if lever.holder == k}
    ear = shape.third_parties[k] in case.candour
    has = {
        "communicates": ear or INFORM in kinds,
        "formulates": ear,
        "presses": bool(kinds - {INFORM, GUARANTEE, SPOIL}),
        "guarantees": GUARANTEE in kinds,
    }
    return tuple(role for role in ROLES if has[role])


def _subsets(roles: Iterable[str]) -> tuple[frozenset[str], ...]:
    """All subsets, in the order of bit masks."""
    given = list(roles)
    return tuple(frozenset(r for b, r in enumerate(given) if mask >> b & 1) for mask in range(1 << len(given)))


def mask_of(members: Iterable[int]) -> int:
    """A coalition as a bit mask."""
    return sum(1 << k for k in members)


class _Asked:
    """The question put to one perspective."""

    def __init__(
        self, view: View, rule: Rule, agenda: _Agenda, asked: PanelRule | None, workers: int, step: Step
    ) -> None:
        self._view, self._agenda, self._asked, self._workers = view, agenda, asked, workers
        self._engine = Coalitions(view, rule)
        self._names = view.ground.shape.third_parties
        self._step, self._done, self._said = step, 0, 0

    def answer(self) -> MediatorsView:
        """Play everything and sum it up."""
        agenda, shape = self._agenda, self._view.ground.shape
        rows = [Coalition(members) for members in (*agenda.listed, *agenda.everybody)]
        values = self._play(rows, "coalitions")
        by_draw = _rows(values)
        listed = len(agenda.listed)
        best = int(np.argmax(values.success[:listed]))
        results = [
            self._result(values, by_draw, r, row.members, by_draw[best], by_draw[0]) for r, row in enumerate(rows)
        ]
        roles = self._roles(by_draw[0])
        to_best = self._to_best(values.success[:listed], by_draw[:listed])
        together = self._together(values.success, by_draw)
        panel = self._panel(by_draw[0]) if self._asked is not None else None
        at = {members: r for r, members in enumerate(agenda.listed)}
        candidates = {}
        for k, name in enumerate(self._names):
            with_it = [r for members, r in at.items() if k in members]
            without = [r for members, r in at.items() if k not in members]
            first, other = (max(some, key=lambda r: values.success[r]) for some in (with_it, without))
            alone = at[frozenset({k})]
            shares, presence = roles[k]
            candidates[name] = Candidate(
                party=name,
                alone=results[alone],
                best_with=results[first],
                best_without=results[other],
                necessity=_difference(by_draw[first], by_draw[other]),
                sufficiency=results[alone].gain,
                everybody=_difference(by_draw[listed], by_draw[listed + 1 + k]),
                contribution=to_best[k],
                together=together[k] if together is not None else None,
                roles=shares,
                presence=presence,
                loses=float((self._view.belief.column("sigma", k) < 0).mean()),
                against=tuple(x.name for x in shape.levers if x.kind == SPOIL and x.holder == k),
            )
        order = sorted(range(listed), key=lambda r: -values.success[r])
        return MediatorsView(
            name=self._view.name,
            title=self._view.title,
            direct=results[0],
            everybody=results[listed],
            best=results[best],
            candidates=candidates,
            coalitions=tuple(results[r] for r in order),
            panel=panel,
        )

    def _play(
        self,
        rows: Sequence[Coalition],
        stage: str,
        keep: bool = True,
        visit: Callable[[int, Floats], None] | None = None,
    ) -> Values:
        def count(played: int) -> None:
            self._done += played
            while (self._said + 1) * CHUNK <= self._done:
                self._said += 1
                self._step(stage)

        return self._engine.success(rows, self._workers, count, keep, visit)

    def _result(
        self, values: Values, by_draw: Floats, r: int, members: Members, best: Floats, direct: Floats
    ) -> CoalitionResult:
        return CoalitionResult(
            members=tuple(self._names[k] for k in sorted(members)),
            success=Estimate(float(values.success[r]), mean_and_error(by_draw[r])[1]),
            gain=_difference(by_draw[r], direct),
            behind=_difference(best, by_draw[r]),
            exists=float(values.exists[r]),
            found=float(values.found[r]),
            stands=values.stands[r],
        )

    def _roles(self, direct: Floats) -> list[tuple[dict[str, Contribution], Contribution]]:
        """Of what each candidate adds on its own: by role, and by its mere presence."""
        rows = [Coalition(frozenset({k}), roles) for k, sets in self._agenda.roles for roles in sets]
        played = _rows(self._play(rows, "roles"))
        found, start = [], 0
        for _, sets in self._agenda.roles:
            table = played[start : start + len(sets)]
            start += len(sets)
            had = [role for role in ROLES if role in sets[-1]]
            by_role = coalition_values.shares(len(had)) @ table if had else np.zeros((0, table.shape[1]))
            shares = dict.fromkeys(ROLES, Contribution(0.0, 0.0))
            shares.update({role: _contribution(by_role[b]) for b, role in enumerate(had)})
            found.append((shares, _contribution(table[0] - direct)))
        return found

    def _to_best(self, success: Floats, by_draw: Floats) -> list[Contribution]:
        """Contributions to the best coalition that can be formed; exact up to MOST_EXACT candidates, else sampled."""
        count, listed = len(self._names), [mask_of(members) for members in self._agenda.listed]
        if count <= MOST_EXACT:
            table = np.full(1 << count, -np.inf)
            table[listed] = success
            _, who = coalition_values.best_within(table)
            share = np.zeros((count, 1 << count))
            for k, row in enumerate(coalition_values.shares(count)):
                share[k] = np.bincount(who, weights=row, minlength=1 << count)
            return [_contribution(row) for row in share[:, listed] @ by_draw]
        order = sorted(range(len(listed)), key=lambda r: (-success[r], listed[r].bit_count(), listed[r]))

        def best(mask: int) -> int:
            return next(r for r in order if listed[r] & ~mask == 0)

        shares = np.zeros((count, len(listed)))
        for mask, share in coalition_values.chain_shares(count, SAMPLED_ORDERS, self._agenda.seed).items():
            shares[:, best(mask)] += share
        sampled = coalition_values.sampled(
            lambda mask: float(success[best(mask)]), count, SAMPLED_ORDERS, self._agenda.seed
        )
        return [
            _contribution(row, float(error)) for row, error in zip(shares @ by_draw, sampled.error, strict=True)
        ]  # fmt: skip

    def _together(self, success: Floats, by_draw: Floats) -> list[Contribution] | None:
        """Contributions to what all who have joined achieve together."""
        count, agenda = len(self._names), self._agenda
        if agenda.together == "none":
            return None
        chains = agenda.chains
        masks = list(range(1 << count)) if agenda.together == "exact" else list(chains)
        exact = coalition_values.shares(count) if agenda.together == "exact" else None
        total = np.zeros((count, by_draw.shape[1]))

        def visit(r: int, row: Floats) -> None:
            share = exact[:, masks[r]] if exact is not None else chains[masks[r]]
            np.add(total, share[:, None] * row, out=total)

        rows = [Coalition(frozenset(k for k in range(count) if mask >> k & 1)) for mask in masks]
        played = self._play(rows, "all together", keep=False, visit=visit).success
        if exact is not None:
            return [_contribution(row) for row in total]
        table = dict(zip(masks, played.tolist(), strict=True))
        sampled = coalition_values.sampled(lambda mask: table[mask], count, ORDERS, agenda.seed)
        return [_contribution(row, float(error)) for row, error in zip(total, sampled.error, strict=True)]

    def _panel(self, direct: Floats) -> PanelResult:
        assert self._asked is not None
        agenda, shape = self._agenda, self._view.ground.shape
        picks = frozenset(np.flatnonzero(hand_of(self._view.belief, self._asked.own_picks()).fixed).tolist())
        # a side may have named away all that another could name: then the picks are no panel of the rule
        every = [*agenda.panels, *(() if picks in agenda.panels else (picks,))]
        values = self._play([Coalition(members) for members in every], "panels")
        by_draw, many = _rows(values), len(agenda.panels)
        picked = every.index(picks)
        order = np.argsort(-values.success[:many], kind="stable").tolist()
        asked = [signer for i, signer in enumerate(shape.signers) if shape.belligerent[i]]
        welcome = [r for r in order if not any(stand.refuses for stand in values.stands[r])]

        def result(r: int) -> CoalitionResult:
            return self._result(values, by_draw, r, every[r], by_draw[order[0]], direct)

        return PanelResult(
            panels=many,
            best=result(order[0]),
            accepted=result(welcome[0]) if welcome else None,
            own_picks=result(picked),
            short=_difference(by_draw[order[0]], by_draw[picked]),
            liked={signer: result(_most_welcome(order, values, at)) for at, signer in enumerate(asked)},
            top=tuple(result(r) for r in order[:TOP]),
        )


def _most_welcome(order: Sequence[int], values: Values, side: int) -> int:
    """The row that a side, by its place among those who fight, lets in most often; of equals the likeliest to succeed."""
    return max(order, key=lambda r: (values.stands[r][side].agrees, values.success[r]))


def _rows(values: Values) -> Floats:
    """(R, D + stretches) success in every draw, then what it may be off by; all that is told of them is linear in both."""
    return np.concatenate([values.by_draw.astype(np.float64), values.shifts], axis=1)


def _difference(one: Floats, other: Floats) -> Estimate:
    return Estimate(*mean_and_error(one - other))


def _contribution(row: Floats, order_error: float = 0.0) -> Contribution:
    mean, error = mean_and_error(row)
    # what is nothing but rounding is nothing
    return Contribution(round(mean, 12) + 0.0, float(np.hypot(error, order_error)))
