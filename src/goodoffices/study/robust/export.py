"""The robust packages of a case as JSON: docs/reference/robust-json.md."""

from __future__ import annotations

from goodoffices.kit.plain import Json, head, json_text
from goodoffices.study.robust.answer import RobustAnswer, RobustText, RobustView

FORMAT = 1
"""Version of the shape; it rises when a documented key changes its meaning or goes."""


def robust_text(answer: RobustAnswer) -> str:
    """The answer as indented JSON; the same bytes for the same answer."""
    return json_text(to_json(answer))


def to_json(answer: RobustAnswer) -> Json:
    """The answer as plain data."""
    return {
        **head(answer, FORMAT),
        "perspectives": {name: _view(view) for name, view in answer.perspectives.items()},
    }


def _view(view: RobustView) -> Json:
    return {
        "title": view.title,
        "proven": view.proven,
        "bound": view.bound,
        "packages": [_text(text) for text in view.packages],
        "changes": [
            {
                "issue": change.issue,
                "from": change.before,
                "to": change.after,
                "share": change.share,
                "change": change.gain,
                "accepted": dict(change.accepted_by),
            }
            for change in view.changes
        ],
        "blocking_issues": [{"issue": issue, "share": share} for issue, share in view.blocking_issues],
        "red_lines": [
            {"line": line.line, "signer": line.signer, "crossed": line.crossed, "lifted": line.lifted}
            for line in view.red_lines
        ],
    }


def _text(text: RobustText) -> Json:
    return {
        "options": dict(text.options),
        "share": text.share,
        "se": text.se,
        "accepted": dict(text.accepted_by),
    }
