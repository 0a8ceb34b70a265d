"""Whom a name in a table means: an id, a name, or a name less what stands in brackets; never one of several in silence."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from goodoffices.case.schema import Case
from goodoffices.exchange.letters import cleaned, key


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
