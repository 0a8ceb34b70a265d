"""What happened next, held against the answers; nothing here ever set a number."""

from __future__ import annotations

from goodoffices.brief.blocks import Table
from goodoffices.brief.desk import Desk
from goodoffices.brief.overview import Overview
from goodoffices.brief.standing import alone, best_of, mediators
from goodoffices.case.schema import Case, HindsightText
from goodoffices.kit.likelihood import likelihood
from goodoffices.kit.names import Names, listed
from goodoffices.kit.numbers import counted

EXPECTED = 0.5
"""A third party was expected to mediate if consent of every side and its own willingness reach half of the draws."""


def compare_words(case: Case, names: Names, issue: str, ours: str, theirs: str | None) -> str:
    """`same`, or how the text that was tabled departs from the robust package."""
    if theirs is None:
        return "silent"
    if ours == theirs:
        return "same"
    spec = case.issues[issue]
    order = list(spec.options)
    if spec.ordered is None or ours not in order or theirs not in order:
        return names.option(issue, theirs)
    step = order.index(theirs) - order.index(ours)
    side = names.spoken(spec.ordered[1] if step > 0 else spec.ordered[0])
    return f"{names.option(issue, theirs)} ({counted(abs(step), 'step')} towards {side})"


def _inside(name: str) -> str:
    """A name inside a sentence: `the truce`, `the Istanbul terms`."""
    return f"the {name[4:]}" if name.startswith("The ") else name


def text_words(case: Case, names: Names, ours: dict[str, str], text: HindsightText) -> str:
    """How many issues agree, and which do not."""
    said = {i: o for i, o in text.terms.items() if o is not None and i in ours}
    if not said:
        return f"{text.name} ({text.date}) settles none of the issues here."
    same = [i for i, o in said.items() if ours[i] == o]
    other = [i for i in said if i not in same]
    head = (
        f"Of the {counted(len(said), 'issue')} that {_inside(text.name)} ({text.date}) settled, the robust text has "
        f"the same answer on {len(same) or 'none'}"
    )
    if not other:
        return f"{head}: it differs nowhere."
    missed = (f"“{names.issue(i)}” ({compare_words(case, names, i, ours[i], said[i])})" for i in other)
    return f"{head}; it did not foresee what was tabled on {listed(missed, 5)}."


def expected(result: Overview) -> dict[str, bool]:
    """mediator: was it expected to mediate, in its best plan on its own; groups tell nothing of a member."""
    found = {}
    for m in mediators(result):
        single = best_of(result, alone(result, m))
        if single is not None:
            plan = result.plans[single]
            shares = [c.share for c in plan.consent] + [e.share for e in plan.engagement if e.party == m]
            found[m] = min(shares, default=0.0) >= EXPECTED
    return found


def who_words(desk: Desk) -> str:
    """Who in fact mediated against whom the model expected and ranked first."""
    hindsight, result, names = desk.case.hindsight, desk.base, desk.names
    if hindsight is None or not hindsight.mediated:
        return "The case does not say who in fact mediated." if hindsight else ""
    did = set(hindsight.mediated)
    guess = expected(result)
    right = [m for m in guess if guess[m] and m in did]
    missed = [m for m in hindsight.mediated if guess.get(m) is False]
    untold = [m for m in hindsight.mediated if m not in guess]
    false = [m for m in guess if guess[m] and m not in did]
    parts = [f"In fact {names.parties(hindsight.mediated)} mediated."]
    parts.append(f"The model expected {names.parties(right)} to be able to: right." if right else "")
    parts.append(f"It did not expect {names.parties(missed, 4)}: wrong." if missed else "")
    parts.append(
        f"It expected {names.parties(false, 4)} to be able to, who did not: wrong, or untried." if false else ""
    )
    parts.append(
        f"No plan here has {names.parties(untold)} as the only mediator, so it said nothing of that." if untold else ""
    )
    parts.append(_rank_words(desk, did))
    return " ".join(p for p in parts if p)


def _rank_words(desk: Desk, did: set[str]) -> str:
    single = {m: p for m in mediators(desk.base) if (p := best_of(desk.base, alone(desk.base, m))) is not None}
    order = sorted(single, key=lambda m: -desk.base.plans[single[m]].success)
    if len(order) < 2:
        return ""
    places = [f"{desk.names.spoken(m)} {n}" for n, m in enumerate(order, 1) if m in did]
    top = order[0]
    head = f"Among {len(order)} mediators on their own, by P(success), it ranks {desk.names.spoken(top)} first"
    where = f" and those who did mediate at {listed(places)}" if places and top not in did else ""
    miss = ", who did not mediate" if top not in did else ", who did mediate"
    return f"{head}{miss}{where}."


def outcome_words(desk: Desk) -> str:
    """Whether there was a settlement, and how likely the model held it."""
    hindsight, best = desk.case.hindsight, desk.best
    if hindsight is None or hindsight.settled is None:
        return "The case does not say whether a settlement followed."
    fact = "A settlement followed." if hindsight.settled else "No settlement followed."
    if best is None:
        return fact
    said = f"The model held success of its best plan {likelihood(best.success)}"
    if hindsight.settled == (best.success >= 0.5):
        return f"{fact} {said}, which leans the way it went; one case cannot confirm a probability."
    direction = "against" if hindsight.settled else "towards"
    return f"{fact} {said}: it leaned {direction} a settlement, and was wrong if that plan was tried."


def terms_table(desk: Desk) -> Table | None:
    """The robust package beside each text that was tabled, issue by issue."""
    hindsight = desk.case.hindsight
    if hindsight is None or not hindsight.texts:
        return None
    ours, names = desk.base.robust.package.options, desk.names
    rows = []
    silent = [i for i in ours if all(t.terms.get(i) is None for t in hindsight.texts)]
    for issue, option in ours.items():
        if issue in silent:
            continue
        cells = [compare_words(desk.case, names, issue, option, t.terms.get(issue)) for t in hindsight.texts]
        rows.append((names.issue(issue), names.option(issue, option), *cells))
    head = ("Issue", "Robust text", *(f"{t.name}, {t.date}" for t in hindsight.texts))
    tail = f"; silent on {counted(len(silent), 'other issue')}" if silent else ""
    return Table(f"Robust text against texts in fact tabled{tail}", head, tuple(rows), "terms")


def hindsight_text(desk: Desk) -> str:
    """The paragraph of the hindsight box."""
    hindsight = desk.case.hindsight
    if hindsight is None:
        return ""
    ours = dict(desk.base.robust.package.options)
    texts = [text_words(desk.case, desk.names, ours, t) for t in hindsight.texts]
    return " ".join([*texts, who_words(desk), outcome_words(desk), *hindsight.remarks])
