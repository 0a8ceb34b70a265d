"""Weights and values from rankings: spread evenly over all that agree with what was stated.

Stochastic multicriteria acceptability analysis (SMAA: Lahdelma & Salminen 2001).  From an order alone the draws are
exact and their means are the rank-order centroids (Barron & Barrett 1996); with bounds or ratios they are points of a
polytope, reached by hit-and-run.

Values hang on two ends: the best option is worth 100, the worst 0.  Where the first (last) tier has several members,
one of them stands at the end; which one is left to chance, each that can being as likely (a modelling choice; with an
order alone this is what even spread means).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial

import numpy as np

from goodoffices.case.problem import InfeasibleError
from goodoffices.case.schema import Ranking
from goodoffices.model.arrays import Floats
from goodoffices.model.draws import BATCH, stream
from goodoffices.model.polytope import Body
from goodoffices.model.stated import stated_values, stated_weights
from goodoffices.model.walk import walk

Tiers = Sequence[Sequence[int]]
Streams = Callable[..., np.random.Generator]
"""Generator of (block of draws, part of the block)."""


def tiers_of(ranking: Ranking, ids: Sequence[str]) -> tuple[tuple[int, ...], ...]:
    """Tiers of a ranking as indices into ids; ValueError unless each id stands there exactly once."""
    tiers = [(entry,) if isinstance(entry, str) else entry for entry in ranking.order]
    named = [member for tier in tiers for member in tier]
    if sorted(named) != sorted(ids):
        raise ValueError(f"a ranking must name each of {', '.join(ids)} once; it names {', '.join(named)}")
    place = {member: index for index, member in enumerate(ids)}
    return tuple(tuple(place[member] for member in tier) for tier in tiers if tier)


def draw(
    ranking: Ranking,
    ids: Sequence[str],
    u: Floats,
    *,
    values: bool,
    digest: str,
    seed: int,
    name: str,
    first: int = 0,
) -> Floats:
    """Weights of issues or values of options in draws first, first + 1 ..., uniform over all that agree with a ranking.

    Args:
        ranking: Order, and bounds and ratios if any.
        ids: Issues or options, in the order of the columns wanted.
        u: Their own uniforms (`draws.member_names`), shape (D, J); with bounds or ratios only D counts.
        values: False for weights, which sum to 100; True for values, the best 100 and the worst 0.
        digest: Digest of the case; with the rest it numbers the draws where bounds or ratios are stated.
        seed: Seed of the study.
        name: Path of the ranking.
        first: Number of the first draw.

    Returns:
        Points, float64 of shape (D, J).  With bounds or ratios about 0.02 s (J = 6) to 0.2 s (J = 20) per 1,024 draws.

    Raises:
        InfeasibleError: nothing agrees; the message names a smallest contradiction.
        ValueError: the order does not name each id once, or a bound or ratio names another.
    """
    tiers = tiers_of(ranking, ids)
    if not ranking.bounds and not ranking.ratios:
        return ranked_values(tiers, u) if values else ranked_weights(tiers, u)
    bounds = tuple((member, *ends) for member, ends in sorted(ranking.bounds.items()))
    ratios = tuple((ratio.more, ratio.less, ratio.at_least) for ratio in ranking.ratios)
    stated = stated_values if values else stated_weights
    try:
        bodies = stated(tiers, tuple(ids), bounds, ratios)
    except InfeasibleError as error:
        raise InfeasibleError(f"{name}: {error}") from error
    return _numbered(bodies, partial(stream, digest, seed, name), first, len(u))


def ranked_weights(tiers: Tiers, u: Floats) -> Floats:
    """Weights uniform over {w >= 0, sum 100, order respected}; members of a tier are not compared.

    Exponentials over their sum are uniform on the simplex; sorted, they are uniform on the ordered part of it, and the
    order inside a tier is that of the members' own exponentials, which is independent of the sorted values.

    Args:
        tiers: Columns from most to least important, each exactly once.
        u: Uniforms inside (0, 1), shape (D, J), column j for member j.

    Returns:
        Weights, float64 of shape (D, J); means are rank-order centroids, 100/J sum_{k >= rank} 1/k.  O(D J log J).
    """
    own = -np.log1p(-u)
    return _in_tiers(tiers, own, 100.0 * own / own.sum(axis=1, keepdims=True))


def ranked_values(tiers: Tiers, u: Floats) -> Floats:
    """Values with best 100, worst 0 and the rest sorted uniforms between; members of a tier are not compared.

    J uniforms, stretched so that the largest is 100 and the least 0, leave J - 2 sorted uniforms between.

    Args:
        tiers: Columns from best to worst, each exactly once.
        u: Uniforms inside (0, 1), shape (D, J), column j for member j.

    Returns:
        Values, float64 of shape (D, J); 100 for an option that is alone.  O(D J log J).
    """
    low, high = u.min(axis=1, keepdims=True), u.max(axis=1, keepdims=True)
    width = np.where(high > low, high - low, 1.0)
    return _in_tiers(tiers, u, 100.0 * (1.0 - (high - u) / width))


def _in_tiers(tiers: Tiers, own: Floats, numbers: Floats) -> Floats:
    """Give the largest numbers of a draw to the first tier, and so on; inside a tier by the members' own numbers."""
    if sorted(member for tier in tiers for member in tier) != list(range(own.shape[1])):
        raise ValueError(f"tiers must hold each of the {own.shape[1]} columns once")
    falling = -np.sort(-numbers, axis=1)
    result = np.empty_like(numbers)
    start = 0
    for tier in tiers:
        members = np.asarray(tier, dtype=np.intp)
        rank = np.argsort(np.argsort(-own[:, members], axis=1, kind="stable"), axis=1)
        result[:, members] = np.take_along_axis(falling, start + rank, axis=1)
        start += len(members)
    return result


def _numbered(bodies: tuple[Body, ...], streams: Streams, first: int, count: int) -> Floats:
    """Draws first ... first + count - 1, made in whole blocks of BATCH so that no other draw matters to any of them."""
    last = first + count
    blocks = [_block(bodies, streams, block) for block in range(first // BATCH, -(-last // BATCH))]
    skip = first % BATCH
    return np.vstack(blocks)[skip : skip + count] if blocks else np.empty((0, len(bodies[0].origin)))


def _block(bodies: tuple[Body, ...], streams: Streams, block: int) -> Floats:
    """BATCH draws; where several bodies agree with the ranking, each draw takes one of them by chance."""
    which = streams(block).integers(len(bodies), size=BATCH)
    result = np.empty((BATCH, len(bodies[0].origin)))
    for index, body in enumerate(bodies):
        mine = np.flatnonzero(which == index)
        result[mine] = walk(body, len(mine), streams(block, index))
    return np.clip(result, 0.0, 100.0)  # rounding alone
