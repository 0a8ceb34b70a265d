"""One plan has one chance in a brief: whatever section shows it, unless it says on how many other draws it was made."""

from __future__ import annotations

import re
from collections import defaultdict
from html.parser import HTMLParser

import pytest

from goodoffices.brief.desk import Desk
from goodoffices.brief.overview import overviews
from goodoffices.brief.report import render
from goodoffices.case.reading import load
from goodoffices.kit.names import shortened
from goodoffices.kit.numbers import percent
from goodoffices.play.study import Study

CHANCE = r"(?:under |over )?\d+%"
OTHER_DRAWS = r"on [\d,]+ (?:fresh )?draws"


class Told(HTMLParser):
    """Tables as rows under their headings, and paragraphs as text."""

    def __init__(self, html: str) -> None:
        """Parses at once."""
        super().__init__(convert_charrefs=True)
        self.tables: list[tuple[str, list[list[str]]]] = []
        self.prose: list[str] = []
        self._into: list[str] | None = None
        self._cells: list[str] = []
        self._caption = ""
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Opens a cell, a row, a table or a paragraph."""
        if tag == "table":
            self.tables.append(("", []))
        elif tag == "tr":
            self._cells = []
        if tag in ("td", "th", "caption", "p", "dd", "li", "figcaption"):
            self._into = []

    def handle_data(self, data: str) -> None:
        """Collects what stands in the open piece."""
        if self._into is not None:
            self._into.append(data)

    def handle_endtag(self, tag: str) -> None:
        """Closes it."""
        said = " ".join("".join(self._into or []).split())
        if tag in ("td", "th"):
            self._cells.append(said)
        elif tag == "caption":
            self.tables[-1] = (said, self.tables[-1][1])
        elif tag == "tr":
            self.tables[-1][1].append(self._cells)
        elif tag in ("p", "dd", "li", "figcaption"):
            self.prose.append(said)
        if tag in ("td", "th", "caption", "p", "dd", "li", "figcaption"):
            self._into = None


def chances(desk: Desk, html: str) -> dict[str, set[str]]:
    """plan: every chance of success of the base perspective that the page gives it without a number of draws beside it."""
    told, found = Told(html), defaultdict(set)
    called = {desk.names.plan(p): p for p in desk.order} | {shortened(desk.names.plan(p), 36): p for p in desk.order}
    for caption, (head, *rows) in ((c, r) for c, r in told.tables if r):
        for at, title in enumerate(head):
            title = f"{caption} {title}" if title in ("Now", desk.base.title) else title
            if not re.search(r"P\(success\)|[Ss]uccess(?!es| with it)|Promised", title) or "Best plan" in title:
                continue
            for row in rows:
                name = next((p for n, p in called.items() if row[0] == n or row[0].endswith(f"“{n}”")), None)
                elsewhere = title.replace("draws unless a plan of the case", "") + row[at]
                if name and not re.search(OTHER_DRAWS, elsewhere):
                    found[name] |= set(re.findall(f"^{CHANCE}", row[at]))
    for text in told.prose:
        for name, plan in called.items():
            for said in re.finditer(rf"“{re.escape(name)}” ({CHANCE})(?! in| of draws on)", text):
                found[plan].add(said[1])
    return found


@pytest.mark.parametrize("case", ["fence", "yemen-2022"])
def test_one_plan_has_one_chance(case: str) -> None:
    study = overviews(Study(load(case), draws=256, seed=1))
    desk = Desk(study)
    found = chances(desk, render(study, annex="all", desk=desk))
    assert set(found) == set(desk.order)
    for plan, told in found.items():
        assert told == {percent(desk.base.plans[plan].success)}, (plan, told)


def test_a_second_chance_would_be_found() -> None:
    study = overviews(Study(load("fence"), draws=64, seed=1, perspectives=["baseline"]))
    desk, plan = Desk(study), next(iter(study.case.plans))
    name = desk.names.plan(plan)
    table = "<table><caption>All</caption><tr><th>Who</th><th>P(success){}</th></tr><tr><th>A: “{}”</th><td>7%</td></tr></table>"
    assert chances(desk, table.format("", name))[plan] == {"7%"}
    assert not chances(desk, table.format(", on 64 draws", name))
    assert chances(desk, f"<p>The best, “{name}” 9%.</p>")[plan] == {"9%"}
