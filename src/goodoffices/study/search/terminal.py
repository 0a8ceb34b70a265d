"""What `goodoffices search` prints."""

from __future__ import annotations

from typing import TYPE_CHECKING

from goodoffices.kit.tables import (
    footing,
    heading,
    headline,
    party_name,
    percent,
    perspective_heading,
    plain_table,
    points,
    share_with_error,
)

if TYPE_CHECKING:
    from rich.console import Console

    from goodoffices.case.schema import Plan
    from goodoffices.study.search.answer import SearchAnswer, SearchView, Trial


def show(console: Console, answer: SearchAnswer) -> None:
    heading(console, answer, "Which of all plans that the parts of the case allow are best, and what do they cost?")
    for view in answer.perspectives.values():
        perspective_heading(console, view)
        _effort(console, view)
        _best(console, answer, view)
        _pareto(console, view)
    _compared(console, answer)
    footing(
        console,
        answer,
        f"success: per cent of draws, on fresh draws (seed {answer.fresh_seed}), ± two standard errors. promised: on the draws "
        "that the plan was chosen by; too high by the winner's curse.",
        "cost: points of each sponsor for all its levers and offers in the plan at full use, mean over draws as the perspective "
        "has them; the budget binds this. expects: what it expects to pay, levers being used only as far as a deal needs them.",
        "regret: how far a plan falls short, in points of success, of the best of all plans compared; at worst over the "
        "perspectives, and under which. A plan found under one perspective may break a budget under another.",
    )


def _effort(console: Console, view: SearchView) -> None:
    how = (
        "all of them within budget"
        if view.exact
        else "by local search, until no single change helped"
        if view.finished
        else "by local search, until the limit of --effort: better plans may have been left unseen"
    )
    many = f"{view.plans_possible:,}" if view.plans_possible < 10**6 else f"{view.plans_possible:.1e}"
    console.print(f"{view.evaluated:,} of {many} plans looked at, {how}.")


def _best(console: Console, answer: SearchAnswer, view: SearchView) -> None:
    best = view.best
    console.print(
        f"\nBest: success {share_with_error(best.fresh, best.fresh_se)} % (promised {percent(best.success, 1)}; winner's "
        f"curse {100 * best.curse:+.1f} ± {percent(2 * best.curse_se, 1)}).",
    )
    if answer.case.plans:
        console.print(f"  {100 * view.lead:+.1f} ± {percent(2 * view.lead_se, 1)} against the best plan of the case")
    for line in _words(answer, best.plan):
        _indented(console, line)
    paid = [
        f"{party_name(answer, s)} {points(c)} (expects {points(best.expected_cost.get(s, 0.0))})"
        for s, c in best.cost.items()
    ]
    _indented(console, f"cost: {', '.join(paid) or 'nothing to anybody'}")


def _indented(console: Console, line: str) -> None:
    import textwrap

    folded = textwrap.wrap(line, console.width, initial_indent="  ", subsequent_indent="    ", break_long_words=False)
    console.print("\n".join(folded), soft_wrap=True)


def _words(answer: SearchAnswer, plan: Plan) -> list[str]:
    who = ", ".join(party_name(answer, h) for h in plan.mediators) or "nobody"
    text = ", the robust text tabled" if plan.package == "robust" else ""
    lines = [f"mediators: {who}, in {plan.mode}{text}"]
    if plan.levers:
        lines.append(f"levers: {', '.join(plan.levers)}")
    if plan.offers:
        lines.append(f"offers: {', '.join(plan.offers)}")
    return lines


def _pareto(console: Console, view: SearchView) -> None:
    if len(view.pareto) < 2:
        return
    console.print()
    table = plain_table(
        ("most one pays", "right"),
        ("success, %", "right"),
        ("promised", "right"),
        ("mediators", "left"),
        ("with", "left"),
    )
    for trial in view.pareto:
        table.add_row(
            points(trial.dearest),
            share_with_error(trial.fresh, trial.fresh_se),
            percent(trial.success, 1),
            ", ".join(trial.plan.mediators) or "nobody",
            _with(trial),
        )
    console.print(table)


def _with(trial: Trial) -> str:
    levers, offers = len(trial.plan.levers), len(trial.plan.offers)
    parts = [
        f"{levers} lever{'' if levers == 1 else 's'}" if levers else "",
        f"{offers} offer{'' if offers == 1 else 's'}" if offers else "",
    ]
    return ", ".join([*(p for p in parts if p), trial.plan.mode])


def _compared(console: Console, answer: SearchAnswer) -> None:
    console.print()
    headline(console, "All plans compared, on fresh draws")
    views = answer.perspectives
    table = plain_table(
        ("plan", "left"),
        ("best under", "left"),
        ("least", "right"),
        ("most", "right"),
        ("regret", "right"),
        ("under", "left"),
    )
    for plan in sorted(answer.regret, key=lambda p: answer.regret[p]):
        shares = [view.compared[plan].success for view in views.values()]
        worst = max(views, key=lambda name: views[name].compared[plan].regret)
        by = answer.found_by.get(plan, ())
        mine = f"{by[0]} and {len(by) - 1} more" if len(by) > 2 else ", ".join(by)
        table.add_row(
            plan,
            mine,
            percent(min(shares), 1),
            percent(max(shares), 1),
            percent(answer.regret[plan], 1),
            worst if answer.regret[plan] > 0 else "",
        )
    console.print(table)
    if len(views) > 1:
        console.print(f"Least can go wrong with {answer.least_regret}.")
