"""What a number of a case is about, in words: `levers.press_russia.strength` as "strength of China's pressure on Russia"."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from goodoffices.case.schema import Case
from goodoffices.case.vocabulary import spoken_name, words_of

MODES = {"public": " in public", "private": " in private"}

WAR = {
    "level": "{go_on} is worth to {who}",
    "drift": "change of that worth per month for {who}",
    "optimism": "optimism of {who} about {go_on}",
    "cost": "monthly cost of {quarrel} for {who}",
    "growth": "growth of the monthly cost for {who}",
    "discount": "monthly discount factor of {who}",
    "victory": "worth of victory to {who}",
    "defeat": "worth of defeat to {who}",
}
STAKES = {
    "settlement": "gain of {who} from a settlement",
    "war_goes_on": "gain of {who} while {quarrel} goes on",
    "success": "standing won by {who} as a mediator who succeeds",
    "failure": "standing lost by {who} as a mediator who fails",
    "effort": "effort of mediating for {who}",
}
LEVER = {"strength": "strength of {}", "cost": "cost to its holder of {}", "credibility": "credibility of {}"}
OFFER = {
    "value": "worth to the receiver of {}",
    "cost": "cost to the giver of {}",
    "credibility": "credibility of {}",
    "leak": "chance that {} leaks",
    "audience_cost": "cost at home to the giver if {} is known",
    "receiver_audience_cost": "cost at home to the receiver if {} is known",
}


def described(case: Case, path: str) -> str:
    """A number, ranking, red line or group in words; the path itself where nothing better is known.

    Args:
        case: the case.
        path: of a number, of a mapping of numbers, or `group:NAME`.
    """
    section, *rest = path.split(".")
    if path.startswith("group:"):
        return f"all numbers of the group {path.removeprefix('group:').replace('_', ' ')}"
    try:
        found = SECTIONS[section](case, rest) if section in SECTIONS else ""
    except (IndexError, KeyError):
        found = ""
    return found or path


def _party(case: Case, party: str) -> str:
    return spoken_name(case.parties[party]) if party in case.parties else party


def _spoken(name: str) -> str:
    return name.replace("_", " ")


def _preferences(case: Case, steps: list[str]) -> str:
    party, part, *rest = steps
    who = _party(case, party)
    if part == "face":
        return f"gain that {who} must be able to show"
    if part == "weights":
        return f"weight of “{case.issues[rest[0]].name}” for {who}" if rest else f"weights of the issues for {who}"
    if part == "values":
        issue = case.issues[rest[0]]
        if len(rest) == 1:
            return f"worth of the options of “{issue.name}” to {who}"
        return f"worth of “{issue.options[rest[1]].name}” ({issue.name}) to {who}"
    if part == "linkages":
        return f"points of the linkage “{_spoken(rest[0])}” for {who}"
    if part == "red_lines":
        line = case.preferences[party].red_lines[rest[0]]
        return f"whether {who} has the red line “{line.text or _spoken(rest[0])}”"
    return ""


def _war(case: Case, steps: list[str]) -> str:
    if steps[0] == "front":
        return f"chance a month that the front moves for {_side(case, steps[1].removeprefix('advance_'))}"
    who, part, *rest = _party(case, steps[1]), *steps[2:]
    if part == "frozen":
        return f"worth of {words_of(case).frozen} to {who} at its {('worst', 'best')[int(rest[0])]} front"
    words = words_of(case)
    return WAR[part].format(who=who, go_on=words.go_on, quarrel=words.quarrel)


def _side(case: Case, side: str) -> str:
    """The party that fights on a side of the front; the side itself where none does."""
    return next((_party(case, p) for p, value in case.war.values.items() if getattr(value, "side", "") == side), side)


def _ties(case: Case, steps: list[str]) -> str:
    if steps[0] == "points_per_share":
        return "points that dependence is worth"
    if steps[0] == "weights":
        return f"weight of ties of {_spoken(steps[1])}"
    assert case.ties is not None
    tie = case.ties.pairs[int(steps[1])]
    first, second = (_party(case, p) for p in tie.between)
    who, whom = (first, second) if steps[3] == "0" else (second, first)
    return f"dependence of {who} on {whom} ({_spoken(tie.kind)})"


def _with_mode(words: Mapping[str, str], steps: list[str], name: str) -> str:
    mode = next((said for step, said in MODES.items() if step in steps), "")
    return words[next(s for s in steps if s not in MODES)].format(name) + mode


def _levers(case: Case, steps: list[str]) -> str:
    lever = case.levers[steps[0]]
    name = f"“{lever.name}”" if lever.name else f"“{_spoken(steps[0])}” ({_party(case, lever.holder)})"
    return _with_mode(LEVER, steps[1:], name)


def _offers(case: Case, steps: list[str]) -> str:
    offer = case.offers[steps[0]]
    return _with_mode(OFFER, steps[1:], f"“{offer.name or _spoken(steps[0])}”")


def _stakes(case: Case, steps: list[str]) -> str:
    return STAKES[steps[1]].format(who=_party(case, steps[0]), quarrel=words_of(case).quarrel)


def _mistrust(case: Case, steps: list[str]) -> str:
    return f"mistrust of {_party(case, steps[0])} by {_party(case, steps[1])}"


def _candour(case: Case, steps: list[str]) -> str:
    mode = MODES.get(steps[2], "") if len(steps) > 2 else ""
    return f"candour of {_party(case, steps[1])} towards {_party(case, steps[0])}{mode}"


def _holding(case: Case, steps: list[str]) -> str:
    kind, name, part = steps
    if kind == "shifts":
        when = "at once" if part == "level" else "a month"
        return f"change of strength {when} for {_party(case, case.holding.shifts[name].party)} (“{_spoken(name)}”)"
    if kind == "breaches":
        breach = case.holding.breaches[name]
        return f"gain of {_party(case, breach.party)} from breaking “{breach.name or _spoken(name)}”"
    return f"what “{_spoken(name)}” deters {_party(case, case.holding.safeguards[name].party)} by"


SECTIONS: dict[str, Callable[[Case, list[str]], str]] = {
    "preferences": _preferences,
    "war": _war,
    "ties": _ties,
    "levers": _levers,
    "offers": _offers,
    "stakes": _stakes,
    "mistrust": _mistrust,
    "candour": _candour,
    "holding": _holding,
}
"""How the numbers of each section are spoken of."""
