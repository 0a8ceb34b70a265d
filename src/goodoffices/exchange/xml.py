"""XML of others as a tree of elements with their lines, from the expat parser with every kind of entity refused."""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import NoReturn
from xml.parsers import expat

from goodoffices.case.problem import CaseError, did_you_mean
from goodoffices.exchange import refusal

DEEPEST = 32
"""Levels of nesting; Genius files have six."""


@dataclass
class Element:
    """One element: its attributes (names in lower case), what is inside it, and its line."""

    tag: str
    attributes: dict[str, str]
    file: Path
    line: int
    children: list[Element] = field(default_factory=list)

    def refuse(self, message: str, found: str | None = None, hint: str | None = None) -> NoReturn:
        """Raise a CaseError about this element."""
        refusal.refuse(self.file, self.line, f"<{self.tag}>", message, found, hint)

    def all(self, tag: str) -> list[Element]:
        """Its direct children of that tag."""
        return [child for child in self.children if child.tag == tag]

    def under(self, tag: str) -> Iterator[Element]:
        """All elements of that tag below it, in the order of the file."""
        for child in self.children:
            if child.tag == tag:
                yield child
            yield from child.under(tag)

    def first(self, tag: str) -> Element | None:
        """Its first direct child of that tag."""
        return next(iter(self.all(tag)), None)

    def text(self, name: str) -> str:
        """An attribute; raises CaseError where it is missing."""
        value = self.attributes.get(name)
        if value is None:
            near = did_you_mean(name, list(self.attributes))
            self.refuse(f"the attribute {name!r} is missing", None, near if near and "did you" in near else None)
        return value.strip()

    def number(self, name: str) -> float:
        """An attribute that is a finite number; raises CaseError."""
        return refusal.number(self.text(name), self.file, self.line, f"<{self.tag} {name}>")

    def whole(self, name: str) -> int:
        """An attribute that is a whole number; raises CaseError."""
        return refusal.whole(self.text(name), self.file, self.line, f"<{self.tag} {name}>")


def read_xml(path: Path) -> Element:
    """The top element of a file; raises CaseError.  O(size of the file): no entity is ever expanded.

    White space and comments before the XML declaration are passed over: strictly it must stand first, but files that
    the Genius platform itself ships have them there.
    """
    data, skipped = _from_declaration(refusal.bytes_of(path))
    builder = _Builder(path, skipped)
    try:
        builder.parser.Parse(data, True)
    except CaseError:
        raise
    except expat.ExpatError as error:
        message = f"not readable as XML: {expat.ErrorString(error.code)}"
        refusal.refuse(path, error.lineno + skipped, "", message, None, _hint(data, error))
    except (LookupError, ValueError) as error:
        refusal.refuse(path, 1 + skipped, "", f"not readable as XML: {error}", None, "save the file as UTF-8")
    if builder.root is None:
        refusal.refuse(path, None, "", "the file is empty")
    return builder.root


def _from_declaration(data: bytes) -> tuple[bytes, int]:
    """The file from its XML declaration on, where only white space, comments and byte order marks stand before it.

    Returns the bytes and how many line ends were left out; all of the file and 0 where it has no such beginning.
    """
    mark = data[:2] if data[:2] in (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE) else b""
    code = {b"": "latin-1", codecs.BOM_UTF16_LE: "utf-16-le", codecs.BOM_UTF16_BE: "utf-16-be"}[mark]
    text = data[len(mark) :].decode(code, "replace")
    found = _BEFORE.match(text)
    if found is None or not found[0]:
        return data, 0
    lines = len(re.findall("\r\n|\r|\n", found[0]))
    return data[: len(mark)] + data[len(mark) + len(found[0].encode(code)) :], lines


_BEFORE = re.compile(r"(?:\s|\ufeff|\xef\xbb\xbf|<!--(?:(?!--).)*-->)*(?=<\?xml\s)", re.DOTALL)
_BARE = re.compile(rb"&(?!#[0-9]+;|#x[0-9a-fA-F]+;|[A-Za-z_:][\w.:-]*;)")


def _hint(data: bytes, error: expat.ExpatError) -> str | None:
    """What would be right, where the line tells."""
    kind = expat.ErrorString(error.code)
    lines = data.splitlines()
    line = lines[error.lineno - 1] if error.lineno <= len(lines) else b""
    if kind == expat.errors.XML_ERROR_UNDEFINED_ENTITY:
        return "write the character itself"
    if kind == expat.errors.XML_ERROR_MISPLACED_XML_PI:
        return "delete what stands before <?xml"
    if kind in (expat.errors.XML_ERROR_INCORRECT_ENCODING, expat.errors.XML_ERROR_UNKNOWN_ENCODING):
        return "the declaration names another encoding than the file has: save it as UTF-8 and name UTF-8"
    if kind != expat.errors.XML_ERROR_INVALID_TOKEN:
        return None
    if _BARE.search(line):
        return "write &amp; for &"
    try:
        line.decode("utf-8")
    except UnicodeDecodeError:
        return "save the file as UTF-8"
    return f"look at column {error.offset + 1}: a space, a quotation mark or a bracket is missing or too many"


class _Builder:
    def __init__(self, path: Path, skipped: int) -> None:
        self.path = path
        self.skipped = skipped
        self.root: Element | None = None
        self.stack: list[Element] = []
        self.parser = expat.ParserCreate()
        self.parser.StartElementHandler = self.start
        self.parser.EndElementHandler = self.end
        self.parser.StartDoctypeDeclHandler = self.doctype
        self.parser.EntityDeclHandler = self.entity

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        line = self.parser.CurrentLineNumber + self.skipped
        if len(self.stack) >= DEEPEST:
            refusal.refuse(self.path, line, "", f"nested more than {DEEPEST} levels deep")
        element = Element(tag, {name.lower(): value for name, value in attributes.items()}, self.path, line)
        if self.stack:
            self.stack[-1].children.append(element)
        else:
            self.root = element
        self.stack.append(element)

    def end(self, _tag: str) -> None:
        self.stack.pop()

    def doctype(self, name: str, system: str | None, public: str | None, _internal: bool) -> None:
        self.forbid("a document type declaration (<!DOCTYPE ...>)")

    def entity(self, *_: object) -> None:
        self.forbid("an entity declaration (<!ENTITY ...>)")

    def forbid(self, what: str) -> NoReturn:
        line = self.parser.CurrentLineNumber + self.skipped
        refusal.refuse(self.path, line, "", f"{what} is not read: entities can blow up or reach outside the file")
