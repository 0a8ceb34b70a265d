"""Consent of belligerents to a mediator (section 8 of the model).

    C_i = P E[s_i | deal] - (1 - P) sticks_i - P0 E[s_i | deal without mediator] - mistrust_i

P is the plan's found share, P0 that of direct talks without help, both within the perspective.
"""

from __future__ import annotations

from goodoffices.model.arrays import Floats


def consent(
    found: float, surplus: Floats, found_alone: float, surplus_alone: Floats, sticks: Floats, mistrust: Floats
) -> Floats:
    """Does each belligerent expect more from mediated talks than from direct ones (Greig & Regan 2008)?  (D, n) points.

    Args:
        found, found_alone: P and P0.
        surplus, surplus_alone: (n,) mean gain over fighting on in the deals found with and without the mediator.
        sticks, mistrust: (D, n) points.
    """
    margin: Floats = found * surplus - (1.0 - found) * sticks - found_alone * surplus_alone - mistrust
    return margin
