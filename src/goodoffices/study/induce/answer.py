"""What would bring a mediator in: what `inducement` answers, as a table and as a picture."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from goodoffices.kit.answer import Pictured, Studied
from goodoffices.play.refusal import Stand as Side

if TYPE_CHECKING:
    import polars


Way = Literal["public", "private", "mixed"]
WAYS: tuple[Way, ...] = ("public", "private", "mixed")
"""Talks and offers in public; in private; or each offer, and the talks, as is cheapest."""


@dataclass(frozen=True)
class Promise:
    """An offer made."""

    offer: str
    mode: str
    share: float
    """Part of it that is promised, in (0, 1]; 1 unless shares may be made."""
    giver: str
    receiver: str
    worth: float
    """Mean net worth to the receiver if there is a settlement, receiver's points."""
    cost: float
    """Mean cost to the giver if there is a settlement, giver's points, audience cost included."""


@dataclass(frozen=True)
class Commitment:
    """A lever that a third party other than the mediators commits."""

    lever: str
    holder: str
    target: str
    kind: str
    cost: float
    """Mean cost at full use, holder's points."""
    used: float
    """Mean share of it that the best deal needs."""


@dataclass(frozen=True)
class Stand:
    """How a third party stands to a scheme."""

    party: str
    mediates: bool
    share: float
    """Share of draws in which its own margin of engagement is 0 or more."""
    margin: float
    """Mean margin, own points."""
    reached: float
    """The margin it reaches in the wanted share of draws, own points; below 0 it lacks that much."""
    promised: float
    """Own points it promises: mean cost of its offers and commitments."""


@dataclass(frozen=True)
class Scheme:
    """Who promises what, and what comes of it."""

    talks: str
    """Whether the talks themselves are public or private."""
    promises: tuple[Promise, ...]
    commitments: tuple[Commitment, ...]
    cost: float
    """The objective: weighted sum over sponsors of points promised, each per its stake (or in plain points, if asked)."""
    confidence: float
    """Share of draws in which the mediators and every sponsor are willing at once."""
    se: float
    found: float
    """P, share of draws in which the talks find a deal."""
    stands: tuple[Stand, ...]
    sides: tuple[Side, ...]
    """How each side that fights stands to the mediators; what third parties promise each other does not move it."""

    @property
    def refused_by(self) -> tuple[Side, ...]:
        """Sides that refuse the mediators more often than not, whatever is paid; the furthest from letting them in first."""
        return tuple(sorted((side for side in self.sides if side.refuses), key=lambda side: side.margin))


@dataclass(frozen=True)
class Prices:
    """What the next step costs: changes of the cheapest cost, found by solving again; infinite where nothing will do.

    Lever commitments and talks are those of the cheapest scheme.
    """

    stake_more: float
    """If settlement and mediation were worth one more point to the mediator in every draw; 0 or less."""
    stake_less: float
    confidence_more: float
    """For one percentage point more confidence; 0 or more."""
    confidence_less: float


@dataclass(frozen=True)
class Duals:
    """Marginal prices of the cheapest shares, from the linear program on the draws in which they hold."""

    stake: Mapping[str, float]
    """party: fall of the cost per point that its margin were wider in every draw."""
    budget: Mapping[str, float]
    """sponsor with a budget: fall of the cost per point more of it."""
    believed: Mapping[str, float]
    """offer in a mode, as `NAME (public)`: fall of the cost per point that its receiver believed it to be worth more."""


@dataclass(frozen=True)
class Lack:
    """Why the wanted confidence is out of reach."""

    best: Scheme
    """The scheme with most confidence found, the cheapest of those."""
    most: float
    """No scheme has more: the confidence of `best`, but where shares may be promised and the search for more was given up."""
    mediator_alone: float
    """Most confidence if every sponsor paid whatever it costs it; like `without`, of shares the most that was found."""
    missing: float
    """Points that the mediator lacks in the wanted share of draws under the promises and commitments best for it; 0 if none."""
    without: Mapping[str, float]
    """sponsor or further mediator: most confidence if it were willing whatever it costs it, all others as they are."""
    binding: str
    """The mediator, where no sponsors' promises would bring it in; else the sponsor whose willingness would gain most."""


@dataclass(frozen=True)
class WayResult:
    """The answer for public, private or mixed."""

    way: Way
    cheapest: Scheme | None
    """None where the wanted confidence is out of reach: see `lack`."""
    prices: Prices | None
    duals: Duals | None
    """Only where shares may be promised."""
    lack: Lack | None
    curve: tuple[tuple[float, float], ...]
    """(confidence, cost), rising: this cost buys up to that confidence.  Whole promises: every step there is; shares: a grid."""


@dataclass(frozen=True)
class Sponsor:
    """A third party that could promise something, and how its points count."""

    stake: float
    """Mean distance between what settlement and the war going on are worth to it, own points."""
    weight: float
    counted: float
    """What one of its points counts in the objective."""
    budget: float | None


@dataclass(frozen=True)
class InducementView:
    """One perspective's answer."""

    name: str
    title: str
    unasked: Mapping[str, float]
    """public, private: share of draws in which the mediator is willing with nothing promised by anybody."""
    alone: float
    """P0: share of draws in which direct talks find a deal."""
    sponsors: Mapping[str, Sponsor]
    ways: Mapping[Way, WayResult]


@dataclass(frozen=True)
class InducementAnswer(Pictured, Studied):
    """What would bring a mediator in, by perspective."""

    mediator: str
    plan: str | None
    confidence: float
    scale: str
    """`stakes` or `points`: how points of different sponsors are added."""
    divisible: bool
    most_commitments: int
    perspectives: Mapping[str, InducementView]

    def table(self) -> polars.DataFrame:
        """A row per perspective and way: feasible, cost, confidence, se, found, promises, commitments, best confidence."""
        import polars

        return polars.DataFrame(
            [
                {
                    "perspective": view.name,
                    "way": way,
                    "feasible": result.cheapest is not None,
                    "talks": shown.talks,
                    "cost": shown.cost if result.cheapest else None,
                    "confidence": shown.confidence,
                    "se": shown.se,
                    "found": shown.found,
                    "promises": ", ".join(promise_name(p) for p in shown.promises),
                    "commitments": ", ".join(c.lever for c in shown.commitments),
                }
                for view in self.perspectives.values()
                for way, result in view.ways.items()
                for shown in [scheme_of(result)]
            ]
        )


def scheme_of(result: WayResult) -> Scheme:
    """The cheapest scheme, or the one that comes closest."""
    if result.cheapest is not None:
        return result.cheapest
    assert result.lack is not None
    return result.lack.best


def promise_name(promise: Promise) -> str:
    """`NAME (public)`, with the share where it is not whole."""
    part = "" if promise.share > 1.0 - 1e-6 else f"{100 * promise.share:.0f} % of "
    return f"{part}{promise.offer} ({promise.mode})"
