"""Plans compared: what `plans` answers.  Faces print this and never recompute it.

Shares are shares of draws in [0, 1]; margins and utilities are in the named party's own points; months count from the
date of the case.  Of a plan for a later month, what may succeed or fail (the funnel, what is found, success) is a share of all
draws and of the ways the front may have moved, where a war already won counts as none; what is asked of somebody (consent,
engagement, candour, strength of levers) is a mean or a share among the wars that still go on; and what is asked of deals
(holding, use of levers) is one over the deals struck.
"""

from __future__ import annotations

import html
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from goodoffices.engines.spread import Spread
from goodoffices.kit.answer import Answer, Pictured, Studied, face
from goodoffices.model.arrays import Floats, Ints
from goodoffices.play.expectations import deviation
from goodoffices.play.outcome import LINKS, Funnel, Link
from goodoffices.play.refusal import Stand, may_turn
from goodoffices.study.robust.answer import PackageText

if TYPE_CHECKING:
    import polars

ERRORS = 2.0
"""Two results differ when their gap on shared draws exceeds this many standard errors."""


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
    near: float = 0.0
    """Share of the draws in which it is asked that lie within two standard errors of what it expects of its threshold, see
    `play.threshold`; 0 where expectations are given."""

    @property
    def stand(self) -> Stand:
        """The same as those who compare mediators have it."""
        return Stand(self.party, self.share, self.margin.q50, self.mistrust, self.near)


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
    plan (see `play.error`).  A single 0 where expectations are given or nothing turns on them."""

    @property
    def se(self) -> float:
        """Standard error of `success`: of the draws, and of what the parties expect."""
        return float(np.hypot(self.draws_se, deviation(self.shifts)))

    @property
    def may_turn(self) -> tuple[str, ...]:
        """Sides at the threshold of consent: on other draws they may turn, and the chance of success with them."""
        return tuple(stand.side for stand in may_turn(side.stand for side in self.consent))

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
    draw: Ints
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
class PlansView:
    """One perspective's answer."""

    name: str
    title: str
    plans: Mapping[str, PlanResult]
    needs: NeedMap | None
    """None with fewer than two belligerents."""
    pool: PoolReport

    def best_plans(self) -> tuple[str, ...]:
        """Plans by P(success), highest first; file order on ties."""
        return best_first(self.plans)


def best_first(plans: Mapping[str, PlanResult]) -> tuple[str, ...]:
    """Plans by P(success), highest first; file order on ties."""
    return tuple(sorted(plans, key=lambda p: -plans[p].success))


def apart(gap: float, error: float) -> bool:
    """True where a gap cannot be the work of the draws."""
    return abs(gap) > max(ERRORS * error, 1e-9)


def leaders(plans: Mapping[str, PlanResult]) -> tuple[str, ...]:
    """The plan with the highest success and every plan not told apart from it, best first."""
    ranked = best_first(plans)
    if not ranked:
        return ()
    best = plans[ranked[0]]
    return (ranked[0], *(p for p in ranked[1:] if not apart(*best.difference(plans[p]))))


@dataclass(frozen=True)
class Change:
    """A plan's success less that of a plan of the same name in another answer."""

    plan: str
    success: float
    before: float
    gap: float
    se: float
    """Standard error of the gap on the shared draws."""

    @property
    def apart(self) -> bool:
        """True where the gap cannot be the work of the draws."""
        return apart(self.gap, self.se)


@dataclass(frozen=True)
class PlansDifference(Answer):
    """Two answers about the same draws: what has changed."""

    perspectives: Mapping[str, tuple[Change, ...]]

    def table(self) -> polars.DataFrame:
        """A row per perspective and plan: success, before, gap, se."""
        import polars

        return polars.DataFrame(
            [{"perspective": name, **vars(change)} for name, own in self.perspectives.items() for change in own]
        )

    def __str__(self) -> str:
        return text_table(
            ("perspective", "plan", "success, %", "before, %", "change, points"),
            [
                (name, c.plan, f"{100 * c.success:.1f}", f"{100 * c.before:.1f}", f"{100 * c.gap:+.1f} ± {200 * c.se:.1f}")
                for name, own in self.perspectives.items()
                for c in own
            ],
        )  # fmt: skip


@dataclass(frozen=True)
class Mover:
    """A number that a link of a plan hangs on, and what it rests on."""

    path: str
    low: float
    """Its 10 % point; a fixed number less a tenth of it."""
    high: float
    """Its 90 % point; a fixed number and a tenth of it."""
    effect: float
    """How the share that gets past the link changes when the number moves from `low` to `high`, all else as drawn."""
    basis: str | None
    """data, claim or judgement."""
    claims: tuple[str, ...]
    source: str | None
    locator: str | None
    line: int | None
    """Of the case file."""


@dataclass(frozen=True)
class Explanation(Answer):
    """What one link of a plan hangs on."""

    case: str
    file: str | None
    perspective: str
    plan: str
    link: Link
    share: float
    """Share of draws that pass the link and all before it, in the answer that is explained."""
    passing: float
    """Share that passes the link of those that reach it, in the answer that is explained."""
    draws: int
    """On which numbers were moved."""
    looked_at: int
    """Numbers that were moved: all that anything about the plan is drawn from."""
    numbers: tuple[Mover, ...]
    """Those that move `passing` most, the strongest first; at most ten."""

    def table(self) -> polars.DataFrame:
        """A row per number: path, low, high, effect, basis, claims, source, locator, line, file."""
        import polars

        schema: dict[str, Any] = {
            "path": polars.String, "low": polars.Float64, "high": polars.Float64, "effect": polars.Float64,
            "basis": polars.String, "claims": polars.List(polars.String), "source": polars.String, "locator": polars.String,
            "line": polars.Int64, "file": polars.String,
        }  # fmt: skip
        rows = [vars(mover) | {"claims": list(mover.claims), "file": self.file} for mover in self.numbers]
        return polars.DataFrame(rows, schema=schema)

    def __str__(self) -> str:
        head = (
            f"{self.plan}, {self.perspective}: {100 * self.share:.1f} % pass “{self.link}” and all before it, "
            f"{100 * self.passing:.1f} % of those that reach it."
        )
        name = Path(self.file).name if self.file else self.case
        rows = [
            (
                m.path, f"{m.low:.3g}", f"{m.high:.3g}", f"{100 * m.effect:+.1f}",
                ", ".join(filter(None, (*m.claims, m.source, m.locator))) or m.basis or "-",
                f"{name}:{m.line}" if m.line else "-",
            )
            for m in self.numbers
        ]  # fmt: skip
        foot = (
            f"change: percentage points of those that reach the link, when the number goes from low to high; "
            f"{self.looked_at} numbers looked at, {self.draws:,} draws"
        )
        heads = ("number", "low", "high", "change", "rests on", "line")
        return "\n".join([head, text_table(heads, rows, left=(0, 4, 5)) if rows else "no number moves it", foot])


HEADINGS = ("perspective", "plan", "success, %", *LINKS)


@dataclass(frozen=True, repr=False)
class PlansAnswer(Pictured, Studied):
    """The plans of a case: one result per perspective, never averaged."""

    perspectives: Mapping[str, PlansView]

    def table(self) -> polars.DataFrame:
        """A row per perspective, in file order, and plan, best first: shares of draws in [0, 1].

        Columns: perspective, plan, success, se (standard error of success), then the share of draws that pass each link and
        all before it (consent, exists, found, delivers, holds), and breaks_at, the link that breaks most often.
        """
        import polars

        numbers = ("success", "se", *LINKS)
        names = ("perspective", "plan", *numbers, "breaks_at")
        schema = {name: polars.Float64 if name in numbers else polars.String for name in names}
        rows = [
            (view, plan.plan, plan.success, plan.se, *(getattr(plan.funnel, link) for link in LINKS), plan.binding)
            for view, plan in self._plans()
        ]
        return polars.DataFrame(rows, schema=schema, orient="row")

    def difference(self, other: PlansAnswer) -> PlansDifference:
        """This answer less another on the same draws, perspective by perspective and plan by plan, those that both have.

        Raises:
            ValueError: an answer about other draws.
        """
        if (self.draws, self.seed) != (other.draws, other.seed):
            raise ValueError(
                f"answers can be compared on the same draws alone: {self.draws:,} of seed {self.seed} are not "
                f"{other.draws:,} of seed {other.seed}"
            )
        return PlansDifference({
            name: tuple(
                Change(p, own.success, other.perspectives[name].plans[p].success,
                       *own.difference(other.perspectives[name].plans[p]))
                for p, own in view.plans.items() if p in other.perspectives[name].plans
            )
            for name, view in self.perspectives.items() if name in other.perspectives
        })  # fmt: skip

    def explain(self, plan: str, link: str, perspective: str | None = None) -> Explanation:
        """What a link of a plan hangs on: the numbers that move it most, with what each rests on and where it stands.

        Args:
            plan: id of a plan.
            link: consent, exists, found, delivers or holds.
            perspective: default the first.

        Every number that anything about the plan is drawn from is moved from its 10 % to its 90 % point (a fixed one by a
        tenth to both sides), one at a time and all else as drawn, on few draws: some seconds.

        Raises:
            ValueError: an unknown plan, link or perspective.
        """
        found: Explanation = face(self, "explain")(self, plan, link, perspective)
        return found

    def _plans(self) -> list[tuple[str, PlanResult]]:
        return [(name, view.plans[plan]) for name, view in self.perspectives.items() for plan in view.best_plans()]

    def __str__(self) -> str:
        rows = [
            (view, plan.plan, f"{100 * plan.success:.1f} ± {200 * plan.se:.1f}", *_links(plan))
            for view, plan in self._plans()
        ]
        body = text_table(HEADINGS, rows) if rows else "the case holds no plans"
        basis = (
            "success ± two standard errors; links: share of draws, %, that pass the link and all before it, * where most "
            f"break\n{self.draws:,} draws, seed {self.seed}, case {self.digest}, goodoffices {self.version}"
        )
        return "\n".join([self.case.title, body, basis])

    def __repr__(self) -> str:
        return f"<plans of {self.case.name}: {len(self.perspectives)} perspectives, {self.draws:,} draws, seed {self.seed}>"

    def _repr_html_(self) -> str:
        return super()._repr_html_() if self._plans() else f"<pre>{html.escape(str(self))}</pre>"


def _links(plan: PlanResult) -> tuple[str, ...]:
    """Links in per cent, * at the one that breaks most often."""
    return tuple(f"{100 * getattr(plan.funnel, link):.0f}{'*' if link == plan.binding else ' '}" for link in LINKS)


def text_table(heads: Sequence[str], rows: Sequence[Sequence[str]], left: Sequence[int] = (0, 1)) -> str:
    """Rows in plain text under their headings; columns `left` begin at the left, numbers end at the right."""
    widths = [max(len(row[column]) for row in (heads, *rows)) for column in range(len(heads))]

    def line(row: Sequence[str]) -> str:
        cells = zip(row, widths, strict=True)
        return "   ".join(w.ljust(n) if at in left else w.rjust(n) for at, (w, n) in enumerate(cells)).rstrip()

    lines = [line(row) for row in (heads, *rows)]
    return "\n".join([lines[0], "─" * max(map(len, lines)), *lines[1:]])
