"""What a YAML parser's complaint means to somebody who has never read the YAML specification."""

from __future__ import annotations

import re

from ruamel.yaml.error import MarkedYAMLError

_CHARACTER = re.compile(r"found character '(.*)' that cannot start any token")
_FORBIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\ud800-\udfff\ufffe\uffff]")


def explain(error: MarkedYAMLError) -> tuple[int | None, str]:
    """Line, from 1, and a sentence for a parser's error."""
    problem = str(error.problem or error.context or "not readable as YAML")
    here = error.problem_mark.line + 1 if error.problem_mark else None
    begun = error.context_mark.line + 1 if error.context_mark else here
    if "mapping values are not allowed" in problem:
        return here, "a second colon on this line, or wrong indentation: text that holds ': ' goes in quotes"
    unexpected = _CHARACTER.match(problem)
    if unexpected and unexpected[1] == "\\t":
        return here, "a tab stands here: indent with spaces"
    if unexpected:
        return here, f"text that begins with {unexpected[1]} goes in quotes"
    if "could not find expected ':'" in problem:
        return begun, "this line has no colon: an entry is written `name: value`"
    if "unexpected end of stream" in problem:
        return begun, "a quotation mark is opened here and never closed"
    if "expected ',' or" in problem:
        what = "list [ ]" if "']'" in problem else "mapping { }"
        return here, f"the {what} that begins on line {begun} is not closed, or a comma is missing"
    if "expected <block end>" in problem:
        return here, f"this line does not fit what begins on line {begun}: check the indentation and quotation marks"
    return here, f"not readable as YAML: {problem.replace(chr(10), ' ')}"


def control_character(text: str) -> tuple[int, str] | None:
    """Line, from 1, and code of the first character that has no place in a text file, such as NUL or an escape."""
    found = _FORBIDDEN.search(text)
    return (text.count("\n", 0, found.start()) + 1, f"U+{ord(found[0]):04X}") if found else None
