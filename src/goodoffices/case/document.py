"""A YAML file as plain data, with the line of every entry; whatever could surprise a reader is refused.

The tree is built from the parser's events rather than by a loader, so that lines are exact, duplicate keys are seen,
nothing is ever constructed from a tag, nesting is bounded and aliases cannot blow up.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.error import MarkedYAMLError, YAMLError
from ruamel.yaml.events import (
    AliasEvent,
    DocumentStartEvent,
    Event,
    MappingEndEvent,
    MappingStartEvent,
    ScalarEvent,
    SequenceEndEvent,
    SequenceStartEvent,
)

from goodoffices.case.problem import Problem, shown
from goodoffices.case.scalars import plain_scalar
from goodoffices.case.syntax import control_character, explain

DEEPEST = 32
"""Levels of nesting; a case needs eight."""
MOST_EVENTS = 40_000
"""Bound on the size of the tree, more than twice that of a large case; keeps reading well under two seconds."""


@dataclass
class Document:
    """What a file says."""

    raw: dict[Any, Any] | None = None
    """The tree; None where the file cannot be taken further."""
    lines: dict[str, int] = field(default_factory=dict)
    """Line, from 1, of every entry by its dotted path."""
    problems: list[Problem] = field(default_factory=list)


@dataclass
class _Frame:
    """A mapping or list that is being filled."""

    path: str
    holder: dict[Any, Any] | list[Any]
    key: Any = None
    has_key: bool = False
    lost: bool = False
    """True for a key that cannot be used: what follows is read and dropped."""
    key_lines: dict[Any, int] = field(default_factory=dict)


def compose(text: str, file: str) -> Document:
    """The tree of a YAML text and everything that is wrong with it as YAML.  Never raises; O(length of the text)."""
    builder = _Builder(file)
    try:
        for event in _events(text):
            if not builder.take(event):
                break
    except MarkedYAMLError as error:
        line, message = explain(error)
        builder.report(line, "", message, fatal=True)
    except YAMLError as error:
        builder.report(None, "", f"not readable as YAML: {str(error).splitlines()[0]}", fatal=True)
    document = builder.document
    document.raw = None if builder.fatal else builder.top()
    return document


def _events(text: str) -> Iterator[Event]:
    yield from YAML(typ="safe", pure=True).parse(text)


class _Builder:
    def __init__(self, file: str) -> None:
        self.file = file
        self.document = Document()
        self.stack: list[_Frame] = []
        self.result: Any = None
        self.fatal = False
        self.documents = 0
        self.count = 0

    def report(
        self, line: int | None, path: str, message: str, hint: str | None = None, *, fatal: bool = False
    ) -> None:
        self.fatal = self.fatal or fatal
        self.document.problems.append(Problem(self.file, line, path, message, None, hint))

    def top(self) -> dict[Any, Any] | None:
        """The top mapping, or None with a problem that says why there is none."""
        if isinstance(self.result, dict):
            return self.result
        if self.documents == 0 or self.result is None:
            self.report(None, "", "the file is empty: a case begins with `goodoffices: 1`")
        else:
            self.report(1, "", f"a case is a mapping of fields, as in `name: fence`; this is {_kind(self.result)}")
        return None

    def take(self, event: Event) -> bool:
        """Take one event; False to stop."""
        self.count += 1
        line = event.start_mark.line + 1
        if self.count > MOST_EVENTS:
            self.report(line, "", f"more than {MOST_EVENTS // 2} entries up to here: no case needs so many", fatal=True)
            return False
        if isinstance(event, DocumentStartEvent):
            return self._document(line)
        if isinstance(event, (MappingEndEvent, SequenceEndEvent)):
            self.stack.pop()
        elif isinstance(event, AliasEvent):
            self._refuse_reference(event.anchor, "*", line)
            self._put(None, line)
        elif isinstance(event, (ScalarEvent, MappingStartEvent, SequenceStartEvent)):
            return self._node(event, line)
        return True

    def _document(self, line: int) -> bool:
        self.documents += 1
        if self.documents > 1:
            self.report(line, "", "a second document begins here (`---`): one file holds one case", fatal=True)
        return self.documents == 1

    def _node(self, event: ScalarEvent | MappingStartEvent | SequenceStartEvent, line: int) -> bool:
        if event.anchor is not None:
            self._refuse_reference(event.anchor, "&", line)
        if event.tag is not None:
            hint = "a case holds plain text and numbers only"
            self.report(line, self._here(), f"the tag {shown(str(event.tag))} is not allowed", hint)
        if isinstance(event, ScalarEvent):
            control = control_character(event.value)
            if control is not None:
                self.report(
                    line, self._here(), f"the control character {control[1]} is not allowed in a text", fatal=True
                )
            plain = event.style is None or event.style == ""
            self._put(plain_scalar(event.value) if plain else event.value, line, str(event.value))
            return True
        holder: dict[Any, Any] | list[Any] = {} if isinstance(event, MappingStartEvent) else []
        self._put(holder, line)
        if len(self.stack) >= DEEPEST:
            self.report(line, "", f"nested more than {DEEPEST} levels deep: no case needs this", fatal=True)
            return False
        return True

    def _refuse_reference(self, name: str, sign: str, line: int) -> None:
        message = f"{sign}{name}: anchors and aliases (& and *) are not allowed"
        hint = "write the thing out where it stands, or put quotes around text that begins with & or *"
        self.report(line, self._here(), message, hint, fatal=True)

    def _here(self) -> str:
        if not self.stack:
            return ""
        frame = self.stack[-1]
        return _join(frame.path, frame.key) if frame.has_key else frame.path

    def _put(self, value: Any, line: int, written: str = "") -> None:
        """Put a value, or a key, where it belongs; open it if it is a mapping or a list."""
        path = ""
        if self.stack:
            frame = self.stack[-1]
            if isinstance(frame.holder, list):
                path = _join(frame.path, len(frame.holder))
                self.document.lines.setdefault(path, line)
                frame.holder.append(value)
            elif not frame.has_key:
                self._key(frame, value, line, written)
                return
            else:
                path = _join(frame.path, frame.key)
                if not frame.lost:
                    frame.holder[frame.key] = value
                frame.has_key = False
        else:
            self.result = value
        if isinstance(value, (dict, list)):
            self.stack.append(_Frame(path, value))

    def _key(self, frame: _Frame, key: Any, line: int, written: str) -> None:
        frame.has_key, frame.lost, frame.key = True, False, key
        if isinstance(key, (dict, list)):
            message = f"{_kind(key)} stands where a name is wanted"
            self.report(line, frame.path, message, "a key is plain text", fatal=True)
            frame.key, frame.lost = "?", True
            self.stack.append(_Frame(_join(frame.path, "?"), key))
            return
        path = _join(frame.path, written)
        if key in frame.key_lines:
            first = frame.key_lines[key]
            message = f"{shown(key)} stands here twice, on lines {first} and {line}"
            self.report(line, path, message, "keep one of the two")
            frame.lost = True
        elif key is None or isinstance(key, bool):
            hint = f"put it in quotes: '{written}'" if written else "write a name before the colon"
            self.report(line, frame.path, f"the key {written or 'before the colon'} is not text", hint)
            frame.lost = True
        else:
            frame.key_lines[key] = line
            self.document.lines.setdefault(path, line)


def _join(path: str, step: object) -> str:
    return f"{path}.{step}" if path else str(step)


def _kind(value: object) -> str:
    return shown(value) if isinstance(value, (dict, list)) else f"the single value {shown(value)}"
