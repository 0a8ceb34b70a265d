"""From a file to a case: find it, read it, and say everything that is wrong with it, each with its line."""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from itertools import chain, islice
from pathlib import Path
from types import MappingProxyType
from typing import Any

from pydantic import ValidationError

from goodoffices.case.advice import advice
from goodoffices.case.checking import mistakes
from goodoffices.case.complaints import complaints
from goodoffices.case.document import compose
from goodoffices.case.names import misnamed
from goodoffices.case.ordinary import open_ordinary
from goodoffices.case.partial import partial_case, touches
from goodoffices.case.problem import CaseError, Problem, Severity, nearest
from goodoffices.case.remark import Remark
from goodoffices.case.schema import Case, line_at
from goodoffices.case.shipped import shipped_paths
from goodoffices.case.syntax import control_character
from goodoffices.case.views import view_mistakes

LARGEST = 2_000_000
"""Bytes; a large case is a twentieth of it."""
MOST = 300
"""Problems of one sort (schema, ids, meaning, warnings) that are told; the rest will show once these are mended."""


@dataclass(frozen=True)
class Checked:
    """A case file and everything there is to say about it."""

    path: Path
    case: Case | None
    """The case; None where there are errors."""
    errors: tuple[Problem, ...]
    warnings: tuple[Problem, ...]
    """Empty where there are errors: half of a case looks worse than it is."""
    lines: Mapping[str, int]
    """Line, from 1, of every entry of the file by its dotted path."""

    def line_of(self, path: str) -> int | None:
        """Line of the entry at a dotted path or, where it was not written, of the nearest one around it."""
        return _line(self.lines, path)


def find(name_or_path: str) -> Path:
    """The file of a case that ships, by its name, or the path itself.

    Raises:
        CaseError: neither a shipped case nor a file; names the nearest of both.
    """
    shipped = shipped_paths()
    if name_or_path in shipped:
        return shipped[name_or_path]
    path = Path(name_or_path)
    try:
        if path.exists():
            return path
        beside = [str(near) for near in _yaml_files(path.parent)]
    except (OSError, ValueError) as error:
        raise CaseError([Problem(name_or_path, None, "", _why_not(error))]) from error
    near = nearest(name_or_path, [*beside, *shipped])
    hint = f"did you mean {near!r}?" if near else f"cases that ship: {', '.join(shipped)}"
    raise CaseError([Problem(name_or_path, None, "", "there is no such file or shipped case", name_or_path, hint)])


def load(name_or_path: str | Path) -> Case:
    """The case of that name or in that file.

    Raises:
        CaseError: it cannot be found, or has errors; carries all of them.
    """
    return read(find(str(name_or_path)))


def read(path: Path | str) -> Case:
    """The case in a file.

    Raises:
        CaseError: it has errors; carries all of them.
    """
    checked = check(path)
    if checked.case is None:
        raise CaseError(checked.errors)
    return checked.case


def check(path: Path | str) -> Checked:
    """Everything that is wrong with a case file, found in one run.  Raises nothing for any content of the file."""
    file, path = str(path), Path(path)
    text = _text(path)
    if isinstance(text, Problem):
        return Checked(path, None, (text,), (), MappingProxyType({}))
    document = compose(text, file)
    lines = document.lines
    if document.raw is None:
        return Checked(path, None, _in_order(document.problems), (), MappingProxyType(lines))
    case, problems = _validated(document.raw, file)
    if case is not None:
        case.remember_lines(lines, file)
    errors = [*document.problems, *(_placed(problem, lines) for problem in problems)]
    if len(errors) >= MOST:
        errors.append(Problem(file, None, "", "there may be more problems than are shown: mend these first"))
    warnings = [] if errors or case is None else _problems(islice(advice(case), MOST), file, "warning")
    placed = _in_order(_placed(warning, lines) for warning in warnings)
    return Checked(path, None if errors else case, _in_order(errors), placed, MappingProxyType(lines))


def _validated(raw: dict[Any, Any], file: str) -> tuple[Case | None, list[Problem]]:
    """The case if it fits the schema, and all problems, without lines."""
    names = [problem for _, problem in islice(misnamed(raw, file), MOST)]
    try:
        case = Case.model_validate(raw)
    except ValidationError as error:
        found = [problem for _, problem in islice(complaints(error, raw, file), MOST)]
        said = {problem.path for problem in found}
        rest, removed = partial_case(raw)
        deeper = [] if rest is None else _problems(_remaining(rest, removed), file, "error")
        return None, [*found, *(p for p in [*names, *deeper] if p.path not in said)]
    remarks = islice(chain(mistakes(case), view_mistakes(case)), MOST)
    said = {problem.path for problem in names}
    return case, [*names, *(p for p in _problems(remarks, file, "error") if p.path not in said)]


LEANS_ON = (("rules", "issues"), ("war.values", "war.front"))
"""Sections whose mistakes may come of what was removed from another section."""


def _remaining(case: Case, removed: list[str]) -> list[Remark]:
    """Mistakes in what is left of a broken case, without those that may come of what was removed."""
    doubtful = tuple(section for section, base in LEANS_ON if touches(base, removed))
    return [
        remark
        for remark in islice(chain(mistakes(case), view_mistakes(case)), MOST)
        if not touches(remark.path, removed)
        and not touches(_overridden(remark.path), removed)
        and not remark.path.startswith(doubtful)
    ]


def _overridden(path: str) -> str:
    """What a perspective's number stands in for."""
    steps = path.split(".")
    return ".".join(steps[3:]) if steps[0] == "perspectives" and steps[2:3] == ["set"] and steps[3:] else path


def _problems(remarks: Iterable[Remark], file: str, severity: Severity) -> list[Problem]:
    return [Problem(file, None, r.path, r.message, r.found, r.suggestion, severity) for r in remarks]


def _placed(problem: Problem, lines: Mapping[str, int]) -> Problem:
    return replace(problem, line=_line(lines, problem.path))


def _line(lines: Mapping[str, int], path: str) -> int | None:
    line = line_at(lines, path)
    return line if line is not None else min(lines.values(), default=None)


def _in_order(problems: Iterable[Problem]) -> tuple[Problem, ...]:
    return tuple(sorted(dict.fromkeys(problems), key=lambda p: p.line or 0))


def _text(path: Path) -> str | Problem:
    """The text of a file, or why it cannot be a case; never reads more than `LARGEST` bytes."""
    file = str(path)
    try:
        with open_ordinary(path) as stream:
            size = os.fstat(stream.fileno()).st_size
            if size > LARGEST:
                message = f"the file has {size / 1e6:.1f} MB; a case has at most {LARGEST / 1e6:.0f} MB"
                return Problem(file, None, "", message)
            data = stream.read(LARGEST)
    except (OSError, ValueError) as error:
        return Problem(file, None, "", _why_not(error))
    return _decoded(data, file)


def _decoded(data: bytes, file: str) -> str | Problem:
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return Problem(file, 1, "", "this is UTF-16 text", None, "save it as UTF-8")
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        message = f"byte {data[error.start]:#04x} here is not UTF-8 text"
        return Problem(file, line, "", message, None, "save the file as UTF-8")
    control = control_character(text)
    if control is not None:
        line, code = control
        return Problem(file, line, "", f"the control character {code} stands here: a case is plain text", code)
    return text


def _yaml_files(folder: Path) -> list[Path]:
    return sorted(p for p in folder.iterdir() if p.suffix in (".yaml", ".yml"))[:200] if folder.is_dir() else []


def _why_not(error: Exception) -> str:
    if isinstance(error, FileNotFoundError):
        return "there is no such file"
    if isinstance(error, PermissionError):
        return "this file may not be read"
    if isinstance(error, OSError) and error.errno == 0:
        return str(error.strerror)  # a folder, or no ordinary file
    return f"cannot be read: {getattr(error, 'strerror', None) or error}"
