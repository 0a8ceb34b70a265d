"""The notebooks run from top to bottom with the Python at hand, say what they show, and carry no outputs of anybody's."""

from __future__ import annotations

import json
import os
import re
import sys
from pathlib import Path

import nbclient
import nbformat
import pytest

ROOT = Path(__file__).parents[1]
NOTEBOOKS = sorted((ROOT / "docs" / "notebooks").glob("*.ipynb"))
KERNEL = "goodoffices-tests"
SECONDS = 240
"""For one cell, compiling included."""


@pytest.fixture
def kernel(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """Name of a kernel that is this very Python with its modules, and of no user's."""
    folder = tmp_path / "jupyter" / "kernels" / KERNEL
    folder.mkdir(parents=True)
    spec = {
        "argv": [sys.executable, "-m", "ipykernel_launcher", "-f", "{connection_file}"],
        "display_name": "The Python of the tests",
        "language": "python",
        "env": {"PYTHONPATH": os.pathsep.join(path for path in sys.path if path)},
    }
    (folder / "kernel.json").write_text(json.dumps(spec), encoding="utf-8")
    monkeypatch.setenv("JUPYTER_PATH", str(tmp_path / "jupyter"))
    for name in ("JUPYTER_RUNTIME_DIR", "JUPYTER_DATA_DIR", "JUPYTER_CONFIG_DIR", "IPYTHONDIR"):
        monkeypatch.setenv(name, str(tmp_path / name.lower()))
    return KERNEL


def test_there_are_two() -> None:
    assert [path.stem for path in NOTEBOOKS] == ["first-look", "ukraine-2022"]


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_it_carries_no_outputs_and_its_links_lead_somewhere(path: Path) -> None:

    book = nbformat.read(path, as_version=4)
    nbformat.validate(book)
    for cell in book.cells:
        if cell.cell_type == "code":
            assert not cell.outputs
            assert cell.execution_count is None
        else:
            for target in re.findall(r"\]\(([^)#\s]+)\)", cell.source):
                assert (path.parent / target).exists(), target


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_it_runs_and_every_cell_that_ends_in_an_answer_shows_it(path: Path, kernel: str, tmp_path: Path) -> None:
    book = nbformat.read(path, as_version=4)
    client = nbclient.NotebookClient(
        book, timeout=SECONDS, kernel_name=kernel, resources={"metadata": {"path": str(tmp_path)}}
    )
    client.execute()
    code = [cell for cell in book.cells if cell.cell_type == "code"]
    assert all(cell.outputs for cell in code), "every cell shows something"
    shown = [output for cell in code for output in cell.outputs]
    assert {output.output_type for output in shown} <= {"execute_result", "stream"}
    assert not [output for output in shown if output.get("name") == "stderr" and "Warning" in output.text]
    assert any("<svg" in output.get("data", {}).get("text/html", "") for output in shown), "a picture"
    if path.stem == "first-look":
        assert "<iframe" in code[-1].outputs[-1]["data"]["text/html"]
        assert (tmp_path / "fence.html").read_text(encoding="utf-8").startswith("<!")
