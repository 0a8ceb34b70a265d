"""The robust packages of a case as JSON (docs/reference/robust-json.md), and packages for whoever tells of one."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from goodoffices.kit.plain import Json, by_view, told
from goodoffices.study.robust.answer import PackageText, RobustAnswer, RobustPackage, RobustText, RobustView


def to_json(answer: RobustAnswer) -> Json:
    """The answer as plain data."""
    return by_view(answer, _view)


def _view(view: RobustView) -> Json:
    return {
        **told(view, "name", "packages", "text", "changes", "blocking_issues", "red_lines"),
        "packages": [_text(text) for text in view.packages],
        "changes": [
            {
                "issue": change.issue,
                "from": change.before,
                "to": change.after,
                "share": change.share,
                "change": change.gain,
                "accepted": change.accepted_by,
            }
            for change in view.changes
        ],
        "blocking_issues": [{"issue": issue, "share": share} for issue, share in view.blocking_issues],
        "red_lines": view.red_lines,
    }


def _text(text: RobustText) -> Json:
    return {**told(text, "accepted_by"), "accepted": text.accepted_by}


def robust_json(robust: RobustPackage) -> Json:
    """The text most often acceptable to all."""
    return {
        **package_json(robust.package),
        **told(robust, "package", "runners_up", "improvements"),
        "runners_up": shared(robust.runners_up),
        "improvements": [
            {"issue": issue, "from": before, "to": after, "change": change}
            for issue, before, after, change in robust.improvements
        ],
    }


def package_json(text: PackageText) -> Json:
    """A package with what it gives each signer."""
    return {
        "options": text.options,
        "signers": {
            signer: {
                "utility": text.utilities[signer],
                "margin": text.margins[signer],
                "red_line_share": text.red_line_share[signer],
                "accepted": text.accepted_by[signer],
                "contributions": text.contributions[signer],
            }
            for signer in text.utilities
        },
    }


def shared(packages: Sequence[tuple[Mapping[str, str], float]]) -> list[Json]:
    """Packages, each with its share."""
    return [{"options": options, "share": share} for options, share in packages]
