"""Who can move a conflict where: unilateral moves and improvements, and the states that a coalition reaches by them.

Everything here follows the definitions to the letter and works on any graph; it is meant for one state at a time.
`stability` answers for all states at once by other means.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Collection

import numpy as np

from goodoffices.case.problem import InfeasibleError
from goodoffices.model.arrays import Bools, Ints
from goodoffices.model.conflict_graph import TO_NO_ONLY, TO_YES_ONLY, ConflictGraph, ExplicitMoves, OptionMoves

MAX_LISTED = 1 << 28
"""Most moves of one decision maker that `listed` writes down: 2 GB."""


def moves_from(graph: ConflictGraph, decision_maker: int, state: int) -> Ints:
    """R_i(s), the states that the decision maker can bring about from `state` by itself, ascending; never `state`.

    O(moves) where moves are listed, O(S) where they follow from options.
    """
    moves = graph.moves
    if isinstance(moves, ExplicitMoves):
        start = moves.start[decision_maker]
        return moves.to[decision_maker][start[state] : start[state + 1]]
    own, rising, falling = masks(moves, decision_maker)
    here = moves.codes[state]
    changed = moves.codes ^ here
    reached = ((changed & ~own) == 0) & ((changed & rising & here) == 0) & ((changed & falling & ~here) == 0)
    reached[state] = False
    return np.flatnonzero(reached)


def masks(moves: OptionMoves, decision_maker: int) -> tuple[np.uint64, np.uint64, np.uint64]:
    """Bits of the decision maker's options: all of them, those it can only take up, and those it can only give up."""
    bit = np.left_shift(np.uint64(1), np.arange(len(moves.owner), dtype=np.uint64))
    mine = moves.owner == decision_maker

    def mask(which: Bools) -> np.uint64:
        return np.uint64(np.bitwise_or.reduce(bit[which], initial=np.uint64(0)))

    return mask(mine), mask(mine & (moves.direction == TO_YES_ONLY)), mask(mine & (moves.direction == TO_NO_ONLY))


def improvements_from(graph: ConflictGraph, decision_maker: int, state: int) -> Ints:
    """R_i^+(s), those of `moves_from` that the decision maker prefers to `state`, ascending; unknown pairs are not."""
    reached = moves_from(graph, decision_maker, state)
    return reached[prefers(graph, decision_maker, reached, state)]


def prefers(graph: ConflictGraph, decision_maker: int, states: Ints, to: int) -> Bools:
    """Whether the decision maker is known to prefer each of `states` to the state `to`."""
    rank = graph.preferences.rank[decision_maker]
    better: Bools = rank[states] > rank[to]
    if graph.preferences.unknown is not None:
        better &= ~graph.preferences.unknown[decision_maker][states, to]
    return better


def legal_sequences(
    graph: ConflictGraph, coalition: Collection[int], state: int, improving: bool
) -> dict[tuple[int, int], tuple[int, int] | None]:
    """All (state, last mover) that legal sequences of the coalition's moves from `state` end in, breadth first.

    A sequence is legal when nobody moves twice in a row (Fang, Hipel & Kilgour 1993, section 3.4); with `improving`
    each mover prefers where it goes to where it was.  Maps to the pair before, None for a first move, on a shortest
    sequence; of equally short ones to the same pair the one found first, movers and states ascending.
    """
    step = improvements_from if improving else moves_from
    before: dict[tuple[int, int], tuple[int, int] | None] = {}
    queue: deque[tuple[int, int] | None] = deque([None])
    while queue:
        end = queue.popleft()
        here, last = (state, -1) if end is None else end
        for mover in sorted(set(coalition) - {last}):
            for reached in step(graph, mover, here).tolist():
                if (reached, mover) not in before:
                    before[reached, mover] = end
                    queue.append((reached, mover))
    return before


def reachable(graph: ConflictGraph, coalition: Collection[int], state: int, improving: bool = False) -> Ints:
    """R_H(s), or R_H^+(s) with `improving`: where legal sequences of one or more moves by members of H lead, ascending.

    `state` itself is among them where a sequence leads back to it.  For a single member this is `moves_from`.
    """
    ends = legal_sequences(graph, coalition, state, improving)
    return np.unique(np.array([reached for reached, _ in ends], dtype=np.int64))


def listed(graph: ConflictGraph) -> ConflictGraph:
    """The same conflict with every move written down (`ExplicitMoves`).

    Raises InfeasibleError where one decision maker has more than `MAX_LISTED` moves.
    """
    if isinstance(graph.moves, ExplicitMoves):
        return graph
    start, to = zip(*(_listed(graph, i) for i in range(len(graph.decision_makers))), strict=True)
    return ConflictGraph(
        name=graph.name,
        decision_makers=graph.decision_makers,
        options=graph.options,
        state_names=graph.state_names,
        moves=ExplicitMoves(start=start, to=to),
        preferences=graph.preferences,
        patterns=_patterns(graph.moves.codes, len(graph.options)),
    )


def _patterns(codes: np.ndarray[tuple[int], np.dtype[np.uint64]], options: int) -> tuple[str, ...]:
    return tuple("".join("Y" if code >> o & 1 else "N" for o in range(options)) for code in codes.tolist())


def _listed(graph: ConflictGraph, decision_maker: int) -> tuple[Ints, Ints]:
    """Compressed rows of one decision maker, group by group: moves stay among states that differ in its options only."""
    assert isinstance(graph.moves, OptionMoves)
    codes = graph.moves.codes
    own, rising, falling = masks(graph.moves, decision_maker)
    _, group = np.unique(codes & ~own, return_inverse=True)
    order = np.argsort(group, kind="stable")
    sizes = np.bincount(group)
    if (sizes.astype(float) ** 2).sum() > MAX_LISTED:
        who = graph.decision_makers[decision_maker]
        raise InfeasibleError(f"{who} has more than {MAX_LISTED} moves, too many to write down one by one")
    rows: list[Ints] = [np.zeros(0, np.int64)] * len(codes)
    for members in np.split(order, np.cumsum(sizes)[:-1]):
        here = codes[members]
        changed = here[:, None] ^ here
        barred = (changed & rising & here[:, None]) | (changed & falling & ~here[:, None])
        for row, state in enumerate(members):
            rows[state] = members[(barred[row] == 0) & (changed[row] != 0)]
    lengths = np.array([len(row) for row in rows])
    return np.concatenate(([0], np.cumsum(lengths))), np.concatenate(rows)
