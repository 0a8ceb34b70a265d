"""Will it hold: what `holding` answers, as a table and as a picture."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from goodoffices.kit.answer import Pictured, Studied
from goodoffices.model.arrays import Floats

if TYPE_CHECKING:
    import polars


@dataclass(frozen=True)
class MarginPath:
    """A signer's margin of holding by month after signing, over the deals struck; (months + 1,) each, own points."""

    mean: Floats
    q05: Floats
    q25: Floats
    q50: Floats
    q75: Floats
    q95: Floats
    stays: Floats
    """Share of deals that it would not leave in that month."""


@dataclass(frozen=True)
class Pull:
    """An obligation or a shift of strength that draws a signer back to war."""

    name: str
    """Id of the breach or shift."""
    kind: Literal["breach", "shift"]
    present: float
    """Share of deals struck whose text has it."""
    points: float
    """Mean points in those deals, at the month in which it draws most."""
    month: int
    """That month after signing: the last where a shift grows in most such deals, else 0."""
    decisive: float
    """Share of deals struck that the signer would leave, but would keep without this one."""


@dataclass(frozen=True)
class Deterrent:
    """A safeguard in the text."""

    name: str
    present: float
    points: float
    """Mean points in the deals that have it."""
    decisive: float
    """Share of deals struck that the signer keeps, but would leave without it."""


@dataclass(frozen=True)
class PartyHolding:
    """One signer and the deals struck."""

    stays: float
    """Share of deals struck that it would not leave in any month of the horizon."""
    path: MarginPath
    pulls: tuple[Pull, ...]
    """Strongest first: by share of deals present times points."""
    safeguards: tuple[Deterrent, ...]
    alone: float
    """Least further guarantee at which this signer keeps the wanted share of deals, own points."""


@dataclass(frozen=True)
class Giver:
    """A guarantee lever of the case that could stand behind the plan, or stands behind it."""

    lever: str
    holder: str
    target: str
    in_plan: bool
    met: float
    """Share of deals struck whose text meets the lever's condition."""
    strength: float
    """Mean points to the target (strength times credibility) in those deals."""
    cost: float
    """Mean points that it would cost the holder in those deals at full use; it is used only as far as a deal lacks it."""
    willing: float
    """Share of deals struck for which the holder would do all that the plan then asks of it."""
    covers: float
    """Share of deals struck that the target keeps with it (and with what the plan already has)."""
    success: float
    """P(success) of the plan with it."""
    change: float
    """That less the plan's; for a lever in the plan the plan's less that without it."""
    change_se: float


@dataclass(frozen=True)
class HoldingView:
    """One perspective's answer."""

    name: str
    title: str
    found: float
    """Share of draws in which the plan finds a deal (in a later month: while the war goes on)."""
    holds: float
    """Share of the deals found that no signer would leave in any month."""
    holds_se: float
    success: float
    parties: Mapping[str, PartyHolding]
    needed: Mapping[str, float]
    """signer: further guarantee, own points, such that together they hold up the wanted share of deals (see
    `engines.promises.guarantee` for which of the smallest)."""
    held_up: float
    """Share of deals that they hold up."""
    success_with: float
    """P(success) if somebody gave them, on top of what the plan has."""
    success_gain_se: float
    """Standard error of that less `success`."""
    givers: tuple[Giver, ...]
    every_giver: Giver | None
    """All guarantees of the case that the plan does not count on, together; None where there are fewer than two.  Points of
    several targets are not added: `strength` and `cost` are NaN."""


@dataclass(frozen=True)
class HoldingAnswer(Pictured, Studied):
    """Will a plan's deals hold, by perspective."""

    plan: str
    confidence: float
    perspectives: Mapping[str, HoldingView]

    def table(self) -> polars.DataFrame:
        """A row per perspective, signer and month after signing: the margin's mean, quantiles, and the share that stays."""
        import polars

        return polars.DataFrame(
            [
                {"perspective": view.name, "signer": signer, "month": month}
                | {name: float(values[month]) for name, values in vars(party.path).items()}
                for view in self.perspectives.values()
                for signer, party in view.parties.items()
                for month in range(len(party.path.mean))
            ]
        )
