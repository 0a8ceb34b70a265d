"""Where numbers come from: sources (documents, data sets) and claims (who says what, and where)."""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict, Field


class Source(BaseModel):
    """A document or data set that numbers or claims refer to."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    title: str = Field(description="Title of the document or data set.")
    author: str | None = Field(None, description="Person or institution.")
    date: str | None = Field(None, description="Date or year of publication.")
    url: str | None = Field(None, description="Where to find it.")
    licence: str | None = Field(None, description="Licence, where it is a data set.")
    note: str | None = None


class Claim(BaseModel):
    """One statement about the conflict, paraphrased, with who made it and where."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    who: str = Field(description="Who says it.")
    locator: str = Field(description="Where: document key and paragraph, as in K12.")
    text: str = Field(description="The claim in our words.")
    source: str | None = Field(None, description="Id of the source.")
    confidence: str | None = Field(None, description="How well supported, in words.")
    tested_by: str | None = Field(
        None, description="For a claim that is a conclusion, not an input: what in the answer tests it."
    )


class Figure(BaseModel):
    """A published figure that stands behind numbers of the case and is shown in the annex."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    what: str = Field(description="What was counted or measured.")
    value: float | str = Field(description="The figure.")
    unit: str | None = None
    date: str | None = None
    source: str = Field(description="Id of the source.")
    locator: str | None = Field(None, description="Where in the source.")
