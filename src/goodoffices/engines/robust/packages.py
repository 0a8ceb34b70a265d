"""The robust packages: of all packages, those that all signers accept in the most draws, proven by branch and bound.

Issues are settled block by block.  A draw is lost to part of a package once some signer, or a weighted sum of them,
cannot be brought back above its threshold by any completion; the draws not lost bound what any completion can win
(Land & Doig 1960; the weights are Lagrange multipliers, Geoffrion 1974).  Tables are in fixed point: what is hairline
counts as won in bounds and as lost in sure counts, and packages that may be among the best are counted again in float64.
"""

from __future__ import annotations

import queue
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from goodoffices.engines.frontier.every_package import MAX_PACKAGES, sweep
from goodoffices.engines.frontier.utilities import _REFUSED as REFUSED
from goodoffices.engines.frontier.utilities import Wishes, bars, pieces
from goodoffices.engines.links.agreement import TOLERANCE
from goodoffices.engines.robust import search as robust_search
from goodoffices.engines.robust.ascent import coordinate_ascent
from goodoffices.model.arrays import Bools, Floats, Int32s, Ints
from goodoffices.model.packages import PackageSpace

MEMORY = 512_000_000
"""Bytes that the tables of a search may take; beyond, spaces are swept, or answered with a bound."""
WORK = 30_000_000_000
"""Draws compared before a search gives up on proof: about a minute."""
_BRANCHES = 24
"""Branches searched apart, at least; they are the same however many threads there are."""
_STARTS = 4
"""Packages, each the compromise of one draw, from which good ones are looked for before the search."""
_COPIES = robust_search.SHRINK / (1.0 - robust_search.SHRINK)
"""Room for the tables of a path through the search, in those of the root."""
_THREADS = 4
"""Most threads that search."""
_TEXTS = 256
"""Packages counted again at a time."""
_STEPS = 9
"""Steps towards the best weights of the signers, in each draw."""


@dataclass(frozen=True, eq=False)
class RobustPackages:
    """The best packages, by falling number of draws in which all accept; ties by code."""

    choices: Int32s
    """Combo index in each block, int32[k, B]."""
    options: Int32s
    """Option index of each issue, int32[k, J]."""
    joint: Ints
    """Draws in which all signers accept, int64[k]."""
    own: Ints
    """Draws in which each signer accepts, int64[k, n]."""
    draws: int
    bound: int
    """No package that is not listed is accepted by all in more draws than this; the last of `joint` where exact."""

    @property
    def exact(self) -> bool:
        """Whether these are proven to be the best."""
        return bool(self.bound <= self.joint[-1])


@dataclass(frozen=True, eq=False)
class _Tables:
    """Losses and room of the draws in which anything can be agreed on (modules `robust_search`)."""

    loss: Int32s
    room: Int32s
    signers: int
    starts: Ints
    order: Ints
    floor: int
    """Steps of fixed point with which a draw is surely won."""


def robust_packages(
    space: PackageSpace, wishes: Wishes, thresholds: npt.ArrayLike, *, top: int = 1, threads: int = 1, work: int = WORK
) -> RobustPackages:
    """The `top` packages that all signers accept in the most draws, ties to the smaller code; fewer if there are fewer.

    Signer i takes x in draw d when u_i(x) >= thresholds[d, i] - TOLERANCE and x crosses none of its active red lines.
    The answer, and whether it is proven, is the same for any number of `threads`.

    Usual cost: some thousand passes over the draws for 10^5 to 10^8 packages; worst case that of all packages,
    O(P D n).  Memory: tables of D T (n + 1) int32, twice while they are laid out, and a part of that for each thread (at most
    four), held below `MEMORY`; spaces with too many combos in a block for that are swept (up to `sweep.MAX_PACKAGES`
    packages), or climbed with the bound left open.
    After `work` comparisons of a draw the best found is returned with a proven `bound`.

    Raises ValueError for `top` below 1 and for thresholds of another shape or NaN.
    """
    if top < 1:
        raise ValueError("at least one package must be asked for")
    bar = lowest(thresholds, wishes)
    top = min(top, space.count)
    if _bytes(space, wishes) > MEMORY:
        return _without_tables(space, wishes, thresholds, bar, top)
    tables = _tables(space, wishes, bar)
    found, bound = _search(space, tables, top, min(threads, _THREADS), work)
    return _ranked(space, wishes, bar, found, top, bound)


def _bytes(space: PackageSpace, wishes: Wishes) -> int:
    """Of the tables and the scratch of all threads there may be, so that their number does not change the method."""
    rows, places = wishes.signers + (wishes.signers > 1), int(space.block_start[-1])
    scratch = _COPIES * places + len(space.blocks) + 1
    return int(4 * wishes.draws * rows * max(places + _THREADS * scratch, 2 * places))


def _without_tables(
    space: PackageSpace, wishes: Wishes, thresholds: npt.ArrayLike, bar: Floats, top: int
) -> RobustPackages:
    if space.count <= MAX_PACKAGES:
        joint = sweep(space, wishes, thresholds).joint
        codes = np.argsort(-joint, kind="stable")[:top]
        return _ranked(space, wishes, bar, space.choices_from(codes[:, None]), top, -1)
    first = _first(space, top)
    end = coordinate_ascent(space, first[0], wishes, thresholds)
    return _ranked(space, wishes, bar, np.vstack((end.choices[None], first)), top, wishes.draws)


# --- tables ---------------------------------------------------------------------------------------------------------


def _tables(space: PackageSpace, wishes: Wishes, bar: Floats) -> _Tables:
    """Lay the draws out; draws in which somebody can be won by no package at all are left out.  O(D T n)."""
    n, places = wishes.signers, int(space.block_start[-1])
    rows = n + (n > 1)
    everything = np.arange(places)
    order = _order(space, wishes, bar)
    sizes = np.diff(space.block_start)[order]
    starts = np.concatenate(([0], np.cumsum(sizes))).astype(np.int64)
    source = np.concatenate([np.arange(space.block_start[b], space.block_start[b + 1]) for b in order])
    loss = np.empty((places, rows, wishes.draws), np.int32)
    room = np.empty((rows, wishes.draws), np.int32)
    unit, most = _fixed_point(space, wishes)
    kept = 0
    for here in pieces(0, wishes.draws, n * places):
        worth = wishes.combos(space, everything, here)
        weights = np.empty(worth.shape[:2])
        robust_search.weigh(worth, bar[here], space.block_start, weights, _STEPS)
        kept += robust_search.lay_out(worth, bar[here], starts, source, weights, unit, most, kept, loss, room)
    return _Tables(
        np.ascontiguousarray(loss[:, :, :kept]), np.ascontiguousarray(room[:, :kept]), n, starts, order,
        len(space.blocks) + 4,
    )  # fmt: skip


def _fixed_point(space: PackageSpace, wishes: Wishes) -> tuple[float, float]:
    """Steps in a point, and more points than any package that is not refused can lose; those fill less than int32."""
    best = np.maximum.reduceat(np.abs(wishes.option_utility), space.option_offsets()[:-1], axis=2).sum(axis=2)
    most = 2.0 * float(best.max(initial=0.0) + np.abs(wishes.linkage_points).sum(axis=1).max(initial=0.0)) + 1.0
    return 2.0 ** min(20, int(np.floor(np.log2((robust_search.REFUSED >> 1) / most)))), most


def _order(space: PackageSpace, wishes: Wishes, bar: Floats) -> Ints:
    """Blocks by how much of the room their combos use up on average, in some of the draws: the decisive ones first."""
    some = slice(0, min(wishes.draws, 512))
    places = int(space.block_start[-1])
    worth = np.maximum(wishes.combos(space, np.arange(places), some), -1e9)
    best = np.maximum.reduceat(worth, space.block_start[:-1], axis=2)
    room = np.maximum(best.sum(axis=2) - bar[some], 1e-9)[:, :, None]
    block = np.repeat(np.arange(len(space.blocks)), np.diff(space.block_start))
    used = np.minimum((best[:, :, block] - worth) / room, 1.0).max(axis=1).sum(axis=0)
    means = np.bincount(block, used, minlength=len(space.blocks)) / np.diff(space.block_start)
    return np.argsort(-means, kind="stable").astype(np.int64)


# --- search ---------------------------------------------------------------------------------------------------------


def _first(space: PackageSpace, top: int) -> Int32s:
    """The packages with the smallest codes."""
    texts = np.zeros((top, len(space.blocks)), np.int32)
    rest = np.arange(top)
    for b in range(len(space.blocks) - 1, -1, -1):
        rest, texts[:, b] = np.divmod(rest, len(space.combos[b]))
    return texts


def _search(space: PackageSpace, tables: _Tables, top: int, threads: int, work: int) -> tuple[Int32s, int]:
    """Packages among which the best are, and the most draws that any other can win (-1 where that is proven less).

    Branches are searched in rounds; what one round finds, the next starts from.
    """
    counts, texts = _incumbents(space, tables, top)
    prefixes, bounds = _branches(tables)
    found, uppers, open_ = [texts.copy()], [np.full(top, tables.room.shape[1])], -1
    at, size = 0, 8
    scratch: queue.SimpleQueue[tuple[Int32s, Int32s]] = queue.SimpleQueue()
    shape = (len(space.blocks) + 1, *tables.room.shape)
    for _ in range(threads):
        scratch.put((np.empty(int(_COPIES * tables.loss.size), np.int32), np.empty(shape, np.int32)))

    def branch(prefix: Ints, budget: int) -> tuple[Ints, Int32s, Int32s, Ints, int, int]:
        mine, best = counts.copy(), texts.copy()
        kept = np.empty((robust_search.CANDIDATES, len(space.blocks)), np.int32)
        upper = np.empty(len(kept), np.int64)
        flat, slack = scratch.get()
        try:
            many, done, left = robust_search.search(
                tables.loss, tables.room, tables.signers, tables.starts, tables.order, prefix, tables.floor, budget,
                mine, best, flat, slack, kept, upper,
            )  # fmt: skip
        finally:
            scratch.put((flat, slack))
        return mine, best, kept[:many].copy(), upper[:many].copy(), done, left

    with ThreadPoolExecutor(threads) as pool:
        while at < len(prefixes) and bounds[at] >= counts[-1]:
            some = prefixes[at : at + size]
            ends = list(pool.map(branch, some, [max(work // len(some), 0)] * len(some)))
            for mine, best, kept, upper, done, left in ends:
                counts, texts = _merged(space, counts, texts, mine, best)
                found.append(kept)
                uppers.append(upper)
                work, open_ = work - done, max(open_, left)
            at, size = at + size, size * 2
    every, upper = np.concatenate(found), np.concatenate(uppers)
    return np.vstack((texts, every[upper >= counts[-1]])), open_


def _incumbents(space: PackageSpace, tables: _Tables, top: int) -> tuple[Ints, Int32s]:
    """Good packages to begin with: the first ones, and where single changes lead from the compromises of some draws."""
    counts, texts = np.zeros(top, np.int64), _first(space, top)
    width = tables.room.shape[1]
    for d in np.unique(np.linspace(0, width - 1, _STARTS).astype(int)) if width else ():
        text = np.zeros(len(space.blocks), np.int32)
        for j, b in enumerate(tables.order):
            text[b] = np.argmin(tables.loss[tables.starts[j] : tables.starts[j + 1], -1, d])
        robust_search.climb(
            tables.loss, tables.room, tables.signers, tables.starts, tables.order, tables.floor, text, counts, texts
        )
    return counts, texts


def _branches(tables: _Tables) -> tuple[Ints, Ints]:
    """What the first blocks are settled as in each branch, and the draws with room left; most first."""
    sizes = np.diff(tables.starts)
    depth = 0
    while depth < len(sizes) - 1 and np.prod(sizes[:depth]) < _BRANCHES:
        depth += 1
    prefixes = (
        np.indices([int(size) for size in sizes[:depth]])
        .reshape(depth, int(np.prod(sizes[:depth])))
        .T.astype(np.int64)
        .copy()
    )
    bounds = np.full(len(prefixes), tables.room.shape[1], np.int64)
    if depth:
        robust_search.prefix_bounds(tables.loss, tables.room, tables.starts, prefixes, bounds)
    ranks = np.argsort(-bounds, kind="stable")
    return prefixes[ranks], bounds[ranks]


def _merged(space: PackageSpace, counts: Ints, texts: Int32s, more: Ints, others: Int32s) -> tuple[Ints, Int32s]:
    every, scores = np.unique(np.vstack((texts, others)), axis=0, return_inverse=True)
    sure = np.zeros(len(every), np.int64)
    np.maximum.at(sure, scores.ravel(), np.concatenate((counts, more)))
    ranks = np.argsort(-sure, kind="stable")[: len(counts)]
    return sure[ranks], np.ascontiguousarray(every[ranks], dtype=np.int32)


# --- the exact count ------------------------------------------------------------------------------------------------


def _ranked(space: PackageSpace, wishes: Wishes, bar: Floats, texts: Int32s, top: int, bound: int) -> RobustPackages:
    texts = np.unique(texts, axis=0)
    joint, own = acceptance(space, wishes, bar, texts)
    ranks = np.argsort(-joint, kind="stable")[:top]
    return RobustPackages(
        choices=texts[ranks],
        options=space.options_of(texts[ranks]),
        joint=joint[ranks],
        own=own[ranks],
        draws=wishes.draws,
        bound=max(bound, int(joint[ranks[-1]])),
    )


def acceptance(space: PackageSpace, wishes: Wishes, bar: Floats, texts: Int32s) -> tuple[Ints, Ints]:
    """Draws in which all signers, int64[X], and each of them, int64[X, n], reach float64 bars[D, n] with texts[X, B].

    O(X D n B); draws and texts are streamed.
    """
    joint, own = np.zeros(len(texts), np.int64), np.zeros((len(texts), wishes.signers), np.int64)
    for low in range(0, len(texts), _TEXTS):
        some = slice(low, low + _TEXTS)
        for here in pieces(0, wishes.draws, wishes.signers * _TEXTS):
            accepted = takers(space, wishes, bar, texts[some], here)
            joint[some] += accepted.all(axis=1).sum(axis=1)
            own[some] += accepted.sum(axis=2)
    return joint, own


def takers(space: PackageSpace, wishes: Wishes, bar: Floats, texts: Int32s, draws: slice) -> Bools:
    """Whether each signer reaches its bar with each of texts[X, B] in some of the draws, bool[X, n, d]; O(X d n B)."""
    rows, used = np.unique(space.rows_of(texts), return_inverse=True)
    worth = wishes.combos(space, rows, draws)
    out = np.empty((len(texts), wishes.signers, len(worth)), np.bool_)
    robust_search.takes(worth, np.ascontiguousarray(bar[draws]), used.reshape(texts.shape), out)
    return out


def lowest(thresholds: npt.ArrayLike, wishes: Wishes) -> Floats:
    """Lowest utility with which a margin counts as met, float64[D, n].

    Raises ValueError for thresholds of another shape or NaN.
    """
    bars(thresholds, wishes)
    return np.maximum(np.asarray(thresholds, np.float64) - TOLERANCE, REFUSED)
