"""The documentation runs: its Python, its commands, its YAML; and it leaves nothing of the file format out."""

from __future__ import annotations

import os
import re
import shlex
from collections.abc import Iterator
from pathlib import Path

import pytest
from pydantic import BaseModel
from typer.main import get_command
from typer.testing import CliRunner

from goodoffices.case import quantity, schema, source
from goodoffices.cli.commands import app

ROOT = Path(__file__).parents[1]
PAGES = [ROOT / "README.md", *sorted((ROOT / "docs").rglob("*.md"))]
CASE_FILE = ROOT / "docs" / "reference" / "case-file.md"
CLI = ROOT / "docs" / "reference" / "cli.md"
STUDIES = ("brief", "plans", "zone", "war")
FEW_DRAWS = "64"


def page_id(page: Path) -> str:
    return str(page.relative_to(ROOT))


def blocks(page: Path) -> Iterator[tuple[str, str]]:
    """(language, text) of the fenced blocks, indentation of list items removed."""
    text = page.read_text(encoding="utf-8")
    for indent, language, body in re.findall(r"^( *)```(\w+)\n(.*?)^ *```$", text, flags=re.MULTILINE | re.DOTALL):
        yield language, re.sub(rf"^{indent}", "", body, flags=re.MULTILINE)


def commands(body: str) -> list[list[str]]:
    """The `$ goodoffices ...` lines of a console block."""
    return [shlex.split(line[2:], comments=True) for line in body.splitlines() if line.startswith("$ goodoffices ")]


def cheaply(command: list[str]) -> list[str]:
    """The same command with few draws."""
    if command[1] not in STUDIES:
        return command
    return [*command, "--draws", FEW_DRAWS] if "--draws" not in command else command


def walk_through(page: Path, folder: Path) -> int:
    """Do what the page says, in order: write the files it shows, run its commands; how many commands there were."""
    count = 0
    for language, body in blocks(page):
        shown = re.match(r"# (\S+\.yaml)(, continued)?\n", body) if language == "yaml" else None
        if shown:
            with (folder / shown[1]).open("a" if shown[2] else "w", encoding="utf-8") as file:
                file.write(body)
        for command in commands(body) if language == "console" else []:
            count += 1
            ran = CliRunner().invoke(app, cheaply(command)[1:], catch_exceptions=False)
            assert ran.exit_code == 0, f"{shlex.join(command)}\n{ran.stdout}\n{ran.stderr}"
    return count


@pytest.mark.parametrize(
    "page", [p for p in PAGES if any(commands(b) for lang, b in blocks(p) if lang == "console")], ids=page_id
)
def test_commands_work(page: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    assert walk_through(page, tmp_path) > 0


@pytest.mark.parametrize("page", [p for p in PAGES if any(lang == "python" for lang, _ in blocks(p))], ids=page_id)
def test_python_works(
    page: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    code = "\n".join(body for language, body in blocks(page) if language == "python")
    exec(compile(code, page_id(page), "exec"), {"__name__": "__main__"})
    assert capsys.readouterr().out.strip()


@pytest.mark.parametrize("page", PAGES, ids=page_id)
def test_links_lead_somewhere(page: Path) -> None:
    for target in re.findall(r"\]\(([^)#\s]+)(?:#[^)]*)?\)", page.read_text(encoding="utf-8")):
        if "://" not in target:
            assert Path(os.path.normpath(page.parent / target)).exists(), target


def models() -> list[type[BaseModel]]:
    """Every mapping that a case file may hold."""
    found = [
        thing
        for module in (schema, source, quantity)
        for thing in vars(module).values()
        if isinstance(thing, type) and issubclass(thing, BaseModel) and thing.__module__ == module.__name__
    ]
    assert len(found) > 30
    return found


def test_every_field_of_a_case_is_in_the_reference() -> None:
    text = CASE_FILE.read_text(encoding="utf-8")
    words = set(re.findall(r"[a-z][a-z0-9_]*", " ".join(re.findall(r"`([^`]+)`", text))))
    missing = {f"{model.__name__}.{field}" for model in models() for field in model.model_fields if field not in words}
    assert not missing


def test_every_option_of_every_verb_is_in_the_reference() -> None:
    text = CLI.read_text(encoding="utf-8")
    verbs = get_command(app).commands  # type: ignore[attr-defined]
    assert set(STUDIES) < set(verbs)
    for name, verb in verbs.items():
        assert f"`goodoffices {name}" in text
        for option in verb.params:
            if option.param_type_name == "option" and "--help" not in option.opts:
                assert any(o in text for o in option.opts), f"{name} {option.opts}"
