"""What the ids of a case are called, and how several names stand in one sentence."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from goodoffices.case.schema import Case
from goodoffices.case.vocabulary import ARTICLES, Vocabulary, spoken_name, words_of


def listed(items: Iterable[str], most: int | None = None, last: str = "and") -> str:
    """`a`, `a and b`, `a, b and c`; beyond `most` names, `a, b and 3 others`."""
    names = list(items)
    if most is not None and len(names) > most + 1:
        names = [*names[:most], f"{len(names) - most} others"]
    if len(names) < 2:
        return names[0] if names else ""
    return f"{', '.join(names[:-1])} {last} {names[-1]}"


def capital(text: str) -> str:
    """The text with its first letter capital, the rest untouched."""
    return text[:1].upper() + text[1:]


def shortened(text: str, room: int) -> str:
    """The text, cut at a word with an ellipsis when longer than `room` characters; a short bracket at its end stays."""
    if len(text) <= room:
        return text
    tail = re.search(r" \([^()]{1,12}\)$", text)
    if tail and room - len(tail.group()) >= 8:
        return shortened(text[: tail.start()], room - len(tail.group())) + tail.group()
    cut = text[: room - 1]
    at = cut.rfind(" ")
    return (cut[:at] if at > room // 2 else cut).rstrip(" ,;:(") + "…"


def full_stop(text: str) -> str:
    """The text ending in a stop, whatever it ended in."""
    text = text.strip()
    return text if not text or text[-1] in ".!?…" else f"{text}."


_OPENINGS = re.compile(rf"(^|[.!?] )({'|'.join(ARTICLES)})\b(?= )")


def sentences(text: str) -> str:
    """Text in which no sentence begins with a small article: `The African Union refuses.`; markup stays markup."""
    said = _OPENINGS.sub(lambda found: found[1] + capital(found[2]), text)
    return said if type(text) is str else type(text)(said)


def slug(path: str) -> str:
    """An id for an anchor, from a path such as `levers.press_russia.strength`."""
    return "".join(c if c.isalnum() or c in "-_" else "-" for c in path)


def hurting_words(kinds: Iterable[str]) -> str:
    """What fighting on does where it hurts, by the kinds of war value of the signers: `attrition` or `direct`."""
    frozen, falling = "is worth less than the front frozen where it stands", "will be worth less in six months than now"
    return {frozenset({"attrition"}): frozen, frozenset({"direct"}): falling}.get(
        frozenset(kinds), f"{frozen}, or (direct war value) {falling}"
    )


def spoken(case: Case) -> Iterator[str]:
    """Every text of a case, names and remarks alike, in the order of the file."""
    waiting: list[object] = [case.model_dump()]
    while waiting:
        thing = waiting.pop()
        if isinstance(thing, str):
            yield thing
        elif isinstance(thing, dict):
            waiting += reversed(list(thing.values()))
        elif isinstance(thing, (list, tuple)):
            waiting += reversed(thing)


@dataclass(frozen=True)
class Names:
    """Looks up what people read for an id; an unknown id is shown as it stands."""

    case: Case

    def party(self, party: str) -> str:
        """Name of a party as it stands by itself, in a table or a picture."""
        found = self.case.parties.get(party)
        return found.name if found else party

    def spoken(self, party: str) -> str:
        """Name of a party as it stands inside a sentence, with its article; `sentences` sees to where one begins."""
        found = self.case.parties.get(party)
        return spoken_name(found) if found else party

    @property
    def words(self) -> Vocabulary:
        """The words for this kind of conflict."""
        return words_of(self.case)

    def parties(self, parties: Iterable[str], most: int | None = None) -> str:
        """Names of parties in one phrase, as they stand inside a sentence."""
        return listed((self.spoken(p) for p in parties), most)

    def both(self) -> str:
        """`both sides` for two signers, `all sides` for more, the name for one."""
        signers = self.case.signers()
        if len(signers) == 1:
            return self.spoken(signers[0])
        return "both sides" if len(signers) == 2 else "all sides"

    def issue(self, issue: str) -> str:
        """Name of an issue."""
        found = self.case.issues.get(issue)
        return found.name if found else issue

    def issues(self, issues: Iterable[str], most: int | None = None) -> str:
        """Names of issues in quotes, in one phrase."""
        return listed((f"“{self.issue(i)}”" for i in issues), most)

    def option(self, issue: str, option: str) -> str:
        """Name of an option of an issue."""
        found = self.case.issues.get(issue)
        return found.options[option].name if found and option in found.options else option

    def plan(self, plan: str) -> str:
        """Name of a plan."""
        found = self.case.plans.get(plan)
        return found.name if found else plan

    def plans(self, plans: Iterable[str], most: int | None = None) -> str:
        """Names of plans in one phrase."""
        return listed((f"“{self.plan(p)}”" for p in plans), most)

    def lever(self, lever: str) -> str:
        """Name of a lever."""
        found = self.case.levers.get(lever)
        return found.name if found and found.name else lever.replace("_", " ")

    def temptation(self, key: str) -> str:
        """What tempts a signer back to war, or deters it: a breach's name, else its id with parties by their names."""
        breach = self.case.holding.breaches.get(key)
        if breach is not None and breach.name:
            return breach.name
        words = f" {key.replace('_', ' ')} "
        for party in sorted(self.case.parties, key=len, reverse=True):
            words = words.replace(f" {party.replace('_', ' ')} ", f" {self.party(party)} ")
        return capital(words.strip())

    def differs(self, text: Mapping[str, str], base: Mapping[str, str]) -> list[str]:
        """Where a text leaves another: `Issue: its option`."""
        return [f"{self.issue(i)}: {self.option(i, o)}" for i, o in text.items() if base.get(i) != o]
