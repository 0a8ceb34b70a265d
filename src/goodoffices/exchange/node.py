"""YAML and JSON of others as a tree of text, every piece with its place; what could surprise a reader is refused.

Scalars stay text until a reader asks for a number, so that the option `3` and the option `'3'` are the same option
and `No` is never false.  Tags, anchors and aliases are refused, nothing is ever constructed, nesting is bounded.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NoReturn

from ruamel.yaml import YAML
from ruamel.yaml.error import MarkedYAMLError, YAMLError
from ruamel.yaml.events import (
    AliasEvent,
    DocumentStartEvent,
    Event,
    MappingStartEvent,
    ScalarEvent,
    SequenceStartEvent,
)

from goodoffices.case.problem import did_you_mean, shown
from goodoffices.case.syntax import control_character, explain
from goodoffices.exchange import refusal

DEEPEST = 24
"""Levels of nesting; the formats read here need eight."""
LARGEST_YAML = 2_000_000
"""Bytes of a YAML file: a third of a second is spent on each hundred thousand."""
MOST_EVENTS = 60_000
"""Pieces of a YAML file: keeps reading within a few seconds."""

Value = str | list["Node"] | dict[str, "Node"] | None


@dataclass(frozen=True)
class Node:
    """A text, a list or a mapping, and where it stands; None is `null` or nothing."""

    value: Value
    file: Path
    line: int | None
    path: str

    def refuse(self, message: str, hint: str | None = None) -> NoReturn:
        """Raise a CaseError about this place."""
        refusal.refuse(self.file, self.line, self.path, message, None, hint)

    def mapping(self) -> dict[str, Node]:
        """Its entries; raises CaseError where it is no mapping."""
        if not isinstance(self.value, dict):
            self.refuse(f"a mapping is wanted here, not {shown(self.value)}")
        return self.value

    def items(self) -> list[Node]:
        """Its elements; raises CaseError where it is no list."""
        if not isinstance(self.value, list):
            self.refuse(f"a list is wanted here, not {shown(self.value)}")
        return self.value

    def text(self) -> str:
        """Its text; raises CaseError where it is none."""
        if not isinstance(self.value, str):
            self.refuse(f"a text or number is wanted here, not {shown(self.value)}")
        return self.value

    def number(self) -> float:
        """Its finite number; raises CaseError where it is none."""
        return refusal.number(self.text(), self.file, self.line, self.path)

    def whole(self) -> int:
        """Its whole number; raises CaseError where it is none."""
        return refusal.whole(self.text(), self.file, self.line, self.path)

    def get(self, key: str) -> Node | None:
        """The entry of that name, None where there is none or it is null."""
        entry = self.mapping().get(key)
        return None if entry is None or entry.value is None else entry

    def need(self, key: str) -> Node:
        """The entry of that name; raises CaseError where there is none."""
        entry = self.get(key)
        if entry is None:
            near = did_you_mean(key, list(self.mapping()))
            self.refuse(f"{key!r} is missing", near if near and near.startswith("did you") else None)
        return entry


def read_node(path: Path) -> Node:
    """The tree of a YAML or JSON file, by its ending; raises CaseError.  O(size of the file)."""
    if path.suffix.lower() == ".json":
        return _json(refusal.text_of(path), path)
    return _yaml(refusal.text_of(path, LARGEST_YAML), path)


class _Number(str):
    """A number of a JSON file as it is written."""


def _json(text: str, path: Path) -> Node:
    try:
        tree = json.loads(
            text,
            parse_float=_Number,
            parse_int=_Number,
            parse_constant=lambda word: refusal.refuse(path, None, "", "a finite number is wanted", word),
            object_pairs_hook=lambda pairs: _once(pairs, path),
        )
        return _node(tree, path, "", 0)
    except json.JSONDecodeError as error:
        refusal.refuse(path, error.lineno, "", f"not readable as JSON: {error.msg.lower()}")
    except RecursionError:
        refusal.refuse(path, None, "", f"nested more than {DEEPEST} levels deep")


def _once(pairs: list[tuple[str, Any]], path: Path) -> dict[str, Any]:
    entries = dict(pairs)
    if len(entries) < len(pairs):
        twice = refusal.repeated(name for name, _ in pairs)
        refusal.refuse(path, None, "", f"{shown(twice)} stands twice in one mapping", None, "keep one of the two")
    return entries


def _node(tree: Any, file: Path, path: str, depth: int) -> Node:
    if depth > DEEPEST:
        refusal.refuse(file, None, "", f"nested more than {DEEPEST} levels deep")
    value: Value
    if isinstance(tree, dict):
        value = {_sound(key, file): _node(entry, file, _join(path, key), depth + 1) for key, entry in tree.items()}
    elif isinstance(tree, list):
        value = [_node(entry, file, _join(path, place), depth + 1) for place, entry in enumerate(tree)]
    elif isinstance(tree, bool):
        value = "true" if tree else "false"
    else:
        value = tree if tree is None else _sound(tree, file)
    return Node(value, file, None, path)


def _sound(text: str, file: Path, line: int | None = None) -> str:
    """The text; refused where an escape brought a control character into it or half of a character."""
    control = control_character(text)
    if control is not None:
        refusal.refuse(file, line, "", f"the control character {control[1]} has no place in a text")
    return text


def _yaml(text: str, file: Path) -> Node:
    try:
        events = YAML(typ="safe", pure=True).parse(text)
        return _Tree(file, _only_content(events, file)).top()
    except MarkedYAMLError as error:
        line, message = explain(error)
        refusal.refuse(file, line, "", message)
    except (YAMLError, ValueError, OverflowError, IndexError, RecursionError) as error:
        refusal.refuse(file, None, "", f"not readable as YAML: {(str(error).splitlines() or ['no reason given'])[0]}")


def _only_content(events: Iterator[Event], file: Path) -> Iterator[Event]:
    """The events of one document; tags, anchors, aliases, more documents and too many events are refused."""
    documents = 0
    for count, event in enumerate(events):
        line = event.start_mark.line + 1
        if count > MOST_EVENTS:
            refusal.refuse(file, line, "", f"more than {MOST_EVENTS // 2} entries up to here")
        if isinstance(event, AliasEvent) or getattr(event, "anchor", None) is not None:
            hint = "write the thing out where it stands"
            refusal.refuse(file, line, "", "anchors and aliases (& and *) are not read", None, hint)
        tag = getattr(event, "tag", None)
        if tag is not None:
            refusal.refuse(file, line, "", f"the tag {shown(str(tag))} is not read", None, "plain data only")
        if isinstance(event, DocumentStartEvent):
            documents += 1
            if documents > 1:
                refusal.refuse(file, line, "", "a second document begins here (`---`)")
        elif isinstance(event, (ScalarEvent, MappingStartEvent, SequenceStartEvent)) or "End" in type(event).__name__:
            yield event


class _Tree:
    """Builds the tree of a stream of events; recursion is as deep as the nesting, which is bounded."""

    def __init__(self, file: Path, events: Iterator[Event]) -> None:
        self.file, self.events = file, events

    def top(self) -> Node:
        for event in self.events:
            if isinstance(event, (ScalarEvent, MappingStartEvent, SequenceStartEvent)):
                node = self.node(event, "", 0)
                for _ in self.events:
                    pass
                return node
        refusal.refuse(self.file, None, "", "the file is empty")

    def node(self, event: Event, path: str, depth: int) -> Node:
        line = event.start_mark.line + 1
        if depth > DEEPEST:
            refusal.refuse(self.file, line, "", f"nested more than {DEEPEST} levels deep")
        if isinstance(event, MappingStartEvent):
            return Node(self.entries(path, depth), self.file, line, path)
        if isinstance(event, SequenceStartEvent):
            return Node(self.elements(path, depth), self.file, line, path)
        if not isinstance(event, ScalarEvent):
            refusal.refuse(self.file, line, path, "a value is missing here")
        plain = not event.style
        nothing = plain and event.value in ("", "~", "null", "Null", "NULL")
        return Node(None if nothing else _sound(str(event.value), self.file, line), self.file, line, path)

    def elements(self, path: str, depth: int) -> list[Node]:
        found: list[Node] = []
        for event in self.events:
            if "End" in type(event).__name__:
                break
            found.append(self.node(event, _join(path, len(found)), depth + 1))
        return found

    def entries(self, path: str, depth: int) -> dict[str, Node]:
        found: dict[str, Node] = {}
        for event in self.events:
            if "End" in type(event).__name__:
                break
            line = event.start_mark.line + 1
            if not isinstance(event, ScalarEvent):
                refusal.refuse(self.file, line, path, "a list or mapping stands where a name is wanted")
            key = _sound(str(event.value), self.file, line)
            if key in found:
                first = found[key].line
                refusal.refuse(self.file, line, path, f"{shown(key)} stands twice, first near line {first}")
            found[key] = self.node(next(self.events), _join(path, key), depth + 1)
        return found


def _join(path: str, step: object) -> str:
    return f"{path}.{step}" if path else str(step)
