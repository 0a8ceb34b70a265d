"""What a command reads is never what it writes, by whatever path, and an ending says what is in a file."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from typer.main import get_command

from goodoffices.case.writing import write_new
from goodoffices.cli.commands import app
from goodoffices.cli.targets import written

WALK = Path(__file__).parents[1] / "exchange" / "graphs" / "walk.json"
"""A graph whose moves are listed one by one."""
READ_ONLY = {("ties import", "map_"), ("settle", "profile"), ("settle", "given"), ("convert", "profile")}
"""Options that name files to be read."""
FOLDERS = {("run", "out"), ("new", "folder")}
"""Options that name folders, into which nothing is written over what is there."""

Run = Callable[..., subprocess.CompletedProcess[str]]

ALIASES: dict[str, Callable[[Path], None]] = {
    "{0}": lambda own: None,
    "./{0}": lambda own: None,
    "sub/../{0}": lambda own: Path("sub").mkdir(),
    "symbolic{1}": lambda own: Path(f"symbolic{own.suffix}").symlink_to(own),
    "hard{1}": lambda own: os.link(own, f"hard{own.suffix}"),
}
"""Ways to name a file, and what each needs to be there."""


def commands(group: Any = None, path: tuple[str, ...] = ()) -> Iterator[tuple[str, Any]]:
    """(words, command) of every verb."""
    for name, command in (group or get_command(app)).commands.items():
        words = (*path, name)
        if hasattr(command, "commands"):
            yield from commands(command, words)
        else:
            yield " ".join(words), command


def test_every_option_that_names_a_file_is_known_to_read_or_to_write() -> None:
    """A new option that writes must say so in `targets`."""
    found = {}
    for verb, command in commands():
        for option in command.params:
            said = option.param_type_name == "option" and (option.metavar or "").startswith(("FILE", "DIR"))
            out = said and "--from" not in option.opts and "--run" not in option.opts
            if out and (verb, option.name) not in READ_ONLY | FOLDERS:
                found[verb, option.name] = written(command.name, option.name)
    unknown = {place for place, said in found.items() if said is None}
    assert len(found) > 15
    assert not unknown


@pytest.mark.parametrize("alias", ALIASES)
@pytest.mark.parametrize(
    ("own", "arguments", "option"),
    [
        ("a.html", ("brief", "{case}", "--draws", "64"), "--out"),
        ("a.json", ("brief", "{case}", "--draws", "64", "--out", "b.html"), "--json"),
        ("a.svg", ("discover", "{case}", "--draws", "64"), "--chart"),
        ("a.svg", ("leverage", "{case}", "--draws", "64"), "--matrix"),
        ("a.parquet", ("settle", "{case}"), "--frontier"),
        ("a.png", ("settle", "{case}"), "--chart"),
        ("a.png", ("stability", "{case}"), "--chart"),
    ],
)
def test_a_target_is_never_what_is_read(
    goodoffices: Run, alias: str, own: str, arguments: tuple[str, ...], option: str
) -> None:
    """Whatever ending the case has; refused before anything is computed, and the case stays as it is."""
    path = write_new("river", Path()).rename(own)
    before = path.read_bytes()
    ALIASES[alias](path)
    target = alias.format(own, path.suffix)
    ran = goodoffices(*(word.format(case=own) for word in arguments), option, target)
    assert (ran.returncode, ran.stdout) == (2, "")
    assert f"{option} {Path(target)} is the " in ran.stderr and "itself; name another file" in ran.stderr
    assert path.read_bytes() == before and not Path("b.html").exists()


def test_the_name_that_a_brief_has_by_itself_may_be_that_of_the_case(goodoffices: Run) -> None:
    case = write_new("river", Path()).rename("river.brief.html")
    before = case.read_bytes()
    ran = goodoffices("brief", "river.brief.html", "--draws", "64")
    assert (ran.returncode, ran.stdout) == (2, "")
    assert ran.stderr == "error: river.brief.html is the case itself; name another file\n"
    assert case.read_bytes() == before


def test_tables_mappings_deals_and_profiles_are_kept_too(goodoffices: Run) -> None:
    for name in ("t.yaml", "map.yaml", "deal.parquet"):
        Path(name).write_text("who,share\nann,10\n", encoding="utf-8")
    column = ("--column", "share=trade:ash")
    for arguments, said in [
        (("ties", "import", "t.yaml", *column, "-o", "./t.yaml"), "--out t.yaml is the table itself"),
        (("ties", "import", "t.csv", "--map", "map.yaml", "-o", "map.yaml"), "is the file that --map names"),
        (("settle", "fence", "--given", "deal.parquet", "--frontier", "deal.parquet"), "that --given names"),
    ]:
        ran = goodoffices(*arguments)
        assert (ran.returncode, ran.stdout) == (2, "")
        assert said in ran.stderr
    assert {Path(name).read_text(encoding="utf-8") for name in ("t.yaml", "map.yaml", "deal.parquet")} == {
        "who,share\nann,10\n"
    }


def test_parts_of_a_folder_that_is_read_are_kept(goodoffices: Run) -> None:
    Path("domain").mkdir()
    profile = Path("domain", "profileA.json")
    profile.write_text("{}", encoding="utf-8")
    Path("picture.svg").symlink_to(profile)
    for arguments in (
        ("convert", "domain", "domain/profileA.json", "--to", "json"),
        ("settle", "domain", "--chart", "picture.svg"),
    ):
        ran = goodoffices(*arguments)
        assert (ran.returncode, ran.stdout) == (2, "")
        assert "is one of the files that are read with domain; name another file" in ran.stderr
    assert profile.read_text(encoding="utf-8") == "{}"


def test_a_scenario_may_be_converted_into_itself_but_a_link_to_a_case_not(goodoffices: Run) -> None:
    case = write_new("river", Path())
    before = case.read_bytes()
    Path("link.json").symlink_to(case)
    ran = goodoffices("convert", "river.yaml", "link.json", "--to", "json")
    assert (ran.returncode, case.read_bytes()) == (2, before)
    assert ran.stderr == "error: OUT link.json is the scenario itself; name another file\n"
    assert goodoffices("convert", "fence", "s.json", "--to", "json").returncode == 0
    first = Path("s.json").read_bytes()
    assert goodoffices("convert", "s.json", "s.json", "--to", "json").returncode == 0
    assert Path("s.json").read_bytes() == first


def test_ties_may_go_into_the_case_and_a_graph_into_its_file(goodoffices: Run) -> None:
    write_new("river", Path())
    Path("t.csv").write_text("who,share\nmediator,10\n", encoding="utf-8")
    parties = ("--candidate", "who", "--column", "share=trade:upstream")
    ran = goodoffices("ties", "import", "t.csv", *parties, "--case", "river.yaml", "-o", "river.yaml")
    assert "is the" not in ran.stderr
    assert goodoffices("stability", "fence", "--plan", "centre", "--write", "g.json").returncode == 0
    assert goodoffices("stability", "g.json", "--write", "g.json").returncode == 0
    Path("g.gmcr").symlink_to("g.json")
    before = Path("g.json").read_bytes()
    ran = goodoffices("stability", "g.json", "--write", "g.gmcr")
    assert (ran.returncode, Path("g.json").read_bytes()) == (2, before)
    assert "--write g.gmcr is the graph or case itself" in ran.stderr


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (
            ("brief", "fence", "--out", "b.docx"),
            "--out b.docx: the ending says what is written; it must be one of .html",
        ),
        (("brief", "fence", "--out", "b.pdf"), "a brief has no other form yet (a browser prints it as PDF)"),
        (("brief", "fence", "--out", "b"), "--out b: the ending says what is written"),
        (("brief", "fence", "--json", "b.html"), "--json b.html: the ending says what is written; it must be .json"),
        (("settle", "fence", "--frontier", "f.csv"), "it must be .parquet: a frontier has no other form yet"),
        (("convert", "fence", "f.xml", "--to", "json"), "OUT f.xml: the ending says what is written; it must be .json"),
        (("schema", "--out", "s.yaml"), "--out s.yaml: the ending says what is written; it must be .json"),
        (("ties", "import", "t.csv", "-o", "t.docx"), "--out t.docx: the ending says what is written"),
        (("stability", "fence", "--write", "g.pdf"), "it must be one of .json, .gmcr, .nfg"),
        (("leverage", "fence", "--matrix", "m.docx"), "--matrix m.docx: the ending says what is drawn"),
    ],
)
def test_endings_that_are_not_written_are_refused(goodoffices: Run, arguments: tuple[str, ...], said: str) -> None:
    ran = goodoffices(*arguments)
    assert (ran.returncode, ran.stdout) == (2, "")
    assert said in ran.stderr
    assert [*Path().iterdir()] == []


def test_devices_take_anything(goodoffices: Run) -> None:
    ran = goodoffices("schema", "--out", os.devnull)
    assert (ran.returncode, ran.stderr) == (0, "")


def test_a_graph_that_cannot_be_written_names_the_file(goodoffices: Run) -> None:
    """The other formats need options, not moves one by one."""
    for name in ("walk.gmcr", "walk.nfg"):
        ran = goodoffices("stability", str(WALK), "--write", name)
        assert ran.returncode == 2
        assert ran.stderr.startswith(f"{name}: ")
        assert not Path(name).exists()
