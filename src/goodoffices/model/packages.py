"""The packages a case allows: one option per issue, without the combinations its rules forbid.

Issues that a rule, a linkage or a red line ties together form a *block*; everything else about a package is a sum over
blocks, which is what lets engines count and search spaces of 10^30 packages without listing them.  Inside a block the
allowed combinations of options are listed as *combos*, in lexicographic order of the options of its issues.

Three ways to write a package, all int arrays with any leading shape:

    options[..., J]   option index of each issue
    choices[..., B]   combo index in each block (blocks in order of their first issue)
    codes[..., W]     mixed radix over blocks, first block most significant; W = 1 while there are fewer than 2^63
                      packages, else as many 63-bit words as it takes.  Codes order packages as their choices do.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from goodoffices.case.problem import InfeasibleError
from goodoffices.model.arrays import Int32s, Ints

Condition = Mapping[int, int]

MAX_COMBOS = 1 << 22
"""Largest number of combos of one block that may have to be listed, on the way included."""
WORD = 1 << 63
"""Number of codes that one word of a package's code can tell apart."""


@dataclass(frozen=True)
class Incidence:
    """For each combo the things it has, as compressed rows: those of combo t are index[start[t]:start[t + 1]]."""

    start: Ints
    index: Int32s


@dataclass(frozen=True, eq=False)
class PackageSpace:
    """All allowed packages; build it with `package_space`.  T counts combos over all blocks."""

    sizes: tuple[int, ...]
    """Number of options of each issue."""
    blocks: tuple[tuple[int, ...], ...]
    """Issues of each block, ascending."""
    combos: tuple[Int32s, ...]
    """Allowed combinations of options of each block, shape (C_b, J_b), lexicographic."""
    block_start: Ints
    """Combos of block b are numbers block_start[b] to block_start[b + 1] of the T; shape (B + 1,)."""
    columns: Incidence
    """Columns of the flattened options (offset of the issue + option) of each combo."""
    linkages: Incidence
    """Linkages that each combo meets."""
    red_lines: Incidence
    """Red lines that each combo meets."""
    count: int
    """Exact number of allowed packages."""
    stride: Ints
    """Weight of each block's choice in its word of the code, shape (B,)."""
    word: Ints
    """Word of the code that each block belongs to, shape (B,)."""

    @property
    def issues(self) -> int:
        """J, the number of issues."""
        return len(self.sizes)

    @property
    def options(self) -> int:
        """O, the number of options over all issues."""
        return sum(self.sizes)

    @property
    def words(self) -> int:
        """W, the number of 63-bit words of a package's code."""
        return int(self.word[-1]) + 1

    def option_offsets(self) -> Ints:
        """First column of each issue in the flattened options, shape (J + 1,)."""
        return _running(self.sizes)

    def options_of(self, choices: npt.ArrayLike) -> Int32s:
        """Option index of each issue, int32[..., J], of packages given as choices[..., B]."""
        chosen = np.asarray(choices)
        options = np.empty((*chosen.shape[:-1], self.issues), np.int32)
        for b, issues in enumerate(self.blocks):
            options[..., list(issues)] = self.combos[b][chosen[..., b]]
        return options

    def choices_of(self, options: npt.ArrayLike) -> Int32s:
        """Combo index in each block, int32[..., B], of packages given as options[..., J]; O(B log C) each.

        Raises InfeasibleError where a package breaks a rule or names an option that its issue lacks.
        """
        chosen = np.asarray(options, dtype=np.int64)
        choices = np.empty((*chosen.shape[:-1], len(self.blocks)), np.int32)
        for b, issues in enumerate(self.blocks):
            known = _raw_codes(self.combos[b], [self.sizes[j] for j in issues])
            wanted = _raw_codes(chosen[..., list(issues)], [self.sizes[j] for j in issues])
            at = np.minimum(np.searchsorted(known, wanted), known.size - 1)
            if not np.array_equal(self.combos[b][at], chosen[..., list(issues)]):
                raise InfeasibleError(f"a package has options that cannot stand together on issues {_named(issues)}")
            choices[..., b] = at
        return choices

    def codes_of(self, choices: npt.ArrayLike) -> Ints:
        """Stable integer code, int64[..., W], of packages given as choices[..., B]."""
        chosen = np.asarray(choices, dtype=np.int64)
        codes = np.zeros((*chosen.shape[:-1], self.words), np.int64)
        for b in range(len(self.blocks)):
            codes[..., self.word[b]] += chosen[..., b] * self.stride[b]
        return codes

    def choices_from(self, codes: npt.ArrayLike) -> Int32s:
        """Combo index in each block, int32[..., B], of packages given as codes[..., W]."""
        rest = np.array(codes, dtype=np.int64)
        choices = np.empty((*rest.shape[:-1], len(self.blocks)), np.int32)
        for b in range(len(self.blocks)):
            choice = rest[..., self.word[b]] // self.stride[b]
            rest[..., self.word[b]] -= choice * self.stride[b]
            choices[..., b] = choice
        return choices

    def rows_of(self, choices: npt.ArrayLike) -> Ints:
        """Numbers of the chosen combos among the T of all blocks, int64[..., B]."""
        rows: Ints = np.asarray(choices, dtype=np.int64) + self.block_start[:-1]
        return rows


def package_space(
    sizes: Sequence[int],
    forbidden: Sequence[Condition],
    linkages: Sequence[Condition],
    red_lines: Sequence[Condition],
) -> PackageSpace:
    """Lay out the packages over issues with `sizes` options; a condition maps issue index to option index.

    A combo that meets a condition of `forbidden` is left out.  Linkages and red lines leave combos in and mark them.
    Red lines of one issue tie nothing together.  An empty condition is met by every package.  O(sum of C_b J_b).

    Raises:
        InfeasibleError: the rules leave no package, or listing a block takes more than `MAX_COMBOS` combos.
        ValueError: an issue without options, or a condition on an issue or option that does not exist.
    """
    if not sizes or min(sizes) < 1:
        raise ValueError("there must be at least one issue, and every issue needs at least one option")
    for condition in (*forbidden, *linkages, *red_lines):
        _check(condition, sizes)
    blocks = _components(len(sizes), (*forbidden, *linkages, *red_lines))
    combos = [_combos(block, sizes, forbidden) for block in blocks]
    counts = [len(c) for c in combos]
    stride, word = _radix(counts)
    offsets = _running(sizes)
    return PackageSpace(
        sizes=tuple(int(s) for s in sizes),
        blocks=tuple(blocks),
        combos=tuple(combos),
        block_start=_running(counts),
        columns=_columns(blocks, combos, offsets),
        linkages=_met(blocks, combos, linkages),
        red_lines=_met(blocks, combos, red_lines),
        count=math.prod(counts),
        stride=stride,
        word=word,
    )


def _named(issues: Iterable[int]) -> str:
    return ", ".join(str(j) for j in issues)


def _too_many(block: tuple[int, ...]) -> InfeasibleError:
    return InfeasibleError(
        f"issues {_named(block)} are tied together by rules, linkages or red lines, and more than {MAX_COMBOS} "
        "combinations of their options would have to be listed; drop one of these ties"
    )


def _running(sizes: Sequence[int]) -> Ints:
    return np.concatenate(([0], np.cumsum(np.asarray(sizes, dtype=np.int64))))


def _check(condition: Condition, sizes: Sequence[int]) -> None:
    for issue, option in condition.items():
        if not (0 <= issue < len(sizes) and 0 <= option < sizes[issue]):
            raise ValueError(f"condition {dict(condition)} names issue {issue}, option {option}, which do not exist")


def _components(issues: int, conditions: Iterable[Condition]) -> list[tuple[int, ...]]:
    """Connected components of issues, each ascending, in order of their first issue (union-find)."""
    parent = list(range(issues))

    def root(j: int) -> int:
        while parent[j] != j:
            parent[j] = parent[parent[j]]
            j = parent[j]
        return j

    for condition in conditions:
        tied = [root(j) for j in condition]
        for r in tied:
            parent[root(r)] = root(min(tied))
    members: dict[int, list[int]] = {}
    for j in range(issues):
        members.setdefault(root(j), []).append(j)
    return sorted(tuple(m) for m in members.values())


def _combos(block: tuple[int, ...], sizes: Sequence[int], forbidden: Sequence[Condition]) -> Int32s:
    """Allowed combinations of the options of a block, issue by issue, dropping each rule as soon as it is decided."""
    if math.prod(sizes[j] for j in block) >= WORD:
        raise _too_many(block)
    rules = [rule for rule in forbidden if set(rule) <= set(block)]
    combos = np.zeros((1, 0), np.int32)
    for at, issue in enumerate(block):
        size, known = sizes[issue], block[: at + 1]
        if len(combos) * size > MAX_COMBOS:
            raise _too_many(block)
        combos = np.column_stack(
            (np.repeat(combos, size, axis=0), np.tile(np.arange(size, dtype=np.int32), len(combos)))
        )
        broken = np.zeros(len(combos), bool)
        for rule in rules:
            if max(rule, default=block[0]) == issue:
                broken |= _meets(known, combos, rule)
        combos = combos[~broken]
    if len(combos) == 0:
        raise InfeasibleError(f"the rules forbid every combination of options of issues {_named(block)}")
    return np.ascontiguousarray(combos)


def _meets(block: tuple[int, ...], combos: Int32s, condition: Condition) -> npt.NDArray[np.bool_]:
    met = np.ones(len(combos), bool)
    for issue, option in condition.items():
        met &= combos[:, block.index(issue)] == option
    return met


def _raw_codes(options: npt.NDArray[np.signedinteger], sizes: Sequence[int]) -> Ints:
    codes = np.zeros(options.shape[:-1], np.int64)
    for at, size in enumerate(sizes):
        codes = codes * size + np.clip(options[..., at], 0, size - 1)
    return codes


def _radix(counts: Sequence[int]) -> tuple[Ints, Ints]:
    """Stride and word of each block: words fill up from the first block on, the last block of a word has stride 1."""
    word, stride, filled, at = [], [], 1, 0
    for count in counts:
        if filled * count > WORD:
            filled, at = 1, at + 1
        filled *= count
        word.append(at)
    for b in range(len(counts)):
        stride.append(math.prod(c for c, w in zip(counts[b + 1 :], word[b + 1 :], strict=True) if w == word[b]))
    return np.array(stride, np.int64), np.array(word, np.int64)


def _columns(blocks: Sequence[tuple[int, ...]], combos: Sequence[Int32s], offsets: Ints) -> Incidence:
    lengths = np.repeat([len(b) for b in blocks], [len(c) for c in combos])
    index = [(c + offsets[list(block)]).astype(np.int32).ravel() for block, c in zip(blocks, combos, strict=True)]
    return Incidence(np.concatenate(([0], np.cumsum(lengths))).astype(np.int64), np.concatenate(index))


def _met(blocks: Sequence[tuple[int, ...]], combos: Sequence[Int32s], conditions: Sequence[Condition]) -> Incidence:
    """Which conditions each combo meets; a condition lies inside one block (an empty one is put to the first)."""
    lengths, index = [], []
    for b, (block, listed) in enumerate(zip(blocks, combos, strict=True)):
        mine = [k for k, c in enumerate(conditions) if (set(c) <= set(block) if c else b == 0)]
        met = np.zeros((len(listed), len(mine)), bool)
        for at, k in enumerate(mine):
            met[:, at] = _meets(block, listed, conditions[k])
        lengths.append(met.sum(axis=1))
        index.append(np.array(mine, np.int32)[np.nonzero(met)[1]])
    return Incidence(np.concatenate(([0], np.cumsum(np.concatenate(lengths)))).astype(np.int64), np.concatenate(index))
