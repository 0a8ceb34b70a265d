"""Malformed files: one clear message with the file, and the line where the parser knows it."""

from __future__ import annotations

import shutil
import time
from pathlib import Path

import pytest

from goodoffices.case.problem import CaseError
from goodoffices.exchange.reading import load_scenario

SAMPLES = Path(__file__).parent / "samples"
BOMB = '<!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;&a;">]>'
OUTSIDE = '<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]>'
PATIENCE = 5.0

# file, what is replaced, by what, line (None: none), part of the message
EDITS: list[tuple[str, str, str, int | None, str]] = [
    ("genius/harbour_a.xml", "<utility_space>", BOMB + "<utility_space>&b;", 1, "<!DOCTYPE"),
    ("genius/harbour_a.xml", "<utility_space>", OUTSIDE + "<utility_space>&a;", 1, "<!DOCTYPE"),
    ("genius/harbour_a.xml", "</objective>", "", 20, "mismatched tag"),
    ("genius/harbour_a.xml", 'evaluation="2"', 'evaluation="nan"', 6, "a number is wanted here: 'nan'"),
    ("genius/harbour_a.xml", 'evaluation="2"', 'evaluation="1e999"', 6, "at most 1e+12"),
    ("genius/harbour_a.xml", 'evaluation="2"', "", 6, "'evaluation' is missing"),
    ("genius/harbour_a.xml", 'value="south"', 'value="sough"', 3, "did you mean 'sough'"),
    ("genius/harbour_a.xml", '<weight index="2" value="0.3"/>', "", 8, "'Ferries' has no weight"),
    ("genius/harbour_a.xml", 'name="Dock"', 'name="Dork"', 1, "did you mean 'Dork'"),
    ("genius/harbour_a.xml", 'parameter1="0.1"', 'parameter1="0.2"', 12, "would be cut"),
    ("genius/harbour_a.xml", 'ftype="linear" slope', 'ftype="cubic" slope', 9, "only linear and constant"),
    ("genius/harbour_domain.xml", 'value="south"', 'value="north"', 6, "lists an option twice: 'north'"),
    ("genius/harbour_domain.xml", 'index="2" name', 'index="1" name', 1, "two issues have the same index"),
    ("genius/harbour_domain.xml", 'upperbound="4"', 'upperbound="1"', 10, "is empty"),
    ("genius/harbour_domain.xml", 'upperbound="4"', 'upperbound="900000000000"', 10, "more than 100000 values"),
    ("genius/harbour_domain.xml", 'upperbound="4"', 'upperbound="4.5"', 10, "a whole number is wanted"),
    ("genius/harbour_domain.xml", "negotiation_template", "utility_space", None, "lists the issues"),
    ("hyper/left.xml", 'maxutility="200"', 'maxutility="0"', 4, "maxutility is above zero"),
    ("hyper/left.xml", 'aggregation="sum"', 'aggregation="max"', 4, "only the sum"),
    ("hyper/left.xml", '<INCLUDES index="2" min="1"', '<EXCLUDES index="2" min="1"', 6, "exclude"),
    ("hyper/left.xml", '<INCLUDES index="2" min="1"', '<INCLUDES index="5" min="1"', 6, "no issue of the domain"),
    ("negmas/trade.yml", "[grain, 'No', wood]", "[grain, grain]", 6, "'grain' stands here twice"),
    ("negmas/trade.yml", "grain", "&a grain", 6, "anchors and aliases"),
    ("negmas/trade.yml", "grain", "!!python/object/apply:os.system grain", 6, "the tag"),
    ("negmas/trade.yml", "[1, 3]", "[3, 1]", 9, "no options"),
    ("negmas/trade.yml", "[1, 3]", "[1, 3", 10, "is not closed"),
    ("negmas/a_buyer.yml", "grain: 1.0", "grain: .nan", 8, "a number is wanted here: '.nan'"),
    ("negmas/a_buyer.yml", "grain: 1.0", "grin: 1.0", 8, "did you mean 'grin'"),
    ("negmas/a_buyer.yml", "weights: [0.5, 0.25, 1, 2]", "", 1, "'weights' is missing"),
    ("negmas/a_buyer.yml", "[0.5, 0.25, 1, 2]", "[0.5]", 4, "4 issues, but 1 entries"),
    ("negmas/a_buyer.yml", "IdentityFun", "SinFun", 9, "are not read"),
    ("negmas/a_buyer.yml", "reserved_value: 0.5", "reserved_value: .inf", 3, "a number is wanted"),
    ("negmas/a_buyer.yml", "bias: 0.125", "name: again", 5, "'name' stands twice"),
    ("negolog/profileA.json", '"low": 1.0', '"low": NaN', None, "a finite number"),
    ("negolog/profileA.json", '"low": 1.0', '"high": 1.0', None, "'high' stands twice"),
    ("negolog/profileA.json", '"low": 1.0', '"low" 1.0', 3, "not readable as JSON"),
    ("negolog/profileB.json", '"low": 0.4', '"lowe": 0.4', None, "did you mean 'low'"),
    ("deliberation/scores_files/mill.txt", "30, 10, 0", "30, 10", None, "options per issue"),
    ("deliberation/scores_files/mill.txt", "0, 70", "0, x", 1, "a number is wanted here"),
    ("deliberation/config.txt", ",mill,", ",../../secret,", 2, "a party and its file"),
    ("deliberation/config.txt", "The mill", "Farmers", 2, "stands here twice"),
    ("plain/quay.json", '"party": "Bob"', '"party": "Rob"', None, "did you mean 'Bob'"),
    ("plain/quay.json", '"version": 1', '"version": 2', None, "version 2"),
    ("plain/quay.json", '"wall": "low", "gate"', '"land": "0", "gate"', None, "divisible"),
]


@pytest.mark.parametrize(("file", "old", "new", "line", "message"), EDITS)
def test_says_where_and_what(tmp_path: Path, file: str, old: str, new: str, line: int | None, message: str) -> None:
    folder = tmp_path / "sample"
    shutil.copytree(SAMPLES / file.split("/")[0], folder)
    path = folder.parent / "sample" / "/".join(file.split("/")[1:])
    text = path.read_text("utf-8")
    assert old in text
    path.write_text(text.replace(old, new), "utf-8")
    with pytest.raises(CaseError) as raised:
        load_scenario(folder)
    assert len(raised.value.problems) == 1
    problem = raised.value.problems[0]
    assert message in str(problem)
    assert problem.line == line


CONTENTS = {
    "empty": b"",
    "blank": b"  \n\n",
    "binary": bytes(range(256)) * 40,
    "utf-16": "name: x".encode("utf-16"),
    "large": b" " * 50_000_000,
    "deep list": b"[" * 100_000,
    "deep object": b'{"a":' * 100_000,
    "deep xml": b"<a>" * 100_000,
    "laughs": BOMB.encode() + b"<x>&b;</x>",
    "aliases": b"a: &a [x]\nb: &b [*a, *a]\n",
    "half a character": b'{"format": "\\ud800", "issues": "\\ud800"}',
    "word": b"hello",
    "number": b"7",
    "nothing": b"null",
}


@pytest.mark.parametrize("ending", [".xml", ".yml", ".json"])
@pytest.mark.parametrize("content", CONTENTS)
def test_hopeless_files_are_refused_at_once(tmp_path: Path, content: str, ending: str) -> None:
    for name in ("domain", "profileA"):
        path = tmp_path / f"{name}{ending}"
        path.write_bytes(CONTENTS[content])
        start = time.process_time()
        with pytest.raises(CaseError) as raised:
            load_scenario(path)
        assert time.process_time() - start < PATIENCE
        assert len(raised.value.problems) == 1
        assert raised.value.problems[0].file


def test_what_is_nothing_known(tmp_path: Path) -> None:
    (tmp_path / "notes.txt").write_text("hello")
    for path, message in ((tmp_path, "no format"), (tmp_path / "none", "no such file"), (Path("a\0b"), "no such file")):
        with pytest.raises(CaseError, match=message):
            load_scenario(path)


def test_a_case_is_told_apart(tmp_path: Path) -> None:
    path = tmp_path / "case.yaml"
    path.write_text("# a remark\ngoodoffices: 1\nname: fence\n")
    with pytest.raises(CaseError, match="a case of Good Offices"):
        load_scenario(path)


def test_two_domains_are_not_guessed_between(tmp_path: Path) -> None:
    shutil.copytree(SAMPLES / "negmas", tmp_path / "two")
    shutil.copy(tmp_path / "two" / "trade.yml", tmp_path / "two" / "trade2.yml")
    with pytest.raises(CaseError, match="there are 2 domains"):
        load_scenario(tmp_path / "two")
