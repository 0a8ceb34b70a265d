"""How talks end at given reservations: the engine's steps put together, for tests."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from goodoffices.engines.links import talks


class Found(NamedTuple):
    """Chances by draw."""

    chance: np.ndarray
    """(D,) that a deal is found."""
    direct: np.ndarray
    """(D,) 1 where direct talks alone find one."""
    weight: np.ndarray
    """(D, C) of every way to strike a deal."""
    text: np.ndarray
    """(D, C - 1)."""
    taken: np.ndarray


def find(
    utility: np.ndarray,
    reservation: np.ndarray,
    exists: np.ndarray,
    candour: np.ndarray,
    coins: np.ndarray | None = None,
) -> Found:
    """Utilities (D, n, X) of texts, reservations (D, n), whether a deal exists (D,), candour and coins (D, n)."""
    n = utility.shape[1]
    texts = talks.texts(utility, reservation)
    possible = np.ones((1, len(utility)), dtype=bool)
    if n > talks.EXACT_SIGNERS:
        assert coins is not None
        circle = ((coins < candour) << np.arange(n)).sum(axis=1).astype(np.int32)
        tabled = talks.play(texts, reservation[None], possible, sampled=circle[None]).row(0)
        weight, chance = talks.weigh_sampled(circle, exists, tabled.taken, carries=True, drafts=True)
    else:
        tabled = talks.play(texts, reservation[None], possible).row(0)
        weight, chance = talks.weigh(candour, exists, tabled.taken, carries=True, drafts=True)
    direct = tabled.taken[:, -n:].any(axis=1).astype(float)
    return Found(chance, direct, weight, tabled.text, tabled.taken)
