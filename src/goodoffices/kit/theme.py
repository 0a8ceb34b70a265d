"""Colours, type and sizes that all charts share, and the way from a chart to an SVG that stands inside a page.

Hues are those of Okabe & Ito (2008), told apart by readers with the common colour-vision deficiencies; whatever a hue
says is also said by position, dash or text, so a black-and-white print loses nothing.
"""

from __future__ import annotations

import html
import re
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, TypeAlias

from goodoffices.kit.isolation import isolated_tree

if TYPE_CHECKING:
    import altair as alt

    AnyChart: TypeAlias = alt.Chart | alt.LayerChart | alt.HConcatChart | alt.VConcatChart

INK, MUTED, RULE, PAPER = "#1b2430", "#5b6673", "#d5dae0", "#fefefe"
"""Replaced in the SVG by the page's own colours, so that charts follow light, dark and print."""
SIDES = ("#0072B2", "#D55E00", "#009E73", "#CC79A7", "#E69F00", "#56B4E9")
BLUE, VERMILION = "#0072B2", "#D55E00"
SERIES = ("#0072B2", "#D55E00", "#009E73", "#CC79A7", "#E69F00", "#56B4E9", "#8a6d00", "#444444")
DASHES = ((1, 0), (6, 3), (2, 2), (8, 3, 2, 3), (1, 0), (6, 3), (2, 2), (8, 3, 2, 3))
DEEP, PALE = "#08306b", "#eef3f9"
FONT = "Arial, Helvetica, 'Liberation Sans', sans-serif"
VEGALITE = "6.1"

_TOKENS = {INK: "ink", MUTED: "muted", RULE: "rule", PAPER: "paper"}


def altair() -> Any:
    """The chart library, loaded on first use because it takes a third of a second."""
    import altair as alt

    return alt


def themed(chart: AnyChart) -> AnyChart:
    """The chart with the brief's type, quiet axes, no frame and no background."""
    axis = {
        "labelColor": INK,
        "titleColor": MUTED,
        "domainColor": MUTED,
        "tickColor": MUTED,
        "gridColor": RULE,
        "labelFontSize": 10,
        "titleFontSize": 10,
        "titleFontWeight": "normal",
        "labelLimit": 400,
    }
    config: dict[str, Any] = {
        "aria": False,
        "background": "transparent",
        "font": FONT,
        "padding": 2,
        "view": {"stroke": None},
        "axis": axis,
        "title": {"color": INK, "fontSize": 11, "fontWeight": "bold", "anchor": "start"},
        "concat": {"spacing": 10},
    }
    out: AnyChart = chart.configure(**config)
    return out


def svg(chart: AnyChart, name: str = "chart", title: str = "", links: Sequence[str] = ()) -> str:
    """The chart as one `<svg>` element: ids begin with `name`, colours follow the page, `title` is read aloud.

    Args:
        links: an anchor of the page for every bar or cell, in the order of the data, panel by panel; none: no links.

    Needs no browser and no network.  The first call in a process starts the converter (about 0.6 s), later ones take
    some 50 ms.
    """
    import vl_convert

    spec = isolated_tree(chart.to_dict(validate=False))
    raw = str(vl_convert.vegalite_to_svg(spec, vl_version=VEGALITE))
    return _for_page(_with_links(raw, links) if links else raw, name, title)


_MARKS = re.compile(r'(<g class="mark-rect role-mark[^>]*>)(.*?)(</g>)', re.DOTALL)


def _with_links(raw: str, links: Sequence[str]) -> str:
    """Every rectangle inside a link of its own: the converter drops links that lead to a place of the same page."""
    left = iter(links)
    linked = _MARKS.sub(
        lambda g: g[1] + re.sub(r"<path[^>]*/>", lambda m: f'<a href="#{next(left)}">{m[0]}</a>', g[2]) + g[3], raw
    )
    if next(left, None) is not None:
        raise ValueError("more links than the chart has bars or cells")
    return linked


def _for_page(raw: str, name: str, title: str) -> str:
    body = re.sub(r"^.*?(?=<svg)", "", raw, count=1, flags=re.DOTALL)
    body = re.sub(r' (?:role|aria-[a-z]+)="[^"]*"| pointer-events="none"| class="[^"]*"', "", body)
    body = re.sub(r"(?<=\d\.\d\d)\d+", "", body)
    for colour, token in _TOKENS.items():
        body = re.sub(f'="{colour}"', f'="var(--{token}, {colour})"', body, flags=re.IGNORECASE)
    body = _renumbered(body, name)
    head = f'<svg role="img" aria-labelledby="{name}-title" class="chart"'
    label = f'<title id="{name}-title">{html.escape(title)}</title>'
    return re.sub(r"<svg([^>]*)>", lambda m: f"{head}{m.group(1)}>{label}", body, count=1)


def _renumbered(body: str, name: str) -> str:
    """Ids in order of appearance: the converter's own counter depends on what it drew before."""
    ids = dict.fromkeys(re.findall(r'\bid="([^"]+)"', body))
    for place, old in enumerate(ids):
        new = f"{name}-{place}"
        body = body.replace(f'id="{old}"', f'id="{new}"').replace(f"url(#{old})", f"url(#{new})")
        body = body.replace(f'href="#{old}"', f'href="#{new}"')
    return body


def distinct(labels: list[str]) -> list[str]:
    """The labels, later repeats told apart by a number, so that two rows never fall into one."""
    seen: dict[str, int] = {}
    out = []
    for label in labels:
        seen[label] = seen.get(label, 0) + 1
        out.append(label if seen[label] == 1 else f"{label} ({seen[label]})")
    return out


def share_ticks(top: float) -> list[float]:
    """Ticks of an axis of shares that has room to `top` for words: even steps, and none beyond 100 %.

    Args:
        top: where the scale ends, 1 being 100 %.
    """
    end = min(top, 1.0)
    step = next((s for s in (0.2, 0.1, 0.05, 0.02, 0.01, 0.005) if end / s >= 3), 0.002)
    return [round(n * step, 6) for n in range(int(end / step + 1e-9) + 1)]
