"""From what was typed to a study: find the case, choose perspectives, run with a progress bar, explain failures."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any, TypeVar

from goodoffices.cli.asking import awaited, known_perspectives, rounded

if TYPE_CHECKING:
    from goodoffices.case.schema import Case
    from goodoffices.cli.stored import Source
    from goodoffices.kit.plain import Answered as About
    from goodoffices.play.study import Progress

Answer = TypeVar("Answer", bound="About")


def put(
    question: Callable[..., Answer],
    case: Case,
    draws: int | None,
    seed: int,
    perspectives: Sequence[str] | None,
    workers: int | None,
    source: Source | None = None,
    **more: Any,
) -> Answer:
    """Put a question of the study floor to a case, with a progress bar.

    `question` is called as `question(Study(case, draws=, seed=, perspectives=, workers=, progress=), **more)`; `fixed`, `thin`
    and `places` go to the study.  Unknown perspectives, cases without an answer and arguments that do not fit the case
    (ValueError) end with exit code 2.  With a `source`, it is put to the first draws of that run, under its perspectives.
    """
    if source is not None:
        draws, seed, perspectives = source.first(draws), source.seed, source.perspectives
    chosen = known_perspectives(case, perspectives)
    of_study: dict[str, Any] = {name: more.pop(name) for name in ("fixed", "thin", "places") if name in more}
    shared: dict[str, Any] = {"seed": seed, "perspectives": chosen, "workers": workers, **of_study}
    if draws is not None:
        shared["draws"] = rounded(draws)

    def ask(progress: Progress | None) -> Answer:
        from goodoffices.play.study import Study

        return question(Study(case, **shared, progress=progress), **more)

    answer = awaited(ask)
    if source is not None:
        source.compare(answer)
    return answer
