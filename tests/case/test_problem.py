"""How a problem reads."""

from __future__ import annotations

import pickle

import pytest

from goodoffices.case.problem import CaseError, Problem, condensed, did_you_mean, nearest, shown


def test_reads_as_one_line() -> None:
    problem = Problem(
        "fence.yaml", 12, "preferences.ann.weights.tree", "'tree' is not an issue", "tree", "did you mean 'trees'?"
    )
    expected = "fence.yaml:12: preferences.ann.weights.tree: 'tree' is not an issue; did you mean 'trees'?"
    assert str(problem) == expected
    assert str(Problem("x", None, "", "empty")) == "x: empty"
    assert str(Problem("x", 1, "a", "odd", severity="warning")) == "x:1: warning: a: odd"


def test_long_texts_are_cut_with_a_count() -> None:
    options = [f"o{n}" for n in range(4000)]
    said = str(Problem("x", 1, "values", f"no value for {', '.join(options)}", None, "values cover every option"))
    assert len(said) < 600 and said.startswith("x:1: values: no value for o0, o1, ")
    listed, rest = said.split(" and ")
    assert listed.count(",") + 1 + int(rest.split()[0].replace(",", "")) == 4000
    assert said.endswith(" more; values cover every option")
    assert condensed("y" * 60_000) == f"{'y' * 400}… (59,600 characters more)"
    assert len(str(Problem("x", 1, "k" * 60_000, "odd"))) < 300
    assert condensed("short, and whole") == "short, and whole"


def test_an_error_carries_all_problems_between_processes() -> None:
    error = CaseError([Problem("x", 1, "a", "one"), Problem("x", 2, "b", "two")])
    again = pickle.loads(pickle.dumps(error))
    assert again.problems == error.problems
    assert str(again) == "x:1: a: one\nx:2: b: two"


@pytest.mark.parametrize(
    ("word", "expected"), [("Hight", "height"), ("COST", "cost"), ("zzz", None), ("", None), ("x" * 10**6, None)]
)
def test_nearest(word: str, expected: str | None) -> None:
    assert nearest(word, ("height", "cost")) == expected


def test_few_choices_are_listed_and_many_are_not() -> None:
    assert did_you_mean("zzz", ("a", "b")) == "known: a, b"
    assert did_you_mean("zzz", [f"a{i}" for i in range(50)]) is None
    assert did_you_mean("zzz", ()) is None


def test_what_is_shown_is_short() -> None:
    assert shown(None) == "nothing"
    assert shown(True) == "true"
    assert shown([1]) == "a list"
    assert len(shown("x" * 1000)) == 40
