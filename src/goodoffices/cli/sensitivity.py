"""`goodoffices sensitivity`: which uncertain numbers a plan's success hangs on."""

from __future__ import annotations

from dataclasses import replace
from typing import Annotated

import typer

from goodoffices.cli.asking import rounded
from goodoffices.cli.console import fail
from goodoffices.cli.options import Plans
from goodoffices.cli.questions import Typed, verb

DRAWS = 2048
"""`goodoffices.study.sensitivity.question.DRAWS`, repeated here because importing that takes long."""

By = Annotated[
    str,
    typer.Option("--by", metavar="WHAT", help="number: by uncertain number; claim: by the claim that numbers rest on."),
]
Most = Annotated[
    int, typer.Option("--most", metavar="F", min=1, max=1000, help="Factors up to which all get indices of their own.")
]
Output = Annotated[
    str,
    typer.Option(
        "--output", metavar="NAME", help="success, or the margin of a link: consent, exists, delivers, holds."
    ),
]


@verb(DRAWS, help_="Draws of each of the two samples, a power of two.")
def sensitivity(
    typed: Typed, plan: Plans = None, by: By = "number", output: Output = "success", most: Most = 40
) -> None:
    """Show which uncertain numbers, or claims, each plan's success hangs on: shares of variance (Sobol), a tornado.

    One perspective at a time: the first of the case unless --perspective names others.
    """
    if by not in ("number", "claim"):
        fail(f"--by {by}: must be number or claim")
    if output not in ("success", "consent", "exists", "delivers", "holds"):
        fail(f"--output {output}: must be success, consent, exists, delivers or holds")
    views, source = typed.perspectives, typed.source
    if source is None:
        about = replace(typed, draws=None, perspectives=views or list(typed.case.perspectives)[:1])
        answer = about.put("sensitivity", samples=rounded(typed.draws or DRAWS), plans=plan, by=by, most=most)
        typed.give(answer, output=output)
        return
    typed.refuse_places()
    if by == "claim" or source.named.typed("most"):
        stray = "--by claim" if by == "claim" else "--most"
        fail(f"{stray} needs draws made for the purpose, in which numbers are exchanged: leave it or --from out")
    from goodoffices.runs.answers import sensitivity as stored

    own = source if views else source.only(source.perspectives[0])
    typed.give(*own.read(stored, typed.draws, "success and margins", plans=plan), output=output)
