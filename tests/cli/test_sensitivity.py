"""The verb `sensitivity`."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from typer.testing import CliRunner

from goodoffices.cli.commands import app

FAST = ["sensitivity", "fence", "--draws", "64", "--plan", "centre"]


def test_tables_chart_and_json(tmp_path: Path) -> None:
    chart = tmp_path / "s.svg"
    ran = CliRunner().invoke(app, [*FAST, "--chart", str(chart)], env={"COLUMNS": "80"})
    assert ran.exit_code == 0, ran.output
    assert re.search(r"going on without a deal is worth to .*\nBirch", ran.output)
    assert max(map(len, ran.stdout.splitlines()[:-1])) <= 80
    assert chart.read_text().startswith("<svg")
    ran = CliRunner().invoke(app, [*FAST, "--json", "--by", "claim"])
    found = json.loads(ran.stdout)
    assert set(found["perspectives"]) == {"baseline"}
    assert [f["factor"] for f in found["perspectives"]["baseline"]["plans"]["centre"]["outputs"]["success"]["factors"]]


@pytest.mark.parametrize(
    ("more", "said"),
    [
        (["--by", "moon"], "--by moon: must be number or claim"),
        (["--output", "x"], "--output x: must be success"),
        (["--plan", "centr"], "no plan 'centr'"),
        (["-p", "nobody"], "no perspective 'nobody'"),
        (["--chart", "x.gif"], "the ending says what is drawn"),
    ],
)
def test_refusals(more: list[str], said: str) -> None:
    ran = CliRunner().invoke(app, [*FAST, *more])
    assert ran.exit_code == 2
    assert said in ran.stderr
    assert "Traceback" not in ran.output


def test_a_share_above_all_there_is_is_explained_and_shows_its_error(monkeypatch: pytest.MonkeyPatch) -> None:
    from dataclasses import replace

    from goodoffices.study.sensitivity.answer import PlanSensitivity
    from goodoffices.study.sensitivity.terminal import OVER

    real = PlanSensitivity.ranked

    def above(plan: PlanSensitivity, output: str = "success") -> tuple[object, ...]:
        first, *others = real(plan, output)
        return (
            replace(first, first=1.02, first_range=(0.9, 1.14), total=1.09, total_range=(0.97, 1.21)),
            *(replace(share, total=min(share.total, 1.0)) for share in others),
        )

    said = " ".join(CliRunner().invoke(app, FAST, env={"COLUMNS": "100"}).stdout.split())
    monkeypatch.setattr(PlanSensitivity, "ranked", above)
    told = " ".join(CliRunner().invoke(app, FAST, env={"COLUMNS": "100"}).stdout.split())
    assert "102 (90 to 114) 109 (97 to 121)" in told and OVER in told
    assert (OVER in said) == bool([n for n in re.findall(r" (\d+) \(", said) if int(n) > 100])
