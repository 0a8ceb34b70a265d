"""The page that answers are printed on: a console for which all text is text, and which never cuts a line."""

from __future__ import annotations

from typing import Any

from rich.console import Console
from rich.text import Text

from goodoffices.brief.isolation import isolated, printable


class Page(Console):
    """A console on standard output whose strings are never read as markup, emoji codes or numbers to be coloured.

    A case may call a party "Ash [north]" or ":bomb:"; that is its name.  Names from right to left are isolated.
    """

    names: tuple[str, ...] = ()
    """Names of the case in scripts that run from right to left, as `brief.isolation.right_to_left` gives them."""

    def __init__(self, **options: Any) -> None:
        super().__init__(markup=False, emoji=False, highlight=False, **options)

    def render_str(self, text: str, **options: Any) -> Text:  # type: ignore[override]
        """A string as rich text, without markup."""
        return super().render_str(isolated(printable(text), self.names), **{**options, "markup": False, "emoji": False})

    def print(self, *objects: Any, **options: Any) -> None:  # type: ignore[override]
        """As of any console, but a line too long is left to the terminal to fold, not cut."""
        super().print(*objects, **{"crop": False, **options})

    @property
    def room(self) -> int | None:
        """Width that tables must keep to; None where nobody looks at a window and a table may be as wide as it needs."""
        return self.width if self.is_terminal or self._environ.get("COLUMNS", "").isdigit() else None
