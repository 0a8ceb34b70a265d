"""The robust packages of a case: the study's own text, the documented JSON, the table."""

from __future__ import annotations

import json
import re
from functools import cache
from pathlib import Path

import pytest
from tests.asking import asked
from tests.study.test_export import covers, found_at, paths_in, steps_of

from goodoffices.brief.overview import overviews
from goodoffices.case.problem import InfeasibleError
from goodoffices.case.reading import load
from goodoffices.kit.plain import json_text
from goodoffices.study.robust.answer import RobustAnswer
from goodoffices.study.robust.export import to_json as robust_json
from goodoffices.study.robust.question import robust

REFERENCE = Path(__file__).parents[2] / "docs" / "reference" / "robust-json.md"
DOCUMENTED = re.findall(r"^\| `([^`]+)` \|", REFERENCE.read_text(encoding="utf-8"), flags=re.MULTILINE)


@cache
def fence() -> RobustAnswer:
    return asked(robust, load("fence"), draws=256, top=3)


@cache
def war() -> RobustAnswer:
    return asked(robust, load("ukraine-2022"), draws=256, perspectives=["baseline"])


@pytest.mark.parametrize("path", DOCUMENTED)
def test_documented_key_exists(path: str) -> None:
    assert found_at(robust_json(war()), steps_of(path))


def test_every_key_is_documented() -> None:
    patterns = [steps_of(path) for path in DOCUMENTED]
    for answer in (fence(), war()):
        for path in paths_in(robust_json(answer)):
            assert any(covers(pattern, path) for pattern in patterns), path


def test_the_best_is_the_text_of_the_study() -> None:
    study = asked(overviews, load("fence"), draws=256)
    for name, view in fence().perspectives.items():
        text = study.perspectives[name].robust
        best = view.packages[0]
        assert view.proven
        assert best == view.text
        assert best.options == text.package.options
        assert (best.share, best.se) == pytest.approx((text.share, text.se))
        assert best.accepted_by == pytest.approx(text.package.accepted_by)


def test_shares_fall_and_no_change_helps_the_best() -> None:
    for view in (*fence().perspectives.values(), *war().perspectives.values()):
        shares = [text.share for text in view.packages]
        assert shares == sorted(shares, reverse=True)
        assert view.bound == shares[-1]
        assert all(change.gain <= 0 for change in view.changes)
        listed = {tuple(text.options.items()): text for text in view.packages}
        for change in view.changes:
            amended = tuple({**view.text.options, change.issue: change.after}.items())
            if amended in listed:
                assert (listed[amended].share, listed[amended].accepted_by) == (change.share, change.accepted_by)


def test_a_text_of_ones_own_and_what_would_help_it() -> None:
    case, view = load("fence"), fence().perspectives["baseline"]
    own = dict(view.packages[1].options)
    mine = asked(robust, case, draws=256, top=3, perspectives=["baseline"], text=own).perspectives["baseline"]
    assert mine.packages == view.packages
    assert mine.text == view.packages[1]
    best = max(mine.changes, key=lambda change: change.share)
    assert best == mine.changes[0]
    blocked = dict(mine.blocking_issues)
    assert all(change.gain <= blocked[change.issue] for change in mine.changes)


def test_workers_do_not_change_the_answer() -> None:
    case = load("fence")
    one, three = (json_text(robust_json(asked(robust, case, draws=128, workers=workers))) for workers in (1, 3))
    assert one == three
    assert json.loads(one)["draws"] == 128


def test_the_table_has_a_row_per_package() -> None:
    table = fence().table()
    assert table.height == 3 * len(fence().perspectives)
    assert table["rank"].to_list()[:3] == [1, 2, 3]
    best = fence().perspectives["baseline"].packages[0]
    row = table.row(0, named=True)
    assert row["share"] == best.share
    assert {issue: row[f"issue.{issue}"] for issue in best.options} == dict(best.options)


def test_bad_questions_are_refused() -> None:
    case = load("fence")
    with pytest.raises(ValueError, match="draws must lie"):
        asked(robust, case, draws=3)
    with pytest.raises(ValueError, match="no perspective is called 'nobody'"):
        asked(robust, case, perspectives=["nobody"])
    with pytest.raises(ValueError, match="one option for each of"):
        asked(robust, case, text={"position": "middle"})
    with pytest.raises(ValueError, match="no option 'moon'"):
        asked(robust, case, text={**fence().perspectives["baseline"].text.options, "position": "moon"})
    with pytest.raises(ValueError, match="at least one package"):
        asked(robust, case, draws=64, top=0)


def test_a_text_against_the_rules_is_refused() -> None:
    case = load("ukraine-2022")
    text = dict(war().perspectives["baseline"].text.options)
    assert case.rules
    with pytest.raises(InfeasibleError):
        asked(robust, case, draws=64, text={**text, **case.rules[0].forbid})
