"""What is printed is what was meant: no markup in names, no digit or name lost in a narrow window, directions kept apart."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from goodoffices.kit.isolation import CLOSE, OPEN, isolated, isolated_page, isolated_tree, printable, right_to_left
from goodoffices.kit.page import Page
from goodoffices.kit.plain_table import PlainTable
from goodoffices.kit.tables import plain_table

HEADS = (("claimant", "left"), ("claim", "right"), ("proportional", "right"), ("equal\nawards", "right"))
ROWS = (
    ("Housing damage", "56,000,000,000", "35,536,753,040.72", "52.0 (38 to 66)"),
    ("Budget and displaced people", "345,250,000,000", "219,090,428,344.79", "82.9 ± 1.9"),
)
DAMASCUS, HAIFA = "دمشق القديمة", "חיפה"


def table() -> PlainTable:
    """Sums of money, and names of several words."""
    made = plain_table(*HEADS)  # type: ignore[arg-type]
    for row in ROWS:
        made.add_row(*row)
    return made


def printed(thing: object, width: int | None = None, **options: object) -> str:
    """What a window of that width shows, or a pipe."""
    file = io.StringIO()
    environ = {} if width is None else {"COLUMNS": str(width)}
    Page(file=file, _environ=environ, **options).print(thing)
    return file.getvalue()


@pytest.mark.parametrize("width", [1, 5, 12, 20, 30, 40, 50, 60, 70, 80, 100, 200])
def test_no_number_and_no_name_is_lost_at_any_width(width: int) -> None:
    text = printed(table(), width)
    for row in ROWS:
        for number in re.findall(r"[\d.,]{3,}", " ".join(row[1:])):
            assert re.search(rf"(?<![\d.,]){re.escape(number)}(?![\d.,])", text), (number, text)
        for word in row[0].split():
            assert word in text
    assert text.count("(") == text.count(")")
    for head, _ in HEADS:
        assert all(word in text for word in head.split())


@pytest.mark.parametrize("width", [20, 30, 40, 60, 80, 120])
def test_a_window_that_holds_the_longest_number_is_kept_to(width: int) -> None:
    assert max(map(len, printed(table(), width).splitlines())) <= width


def test_a_table_too_wide_is_a_list_for_every_row() -> None:
    lists = printed(table(), 40).split("\n\n")
    assert " ".join(lists[0].split()) == (
        "claimant Housing damage claim 56,000,000,000 proportional 35,536,753,040.72 equal awards 52.0 (38 to 66)"
    )
    assert len(lists) == 2


def test_names_fold_before_anything_else_and_never_a_letter_a_line() -> None:
    lines = printed(table(), 76).splitlines()
    assert [line.split()[0] for line in lines[3:]] == ["Housing", "Budget", "displaced"]
    assert max(map(len, lines)) <= 76


def test_a_pipe_is_as_wide_as_it_takes() -> None:
    wide = plain_table(("plan", "left"), *((f"column {n}", "right") for n in range(20)))
    wide.add_row("a plan with a long name", *(f"{10**n:,}" for n in range(20)))
    head, _, row = printed(wide).splitlines()
    assert row.split()[-1] == f"{10**19:,}" and row.startswith("a plan with a long name")
    assert head.split()[-2:] == ["column", "19"]


words = st.text(alphabet="ab é漢", min_size=1, max_size=30)
figures = st.decimals(allow_nan=False, allow_infinity=False, places=2).map(lambda d: f"{d:,}")


@given(st.lists(st.tuples(words, figures, figures), min_size=1, max_size=4), st.integers(1, 120))
def test_whatever_stands_in_a_table_its_numbers_are_whole(rows: list[tuple[str, str, str]], width: int) -> None:
    made = plain_table(("who", "left"), ("first", "right"), ("second", "right"))
    for row in rows:
        made.add_row(*row)
    shown = printed(made, width).split()
    for row in rows:
        assert set(row[1:]) <= set(shown)


@pytest.mark.parametrize("name", ["Ash [north]", "Birch [/b]", "[red]", ":bomb:", "[link=x]", "\\[bold]", "[/]"])
def test_names_are_no_markup(name: str) -> None:
    made = plain_table((name, "left"))
    made.add_row(name)
    assert printed(name, 80) == f"{name}\n"
    assert [line.strip() for line in printed(made, 80).splitlines()[::2]] == [name, name]


@pytest.mark.parametrize("character", ["\u2028", "\u2029", "\x85", "\x1b", "\x07", "\r", "\x0b", "\u202e", "\u2067"])
def test_a_name_is_one_line_and_gives_no_orders_to_the_terminal(character: str) -> None:
    text = printed(f"a{character}b", 80)
    assert character not in text and len(text.splitlines()) == 1
    assert text.startswith("a") and text.endswith("b\n")


def isolates(text: str) -> Iterator[str]:
    return re.finditer(f"{OPEN}([^{OPEN}{CLOSE}]*){CLOSE}", text).__iter__()  # type: ignore[return-value]


def test_names_from_right_to_left_stand_by_themselves() -> None:
    said = isolated(f"2.4 points for {DAMASCUS} 3.6, {HAIFA} 83 ± 2")
    assert said == f"2.4 points for {OPEN}{DAMASCUS}{CLOSE} 3.6, {OPEN}{HAIFA}{CLOSE} 83 ± 2"
    assert isolated(said) == said
    assert isolated("nothing of the kind: é漢") == "nothing of the kind: é漢"


def test_a_known_name_is_isolated_with_the_figures_in_it() -> None:
    name = "قرار 242 لعام 1967"
    assert isolated(f"{name} 83", right_to_left(["Ash", name])) == f"{OPEN}{name}{CLOSE} 83"


def test_cells_side_by_side_and_folded_names_are_isolated_each() -> None:
    made = plain_table(("who", "left"), ("to whom", "left"), ("n", "right"))
    made.add_row(DAMASCUS, HAIFA, "3.6")
    row = printed(made, 80).splitlines()[-1]
    assert [m.group(1) for m in isolates(row)] == [DAMASCUS, HAIFA]  # type: ignore[attr-defined]
    for line in printed(f"a sentence on {' '.join([DAMASCUS] * 9)} and 3.6", 30).splitlines():
        assert line.count(OPEN) == line.count(CLOSE)


def test_pages_are_isolated_in_their_text_alone() -> None:
    page = f'<p title="{HAIFA}">{HAIFA} 3 &amp; “a &amp; {HAIFA}”</p><style>p::after {{content: "{HAIFA}"}}</style>'
    shown = isolated_page(page, right_to_left([f"a & {HAIFA}"]))
    one = f"{OPEN}{HAIFA}{CLOSE}"
    assert shown == (
        f'<p title="{HAIFA}">{one} 3 &amp; “{OPEN}a &amp; {HAIFA}{CLOSE}”</p><style>p::after {{content: "{HAIFA}"}}</style>'
    )


def test_trees_keep_their_shape() -> None:
    assert isolated_tree({"a": [1, None, f"{HAIFA} 3"], "b": "x\u2028y"}) == {
        "a": [1, None, f"{OPEN}{HAIFA}{CLOSE} 3"],
        "b": "x y",
    }
    assert printable("a\tb\nc") == "a\tb\nc"


def test_no_module_of_the_command_line_makes_a_console_of_its_own_on_standard_output() -> None:
    """Else names would be markup again there."""
    folder = Path(__file__).parents[2] / "src" / "goodoffices" / "cli"
    made = [
        (file.name, call)
        for file in sorted(folder.glob("*.py"))
        for call in re.findall(r"\bConsole\([^)]*\)", file.read_text(encoding="utf-8"))
    ]
    assert [call for name, call in made if name != "page.py"] == ["Console(stderr=True)"] * 2
    assert not [f.name for f in folder.glob("*.py") if re.search(r"\[/?bold\]", f.read_text(encoding="utf-8"))]
