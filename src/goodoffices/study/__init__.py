"""Questions as data: what the command line, Python, the reference pages and the contract test are made from.

A question is a folder here, named as its verb:

    question.py   the work: rows to play, what is made of them
    answer.py     frozen results with a table; knows no chart and no console
    chart.py, terminal.py, export.py   its faces, found by name (`kit.answer.face`)

A new question is such a folder and a line of `QUESTIONS`.  This page imports nothing heavy.
"""

from __future__ import annotations

from typing import Literal, NamedTuple

Panel = Literal["Answers", "Disagreement", "Negotiations"]


class Question(NamedTuple):
    """One question that a case, or a scenario, can be asked."""

    panel: Panel
    """Of the help page."""
    purpose: str
    """One sentence, which is also the first of what its verb says of itself."""
    asks: str
    """Name of its function in question.py, by which Python has it under the verb's name."""
    example: str
    """A command that answers within seconds."""
    page: str
    """Of docs/reference: what its JSON says."""


QUESTIONS: dict[str, Question] = {
    "plans": Question(
        "Answers",
        "Compare the plans of a case: chance of success, and the link at which each breaks; or search for better ones.",
        "plans", "goodoffices plans fence --draws 256", "json",
    ),
    "zone": Question(
        "Answers",
        "Show the zone of agreement: does a deal exist, how wide, and which text is most often acceptable.",
        "zone", "goodoffices zone fence --draws 256", "json",
    ),
    "robust": Question(
        "Answers",
        "Find the texts most often acceptable to all, with proof, and the single changes that help most.",
        "robust", "goodoffices robust fence --draws 256", "robust-json",
    ),
    "war": Question(
        "Answers",
        "Show what going on without a deal is worth to each signer, month by month, and whether the conflict is ripe.",
        "war", "goodoffices war fence --draws 256", "json",
    ),
    "leverage": Question(
        "Answers",
        "Show who depends on whom, whose leverage that is, and how much the levers are worth.",
        "leverage", "goodoffices leverage fence --draws 256", "leverage-json",
    ),
    "mediators": Question(
        "Answers",
        "Compare third parties as mediators, alone and in coalitions: who is needed, who is enough, who does what.",
        "mediators", "goodoffices mediators fence --draws 256", "mediators-json",
    ),
    "timing": Question(
        "Answers",
        "Show when to sign: success of plans by month, cost of waiting, ripeness, and when the zone opens or closes.",
        "timing", "goodoffices timing fence --draws 256", "timing-json",
    ),
    "induce": Question(
        "Answers",
        "Find the cheapest offers and commitments that bring a mediator in, with every sponsor willing too.",
        "inducement", "goodoffices induce fence --mediator friend --draws 256", "induce-json",
    ),
    "holding": Question(
        "Answers",
        "Show whether a plan's deals hold, what tempts whom to break them, and the smallest guarantee that is enough.",
        "holding", "goodoffices holding fence --plan centre --draws 256", "holding-json",
    ),
    "spoilers": Question(
        "Answers",
        "Show who would spoil each plan, what that costs its chance of success, and what would turn or outweigh them.",
        "spoilers", "goodoffices spoilers fence --draws 256", "spoilers-json",
    ),
    "stability": Question(
        "Answers",
        "Find where a conflict comes to rest by how far each looks (Nash, GMR, SMR, SEQ, SSEQ), ways there, and changes.",
        "stability", "goodoffices stability ukraine-2022", "stability-json",
    ),
    "cruxes": Question(
        "Disagreement",
        "Show which claims decide between two perspectives: the smallest sets whose exchange turns the conclusion.",
        "cruxes", "goodoffices cruxes fence --between baseline ash_view --draws 256", "cruxes-json",
    ),
    "choose": Question(
        "Disagreement",
        "Show which plan holds up under all perspectives: worst case, regret, how often it is enough.",
        "choose", "goodoffices choose fence --draws 256", "choose-json",
    ),
    "discover": Question(
        "Disagreement",
        "Show what you would have to believe for each plan to succeed: boxes of numbers in which it mostly does (PRIM).",
        "discover", "goodoffices discover fence --draws 1024", "discover-json",
    ),
    "learn": Question(
        "Disagreement",
        "Show how far the best plan's chance of success would rise if a number, or what a claim is about, were known first.",
        "learn", "goodoffices learn fence --draws 256", "learn-json",
    ),
    "sensitivity": Question(
        "Disagreement",
        "Show which uncertain numbers, or claims, each plan's success hangs on: shares of variance (Sobol), a tornado.",
        "sensitivity", "goodoffices sensitivity fence --plan centre --draws 256", "sensitivity-json",
    ),
    "settle": Question(
        "Negotiations",
        "Settle a negotiation: exact frontier, solution points, and what beats a deal in hand.",
        "settle", "goodoffices settle fence", "settle-json",
    ),
    "divide": Question(
        "Negotiations",
        "Divide goods or money fairly: Adjusted Winner, Knaster's sealed bids, bankruptcy rules.",
        "divide", "", "divide",
    ),
}  # fmt: skip
