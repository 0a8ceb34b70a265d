"""Words by kind of conflict: what a case calls its quarrel and what happens without an agreement.

One table that every face speaks from: an airport has no war to go back to, and a district council no belligerents.
Keys of JSON and ids of the case file stay what they are.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from goodoffices.case.schema import Case, Party, Setting


@dataclass(frozen=True)
class Vocabulary:
    """Phrases that differ between kinds of conflict; each fits into a sentence as its comment says."""

    go_on: str
    """A text that all prefer to ...; the value of ...; ... hurts."""
    quarrel: str
    """... is over; ... goes on; the cost of ..."""
    quarrels: str
    """20 % of ... are over."""
    back: str
    """Nobody would rather ..."""
    back_again: str
    """An option of a signer after signing, as a heading."""
    frozen: str
    """The worth of ... to a party."""
    presses: str
    """A mediator that brings carrots, sticks and guarantees."""


WORDS: dict[Setting, Vocabulary] = {
    "war": Vocabulary(
        "fighting on", "the war", "wars", "go back to war", "Rearm, back to war", "a frozen war", "manipulator"
    ),
    "dispute": Vocabulary(
        "going on without a deal", "the dispute", "disputes", "reopen the dispute",
        "Reopen the dispute", "a dispute that drags on", "mediator with means",
    ),
    "negotiation": Vocabulary(
        "walking away", "the negotiation", "negotiations", "walk away from it", "Walk away from it",
        "a negotiation that drags on", "mediator with means",
    ),
}  # fmt: skip
"""setting: its words."""

ARTICLES = ("the", "a", "an")


def words_of(case: Case) -> Vocabulary:
    """The words of a case's setting."""
    return WORDS[case.setting]


def spoken_name(party: Party) -> str:
    """A party's name as it stands inside a sentence: `the European Union`, `a mutual friend`, `Türkiye`."""
    return spoken(party.name, party.article)


def spoken(name: str, article: Literal["the", "a", "an"] | None) -> str:
    """A name with its article, small; an article that is part of the name is made small and not doubled."""
    first, _, rest = name.partition(" ")
    if rest and first.casefold() in ARTICLES:
        return f"{first.casefold()} {rest}"
    return f"{article} {name}" if article else name
