"""What the ties of a case say about leverage: a frozen answer that knows where every share stands in the file."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from goodoffices.engines.spread import Spread
from goodoffices.kit.answer import Studied, face

if TYPE_CHECKING:
    import polars

    from goodoffices.kit.theme import AnyChart


@dataclass(frozen=True)
class Evidence:
    """One share of one tie, and where it comes from."""

    dependent: str
    on: str
    kind: str
    share: Spread
    """In [0, 1]."""
    fixed: bool
    """Whether every draw has the same."""
    path: str
    """As in `ties.pairs.3.shares.0`."""
    line: int | None
    """Line of the case file; None for a case that came from no file."""
    basis: str | None
    year: str | None
    source: str | None
    """Id of the source."""
    locator: str | None
    claims: tuple[str, ...]
    note: str | None


@dataclass(frozen=True)
class KindShare:
    """Ties of one kind between two parties, taken together; they add up, to 1 at most."""

    kind: str
    dependence: Spread
    """Of `party` on `other`."""
    back: Spread
    """Of `other` on `party`."""


@dataclass(frozen=True)
class DefaultLever:
    """What the ties give the other party over a signer where the case names no lever: a carrot and a stick, each this big."""

    strength: Spread
    """Target's points: points_per_share times the asymmetric dependence."""
    cost: Spread
    """Holder's points: points_per_share times its own dependence (a modelling choice)."""
    in_use: bool
    """False where the case names a lever of this holder on this target, which overrides."""


@dataclass(frozen=True)
class NamedLever:
    """A lever that the case names."""

    lever: str
    holder: str
    target: str
    kind: str
    public: Spread
    """Strength times credibility: target's points; for inform a share of its optimism."""
    private: Spread
    cost_public: Spread
    """Holder's points."""
    cost_private: Spread
    line: int | None


@dataclass(frozen=True)
class PairLeverage:
    """Two parties with ties or with a named lever between them; where one of them signs it is `party`."""

    party: str
    other: str
    kinds: tuple[KindShare, ...]
    dependence: Spread
    """Of `party` on `other`, all kinds together, in [0, 1]."""
    back: Spread
    """Of `other` on `party`."""
    asymmetry: Spread
    """`dependence` less `back`, draw by draw: above 0 the other has the leverage, below 0 the party has."""
    default: DefaultLever | None
    """None unless a third party is tied to a signer."""
    named: tuple[NamedLever, ...]
    evidence: tuple[Evidence, ...]

    @property
    def holder(self) -> str | None:
        """Who has leverage in the mean of all draws; None where neither depends more than the other."""
        gap = self.asymmetry.mean
        if abs(gap) < 1e-9:
            return None
        return self.other if gap > 0 else self.party


@dataclass(frozen=True)
class LeverageView:
    """One perspective's answer."""

    name: str
    title: str
    points_per_share: Spread
    weights: Mapping[str, float]
    """kind: mean weight, in the order in which kinds appear in the case."""
    pairs: tuple[PairLeverage, ...]
    """Signer by signer and third parties in file order, then pairs without a signer."""

    def pair(self, party: str, other: str) -> PairLeverage | None:
        """The entry of two parties, in this order."""
        return next((p for p in self.pairs if (p.party, p.other) == (party, other)), None)


@dataclass(frozen=True)
class LeverageAnswer(Studied):
    """Whose leverage is on whom, by perspective."""

    perspectives: Mapping[str, LeverageView]

    def table(self) -> polars.DataFrame:
        """A row per perspective, pair and kind (`all` for all together): shares, asymmetry, points."""
        return leverage_table(self)

    def chart(self, perspective: str | None = None) -> AnyChart:
        """The network: signers in the middle, third parties around, lines as wide as dependence is asymmetric."""
        drawn: AnyChart = face(self, "chart")(self, perspective)
        return drawn

    def matrix(self, perspective: str | None = None) -> AnyChart:
        """The dependence matrix, a panel per signer, all kinds together and each kind."""
        drawn: AnyChart = face(self, "matrix")(self, perspective)
        return drawn

    def view(self, perspective: str | None = None) -> LeverageView:
        """A perspective's answer; the first one's if none is named.

        Raises:
            ValueError: no such perspective was asked.
        """
        name = perspective if perspective is not None else next(iter(self.perspectives))
        if name not in self.perspectives:
            raise ValueError(f"no perspective is called {name!r}; there are: {', '.join(self.perspectives)}")
        return self.perspectives[name]


def leverage_table(answer: LeverageAnswer) -> polars.DataFrame:
    """A row per perspective, pair and kind; `all` stands for all kinds together and carries the default lever."""
    import polars

    rows = []
    for view in answer.perspectives.values():
        for pair in view.pairs:
            start = {"perspective": view.name, "party": pair.party, "other": pair.other}
            rows.append(
                {
                    **start,
                    "kind": "all",
                    "dependence": pair.dependence.mean,
                    "back": pair.back.mean,
                    "asymmetry": pair.asymmetry.mean,
                    "default_points": pair.default.strength.mean if pair.default else None,
                    "default_in_use": pair.default.in_use if pair.default else None,
                }
            )
            rows += [
                {
                    **start,
                    "kind": kind.kind,
                    "dependence": kind.dependence.mean,
                    "back": kind.back.mean,
                    "asymmetry": kind.dependence.mean - kind.back.mean,
                    "default_points": None,
                    "default_in_use": None,
                }
                for kind in pair.kinds
            ]
    schema = {
        "perspective": polars.String,
        "party": polars.String,
        "other": polars.String,
        "kind": polars.String,
        "dependence": polars.Float64,
        "back": polars.Float64,
        "asymmetry": polars.Float64,
        "default_points": polars.Float64,
        "default_in_use": polars.Boolean,
    }
    return polars.DataFrame(rows, schema=schema)
