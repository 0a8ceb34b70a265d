"""What a table leaves open is refused or said: whom a name means, what parts its cells, which sign begins decimals."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from goodoffices.case.problem import CaseError
from goodoffices.exchange.ties_import import Imported, ties_from
from goodoffices.exchange.ties_mapping import checked
from goodoffices.exchange.ties_names import Known
from goodoffices.exchange.ties_numbers import plain, shown_by
from goodoffices.exchange.ties_table import table_from

PEOPLE = Known(
    {
        "north": "Northern Republic",
        "kinshasa": "Congo (Kinshasa)",
        "brazzaville": "Congo (Brazzaville)",
        "vatican": "Holy See (Vatican)",
        "sudan": "South of the river",
        "other": "Sudan",
        "cote": "Côte d'Ivoire",
        "china": "中国",
        "p_7": "Group of seven",
        "seven": "7",
        "cousin": "Ash",
        "ash": "The Ash family",
        "twin_a": "Twin",
        "twin_b": "Twin",
        "long_a": "x" * 70 + "a",
        "long_b": "x" * 70 + "b",
        "kabul": "काबुल",
    }
)


def imported(folder: Path, text: str | bytes, known: Known | None = PEOPLE, **mapping: Any) -> Imported:
    """The ties of a table with columns `candidate` and `share`, amounts of 2000 unless said otherwise."""
    path = folder / "t.txt"
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    column = {"column": "share", "kind": "trade", "of": "north", "unit": "amount", "total": 2000}
    reading = checked({"columns": [column], **mapping}, "map.yaml")
    wanted = (reading.candidate, *(c.column for c in reading.columns))
    table = table_from(path, delimiter=reading.delimiter, wanted=wanted)
    return ties_from(table, reading, file="map.yaml", known=known)


def shares(found: Imported) -> Mapping[str, float]:
    return {pair["between"][1]: pair["shares"][0] for pair in found.ties["pairs"]}


def refused(folder: Path, text: str | bytes, **options: Any) -> str:
    with pytest.raises(CaseError) as caught:
        imported(folder, text, **options)
    return str(caught.value)


@pytest.mark.parametrize(
    ("name", "party"),
    [
        ("Congo (Kinshasa)", "kinshasa"),
        ("congo, brazzaville", "brazzaville"),
        ("Holy See", "vatican"),
        ("sudan", "sudan"),  # an id as written goes before a name
        ("Sudan", "other"),  # a name as written goes before an id in other letters
        ("ash", "ash"),
        ("Ash", "cousin"),
        ("Cote d’Ivoire", "cote"),
        (unicodedata.normalize("NFD", "Côte d'Ivoire"), "cote"),
        ("CÔTE D'IVOIRE", "cote"),
        ("\u200eCôte\u00a0d'Ivoire ", "cote"),
        ("中国", "china"),
        ("काबुल", "kabul"),
        ("7", "seven"),
        ("p_7", "p_7"),
        ("x" * 70 + "b", "long_b"),
    ],
)
def test_who_is_meant(tmp_path: Path, name: str, party: str) -> None:
    assert shares(imported(tmp_path, f'candidate;share\n"{name}";200\n')) == {party: 0.1}


@pytest.mark.parametrize(("name", "ids"), [("Congo", "kinshasa, brazzaville"), ("Twin", "twin_a, twin_b")])
def test_a_name_of_two_parties_is_refused_until_the_mapping_says_which(tmp_path: Path, name: str, ids: str) -> None:
    table = f"candidate,share\n{name},200\n"
    said = refused(tmp_path, table)
    assert f"t.txt:2: candidate: 2 parties of the case are called so ({ids}): '{name}'" in said
    second = ids.split(", ")[1]
    assert f"parties: {{{name}: {ids.split(', ')[0]}}}" in said
    assert shares(imported(tmp_path, table, parties={name: second})) == {second: 0.1}
    assert shares(imported(tmp_path, table, parties={name.upper(): second})) == {second: 0.1}


def test_parts_of_names_and_idle_names_are_said(tmp_path: Path) -> None:
    found = imported(tmp_path, "candidate,share\nHoly See,200\nकिबुल,3\n", parties={"Atlantis": "cote"})
    assert shares(found) == {"vatican": 0.1}
    assert "taken by the part of a party's name before its bracket: Holy See as vatican" in found.remarks
    assert "named under `parties`, and not in the table: Atlantis" in found.remarks
    assert "left out, for they are no parties of the case or of `parties`: किबुल" in found.remarks


def test_names_that_differ_only_in_letters_of_the_mapping_are_refused(tmp_path: Path) -> None:
    parties = {"ONE": "cote", "one": "china"}
    assert "in other letters for china and cote" in refused(tmp_path, "candidate,share\nOne,2\n", parties=parties)
    assert shares(imported(tmp_path, "candidate,share\none,200\n", parties=parties)) == {"china": 0.1}


def test_two_long_names_do_not_share_an_id(tmp_path: Path) -> None:
    long = "y" * 70
    assert "stands on line 2 already" in refused(tmp_path, f"candidate,share\n{long}a,1\n{long}b,2\n", known=None)


@pytest.mark.parametrize(
    ("text", "amounts"),
    [
        ("candidate\tshare\nash\t1,250\nsudan\t12.5\n", {"ash": 1250, "sudan": 12.5}),
        ("candidate;share\nash;1.250\nsudan;12,5\n", {"ash": 1250, "sudan": 12.5}),
        ("candidate;share\nash;1.250,5\n", {"ash": 1250.5}),
        ("candidate;share\nash;1,250.5\n", {"ash": 1250.5}),
        ("candidate|share\nash|0,125\nsudan|1,125\n", {"ash": 0.125, "sudan": 1.125}),
        ("candidate;share\nash;1250\nsudan;1,5\n", {"ash": 1250, "sudan": 1.5}),
        ("candidate;share\nash;1250,125\n", {"ash": 1250.125}),
        ("candidate,share\nash,1.250\n", {"ash": 1.25}),  # between commas the sign is the point
        ("candidate;share\nash;1,5e2\n", {"ash": 150}),
    ],
)
def test_numbers_that_show_their_decimal_sign(tmp_path: Path, text: str, amounts: dict[str, float]) -> None:
    assert shares(imported(tmp_path, text)) == {
        who: pytest.approx(much / 2000, abs=1e-6) for who, much in amounts.items()
    }


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("candidate\tshare\nash\t1,250\n", ("t.txt:2: share", "1,250 may be 1250 or 1.250")),
        ("candidate;share\nash;1.250\nsudan;2.000\n", ("t.txt:2: share", "1.250 may be 1250 or 1.250")),
        (
            "candidate;share\nash;1,5\nsudan;1.5\n",
            ("t.txt:3: share", "1.5 has a decimal point, and 1,5 on line 2 a comma"),
        ),
        ('candidate,share\nash,"1,250"\n', ("t.txt:2: share", "parted by commas: '1,250'")),
        ('candidate,share\nash,"12,5"\n', ("t.txt:2: share", "parted by commas: '12,5'")),
    ],
)
def test_numbers_that_may_be_two_things_are_refused_until_it_is_said(
    tmp_path: Path, text: str, words: tuple[str, ...]
) -> None:
    said = refused(tmp_path, text)
    assert all(word in said for word in (*words, "decimal: comma", "--decimal")), said


@pytest.mark.parametrize(("decimal", "share"), [("point", 0.625), ("comma", 0.000625)])
@pytest.mark.parametrize("text", ["candidate\tshare\nash\t1,250\n", 'candidate,share\nash,"1,250"\n'])
def test_a_stated_decimal_sign_is_taken(tmp_path: Path, text: str, decimal: str, share: float) -> None:
    assert shares(imported(tmp_path, text, decimal=decimal)) == {"ash": share}


def test_thousands_signs_stand_between_three_digits(tmp_path: Path) -> None:
    said = refused(tmp_path, "candidate\tshare\nash\t1,25\n", decimal="point")
    assert "t.txt:2: share: this is no number with a decimal point: '1,25'; write it as in 1250.5" in said
    assert "share must lie between" in refused(tmp_path, "candidate\tshare\nash\t1,250\nsudan\t1,234,567\n")


def test_how_numbers_were_read_is_said(tmp_path: Path) -> None:
    found = imported(tmp_path, "candidate;share\nash;1.250\nsudan;12,5\n")
    assert "numbers are read with a decimal comma: 12,5 on line 3" in found.remarks


def test_every_number_is_read_back_with_its_own_sign() -> None:
    for value in (0.5, 12.5, 125.25, 1250.5, 1234567.25, 1000000.0, 0.001):
        english = f"{value:,.10f}".rstrip("0").rstrip(".")
        german = english.translate(str.maketrans(",.", ".,"))
        assert float(plain(english, "point") or "nan") == float(plain(german, "comma") or "nan") == value
        assert (shown_by(english), shown_by(german)) == ("point", "comma"), english
    assert {shown_by(word) for word in ("1.250", "1,250", "-999,000", "7", "x", "1,2,3", "1.2,3,4", "")} == {None}


@pytest.mark.parametrize(
    "text",
    [
        "sep=;\ncandidate;share\nash;200\n",
        '"sep=;"\r\ncandidate;share\r\nash;200\r\n',
        "\ufeffsep=;\ncandidate;share\nash;200\n",
        "\ufeffcandidate;share\nash;200\n",
        "# from, a, list, of, commas\ncandidate;share\nash;200\n",
        "note, with, commas, in, it\tcandidate\tshare\nx\tash\t200\n",
        "candidate;share;a,b,c,d\nash;200;1,2,3,4\n",
        'candidate;share;note\nash;200;"one; two"\n',
        "candidate|share|a;b;c;d\nash|200|\n",
        "candidate ;\u00a0share\nash;200\n",
    ],
)
def test_what_parts_the_cells_is_found_out(tmp_path: Path, text: str) -> None:
    assert shares(imported(tmp_path, text)) == {"ash": 0.1}
    assert shares(imported(tmp_path, text.encode("utf-16"))) == {"ash": 0.1}


def test_headings_in_another_normal_form_or_with_commas(tmp_path: Path) -> None:
    columns = [{"column": "Anteil, übrig", "kind": "trade", "of": "north"}]
    for form in ("NFC", "NFD"):
        text = unicodedata.normalize(form, "candidate\tAnteil, übrig\nash\t10\n")
        assert shares(imported(tmp_path, text, columns=columns)) == {"ash": 0.1}


def test_two_delimiters_that_fit_alike_are_refused_until_it_is_said(tmp_path: Path) -> None:
    text = "candidate;x,share\nash;x,200\n"
    said = refused(tmp_path, text)
    assert "cells may be parted by commas and by semicolons" in said and "--delimiter" in said
    assert "no column 'candidate'" in refused(tmp_path, text, delimiter="comma")
    columns = [{"column": "x,share", "kind": "trade", "of": "north"}]
    with pytest.raises(CaseError, match="no number with a decimal point"):  # and now it is known which
        imported(tmp_path, text, columns=columns)


def test_names_in_a_mapping_that_are_numbers(tmp_path: Path) -> None:
    with pytest.raises(CaseError, match=r"parties\.7: a name must be text.*put it in quotes: '7'"):
        checked({"parties": {7: "cote"}, "columns": []}, "map.yaml")
