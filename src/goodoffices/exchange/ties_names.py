"""Whom a name in a table means: an id, a name, or a name less what stands in brackets; never one of several in silence."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from goodoffices.case.schema import Case

LONGEST_ID = 60
_INVISIBLE = re.compile("[\u00ad\u200b-\u200f\u202a-\u202e\u2060\u2066-\u2069\ufeff]")
_ACCENTS = frozenset(map(chr, range(0x300, 0x370)))
"""Marks on Latin, Greek and Cyrillic letters; those of other scripts are letters of their own and stay."""
_LETTERS = str.maketrans(
    {"ø": "o", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "æ": "ae", "œ": "oe", "ı": "i", "ħ": "h", "ŧ": "t"}
)
"""Latin letters that Unicode does not take apart."""


def cleaned(text: str) -> str:
    """A text as it is compared: in normal form C, with plain single spaces and without invisible marks."""
    return " ".join(unicodedata.normalize("NFC", _INVISIBLE.sub("", text)).split())


def key(name: str) -> str:
    """A name without case, accents and punctuation, letters of every script kept: `Côte d'Ivoire`: cote_d_ivoire."""
    plain = unicodedata.normalize("NFKD", cleaned(name).casefold()).translate(_LETTERS)
    kept = ("" if c in _ACCENTS else c if unicodedata.category(c)[0] in "LMN" else " " for c in plain)
    return "_".join("".join(kept).split())


def slug(name: str) -> str:
    """An id from a name, as `turkiye` from `Türkiye`; empty where letters would be lost that Latin does not have."""
    found = key(name)
    if not found.isascii():
        return ""
    return (found if found[:1].isalpha() else f"p_{found}" if found else "")[:LONGEST_ID].rstrip("_")


@dataclass(frozen=True)
class Match:
    """Whom a name may mean: nobody, one, or several."""

    ids: tuple[str, ...] = ()
    by_part: bool = False
    """Whether only a part of the party's name, up to its bracket, is the name."""


class Known:
    """The parties of a case by all that a table may call them."""

    def __init__(self, names: Mapping[str, str]) -> None:
        """Take id: name."""
        self.ids = tuple(names)
        whole = [(cleaned(name), party) for party, name in names.items()]
        part = [(key(name.partition(" (")[0]), party) for name, party in whole]
        self.levels: tuple[tuple[bool, Mapping[str, Sequence[str]]], ...] = (
            (True, _gathered((party, party) for party in names)),
            (True, _gathered(whole)),
            (False, _gathered([*((key(party), party) for party in names), *((key(name), p) for name, p in whole)])),
            (False, _gathered(part)),
        )

    def match(self, name: str) -> Match:
        """Whom a name means: an id as written wins, then a name as written, then either in other letters, then a part."""
        exact, loose = cleaned(name), key(name)
        for place, (as_written, level) in enumerate(self.levels):
            wanted = exact if as_written else loose
            if wanted and (found := level.get(wanted)):
                return Match(tuple(found), place == len(self.levels) - 1)
        return Match()


def known_parties(case: Case) -> Known:
    """The parties of a case, to be found in tables."""
    return Known({name: party.name for name, party in case.parties.items()})


def _gathered(pairs: Iterable[tuple[str, str]]) -> dict[str, list[str]]:
    """What each name may mean, each party once, in the order of the case."""
    found: dict[str, list[str]] = {}
    for name, party in pairs:
        if party not in found.setdefault(name, []):
            found[name].append(party)
    return found
