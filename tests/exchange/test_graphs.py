"""Conflict graphs in and out of files: what is read, what comes back, and what is refused with one clear message."""

from __future__ import annotations

import json
import random
import time
from itertools import product
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.exchange.test_mutations import mutated

from goodoffices.case.problem import CaseError
from goodoffices.exchange.graphs import FORMATS, graph_text, load_graph
from goodoffices.model.conflict_graph import ConflictGraph, ExplicitMoves, OptionMoves, Preferences
from goodoffices.model.graph_setting import Setting, explicit_moves, state_patterns

SAMPLES = Path(__file__).parent / "graphs"
SHARED = Path(__file__).resolve().parents[3] / "shared" / "oracles" / "graph_model"
PATIENCE = 5.0


def rank_order(setting: Setting, i: int) -> list[list[str]]:
    """States by name, best first, ties together."""
    graph, rank = setting.graph, setting.graph.preferences.rank[i]
    return [[graph.state_names[s] for s in np.flatnonzero(rank == r)] for r in sorted(set(rank.tolist()), reverse=True)]


def test_river() -> None:
    found = load_graph(SAMPLES / "river.json")
    graph = found.graph
    assert graph.options == ("Divert", "Store", "Sue")
    assert isinstance(graph.moves, OptionMoves)
    assert graph.moves.owner.tolist() == [0, 0, 1]
    assert graph.moves.direction.tolist() == [0, 1, 0]
    assert rank_order(found, 0) == [["2"], ["3"], ["rest"], ["5", "6"], ["4"]]
    # statements by hand: 1st NOT Divert (rest 3 4 6), 2nd Sue IFF Divert (rest 3 5), 3rd NOT Store (rest 2 4 5)
    assert rank_order(found, 1) == [["rest"], ["3"], ["4"], ["6"], ["5"], ["2"]]
    assert graph.preferences.band is not None
    assert [graph.preferences.band[0, s] for s in range(6)] == [1, 1, 1, 0, 0, 0]
    assert (found.status_quo, found.wanted) == (0, (2,))
    assert found.views is not None
    assert found.views[1].preferences.rank[0].tolist() == [5, 4, 3, 2, 1, 0]
    assert (found.views[0].preferences.rank == graph.preferences.rank).all()


def test_walk() -> None:
    graph = load_graph(SAMPLES / "walk.json").graph
    assert isinstance(graph.moves, ExplicitMoves)
    assert [graph.moves.to[0][a:b].tolist() for a, b in ((0, 1), (1, 2), (2, 2))] == [[1], [2], []]
    assert graph.preferences.rank.tolist() == [[0, 1, 2], [2, 1, 0]]
    assert graph.preferences.unknown is not None
    assert np.argwhere(graph.preferences.unknown[1]).tolist() == [[0, 2], [2, 0]]
    assert not graph.preferences.unknown[0].any()


def test_patterns_leave_what_they_do_not_forbid() -> None:
    graph = load_graph(SAMPLES / "many.json").graph
    every = ["".join(letters) for letters in product("NY", repeat=5)]
    allowed = {s for s in every if s[:2] != "YY" and s[2:] != "YYY"}
    patterns = state_patterns(graph)
    assert set(patterns) == allowed
    assert len(patterns) == len(allowed)
    worth = [2 * (s[0] == "Y") - (s[1] == "Y") + 0.5 * (s[4] == "Y") for s in patterns]
    rank = graph.preferences.rank[0]
    for a, b in product(range(len(patterns)), repeat=2):
        assert (rank[a] > rank[b]) == (worth[a] > worth[b] + 1e-9)
    wish = [((s[4] == "Y" or s[2] == "N"), s[3] == "N") for s in patterns]
    rank = graph.preferences.rank[1]
    assert all((rank[a] > rank[b]) == (wish[a] > wish[b]) for a, b in product(range(len(patterns)), repeat=2))


def test_gmcr() -> None:
    found = load_graph(SAMPLES / "towns.gmcr")
    graph = found.graph
    assert isinstance(graph.moves, OptionMoves)
    assert state_patterns(graph) == ["NNN", "YNN", "NYN", "NNY", "YNY", "NYY"]  # ascending sum of 2^k
    assert graph.moves.direction.tolist() == [0, 1, 2]
    # Upper: Divert first; then (Store and not Sue) or Sue
    assert rank_order(found, 0) == [["5"], ["2"], ["3", "4", "6"], ["1"]]
    assert found.views is not None
    assert (found.views[0].states, found.views[1].states) == (6, 4)


def test_old_gmcr_rankings(tmp_path: Path) -> None:
    tree = json.loads((SAMPLES / "towns.gmcr").read_text())
    del tree["useManualPreferenceRanking"], tree["decisionMakers"][1]["misperceptions"]
    tree["useManualPreferenceVectors"] = True
    for who in tree["decisionMakers"]:
        who["preferenceVector"] = [6, [1, 2], 3, [4, 5]]
    (tmp_path / "old.gmcr").write_text(json.dumps(tree))
    found = load_graph(tmp_path / "old.gmcr")
    assert rank_order(found, 1) == [["6"], ["1", "2"], ["3"], ["4", "5"]]


def test_normal_form() -> None:
    graph = load_graph(SAMPLES / "river.json")
    rank = graph.graph.preferences.rank + 1
    text = graph_text(graph, Path("x.nfg")).split("\n")
    assert text[0] == 'NFG 1 R "Two towns on a river" { "Upper" "Lower" }'
    assert text[3:5] == ['{ "none" "Divert" "Store" }', '{ "none" "Sue" }']
    # the first player's strategy runs fastest: NNN YNN NYN, then with Sue
    assert text[8:14] == [f"{rank[0, s]} {rank[1, s]}" for s in range(6)]


def test_normal_form_of_an_infeasible_profile(tmp_path: Path) -> None:
    tree = {
        "decision_makers": [{"name": "A", "options": ["a"]}, {"name": "B", "options": ["b"]}],
        "infeasible": ["YY"],
        "preferences": {"A": [2, 1, 3], "B": [3, 1, 2]},
    }
    (tmp_path / "x.json").write_text(json.dumps(tree))
    assert graph_text(load_graph(tmp_path / "x.json"), Path("x.nfg")).split("\n")[8:12] == [
        "2 2",
        "3 1",
        "1 3",
        "-1 -1",
    ]


def same(one: ConflictGraph, other: ConflictGraph) -> None:
    assert one.decision_makers == other.decision_makers
    assert one.options == other.options
    assert (one.preferences.rank == other.preferences.rank).all()
    assert state_patterns(one) == state_patterns(other)
    if isinstance(one.moves, OptionMoves):
        assert isinstance(other.moves, OptionMoves)
        assert (one.moves.owner == other.moves.owner).all()
        assert (one.moves.direction == other.moves.direction).all()
    else:
        assert isinstance(other.moves, ExplicitMoves)
        for a, b in zip((*one.moves.start, *one.moves.to), (*other.moves.start, *other.moves.to), strict=True):
            assert a.tolist() == b.tolist()
    for part in ("band", "unknown"):
        mine, theirs = getattr(one.preferences, part), getattr(other.preferences, part)
        assert (mine is None) == (theirs is None)
        assert mine is None or all(np.array_equal(a, b) for a, b in zip(mine, theirs, strict=True))


@pytest.mark.parametrize("name", ["river.json", "walk.json", "many.json"])
def test_plain_json_comes_back(name: str, tmp_path: Path) -> None:
    found = load_graph(SAMPLES / name)
    (tmp_path / "back.json").write_text(graph_text(found, tmp_path / "back.json"))
    back = load_graph(tmp_path / "back.json")
    same(found.graph, back.graph)
    assert (found.status_quo, found.wanted) == (back.status_quo, back.wanted)
    assert (found.views is None) == (back.views is None)
    for mine, theirs in zip(found.views or (), back.views or (), strict=True):
        assert (mine.preferences.rank == theirs.preferences.rank).all()


@st.composite
def option_settings(draw: st.DrawFn) -> Setting:
    n, options = draw(st.integers(1, 3)), draw(st.integers(1, 5))
    owner = np.sort(np.array(draw(st.lists(st.integers(0, n - 1), min_size=options, max_size=options)), np.int64))
    direction = np.array(draw(st.lists(st.integers(0, 2), min_size=options, max_size=options)), np.int64)
    codes = np.array(sorted(draw(st.sets(st.integers(0, 2**options - 1), min_size=1))), np.uint64)
    rows = [draw(st.lists(st.integers(0, 3), min_size=len(codes), max_size=len(codes))) for _ in range(n)]
    rank = np.array([np.unique(row, return_inverse=True)[1] for row in rows], np.int32)
    names = tuple(f"o{k}" for k in range(options))
    numbers = tuple(str(s + 1) for s in range(len(codes)))
    moves = OptionMoves(owner, direction, codes)
    return Setting(ConflictGraph("g", tuple("ABC"[:n]), names, numbers, moves, Preferences(rank)))


@settings(max_examples=60, deadline=None)
@given(option_settings(), st.sampled_from([".json", ".gmcr"]))
def test_any_option_graph_comes_back(setting: Setting, ending: str) -> None:
    import tempfile

    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / f"g{ending}"
        path.write_text(graph_text(setting, path))
        same(setting.graph, load_graph(path).graph)


def test_gmcr_cannot_say_everything() -> None:
    moves = explicit_moves([[(0, 1)]], 2)
    graph = ConflictGraph("g", ("A",), (), ("1", "2"), moves, Preferences(np.array([[0, 1]], np.int32)))
    for ending in (".gmcr", ".nfg"):
        with pytest.raises(CaseError, match="listed one by one"):
            graph_text(Setting(graph), Path(f"x{ending}"))


# file, what is replaced, by what, where, part of the message
EDITS: list[tuple[str, str, str, str, str]] = [
    ("river.json", '"NNN", "YNN"', '"NNN", "YN"', "states.1", "a text of 3 letters Y or N"),
    ("river.json", '"NNN", "YNN"', '"NNN", "YNX"', "states.1", "written in Y and N"),
    ("river.json", '"NNN", "YNN"', '"NNN", "NNN"', "states", "states 1 and 2 are both 'NNN'"),
    ("river.json", '["rest", 2, 3', '["rest", 3, 3', "state_ids", "two states are called"),
    ("river.json", '["rest", 2, 3', '["rest", 3', "state_ids", "5 ids for 6 states"),
    ("river.json", '"Upper": [2, 3,', '"Upper": [2, 2,', "preferences.Upper", "stands 2 times in the ranking"),
    ("river.json", '"Upper": [2, 3,', '"Upper": [2, 7,', "preferences.Upper.1", "7 is not the id of a state"),
    ("river.json", "NOT Divert", "NOT Dvert", "preferences.Lower.statements", "found 'Dvert'"),
    ("river.json", '"Store": "to_yes_only"', '"Stor": "to_yes_only"', "irreversible.Stor", "did you mean 'Store'"),
    ("river.json", "to_yes_only", "yes", "irreversible.Store", "'to_yes_only' or 'to_no_only'"),
    ("river.json", '"Lower": {"statements"', '"Lowr": {"statements"', "preferences.Lowr", "did you mean 'Lower'"),
    ("river.json", '{"statements"', '{"statement"', "preferences.Lower", "did you mean 'statements'"),
    ("river.json", '"status_quo": "rest"', '"status_quo": 1', "status_quo", "1 is not the id of a state"),
    ("river.json", '"name": "Lower"', '"name": "Upper"', "decision_makers", "two decision makers"),
    ("river.json", '"states"', '"stats"', "", "'states' is missing"),
    ("river.json", '"decision_makers"', '"decisionmakers"', "", "did you mean 'decisionmakers'"),
    ("walk.json", "[2, 3]", "[2, 2]", "moves.A.1", "a pair of different states"),
    ("walk.json", "[2, 3]", "[2]", "moves.A.1", "a pair of state ids"),
    ("walk.json", "2.5", "NaN", "", "a finite number"),
    ("walk.json", "2.5", "1e400", "payoffs.A", "at most 1e+12"),
    ("walk.json", '"moves"', '"moovs"', "states.1", "written in Y and N"),
    ("many.json", '"YY---"', '"-----"', "infeasible", "no state is feasible"),
    ("many.json", '"YY---"', '"YY--"', "infeasible.0", "a pattern of 5 letters"),
    ("many.json", '"A: a"', '"a"', "preferences.A.weights.a", "several options"),
    ("towns.gmcr", '[[0, "Y"], [1, "Y"]]', '[[0, "Y"], [9, "Y"]]', "infeasibles.0", "from 0 to 2"),
    ("towns.gmcr", '[[0, "Y"], [1, "Y"]]', "[[]]", "infeasibles.0", "a pair [option"),
    ("towns.gmcr", '"options": [2]', '"options": [1]', "decisionMakers.1.options", "that of 'Upper' already"),
    ("towns.gmcr", '"fwd"', '"forward"', "options.1.permittedDirection", "'both', 'fwd' or 'back'"),
    ("towns.gmcr", "false", "true", "decisionMakers.0", "'preferenceRanking' is missing"),
]


@pytest.mark.parametrize(("name", "old", "new", "where", "message"), EDITS)
def test_broken(name: str, old: str, new: str, where: str, message: str, tmp_path: Path) -> None:
    text = (SAMPLES / name).read_text()
    assert old in text
    (tmp_path / name).write_text(text.replace(old, new, 1))
    with pytest.raises(CaseError) as caught:
        load_graph(tmp_path / name)
    (problem,) = caught.value.problems
    assert (problem.path.startswith(where), message in str(problem)) == (True, True), str(problem)


@pytest.mark.parametrize(
    "content", ["", "[]", "{", "null", "3", '{"a": 1, "a": 2}', "[" * 100_000, "{}", '"x"', "\x00"]
)
@pytest.mark.parametrize("ending", [".json", ".gmcr"])
def test_no_graph_at_all(content: str, ending: str, tmp_path: Path) -> None:
    (tmp_path / f"x{ending}").write_text(content)
    with pytest.raises(CaseError) as caught:
        load_graph(tmp_path / f"x{ending}")
    assert len(caught.value.problems) == 1


def test_other_endings(tmp_path: Path) -> None:
    for name in ("x.nfg", "x.txt", "missing.json"):
        with pytest.raises(CaseError):
            load_graph(tmp_path / name)
    assert all(form.document for form in FORMATS.values())


@pytest.mark.parametrize("file", sorted(SAMPLES.iterdir()), ids=lambda file: file.name)
def test_mutations(file: Path, tmp_path: Path) -> None:
    chance, target = random.Random(file.name), tmp_path / file.name
    data = file.read_bytes()
    for _ in range(300):
        target.write_bytes(mutated(data, chance))
        start = time.process_time()
        try:
            assert load_graph(target).graph.states > 0
        except CaseError as error:
            assert len(error.problems) == 1
            str(error).encode("utf-8")
        assert time.process_time() - start < PATIENCE


def test_a_hundred_thousand_states(tmp_path: Path) -> None:
    """Quickly: within a few seconds even on a busy machine."""
    options, chance = 17, np.random.default_rng(5)
    states = ["".join("Y" if code >> o & 1 else "N" for o in range(options)) for code in range(100_000)]
    orders = {who: (chance.permutation(len(states)) + 1).tolist() for who in ("A", "B")}
    people = [
        {"name": "A", "options": [f"a{k}" for k in range(9)]},
        {"name": "B", "options": [f"b{k}" for k in range(8)]},
    ]
    tree = {"decision_makers": people, "states": states, "preferences": orders}
    (tmp_path / "big.json").write_text(json.dumps(tree))
    start = time.process_time()
    graph = load_graph(tmp_path / "big.json").graph
    assert time.process_time() - start < PATIENCE
    assert graph.states == 100_000
    best = orders["A"][0] - 1
    assert graph.preferences.rank[0].argmax() == best
    assert isinstance(graph.moves, OptionMoves)
    assert (graph.moves.codes == np.arange(100_000)).all()


@pytest.mark.skipif(not SHARED.is_dir(), reason="the shared collection of graph models is not here")
@pytest.mark.parametrize("file", sorted(SHARED.glob("*.json")) if SHARED.is_dir() else [], ids=lambda file: file.stem)
def test_shared_models(file: Path, tmp_path: Path) -> None:
    found = load_graph(file)
    tree = json.loads(file.read_text())
    assert list(found.graph.state_names) == [str(i) for i in tree["state_ids"]]
    (tmp_path / "back.json").write_text(graph_text(found, tmp_path / "back.json"))
    same(found.graph, load_graph(tmp_path / "back.json").graph)


JUNK = (None, True, -1, 0, 3, 99, 1.5, "", "x", "YN", [], [1], [[1, 2]], {}, {"a": 1}, "1", 10**30)


def altered(tree: object, chance: random.Random) -> object:
    """The tree with one entry gone, doubled, or turned into something of another kind."""
    places: list[tuple[dict[str, object] | list[object], str | int]] = []
    todo = [tree]
    while todo:
        node = todo.pop()
        keys = list(node) if isinstance(node, dict) else range(len(node)) if isinstance(node, list) else ()
        places += [(node, key) for key in keys]  # type: ignore[misc]
        todo += [node[key] for key in keys]  # type: ignore[index]
    inside, key = chance.choice(places)
    kind = chance.random()
    if kind < 0.15:
        del inside[key]  # type: ignore[arg-type]
    elif kind < 0.3 and isinstance(inside, list):
        inside.append(inside[key])  # type: ignore[index]
    else:
        inside[key] = chance.choice(JUNK)  # type: ignore[index]
    return tree


@pytest.mark.parametrize("times", [60, pytest.param(3_000, marks=pytest.mark.slow)])
@pytest.mark.parametrize("name", ["river.json", "walk.json", "many.json", "towns.gmcr"])
def test_a_file_with_an_entry_altered(name: str, times: int, tmp_path: Path) -> None:
    """It is read, or refused with one message; never anything else."""
    chance, target = random.Random(name), tmp_path / name
    refused = 0
    for _ in range(times):
        target.write_text(json.dumps(altered(json.loads((SAMPLES / name).read_text()), chance)))
        try:
            assert load_graph(target).graph.states
        except CaseError as error:
            assert len(error.problems) == 1
            assert len(str(error.problems[0])) < 600
            refused += 1
    assert times / 10 < refused < times


@pytest.mark.parametrize("way", [[1], {"a": 1}, None, 2, "up"])
def test_a_direction_that_is_none(way: object, tmp_path: Path) -> None:
    plain, other = json.loads((SAMPLES / "river.json").read_text()), json.loads((SAMPLES / "towns.gmcr").read_text())
    plain["irreversible"] = {"Store": way}
    other["options"][1]["permittedDirection"] = way
    for name, tree in (("x.json", plain), ("x.gmcr", other)):
        (tmp_path / name).write_text(json.dumps(tree))
        with pytest.raises(CaseError, match="is wanted here, not"):
            load_graph(tmp_path / name)
