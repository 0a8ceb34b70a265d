"""A verb made of its question: what is its own are its options; all else every question has alike.

    @question("timing", draws=1024)
    def timing(case: Case, plan: Plans = None, months: Months = None) -> Mapping[str, Any]:
        \"\"\"Show when to sign ...\"\"\"
        return {"plans": plan, "months": _months(months)}

The function gets the case and its own options and says with which arguments the question is put; it may end with `fail`.  The
verb then has CASE, --draws, --seed, --perspective, --workers, --from, --places, --chart and --json beside its own options.
"""

from __future__ import annotations

import functools
import inspect
from collections.abc import Callable, Mapping
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from goodoffices.cli.asking import open_case
from goodoffices.cli.charting import ChartFile, give, refuse_chart
from goodoffices.cli.options import (
    DEFAULT_SEED,
    FEWEST_DRAWS,
    MOST_DRAWS,
    AsJson,
    CaseName,
    Perspectives,
    Places,
    Seed,
    Workers,
)
from goodoffices.cli.stored import From, Named, note_of, source_of
from goodoffices.cli.studying import put
from goodoffices.study import QUESTIONS

if TYPE_CHECKING:
    pass

Own = Callable[..., Mapping[str, Any]]


def question(name: str, draws: int | None, *, stored: str | None = None, forms: bool = True) -> Callable[[Own], Own]:
    """Make a verb of a function that says with which arguments its question is put.

    Args:
        name: of the question, see `QUESTIONS`.
        draws: by itself; None: the question decides.
        stored: what a run keeps for it, in words, where `runs.answers` has a function of the verb's name that reads it.
        forms: whether the answer rests on what parties expect, formed on the draws at hand.
    """

    def made(own: Own) -> Own:
        @functools.wraps(own)
        def verb(case: str, **given: Any) -> None:
            shared = {option: given.pop(option) for option in _SHARED}
            chart: Path | None = shared["chart"]
            refuse_chart(chart)
            opened = open_case(case)
            named: Named | None = shared["from_"]
            source, note = source_of(opened, named, shared["perspective"]), None
            more = dict(own(opened, **given))
            if source is not None and stored is not None:
                read = getattr(import_module("goodoffices.runs.answers"), name)
                answer, note = source.read(read, shared["draws"], stored, **more)
            else:
                if shared["places"] is not None:
                    more["places"] = shared["places"]
                answer = put(
                    _asks(name), opened, shared["draws"], shared["seed"], shared["perspective"], shared["workers"], source,
                    **more,
                )  # fmt: skip
                note = note_of(source, answer, forms)
            give(answer, chart, shared["json"], note)

        return _with_signature(verb, own, draws)

    return made


def _asks(name: str) -> Callable[..., Any]:
    found: Callable[..., Any] = getattr(
        import_module(f"goodoffices.study.{name}.question"), QUESTIONS[name].asks
    )
    return found


_SHARED: dict[str, tuple[Any, Any]] = {
    "draws": (None, None),
    "seed": (Seed, DEFAULT_SEED),
    "perspective": (Perspectives, None),
    "workers": (Workers, None),
    "from_": (From, None),
    "places": (Places, None),
    "chart": (ChartFile, None),
    "json": (AsJson, False),
}
"""Option that all have: its type, and what it is by itself."""


def _draws(by_itself: int | None) -> Any:
    help_ = "How many draws; rounded up to a power of two."
    kind = int if by_itself is not None else int | None
    return Annotated[kind, typer.Option("--draws", metavar="N", min=FEWEST_DRAWS, max=MOST_DRAWS, help=help_)]


def _with_signature(verb: Own, own: Own, draws: int | None) -> Own:
    """The verb as typer reads it: CASE, its own options, those that all have."""
    mine = list(inspect.signature(own, eval_str=True).parameters.values())[1:]
    here = inspect.Parameter
    shared = [
        here(option, here.KEYWORD_ONLY, default=draws, annotation=_draws(draws))
        if option == "draws"
        else here(option, here.KEYWORD_ONLY, default=default, annotation=kind)
        for option, (kind, default) in _SHARED.items()
    ]
    parameters = [
        here("case", here.POSITIONAL_OR_KEYWORD, annotation=CaseName),
        *(one.replace(kind=here.KEYWORD_ONLY) for one in mine),
        *shared,
    ]
    verb.__signature__ = inspect.Signature(parameters)  # type: ignore[attr-defined]
    verb.__annotations__ = {one.name: one.annotation for one in parameters}
    del verb.__wrapped__  # type: ignore[attr-defined]
    return verb
