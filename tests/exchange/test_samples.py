"""Small files of every format; what they are worth was worked out by hand."""

from __future__ import annotations

import itertools
from pathlib import Path

import numpy as np
import pytest

from goodoffices.case.problem import CaseError
from goodoffices.exchange.reading import load_scenario, recognised
from goodoffices.model.scenario import Scenario
from goodoffices.study.settle.settling import settle_path

from .packages import same, utility

SAMPLES = Path(__file__).parent / "samples"
EXPECTED = {
    "genius": [
        [0.5, 0.125, 0.03, 0.21, 0.3, 0.0, 0.2],
        [-0.3, -0.1, 0.2, 0.1, 0.0, 0.5, 0.0],
    ],
    "negmas": [
        [0.625, 0.125, 0.375, 0.25, 0.5, 0.75, 1.0, 0.0, 0.5, 2.5],
        [0.25, 0.0, 1.0, -0.5, -1.0, -1.5, 1.0, 2.0, 1.5, 1.5],
    ],
    "negolog": [[0.75, 0.15, 0.125, 0.25], [0.2, 0.5, 0.5, 0.05]],
    "deliberation": [[40, 10, 0, 25, 60], [0, 70, 30, 10, 0]],
    "plain": [[0, 40, 20, 5, 0, 0, 40], [30, 0, 0, 10, 15, 55, 0]],
}
STATED = {
    "genius": (("Port", "Town"), (0.25, None)),
    "hyper": (("left", "right"), (20.0, 20.0)),
    "negmas": (("buyer", "seller"), (0.5, None)),
    "negolog": (("profileA", "profileB"), (0.3, 0.0)),
    "deliberation": (("Farmers", "The mill"), (55.0, 20.0)),
    "plain": (("Ann", "Bob"), (10.0, None)),
}
FORMAT = {"plain": "json", "hyper": "genius"}


@pytest.mark.parametrize("name", EXPECTED)
def test_options_are_worth_what_was_worked_out(name: str) -> None:
    assert np.allclose(load_scenario(SAMPLES / name).tables, EXPECTED[name], rtol=0, atol=1e-12)


@pytest.mark.parametrize("name", STATED)
def test_parties_and_reservation_values(name: str) -> None:
    scenario = load_scenario(SAMPLES / name)
    parties, reservation = STATED[name]
    assert scenario.parties == parties
    assert scenario.reservation == pytest.approx(reservation, abs=1e-12)
    assert recognised(SAMPLES / name) == FORMAT.get(name, name)


@pytest.mark.parametrize(
    "file",
    [
        *("genius/harbour_domain.xml", "hyper/boxes-domain.xml", "negmas/trade.yml"),
        *("plain/quay.json", "negolog/profileB.json", "deliberation/config.txt"),
    ],
)
def test_a_domain_file_reads_as_its_folder_does(file: str) -> None:
    path = SAMPLES / file
    one, two = load_scenario(path), load_scenario(path.parent)
    assert (one.parties, one.issues, one.reservation) == (two.parties, two.issues, two.reservation)
    assert np.array_equal(one.tables, two.tables)


def test_shares_discounting_and_names() -> None:
    genius = load_scenario(SAMPLES / "genius")
    assert [issue.divisible for issue in genius.issues] == [False, False, True]
    assert genius.issues[1].options == ("2", "3", "4")
    assert genius.issues[2].options == ("0", "10")
    assert genius.discount == (0.9, 1.0)
    game = load_scenario(SAMPLES / "deliberation")
    assert [issue.name for issue in game.issues] == ["A Water", "B Road"]
    assert game.issues[1].options == ("B1 gravel", "B2", "B3")
    negmas = load_scenario(SAMPLES / "negmas")
    assert negmas.issues[0].options == ("grain", "No", "wood")


def test_hyper_rectangles_by_the_definition() -> None:
    scenario = load_scenario(SAMPLES / "hyper")
    for one, two in itertools.product(range(1, 6), range(4)):
        inside = 30.0 if one <= 3 and 1 <= two <= 2 else 0.0
        for party, points in enumerate((40.0, 25.0)):
            expected = 5.0 + (points if one >= 2 else 0.0) + inside
            assert utility(scenario, party, (one - 1, two)) == pytest.approx(expected, abs=1e-12)


def test_plain_keeps_linkages_rectangles_rules_and_shares() -> None:
    scenario = load_scenario(SAMPLES / "plain")
    assert utility(scenario, 1, (1, 1, 0)) == pytest.approx(0 + 10 + 55 + 12.5)
    assert utility(scenario, 0, (1, 2, 1)) == pytest.approx(40 + 0 + 40 - 3)
    assert scenario.forbidden == ({0: 0, 1: 2},)
    assert scenario.discount == (0.9, 1.0)


def test_profiles_named_are_the_parties_in_that_order() -> None:
    folder = SAMPLES / "genius"
    scenario = load_scenario(folder, [Path("harbour_b.xml"), folder / "harbour_a.xml"])
    assert scenario.parties == ("Town", "Port")
    assert scenario.reservation == (None, 0.25)
    with pytest.raises(CaseError, match="no such profile"):
        load_scenario(folder, [Path("nobody.xml")])


def test_a_folder_negmas_inside_is_read(tmp_path: Path) -> None:
    inside = tmp_path / "negmas"
    inside.mkdir()
    for file in (SAMPLES / "genius").iterdir():
        (inside / file.name).write_bytes(file.read_bytes())
    (tmp_path / "utility_function_A.json").write_text("{}")
    scenario: Scenario = load_scenario(tmp_path)
    assert scenario.parties == ("Port", "Town")


def test_our_own_format_by_hand_is_the_same() -> None:
    tree, text = load_scenario(SAMPLES / "plain"), load_scenario(SAMPLES / "plain_yaml")
    same(tree, text)
    assert (tree.discount, tree.linkages, tree.rectangles) == (text.discount, text.linkages, text.rectangles)
    assert tree.forbidden == text.forbidden
    assert settle_path(str(SAMPLES / "plain_yaml" / "quay.yaml")).outcomes is None
