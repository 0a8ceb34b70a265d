"""`goodoffices war`: what is fighting on worth to each signer, and is the conflict ripe?"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from goodoffices.cli.options import DEFAULT_DRAWS
from goodoffices.cli.questions import question


@question("war", DEFAULT_DRAWS, expects="run", without=["places"])
def war() -> Mapping[str, Any]:
    """Show what going on without a deal is worth to each signer, month by month, and whether the conflict is ripe."""
    return {}
