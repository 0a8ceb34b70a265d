"""A plan as a result: summed up over the places where the front may stand in its month, of which month 0 has one."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np
import numpy.typing as npt

from goodoffices.engines.links.agreement import TOLERANCE
from goodoffices.engines.links.delivery import PARTS
from goodoffices.engines.links.talks import EXACT_SIGNERS, patterns
from goodoffices.engines.spread import Spread, share_error, weighted_spread
from goodoffices.model.arrays import Bools, Floats
from goodoffices.model.levers import KIND_NAMES
from goodoffices.model.structure import Structure
from goodoffices.play import outcome
from goodoffices.play.delivery import Engagement as Engaged
from goodoffices.play.delivery import engagement
from goodoffices.play.evaluate import success
from goodoffices.play.hand import Hand
from goodoffices.play.holding import Signed, Struck, struck
from goodoffices.play.played import Played
from goodoffices.play.talks import direct_share
from goodoffices.play.threshold import near
from goodoffices.study.plans.answer import ConsentResult, Engagement, HoldingResult, LeverUse, PlanResult, SpoilerUse
from goodoffices.study.robust.package import package_text

CARRIED = 5
"""Packages listed as those that carry a plan."""
Value = Callable[[Played], npt.NDArray[np.generic]]


@dataclass(frozen=True, eq=False)
class Whole:
    """A plan played at every place of the front in its month, and the chance of each."""

    parts: Sequence[Signed]
    _engaged: dict[int, Engaged] = field(default_factory=dict)

    @property
    def shape(self) -> Structure:
        """Names and indices of the case."""
        return self.hand.shape

    @property
    def hand(self) -> Hand:
        """Who has what in hand: that of the likeliest place, for those who nominate or spoil do so alike at all."""
        return self.parts[0].line.hand

    @cached_property
    def struck(self) -> Struck:
        """All deals."""
        return struck(self.parts)

    def by_draw(self, value: Value) -> Floats:
        """(D, ...) sum over places of the chance times a value (D, ...)."""
        return outcome.over_places(_weighted(part.chance, value(part.line)) for part in self.parts)

    def share(self, value: Value) -> float:
        """Mean over all draws and paths."""
        return float(self.by_draw(value).mean())

    @cached_property
    def on(self) -> float:
        """Draws and paths in which the war still goes on."""
        return float(np.sum([part.chance.sum() for part in self.parts]))

    def among_on(self, value: Value) -> float:
        """Mean among wars that still go on; 0 where none does."""
        return float(self.by_draw(value).sum()) / self.on if self.on > 0 else 0.0

    def spread(self, value: Value) -> Spread:
        """Spread among wars that still go on."""
        values = np.concatenate([np.asarray(value(part.line), dtype=np.float64) for part in self.parts])
        return weighted_spread(values, np.concatenate([part.chance for part in self.parts]))

    def among_deals(self, value: Callable[[Signed], Floats]) -> Floats:
        """(...) mean over the deals struck of a value (R, ...) of each; 0 where there is none."""
        # einsum sums in one order, where a matrix product would let the number of cores decide
        sums = [np.einsum("r,r...->...", part.weight, value(part)) for part in self.parts]
        total = float(np.sum([part.weight.sum() for part in self.parts]))
        result: Floats = np.sum(sums, axis=0) / max(total, 1e-300)
        return result

    def engaged(self, line: Played) -> Engaged:
        """Margins of engagement at a place, found once."""
        if id(line) not in self._engaged:
            self._engaged[id(line)] = engagement(line)
        return self._engaged[id(line)]


def _weighted(chance: Floats, value: npt.NDArray[np.generic]) -> tuple[Floats, Floats]:
    return chance.reshape(-1, *[1] * (value.ndim - 1)), np.asarray(value, dtype=np.float64)


def plan_result(name: str, whole: Whole) -> PlanResult:
    """Sum a plan up; a text tabled is that of the likeliest place."""
    parts, shape, hand, first = whole.parts, whole.shape, whole.hand, whole.parts[0].line
    chance = whole.by_draw(success)
    funnel = outcome.funnel(
        outcome.over_places((part.chance, outcome.by_link(part.line, part.deals)) for part in parts)
    )
    members = np.any([part.line.part.any(axis=0) for part in parts], axis=0) & hand.mediates
    return PlanResult(
        plan=name,
        success=float(chance.mean()),
        draws_se=share_error(chance),
        funnel=funnel,
        binding=funnel.binding,
        found=whole.share(lambda line: line.found),
        direct=whole.share(direct_share),
        carried_by=_carried_by(whole),
        mediators=tuple(h for k, h in enumerate(shape.third_parties) if members[k]),
        candour=dict(zip(shape.signers, _means(whole, lambda line: line.open), strict=True))
        if hand.has_mediator
        else {},
        consent=_consent(whole),
        engagement=_engagement(whole),
        holding=_holding(whole),
        levers=_levers(whole),
        spoilers=_spoilers(whole),
        patterns=_patterns(whole),
        text=package_text(first.ground, first.text) if first.text is not None else None,
        success_by_draw=chance.astype(np.float32),
        shifts=np.asarray(sum((part.chance.mean() * part.line.shifts for part in parts), np.zeros(1))),
    )


def _means(whole: Whole, value: Value) -> list[float]:
    """Column by column of a value (D, columns), its mean among wars that still go on."""
    by_draw = whole.by_draw(value)
    return [float(by_draw[:, column].sum()) / whole.on if whole.on > 0 else 0.0 for column in range(by_draw.shape[1])]


def _carried_by(whole: Whole) -> tuple[tuple[dict[str, str], float], ...]:
    """Packages by their share of the plan's successes."""
    codes, chances = [], []
    for part in whole.parts:
        deals = part.deals
        kept = part.weight * (deals.engaged & deals.keeps.all(axis=1))
        won = outcome.success(part.line.consents[deals.draw], kept)
        codes.append(deals.codes[won > 0])
        chances.append(won[won > 0])
    packages, place = np.unique(np.concatenate(codes), axis=0, return_inverse=True)
    weight = np.bincount(place.ravel(), weights=np.concatenate(chances), minlength=1)
    total = weight.sum()
    if total <= 0:
        return ()
    order = np.argsort(-weight, kind="stable")[:CARRIED]
    space = whole.shape.space
    options = space.options_of(space.choices_from(packages[order]))
    return tuple(
        (whole.shape.package_names(row), float(weight[p] / total)) for p, row in zip(order, options, strict=True)
    )


def _patterns(whole: Whole) -> dict[str, float]:
    """Share found under each pattern of candour; none where a text is tabled or patterns are sampled."""
    signers = whole.shape.signers
    if whole.hand.plan.package != "any" or len(signers) > EXACT_SIGNERS:
        return {}
    if not any(part.line.open.any() for part in whole.parts):
        return {"none": whole.share(direct_share)}
    found: dict[int, float] = {}
    for part in whole.parts:
        line = part.line
        own = patterns(line.margin >= -TOLERANCE, line.tabled.taken, len(signers), part.chance)
        found = {mask: found.get(mask, 0.0) + share for mask, share in own.items()}
    return {
        "+".join(s for i, s in enumerate(signers) if mask >> i & 1) or "none": share for mask, share in found.items()
    }


def _consent(whole: Whole) -> tuple[ConsentResult, ...]:
    if not whole.hand.has_mediator:
        return ()
    found, close = [], near([part.chance for part in whole.parts], [part.line for part in whole.parts])
    for i, signer in enumerate(whole.shape.signers):
        if whole.shape.belligerent[i]:
            margin = whole.spread(lambda line, i=i: line.consent[:, i])  # type: ignore[misc]
            doubt = whole.among_on(lambda line, i=i: line.doubt[:, i])  # type: ignore[misc]
            found.append(ConsentResult(signer, margin.share_nonnegative, margin, doubt, float(close[i])))
    return tuple(found)


def _engagement(whole: Whole) -> tuple[Engagement, ...]:
    hand, found = whole.hand, []
    for k in map(int, hand.participants):
        margin = whole.spread(lambda line, k=k: whole.engaged(line).margins[:, k])  # type: ignore[misc]
        parts = _means(whole, lambda line, k=k: whole.engaged(line).parts[:, k])  # type: ignore[misc]
        joins = whole.among_on(lambda line, k=k: line.part[:, k]) if hand.mediates[k] else 1.0  # type: ignore[misc]
        found.append(
            Engagement(
                party=whole.shape.third_parties[k],
                mediates=bool(hand.mediates[k]),
                share=margin.share_nonnegative,
                margin=margin,
                parts=dict(zip(PARTS, parts, strict=True)),
                takes_part=joins,
            )
        )
    return tuple(found)


def _holding(whole: Whole) -> tuple[HoldingResult, ...]:
    shape, deals, belief = whole.shape, whole.struck, whole.parts[0].line.ground.belief
    months, total = shape.holding_months, max(deals.total, 1e-300)
    late = np.maximum(belief.shift_rate, 0.0) * months
    gains = (deals.weight[:, None] * deals.breached * belief.breach_gain[deals.draw]).sum(axis=0)
    moves = (deals.weight[:, None] * deals.shifted * (belief.shift_level + late)[deals.draw]).sum(axis=0)
    tempts = np.concatenate([gains, moves]) / total
    names, parties = (*shape.breaches, *shape.shifts), (*shape.breach_party, *shape.shift_party)
    least, found = deals.least(months), []
    for i, signer in enumerate(shape.signers):
        own = [(names[t], float(tempts[t])) for t in range(len(names)) if parties[t] == i]
        stays = float((deals.weight * (least[:, i] >= -TOLERANCE)).sum()) / total
        worst = float((deals.weight * np.where(deals.rate[:, i] > 0, months, 0)).sum()) / total
        ranked = tuple(sorted(own, key=lambda pair: -pair[1]))
        found.append(HoldingResult(signer, stays, weighted_spread(least[:, i], deals.weight), worst, ranked))
    return tuple(found)


def _levers(whole: Whole) -> tuple[LeverUse, ...]:
    shape, hand = whole.shape, whole.hand
    if not len(hand.levers):
        return ()
    used, spent = whole.among_deals(lambda part: part.deals.used), whole.among_deals(lambda part: part.deals.spent)
    found = []
    for at, v in enumerate(map(int, hand.levers)):
        lever = shape.levers[v]
        strength = whole.among_on(lambda line, v=v: line.ground.belief.column("strength", hand.plan.mode, v))  # type: ignore[misc]
        found.append(
            LeverUse(
                lever.name, shape.third_parties[lever.holder], shape.signers[lever.target], KIND_NAMES[lever.kind],
                strength, float(used[at]), float(spent[at]),
            )
        )  # fmt: skip
    return tuple(found)


def _spoilers(whole: Whole) -> tuple[SpoilerUse, ...]:
    """Third parties with levers against a settlement that lose by one in some draw, and what they do."""
    shape, belief, found = whole.shape, whole.parts[0].line.ground.belief, []
    holders: dict[int, list[int]] = {}
    for v in whole.parts[0].line.pulled:
        holders.setdefault(shape.levers[v].holder, []).append(v)
    for h, own in holders.items():
        pulled = [v for v in own if any(part.line.pulled[v].any() for part in whole.parts)]
        found.append(
            SpoilerUse(
                party=shape.third_parties[h],
                loses_from_settlement=float((belief.column("sigma", h) < 0).mean()),
                acts=whole.among_on(lambda line, own=own: _any_pulled(line, own)),  # type: ignore[misc]
                damage=whole.share(lambda line, own=own: np.full(line.ground.draws, _damage(line, own))),  # type: ignore[misc]
                levers=tuple(shape.levers[v].name for v in pulled),
            )
        )
    return tuple(found)


def _any_pulled(line: Played, levers: Sequence[int]) -> Bools:
    return np.asarray(np.any([line.pulled[v] for v in levers], axis=0))


def _damage(line: Played, levers: Sequence[int]) -> float:
    """Fall of the found share if the strongest of some levers were pulled in every draw."""
    return max(0.0, *(line.falls.get(v, 0.0) for v in levers))
