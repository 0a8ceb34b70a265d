"""What a page of the brief is made of: sections of paragraphs, lists, tables and figures, in that order of plainness.

Plain strings are escaped by the template; `Markup` is trusted and only made by `link` and the charts.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import TypeAlias

from markupsafe import Markup

Inline: TypeAlias = str | Markup


def link(anchor: str, text: str) -> Markup:
    """A link to an anchor of the same page."""
    return Markup('<a href="#{}">{}</a>').format(anchor, text)


def strong(text: str) -> Markup:
    """Text in bold."""
    return Markup("<strong>{}</strong>").format(text)


def joined(parts: Iterable[Inline], by: str = " ") -> Markup:
    """Several inline parts as one, empty ones left out."""
    return Markup(by).join(p for p in parts if p)


@dataclass(frozen=True)
class Para:
    """A paragraph; `style` is a class of the style sheet."""

    text: Inline
    style: str = ""
    block: str = field(default="para", init=False)


@dataclass(frozen=True)
class Bullets:
    """A list of short items."""

    items: tuple[Inline, ...]
    style: str = ""
    block: str = field(default="bullets", init=False)


@dataclass(frozen=True)
class Table:
    """A table whose first column heads its rows."""

    caption: Inline
    head: tuple[Inline, ...]
    rows: tuple[tuple[Inline, ...], ...]
    style: str = ""
    anchors: tuple[str, ...] = ()
    """Id of each row, where rows are linked to."""
    block: str = field(default="table", init=False)


@dataclass(frozen=True)
class Figure:
    """A chart with its caption."""

    svg: Markup
    caption: Inline
    style: str = ""
    block: str = field(default="figure", init=False)


@dataclass(frozen=True)
class Heading:
    """A heading one step below its section's."""

    text: str
    anchor: str = ""
    block: str = field(default="heading", init=False)


@dataclass(frozen=True)
class Columns:
    """Two stacks of blocks side by side where the page is wide enough."""

    left: tuple[Block, ...]
    right: tuple[Block, ...]
    style: str = ""
    block: str = field(default="columns", init=False)


Block: TypeAlias = Para | Bullets | Table | Figure | Heading | Columns


@dataclass(frozen=True)
class Section:
    """A numbered part of the main text, or an annex."""

    anchor: str
    title: str
    blocks: tuple[Block, ...]
    style: str = ""


def paras(*texts: Inline, style: str = "") -> tuple[Para, ...]:
    """One paragraph of all texts that are not empty; nothing where all are."""
    text = joined(t for t in texts if t)
    return (Para(text, style),) if text else ()
