"""The page: whole, closed, escaped, the same every time, and four sheets of A4 before the annexes."""

from __future__ import annotations

import re
import shutil
import subprocess
from collections.abc import Callable
from dataclasses import replace
from functools import cache
from pathlib import Path

import pytest
from tests.brief import factory
from tests.brief.page import Page

from goodoffices.brief.desk import Desk
from goodoffices.brief.overview import Overviews, overviews
from goodoffices.brief.report import Annex, css_string, render
from goodoffices.play.outcome import LINKS
from goodoffices.play.study import Study

STUDIES: dict[str, Callable[[], Overviews]] = {
    "usual": factory.usual,
    "three_sided": factory.three_sided,
    "bare": factory.bare,
    "single": lambda: factory.study(factory.case(perspectives=1)),
    "no_third_party": lambda: factory.study(factory.case(third=0)),
    "nothing_works": lambda: factory.study(
        factory.case(), levels={"baseline": dict.fromkeys(factory.case().plans, 0.0)}
    ),
}
MAIN = ("bottom-line", "parties", "text", "zone", "ripeness", "mediators", "plans", "perspectives", "limits")
ANNEXES = tuple(f"annex-{letter}" for letter in "abcdefg")


@cache
def html(name: str) -> str:
    return render(STUDIES[name](), annex="all")


@pytest.fixture(params=STUDIES)
def made(request: pytest.FixtureRequest) -> tuple[str, Page]:
    return request.param, Page(html(request.param))


def test_tags_balance_ids_are_unique_and_links_lead_somewhere(made: tuple[str, Page]) -> None:
    _, page = made
    assert len(page.ids) == len(set(page.ids))
    inner = {link[1:] for link in page.links if link.startswith("#")}
    assert inner <= set(page.ids), inner - set(page.ids)


def test_all_sections_stand_and_in_order(made: tuple[str, Page]) -> None:
    _, page = made
    places = [page.ids.index(s) for s in (*MAIN, "annexes", *ANNEXES)]
    assert places == sorted(places)
    assert page.headings[0] == 1
    assert all(b - a <= 1 for a, b in zip(page.headings, page.headings[1:], strict=False))


def test_no_number_that_is_none(made: tuple[str, Page]) -> None:
    _, page = made
    for bad in (r"\bnan\b", r"\bNone\b", r"\binf\b", r"\{\{", r"Markup\("):
        assert not re.search(bad, page.text), bad
    assert not re.search(r"NaN|undefined|Infinity", html(made[0]))


def test_nothing_is_loaded_from_elsewhere(made: tuple[str, Page]) -> None:
    name, page = made
    assert not [load for load in page.loads if "http" in load]
    assert not [tag for tag, _ in page.tags if tag in ("script", "iframe", "object", "embed", "link")]
    assert "@import" not in html(name)
    assert not re.search(r"url\(\s*['\"]?(?!#)", html(name))


def test_tables_and_charts_can_be_read_aloud(made: tuple[str, Page]) -> None:
    name, page = made
    heads = [given for tag, given in page.tags if tag == "th"]
    assert all(given.get("scope") in ("col", "row") for given in heads)
    charts = [given for tag, given in page.tags if tag == "svg"]
    assert len(charts) == {"bare": 2, "no_third_party": 5}.get(name, 6)
    assert all(given.get("role") == "img" and given["aria-labelledby"] in page.ids for given in charts)


def test_every_plan_and_perspective_is_shown(made: tuple[str, Page]) -> None:
    name, page = made
    study = STUDIES[name]()
    for plan in study.case.plans.values():
        assert plan.name in page.text
    for result in study.perspectives.values():
        assert result.title in page.text


def test_same_study_same_bytes() -> None:
    assert render(factory.usual(), annex="all") == html("usual")


def test_case_texts_are_escaped() -> None:
    assert "The <border> war" in Page(html("usual")).text
    assert "<border>" not in html("usual")
    assert "<sceptic>" not in html("usual")


def renamed(name: str) -> Overviews:
    """The usual study, with its first signer, first issue and first plan under a name of its own."""
    study = factory.usual()
    case = study.case
    found = {
        part: {
            key: one.model_copy(update={"name": name}) if n == 0 else one for n, (key, one) in enumerate(all_.items())
        }
        for part, all_ in (("parties", case.parties), ("issues", case.issues), ("plans", case.plans))
    }
    return replace(study, case=case.model_copy(update=found))


@pytest.mark.parametrize("name", ["דני והגדר", "قرار 242 لعام 1967"])
def test_names_from_right_to_left_do_not_move_what_stands_beside_them(name: str) -> None:
    text = render(renamed(name))
    bare = re.sub("\u2068[^\u2068\u2069]*\u2069|<style.*?</style>", "", text, flags=re.DOTALL)
    assert text.count("\u2068") == text.count("\u2069") > 10
    assert not re.search("[\u0590-\u08ff]", re.sub(r"<[^>]*>", "", bare))
    assert f"\u2068{name}\u2069" in text


def test_a_line_separator_in_a_name_is_a_space() -> None:
    """In a chart it would be an expression that does not end."""
    text = render(renamed("The pear\u2028tree [/b] :bomb:"))
    assert "\u2028" not in text and "The pear tree [/b] :bomb:" in text


def test_an_address_that_is_not_the_web_cannot_be_clicked() -> None:
    case = factory.case()
    trap = case.sources["essay"].model_copy(update={"url": "javascript:alert(1)"})
    page = Page(render(factory.study(case.model_copy(update={"sources": {"essay": trap}}))))
    assert "javascript:alert(1)" in page.text
    assert not [link for link in page.links if link.startswith("javascript")]
    assert "https://example.org/?a=1&b=2" in Page(html("usual")).links


def test_a_title_cannot_leave_the_style_sheet() -> None:
    assert css_string('a"; } </style>') == "a\\22 \\3b  \\7d  \\3c \\2f style\\3e "
    assert html("usual").count("</style>") == 1


def test_a_study_without_perspective_is_refused() -> None:
    study = factory.bare()
    with pytest.raises(ValueError, match="without a perspective"):
        render(Overviews(study.case, 1, 1, "0", "0", {}))


def sheets(page: Path, folder: Path) -> list[str]:
    """What stands on each page of the printed brief."""
    chromium = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if chromium is None or shutil.which("pdftotext") is None:
        pytest.skip("needs chromium and pdftotext to print the page")
    pdf = folder / "brief.pdf"
    quiet = (
        "--no-first-run",
        "--disable-background-networking",
        "--disable-component-update",
        "--disable-sync",
        "--disable-quic",
    )
    command = [chromium, "--headless", "--no-sandbox", "--disable-gpu", *quiet, f"--user-data-dir={folder / 'profile'}"]
    command += ["--no-pdf-header-footer", f"--print-to-pdf={pdf}", page.as_uri()]
    subprocess.run(command, check=True, capture_output=True, timeout=120)
    text = subprocess.run(["pdftotext", str(pdf), "-"], check=True, capture_output=True, text=True).stdout
    return text.removesuffix("\f").split("\f")


def main_pages(page: Path, folder: Path) -> int:
    """Pages of the printed brief before the first annex."""
    found = sheets(page, folder)
    return next(n for n, sheet in enumerate(found) if re.search(r"^Annex A\. ", sheet, re.MULTILINE))


def test_a_small_case_prints_on_six_sheets_with_its_numbers_claims_and_plans(tmp_path: Path) -> None:
    from goodoffices.case.reading import load

    page = tmp_path / "brief.html"
    page.write_text(render(overviews(Study(load("fence"), draws=256, seed=1))), encoding="utf-8")
    printed = sheets(page, tmp_path)
    assert len(printed) <= 6
    assert re.findall(r"^Annex ([A-Z])\. ", "\n".join(printed), re.MULTILINE) == ["A", "C", "E"]
    assert all(len(sheet.split()) > 60 for sheet in printed[:-1]), "a page with next to nothing on it"


def test_links_to_annexes_that_are_left_out_are_text() -> None:
    page = Page(render(factory.usual()))
    assert {link[1:] for link in page.links if link.startswith("#")} <= set(page.ids)
    assert "annex-d" not in page.ids and "annex-d" in Page(html("usual")).ids
    assert "--annex all" in page.text


@pytest.mark.parametrize("annex", ["fit", "all"])
def test_no_section_is_a_heading_alone(annex: Annex) -> None:
    text = render(factory.bare(), annex=annex)
    assert not re.search(r"</h[234]>\s*</section>", text)


def test_bars_and_cells_lead_to_the_plan_and_on_to_its_numbers() -> None:
    text, study = render(factory.usual()), factory.usual()
    funnel, heat = (re.search(f'<figure class="{k}">.*?</figure>', text, re.DOTALL)[0] for k in ("funnel", "heatmap"))  # type: ignore[index]
    for plan in study.case.plans:
        assert funnel.count(f'href="#plan-{plan}"') == len(LINKS)
        assert heat.count(f'href="#plan-{plan}"') == len(study.perspectives)
    order = Desk(study).order
    assert re.findall(r'href="#plan-(\w+)"', funnel)[: len(order)] == list(order)
    entry = re.search('<tr id="plan-by0">.*?</tr>', text, re.DOTALL)[0]  # type: ignore[index]
    assert 'href="#n-stakes-third0"' in entry and 'href="#n-levers-press"' in entry
    assert {"n-stakes-third0", "n-levers-press"} <= set(Page(text).ids)


def test_a_small_case_prints_on_four_sheets(tmp_path: Path) -> None:
    page = tmp_path / "brief.html"
    page.write_text(html("usual"), encoding="utf-8")
    assert 1 <= main_pages(page, tmp_path) <= 4


@pytest.mark.slow
def test_the_flagship_prints_on_four_sheets_and_stays_light(tmp_path: Path) -> None:

    page = tmp_path / "brief.html"
    text = render(overviews(Study("ukraine-2022", draws=256)))
    page.write_text(text, encoding="utf-8")
    assert len(text.encode()) < 2_000_000
    Page(text)
    assert main_pages(page, tmp_path) <= 4
