"""What every question begins with is laid out once, and is what a question would lay out itself."""

from __future__ import annotations

from goodoffices.case.perspective import resolve
from goodoffices.case.reading import load
from goodoffices.play.premises import premises


def test_laid_out_once_for_each_case() -> None:
    case, twin = load("fence"), load("fence")
    first = premises(case)
    assert premises(case) is first
    assert first.case is case
    assert premises(twin) is not first  # equal but not the same: whoever changed a copy gets its own
    assert premises(twin).names == first.names


def test_a_perspective_alone_reads_no_number_that_is_not_drawn() -> None:
    case = load("ukraine-2022")
    known = premises(case)
    assert list(known.known) == list(case.perspectives)
    assert all(known.resolved[name] == resolve(case, name) for name in list(known.known)[:3])
    assert known.names == tuple(sorted(known.names))


def test_the_last_cases_asked_about_are_kept_and_no_more() -> None:
    case = load("fence")
    first = premises(case)
    others = [case.model_copy() for _ in range(4)]
    for other in others:
        assert premises(other).case is other
    assert premises(case) is not first
