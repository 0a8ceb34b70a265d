"""Numbered draws: every uniform number of a study, reproducible by batch from (digest, seed, batch).

Numbers come from a Sobol sequence with Matousek's linear matrix scramble and a digital shift (Sobol 1967; Joe & Kuo
2008; Matousek 1998), as in `scipy.stats.qmc`.  Batch b holds the points b * size ... (b + 1) * size - 1 of the one
sequence that (digest, seed, dimensions) fixes, so the rows do not depend on how many batches there are.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property, lru_cache

import numpy as np
import numpy.typing as npt
from scipy.special import ndtr, ndtri
from scipy.stats import qmc

from goodoffices.model.arrays import Floats
from goodoffices.model.kernels import kernel

Words = npt.NDArray[np.uint32]

BATCH = 1024
"""Draws in a batch: a power of two, so that every batch is a balanced net of its own."""
MOST_DIMENSIONS = int(qmc.Sobol.MAXDIM)
"""Dimensions for which direction numbers are tabulated (Joe & Kuo 2008): 21,201."""
BITS = 30
"""Binary digits of a Sobol coordinate; the sequence has 2**BITS points."""
CELL_MIDDLE = 2.0 ** -(BITS + 1)
"""Coordinates are multiples of 2**-BITS from 0; half a step more puts all inside (0, 1) and keeps them balanced."""
MODES = frozenset({"public", "private"})
SECTIONS_WITH_MODES = frozenset({"levers", "offers", "candour"})
"""Sections of a case in which one number may have a public and a private variant."""


def _words(text: str) -> list[int]:
    """Eight 32-bit words that stand for a text, the same on every machine and in every process (SHA-256)."""
    return [int(word) for word in np.frombuffer(hashlib.sha256(text.encode()).digest(), dtype="<u4")]


def _entropy(digest: str, seed: int) -> list[int]:
    if seed < 0:
        raise ValueError(f"the seed must be 0 or more, not {seed}")
    return [*_words(digest), seed]


def stream(digest: str, seed: int, name: str, *numbers: int) -> np.random.Generator:
    """Counter-based generator (Philox: Salmon et al. 2011) of its own for (digest, seed, name, numbers).

    Args:
        digest: Digest of the case's content.
        seed: Seed of the study, 0 or more.
        name: What the numbers are for, such as the path of a ranking.
        numbers: Block of draws, part of a block ...; streams with different numbers are independent.
    """
    sequence = np.random.SeedSequence(_entropy(digest, seed), spawn_key=(*_words(name), *numbers))
    return np.random.Generator(np.random.Philox(sequence))


def uniforms(digest: str, seed: int, dimensions: int, batch: int, size: int = BATCH) -> Floats:
    """Rows batch * size ... (batch + 1) * size - 1 of the scrambled Sobol sequence of a case.

    Args:
        digest: Digest of the case's content (any text).
        seed: Seed of the study, 0 or more.
        dimensions: Columns; see `Design.dimensions`.
        batch: Number of the batch, from 0.
        size: Rows of a batch; a power of two keeps every batch balanced.

    Returns:
        Numbers strictly between 0 and 1, float64 of shape (size, dimensions); cost as `columns`, and O(dimensions *
        BITS**2) for the scramble of a new sequence.

    Raises:
        ValueError: more than 21,201 dimensions, draws beyond 2**30, or a negative seed or batch.
    """
    if size < 1:
        raise ValueError(f"batch {batch} of {size} draws lies outside the {2**BITS:,} numbered draws")
    return columns(digest, seed, dimensions, batch * size, size).T


def columns(digest: str, seed: int, dimensions: int, first: int, count: int) -> Floats:
    """Draws first ... first + count - 1 of the same sequence, one contiguous row per dimension: (dimensions, count).

    O(dimensions * (BITS + count)) however far away the first draw is: point k is the digital shift plus (XOR) the
    direction numbers of the binary digits of the Gray code of k (Antonov & Saleev 1979).  Errors as `uniforms`.
    """
    if dimensions > MOST_DIMENSIONS:
        raise ValueError(
            f"{dimensions:,} uncertain numbers are more than a Sobol sequence has dimensions ({MOST_DIMENSIONS:,}); "
            "fix some of them"
        )
    if first < 0 or first + count > 2**BITS:
        raise ValueError(f"draws {first:,} to {first + count - 1:,} lie outside the {2**BITS:,} numbered draws")
    points = np.empty((dimensions, count))
    if dimensions and count:
        directions, shift = _scrambled(digest, seed, dimensions)
        _walk(directions, shift, first, points)
    return points


@lru_cache(maxsize=4)
def _scrambled(digest: str, seed: int, dimensions: int) -> tuple[Words, Words]:
    """Scrambled direction numbers (dimensions, BITS) and digital shift (dimensions,)."""
    engine = qmc.Sobol(dimensions, bits=BITS, rng=np.random.default_rng(np.random.SeedSequence(_entropy(digest, seed))))
    inside = vars(engine)  # scipy shows neither
    return np.ascontiguousarray(inside["_sv"], dtype=np.uint32), np.array(inside["_quasi"], dtype=np.uint32)


@kernel
def _walk(directions, shift, first, points):  # type: ignore[no-untyped-def]
    step = 2.0**-BITS
    for j in range(points.shape[0]):
        place, gray, bit = shift[j], first ^ (first >> 1), 0
        while gray:
            if gray & 1:
                place ^= directions[j, bit]
            gray >>= 1
            bit += 1
        points[j, 0] = place * step + CELL_MIDDLE
        for k in range(1, points.shape[1]):
            number, bit = first + k, 0
            while not number & 1:
                number >>= 1
                bit += 1
            place ^= directions[j, bit]
            points[j, k] = place * step + CELL_MIDDLE


def correlated(u_own: Floats, u_group: Floats, loading: float) -> Floats:
    """Uniforms of one member of a one-factor Gaussian copula.

    z = l f + sqrt(1 - l^2) e, u = Phi(z), with f and e the normal scores of the group's and the member's own column:
    the correlation of the normal scores of two members is the product of their loadings.

    Args:
        u_own: The member's own column, inside (0, 1), any shape.
        u_group: The group's column, same shape.
        loading: Weight l of the common factor, -1 to 1.

    Returns:
        Uniforms inside (0, 1), same shape.  Raises ValueError for a loading beyond -1 or 1.
    """
    if not -1.0 <= loading <= 1.0:
        raise ValueError(f"a loading lies between -1 and 1, not {loading}")
    score = loading * ndtri(u_group) + np.sqrt(1.0 - loading * loading) * ndtri(u_own)
    inside = np.clip(ndtr(score), np.finfo(np.float64).tiny, 1.0 - np.finfo(np.float64).epsneg)
    return np.asarray(inside, dtype=np.float64)


def column_name(path: str) -> str:
    """Path without its mode: the public and the private variant of one number share a column.

    `levers.press.public.strength` and `levers.press.strength` are one column; outside the sections that know modes,
    and as the id of a thing, `public` is a name like any other.
    """
    section, *rest = path.split(".")
    if section not in SECTIONS_WITH_MODES:
        return path
    return ".".join([section, *rest[:1], *(part for part in rest[1:] if part not in MODES)])


def factor_name(group: str) -> str:
    """Column of the common factor of a correlation group."""
    return f"factor:{group}"


def red_line_name(path: str) -> str:
    """Column that decides whether an uncertain red line is red in a draw (uniform < probability)."""
    return f"red:{path}"


def member_names(path: str, ids: Iterable[str]) -> tuple[str, ...]:
    """Columns of a ranking: the path of each number that the ranking stands for."""
    return tuple(f"{path}.{member}" for member in ids)


@dataclass(frozen=True)
class Design:
    """Which Sobol dimension each uncertain number has.

    Give the names of all perspectives together: the columns are sorted by name, so every perspective then reads the
    same number from the same column (common random numbers), in whatever order the names come.
    """

    names: tuple[str, ...]

    @cached_property
    def _columns(self) -> dict[str, int]:
        return {name: index for index, name in enumerate(sorted({column_name(name) for name in self.names}))}

    @property
    def dimensions(self) -> int:
        """Number of columns."""
        return len(self._columns)

    def column(self, name: str) -> int:
        """Column of a name; KeyError if the design was not told of it."""
        return self._columns[column_name(name)]

    def columns(self, names: Iterable[str]) -> npt.NDArray[np.intp]:
        """Columns of several names, in the order asked for."""
        return np.array([self.column(name) for name in names], dtype=np.intp)
