"""Who would rather see no settlement, what they would do about it, and what would stop them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from goodoffices.engines.spread import Spread
from goodoffices.kit.answer import Studied

if TYPE_CHECKING:
    import polars

    from goodoffices.study.induce.answer import Promise

Stance = Literal["quiet", "turned", "for_a_price", "beyond_price"]
STANCES: dict[Stance, str] = {
    "quiet": "acts too seldom to need turning",
    "turned": "offers that the case names would turn it",
    "for_a_price": "has its price, for which the case names no offer",
    "beyond_price": "no promise within its whole stake turns it",
}
"""What it takes to turn a third party: the model's reading of limited, greedy and total spoilers (Stedman 1997)."""


@dataclass(frozen=True)
class Help:
    """A lever of somebody else that pulls the target the other way."""

    lever: str
    holder: str
    used: float
    """Mean share of it that is needed."""
    cost: float
    """What that costs its holder, holder's points."""


@dataclass(frozen=True)
class Turn:
    """The cheapest offers of the case that keep a spoiler quiet."""

    promises: tuple[Promise, ...]
    cost: float
    """Points promised, each giver's per its own stake."""
    acts: float
    """Share of draws in which it still acts."""
    gain: float
    """Rise of P(success) with it turned; direct talks, where nobody promises it anything, as they are."""
    gain_se: float
    givers: Mapping[str, float]
    """giver: share of draws in which the settlements saved are worth to it what it pays."""


@dataclass(frozen=True)
class Counter:
    """A lever of somebody that the plan does not count on, added to it, spoilers acting as they would."""

    lever: str
    holder: str
    target: str
    kind: str
    points: float
    """Mean cost at full use, holder's points."""
    cost: float
    """The same per the holder's stake."""
    gain: float
    """Rise of P(success), the holder's own willingness included."""
    gain_se: float
    enough: bool
    """Whether that makes up for the damage."""


@dataclass(frozen=True)
class Spoiler:
    """A third party that loses from a settlement in some draws."""

    party: str
    loses: float
    """Share of draws in which settlement costs it points."""
    sigma: Spread
    """Its gain from settlement, own points."""
    levers: tuple[str, ...]
    """Its spoil levers."""
    acts: float
    """Share of draws in which it pulls one."""
    damage: float
    """Fall of P(success) because it acts."""
    damage_se: float
    stance: Stance
    offers: tuple[str, ...]
    """Offers of the case to it, whether or not they are enough."""
    price: float
    """Points on signing, its own, with which it stays quiet in the wanted share of draws; 0 if it does so anyway; infinite
    where no promise does it."""
    deterrent: float
    """Points that pulling each lever would have to cost it more, for the same."""
    turn: Turn | None
    """The cheapest set of offers of the case, public or private each, that keeps it quiet in the wanted share of draws; None
    where it is quiet anyway or none does."""
    at_worst: float
    """Fall of P(success) if it pulled all its levers in every draw, however little it lost, direct talks included."""
    at_worst_se: float
    socialised: float
    """Share of the fall that goes if settlement were worth nothing to it rather than a loss: as far as norms could carry."""
    outweighed: tuple[Help, ...]
    """Carrots and sticks of others on the same targets that make up for its levers, cheapest first; empty if not enough."""
    counter: Counter | None
    """The cheapest single lever that makes up for the damage to P(success), else the one that gains most; None where there is no
    damage or levers were not tried."""

    @property
    def said(self) -> str:
        """What it takes to turn it, in words."""
        if self.stance == "for_a_price" and self.offers:
            return "has its price, which all offers of the case together do not reach"
        return STANCES[self.stance]


@dataclass(frozen=True)
class Unwilling:
    """A signer: where it would stand in the way."""

    party: str
    refuses_mediator: float
    """Share of draws in which it does not consent, and nothing else about consent is amiss."""
    refuses_to_sign: float
    """Share of draws in which it alone lacks points at the deal with the widest least margin."""
    short: Spread
    """Points that it lacks in those draws."""
    breaks: float
    """Share of deals struck that it would leave."""
    consent_costs: float
    """Rise of P(success) if it consented whenever asked."""
    consent_se: float
    signing_costs: float
    """Rise of P(success) if, where no deal is found, it signed whatever the others would sign (its red lines stand), let the
    mediators in and kept to it."""
    signing_se: float
    breaking_costs: float
    """Rise of P(success) if it never left a deal."""
    breaking_se: float


@dataclass(frozen=True)
class PlanSpoilers:
    """One plan."""

    plan: str
    success: float
    se: float
    unspoilt: float
    """P(success) if no third party spoiled."""
    together: float
    """Fall of P(success) because of all of them."""
    together_se: float
    third_parties: tuple[Spoiler, ...]
    """Largest damage first."""
    signers: tuple[Unwilling, ...]


@dataclass(frozen=True)
class ViewSpoilers:
    """One perspective."""

    name: str
    title: str
    plans: Mapping[str, PlanSpoilers]


@dataclass(frozen=True)
class Spoilers(Studied):
    """Spoilers of a case, by perspective."""

    confidence: float
    """Share of draws in which a remedy must work."""
    perspectives: Mapping[str, ViewSpoilers]

    def table(self) -> polars.DataFrame:
        """A row per perspective, plan and third party that may spoil."""
        import polars

        rows = [
            {
                "perspective": view.name,
                "plan": plan.plan,
                "party": spoiler.party,
                "loses": spoiler.loses,
                "acts": spoiler.acts,
                "damage": spoiler.damage,
                "damage_se": spoiler.damage_se,
                "stance": spoiler.stance,
                "price": spoiler.price,
                "deterrent": spoiler.deterrent,
            }
            for view in self.perspectives.values()
            for plan in view.plans.values()
            for spoiler in plan.third_parties
        ]
        columns = ("perspective", "plan", "party", "stance")
        kinds = {name: polars.String if name in columns else polars.Float64 for name in _COLUMNS}
        return polars.DataFrame(rows, schema=kinds)


_COLUMNS = (
    "perspective", "plan", "party", "loses", "acts", "damage", "damage_se", "stance", "price", "deterrent",
)  # fmt: skip
