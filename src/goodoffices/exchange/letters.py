"""Names of other people's files in letters that can be compared, made into ids, or written where only ASCII is read."""

from __future__ import annotations

import re
import unicodedata

LONGEST_ID = 60
_INVISIBLE = re.compile("[\u00ad\u200b-\u200f\u202a-\u202e\u2060\u2066-\u2069\ufeff]")
_ACCENTS = frozenset(map(chr, range(0x300, 0x370)))
"""Marks on Latin, Greek and Cyrillic letters; those of other scripts are letters of their own and stay."""
_LATIN = {"ø": "o", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "æ": "ae", "œ": "oe", "ı": "i", "ħ": "h", "ŧ": "t"}
"""Letters that Unicode does not take apart."""
_MARKS = {"’": "'", "‘": "'", "“": '"', "”": '"', "„": '"', "«": '"', "»": '"', "–": "-", "—": "-", "ß": "ss"}
_LETTERS = str.maketrans(
    {**_LATIN, **{one.upper(): two.title() for one, two in _LATIN.items() if one != "ı"}, **_MARKS}
)


def cleaned(text: str) -> str:
    """A text as it is compared: in normal form C, with plain single spaces and without invisible marks."""
    return " ".join(unicodedata.normalize("NFC", _INVISIBLE.sub("", text)).split())


def plain_letters(text: str) -> str:
    """A text without accents, typographic quotation marks and dashes; letters of other scripts stay."""
    plain = unicodedata.normalize("NFKD", cleaned(text)).translate(_LETTERS)
    return "".join(c for c in plain if c not in _ACCENTS)


def key(name: str) -> str:
    """A name without case, accents and punctuation, letters of every script kept: `Côte d'Ivoire`: cote_d_ivoire."""
    plain = plain_letters(name.casefold())
    return "_".join("".join(c if unicodedata.category(c)[0] in "LMN" else " " for c in plain).split())


def slug(name: str) -> str:
    """An id from a name, as `turkiye` from `Türkiye`; empty where letters would be lost that Latin does not have."""
    found = key(name)
    if not found.isascii():
        return ""
    return (found if found[:1].isalpha() else f"p_{found}" if found else "")[:LONGEST_ID].rstrip("_")
