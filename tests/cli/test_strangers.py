"""Cases written by strangers from the docs alone, through every verb: an answer or one helpful line, never a traceback."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest
from typer.testing import CliRunner

from goodoffices.case.reading import load
from goodoffices.cli.commands import app

CASES = Path(__file__).resolve().parents[3] / "shared" / "faults" / "cases"
pytestmark = pytest.mark.slow
FEW = ("--draws", "64")


def run(*args: str) -> object:
    return CliRunner().invoke(app, list(args), env={"COLUMNS": "100"})


@pytest.mark.parametrize("name", ["airport", "gerd", "gerd-divisible"])
def test_every_verb_answers(name: str, tmp_path: Path) -> None:
    if not (CASES / f"{name}.yaml").exists():
        pytest.skip("the strangers' cases are not here")
    file = tmp_path / f"{name}.yaml"
    shutil.copy(CASES / file.name, file)
    case = load(str(file))
    plan, (a, b) = list(case.plans)[-1], list(case.perspectives)[:2]
    mediator = next(m for p in case.plans.values() for m in p.mediators)
    asked = {
        "check": (), "plans": FEW, "zone": FEW, "war": FEW, "robust": FEW, "leverage": FEW, "timing": FEW, "spoilers": FEW,
        "choose": FEW, "learn": FEW, "discover": FEW, "mediators": (*FEW, "--size", "1"), "holding": (*FEW, "--plan", plan),
        "sensitivity": (*FEW, "--plan", plan), "induce": (*FEW, "--mediator", mediator), "settle": (),
        "cruxes": ("--between", a, b, *FEW),
    }  # fmt: skip
    answers = {}
    for verb, options in asked.items():
        for more in ((), ("--json",)):
            ran = run(verb, str(file), *options, *(more if verb != "check" else ()))
            assert ran.exit_code in (0, 2), (verb, ran.output, ran.exception)
            assert ran.exception is None or isinstance(ran.exception, SystemExit), (verb, ran.exception)
            if ran.exit_code == 2:
                assert ran.stderr.startswith("error: ") and len(ran.stderr.splitlines()) <= 3, (verb, ran.stderr)
            elif more and verb != "check":
                answers[verb] = json.loads(ran.stdout)
    ran = run("brief", str(file), *FEW, "--out", str(tmp_path / "brief.html"), "--json", str(tmp_path / "brief.json"))
    assert ran.exit_code == 0, ran.output
    told = json.loads((tmp_path / "brief.json").read_text("utf-8"))
    for view, found in answers["plans"]["perspectives"].items():
        for name_of, one in found["plans"].items():
            assert answers["spoilers"]["perspectives"][view]["plans"][name_of]["success"] == one["success"]
            assert told["perspectives"][view]["plans"][name_of]["success"] == one["success"]
            if case.plans[name_of].month == 0:
                months = answers["timing"]["perspectives"][view]["plans"][name_of]["months"]
                today = months["0"] if isinstance(months, dict) else next(m for m in months if m["month"] == 0)
                assert today["success"] == one["success"]
