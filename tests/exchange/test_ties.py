"""Ties from a table: what is read is what stands there, and no table or mapping ends in a traceback."""

from __future__ import annotations

import csv
import io
import random
from pathlib import Path

import pytest

from goodoffices.case.document import compose
from goodoffices.case.problem import CaseError
from goodoffices.case.schema import Ties
from goodoffices.exchange.letters import slug
from goodoffices.exchange.ties_import import Imported, ties_from
from goodoffices.exchange.ties_mapping import checked, column_from, mapping_from, with_columns
from goodoffices.exchange.ties_table import table_from
from goodoffices.exchange.ties_writing import flow, section

CANDIDATES = Path(__file__).resolve().parents[3] / "shared" / "data" / "ukraine2022" / "candidates_compact.csv"
HEAD = ("who", "trade_2016", "trade_2021", "back", "arms", "pact")
ROWS = (
    ("China", "13.7", "17.9", "2.1", "300", "yes"),
    ("Türkiye", "2.77", "", "", "NA", "no"),
    ("Holy See", "", "", "", "", ""),
)
MAPPING = {
    "candidate": "who",
    "source": "itpde",
    "weights": {"pact": 0},
    "columns": [
        {"column": "trade_2021", "kind": "trade", "of": "russia", "year": 2021, "source": "customs"},
        {"column": "trade_2016", "kind": "trade", "of": "russia", "year": 2016},
        {"column": "back", "kind": "trade", "of": "candidate", "with": "russia", "year": 2016},
        {"column": "arms", "kind": "arms", "of": "russia", "unit": "amount", "total": 1000},
        {"column": "pact", "kind": "pact", "of": "russia", "unit": "flag", "both": True},
    ],
}


def written(folder: Path, delimiter: str = ",", encoding: str = "utf-8", rows=ROWS, head=HEAD) -> Path:
    text = io.StringIO()
    csv.writer(text, delimiter=delimiter, lineterminator="\n").writerows([head, *rows])
    path = folder / "table.csv"
    path.write_bytes(text.getvalue().encode(encoding))
    return path


def imported(path: Path, mapping=MAPPING, **options) -> Imported:
    return ties_from(table_from(path), checked(mapping, "map.yaml"), file="map.yaml", **options)


def test_shares_years_sources_and_the_other_way(tmp_path: Path) -> None:
    found = imported(written(tmp_path))
    pairs = found.ties["pairs"]
    assert [(p["between"], p["kind"]) for p in pairs] == [
        (["russia", "china"], "trade"),
        (["russia", "turkiye"], "trade"),
        (["russia", "china"], "arms"),
        (["russia", "china"], "pact"),
        (["russia", "turkiye"], "pact"),
    ]
    china, turkiye, arms, pact, none = pairs
    assert china["shares"] == [{"value": 0.179, "basis": "data", "source": "customs"}, 0.021]
    assert china["year"] == "2021; the other way 2016"
    assert turkiye["shares"] == [0.0277, 0]
    assert (turkiye["year"], "stands as 0" in turkiye["note"]) == ("2016", True)
    assert arms["shares"] == [0.3, 0]
    assert (pact["shares"], none["shares"]) == ([1.0, 1.0], [0.0, 0.0])
    assert any("empty cells" in said for said in found.remarks)
    Ties.model_validate(found.ties)


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
def test_delimiters_and_encodings_make_no_difference(tmp_path: Path, delimiter: str, encoding: str) -> None:
    assert imported(written(tmp_path, delimiter, encoding)).ties == imported(written(tmp_path)).ties


def test_decimal_commas_and_per_cent_signs(tmp_path: Path) -> None:
    rows = (("China", "13,7 %", "17,9", "0,5%", "300", "1"),)
    (china, *_) = imported(written(tmp_path, ";", rows=rows)).ties["pairs"]
    assert china["shares"] == [{"value": 0.179, "basis": "data", "source": "customs"}, 0.005]


def test_text_passes_the_schema(tmp_path: Path) -> None:
    found = imported(written(tmp_path))
    document = compose(section(found.ties, "two\nlines: of comment"), "ties.yaml")
    assert not document.problems and document.raw is not None
    assert Ties.model_validate(document.raw["ties"]) == Ties.model_validate(found.ties)


@pytest.mark.parametrize("value", ["no", "12", "2012-2021", "a: b", "it's # not", "true", "", "Ünïcode", '"quoted"'])
def test_texts_come_back_as_they_were(value: str) -> None:
    document = compose(f"a: {flow({'b': value})}\n", "x")
    assert document.raw == {"a": {"b": value}}


@pytest.mark.parametrize(
    ("rows", "words"),
    [
        ((("China", "x", "1", "1", "1", "no"),), ("table.csv:2: trade_2016", "number is wanted", "'x'")),
        ((("China", "1", "130", "1", "1", "no"),), ("table.csv:2: trade_2021", "between 0 and 1")),
        ((("China", "1", "1", "1", "5000", "no"),), ("table.csv:2: arms", "total is given as 1000")),
        ((("China", "1", "1", "1", "1", "maybe"),), ("table.csv:2: pact", "'maybe'")),
        ((("China", "1"), ("China", "2")), ("table.csv:3: who", "china stands on line 2 already")),
        ((("China", "1", "1", "1", "1", "no", "more"),), ("table.csv:2", "more cells")),
        ((("China",),), ("no share was found",)),
        ((), ("no share was found",)),
    ],
)
def test_bad_cells_are_named_by_line_and_column(tmp_path: Path, rows, words) -> None:
    with pytest.raises(CaseError) as caught:
        imported(written(tmp_path, rows=rows))
    assert all(word in str(caught.value) for word in words), str(caught.value)


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"columns": [{"column": "trad_2016", "kind": "trade", "of": "russia"}]}, ("no column 'trad_2016'", "did you mean")),
        ({"candidate": "whom"}, ("no column 'whom'", "did you mean 'who'")),
        ({"columns": [{"column": "back", "kind": "trade", "of": "candidate"}]}, ("wants `with:`",)),
        ({"columns": [{"column": "back", "kind": "Trade", "of": "russia"}]}, ("columns.0.kind",)),
        ({"columns": [{"column": "arms", "kind": "arms", "of": "russia", "unit": "amount"}]}, ("go together",)),
        ({"columns": [{"column": "arms", "kind": "arms", "of": "russia", "y": 1}]}, ("no field 'y'", "known: column")),
        ({"unit": "per mille"}, ("unit",)),
        ({"weights": {"trade": -1}}, ("weights.trade",)),
        ({"points_per_share": "much"}, ("points_per_share",)),
    ],
)  # fmt: skip
def test_bad_mappings_are_named_by_field(tmp_path: Path, change, words) -> None:
    with pytest.raises(CaseError) as caught:
        imported(written(tmp_path), {**MAPPING, **change})
    assert all(word in str(caught.value) for word in words), str(caught.value)


def test_mapping_files_are_named_by_line(tmp_path: Path) -> None:
    path = tmp_path / "map.yaml"
    path.write_text(
        "candidate: who\ncolumns:\n  - {column: back, kind: trade, of: russia}\n  - {column: back, kind: 7}\n"
    )
    with pytest.raises(CaseError) as caught:
        checked(mapping_from(path), str(path), path)
    assert f"{path}:4: columns.1" in str(caught.value)


def test_columns_from_the_command_line() -> None:
    assert column_from("a=b=trade:candidate>russia@share") == {
        "column": "a=b", "kind": "trade", "of": "candidate", "with": "russia", "unit": "share",
    }  # fmt: skip
    raw = with_columns({"year": 2016, "columns": [1]}, ["x=trade:russia"], {"year": "2021", "unit": None})
    assert raw["year"] == "2021" and raw["columns"][0]["column"] == "x" and "unit" not in raw
    for wrong in ("x", "x=trade", "=trade:russia", "x=trade:russia@", "x=Trade:russia"):
        with pytest.raises(CaseError):
            column_from(wrong)


@pytest.mark.parametrize(
    ("name", "made"),
    [
        ("Türkiye", "turkiye"),
        ("Holy See / Vatican", "holy_see_vatican"),
        ("7", "p_7"),
        ("中", ""),
        ("Łódź", "lodz"),
        ("Ελλάδα A", ""),
    ],
)
def test_ids_from_names(name: str, made: str) -> None:
    assert slug(name) == made


def test_mutated_tables_and_mappings_never_end_in_a_traceback(tmp_path: Path) -> None:
    chance = random.Random(7)
    table = written(tmp_path).read_bytes()
    plan = tmp_path / "map.yaml"
    good = (
        b"candidate: who\nunit: percent\nyear: 2016\nparties: {China: china}\ncolumns:\n"
        b"  - {column: trade_2016, kind: trade, of: russia, source: itpde}\n"
        b"  - {column: back, kind: trade, of: candidate, with: russia}\n"
    )
    read = 0
    for turn in range(400):
        (tmp_path / "table.csv").write_bytes(_spoiled(table, chance) if turn % 2 else table)
        plan.write_bytes(good if turn % 2 else _spoiled(good, chance))
        try:
            reading = checked(mapping_from(plan), str(plan), plan)
            found = ties_from(table_from(tmp_path / "table.csv"), reading, file=str(plan))
        except CaseError as error:
            assert error.problems and all(problem.message for problem in error.problems)
            continue
        read += 1
        document = compose(section(found.ties, "x"), "x")
        assert document.raw is not None
        Ties.model_validate(document.raw["ties"])
    assert 20 < read < 380


def _spoiled(data: bytes, chance: random.Random) -> bytes:
    content = bytearray(data)
    for _ in range(chance.randint(1, 3)):
        at = chance.randrange(len(content))
        match chance.randrange(4):
            case 0:
                content[at] = chance.randrange(256)
            case 1:
                del content[at : at + chance.randint(1, 6)]
            case 2:
                content[at:at] = chance.choice(
                    [b'"', b",", b"\n", b": ", b"{", b"-1", b"1e999", b"\x00", b"\xff\xfe", b"nan"]
                )
            case _:
                content[at:at] = content[: chance.randint(1, 20)]
        if not content:
            return b" "
    return bytes(content)


@pytest.mark.skipif(not CANDIDATES.exists(), reason="the table of candidates is not at hand")
def test_the_flagships_table_in_one_go() -> None:
    raw = with_columns(
        {}, ["trade_pct_of_RUS_2016=trade:russia", "trade_pct_of_UKR_2016=trade:ukraine"], {"year": "2016"}
    )
    found = ties_from(table_from(CANDIDATES), checked(raw, "--column"), file="--column")
    shares = {tuple(pair["between"]): pair["shares"][0] for pair in found.ties["pairs"]}
    assert len(shares) == 46
    assert shares["russia", "china"] == pytest.approx(0.137)
    assert shares["ukraine", "european_union"] == pytest.approx(0.4031)
