"""`goodoffices war`: what is fighting on worth to each signer, and is the conflict ripe?"""

from __future__ import annotations

from goodoffices.cli.asking import open_case
from goodoffices.cli.charting import as_text
from goodoffices.cli.console import hand_over
from goodoffices.cli.options import DEFAULT_DRAWS, DEFAULT_SEED, AsJson, CaseName, Draws, Perspectives, Seed, Workers
from goodoffices.cli.stored import From, fixed_by, note_of, source_of
from goodoffices.cli.studying import put


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
    from goodoffices.study.war.question import war as question

    answer = put(question, opened, draws, seed, perspective, workers, source, **fixed_by(source))
    from goodoffices.study.war.terminal import show

    hand_over(answer, json, as_text, show, note_of(source, answer, fixed=True))
