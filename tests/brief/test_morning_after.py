"""The morning after in words: every share that the result holds, who would break the text and what would mend that."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from goodoffices.brief.sections.stability import carried_words, derived_words
from goodoffices.case.reading import load
from goodoffices.exchange.graphs import load_graph
from goodoffices.study.stability.day_after import DayAfter, day_after, judged
from goodoffices.study.stability.question import analyse

RIVER = Path(__file__).resolve().parents[1] / "exchange" / "graphs" / "river.json"


@pytest.fixture(scope="module")
def fence() -> DayAfter:
    return day_after(load("fence"), "centre")


def test_shares_are_those_of_the_result(fence: DayAfter) -> None:
    text = " ".join(derived_words(fence, "The centre"))
    assert "“The centre”" in text
    for share in (fence.shares["gmr"], fence.shares["seq"], fence.shares["nash"], fence.holds):
        assert f"{100 * share:.0f}" in text
    gap = fence.shares["gmr"] - fence.shares["seq"]
    assert ("threats" in text) == (gap >= 0.05)


def test_what_a_graph_says() -> None:
    found = analyse(load_graph(RIVER))
    text = " ".join(carried_words(found))
    assert "2 decision makers and 6 states" in text
    assert "From the status quo to" in text
    assert "each gaining by its move" in text


def test_fewer_draws_are_judged_of_many(fence: DayAfter) -> None:
    few = fence.stakes
    draws, signers = len(few.peace), 6
    wide = {part: np.ones((draws, signers)) for part in ("peace", "war", "breach", "safeguard")}
    three = {part: np.ones((draws, 3)) for part in ("settlement", "cost", "failure")}
    many = replace(
        few, signers=tuple("ABCDEF"), guarantors=tuple("XYZ"), guarantee=np.ones((draws, 3, signers)), **wide, **three
    )
    assert judged(few) == min(128, draws)
    assert judged(many) == min(32, draws)  # 2^15 states each
