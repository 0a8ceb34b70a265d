"""What a study answers: frozen results that explain themselves.  Faces print these and never recompute them.

Shares are shares of draws in [0, 1]; margins and utilities are in the named party's own points; months count from the
date of the case.  Every array is float64 unless said otherwise.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal

import numpy as np
import numpy.typing as npt

from goodoffices.case.schema import Case
from goodoffices.engines.spread import Spread
from goodoffices.model.arrays import Floats
from goodoffices.play.expectations import deviation

if TYPE_CHECKING:
    import polars as pl

Link = Literal["consent", "exists", "found", "engagement", "holding"]
LINKS: tuple[Link, ...] = ("consent", "exists", "found", "engagement", "holding")


@dataclass(frozen=True)
class PackageText:
    """A package: one option per issue, with what it gives each signer."""

    options: Mapping[str, str]
    """issue: option, in file order."""
    utilities: Mapping[str, Spread]
    """signer: utility u_i(x), points, over draws."""
    margins: Mapping[str, Spread]
    """signer: margin over fighting on a_i(x) under no levers; draws where x crosses a red line of i are left out."""
    red_line_share: Mapping[str, float]
    """signer: share of draws in which x crosses one of its red lines."""
    accepted_by: Mapping[str, float]
    """signer: share of draws in which it would sign x, under no levers."""
    contributions: Mapping[str, Mapping[str, float]]
    """signer: issue: mean points w_ij v_ij / 100 that the option of the issue gives."""


@dataclass(frozen=True)
class RobustPackage:
    """The text that all signers would accept in the largest share of draws, and the runners-up."""

    package: PackageText
    share: float
    se: float
    proven: bool
    """Whether no package can be better than those listed, the text and the runners-up."""
    bound: float
    """No package that is not listed is acceptable to all in a larger share of draws than this."""
    runners_up: tuple[tuple[Mapping[str, str], float], ...]
    """(options, share), best first."""
    improvements: tuple[tuple[str, str, str, float], ...]
    """(issue, from option, to option, change of the share) of every single-issue change that the rules allow, best first;
    none above 0."""


@dataclass(frozen=True)
class Zone:
    """Is there a deal that all signers prefer to fighting on, with nobody's help?"""

    exists: float
    """Share of draws with A >= 0 under no levers."""
    exists_se: float
    margin: Spread
    """A = max_x min_i a_i(x), the widest margin that all can have at once; each in its own points."""
    shortest_party: Mapping[str, float]
    """signer: share of draws without a deal in which it is the one with the least margin at the best package."""
    reach: Mapping[str, Spread]
    """signer: highest utility it can get in a deal the others would sign, over draws with a deal."""
    floor: Mapping[str, Spread]
    """signer: reservation value W + o + face, over draws."""
    blocking_issues: tuple[tuple[str, float], ...]
    """(issue, mean points between the signers' wishes at the best package), most contested first."""


@dataclass(frozen=True)
class WarPath:
    """What fighting on is worth to one signer, month by month."""

    months: npt.NDArray[np.int64]
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
class Funnel:
    """Share of draws that pass each link and all before it."""

    consent: float
    exists: float
    found: float
    engagement: float
    holding: float

    def passing(self) -> dict[Link, float]:
        """Conditional share passing each link, given all before it; 1 where nothing reached the link."""
        before, shares = 1.0, {}
        for link in LINKS:
            here = float(getattr(self, link))
            shares[link] = here / before if before > 0 else 1.0
            before = here
        return shares


@dataclass(frozen=True)
class LeverUse:
    """How far a lever was used and what it cost."""

    lever: str
    holder: str
    target: str
    kind: str
    strength: float
    """Mean strength times credibility, target's points (inform: share of optimism removed)."""
    used: float
    """Mean share of it that the deals struck needed."""
    cost: float
    """Mean cost to the holder for the part used, in draws with a deal, holder's points."""


@dataclass(frozen=True)
class SpoilerUse:
    """A third party that gains from the war going on, and what it does about this plan."""

    party: str
    loses_from_settlement: float
    """Share of draws in which settlement costs it points (sigma < 0)."""
    acts: float
    """Share of draws in which it uses its spoil levers against this plan."""
    damage: float
    """Fall of the plan's found share because of it (in a first pass, on its own)."""
    levers: tuple[str, ...]


@dataclass(frozen=True)
class Engagement:
    """Would this third party do what the plan asks of it?"""

    party: str
    mediates: bool
    share: float
    """Share of draws with E >= 0."""
    margin: Spread
    parts: Mapping[str, float]
    """Mean points by part: settlement, reputation, effort, levers, offers_received, offers_made, without_it (= -P0 sigma)."""
    takes_part: float
    """Share of draws in which it takes part (1 unless the plan says if_willing)."""


@dataclass(frozen=True)
class ConsentResult:
    """Would this belligerent let the mediators in?"""

    party: str
    share: float
    margin: Spread
    mistrust: float


@dataclass(frozen=True)
class HoldingResult:
    """Would this signer stay with the deals struck?"""

    party: str
    share: float
    """Share of deals struck (weighted over draws) it would not leave in any month of the horizon."""
    margin: Spread
    worst_month: float
    """Mean month after signing in which the temptation is largest."""
    temptations: tuple[tuple[str, float], ...]
    """(breach or shift id, mean points over deals struck), strongest first."""


@dataclass(frozen=True)
class PlanResult:
    """One plan under one perspective."""

    plan: str
    success: float
    draws_se: float
    """Standard error of `success` over the draws, what the parties expect taken as known."""
    funnel: Funnel
    binding: Link
    """The link with the lowest share passing, given all before it; the earlier one on a tie."""
    found: float
    """P: share of draws in which a deal is found, consent and delivery aside."""
    direct: float
    """Share found by direct talks alone under the same levers (T)."""
    carried_by: tuple[tuple[Mapping[str, str], float], ...]
    """(options, share of successes) of the packages struck most often, up to five."""
    mediators: tuple[str, ...]
    """Who mediates, nominated members included."""
    candour: Mapping[str, float]
    """signer: mean candour towards the plan's mediators."""
    consent: tuple[ConsentResult, ...]
    engagement: tuple[Engagement, ...]
    holding: tuple[HoldingResult, ...]
    levers: tuple[LeverUse, ...]
    spoilers: tuple[SpoilerUse, ...]
    patterns: Mapping[str, float]
    """Share found under each pattern of candour: `none`, `russia`, `russia+ukraine` ..."""
    text: PackageText | None
    """For a plan that tables a text: that text."""
    success_by_draw: npt.NDArray[np.float32]
    """Chance of success in each draw, shape (draws,); the mean is `success`.  Same draws for every plan."""
    shifts: Floats = field(default_factory=lambda: np.zeros(1))
    """What `success` might be off by, since expectations are formed on these draws: a small sample, same stretches for every
    plan (see `stretches`).  A single 0 where expectations are given or nothing turns on them."""

    @property
    def se(self) -> float:
        """Standard error of `success`: of the draws, and of what the parties expect."""
        return float(np.hypot(self.draws_se, deviation(self.shifts)))

    def difference(self, other: PlanResult) -> tuple[float, float]:
        """Success minus the other plan's, and its standard error on the shared draws."""
        gap = self.success_by_draw.astype(np.float64) - other.success_by_draw.astype(np.float64)
        own = float(gap.std(ddof=1) / np.sqrt(gap.size)) if gap.size > 1 else 0.0
        return float(gap.mean()), float(np.hypot(own, deviation(self.shifts - other.shifts)))


@dataclass(frozen=True)
class NeedMap:
    """How far each side must be moved, and who can move it that far (chart: need frontier and capacity rectangles)."""

    parties: tuple[str, str]
    """The two signers on the axes (the first two belligerents)."""
    points: Floats
    """Need frontier points of a sample of draws, shape (points, 2), each party's own points."""
    draw: npt.NDArray[np.int64]
    """Number of the draw that each point belongs to, shape (points,)."""
    capacity: Mapping[str, tuple[float, float]]
    """plan: mean shift (carrots + sticks + inform) that its coalition can give each of the two."""
    reach: Mapping[str, float]
    """plan: share of draws in which a deal exists once its levers are pulled."""


@dataclass(frozen=True)
class PoolReport:
    """The texts considered when nobody knows everything (section 6 of the model)."""

    packages: int
    """How many packages the rules allow, as an exact integer."""
    distinct: int
    """Distinct packages on the frontier of some draw."""
    size: int
    """How many of them are in the pool."""
    coverage: float
    """Share of frontier points (over draws) whose package is in the pool."""
    frontier_size: float
    """Mean number of points on a draw's frontier."""
    loss: float | None
    """Found share of direct talks over all packages minus over the pool, on a sample of draws; None where not swept."""


@dataclass(frozen=True)
class PerspectiveResult:
    """Everything the study found under one perspective."""

    name: str
    title: str
    zone: Zone
    war: Mapping[str, WarPath]
    ripeness: Ripeness
    robust: RobustPackage
    plans: Mapping[str, PlanResult]
    needs: NeedMap | None
    """None with fewer than two belligerents."""
    pool: PoolReport

    def best_plans(self) -> tuple[str, ...]:
        """Plans by P(success), highest first; file order on ties."""
        return tuple(sorted(self.plans, key=lambda p: -self.plans[p].success))


@dataclass(frozen=True, repr=False)
class Study:
    """The answers for a case: one result per perspective, never averaged."""

    case: Case
    draws: int
    seed: int
    version: str
    digest: str
    """First 16 hex digits of the digest of the case's content."""
    perspectives: Mapping[str, PerspectiveResult]
    thin: int = 0
    """Deals of each draw's frontier that were kept, all shares with a deal being from below; 0 where all were."""

    def table(self) -> pl.DataFrame:
        """A row per perspective and plan, best first; see `study_table.study_table` for the columns."""
        from goodoffices.study.study_table import study_table

        return study_table(self)

    def __str__(self) -> str:
        from goodoffices.study.study_table import study_text

        return study_text(self)

    def __repr__(self) -> str:
        return f"<Study of {self.case.name}: {len(self.perspectives)} perspectives, {self.draws:,} draws, seed {self.seed}>"

    def _repr_html_(self) -> str:
        from goodoffices.study.study_table import study_html

        return study_html(self)
