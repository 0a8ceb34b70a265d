"""A verb made of its question: what is its own are its options; all else every question has alike.

    @question("timing", draws=1024)
    def timing(plan: Plans = None, months: Months = None) -> Mapping[str, Any]:
        \"\"\"Show when to sign ...\"\"\"
        return {"plans": plan, "months": _months(months)}

The function gets its own options and says with which arguments the question is put; it may end with `fail`.  The verb then has
CASE, --draws, --seed, --perspective, --workers, --from, --places, --chart and --json beside them.  What answers in another
way is made with `verb`, and does so itself with what was `Typed`.
"""

from __future__ import annotations

import functools
import inspect
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Literal, TypeVar

import typer

from goodoffices.cli.asking import open_case
from goodoffices.cli.charting import ChartFile, give, refuse_files
from goodoffices.cli.console import fail
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
from goodoffices.cli.signatures import option, own_options, signed
from goodoffices.cli.stored import From, Named, fixed_by, note_of, source_of
from goodoffices.cli.studying import put
from goodoffices.study import QUESTIONS

if TYPE_CHECKING:
    from goodoffices.case.schema import Case
    from goodoffices.cli.note import Note
    from goodoffices.cli.stored import Source
    from goodoffices.kit.plain import Answered

Expects = Literal["formed", "run", "nothing"]
"""What parties expect: formed on the draws at hand, or what a run has it to be where one is named; or nothing rests on it."""
Verb = Callable[..., None]
Found = TypeVar("Found", bound="Answered")

SHARED: dict[str, tuple[Any, Any]] = {
    "seed": (Seed, DEFAULT_SEED),
    "perspective": (Perspectives, None),
    "workers": (Workers, None),
    "from_": (From, None),
    "places": (Places, None),
    "chart": (ChartFile, None),
    "json": (AsJson, False),
}
"""Option that all have: its type, and what it is by itself."""
DRAWS_HELP = "How many draws; rounded up to a power of two."


@dataclass(frozen=True)
class Typed:
    """What was typed of the options that all have."""

    case: Case
    source: Source | None
    """The run named by --from."""
    draws: int | None
    seed: int
    perspectives: list[str] | None
    workers: int | None
    places: int | None
    chart: Path | None
    json: bool

    def put(self, name: str, **more: Any) -> Any:
        """The answer to a question of `QUESTIONS`, see `ask`."""
        return self.ask(getattr(import_module(f"goodoffices.study.{name}.question"), QUESTIONS[name].asks), **more)

    def ask(self, question: Callable[..., Found], **more: Any) -> Found:
        """The answer to a question put to the case, or to the draws of the run; see `studying.put`."""
        if self.places is not None:
            more["places"] = self.places
        return put(question, self.case, self.draws, self.seed, self.perspectives, self.workers, self.source, **more)

    def refuse_places(self) -> None:
        """End with exit code 2 where places were named of a run that is read, in which they are fixed."""
        if self.places is not None:
            fail("--places cannot stand beside --from: what the run keeps is read, and its places are its own")

    def give(self, answer: Any, note: Note | None = None, **more: Any) -> None:
        """Hand an answer over as was wanted; see `charting.give`."""
        give(answer, self.chart, self.json, note, **more)


def question(
    name: str,
    draws: int | None,
    *,
    help_: str = DRAWS_HELP,
    expects: Expects = "formed",
    stored: str | None = None,
    shown: Collection[str] = (),
    pictures: Collection[str] = (),
    without: Collection[str] = (),
) -> Callable[[Callable[..., Mapping[str, Any]]], Verb]:
    """Make a verb of a function that says with which arguments its question is put.

    The function has the verb's own options as parameters; if the first is `typed`, it also gets the case and what was `Typed`.

    Args:
        name: of the question, see `QUESTIONS`.
        draws: by itself; None: the question decides.
        help_: what --draws says of itself.
        expects: what the answer rests on, for the note about a run.
        stored: what a run keeps for it, in words, where `runs.answers` has a function of the verb's name that reads it.
        shown: arguments that say how the answer is printed, which go to `show` of terminal.py instead.
        pictures: arguments that name files for further pictures of the answer, by the names of its methods.
        without: shared options that it has not.
    """

    def made(own: Callable[..., Mapping[str, Any]]) -> Verb:
        whole = "typed" in inspect.signature(own).parameters

        @functools.wraps(own)
        def answered(typed: Typed, **given: Any) -> None:
            more = dict(own(typed, **given) if whole else own(**given))
            about = {name: more.pop(name) for name in shown}
            further = {picture: more.pop(picture) for picture in pictures}
            note: Note | None
            if typed.source is not None and stored is not None:
                typed.refuse_places()
                read = getattr(import_module("goodoffices.runs.answers"), name)
                answer, note = typed.source.read(read, typed.draws, stored, **more)
            else:
                if expects == "run":
                    more |= fixed_by(typed.source)
                answer = typed.put(name, **more)
                note = note_of(typed.source, answer, forms=expects == "formed", fixed=expects == "run")
            typed.give(answer, note, pictures=further, **about)

        return verb(draws, help_=help_, files=("chart", *pictures), without=without)(answered)

    return made


def verb(
    draws: int | None, *, help_: str = DRAWS_HELP, files: Collection[str] = ("chart",), without: Collection[str] = ()
) -> Callable[[Callable[..., None]], Verb]:
    """Make a verb of a function that answers by itself: of what was `Typed`, and of its own options.

    Args:
        draws: by itself.
        help_: what --draws says of itself.
        files: options that name files for pictures, refused early.
        without: shared options that it has not.
    """

    def made(own: Callable[..., None]) -> Verb:
        @functools.wraps(own)
        def called(case: str, **given: Any) -> None:
            refuse_files(*(given.get(file) for file in files))
            shared = {name: given.pop(name, default) for name, (_, default) in SHARED.items()}
            views: list[str] | None = shared.pop("perspective")
            named: Named | None = shared.pop("from_")
            count = given.pop("draws")
            opened = open_case(case)
            own(Typed(opened, source_of(opened, named, views), count, perspectives=views, **shared), **given)

        return _with_options(called, own, draws, help_, without)

    return made


def _with_options(
    called: Verb, own: Callable[..., Any], draws: int | None, help_: str, without: Collection[str]
) -> Verb:
    """The verb as typer reads it: CASE, its own options, those that all have."""
    count = typer.Option("--draws", metavar="N", min=FEWEST_DRAWS, max=MOST_DRAWS, help=help_)
    shared = {"draws": (Annotated[int | None, count], draws), **SHARED}
    common = [option(name, *about) for name, about in shared.items() if name not in without]
    return signed(called, [option("case", CaseName), *own_options(own, "typed"), *common])
