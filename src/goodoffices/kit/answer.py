"""What all answers have in common, and how their faces are found: by name, in the folder of the question.

An answer knows no chart and no exporter, which know it; so nothing goes round in circles, and whoever only reads numbers
loads neither.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from importlib import import_module
from typing import TYPE_CHECKING, Any, ClassVar, cast

from goodoffices.case.schema import Case

if TYPE_CHECKING:
    import polars

    from goodoffices.kit.plain import Json
    from goodoffices.kit.theme import AnyChart


def face(answer: object, module: str, function: str | None = None) -> Callable[..., Any]:
    """A function of a module that stands beside the answer's own: `function`, by itself that of the module's name.

    Raises:
        NotImplementedError: the question has no such face.
    """
    kind = type(answer)
    package = kind.__module__.rpartition(".")[0]
    try:
        found: Callable[..., Any] = getattr(import_module(f"{package}.{module}"), function or module)
    except ModuleNotFoundError as error:
        if error.name != f"{package}.{module}":
            raise
        raise NotImplementedError(f"{kind.__name__} has no {module}") from None
    except AttributeError:
        raise NotImplementedError(f"{kind.__name__} has no {function or module}") from None
    return found


class Answer:
    """What a question answers: a frozen result with a table, a chart and JSON."""

    unrounded: ClassVar[bool] = False
    """Whether numbers in JSON keep full precision, and not six significant digits (`kit.plain`)."""

    def table(self) -> polars.DataFrame:
        """The numbers as a frame."""
        raise NotImplementedError(f"{type(self).__name__} has no table")

    def chart(self) -> AnyChart:
        """The picture: `chart` of chart.py in the folder of the question."""
        drawn: AnyChart = face(self, "chart")(self)
        return drawn

    def to_json(self) -> Json:
        """The answer as plain data, as `--json` prints it: `to_json` of export.py in the folder of the question."""
        from goodoffices.kit.plain import plain

        data: Json = face(self, "export", "to_json")(self)
        return data if self.unrounded else cast("Json", plain(data))

    def _repr_html_(self) -> str:
        return str(self.table()._repr_html_())


@dataclass(frozen=True)
class Studied(Answer):
    """An answer about a case that was drawn."""

    case: Case
    draws: int
    """Draws per perspective."""
    seed: int
    version: str
    """Of the program."""
    digest: str
    """First 16 hex digits of the digest of the case's content."""


class Pictured(Answer):
    """An answer that a notebook shows as its chart."""

    def _repr_html_(self) -> str:
        from goodoffices.kit.theme import svg

        return svg(self.chart(), type(self).__module__.split(".")[-2])
