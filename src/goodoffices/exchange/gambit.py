"""A conflict graph as a game in normal form for Gambit: a `.nfg` file, payoff version.

The strategies of a decision maker are the combinations of its own options that some feasible state has; a profile is a
state.  Payoffs are ranks, 1 for the least preferred.  A profile that is no feasible state gives everybody 0, less than
any state, so that nobody would choose to bring it about.  What a graph knows beyond that is lost: irreversible options,
and that the conflict starts somewhere.  An option that nobody owns belongs to a last player, Nature, who is indifferent.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import product
from pathlib import Path

import numpy as np

from goodoffices.exchange.refusal import refuse
from goodoffices.model.conflict_graph import OptionMoves
from goodoffices.model.graph_setting import Codes, Setting, owners

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
    state = dict(zip(moves.codes.tolist(), range(graph.states), strict=True))
    rank = np.zeros((len(players), graph.states), np.int64)
    rank[: len(graph.decision_makers)] = graph.preferences.rank + 1
    lines = []
    for choice in product(*(own.tolist() for own in reversed(strategies))):  # the first player's strategy runs fastest
        at = state.get(sum(choice))
        lines.append(" ".join(["0"] * len(players) if at is None else map(str, rank[:, at].tolist())))
    names = " ".join(_quoted(who) for who in players)
    head = f"NFG 1 R {_quoted(graph.name)} {{ {names} }}"
    everybody = [*range(len(graph.decision_makers)), *([-1] if -1 in owner else [])]
    mine = [[o for o, by in enumerate(owner) if by == i] for i in everybody]
    named = [_strategies(graph.options, own, codes) for own, codes in zip(mine, strategies, strict=True)]
    return "\n".join([head, "", "{", *named, "}", '""', "", *lines, ""])


def _mask(owner: Sequence[int], i: int) -> int:
    return sum(1 << o for o, by in enumerate(owner) if by == i)


def _strategies(options: Sequence[str], mine: Sequence[int], own: Codes) -> str:
    """The strategies of one player, each named by the options it takes."""
    words = (", ".join(options[o] for o in mine if code >> o & 1) or "none" for code in own.tolist())
    return f"{{ {' '.join(map(_quoted, words))} }}"


def _quoted(text: str) -> str:
    return '"' + text.replace("\\", "/").replace('"', "'") + '"'
