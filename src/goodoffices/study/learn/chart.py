"""What it would be worth to learn each number: a bar from the cautious to the generous estimate."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from goodoffices.case.wording import described
from goodoffices.kit.names import Names, capital, shortened
from goodoffices.kit.numbers import percent
from goodoffices.kit.theme import BLUE, INK, MUTED, altair, distinct, themed
from goodoffices.study.learn.answer import Information, Lesson

if TYPE_CHECKING:
    from goodoffices.kit.theme import AnyChart

ROWS = 12


def chart(answer: Information, perspective: str | None = None) -> AnyChart:
    """Rise in the best plan's success from learning a number (above) or all that rests on a claim (below).

    Args:
        answer: of a case with two plans or more.
        perspective: default the first asked.
    """
    alt = altair()
    view = answer.perspectives[perspective] if perspective else next(iter(answer.perspectives.values()))
    title = [
        f"What it would be worth to learn something before choosing a plan ({view.title})",
        f"“{Names(answer.case).plan(view.best)}” succeeds in {percent(view.success)}; whoever knew every number would "
        f"succeed in {percent(view.success + view.perfect)}",
    ]
    panels = [_panel(alt, answer, view.numbers, "one number", described)]
    if view.claims:
        panels.append(_panel(alt, answer, view.claims, "everything that rests on one claim", _claim))
    chart = alt.vconcat(*panels, spacing=16).resolve_scale(x="shared").properties(title=title)
    return themed(chart)


def _claim(case: Any, claim: str) -> str:
    return f"{claim}: {case.claims[claim].text}"


def _panel(alt: Any, answer: Information, lessons: tuple[Lesson, ...], what: str, words: Any) -> Any:
    shown = [lesson for lesson in lessons if lesson.upper > 0][:ROWS] or list(lessons[:1])
    labels = distinct([shortened(capital(words(answer.case, lesson.what)), 70) for lesson in shown])
    rows = [
        {
            "label": label,
            "low": max(lesson.lower, 0.0),
            "high": max(lesson.upper, lesson.lower, 0.0),
            "text": f"{100 * max(lesson.lower, 0.0):.1f}-{100 * max(lesson.upper, lesson.lower, 0.0):.1f}",
        }
        for lesson, label in zip(shown, labels, strict=True)
    ]
    axis = alt.Axis(title=None, ticks=False, domain=False, labelPadding=6, labelLimit=460)
    base = alt.Chart(alt.Data(values=rows)).encode(y=alt.Y("label:N", sort=labels, axis=axis))
    across = alt.Axis(format="%", title=f"rise in success from knowing {what}", tickCount=5)
    scale = alt.Scale(domainMin=0, padding=40)
    sure = base.mark_bar(size=8, color=BLUE).encode(x=alt.X("low:Q", axis=across, scale=scale))
    open_ = base.mark_bar(size=8, color=BLUE, opacity=0.35).encode(
        x=alt.X("low:Q", axis=across, scale=scale), x2="high:Q"
    )
    text = base.mark_text(align="left", dx=5, fontSize=9.5, color=INK).encode(
        x=alt.X("high:Q", scale=scale), text="text:N"
    )
    rule = alt.Chart(alt.Data(values=[{"x": 0}])).mark_rule(color=MUTED).encode(x="x:Q")
    return alt.layer(sure, open_, rule, text).properties(width=320, height=alt.Step(16))
