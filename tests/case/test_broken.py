"""Every file in `broken/` is a small case with mistakes; its last lines say what must be reported, and where.

    # expect LINE SEVERITY: part of the message        (LINE 0: no line)

Nothing else may be reported, nothing may take two seconds, and nothing but `CaseError` may be raised.
"""

from __future__ import annotations

import re
import time
from pathlib import Path

import pytest

from goodoffices.case.problem import CaseError
from goodoffices.case.reading import check, read

HERE = Path(__file__).parent
FILES = sorted((HERE / "broken").glob("*.yaml"))
EXPECT = re.compile(r"^# expect (\d+) (error|warning): (.+)$", re.MULTILINE)
PATIENCE = 2.0


def test_there_are_many() -> None:
    assert len(FILES) >= 60


@pytest.mark.parametrize("file", [HERE / "base.yaml", HERE / "mini.yaml"], ids=lambda file: file.stem)
def test_the_cases_they_derive_from_are_sound(file: Path) -> None:
    checked = check(file)
    assert checked.case is not None
    assert (checked.errors, checked.warnings) == ((), ())


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_reports_what_is_wrong_and_nothing_else(file: Path) -> None:
    expected = [(int(line), severity, part) for line, severity, part in EXPECT.findall(file.read_text("utf-8"))]
    assert expected, "the file says nothing of what is expected"
    start = time.process_time()
    checked = check(file)
    assert time.process_time() - start < PATIENCE
    found = [*checked.errors, *checked.warnings]
    for line, severity, part in expected:
        match = [p for p in found if part in f"{p.path}: {p.message}; {p.suggestion}" and (p.line or 0) == line]
        assert match, f"not reported on line {line}: {part}\nreported:\n" + "\n".join(map(str, found))
        assert match[0].severity == severity
        found.remove(match[0])
    assert not found, "not expected:\n" + "\n".join(map(str, found))


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_reading_raises_every_error(file: Path) -> None:
    checked = check(file)
    if checked.errors:
        with pytest.raises(CaseError) as raised:
            read(file)
        assert raised.value.problems == checked.errors
        assert all(str(problem) in str(raised.value) for problem in checked.errors)
    else:
        assert read(file) == checked.case


def test_several_mistakes_of_all_kinds_are_reported_together() -> None:
    errors = check(HERE / "broken" / "several_kinds.yaml").errors
    assert len(errors) == 8
    assert [e.line for e in errors] == sorted(e.line or 0 for e in errors)
