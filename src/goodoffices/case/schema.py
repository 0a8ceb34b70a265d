"""The case file: what is claimed about a conflict, in the terms of the model.

One class per section of the YAML file.  Every mapping may carry `basis`, `claims`, `source`, `locator` and `note`
(class `Grounded`); numbers inside it that have no basis of their own inherit the nearest one above them.
Names are ids (`russia`, `press_russia`); what people read stands in `name`, `text`, `summary`.
"""

from __future__ import annotations

import datetime
import re
from collections.abc import Mapping
from typing import Annotated, Any, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, PrivateAttr, StringConstraints
from pydantic_core import PydanticCustomError

from goodoffices.case.quantity import Basis, Discount, Gain, Points, Quantity, Share, Value, fixed
from goodoffices.case.source import Claim, Figure, Source

Id = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]*$", max_length=60)]
"""Lower-case letters, digits and underscores; it becomes part of a number's path."""
ClaimId = Annotated[str, StringConstraints(pattern=r"^[a-z0-9][a-z0-9_-]*$", max_length=60)]
Condition = dict[Id, Id]
"""A combination of options, `{issue: option, ...}`: met by a package that has all of them."""

Whole = Annotated[int, Field(strict=True)]
"""A whole number, written as one: no text, no `true`."""
Plain = Annotated[float, Field(strict=True, allow_inf_nan=False)]
"""A number that is never uncertain."""


def _day(raw: Any) -> Any:
    written_out = isinstance(raw, str) and re.fullmatch(r"\d{4}-\d{2}-\d{2}", raw)
    if written_out or isinstance(raw, datetime.date):
        return raw
    raise PydanticCustomError("day", "must be a date as year-month-day, as in 2024-05-31", {})


Day = Annotated[datetime.date, BeforeValidator(_day, json_schema_input_type=datetime.date)]

LeverKind = Literal["carrot", "stick", "guarantee", "inform", "spoil"]
Mode = Literal["public", "private"]
Rule = Literal["maxmin", "nash", "mediator"]
Setting = Literal["war", "dispute", "negotiation"]


class Section(BaseModel):
    """Base of every mapping in a case file: no unknown fields, immutable."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Grounded(Section):
    """A mapping whose numbers share one basis unless they name their own."""

    basis: Basis | None = Field(None, description="Basis of the numbers inside that name none.")
    claims: tuple[ClaimId, ...] = Field((), description="Claims behind the numbers inside.")
    source: str | None = Field(None, description="Source of the numbers inside.")
    locator: str | None = None
    note: str | None = Field(None, description="A remark for the reader.")


# --- who and what ---------------------------------------------------------------------------------------------------


class Party(Section):
    """A party to the conflict or to its settlement."""

    name: str
    role: Literal["belligerent", "signer", "third_party"] = Field(
        description="belligerent: fights and must sign; signer: must sign too (a parliament, a proxy); "
        "third_party: others."
    )
    article: Literal["the", "a", "an"] | None = Field(
        None, description="What stands before the name inside a sentence: the, for `the European Union`."
    )
    within: Id | None = Field(None, description="For a signer inside another party: that party's id.")
    position: str | None = Field(None, description="What it demands.")
    interests: tuple[str, ...] = Field((), description="What it needs behind the demand.")
    fears: tuple[str, ...] = ()
    note: str | None = None
    claims: tuple[ClaimId, ...] = ()


class Option(Section):
    """One way to settle an issue."""

    name: str = Field(description="As it would stand in a heading.")
    text: str | None = Field(None, description="As it would stand in an agreement.")


def _option(raw: Any) -> Any:
    return {"name": raw} if isinstance(raw, str) else raw


class Issue(Section):
    """A question that a settlement must answer, with its options."""

    name: str
    question: str | None = None
    options: dict[Id, Annotated[Option, BeforeValidator(_option, json_schema_input_type=Option | str)]] = Field(
        min_length=1
    )
    ordered: tuple[Id, Id] | None = Field(
        None, description="The two parties whose wishes the first and the last option are, if options run between them."
    )
    indivisible: bool = Field(False, description="True for a symbolic issue that neither side will split.")
    divisible: bool = Field(
        False,
        description="True where any share can be agreed: the two options are its share 0 and its share 1. settle and "
        "convert divide; the verbs that draw weigh equally spaced shares.",
    )
    note: str | None = None
    claims: tuple[ClaimId, ...] = ()


class Forbidden(Section):
    """Options that cannot stand in one text."""

    forbid: Condition = Field(min_length=1)
    why: str | None = None


# --- what each party wants ------------------------------------------------------------------------------------------


class Ratio(Section):
    """One issue (or option) counts at least so many times another."""

    more: Id
    less: Id
    at_least: Plain = Field(gt=0, le=1000)


class Ranking(Grounded):
    """Order of importance alone: numbers are drawn uniformly from all that agree (SMAA: Lahdelma & Salminen 2001).

    `order` lists ids from most to least; a nested list is a tier whose members are not compared.
    """

    order: tuple[Id | tuple[Id, ...], ...] = Field(min_length=1)
    bounds: dict[Id, tuple[Plain, Plain]] = Field(
        default_factory=dict, description="low, high per id (weights: % of 100)"
    )
    ratios: tuple[Ratio, ...] = ()


class Linkage(Grounded):
    """Points that a combination of two options is worth beyond the sum of its parts."""

    when: Condition = Field(min_length=2, max_length=2)
    points: Points


class RedLine(Grounded):
    """Options, or a combination, that the party will not sign."""

    when: Condition = Field(min_length=1)
    probability: Share = Field(fixed(1.0), description="Chance that the line is truly red; drawn once per draw.")
    text: str | None = None


class Preferences(Grounded):
    """What a party wants, in its own 100 points (swing weights: Keeney & Raiffa 1976)."""

    weights: dict[Id, Gain] | Ranking | None = Field(
        None, description="issue: weight (renormalised to 100 in each draw), or `order:` for a ranking alone."
    )
    values: dict[Id, dict[Id, Value] | Ranking] = Field(
        default_factory=dict, description="issue: option: value, 0 worst to 100 best, or `order:` for a ranking alone."
    )
    linkages: dict[Id, Linkage] = Field(default_factory=dict)
    red_lines: dict[Id, RedLine] = Field(default_factory=dict)
    face: Gain = Field(fixed(0.0), description="Least gain over fighting on that the leadership must be able to show.")


# --- fighting on ----------------------------------------------------------------------------------------------------


class Outcome(Grounded):
    """What an imposed end of the war gives: a package, or points."""

    package: dict[Id, Id] | None = Field(None, description="The package the winner would impose, all issues.")
    points: Points | None = None


def _outcome(raw: Any) -> Any:
    if isinstance(raw, dict) and ("package" in raw or "points" in raw):
        return raw
    return {"points": raw}


End = Annotated[Outcome, BeforeValidator(_outcome, json_schema_input_type=Outcome | Points)]


class DirectWar(Grounded):
    """W(t) = level + drift t, kept within `range`."""

    kind: Literal["direct"] = "direct"
    level: Points = Field(description="Value of fighting on from now, points.")
    drift: Points = Field(fixed(0.0), description="Change per month, points.")
    range: tuple[Plain, Plain] | None = Field(None, description="Lowest and highest value W can reach.")
    optimism: Points = Field(fixed(0.0), description="What the party believes beyond what holds (Blainey 1973).")


class AttritionWar(Grounded):
    """A war of movement along a front (Smith & Stam 2003; Slantchev 2003); needs `war.front`."""

    kind: Literal["attrition"]
    side: Literal["a", "b"] = Field(description="a wins at the last position, b at position 0.")
    victory: End
    defeat: End
    frozen: tuple[Points, Points] = Field(
        description="Value of a frozen war at the party's worst and best position; linear between."
    )
    cost: Gain = Field(description="Points per month.")
    growth: Points = Field(fixed(0.0), description="Growth of the cost per month, as a share (0.05 = 5 %).")
    discount: Discount = Field(fixed(1.0), description="Monthly discount factor.")
    optimism: Points = Field(fixed(0.0), description="What the party believes beyond what holds (Blainey 1973).")


class Front(Grounded):
    """The front as a random walk on positions 0..positions; both ends are a defeat."""

    positions: Whole = Field(ge=2, le=200, description="N: position 0 is a's defeat, position N is b's.")
    start: Whole = Field(ge=0, le=200, description="Where the front stands now.")
    advance_a: Share = Field(description="Chance per month that it moves one step for a.")
    advance_b: Share = Field(description="Chance per month that it moves one step for b.")
    freeze: Whole = Field(ge=1, le=600, description="Month in which the war freezes, if it still goes on.")


class War(Grounded):
    """What fighting on is worth to every signer, month by month."""

    front: Front | None = None
    values: dict[Id, Annotated[DirectWar | AttritionWar, Field(discriminator="kind")]] = Field(
        description="Per signer; a signer `within` another may leave its entry out and takes that party's."
    )


# --- third parties --------------------------------------------------------------------------------------------------


class Tie(Grounded):
    """How far two parties depend on each other: shares of each one's total that run through the other."""

    between: tuple[Id, Id]
    kind: Id = Field(description="trade, finance, arms, alliance, votes, borders ...")
    shares: tuple[Share, Share] = Field(description="The first's dependence on the second, the second's on the first.")
    year: str | None = None


class Ties(Grounded):
    """Dependence, and how it turns into points where a case names no lever (Hirschman 1945; Keohane & Nye 1977)."""

    points_per_share: Gain = Field(
        Quantity(uniform=(0.0, 30.0), basis="judgement"),
        description="Points a party would feel if all of its dependence were used as a carrot or a stick.",
    )
    weights: dict[Id, Gain] = Field(default_factory=dict, description="Weight of each kind; 1 where none is given.")
    pairs: tuple[Tie, ...] = ()


class LeverVariant(Grounded):
    """What differs when a lever is used in public, or in private."""

    strength: Gain | None = None
    cost: Gain | None = None
    credibility: Share | None = None


class Lever(Grounded):
    """What a third party can do to a signer's margin."""

    name: str | None = None
    holder: Id
    target: Id
    kind: LeverKind = Field(
        description="carrot: on signing; stick: on refusing; guarantee: after signing; inform: on optimism (strength "
        "is the share of it removed); spoil: raises the target's value of fighting on."
    )
    strength: Gain = Field(description="Target's points; for inform a share of its optimism.")
    cost: Gain = Field(fixed(0.0), description="Holder's points.")
    credibility: Share = Field(fixed(1.0), description="Share of the strength that the target believes in.")
    when: Condition | None = Field(None, description="Guarantee only: works for packages that have these options.")
    public: LeverVariant | None = None
    private: LeverVariant | None = None


class Stakes(Grounded):
    """What a third party gains or loses, in its own points."""

    settlement: Points = Field(fixed(0.0), description="Gained when the war is settled.")
    war_goes_on: Points = Field(
        fixed(0.0), description="Gained while it goes on (distraction of a rival, trade diverted); usually below 0."
    )
    success: Gain = Field(fixed(0.0), description="Reputation gained by having mediated it.")
    failure: Gain = Field(fixed(0.0), description="Reputation lost by having failed.")
    effort: Gain = Field(fixed(0.0), description="Cost of mediating, whatever comes of it.")


class OfferVariant(Grounded):
    """What differs when an offer is made in public, or in private."""

    value: Gain | None = None
    cost: Gain | None = None
    credibility: Share | None = None


class Offer(Grounded):
    """What one third party gives another for taking part; paid when the settlement is signed."""

    name: str | None = None
    giver: Id
    receiver: Id
    value: Gain = Field(description="Receiver's points.")
    cost: Gain = Field(fixed(0.0), description="Giver's points.")
    credibility: Share = fixed(1.0)
    leak: Share = Field(fixed(0.0), description="Chance that a private offer becomes known.")
    audience_cost: Gain = Field(fixed(0.0), description="Giver's points at home if the offer is known (Fearon 1994).")
    receiver_audience_cost: Gain = Field(fixed(0.0), description="Receiver's points at home if it is known.")
    public: OfferVariant | None = None
    private: OfferVariant | None = None


class Candour(Grounded):
    """Chance that a signer tells this mediator what it would really sign."""

    public: Share = fixed(0.0)
    private: Share = fixed(0.0)


def _candour(raw: Any) -> Any:
    if isinstance(raw, dict) and ("public" in raw or "private" in raw):
        return raw
    return {"public": raw, "private": raw}


# --- after signing --------------------------------------------------------------------------------------------------


class Shift(Grounded):
    """What a text does to a party's value of fighting on after signing (rearming, withdrawal, caps)."""

    party: Id
    when: Condition = Field(default_factory=dict, description="Empty: for any text.")
    level: Points = Field(fixed(0.0), description="At once, points.")
    per_month: Points = Field(fixed(0.0), description="For every month after signing, points.")


class Breach(Grounded):
    """One-off gain from cheating on an obligation in the text."""

    party: Id
    when: Condition = Field(default_factory=dict)
    gain: Gain
    name: str | None = Field(None, description="The obligation, in words.")


class Safeguard(Grounded):
    """What the text itself does to deter a breach (monitors, a treaty, snap-back)."""

    party: Id = Field(description="The party deterred.")
    when: Condition = Field(default_factory=dict)
    points: Gain


class Holding(Grounded):
    """The morning after: what tempts each signer back to war (Fearon 1995; Powell 2006)."""

    months: Whole = Field(24, ge=0, le=600, description="How long after signing the text must hold.")
    shifts: dict[Id, Shift] = Field(default_factory=dict)
    breaches: dict[Id, Breach] = Field(default_factory=dict)
    safeguards: dict[Id, Safeguard] = Field(default_factory=dict)


# --- the graph model ------------------------------------------------------------------------------------------------


State = Annotated[str, StringConstraints(pattern=r"^[YN]+$", max_length=62)]
"""A state of the graph: a letter for every option of `graph`, in file order, as in NYN."""
StatePattern = Annotated[str, StringConstraints(pattern=r"^[YN-]+$", max_length=62)]
"""States that agree on some options: - stands for either."""


class GraphOption(Section):
    """Something that a decision maker may do or leave."""

    name: str
    change: Literal["free", "to_yes_only", "to_no_only"] = Field(
        "free", description="Whether it can be taken back (to_yes_only: no) or taken up (to_no_only: no)."
    )


class GraphPreferences(Section):
    """What a decision maker prefers: exactly one of `ranking`, `payoffs`, `statements`, `weights`."""

    ranking: tuple[State | tuple[State, ...], ...] | None = Field(
        None, description="All states, best first; a nested list holds states equally preferred."
    )
    payoffs: dict[State, Plain] | None = Field(None, description="state: payoff, all states; higher is better.")
    statements: tuple[str, ...] | None = Field(
        None,
        description="What it wants, most important first, over ids of options: AND, OR, NOT, IF, IFF and brackets "
        "(Fang, Hipel, Kilgour & Peng 2003).",
    )
    weights: dict[Id, Plain] | None = Field(
        None, description="option: weight; a state is worth the sum of those taken."
    )


class GraphDecisionMaker(GraphPreferences):
    """Somebody who can move the conflict."""

    name: str | None = Field(None, description="Its name; that of `party` if not given.")
    party: Id | None = Field(None, description="The party of the case that it is, if it is one.")
    options: dict[Id, Annotated[GraphOption, BeforeValidator(_option, json_schema_input_type=GraphOption | str)]] = (
        Field(default_factory=dict)
    )
    strong_below: tuple[State, ...] = Field(
        (), description="Whatever it prefers less than one of these, it prefers strongly less (Hamouda et al. 2004)."
    )
    unknown: tuple[tuple[State, State], ...] = Field(
        (), description="Pairs of which nobody knows which it prefers (Li, Hipel, Kilgour & Fang 2004)."
    )
    unseen: tuple[StatePattern, ...] = Field((), description="States it does not know of: it plays without them.")
    believes: dict[Id, GraphPreferences] = Field(
        default_factory=dict,
        description="decision maker: what this one wrongly takes that one to prefer (a hypergame).",
    )


class Graph(Section):
    """The conflict as a graph model: who can bring about what, and who prefers what (Fang, Hipel & Kilgour 1993)."""

    decision_makers: dict[Id, GraphDecisionMaker] = Field(min_length=1)
    forbidden: tuple[StatePattern, ...] = Field((), description="Patterns of states that cannot be.")
    states: tuple[State, ...] = Field((), description="The states in their order; all that are not forbidden if empty.")
    names: dict[State, str] = Field(default_factory=dict, description="state: what people call it.")
    moves: dict[Id, tuple[tuple[State, State], ...]] | None = Field(
        None, description="decision maker: moves (from, to); they alone count then, and not those that options allow."
    )
    status_quo: State | None = Field(None, description="Where the conflict stands.")
    wanted: tuple[State, ...] = Field((), description="Where a mediator would like it to come to rest.")


# --- plans and perspectives -----------------------------------------------------------------------------------------


class Nomination(Section):
    """Members of a panel that a side names: those from `candidates` it mistrusts least."""

    by: Id
    count: Whole = Field(ge=1, le=20)
    candidates: tuple[Id, ...] = Field(min_length=1)


class Plan(Section):
    """Who mediates, with what, how, over which text, and when."""

    name: str
    summary: str | None = None
    mediators: tuple[Id, ...] = Field((), description="Empty: direct talks.")
    nominated: tuple[Nomination, ...] = Field((), description="Further members, named by the sides.")
    if_willing: tuple[Id, ...] = Field(
        (), description="Mediators who take part only in draws where they would want to (margin of engagement >= 0)."
    )
    levers: tuple[Id, ...] | Literal["all"] = Field(
        "all", description="`all`: every lever of those who mediate; or a list, also of third parties who only support."
    )
    offers: tuple[Id, ...] = ()
    mode: Mode = "public"
    package: Literal["any", "robust"] | dict[Id, Id] = Field(
        "any", description="any: whatever deal is found; robust: the text most often acceptable; or a text, all issues."
    )
    rule: Rule = Field("maxmin", description="Which deal a mediator who knows both sides strikes.")
    month: Whole = Field(0, ge=0, le=600, description="Month of signing.")
    claims: tuple[ClaimId, ...] = ()
    note: str | None = None


class Perspective(Section):
    """One reader's belief: a partial override of numbers, by path."""

    name: str
    who: str | None = None
    summary: str | None = None
    claims: tuple[ClaimId, ...] = Field((), description="Claims it makes its own.")
    joined_by: tuple[str, ...] = Field((), description="Others who hold the same view, in words.")
    conclusion: str | None = Field(None, description="What its holder concludes, to hold the result against.")
    set: dict[str, Points] = Field(
        default_factory=dict, description="path of a number: new number, as in `levers.press_russia.strength: 9`."
    )


# --- what no engine computes ----------------------------------------------------------------------------------------


class Profile(Section):
    """The conflict in a few words."""

    causes: tuple[str, ...] = ()
    stage: str | None = None
    triggers: tuple[str, ...] = ()
    scope: str | None = Field(None, description="What the case leaves out.")
    source: str | None = None


class Event(Section):
    """A line of the timeline."""

    date: str
    text: str
    source: str | None = None


class EarlierMediation(Section):
    """Who tried before, or a comparable agreement."""

    who: str
    date: str | None = None
    text: str
    result: str | None = None
    source: str | None = None


class Process(Section):
    """Format and sequence of talks, as far as the case says something of them."""

    format: str | None = None
    sequence: tuple[str, ...] = ()
    confidence_building: tuple[str, ...] = ()
    implementation: tuple[str, ...] = ()
    next_30_days: tuple[str, ...] = ()
    next_90_days: tuple[str, ...] = ()
    exit: str | None = None
    source: str | None = None


class HindsightText(Section):
    """A text that was in fact agreed or tabled, to compare packages with."""

    name: str
    date: str
    terms: dict[Id, Id | None] = Field(description="issue: option it comes closest to; empty where it says nothing.")
    remarks: dict[Id, str] = Field(default_factory=dict, description="issue: what the text says.")
    source: str | None = None


class Hindsight(Section):
    """What happened next.  Shown apart; never sets a number."""

    events: tuple[Event, ...] = ()
    texts: tuple[HindsightText, ...] = ()
    mediated: tuple[Id, ...] = Field((), description="Third parties who in fact mediated after the date of the case.")
    settled: bool | None = None
    remarks: tuple[str, ...] = ()


class Lines:
    """Path: line of the file.  Where something stands is no part of what it says, so all are alike."""

    def __init__(self, lines: Mapping[str, int] | None = None, file: str | None = None) -> None:
        self.by_path: Mapping[str, int] = lines or {}
        self.file = file

    def __eq__(self, other: object) -> bool:
        """True: two cases that say the same are equal, wherever their lines are."""
        return isinstance(other, Lines)

    __hash__ = None  # type: ignore[assignment]


def line_at(lines: Mapping[str, int], path: str) -> int | None:
    """Line of a path, or of the nearest thing around it that has one; None where nothing has."""
    while path and path not in lines:
        path = path.rpartition(".")[0]
    return lines.get(path)


class Case(Section):
    """A conflict as one file."""

    goodoffices: Literal[1] = Field(description="Version of the file format.")
    name: Annotated[str, StringConstraints(pattern=r"^[a-z0-9][a-z0-9-]*$", max_length=60)]
    title: str
    as_of: Day = Field(description="The date at which the case stands.")
    shelf_life: str | None = Field(None, description="How long its numbers stay good, in words.")
    question: str | None = Field(None, description="The decision asked of the reader of the brief.")
    summary: str | None = None
    setting: Setting = Field(
        "war",
        description="Kind of conflict, for the words of answers: war, dispute or negotiation. No number depends on it.",
    )
    horizon: Whole = Field(24, ge=1, le=600, description="Months looked ahead.")
    parties: dict[Id, Party] = Field(min_length=1)
    issues: dict[Id, Issue] = Field(min_length=1)
    rules: tuple[Forbidden, ...] = ()
    preferences: dict[Id, Preferences]
    war: War
    ties: Ties | None = None
    levers: dict[Id, Lever] = Field(default_factory=dict)
    stakes: dict[Id, Stakes] = Field(default_factory=dict)
    offers: dict[Id, Offer] = Field(default_factory=dict)
    mistrust: dict[Id, dict[Id, Gain]] = Field(default_factory=dict, description="mediator: belligerent: points")
    candour: dict[
        Id, dict[Id, Annotated[Candour, BeforeValidator(_candour, json_schema_input_type=Candour | Share)]]
    ] = Field(default_factory=dict, description="mediator: signer: share, or public and private shares")
    holding: Holding = Field(default_factory=Holding)
    graph: Graph | None = None
    plans: dict[Id, Plan] = Field(default_factory=dict)
    perspectives: dict[Id, Perspective] = Field(default_factory=dict)
    claims: dict[ClaimId, Claim] = Field(default_factory=dict)
    sources: dict[ClaimId, Source] = Field(default_factory=dict)
    figures: dict[ClaimId, Figure] = Field(default_factory=dict)
    profile: Profile | None = None
    timeline: tuple[Event, ...] = ()
    earlier_mediation: tuple[EarlierMediation, ...] = ()
    process: Process | None = None
    hindsight: Hindsight | None = None

    _lines: Lines = PrivateAttr(default_factory=Lines)

    def remember_lines(self, lines: Mapping[str, int], file: str) -> None:
        """Note where in which file everything stands."""
        self._lines = Lines(lines, file)

    @property
    def file(self) -> str | None:
        """The file that it was read from; None for a case that was not read."""
        return self._lines.file

    def line_of(self, path: str) -> int | None:
        """Line of the file of what stands at a path, or of what is around it; None for a case that was not read."""
        return line_at(self._lines.by_path, path)

    def signers(self) -> tuple[str, ...]:
        """Ids of all who must sign, in file order: belligerents first, then other signers."""
        first = [p for p, party in self.parties.items() if party.role == "belligerent"]
        rest = [p for p, party in self.parties.items() if party.role == "signer"]
        return (*first, *rest)

    def third_parties(self) -> tuple[str, ...]:
        """Ids of third parties in file order."""
        return tuple(p for p, party in self.parties.items() if party.role == "third_party")
