"""The page about formats names every format and its JSON example is read."""

from __future__ import annotations

import re
from pathlib import Path

from goodoffices.exchange.reading import FORMATS, load_scenario

PAGE = Path(__file__).resolve().parents[2] / "docs" / "reference" / "formats.md"


def test_every_format_is_described() -> None:
    text = PAGE.read_text("utf-8")
    assert all(f"| `{name}`" in text for name in FORMATS)


def test_the_example_is_read(tmp_path: Path) -> None:
    examples = re.findall(r"^```json\n(.*?)^```", PAGE.read_text("utf-8"), re.DOTALL | re.MULTILINE)
    path = tmp_path / "example.json"
    path.write_text(examples[0], "utf-8")
    assert load_scenario(path).parties == ("Ann", "Bob")
