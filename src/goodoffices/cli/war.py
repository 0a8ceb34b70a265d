"""`goodoffices war`: what is fighting on worth to each signer, and is the conflict ripe?"""

from __future__ import annotations

from typing import TYPE_CHECKING

from goodoffices.cli.asking import open_case
from goodoffices.cli.console import hand_over
from goodoffices.cli.options import DEFAULT_DRAWS, DEFAULT_SEED, AsJson, CaseName, Draws, Perspectives, Seed, Workers
from goodoffices.cli.stored import From, note_of, source_of
from goodoffices.cli.studying import run_study

if TYPE_CHECKING:
    from goodoffices.study.results import Study


def war(
    case: CaseName,
    draws: Draws = DEFAULT_DRAWS,
    seed: Seed = DEFAULT_SEED,
    perspective: Perspectives = None,
    workers: Workers = None,
    from_: From = None,
    json: AsJson = False,
) -> None:
    """Show what going on without a deal is worth to each signer, month by month, and whether the conflict is ripe."""
    opened = open_case(case)
    source = source_of(opened, from_, perspective)
    study = run_study(opened, draws, seed, perspective, workers, source)
    from goodoffices.study.war.terminal import show

    hand_over(study, json, _as_json, show, note_of(source, study))


def _as_json(study: Study) -> str:
    from goodoffices.kit.plain import json_text
    from goodoffices.study.export import war_json

    return json_text(war_json(study))
