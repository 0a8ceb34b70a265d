"""Every number of the cases that ship can be spoken of."""

from __future__ import annotations

import pytest

from goodoffices.case.reading import load
from goodoffices.case.shipped import shipped_paths
from goodoffices.case.walking import quantities
from goodoffices.case.wording import described


@pytest.mark.parametrize("name", list(shipped_paths()))
def test_every_number_has_words_of_its_own(name: str) -> None:
    case = load(name)
    said = {path: described(case, path) for path in quantities(case)}
    assert not [path for path, words in said.items() if words == path]
    assert len(set(said.values())) > 0.9 * len(said)


def test_some_by_name() -> None:
    case = load("fence")
    assert described(case, "war.values.ash.level") == "going on without a deal is worth to Ash"
    assert described(case, "mistrust.friend.birch") == "mistrust of a mutual friend by Birch"
    assert described(case, "preferences.ash.weights.tree") == "weight of “The pear tree” for Ash"
    assert described(case, "preferences.ash.weights") == "weights of the issues for Ash"
    assert described(case, "group:costs_of_war") == "all numbers of the group costs of war"
    assert described(case, "nothing.of.that") == "nothing.of.that"
    assert described(case, "mistrust.friend") == "mistrust.friend"
