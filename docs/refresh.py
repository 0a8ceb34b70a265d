"""Runs the examples of the documentation and puts what they print into it: `python docs/refresh.py`.

- A `yaml` or `csv` block whose first line is `# NAME.yaml` or `# NAME.csv` is a file that the reader writes;
  `# NAME.yaml, continued` adds to it.
- A `console` block holds commands after `$ ` and what they print.
- A `sh` block holds commands alone.

Examples of one page are run in order in one empty folder, so later ones see the files of earlier ones.
"""

from __future__ import annotations

import contextlib
import re
import shlex
import tempfile
from collections.abc import Iterator
from pathlib import Path

from typer.testing import CliRunner

from goodoffices.cli.commands import app

ROOT = Path(__file__).parents[1]
PAGES = [ROOT / "README.md", *sorted((ROOT / "docs").rglob("*.md"))]
BLOCK = re.compile(r"^(?P<indent> *)```(?P<language>\w+)\n(?P<body>.*?)^ *```$", re.MULTILINE | re.DOTALL)
FILE = re.compile(r"# (?P<name>\S+\.(yaml|csv))(?P<more>, continued)?\n")
STUDIES = ("brief", "plans", "zone", "war")
FEW_DRAWS = ("--draws", "64")


def replay(page: Path) -> str:
    """The page with every output as it is today.

    Raises:
        RuntimeError: a command failed.
    """
    text = page.read_text(encoding="utf-8")
    with tempfile.TemporaryDirectory() as folder, contextlib.chdir(folder):
        return BLOCK.sub(_replayed, text)


def blocks(page: Path, *languages: str) -> Iterator[str]:
    """Bodies of the page's blocks in these languages, without the indentation of lists."""
    for block in BLOCK.finditer(page.read_text(encoding="utf-8")):
        if block["language"] in languages:
            yield re.sub(f"^{block['indent']}", "", block["body"], flags=re.MULTILINE)


def _replayed(block: re.Match[str]) -> str:
    body = block["body"]
    if block["language"] in ("yaml", "csv") and (file := FILE.match(body)):
        with Path(file["name"]).open("a" if file["more"] else "w", encoding="utf-8") as written:
            written.write(body)
    if block["language"] == "sh":
        for command in re.findall(r"^ *goodoffices (.*)$", body, re.MULTILINE):
            arguments = shlex.split(command)
            _output([*arguments, *FEW_DRAWS] if arguments[0] in STUDIES else arguments)
    if block["language"] == "console":
        commands = re.findall(r"^\$ goodoffices (.*)$", body, re.MULTILINE)
        body = "\n".join(f"$ goodoffices {command}\n{_output(shlex.split(command))}" for command in commands)
        return f"```console\n{body}```"
    return block[0]


def _output(arguments: list[str]) -> str:
    """What the command prints on a terminal of 80 columns, without blanks at line ends."""
    result = CliRunner().invoke(app, arguments, env={"COLUMNS": "80"}, catch_exceptions=False)
    if result.exit_code != 0:
        raise RuntimeError(f"goodoffices {shlex.join(arguments)} ended with {result.exit_code}\n{result.output}")
    return "".join(f"{line.rstrip()}\n" for line in result.stdout.splitlines())


if __name__ == "__main__":
    for page in PAGES:
        before, after = page.read_text(encoding="utf-8"), replay(page)
        if after != before:
            page.write_text(after, encoding="utf-8")
            print(f"refreshed {page.relative_to(ROOT)}")
