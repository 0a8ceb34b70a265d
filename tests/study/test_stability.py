"""Analyses of conflict graphs: the published models, the JSON they give, and tables that hold the same."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from goodoffices.exchange.graphs import load_graph
from goodoffices.study.stability.analysing import Asked, analyse_path
from goodoffices.study.stability.concepts import CONCEPTS, concept_named
from goodoffices.study.stability.export import stability_text
from goodoffices.study.stability.export import to_json as stability_json
from goodoffices.study.stability.question import analyse, state_named

SAMPLES = Path(__file__).resolve().parents[1] / "exchange" / "graphs"
SHARED = Path(__file__).resolve().parents[3] / "shared" / "oracles" / "graph_model"
MODELS = sorted(SHARED.glob("*.json")) if SHARED.is_dir() else []

CHICKEN: dict[str, Any] = {
    "name": "Chicken",
    "decision_makers": [{"name": "A", "options": ["Dare"]}, {"name": "B", "options": ["Dare"]}],
    "states": ["NN", "YN", "NY", "YY"],
    "preferences": {"A": [2, 1, 3, 4], "B": [3, 1, 2, 4]},
    "status_quo": 1,
}
"""Each dares, if the other does not; to swerve both is worse than to dare alone, and better than to be alone in swerving."""


@pytest.fixture
def chicken(tmp_path: Path) -> Path:
    path = tmp_path / "chicken.json"
    path.write_text(json.dumps(CHICKEN))
    return path


def test_chicken(chicken: Path) -> None:
    data = stability_json(analyse_path(str(chicken), Asked(goal="4", inverse="1", coalitions=True)))
    assert data["states"] == ["NN", "YN", "NY", "YY"]
    assert data["equilibria"] == {"nash": [1, 2], "gmr": [0, 1, 2], "smr": [0, 1, 2], "seq": [1, 2], "sseq": [1, 2]}
    assert data["stable"]["nash"] == {"A": [1, 2], "B": [1, 2]}
    assert data["evolution"]["improvements"] is None
    assert data["evolution"]["cautious"]["disimprovements"] == 1
    # A stays at NN only if it does not prefer YN, its one move from there; so does B for NY
    nash = data["inverse"]["nash"]
    assert (nash["reversed"], nash["told_apart"], nash["already"]) == (2, 0, False)
    assert [(a["decision_maker"], a["prefer"], a["to"]) for a in nash["advice"]] == [("A", 0, 1), ("B", 0, 2)]
    assert nash["rankings"] == {who: {"stable": 12, "of": 24} for who in "AB"}
    assert data["inverse"]["gmr"]["already"]
    assert data["coalitions"]["equilibria"]["nash"] == [1, 2]


def test_marks(chicken: Path) -> None:
    found = analyse_path(str(chicken), Asked())
    assert [found.mark("gmr", 0, s) for s in range(4)] == ["s", "r", "r", "u"]
    assert [found.mark("nash", 0, s) for s in range(4)] == ["u", "r", "r", "u"]


def test_table_and_html_hold_the_same(chicken: Path) -> None:
    found = analyse_path(str(chicken), Asked())
    table = found.table()
    for concept, yes in found.equilibria.items():
        assert table[concept].to_list() == yes.tolist()
        stays = np.array([(table[f"{concept}.{who}"] != "u").to_list() for who in "AB"])
        assert (stays.all(axis=0) == yes).all()
    assert found._repr_html_().count("<tr><th>") == 1 + 3


def test_names_of_states_and_concepts(chicken: Path) -> None:
    graph = load_graph(chicken).graph
    assert [state_named(graph, word) for word in ("1", "NY", "yy")] == [0, 2, 3]
    assert [concept_named(word) for word in ("R", "Sequential", "gmr")] == ["nash", "seq", "gmr"]
    with pytest.raises(ValueError, match="is not a state"):
        state_named(graph, "5")
    with pytest.raises(ValueError, match="did you mean 'sseq'"):
        concept_named("ssseq")


def test_what_a_graph_says_beside_ranks() -> None:
    river = analyse(load_graph(SAMPLES / "river.json"))
    assert set(river.strength) == {"gmr", "smr", "seq"}
    assert set(river.hypergames) == set(CONCEPTS)
    walk = analyse(load_graph(SAMPLES / "walk.json"))
    assert not walk.stable
    assert set(walk.unknown) == set("abcd")
    assert any("unknown" in remark for remark in walk.remarks)
    data = json.loads(stability_text(walk))
    assert data["equilibria"] == {}
    assert data["unknown"]["a"]["nash"].keys() == {"A", "B"}


@pytest.mark.parametrize("file", MODELS, ids=lambda file: file.stem)
def test_published_models(file: Path) -> None:
    tree = json.loads(file.read_text())
    found = stability_json(analyse_path(str(file), Asked()))
    ids = tree["state_ids"]
    reference = tree.get("computed_by_reference") or {}
    assert reference or tree["published"]
    for concept, states in found["equilibria"].items():
        if concept in reference:
            assert [ids[s] for s in states] == reference[concept], concept


@pytest.mark.skipif(not MODELS, reason="the shared collection of graph models is not here")
def test_inverse_of_the_euphrates_conflict() -> None:
    """720 rankings of Syria's six states; the published count under SEQ is 420, which is wrong (384)."""
    found = stability_json(analyse_path(str(SHARED / "syria_iraq_1975.json"), Asked(inverse="2")))
    counts = {c: found["inverse"][c]["rankings"]["Syria"]["stable"] for c in CONCEPTS}
    assert counts == {"nash": 240, "gmr": 384, "smr": 300, "seq": 384, "sseq": 300}
