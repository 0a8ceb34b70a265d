"""What stands in a text's way: every change of one issue, the issues and the red lines that cost it most draws.

All is counted in float64, as `robust.acceptance` does.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from goodoffices.engines.frontier.utilities import Wishes, pieces
from goodoffices.engines.robust.packages import lowest, takers
from goodoffices.model.arrays import Int32s, Ints
from goodoffices.model.packages import PackageSpace


@dataclass(frozen=True)
class Amendment:
    """One issue settled otherwise."""

    issue: int
    option: int
    """The option put in place of the text's own."""
    joint: int
    """Draws in which all signers accept the text so amended."""
    own: tuple[int, ...]
    """Draws in which each signer does."""


@dataclass(frozen=True, eq=False)
class Amendments:
    """A text and all its neighbours."""

    options: Int32s
    """The text's option on each issue, int32[J]."""
    joint: int
    """Draws in which all signers accept the text."""
    own: tuple[int, ...]
    changes: tuple[Amendment, ...]
    """Every change of one issue that the rules allow: most draws first, then by issue and option."""
    blocked: Ints
    """Draws in which the text is refused, but would not be with another option on this issue alone, int64[J]."""
    draws: int


@dataclass(frozen=True)
class RedLineCost:
    """A red line that a text crosses."""

    line: int
    crossed: int
    """Draws in which the line is red."""
    lifted: int
    """Draws in which the text is refused, but would not be without this line."""


def amendments(space: PackageSpace, wishes: Wishes, thresholds: npt.ArrayLike, text: npt.ArrayLike) -> Amendments:
    """Weigh all single-issue changes of a text, choices[B].  O(D n B sum of options); draws are streamed.

    Raises ValueError for thresholds of another shape or NaN.
    """
    chosen = np.asarray(text, np.int32)
    bar, own_options = lowest(thresholds, wishes), space.options_of(chosen)
    texts, issue, option = _neighbours(space, chosen)
    joint, own = np.zeros(len(texts), np.int64), np.zeros((len(texts), wishes.signers), np.int64)
    blocked = np.zeros(space.issues, np.int64)
    for here in pieces(0, wishes.draws, wishes.signers * (len(texts) + len(space.blocks))):
        taken = takers(space, wishes, bar, texts, here)
        all_take = np.asarray(taken.all(axis=1))
        joint += all_take.sum(axis=1)
        own += taken.sum(axis=2)
        for j in range(space.issues):
            blocked[j] += (all_take[issue == j].any(axis=0) & ~all_take[0]).sum()
    changes = [
        Amendment(int(issue[x]), int(option[x]), int(joint[x]), tuple(int(count) for count in own[x]))
        for x in range(1, len(texts))
    ]
    changes.sort(key=lambda change: (-change.joint, change.issue, change.option))
    return Amendments(
        own_options, int(joint[0]), tuple(int(count) for count in own[0]), tuple(changes), blocked, wishes.draws
    )


def _neighbours(space: PackageSpace, text: Int32s) -> tuple[Int32s, Ints, Ints]:
    """The text itself and all that differ from it on one issue, with that issue and option; -1 for the text."""
    texts, issues, options = [text], [-1], [-1]
    for b, members in enumerate(space.blocks):
        apart = space.combos[b] != space.combos[b][text[b]]
        for combo in np.flatnonzero(apart.sum(axis=1) == 1):
            at = int(np.flatnonzero(apart[combo])[0])
            amended = text.copy()
            amended[b] = combo
            texts.append(amended)
            issues.append(members[at])
            options.append(int(space.combos[b][combo, at]))
    return np.array(texts, np.int32), np.array(issues), np.array(options)


def red_line_costs(
    space: PackageSpace, wishes: Wishes, thresholds: npt.ArrayLike, text: npt.ArrayLike
) -> tuple[RedLineCost, ...]:
    """The red lines that a text, choices[B], meets: most draws to be won first, then by line.  O(R D n B)."""
    chosen = np.asarray(text, np.int32)
    bar, everywhere = lowest(thresholds, wishes), slice(0, wishes.draws)
    before = takers(space, wishes, bar, chosen[None], everywhere)[0].all(axis=0)
    costs = []
    for line in _met(space, chosen):
        lifted = wishes.red_active.copy()
        lifted[:, line] = False
        after = takers(space, replace(wishes, red_active=lifted), bar, chosen[None], everywhere)[0].all(axis=0)
        costs.append(RedLineCost(int(line), int(wishes.red_active[:, line].sum()), int((after & ~before).sum())))
    return tuple(sorted(costs, key=lambda cost: (-cost.lifted, cost.line)))


def _met(space: PackageSpace, text: Int32s) -> Ints:
    rows, lines = space.rows_of(text), space.red_lines
    met = [lines.index[lines.start[row] : lines.start[row + 1]] for row in rows]
    return np.unique(np.concatenate(met)).astype(np.int64)
