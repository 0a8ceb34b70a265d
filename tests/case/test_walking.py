"""Every number has a path and stands on its own ground or the nearest around it."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from pydantic import BaseModel

from goodoffices.case.quantity import Quantity
from goodoffices.case.schema import Case, DirectWar, Lever
from goodoffices.case.walking import claim_references, quantities, source_references


def every_number(thing: object) -> Iterator[Quantity]:
    """An independent walk, by value alone."""
    if isinstance(thing, Quantity):
        yield thing
    elif isinstance(thing, BaseModel):
        for name in type(thing).model_fields:
            yield from every_number(getattr(thing, name))
    elif isinstance(thing, dict):
        for value in thing.values():
            yield from every_number(value)
    elif isinstance(thing, tuple):
        for value in thing:
            yield from every_number(value)


def test_no_number_is_left_out(base: Case) -> None:
    alone = base.model_copy(update={"perspectives": {}})
    assert len(quantities(base)) == len(list(every_number(alone)))
    assert not any(path.startswith("perspectives") for path in quantities(base))


def test_paths_lead_to_their_numbers(base: Case) -> None:
    for path, number in quantities(base).items():
        thing: object = base
        for step in path.split("."):
            if isinstance(thing, dict):
                thing = thing[step]
            else:
                thing = thing[int(step)] if isinstance(thing, tuple) else getattr(thing, step)
        assert isinstance(thing, Quantity)
        assert (thing.kind, thing.support()) == (number.kind, number.support())


def test_order_is_that_of_the_schema_then_of_the_file(base: Case) -> None:
    paths = list(quantities(base))
    assert paths == list(quantities(Case.model_validate(base.model_dump(exclude_unset=True))))
    sections = list(dict.fromkeys(path.split(".")[0] for path in paths))
    assert sections == [name for name in Case.model_fields if name in sections]
    assert [p for p in paths if p.startswith("levers") and p.endswith("strength")] == [
        "levers.cake.strength",
        "levers.truth.strength",
        "levers.watch.strength",
    ]


@pytest.mark.parametrize(
    ("path", "ground"),
    [
        ("war.values.bob.cost", ("claim", ("loud",), None)),
        ("war.values.ann.level", ("judgement", (), None)),
        ("war.front.advance_b", ("judgement", (), None)),
        ("ties.pairs.0.shares.0", ("data", (), "survey")),
        ("mistrust.carl.ann", ("judgement", (), None)),
        ("candour.carl.bob.private", ("judgement", (), None)),
        ("levers.cake.credibility", (None, (), None)),
        ("preferences.bob.face", (None, (), None)),
    ],
)
def test_ground_comes_from_the_nearest_that_names_one(
    base: Case, path: str, ground: tuple[str | None, tuple[str, ...], str | None]
) -> None:
    number = quantities(base)[path]
    assert (number.basis, number.claims, number.source) == ground


def lever(base: Case, **fields: object) -> Quantity:
    new = Lever.model_validate({"holder": "dora", "target": "ann", "kind": "carrot", **fields})
    return quantities(base.model_copy(update={"levers": {"x": new}}))["levers.x.strength"]


def test_ground_is_taken_as_a_whole(base: Case) -> None:
    number = lever(base, strength={"value": 1, "basis": "judgement"}, claims=["loud"], source="survey")
    assert (number.basis, number.claims, number.source) == ("judgement", (), None)


def test_claims_or_a_source_alone_say_the_basis(base: Case) -> None:
    assert lever(base, strength={"value": 1, "claims": ["loud"]}).basis == "claim"
    assert lever(base, strength={"value": 1, "source": "survey"}).basis == "data"


def test_a_bare_basis_takes_what_it_needs_from_further_out(base: Case) -> None:
    number = lever(base, strength={"value": 1, "basis": "claim"}, basis="judgement", claims=["loud"])
    assert (number.basis, number.claims) == ("claim", ("loud",))
    number = lever(base, strength={"value": 1, "basis": "data"}, basis="claim", source="survey", locator="p. 3")
    assert (number.basis, number.source, number.locator) == ("data", "survey", "p. 3")


def test_references_name_who_refers(base: Case) -> None:
    assert claim_references(base) == {
        "parties.ann": ("loud",),
        "war.values.bob": ("loud",),
        "perspectives.gloomy": ("loud",),
    }
    assert source_references(base) == {"ties": "survey", "claims.loud": "survey"}


def test_defaults_are_there(mini: Case) -> None:
    assert isinstance(mini.war.values["ann"], DirectWar)
    assert quantities(mini)["war.values.ann.drift"].value == 0
