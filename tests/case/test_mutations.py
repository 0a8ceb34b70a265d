"""Whatever is done to a file, reading it gives a case or a `CaseError`, and never takes long."""

from __future__ import annotations

import re
import time
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from goodoffices.case.document import compose
from goodoffices.case.problem import CaseError
from goodoffices.case.reading import read

HERE = Path(__file__).parent
TOKENS = re.findall(r"\s+|\w+|[^\w\s]", (HERE / "base.yaml").read_text("utf-8"))
OTHERS = [
    *("{", "}", "[", "]", ":", ",", "-", "'", '"', "&a ", "*a ", "!t ", "|", ">", "#", "?", "%", "@", "\t", "\n"),
    *("null", "true", "1e999", ".nan", "-1", "9" * 400, "kind", "order", "value", "pert", "[1, 2]", "{}", "[]", "\x85"),
    *("ann", "bob", "carl", "height", "low", "all", "attrition", "direct", "robust", "claims", "loud", "\u2028", "é"),
]
EDIT = st.tuples(
    st.sampled_from(("delete", "double", "replace", "insert", "swap")),
    st.integers(0, len(TOKENS) - 1),
    st.one_of(st.sampled_from(OTHERS), st.sampled_from(TOKENS), st.text(max_size=4)),
)


def edited(edits: list[tuple[str, int, str]]) -> str:
    tokens = list(TOKENS)
    for kind, place, text in edits:
        place %= len(tokens)
        if kind == "delete":
            tokens[place] = ""
        elif kind == "double":
            tokens[place] *= 2
        elif kind == "replace":
            tokens[place] = text
        elif kind == "insert":
            tokens[place] += text
        else:
            other = (place * 7 + 3) % len(tokens)
            tokens[place], tokens[other] = tokens[other], tokens[place]
    return "".join(tokens)


@settings(max_examples=250, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(EDIT, min_size=1, max_size=6))
def test_no_mutation_raises_anything_but_a_case_error(tmp_path: Path, edits: list[tuple[str, int, str]]) -> None:
    path = tmp_path / "case.yaml"
    path.write_bytes(edited(edits).encode("utf-8", "surrogatepass"))
    start = time.process_time()
    try:
        read(path)
    except CaseError as error:
        assert error.problems
        for problem in error.problems:
            assert problem.severity == "error"
            assert problem.message
            assert "constrained-str" not in str(problem)
            assert "Input should" not in str(problem)
    assert time.process_time() - start < 2.0


@settings(max_examples=300, deadline=None)
@given(st.text(alphabet="{}[]:,-'\"&*!|>#?%@ \n\tab1", max_size=60))
def test_any_scrap_of_yaml_is_composed_or_refused(text: str) -> None:
    document = compose(text, "scrap")
    assert (document.raw is None) <= bool(document.problems)


@pytest.mark.slow
@settings(max_examples=5_000, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(EDIT, min_size=1, max_size=3))
def test_no_mutation_raises_anything_but_a_case_error_at_length(
    tmp_path: Path, edits: list[tuple[str, int, str]]
) -> None:
    path = tmp_path / "case.yaml"
    path.write_bytes(edited(edits).encode("utf-8", "surrogatepass"))
    try:
        read(path)
    except CaseError as error:
        assert error.problems
