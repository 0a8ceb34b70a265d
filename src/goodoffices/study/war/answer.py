"""What fighting on is worth, and whether the moment is ripe: what `war` answers."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from goodoffices.kit.answer import Pictured, Studied
from goodoffices.model.arrays import Floats, Ints

if TYPE_CHECKING:
    import polars


@dataclass(frozen=True)
class WarPath:
    """What fighting on is worth to one signer, month by month."""

    months: Ints
    mean: Floats
    q05: Floats
    q25: Floats
    q75: Floats
    q95: Floats
    believed_mean: Floats
    """Mean of W + o: what it acts on."""
    kind: str
    victory: float | None
    """Attrition: mean chance that its side wins outright before the freeze; else None."""
    defeat: float | None
    frozen: float | None


@dataclass(frozen=True)
class Ripeness:
    """Zartman's three conditions, each as the model sees it."""

    hurting_objective: Mapping[str, float]
    """signer: share of draws in which fighting on hurts: it is worth less than the front frozen where it stands (war of
    attrition), or will be worth less in six months than now (direct war value)."""
    hurting_perceived: Mapping[str, float]
    """signer: share of draws in which it hurts and the party believes, optimism included, that the deal with the widest
    least margin beats fighting on."""
    waiting_cost: Mapping[str, Floats]
    """signer: mean points lost by fighting until each month of the horizon: costs expected to be paid by then (attrition),
    or the fall of W (direct)."""
    way_out: float
    """Share of draws in which a deal exists for all."""
    exists_by_month: Floats
    """Share of draws, and of the ways the front may have moved, in which the war still goes on in month t and a deal exists;
    shape (horizon + 1,)."""
    verdict: Literal["ripe", "ripening", "not_ripe"]
    """ripe: all hurt, all perceive it, way out, each in at least half of the draws; ripening: some; else not_ripe."""


@dataclass(frozen=True)
class WarView:
    """One perspective's answer."""

    name: str
    title: str
    war: Mapping[str, WarPath]
    """By signer."""
    ripeness: Ripeness


@dataclass(frozen=True)
class WarAnswer(Pictured, Studied):
    """What fighting on is worth to each signer, and ripeness, by perspective."""

    perspectives: Mapping[str, WarView]

    def table(self) -> polars.DataFrame:
        """A row per perspective, signer and month: value of fighting on, mean and quantiles, and as it is believed; points."""
        import polars

        columns = ("mean", "q05", "q25", "q75", "q95", "believed_mean")
        return polars.DataFrame([
            {"perspective": view.name, "signer": signer, "month": int(month)}
            | {column: float(getattr(path, column)[at]) for column in columns}
            for view in self.perspectives.values()
            for signer, path in view.war.items()
            for at, month in enumerate(path.months)
        ])  # fmt: skip
