"""What would bring the mediator in, and who would spoil it, in the words of the brief."""

from __future__ import annotations

from typing import Any

import pytest
from tests.asking import asked

from goodoffices.brief.annex.sponsors import sponsors_annex
from goodoffices.brief.blocks import Figure, Table
from goodoffices.brief.desk import Desk
from goodoffices.brief.overview import overviews
from goodoffices.brief.sections import induce as bringing_in
from goodoffices.brief.sections import spoilers as spoiling
from goodoffices.case.reading import load
from goodoffices.case.schema import Case


def desk(**changes: Any) -> Desk:
    """The fence: the centre mediates at a loss and the friend may pay it for that, or earns by the quarrel."""
    raw = load("fence").model_dump(mode="json", exclude_unset=True)
    raw["plans"] = {"talk": {"name": "They talk"}, "centre": {"name": "The centre", "mediators": ["centre"]}}
    raw["stakes"]["centre"] = {"settlement": 0, "success": 1, "failure": 1, "effort": {"uniform": [2, 4]}}
    raw["stakes"]["friend"] = {"settlement": 60}
    raw["candour"] = {"centre": {"ash": 0.9, "birch": 0.9}}
    raw["war"]["values"]["ash"]["optimism"] = 12
    for section, entries in changes.items():
        raw[section] = {**raw.get(section, {}), **entries}
    return Desk(asked(overviews, Case.model_validate(raw), draws=128, seed=1, perspectives=["baseline"]))


def offer(cost: float, value: float = 8.0) -> dict[str, Any]:
    return {"fee": {"name": "A fee", "giver": "friend", "receiver": "centre", "value": value, "cost": cost}}


def test_an_offer_that_brings_it_in() -> None:
    found = desk(offers=offer(0.5))
    said = bringing_in.words(found)
    assert said.startswith("Asked to mediate and promised nothing, the community mediation centre is willing in ")
    assert "the cheapest offers with which it and all sponsors are willing in 80% are a mutual friend’s “A fee”" in said
    annex = sponsors_annex(found, "X")
    assert annex is not None and any(isinstance(block, Figure) for block in annex.blocks)
    table = next(block for block in annex.blocks if isinstance(block, Table))
    assert [row[0] for row in table.rows] == ["public", "private", "mixed"]
    assert all(row[1] == "yes" for row in table.rows)


@pytest.mark.parametrize(
    ("offers", "words"),
    [
        (offer(500.0), "it is a mutual friend that would not pay"),
        (offer(0.1, 0.1), "with all on offer it lacks"),
        ({}, "The case names no offers that could change that."),
    ],
)
def test_what_is_lacking(offers: dict[str, Any], words: str) -> None:
    assert words in bringing_in.words(desk(offers=offers))


def test_a_spoiler_and_its_remedy() -> None:
    arms = {"holder": "friend", "target": "ash", "kind": "spoil", "strength": 25, "cost": 0.1}
    found = desk(stakes={"friend": {"settlement": -20}}, levers={"eggs_on": arms})
    said = spoiling.words(found)
    assert "What a mutual friend does costs it " in said
    assert "has its price, for which the case names no offer" in said
    tables = {str(block.caption): block for block in spoiling.blocks(found) if isinstance(block, Table)}
    assert tables["Who would spoil it"].rows[0][2] not in ("0%", "–")
    assert len(tables["Signers in the way"].rows) == 2
    bought = desk(
        stakes={"friend": {"settlement": -20}},
        levers={"eggs_on": arms},
        offers={"peace": {"name": "A bench", "giver": "centre", "receiver": "friend", "value": 30, "cost": 0.1}},
    )
    assert "offers that the case names would turn it: the community mediation centre’s “A bench” in " in spoiling.words(
        bought
    )


def test_nobody_to_bring_in_or_to_spoil() -> None:
    raw = load("fence").model_dump(mode="json", exclude_unset=True)
    raw["plans"] = {}
    found = Desk(asked(overviews, Case.model_validate(raw), draws=64, seed=1, perspectives=["baseline"]))
    assert (bringing_in.words(found), spoiling.words(found)) == ("", "")
    assert sponsors_annex(found, "X") is None
