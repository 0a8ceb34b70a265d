"""`goodoffices learn`: what it would be worth to know something before a plan is chosen."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from goodoffices.cli.options import DEFAULT_DRAWS
from goodoffices.cli.questions import question


@question("learn", DEFAULT_DRAWS, stored="success of every plan")
def learn() -> Mapping[str, Any]:
    """Show how far the best plan's chance of success would rise if a number, or what a claim is about, were known first."""
    return {}
