"""What two perspectives quarrel about, and the map of a whole argument."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from goodoffices.kit.answer import Studied, face
from goodoffices.kit.plain import Json

if TYPE_CHECKING:
    import polars

    from goodoffices.kit.theme import AnyChart

Kind = Literal["best", "success", "need"]
KINDS: tuple[Kind, ...] = ("best", "success", "need")
"""Conclusions: which plan is likeliest to succeed; whether a plan succeeds often enough; whether a mediator is needed."""


@dataclass(frozen=True)
class Part:
    """Numbers in which two perspectives differ and which rest on one claim."""

    name: str
    """Id of the claim, or the part of the case for numbers that rest on none."""
    paths: tuple[str, ...]
    share: float
    """Shapley share of the difference in P(success) between the two; all shares sum to it."""
    se: float
    """Standard error of the share over orders; 0 where it is exact."""
    alone_from_a: float
    """Change of P(success) when a alone takes it over from b."""
    alone_from_b: float
    """Change when b alone takes it over from a."""


@dataclass(frozen=True)
class Flips:
    """The smallest sets of claims that turn one reader's conclusion into the other's."""

    start: str
    """The reader who takes claims over from the other."""
    sets: tuple[tuple[str, ...], ...]
    """Claims taken over; all sets of the smallest size, or one that was found where larger sets were not all looked at."""
    proven: bool
    """Whether no smaller set does it."""


@dataclass(frozen=True)
class Cruxes(Studied):
    """Between two perspectives."""

    a: str
    b: str
    kind: Kind
    """The conclusion examined."""
    threshold: float
    """Chance of success that is enough."""
    mediator: str | None
    """Whose need is examined."""
    plan: str
    """The plan whose chance of success the shares are of."""
    success: tuple[float, float]
    """P(success) of the plan as a sees it and as b does."""
    conclusion: tuple[str, str]
    """What a and b conclude: id of a plan, or yes, or no."""
    flips: tuple[Flips, ...]
    """From a, then from b; none where they conclude alike."""
    parts: tuple[Part, ...]
    """All differences that reach the plan or the conclusion, largest share first."""
    idle: tuple[str, ...]
    """Differences that touch neither."""
    exact: bool
    """Whether the shares are exact, over all sets of claims."""

    def table(self) -> polars.DataFrame:
        """A row per part: name, numbers, share, se, alone_from_a, alone_from_b, in_flip."""
        import polars

        crucial = {name for flips in self.flips for names in flips.sets for name in names}
        return polars.DataFrame([
            {
                "part": part.name,
                "numbers": len(part.paths),
                "share": part.share,
                "se": part.se,
                "alone_from_a": part.alone_from_a,
                "alone_from_b": part.alone_from_b,
                "in_flip": part.name in crucial,
            }
            for part in self.parts
        ])  # fmt: skip


@dataclass(frozen=True)
class Stand:
    """One perspective on the map."""

    name: str
    title: str
    success: float
    """P(success) of the plan that the map is about."""
    yes: bool
    """Whether that is enough."""
    best: str
    """The plan it finds likeliest to succeed."""
    x: float
    """Place: distances are those between the chances of success of all plans, as far as two dimensions can show them."""
    y: float


@dataclass(frozen=True)
class Edge:
    """A pair of perspectives on the map."""

    a: str
    b: str
    differ: bool
    """Whether they conclude differently."""
    distance: float
    """Root mean square difference of the chances of success of all plans."""
    flips: tuple[tuple[str, ...], ...]
    """Smallest sets (up to two claims) that turn either's conclusion, from both ends together; empty if none is so small."""
    strongest: str
    """The claim whose exchange alone moves P(success) most, on average from both ends."""
    effect: float
    """How far, from a to b."""
    tree: bool
    """Whether it is one of the edges that join all perspectives at the least distance."""


@dataclass(frozen=True)
class ArgumentMap(Studied):
    """Who stands where, and what lies between."""

    plan: str
    threshold: float
    stands: Mapping[str, Stand]
    edges: tuple[Edge, ...]
    """All pairs, in the order of the case."""
    decisive: tuple[tuple[str, int, int], ...]
    """(claim, pairs it alone would turn, pairs in whose smallest set it is), the most decisive first."""
    stress: float
    """Share of squared distances that the two dimensions cannot show."""

    def table(self) -> polars.DataFrame:
        """A row per pair: a, b, differ, distance, strongest, effect, flips (sets as text), tree."""
        import polars

        return polars.DataFrame([
            {
                "a": edge.a,
                "b": edge.b,
                "differ": edge.differ,
                "distance": edge.distance,
                "strongest": edge.strongest,
                "effect": edge.effect,
                "flips": [" + ".join(names) for names in edge.flips],
                "tree": edge.tree,
            }
            for edge in self.edges
        ], schema_overrides={"flips": polars.List(polars.String)})  # fmt: skip

    def chart(self) -> AnyChart:
        """The map."""
        drawn: AnyChart = face(self, "map_chart")(self)
        return drawn

    def to_json(self) -> Json:
        """The map as plain data."""
        data: Json = face(self, "export", "map_json")(self)
        return data
