"""A conflict graph as a game in normal form for Gambit: a `.nfg` file, payoff version.

The strategies of a decision maker are the combinations of its own options that some feasible state has; a profile is a
state.  Payoffs are ranks, 1 for the least preferred.  A profile that is no feasible state gives everybody -d, where d is
the number of players who would have to choose otherwise for it to be one: one of them can always bring it nearer by
itself and is better off for it, and nobody gains by leaving a feasible state for it.  So the pure Nash equilibria of the
game are those of the graph, where every option can be undone.  What a graph knows beyond that is lost: irreversible
options, and that the conflict starts somewhere.  An option that nobody owns belongs to a last player, Nature, who is
indifferent between feasible states.

Labels are plain ASCII, without quotation marks and backslashes, and all different: Gambit and its Python library read no
others safely.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from pathlib import Path

import numpy as np

from goodoffices.case.graph_states import Codes
from goodoffices.exchange.letters import plain_letters
from goodoffices.exchange.refusal import refuse
from goodoffices.model.arrays import Ints
from goodoffices.model.conflict_graph import FREE, OptionMoves
from goodoffices.model.graph_setting import Setting, owners

MOST_PROFILES = 1_000_000
"""Profiles of one file; Gambit itself grows slow long before."""


def document(setting: Setting, file: Path | str = "") -> str:
    """The text of the .nfg file; raises CaseError where moves are listed one by one or there are too many profiles.

    O(n x profiles).
    """
    graph, moves = setting.graph, setting.graph.moves
    if not isinstance(moves, OptionMoves):
        refuse(
            file or graph.name, None, "", "a game in normal form needs options, and here moves are listed one by one"
        )
    owner = owners(setting)
    players = [*graph.decision_makers, *(["Nature"] if -1 in owner else [])]
    masks = [_mask(owner, i) for i in range(len(graph.decision_makers))] + ([_mask(owner, -1)] if -1 in owner else [])
    strategies = [np.unique(moves.codes & np.uint64(mask)) for mask in masks]
    profiles = int(np.prod([len(own) for own in strategies], dtype=object))
    if profiles > MOST_PROFILES:
        message = f"the game has {profiles:,} profiles; at most {MOST_PROFILES:,} are written"
        refuse(file or graph.name, None, "", message)
    payoffs = _payoffs(setting, moves, strategies, len(players))
    lines = [" ".join(map(str, row)) for row in payoffs.T.tolist()]
    head = f"NFG 1 R {_quoted(_label(graph.name) or 'game')} {{ {_labels(players, 'decision maker')} }}"
    everybody = [*range(len(graph.decision_makers)), *([-1] if -1 in owner else [])]
    mine = [[o for o, by in enumerate(owner) if by == i] for i in everybody]
    options = _distinct(graph.options, "option")
    named = [_strategies(options, own, codes) for own, codes in zip(mine, strategies, strict=True)]
    return "\n".join([head, "", "{", *named, "}", '""', "", *lines, ""])


def lost(setting: Setting) -> str | None:
    """What the game leaves out of a graph, in words; None where its pure equilibria are the graph's."""
    graph = setting.graph
    if not isinstance(graph.moves, OptionMoves) or not (graph.moves.direction != FREE).any():
        return None
    one_way = [name for name, way in zip(graph.options, graph.moves.direction, strict=True) if way != FREE]
    many = f"{', '.join(one_way[:4])}{' ...' if len(one_way) > 4 else ''}"
    return f"in the game every option can be undone, in the graph not ({many}): it may have other equilibria"


def _payoffs(setting: Setting, moves: OptionMoves, strategies: Sequence[Codes], players: int) -> Ints:
    """Payoffs int64[players, profiles], the first player's strategy running fastest."""
    codes = np.zeros((), np.uint64)
    for own in reversed(strategies):
        codes = codes[..., None] + own  # the last player's strategy along the first axis
    order = np.argsort(moves.codes)
    at = np.minimum(np.searchsorted(moves.codes[order], codes), len(order) - 1)
    state = order[at]
    feasible = moves.codes[state] == codes
    away = np.where(feasible, 0, players)
    for axis in range(away.ndim):  # a player who chooses otherwise changes one axis, to whatever is nearest there
        away = np.minimum(away, away.min(axis, keepdims=True) + 1)
    payoffs = np.zeros((players, codes.size), np.int64)
    payoffs[: len(setting.graph.decision_makers)] = (setting.graph.preferences.rank + 1)[:, state.ravel()]
    return np.where(feasible.ravel(), payoffs, -away.ravel())


def _mask(owner: Sequence[int], i: int) -> int:
    return sum(1 << o for o, by in enumerate(owner) if by == i)


def _strategies(options: Sequence[str], mine: Sequence[int], own: Codes) -> str:
    """The strategies of one player, each named by the options it takes."""
    words = (", ".join(options[o] for o in mine if code >> o & 1) or "none" for code in own.tolist())
    return f"{{ {_labels(words, 'strategy')} }}"


def _labels(names: Iterable[str], what: str) -> str:
    return " ".join(map(_quoted, _distinct(names, what)))


def _distinct(names: Iterable[str], what: str) -> list[str]:
    """Labels of things in their order, all different; what has no name in Latin letters is called by its number."""
    found: dict[str, None] = {}
    again: Counter[str] = Counter()
    for number, name in enumerate(names, 1):
        label = plain = _label(name) or f"{what} {number}"
        while label in found:
            again[plain] += 1
            label = f"{plain} ({again[plain] + 1})"
        found[label] = None
    return list(found)


def _label(name: str) -> str:
    """A name in ASCII on one line; empty where letters would be lost."""
    plain = " ".join(plain_letters(name).replace("\\", "/").replace('"', "'").split())
    lost = any(c.isalnum() for c in plain if not c.isascii())
    return "" if lost else re.sub(r"[^ -~]", "", plain).strip()


def _quoted(label: str) -> str:
    return f'"{label}"'
