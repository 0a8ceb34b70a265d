"""Do the ids in a case name things that are there, and things of the right sort?

Works on the raw tree, so that misspelt ids are reported together with whatever else is wrong with the file.  What
refers to what is the table `REFERENCES`; patterns are paths in which `*` stands for any key or index.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Literal

from goodoffices.case.location import Steps, is_ranking
from goodoffices.case.problem import Problem, did_you_mean, shown

Sort = Literal["party", "signer", "belligerent", "third_party", "issue", "option", "condition", "lever", "offer"]

ROLES: Mapping[Sort, tuple[str, ...]] = {
    "party": ("belligerent", "signer", "third_party"),
    "signer": ("belligerent", "signer"),
    "belligerent": ("belligerent",),
    "third_party": ("third_party",),
}
ARTICLES = {"belligerent": "a belligerent", "signer": "a signer", "third_party": "a third party"}
GROUND = ("basis", "claims", "source", "locator", "note")


@dataclass(frozen=True)
class Reference:
    """Ids of one sort, at one kind of place."""

    pattern: str
    sort: Sort
    why: str = ""
    """What is wrong with a party in another role."""
    keys: bool = False
    """True where the ids are the keys of the mapping at the pattern, or what a ranking there names."""


REFERENCES: tuple[Reference, ...] = (
    Reference("parties.*.within", "party"),
    Reference("issues.*.ordered.*", "party"),
    Reference("rules.*.forbid", "condition"),
    Reference("preferences", "signer", "what third parties want stands under `stakes`", keys=True),
    Reference("preferences.*.weights", "issue", keys=True),
    Reference("preferences.*.values", "issue", keys=True),
    Reference("preferences.*.values.*", "option", keys=True),
    Reference("preferences.*.linkages.*.when", "condition"),
    Reference("preferences.*.red_lines.*.when", "condition"),
    Reference("war.values", "signer", "only who signs has a value of fighting on", keys=True),
    Reference("war.values.*.victory.package", "condition"),
    Reference("war.values.*.defeat.package", "condition"),
    Reference("ties.pairs.*.between.*", "party"),
    Reference("levers.*.holder", "third_party", "levers are held by third parties"),
    Reference("levers.*.target", "signer", "levers act on who signs"),
    Reference("levers.*.when", "condition"),
    Reference("stakes", "third_party", "stakes are those of third parties", keys=True),
    Reference("offers.*.giver", "third_party", "offers pass between third parties"),
    Reference("offers.*.receiver", "third_party", "offers pass between third parties"),
    Reference("mistrust", "third_party", "the first id is who mediates", keys=True),
    Reference("mistrust.*", "belligerent", "only belligerents consent to a mediator", keys=True),
    Reference("candour", "third_party", "the first id is who mediates", keys=True),
    Reference("candour.*", "signer", "candour is that of who signs", keys=True),
    *(Reference(f"holding.{part}.*.party", "signer") for part in ("shifts", "breaches", "safeguards")),
    *(Reference(f"holding.{part}.*.when", "condition") for part in ("shifts", "breaches", "safeguards")),
    Reference("plans.*.mediators.*", "third_party", "mediators are third parties"),
    Reference("plans.*.if_willing.*", "third_party", "mediators are third parties"),
    Reference("plans.*.nominated.*.by", "signer", "members of a panel are named by who signs"),
    Reference("plans.*.nominated.*.candidates.*", "third_party", "mediators are third parties"),
    Reference("plans.*.levers.*", "lever"),
    Reference("plans.*.offers.*", "offer"),
    Reference("plans.*.package", "condition"),
    Reference("graph.decision_makers.*.party", "party"),
    Reference("hindsight.texts.*.terms", "condition"),
    Reference("hindsight.texts.*.remarks", "issue", keys=True),
    Reference("hindsight.mediated.*", "third_party"),
)

Finding = tuple[Steps, Problem]


def misnamed(raw: Any, file: str) -> Iterator[Finding]:
    """A problem, without its line, for every id that names nothing, or a party in another role than the place asks."""
    book = _Book(raw, file)
    for reference in REFERENCES:
        for steps, value in _places(raw, reference.pattern.split(".")):
            yield from book.check(reference, steps, value)


def _places(raw: Any, pattern: list[str], steps: Steps = ()) -> Iterator[tuple[Steps, Any]]:
    if not pattern:
        yield steps, raw
        return
    first, rest = pattern[0], pattern[1:]
    if first == "*" and isinstance(raw, (dict, list)):
        for key, value in raw.items() if isinstance(raw, dict) else enumerate(raw):
            yield from _places(value, rest, (*steps, key))
    elif first != "*" and isinstance(raw, dict) and first in raw:
        yield from _places(raw[first], rest, (*steps, first))


class _Book:
    """What there is to name, as far as the raw tree has it."""

    def __init__(self, raw: Any, file: str) -> None:
        self.file = file
        self.roles = {name: _get(party, "role") for name, party in _mapping(_get(raw, "parties")).items()}
        issues = _mapping(_get(raw, "issues"))
        self.options = {name: tuple(_mapping(_get(issue, "options"))) for name, issue in issues.items()}
        self.things = {
            "issue": tuple(issues),
            "lever": tuple(_mapping(_get(raw, "levers"))),
            "offer": tuple(_mapping(_get(raw, "offers"))),
        }

    def check(self, reference: Reference, steps: Steps, value: Any) -> Iterator[Finding]:
        if reference.sort == "condition":
            yield from self._condition(steps, value)
        elif reference.keys and isinstance(value, dict):
            known = self.options.get(str(steps[-1])) if reference.sort == "option" else ()
            if known is None:
                return
            for inner, name in _named(value, reference.sort):
                yield from self._name(reference, (*steps, *inner), name, known)
        elif not reference.keys:
            yield from self._name(reference, steps, value, ())

    def _name(self, reference: Reference, steps: Steps, name: Any, options: tuple[str, ...]) -> Iterator[Finding]:
        if not isinstance(name, str):
            return
        if reference.sort in ROLES:
            yield from self._party(reference, steps, name)
            return
        known = options if reference.sort == "option" else self.things[reference.sort]
        if name not in known:
            what = f"an option of {steps[3]}" if reference.sort == "option" else _article(reference.sort)
            yield self._finding(steps, name, f"{shown(name)} is not {what}", known)

    def _party(self, reference: Reference, steps: Steps, name: str) -> Iterator[Finding]:
        wanted = ROLES[reference.sort]
        if name not in self.roles:
            known = [party for party, role in self.roles.items() if role in wanted]
            yield self._finding(steps, name, f"{shown(name)} is not a party", known)
            return
        role = self.roles[name]
        if isinstance(role, str) and role in ARTICLES and role not in wanted:
            why = reference.why or f"{_article(reference.sort)} is wanted here"
            yield steps, Problem(self.file, None, _path(steps), f"{name!r} is {ARTICLES[role]}; {why}", name)

    def _condition(self, steps: Steps, value: Any) -> Iterator[Finding]:
        for issue, option in _mapping(value).items():
            if not isinstance(issue, str):
                continue
            if issue not in self.options:
                yield self._finding((*steps, issue), issue, f"{shown(issue)} is not an issue", self.things["issue"])
            elif isinstance(option, str) and option not in self.options[issue]:
                message = f"{shown(option)} is not an option of {issue}"
                yield self._finding((*steps, issue), option, message, self.options[issue])

    def _finding(self, steps: Steps, name: str, message: str, known: Iterable[str]) -> Finding:
        words = [word for word in known if isinstance(word, str)]
        if name in GROUND and isinstance(steps[-1], str) and steps[-1] == name:
            hint: str | None = f"write `{name}:` one level up, or into each number"
        else:
            hint = did_you_mean(name, words)
        return steps, Problem(self.file, None, _path(steps), message, name, hint)


def _named(value: dict[Any, Any], sort: Sort) -> Iterator[tuple[Steps, Any]]:
    """Ids that a mapping names: its keys or, for a ranking, the members of its order, bounds and ratios."""
    if sort not in ("issue", "option") or not is_ranking(value):
        yield from (((key,), key) for key in value)
        return
    order = value.get("order")
    for position, entry in enumerate(order if isinstance(order, list) else ()):
        if isinstance(entry, list):
            yield from ((("order", position, inner), member) for inner, member in enumerate(entry))
        else:
            yield ("order", position), entry
    yield from ((("bounds", key), key) for key in _mapping(value.get("bounds")))
    ratios = value.get("ratios")
    for position, ratio in enumerate(ratios if isinstance(ratios, list) else ()):
        yield from ((("ratios", position, side), _get(ratio, side)) for side in ("more", "less"))


def _mapping(value: Any) -> dict[Any, Any]:
    return value if isinstance(value, dict) else {}


def _get(value: Any, key: str) -> Any:
    return value.get(key) if isinstance(value, dict) else None


def _article(word: str) -> str:
    return ARTICLES.get(word) or f"{'an' if word[0] in 'aeiou' else 'a'} {word}"


def _path(steps: Steps) -> str:
    return ".".join(str(step) for step in steps)
