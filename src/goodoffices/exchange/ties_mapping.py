"""How a table of ties is to be read: which column names the candidate, and which share stands in which column."""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, StringConstraints, ValidationError, model_validator
from pydantic_core import PydanticCustomError

from goodoffices.case.document import compose
from goodoffices.case.problem import CaseError, Problem, shown
from goodoffices.case.quantity import Basis
from goodoffices.case.schema import ClaimId, Id, Plain, line_at
from goodoffices.exchange.refusal import refuse, text_of
from goodoffices.exchange.ties_numbers import Decimal

CANDIDATE = "candidate"
"""Stands for the party that a row is about."""
Unit = Literal["percent", "share", "amount", "flag"]
Delimiter = Literal["comma", "semicolon", "tab", "bar"]
Told = Annotated[
    str, BeforeValidator(lambda raw: str(raw) if isinstance(raw, int) else raw), StringConstraints(max_length=200)
]


class Part(BaseModel):
    """Base of every mapping: no unknown fields, immutable."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Column(Part):
    """One column with shares: of the total of `of`, what runs through the other one."""

    column: str = Field(description="As it stands in the table's heading.")
    kind: Id = Field(description="trade, arms, finance, votes ...")
    of: Id = Field(description="Whose total the share is of: a party, or `candidate` (then `with` names the party).")
    other: Id | None = Field(None, alias="with", description="For `of: candidate` and `both: true`: the party.")
    both: bool = Field(False, description="The share holds both ways, as for votes and treaties.")
    unit: Unit | None = Field(None, description="percent, share (0 to 1), amount (with `total`), or flag (yes or no).")
    total: Plain | None = Field(None, gt=0, description="For amounts: what the whole comes to.")
    year: Told | None = None
    source: ClaimId | None = None
    locator: str | None = None

    @model_validator(mode="after")
    def _complete(self) -> Column:
        if (self.of == CANDIDATE) and self.other is None:
            raise PydanticCustomError("with", "`of: candidate` wants `with:` and the party that it depends on", {})
        if self.of != CANDIDATE and self.other not in (None, CANDIDATE):
            raise PydanticCustomError(
                "with", "`with` belongs to `of: candidate`: the other one is always the candidate", {}
            )
        if (self.unit == "amount") != (self.total is not None):
            raise PydanticCustomError("total", "`unit: amount` and `total` go together", {})
        return self

    @property
    def party(self) -> str:
        """The party of the case that the column is about."""
        return self.other if self.of == CANDIDATE and self.other is not None else self.of


class Reading(Part):
    """The whole mapping."""

    candidate: str = Field(CANDIDATE, description="The column that names the candidate.")
    delimiter: Delimiter | None = Field(None, description="What parts the cells; found out if not given.")
    decimal: Decimal | None = Field(None, description="point or comma: what begins the decimals of the numbers.")
    parties: dict[str, Id] = Field(default_factory=dict, description="name in the table: id of the party.")
    only_parties: bool = Field(False, description="Leave out candidates that `parties` does not name.")
    unit: Unit = "percent"
    year: Told | None = None
    source: ClaimId | None = None
    basis: Basis | None = None
    locator: str | None = None
    points_per_share: Any = Field(None, description="As in a case; left to the program's default if not given.")
    weights: dict[Id, Any] = Field(default_factory=dict, description="As in a case.")
    columns: tuple[Column, ...] = Field(
        description="Of several columns for one share the first that has a number counts."
    )


def mapping_from(path: Path) -> dict[str, Any]:
    """The mapping file as plain data, for `checked`.

    Raises:
        CaseError: it cannot be read, or is no YAML mapping.
    """
    document = compose(text_of(path), str(path))
    if document.problems or document.raw is None:
        raise CaseError(document.problems)
    return document.raw


def checked(raw: dict[str, Any], file: str, lines_of: Path | None = None) -> Reading:
    """The mapping, or everything that is wrong with it.

    Args:
        raw: plain data, from a file or put together from options.
        file: what to call it in messages.
        lines_of: the file whose lines the messages name.

    Raises:
        CaseError: it does not fit.
    """
    try:
        return Reading.model_validate(raw)
    except ValidationError as error:
        lines = compose(text_of(lines_of), file).lines if lines_of is not None else {}
        raise CaseError(_problem(found, file, lines) for found in error.errors()) from None


def _problem(error: Any, file: str, lines: dict[str, int]) -> Problem:
    path = ".".join(str(step) for step in error["loc"])
    hint = None
    message = error["msg"].removeprefix("Value error, ")
    if error["type"] == "extra_forbidden":
        known = Column if len(error["loc"]) > 2 else Reading
        message = f"there is no field {str(error['loc'][-1])!r}"
        hint = f"known: {', '.join(field.alias or name for name, field in known.model_fields.items())}"
    elif error["type"] == "missing":
        message = "this field is wanted"
    elif error["loc"][-1] == "[key]":
        path = path.removesuffix(".[key]")
        message, hint = "a name must be text", f"put it in quotes: '{error['input']}'"
    return Problem(file, line_at(lines, path), path, message, shown(error.get("input")), hint)


_SPEC = re.compile(
    r"(?P<kind>[a-z][a-z0-9_]*):(?P<of>[a-z][a-z0-9_]*)(?:>(?P<with>[a-z][a-z0-9_]*))?(?:@(?P<unit>[a-z]+))?"
)


def column_from(spec: str) -> dict[str, Any]:
    """A column from `NAME=KIND:PARTY` or `NAME=KIND:candidate>PARTY`, optionally with `@UNIT` behind it.

    Raises:
        CaseError: it is written otherwise.
    """
    name, sign, rest = spec.rpartition("=")
    found = _SPEC.fullmatch(rest.strip())
    if not sign or not name.strip() or found is None:
        refuse(
            "--column", None, "", "a column is written NAME=KIND:PARTY or NAME=KIND:candidate>PARTY", spec,
            "as in trade_pct_of_RUS_2016=trade:russia",
        )  # fmt: skip
    return {"column": name.strip(), **{k: v for k, v in found.groupdict().items() if v is not None}}


def with_columns(raw: dict[str, Any], specs: Sequence[str], stated: dict[str, Any]) -> dict[str, Any]:
    """The mapping with columns and fields from options; what an option says goes before what the file says."""
    columns = raw.get("columns", [])
    more = [column_from(spec) for spec in specs]
    return {
        **raw,
        **{k: v for k, v in stated.items() if v is not None},
        "columns": [*more, *columns] if isinstance(columns, list) else columns,
    }
