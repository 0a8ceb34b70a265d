"""The documentation runs: its Python, its commands, its YAML; and it leaves nothing of the file format out."""

from __future__ import annotations

import os
import re
from pathlib import Path

import pytest
from docs.refresh import PAGES, ROOT, STUDIES, blocks, replay
from pydantic import BaseModel
from typer.main import get_command

from goodoffices.case import quantity, schema, source
from goodoffices.cli.commands import app

CASE_FILE = ROOT / "docs" / "reference" / "case-file.md"
CLI = ROOT / "docs" / "reference" / "cli.md"


def page_id(page: Path) -> str:
    return str(page.relative_to(ROOT))


def shape(page: str) -> str:
    """The page without what may differ from machine to machine or with every edit of a case: digits, widths, marks."""
    without_numbers = re.sub(r"(case|run) [0-9a-f]{16}|-?[0-9][0-9.,]*|─+|\*", "0", page)
    return re.sub(r"\s+", " ", without_numbers)


@pytest.mark.parametrize("page", [p for p in PAGES if any(blocks(p, "console", "sh"))], ids=page_id)
def test_examples_work_and_print_what_is_shown(page: Path) -> None:
    shown, today = shape(page.read_text(encoding="utf-8")), shape(replay(page))
    assert today == shown, "`make docs` puts today's output into the page"


@pytest.mark.parametrize("page", [p for p in PAGES if any(blocks(p, "python"))], ids=page_id)
def test_python_works(
    page: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    code = "\n".join(blocks(page, "python"))
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
