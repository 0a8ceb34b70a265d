"""What an answer owes to a run, in words and in JSON."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from rich.console import Console


@dataclass(frozen=True)
class Note:
    """What an answer owes to a run."""

    run: str
    complete: bool
    text: str
    stretches: list[tuple[int, int]] | None = None
    """(first, count) of the draws that were read one by one."""

    @property
    def line(self) -> str:
        """For people."""
        return f"From run {self.run}{'' if self.complete else ', not complete'}: {self.text}"

    def show(self, console: Console) -> None:
        """Print it, below an answer."""
        import textwrap

        console.print("\n".join(textwrap.wrap(self.line, console.width)))

    def stamp(self, text: str) -> str:
        """The JSON of an answer with the run's id, and whether it is complete."""
        import json

        given, stamped = json.loads(text), dict[str, Any]()
        for key, value in given.items():
            stamped[key] = value
            if key == "format":
                stamped["run"] = self.run
            if key == ("draws" if "draws" in given else "format"):
                stamped["complete"] = self.complete
                if self.stretches is not None:
                    stamped["stretches"] = [{"first": first, "draws": count} for first, count in self.stretches]
        indent = 1 if text.startswith('{\n "') else 2
        return json.dumps(stamped, indent=indent, ensure_ascii=False, allow_nan=False) + "\n"
