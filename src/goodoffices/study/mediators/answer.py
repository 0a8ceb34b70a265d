"""Must it be this mediator: what candidates and their coalitions achieve, and whose doing it is."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from goodoffices.kit.answer import Studied
from goodoffices.play.refusal import Stand
from goodoffices.study.coalitions import Rule

if TYPE_CHECKING:
    import polars

    from goodoffices.study.mediators.panel_rule import PanelRule

ERRORS = 2.0
"""A difference counts when it exceeds this many standard errors on the shared draws."""
LEAST = 0.05
"""And when it is at least so large a share: five points of P(success)."""

Verdict = Literal["needed", "enough", "both", "neither"]
VERDICTS: Mapping[Verdict, str] = {
    "needed": "needed, not enough",
    "enough": "enough, not needed",
    "both": "needed and enough",
    "neither": "neither needed nor enough",
}


@dataclass(frozen=True)
class Estimate:
    """A share, or a difference of shares, and its Monte Carlo standard error on the shared draws."""

    value: float
    se: float

    @property
    def tells(self) -> bool:
        """Whether it is positive beyond error, and large enough to matter: see `ERRORS` and `LEAST`."""
        return self.value > ERRORS * self.se and self.value >= LEAST


@dataclass(frozen=True)
class CoalitionResult:
    """A coalition and what it achieves."""

    members: tuple[str, ...]
    """In file order; none: direct talks."""
    success: Estimate
    gain: Estimate
    """Success less that of direct talks."""
    behind: Estimate
    """Success of the best coalition listed less its own."""
    exists: float
    """Share of draws in which some deal would satisfy all signers."""
    found: float
    """Share of draws in which a deal is found, consent and delivery aside."""
    stands: tuple[Stand, ...]
    """How each side that fights stands to it."""

    @property
    def consent(self) -> dict[str, float]:
        """side: share of draws in which it lets the coalition in."""
        return {stand.side: stand.agrees for stand in self.stands}

    @property
    def refused_by(self) -> tuple[Stand, ...]:
        """Sides that refuse it more often than not, the one furthest from letting it in first."""
        return tuple(sorted((s for s in self.stands if s.refuses and self.members), key=lambda s: s.margin))


@dataclass(frozen=True)
class Contribution:
    """A Shapley value: the mean of what a candidate adds, over all orders in which candidates may join."""

    value: float
    se: float
    """Monte Carlo standard error over draws; where orders are sampled, that of the orders is in it."""


@dataclass(frozen=True)
class Candidate:
    """One third party, with and without the others."""

    party: str
    alone: CoalitionResult
    best_with: CoalitionResult
    """The best coalition, of those listed, that it is in."""
    best_without: CoalitionResult
    """The best that it is not in; direct talks among them."""
    necessity: Estimate
    """Success of the best coalition with it less the best without it."""
    sufficiency: Estimate
    """Success with it alone less that of direct talks: v({k}) - v(nobody)."""
    everybody: Estimate
    """v(all) - v(all without it), everybody invited at once."""
    contribution: Contribution
    """To the best coalition that those who have joined could form."""
    together: Contribution | None
    """To what all who have joined achieve when all of them mediate; None where it was not asked for."""
    roles: Mapping[str, Contribution]
    """Of what it adds on its own: what each role does (Shapley over the four roles)."""
    presence: Contribution
    """Of what it adds on its own: what its being there does without any role - mistrust, its own stakes, the effort."""
    loses: float
    """Share of draws in which a settlement costs it points."""
    against: tuple[str, ...]
    """Levers that it holds against a settlement; with these, whoever loses by one may spoil instead."""

    @property
    def may_spoil(self) -> bool:
        """Whether it is a spoiler as well as a candidate: sides may let it in, but it would act against a settlement."""
        return self.loses > 0.0 and bool(self.against)

    @property
    def verdict(self) -> Verdict:
        """Needed: the best without it does worse by a margin that tells; enough: it alone does better than direct talks."""
        needed, enough = self.necessity.tells, self.sufficiency.tells
        if needed:
            return "both" if enough else "needed"
        return "enough" if enough else "neither"


@dataclass(frozen=True)
class PanelResult:
    """Panels that a rule allows, under one perspective."""

    panels: int
    """How many distinct ones the rule allows."""
    best: CoalitionResult
    accepted: CoalitionResult | None
    """The best of those that every belligerent lets in in at least half of the draws; None where there is none."""
    own_picks: CoalitionResult
    """The panel of members that each side mistrusts least."""
    short: Estimate
    """Success of the best panel less that of the sides' own picks."""
    liked: Mapping[str, CoalitionResult]
    """belligerent: the panel it lets in most often; of equals the likeliest to succeed."""
    top: tuple[CoalitionResult, ...]
    """The best panels, best first."""


@dataclass(frozen=True)
class MediatorsView:
    """One perspective's answer."""

    name: str
    title: str
    direct: CoalitionResult
    """Direct talks: v(nobody)."""
    everybody: CoalitionResult
    """All candidates invited at once."""
    best: CoalitionResult
    candidates: Mapping[str, Candidate]
    """In file order."""
    coalitions: tuple[CoalitionResult, ...]
    """Every coalition up to the size asked, best first."""
    panel: PanelResult | None

    def ranked(self) -> tuple[Candidate, ...]:
        """Candidates by contribution, largest first; file order on ties."""
        return tuple(sorted(self.candidates.values(), key=lambda c: -c.contribution.value))


@dataclass(frozen=True)
class Mediators(Studied):
    """The answer for a case."""

    rule: Rule
    size: int
    """Most members of the coalitions listed."""
    together: Literal["exact", "sampled", "none"]
    """How contributions to all together were had."""
    orders: int
    """Orders sampled for them, 0 unless sampled."""
    panel_rule: PanelRule | None
    perspectives: Mapping[str, MediatorsView]

    def table(self) -> polars.DataFrame:
        """A row per perspective and candidate; shares, differences of shares, and their standard errors."""
        return candidates_table(self)


def candidates_table(answer: Mediators) -> polars.DataFrame:
    """A row per perspective and candidate."""
    import polars

    return polars.DataFrame([
        {"perspective": view.name, "candidate": candidate.party, "verdict": candidate.verdict, **_numbers(candidate)}
        for view in answer.perspectives.values()
        for candidate in view.candidates.values()
    ])  # fmt: skip


def _numbers(candidate: Candidate) -> Mapping[str, float | None]:
    shown: dict[str, Estimate | Contribution | None] = {
        "alone": candidate.alone.success,
        "sufficiency": candidate.sufficiency,
        "necessity": candidate.necessity,
        "everybody": candidate.everybody,
        "contribution": candidate.contribution,
        "together": candidate.together,
        **candidate.roles,
        "presence": candidate.presence,
    }
    found: dict[str, float | None] = {}
    for name, estimate in shown.items():
        found[name] = estimate.value if estimate is not None else None
        found[f"{name}_se"] = estimate.se if estimate is not None else None
    return found
