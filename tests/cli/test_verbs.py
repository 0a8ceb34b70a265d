"""The page of verbs says what the verbs say of themselves."""

from __future__ import annotations

import inspect
from importlib import import_module

import pytest
import typer
from typer.main import get_command

from goodoffices.cli.commands import app
from goodoffices.cli.verbs import NAMES, VERBS, application

PURPOSES = {name: purpose for verbs in VERBS.values() for name, purpose in verbs.items()}


@pytest.mark.parametrize("name", NAMES)
def test_the_purpose_of_a_verb_is_the_first_sentence_of_its_own_help(name: str) -> None:
    verb = getattr(import_module(f"goodoffices.cli.{name}"), name)
    said = verb.info.help if isinstance(verb, typer.Typer) else inspect.getdoc(verb)
    assert PURPOSES[name] == " ".join(said.split("\n\n")[0].split())


def test_every_verb_is_listed_whoever_is_called() -> None:
    whole = get_command(app).commands  # type: ignore[attr-defined]
    some = get_command(application({"plans", "ties", "fence", "--json"})).commands  # type: ignore[attr-defined]
    assert set(whole) == set(some) == set(NAMES)
    assert [p.name for p in some["plans"].params] == [p.name for p in whole["plans"].params]
    assert set(some["ties"].commands) == set(whole["ties"].commands)
    assert not some["zone"].params and some["zone"].callback is not whole["zone"].callback
