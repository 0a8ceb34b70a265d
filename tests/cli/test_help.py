"""Help and version answer at once: nothing heavy is imported for them."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

from goodoffices import __version__

VERBS = (
    "brief",
    "plans",
    "zone",
    "robust",
    "war",
    "timing",
    "holding",
    "stability",
    "settle",
    "convert",
    "cases",
    "new",
    "check",
    "schema",
)
HEAVY = ("numpy", "numba", "scipy", "polars", "altair", "pydantic", "jinja2", "ruamel.yaml", "vl_convert")


def test_help_names_every_verb(fresh) -> None:
    shown = fresh("--help")
    assert shown.returncode == 0
    assert all(verb in shown.stdout for verb in VERBS)
    assert max(map(len, shown.stdout.splitlines())) <= 80


def test_help_takes_less_than_half_a_second(fresh) -> None:
    """Of processor time: what else the machine does meanwhile is not counted."""
    resource = pytest.importorskip("resource", reason="no processor time of children is known here")
    fresh("--help")  # bytecode is compiled once

    def spent() -> float:
        usage = resource.getrusage(resource.RUSAGE_CHILDREN)
        return usage.ru_utime + usage.ru_stime

    def seconds() -> float:
        before = spent()
        fresh("--help")
        return spent() - before

    assert min(seconds() for _ in range(5)) < 0.5


def heavy_after(arguments: list[str], python: Path) -> set[str]:
    """Names of HEAVY that a fresh process has imported once `goodoffices ...` has answered."""
    code = (
        "import sys\n"
        "from goodoffices.cli.app import main\n"
        f"sys.argv = ['goodoffices', *{arguments!r}]\n"
        "try:\n    main()\n"
        f"finally:\n    print('HEAVY', *[name for name in {HEAVY!r} if name in sys.modules])\n"
    )
    ran = subprocess.run([python, "-c", code], capture_output=True, text=True, timeout=60)
    last = ran.stdout.splitlines()[-1].split()
    assert last[0] == "HEAVY"
    return set(last[1:])


@pytest.mark.parametrize("option", ["--help", "--version"])
def test_nothing_heavy_is_imported(option: str, python: Path) -> None:
    assert heavy_after([option], python) == set()


def test_help_of_a_verb_imports_no_engine(python: Path) -> None:
    assert heavy_after(["brief", "--help"], python) <= {"pydantic"}  # typer itself may read options with it


@pytest.mark.parametrize("verb", VERBS)
def test_help_of_every_verb(goodoffices, verb: str) -> None:
    shown = goodoffices(verb, "-h")
    assert shown.returncode == 0
    assert "Usage: goodoffices" in shown.stdout


def test_version(fresh) -> None:
    shown = fresh("--version")
    assert (shown.returncode, shown.stdout) == (0, f"goodoffices {__version__}\n")


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["brie", "fence"], "No such command"),
        (["plans"], "Missing argument"),
        (["plans", "fence", "--draws", "63"], "--draws"),
        (["plans", "fence", "--draws", "131073"], "--draws"),
        (["plans", "fence", "--seed", "-1"], "--seed"),
        (["plans", "fence", "--workers", "0"], "--workers"),
    ],
)
def test_misuse_exits_with_two(goodoffices, arguments: list[str], said: str) -> None:
    ran = goodoffices(*arguments)
    assert ran.returncode == 2
    assert said in ran.stderr
    assert "Traceback" not in ran.stderr


def test_bounds_of_draws_are_those_of_the_study() -> None:
    from goodoffices.cli import options
    from goodoffices.play import study

    assert (options.FEWEST_DRAWS, options.MOST_DRAWS) == (study.FEWEST_DRAWS, study.MOST_DRAWS)
    assert options.DEFAULT_DRAWS == study.DRAWS


@pytest.mark.parametrize("draws", [64, 65, 1000, 1024, 1025, 131_072])
def test_draws_are_rounded_as_the_study_rounds_them(draws: int) -> None:
    from goodoffices.cli.options import power_of_two
    from goodoffices.play import study

    rounded = power_of_two(draws)
    assert rounded == study.power_of_two(draws)
    assert draws <= rounded < 2 * draws
