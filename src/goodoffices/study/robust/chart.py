"""What the robust package gives each signer, issue by issue, as a two-sided bar."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from goodoffices.kit.names import Names, listed, shortened
from goodoffices.kit.numbers import number, points
from goodoffices.kit.theme import INK, SIDES, altair, distinct, themed
from goodoffices.study.robust.answer import PackageText

if TYPE_CHECKING:
    from goodoffices.kit.theme import AnyChart


def package_chart(text: PackageText, names: Names, width: int = 300) -> AnyChart:
    """One text; arguments as of `package_panels`."""
    return themed(package_panels(text, names, width))


def package_panels(text: PackageText, names: Names, width: int = 300) -> Any:
    """Bars of mean points per issue: two signers face each other, any other number stands side by side.

    Args:
        text: the package.
        names: of its case.
        width: of all panels together without the issue names, pixels.
    """
    alt = altair()

    issues = list(text.options)
    labels = distinct([shortened(names.issue(i), 28) for i in issues])
    top = max((v for gives in text.contributions.values() for v in gives.values()), default=1.0)
    signers = list(text.contributions)
    mirrored = len(signers) == 2
    each = max(60, width // max(1, len(signers)) - 8)
    panels = []
    for n, s in enumerate(signers):
        rows = [
            {
                "issue": label,
                "points": text.contributions[s].get(i, 0.0),
                "text": number(text.contributions[s].get(i, 0.0)),
            }
            for i, label in zip(issues, labels, strict=True)
        ]
        named = n == (1 if mirrored else 0)
        title = f"{shortened(names.party(s), 22)}: {points(text.utilities[s].mean)}"
        panels.append(
            _panel(alt, title, rows, labels, SIDES[n % len(SIDES)], max(top, 1e-6), each, named, mirrored and n == 0)
        )
    return alt.hconcat(*panels, spacing=6)


def _panel(
    alt: Any,
    title: str,
    rows: list[dict[str, Any]],
    labels: list[str],
    colour: str,
    top: float,
    width: int,
    named: bool,
    leftward: bool,
) -> Any:
    axis = alt.Axis(title=None, ticks=False, domain=False, labelPadding=6, labelAlign="right") if named else None
    base = alt.Chart(alt.Data(values=rows)).encode(y=alt.Y("issue:N", sort=labels, axis=axis))
    x = alt.X("points:Q", scale=alt.Scale(domain=[0, 1.25 * top], reverse=leftward, nice=False), axis=None)
    bars = base.mark_bar(height={"band": 0.6}, color=colour).encode(x=x)
    side = {"align": "right", "dx": -3} if leftward else {"align": "left", "dx": 3}
    text = base.mark_text(fontSize=9.5, color=INK, **side).encode(x=x, text="text:N")
    heading = {"text": title, "color": INK, "fontSize": 10.5, "anchor": "end" if leftward else "start"}
    return alt.layer(bars, text).properties(width=width, height=alt.Step(13), title=heading)


def package_caption(text: PackageText, names: Names) -> str:
    """What each signer gets in all and on which issue it gets most, in one sentence."""
    parts = []
    for s, gives in text.contributions.items():
        most = max(gives, key=lambda i: gives[i], default=None)
        if most is None or gives[most] <= 0:
            parts.append(f"{names.spoken(s)} nothing")
            continue
        parts.append(
            f"{names.spoken(s)} {number(text.utilities[s].mean)} of its 100 points, most on “{names.issue(most)}” "
            f"({number(gives[most])})"
        )
    return f"What the robust text gives, issue by issue, mean points of each party's own 100: {listed(parts)}."
