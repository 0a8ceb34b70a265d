"""Files that are no case at all, and how a case is found."""

from __future__ import annotations

import os
import time
from pathlib import Path

import pytest

from goodoffices.case.problem import CaseError
from goodoffices.case.reading import Checked, check, find, load, read

HERE = Path(__file__).parent
MINI = (HERE / "mini.yaml").read_text("utf-8")
PATIENCE = 10.0

BOMB = "a: &a [x, x, x, x, x, x, x, x, x]\n" + "".join(
    f"{new}: &{new} [{', '.join([f'*{old}'] * 9)}]\n" for old, new in zip("abcdefgh", "bcdefghi", strict=True)
)
CONTENTS = {
    "empty": (b"", None, "the file is empty"),
    "spaces": (b"   \n\n  ", None, "the file is empty"),
    "nul": (MINI.replace("Carl", "Ca\0rl").encode(), 8, "the control character U+0000 stands here"),
    "binary": (bytes(range(256)) * 50, 2, "is not UTF-8 text"),
    "picture": (b"\x89PNG\r\n\x1a\n" + bytes(1000), 1, "byte 0x89 here is not UTF-8 text"),
    "latin": (MINI.replace("Carl", "Jos\xe9").encode("latin-1"), 8, "byte 0xe9 here is not UTF-8 text"),
    "utf-16": (MINI.encode("utf-16"), 1, "this is UTF-16 text"),
    "bomb": (BOMB.encode(), 1, "anchors and aliases (& and *) are not allowed"),
    "brackets": (b"a: " + b"[" * 300_000, 1, "nested more than 32 levels deep"),
    "braces": (b"{a: " * 100_000, 1, "nested more than 32 levels deep"),
    "mixed depth": (b"[{a: " * 100_000, 1, "nested more than 32 levels deep"),
    "dashes": (b"- " * 100_000, 1, "nested more than 32 levels deep"),
    "many entries": (b"a: [" + b"1," * 900_000 + b"]", 1, "no case needs so many"),
    "too large": (b"# comment\n" * 250_000, None, "the file has 2.5 MB; a case has at most 2 MB"),
}


def patiently(path: Path) -> Checked:
    start = time.process_time()
    checked = check(path)
    assert time.process_time() - start < PATIENCE
    return checked


@pytest.mark.parametrize("name", CONTENTS)
def test_what_is_no_case_is_refused_in_time(name: str, tmp_path: Path) -> None:
    content, line, message = CONTENTS[name]
    path = tmp_path / "case.yaml"
    path.write_bytes(content)
    checked = patiently(path)
    assert checked.case is None
    assert message in str(checked.errors[0])
    assert checked.errors[0].line == line


def test_a_huge_file_is_refused_without_being_read(tmp_path: Path) -> None:
    path = tmp_path / "huge.yaml"
    with path.open("wb") as stream:
        stream.truncate(50_000_000)
    start = time.process_time()
    (error,) = check(path).errors
    assert time.process_time() - start < 0.5
    assert "the file has 50.0 MB" in error.message


def test_the_largest_plain_file_is_read_in_time(tmp_path: Path) -> None:
    path = tmp_path / "long.yaml"
    path.write_text(MINI.replace("A tree", "'" + "tree " * 390_000 + "'"))
    assert patiently(path).case is not None


@pytest.mark.parametrize("ending", ["\r\n", "\n"])
def test_line_ends_and_byte_order_mark_do_not_matter(ending: str, tmp_path: Path) -> None:
    path = tmp_path / "case.yaml"
    path.write_bytes(b"\xef\xbb\xbf" + MINI.replace("\n", ending).replace("pruned: 40", "prunned: 40").encode())
    assert {error.line for error in check(path).errors} == {18}


def test_folder_missing_file_and_device(tmp_path: Path) -> None:
    assert "this is a folder" in str(check(tmp_path).errors[0])
    assert "there is no such file" in str(check(tmp_path / "none.yaml").errors[0])
    assert "cannot be read" in str(check(Path("a\0b")).errors[0])
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    assert "not an ordinary file" in str(patiently(pipe).errors[0])


@pytest.mark.skipif(os.geteuid() == 0, reason="the superuser may read everything")
def test_a_file_that_may_not_be_read(tmp_path: Path) -> None:
    path = tmp_path / "secret.yaml"
    path.write_text(MINI)
    path.chmod(0)
    assert "may not be read" in str(check(path).errors[0])


def test_finds_shipped_cases_and_paths(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    assert find("fence").name == "fence.yaml"
    mine = tmp_path / "mine.yaml"
    mine.write_text(MINI)
    assert find(str(mine)) == mine
    assert load("mine.yaml") == read(mine) == load(mine)


@pytest.mark.parametrize(
    ("asked", "hint"),
    [("fense", "did you mean 'fence'?"), ("mime.yaml", "did you mean 'mine.yaml'?"), ("xyz", "cases that ship: fence")],
)
def test_what_cannot_be_found_names_the_nearest(
    asked: str, hint: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "mine.yaml").write_text(MINI)
    with pytest.raises(CaseError) as raised:
        find(asked)
    assert hint in str(raised.value)


@pytest.mark.parametrize("asked", ["", "a\0b", "x" * 5000, "\ud800"])
def test_strange_names_are_not_found_either(asked: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    with pytest.raises(CaseError):
        load(asked)


def test_lines_lead_from_paths_to_the_file() -> None:
    checked = check(HERE / "base.yaml")
    text = (HERE / "base.yaml").read_text("utf-8").splitlines()
    for path, word in {
        "levers.truth.strength": "truth:",
        "preferences.ann.values.height.medium": "height: {low: 100",
        "war.values.bob.cost": "cost: {value",
        "ties.pairs.0.shares.1": "between:",
        "preferences.bob.face": "bob:",
        "candour.carl.ann.public": "carl: {ann: {value: 0.5",
    }.items():
        line = checked.line_of(path)
        assert line is not None
        assert word in text[line - 1]


def test_thousands_of_mistakes_are_told_in_part_and_in_time(tmp_path: Path) -> None:
    weights = ", ".join(f"issue_{i}_x: 1" for i in range(6000))
    issues = "".join(f"  issue_{i}: {{name: a, options: {{a: b}}}}\n" for i in range(1500))
    path = tmp_path / "case.yaml"
    text = MINI.replace("weights: {trees: 100}", f"weights: {{trees: 100, {weights}}}")
    path.write_text(text.replace("issues:\n", f"issues:\n{issues}"))
    start = time.process_time()
    errors = check(path).errors
    assert time.process_time() - start < 2 * PATIENCE
    assert 300 <= len(errors) <= 1000
    assert errors[0].message == "there may be more problems than are shown: mend these first"
