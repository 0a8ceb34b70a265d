"""Divisible issues in a case file: two ends, and no condition that names one of them."""

from __future__ import annotations

from pathlib import Path

import pytest

from goodoffices.case.reading import check, load

STREAM = Path(__file__).parents[1] / "instances" / "stream.yaml"


def test_the_stream_is_sound() -> None:
    checked = check(STREAM)
    assert (checked.errors, checked.warnings) == ((), ())
    assert [issue.divisible for issue in load(str(STREAM)).issues.values()] == [True, False, True]


OPTIONS = "options: {bob: Bob's, ann: Ann's}"
WAR = "war:\n"
ANN = "  ann:\n    basis: judgement\n"


@pytest.mark.parametrize(
    ("old", "new", "path", "said"),
    [
        (OPTIONS, "options: {bob: B, ann: A, both: C}", "issues.water.options", "two options, its share 0"),
        (OPTIONS, "options: {bob: B}", "issues.water.options", "not 1"),
        (OPTIONS, f"indivisible: true\n    {OPTIONS}", "issues.water.indivisible", "divisible and indivisible"),
        (WAR, f"rules:\n- forbid: {{water: ann, trees: kept}}\n{WAR}", "rules.0.forbid", "a condition cannot name"),
        (
            WAR,
            f"holding:\n  shifts:\n    flood: {{party: ann, level: 3, when: {{water: bob}}}}\n{WAR}",
            "holding.shifts.flood.when",
            "water is divisible",
        ),
        (
            ANN,
            f"{ANN}    red_lines: {{dry: {{when: {{water: bob}}}}}}\n",
            "preferences.ann.red_lines.dry.when",
            "water is divisible",
        ),
        (
            ANN,
            f"{ANN}    linkages: {{x: {{when: {{water: bob, trees: kept}}, points: 3}}}}\n",
            "preferences.ann.linkages.x.when",
            "list options on that issue",
        ),
    ],
)
def test_mistakes(tmp_path: Path, old: str, new: str, path: str, said: str) -> None:
    text = STREAM.read_text(encoding="utf-8")
    assert text.count(old) == 1
    file = tmp_path / "broken.yaml"
    file.write_text(text.replace(old, new), encoding="utf-8")
    told = [problem for problem in check(file).errors if problem.path == path]
    assert told and said in str(told[0]) and told[0].line


def test_a_divisible_issue_is_not_by_default() -> None:
    assert not any(issue.divisible for issue in load("fence").issues.values())
