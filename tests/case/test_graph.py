"""The `graph:` section: what it says as a graph, and everything that may be wrong with it, on its line."""

from __future__ import annotations

import json
from pathlib import Path

import jsonschema
import numpy as np
import pytest
from ruamel.yaml import YAML

from goodoffices.case.reading import check, read
from goodoffices.case.schema import Case
from goodoffices.exchange.graphs import load_graph
from goodoffices.model.conflict_graph import ExplicitMoves, OptionMoves
from goodoffices.model.graph_setting import state_patterns
from goodoffices.study.stability.graph_of import graph_of

MINI = (Path(__file__).parent / "mini.yaml").read_text(encoding="utf-8")
RIVER = Path(__file__).resolve().parents[1] / "exchange" / "graphs" / "river.json"
GRAPH = """
graph:
  decision_makers:
    upper:
      party: ann
      options:
        divert: Divert
        store: {name: Store, change: to_yes_only}
      ranking: [YNN, NYN, NNN, [YNY, NYY], NNY]
      strong_below: [NNN]
    lower:
      name: Lower
      options: {sue: Sue}
      statements: ["NOT divert", sue IFF divert, "-store"]
      believes:
        upper: {payoffs: {NNN: 5, YNN: 4, NYN: 3, NNY: 2, YNY: 1, NYY: 0}}
  forbidden: [YY-]
  names: {NNN: rest}
  status_quo: NNN
  wanted: [NYN]
"""
FIRST = MINI.count("\n") + 1


def written(tmp_path: Path, text: str = GRAPH) -> Path:
    path = tmp_path / "tree.yaml"
    path.write_text(MINI + text, encoding="utf-8")
    return path


def test_is_the_graph_of_the_plain_json(tmp_path: Path) -> None:
    found, other = graph_of(read(written(tmp_path))), load_graph(RIVER)
    graph = found.graph
    assert graph.decision_makers == ("Ann", "Lower")
    assert graph.state_names == ("rest", "2", "3", "4", "5", "6")
    assert state_patterns(graph) == state_patterns(other.graph)
    assert isinstance(graph.moves, OptionMoves)
    assert isinstance(other.graph.moves, OptionMoves)
    assert (graph.moves.direction == other.graph.moves.direction).all()
    assert (graph.preferences.rank == other.graph.preferences.rank).all()
    assert np.array_equal(graph.preferences.band, other.graph.preferences.band)  # type: ignore[arg-type]
    assert (found.status_quo, found.wanted) == (other.status_quo, other.wanted)
    assert found.views is not None
    assert other.views is not None
    for mine, theirs in zip(found.views, other.views, strict=True):
        assert (mine.preferences.rank == theirs.preferences.rank).all()


def test_moves_of_its_own(tmp_path: Path) -> None:
    text = GRAPH + "  moves:\n    upper: [[NNN, YNN], [YNN, NYN]]\n"
    graph = graph_of(read(written(tmp_path, text))).graph
    assert isinstance(graph.moves, ExplicitMoves)
    assert [len(to) for to in graph.moves.to] == [2, 0]
    assert graph.patterns == ("NNN", "YNN", "NYN", "NNY", "YNY", "NYY")


def test_unseen_states_and_unknown_pairs(tmp_path: Path) -> None:
    text = GRAPH.replace("      statements:", "      unseen: [Y--]\n      unknown: [[NNN, NYN]]\n      statements:")
    found = graph_of(read(written(tmp_path, text)))
    assert found.views is not None
    assert [view.states for view in found.views] == [6, 4]
    assert found.graph.preferences.unknown is not None
    assert np.argwhere(found.graph.preferences.unknown[1]).tolist() == [[0, 2], [2, 0]]


def test_fits_the_json_schema(tmp_path: Path) -> None:
    raw = YAML(typ="safe", pure=True).load(written(tmp_path))
    plain = json.loads(json.dumps(raw, default=str))
    jsonschema.validate(plain, Case.model_json_schema())
    plain["graph"]["forbidden"] = ["YZ-"]
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate(plain, Case.model_json_schema())


# what is replaced, by what, line of the section from 0, what is said
EDITS = [
    ("ranking: [YNN, NYN,", "ranking: [YNN, YYN,", 8, "YYN is not a state: it is forbidden or not listed"),
    ("ranking: [YNN, NYN,", "ranking: [YNN,", 8, "NYN is missing"),
    ("ranking: [YNN, NYN,", "ranking: [YNN, NYN, NYN,", 8, "NYN stands there 2 times"),
    ("ranking: [YNN", "ranking: [YN", 8, "'YN' has 2 letters for 3 options"),
    ("ranking: [YNN", "ranking: [YES", 8, "must be a text of Y and N, a letter for every option, found 'YES'"),
    ("sue IFF divert", "sue IFF dvert", 13, "did you mean 'divert'?"),
    (
        "statements: [",
        "ranking: [NNN]\n      statements: [",
        10,
        "give exactly one of ranking, payoffs, statements, weights",
    ),
    ("party: ann", "party: anne", 4, "'anne' is not a party; did you mean 'ann'?"),
    ("change: to_yes_only", "change: to_yes", 7, "did you mean 'to_yes_only'?"),
    ("{sue: Sue}", "{store: Sue}", 12, "two options are called store"),
    ("status_quo: NNN", "status_quo: YYN", 18, "YYN is not a state"),
    ("upper: {payoffs", "uper: {payoffs", 15, "did you mean 'upper'?"),
    ("forbidden: [YY-]", "forbidden: ['---']", 16, "no state is feasible"),
    ("payoffs: {NNN", "payoffs: {NXN", 15, "must be a text of Y and N"),
    ("forbidden: [YY-]", "forbidden: [YY+]", 16, "or - for either"),
    ("  wanted:", "  wishes:", 19, "not a field here"),
    ("      name: Lower\n", "", 10, "lower has neither a name nor a party"),
]


@pytest.mark.parametrize(("old", "new", "line", "message"), EDITS)
def test_broken(old: str, new: str, line: int, message: str, tmp_path: Path) -> None:
    assert old in GRAPH
    checked = check(written(tmp_path, GRAPH.replace(old, new, 1)))
    said = [f"{p.line}: {p.path}: {p.message}; {p.suggestion}" for p in checked.errors]
    assert any(message in text and text.startswith(f"{FIRST + line}:") for text in said), said
