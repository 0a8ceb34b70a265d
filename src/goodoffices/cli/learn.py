"""`goodoffices learn`: what it would be worth to know something before a plan is chosen."""

from __future__ import annotations

from typing import TYPE_CHECKING

from goodoffices.cli.asking import open_case
from goodoffices.cli.charting import ChartFile, give, refuse_chart
from goodoffices.cli.options import DEFAULT_DRAWS, DEFAULT_SEED, AsJson, CaseName, Draws, Perspectives, Seed, Workers
from goodoffices.cli.stored import From, source_of
from goodoffices.cli.studying import put

if TYPE_CHECKING:
    from goodoffices.play.study import Study
    from goodoffices.study.learn.answer import Information


def learn(
    case: CaseName,
    draws: Draws = DEFAULT_DRAWS,
    seed: Seed = DEFAULT_SEED,
    perspective: Perspectives = None,
    workers: Workers = None,
    from_: From = None,
    chart: ChartFile = None,
    json: AsJson = False,
) -> None:
    """Show how far the best plan's chance of success would rise if a number, or what a claim is about, were known first."""
    refuse_chart(chart)
    opened = open_case(case)
    source, note = source_of(opened, from_, perspective), None
    if source is None:
        found = put(_ask, opened, draws, seed, perspective, workers)
    else:
        from goodoffices.runs.answers import learn as stored

        found, note = source.read(stored, draws, "success of every plan")
    from goodoffices.study.learn.export import information_text
    from goodoffices.study.learn.terminal import show

    give(found, chart, json, information_text, show, note)


def _ask(study: Study, **options: object) -> Information:
    from goodoffices.study.learn.question import learn as ask

    return ask(study, **options)
