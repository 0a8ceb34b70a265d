"""Every verb writes names as the case has them, whatever they look like, and in windows of any width."""

from __future__ import annotations

import json
import re
from importlib.resources import files
from pathlib import Path

import pytest

NORTH, BIRCH, TITLE, CLAIM = "Ash [north]", "Birch [/b]", "The fence :bomb: again", "any court will [not] see it"
FEW = ("--draws", "64", "--perspective", "baseline")
VERBS = {
    "plans": FEW,
    "zone": FEW,
    "war": FEW,
    "timing": FEW,
    "robust": FEW,
    "leverage": FEW,
    "mediators": FEW,
    "spoilers": FEW,
    "learn": FEW,
    "sensitivity": FEW,
    "holding": (*FEW, "--plan", "centre"),
    "choose": ("--draws", "64"),
    "cruxes": ("--draws", "64"),
    "settle": (),
}
"""Verbs on a case, as asked here."""
NAMELESS = {"plans", "choose", "cruxes", "learn"}
"""Those that name no signer."""


@pytest.fixture(scope="module")
def case(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The smallest case, its names full of what a terminal's markup language would take for itself."""
    text = (files("goodoffices.case") / "library" / "fence.yaml").read_text(encoding="utf-8")
    for old, new in (
        ("name: Ash\n", f"name: '{NORTH}'\n"),
        ("name: Birch\n", f"name: '{BIRCH}'\n"),
        ("title: The fence between two gardens", f"title: '{TITLE}'"),
        ("The old map settles the line and any court will see it.", f"'The old map settles it: {CLAIM}.'"),
        ("birch_pays: Birch,", "birch_pays: 'Birch [not Ash]',"),
    ):
        assert old in text
        text = text.replace(old, new, 1)
    file = tmp_path_factory.mktemp("names") / "names.yaml"
    file.write_text(text, encoding="utf-8")
    return file


@pytest.mark.parametrize("verb", VERBS)
def test_names_are_written_as_they_stand(goodoffices, case: Path, verb: str) -> None:
    ran = goodoffices(verb, str(case), *VERBS[verb])
    assert (ran.returncode, "Traceback" in ran.stderr) == (0, False), ran.stderr
    said = " ".join(ran.stdout.split())
    assert TITLE in said
    if verb not in NAMELESS:
        assert NORTH in said and BIRCH in said
    if verb == "cruxes":
        assert "[not]" in said
    if verb == "robust":
        assert "Birch [not Ash]" in said


@pytest.mark.parametrize("columns", ["30", "50", "60"])
@pytest.mark.parametrize("verb", ["plans", "zone", "war", "timing", "settle"])
def test_narrow_windows_show_the_same_numbers(case: Path, verb: str, columns: str) -> None:
    from typer.testing import CliRunner

    from goodoffices.cli.commands import app

    def numbers(width: str) -> set[str]:
        ran = CliRunner().invoke(app, [verb, str(case), *VERBS[verb]], env={"COLUMNS": width})
        assert ran.exit_code == 0, ran.output
        return set(re.findall(r"-?\d[\d.,]*\d\*?|\d\*?", ran.stdout))

    assert numbers("300") == numbers(columns)


def test_utilities_of_every_party_have_digits_of_their_own(goodoffices, tmp_path: Path) -> None:
    scenario = {
        "format": "goodoffices-scenario",
        "version": 1,
        "name": "[b]mixed",
        "issues": [{"name": "[x]", "options": ["p", "q", "[/r]"]}],
        "parties": [
            {"name": "Ann [1]", "reservation": 0.42, "points": {"[x]": {"p": 0.41, "q": 0.44, "[/r]": 0.43}}},
            {"name": "Bob", "reservation": 1e9, "points": {"[x]": {"p": 2.5e10, "q": 1.2e10, "[/r]": 1.3e10}}},
        ],
    }
    (tmp_path / "mixed.json").write_text(json.dumps(scenario), encoding="utf-8")
    text = goodoffices("settle", "mixed.json").stdout
    assert text.startswith("[b]mixed\n") and "[/r]" in text
    ann, bob = (re.search(rf"^{name}(.*)$|{name}(?:\n.*)+?\n\n", text, re.MULTILINE) for name in (r"Ann \[1\]", "Bob"))
    assert ann is not None and "0.4200" in ann.group() and "0.4300" in ann.group()
    assert bob is not None and "12,000,000,000.0" in bob.group() and "13,000,000,000.0" in bob.group()
