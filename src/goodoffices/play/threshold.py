"""Whether a side stands at the threshold of consent: so near that other draws may turn it, and the plan with it.

Consent turns on means over the draws, P E[s | deal] against P0 E[s | direct talks], which are the same in every draw.  Which
texts are tabled is decided on the draws, too, by how often the others would take each; on other draws another text may be
tabled throughout, and the means then move by more than the draws under one tabling scatter.  `error` asks consent again with
the texts as tabled on all draws, so that its stretches agree where another seed would not.  Here each stretch tables its own
texts; its means differ from those of all draws by chance and by their smaller number, and both count as error.  This only
warns: no margin and no chance is changed by it.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from goodoffices.engines.links import consent as margins
from goodoffices.engines.links import talks as talking
from goodoffices.engines.links.agreement import TOLERANCE
from goodoffices.engines.links.talks import EXACT_SIGNERS
from goodoffices.model.arrays import Floats
from goodoffices.play import consent, error
from goodoffices.play.evaluate import direct_talks
from goodoffices.play.expectations import Alone
from goodoffices.play.played import Played

ERRORS = 2.0
"""A margin within so many standard errors of what the side expects may as well be on the other side of 0."""
MANY = 0.25
"""Share of the draws in which a side is asked that must lie so near for it to be spoken of."""


def near(chances: Sequence[Floats], lines: Sequence[Played]) -> Floats:
    """(n,) share of the draws and paths in which each signer is asked that lie within `ERRORS` of consent's threshold.

    `chances` (D,) are those of the places of the front at which the `lines` are played.  0 for who is never asked, and where
    expectations were formed on other draws.  O(D X) a place, as tabling once more.
    """
    close, asked = [], []
    for chance, line in zip(chances, lines, strict=True):
        weight = np.where(consent.unasked(line), 0.0, chance[:, None])
        asked.append(weight.sum(axis=0))
        if line.row.expects is not None or not weight.any():
            close.append(np.zeros(weight.shape[1]))
            continue
        within = np.abs(line.consent) <= ERRORS * standard_error(line)
        close.append((weight * within).sum(axis=0))
    total: Floats = np.sum(asked, axis=0)
    share: Floats = np.sum(close, axis=0) / np.where(total > 0.0, total, 1.0)
    return share


def standard_error(line: Played) -> Floats:
    """(n,) standard error of what each signer's consent rests on, mistrust aside; points.

    The spread over stretches (random groups: Wolter 2007, ch. 2) and what all draws say less the mean of the stretches.
    """
    stretches, direct = tabled_anew(line), _direct_anew(line)
    sticks = line.pressed.sticks.mean(axis=0)
    own = np.stack([_expects(there, alone, sticks) for there, alone in zip(stretches, direct, strict=True)])
    spread = own.std(axis=0, ddof=1) / np.sqrt(len(own))
    found: Floats = np.hypot(spread, own.mean(axis=0) - _expects(line.expected, line.alone, sticks))
    return found


def _expects(there: Alone, alone: Alone, sticks: Floats) -> Floats:
    return margins.consent(there.found, there.surplus, alone.found, alone.surplus, sticks, np.zeros_like(sticks))


def _direct_anew(line: Played) -> Sequence[Alone]:
    ground, month = line.ground, line.hand.month
    return ground.once(("stretches anew", month), lambda: tabled_anew(direct_talks(ground, month)))


def tabled_anew(line: Played) -> list[Alone]:
    """What talks bring on every stretch where that decides what is tabled, too.

    As `error.by_stretch` for a plan that tables one text, and for so many signers that patterns of candour are sampled.
    """
    if line.text is not None or len(line.hand.shape.signers) > EXACT_SIGNERS:
        return error.by_stretch(line)
    site, reservation = line.ground.site, line.pressed.reservation
    texts, possible = site.texts(line.ground.draws), site.exists(reservation - TOLERANCE)
    there, circles = line.margin >= -TOLERANCE, bool(line.open.any())
    carries, drafts = (role in line.hand.roles for role in ("communicates", "formulates"))
    own, belief = line.hand.columns, line.ground.belief
    believed = belief.side_by_side(own["war"]) + belief.side_by_side(own["optimism"])
    found = []
    for rows in error.parts(line.ground.draws):
        part = talking.Texts(texts.utility[rows], texts.order, texts.own[rows], texts.tops[rows])
        tabled = talking.play(part, reservation[rows][None], possible[rows][None], circles=circles, shares=None).row(0)
        weight, chance = talking.weigh(line.open[rows], there[rows], tabled.taken, carries=carries, drafts=drafts)
        gained = talking.surplus(weight, tabled.worth, line.struck[rows], line.pressed.carrots[rows], believed[rows])
        found.append(Alone(float(chance.mean()), gained))
    return found
