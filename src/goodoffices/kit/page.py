"""The page that answers are printed on: a console for which all text is text, and which never cuts a line."""

from __future__ import annotations

from typing import IO, Any

from rich.console import Console
from rich.text import Text

from goodoffices.kit.isolation import isolated, printable


class Page(Console):
    """A console on standard output whose strings are never read as markup, emoji codes or numbers to be coloured.

    A case may call a party "Ash [north]" or ":bomb:"; that is its name.  Names from right to left are isolated, line by
    line: an isolate ends with its line, so folded names get one in each.
    """

    names: tuple[str, ...] = ()
    """Names of the case in scripts that run from right to left, as `kit.isolation.right_to_left` gives them."""

    def __init__(self, **options: Any) -> None:
        super().__init__(markup=False, emoji=False, highlight=False, **options)

    def render_str(self, text: str, **options: Any) -> Text:
        """A string as rich text, without markup."""
        return super().render_str(printable(text), **{**options, "markup": False, "emoji": False})

    def print(self, *objects: Any, **options: Any) -> None:
        """As of any console, but a line too long is left to the terminal to fold, not cut."""
        super().print(*objects, **{"crop": False, **options})

    @property
    def file(self) -> IO[str]:
        """Where lines go, isolated on their way."""
        return _Isolating(super().file, self)  # type: ignore[return-value]

    @file.setter
    def file(self, new_file: IO[str]) -> None:
        self._file = new_file

    @property
    def room(self) -> int | None:
        """Width that tables must keep to; None where nobody looks at a window and a table may be as wide as it needs."""
        return self.width if self.is_terminal or self._environ.get("COLUMNS", "").isdigit() else None


class _Isolating:
    """A stream whose lines are isolated; all else is that of the stream beneath."""

    def __init__(self, beneath: IO[str], page: Page) -> None:
        self._beneath, self._page = beneath, page

    def __getattr__(self, name: str) -> Any:
        return getattr(self._beneath, name)

    def write(self, text: str) -> int:
        """Write the lines, each with isolates of its own."""
        return self._beneath.write("\n".join(isolated(line, self._page.names) for line in text.split("\n")))
