"""`--from DIR` of the study verbs: the draws of a run instead of new ones.

A verb reads its answer where what the run keeps suffices, and is evaluated on the run's first draws where it does not:

    source = source_of(case, directory, perspectives)      None where no run is named; refusals end with exit code 2
    answer, note = source.read(question, draws)            from what the run keeps
    answer = put(question, ..., source=source)             evaluated on its draws, under its perspectives
    give(answer, ..., note or note_of(source, answer))     with a line that says so, and the run id in JSON

`cli.questions` does so for the verbs of questions.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, TypeVar

import typer

from goodoffices.cli.asking import awaited, known_perspectives, rounded
from goodoffices.cli.console import fail, remark
from goodoffices.cli.note import Note
from goodoffices.cli.options import MOST_DRAWS, power_of_two

if TYPE_CHECKING:
    from collections.abc import Mapping

    from goodoffices.case.schema import Case
    from goodoffices.kit.plain import Answered
    from goodoffices.play.expectations import Fixed
    from goodoffices.runs.directory import RunDirectory
    from goodoffices.runs.summary import RunShares

Answer = TypeVar("Answer", bound="Answered")

ENOUGH = 2048
"""Draws that a verb takes at most where it decides by itself."""


@dataclass
class Named:
    """The directory behind --from, and what else was typed."""

    path: Path
    context: typer.Context | None = None

    def typed(self, option: str) -> bool:
        """Whether another option of the verb was typed, rather than left at what it is by itself."""
        given = None if self.context is None else self.context.get_parameter_source(option)
        return given is not None and given.name == "COMMANDLINE"


def _directory(text: str) -> Named:
    return Named(Path(text))


def _in_context(context: typer.Context, named: Named | None) -> Named | None:
    if named is not None:
        named.context = context
    return named


From = Annotated[
    Named | None,
    typer.Option(
        "--from",
        metavar="DIR",
        parser=_directory,
        callback=_in_context,
        help="The draws of a run, and what it keeps of them, instead of new ones.",
    ),
]


RunDirectoryOption = Annotated[
    Named | None,
    typer.Option(
        "--run",
        metavar="DIR",
        parser=_directory,
        callback=_in_context,
        help="Of the morning after: the draws of a run, as --from of other verbs.",
    ),
]


def source_of(case: Case, directory: Named | None, perspectives: Sequence[str] | None) -> Source | None:
    """The run named, which must be one of the case; None where none is named.

    A directory without a run, a run of another case, a perspective that it does not hold, and --seed beside --from end with exit
    code 2.
    """
    asked = known_perspectives(case, perspectives)
    if directory is None:
        return None
    if directory.typed("seed"):
        fail("--seed cannot stand beside --from: the draws of a run are those of its own seed; leave one of them out")
    from goodoffices import __version__
    from goodoffices.model.numbers import digest_of
    from goodoffices.runs.directory import open_run
    from goodoffices.runs.errors import RunError
    from goodoffices.runs.reading import held_perspectives

    try:
        run = open_run(directory.path)
        if run.manifest.case != digest_of(case):
            fail(f"{directory.path} is a run of another case, or of an earlier state of {case.name}")
        held = held_perspectives(run, asked)
    except RunError as error:
        fail(str(error))
    if run.manifest.version != __version__:
        remark(f"run {run.manifest.run} was made with goodoffices {run.manifest.version}; this is {__version__}")
    return Source(run, case, held, directory)


@dataclass
class Source:
    """A run that a verb answers from."""

    run: RunDirectory
    case: Case
    perspectives: list[str]
    """Those asked for; all of the run where none were."""
    named: Named
    apart: float | None = None
    """How far the success of the case's plans, evaluated on the run's draws, came out from what the run has there."""

    @property
    def seed(self) -> int:
        """Of the run's draws."""
        return self.run.manifest.seed

    def only(self, *perspectives: str) -> Source:
        """The same for perspectives that a verb asks for in its own way; exit code 2 for one that the run does not hold."""
        from goodoffices.runs.errors import RunError
        from goodoffices.runs.reading import held_perspectives

        try:
            return Source(self.run, self.case, held_perspectives(self.run, perspectives), self.named)
        except RunError as error:
            fail(str(error))

    def first(self, draws: int | None) -> int | None:
        """How many of the run's first draws a verb is evaluated on that would draw so many by itself.

        A power of two, and no more than are finished.  None, by which a verb decides by itself, stays None where the run has
        draws enough for whatever it decides.
        """
        from goodoffices.runs.errors import RunError
        from goodoffices.runs.reading import leading

        try:
            there = min(leading(self.run, self.perspectives), MOST_DRAWS)
        except RunError as error:
            fail(str(error))
        most = 1 << (there.bit_length() - 1)
        if draws is None:
            return None if most >= ENOUGH else most
        wanted = power_of_two(draws)
        if wanted > most and self.named.typed("draws"):
            remark(
                f"{wanted:,} draws are more than the {there:,} of the run that can be used: the first {most:,} are taken"
            )
        return min(wanted, most)

    def some(self, draws: int | None) -> int | None:
        """How many of the run's first draws are read: so many as were typed, all where none were."""
        if draws is None or not self.named.typed("draws"):
            return None
        return rounded(draws)

    def shares(self, draws: int | None = None) -> RunShares:
        """What the run says of its plans on its first `draws` draws, default all that are finished."""
        from goodoffices.cli.progress import run_progress
        from goodoffices.runs.errors import RunError
        from goodoffices.runs.summary import shares

        try:
            with run_progress(1, "files") as progress:
                return shares(self.run, self.perspectives, progress, draws)
        except RunError as error:
            fail(str(error))

    def fixed(self) -> Mapping[str, Fixed]:
        """What the parties expect of the plans of the case, as the run's pilots have it."""
        from goodoffices.runs.errors import RunError

        try:
            pilots = self.run.pilots()
        except RunError as error:
            fail(str(error))
        return {name: pilots[name].fixed for name in self.perspectives}

    def read(self, question: Callable[..., Answer], draws: int | None, what: str, **more: Any) -> tuple[Answer, Note]:
        """Answer `question(read, progress=, **more)` from what the run keeps; `what` says in words what that is."""
        from goodoffices.runs.answers import read
        from goodoffices.runs.errors import RunError

        try:
            found = read(self.run, self.perspectives, self.some(draws))
        except RunError as error:
            fail(str(error))
        answer = awaited(lambda progress: question(found, progress=progress, **more))
        lots = len(found.stretches)
        where = _of(found.draws, found.there) + (f" in {lots} stretches" if lots > 1 else "")
        text = f"{what} read, {where}; the numbers drawn there are drawn again from its seed."
        return answer, self._note(text, [(stretch.first, stretch.count) for stretch in found.stretches])

    def read_shares(self, draws: int | None, what: str) -> tuple[RunShares, Note]:
        """Shares of the plans over the draws that are read, and the line about them."""
        from goodoffices.cli.runs import refused
        from goodoffices.runs.reading import finished

        found = self.shares(self.some(draws))
        with refused():
            where = _of(found.draws, sum(stretch.count for stretch in finished(self.run, self.perspectives)))
        return found, self._note(f"{what} read, {where}; what parties expect was fixed by its pilot.")

    def note_on(self, draws: int, text: str) -> Note:
        """For answers that tell in their own way what they rest on."""
        return self._note(f"its first {draws:,} draws; {text}")

    def compare(self, answer: Answered) -> None:
        """Find how far the answer lies from what the run holds of the same plans, for the note beside it."""
        from goodoffices.runs.gaps import gap, has_gap

        if has_gap(type(answer)):
            self.apart = gap(answer, self.shares(answer.draws))

    def note(self, answer: Answered, forms: bool = True, fixed: bool = False) -> Note:
        """What was read for an answer, and what was evaluated; `forms`: whether it rests on what parties expect, formed on the
        draws at hand; `fixed`: whether it rests on what the run's pilot expects.
        """
        text = f"its first {answer.draws:,} draws; all is evaluated on them"
        text += ", with what its pilot expects of the case's plans." if fixed else "."
        pilot = self.run.manifest.pilot
        if forms and answer.draws != pilot and not fixed:
            text += f" What parties expect is formed on them, in the run on its first {pilot:,}"
            if self.apart is not None:
                text += f"; by that success comes out up to {100 * self.apart:.1f} points otherwise"
            text += "."
        return self._note(text)

    def _note(self, text: str, stretches: list[tuple[int, int]] | None = None) -> Note:
        parts = self.run.manifest.parts
        from goodoffices.cli.runs import refused

        with refused():
            complete = all(len(self.run.finished(name)) == parts for name in self.perspectives)
        return Note(self.run.manifest.run, complete, text, stretches)


def _of(draws: int, there: int) -> str:
    return f"all {draws:,} draws" if draws == there else f"{draws:,} of {there:,} draws"


def note_of(source: Source | None, answer: Answered, forms: bool = True, fixed: bool = False) -> Note | None:
    """As `Source.note`, where there is a source."""
    return None if source is None else source.note(answer, forms, fixed)


def fixed_by(source: Source | None) -> dict[str, Any]:
    """Arguments of a study on the draws of a run, where there is one: what parties expect is what its pilots have it to be."""
    return {} if source is None else {"fixed": source.fixed()}
