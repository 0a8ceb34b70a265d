"""A chart as a file that stands alone: SVG, PNG, or one HTML page that needs no network."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from goodoffices.kit.isolation import isolated_tree
from goodoffices.kit.theme import VEGALITE

if TYPE_CHECKING:
    from goodoffices.kit.theme import AnyChart

SHARPNESS = 2.0
"""Pixels of a PNG per pixel of the chart."""


def drawn(chart: AnyChart, ending: str) -> str | bytes:
    """The chart on a white ground, in the form that `ending` names: one of the keys of `FORMS`."""
    spec = chart.configure(**{**_config(chart), "background": "#ffffff", "padding": 12}).to_dict(validate=False)
    return FORMS[ending](isolated_tree(spec))


def _config(chart: AnyChart) -> dict[str, Any]:
    config: dict[str, Any] = chart.to_dict(validate=False).get("config", {})
    return config


def _svg(spec: dict[str, Any]) -> str:
    import vl_convert

    return str(vl_convert.vegalite_to_svg(spec, vl_version=VEGALITE)) + "\n"


def _png(spec: dict[str, Any]) -> bytes:
    import vl_convert

    return bytes(vl_convert.vegalite_to_png(spec, vl_version=VEGALITE, scale=SHARPNESS))


def _html(spec: dict[str, Any]) -> str:
    import vl_convert

    return str(vl_convert.vegalite_to_html(spec, vl_version=VEGALITE, bundle=True))


FORMS: dict[str, Callable[[dict[str, Any]], str | bytes]] = {".svg": _svg, ".png": _png, ".html": _html}
