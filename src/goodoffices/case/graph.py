"""Does the `graph:` section of a case hang together: states that are states, preferences that order all of them?"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from itertools import chain

from goodoffices.case.graph_states import MOST_OPTIONS, feasible_codes, pattern_bits, pattern_of
from goodoffices.case.problem import InfeasibleError, did_you_mean, shown
from goodoffices.case.remark import Remark
from goodoffices.case.schema import Case, Graph, GraphDecisionMaker, GraphPreferences

FORMS = ("ranking", "payoffs", "statements", "weights")
MOST_STATES = 1 << 20
"""States of a graph in a case; a file of its own may have more."""
MOST_WRITTEN = 50_000
"""States that `moves`, `unknown` and the like can name one by one."""


def graph_mistakes(case: Case) -> Iterator[Remark]:
    """Everything wrong with the graph of a case that fits the schema."""
    graph = case.graph
    if graph is None:
        return
    options = [option for who in graph.decision_makers.values() for option in who.options]
    wrong = [*_options(graph, options), *_lengths(graph, len(options))]
    yield from wrong
    if wrong:
        return
    try:
        states = states_of(graph)
    except InfeasibleError as error:
        yield Remark("graph.forbidden", str(error))
        return
    if not states:
        yield Remark("graph.forbidden", "no state is feasible", "forbid less")
    elif len(states) > MOST_STATES:
        yield Remark("graph.forbidden", f"{len(states):,} states; a case has at most {MOST_STATES:,}")
    else:
        known = frozenset(states)
        yield from _named_states(graph, known)
        for i, who in graph.decision_makers.items():
            yield from _decision_maker(graph, i, who, states, options)


def option_ids(graph: Graph) -> list[str]:
    """Ids of all options, in the order of the letters of a state."""
    return [option for who in graph.decision_makers.values() for option in who.options]


def states_of(graph: Graph) -> list[str]:
    """The states: as listed, or all that are not forbidden, ascending with the first option running fastest.

    Raises InfeasibleError where there are too many.
    """
    forbidden = [pattern_bits(pattern) for pattern in graph.forbidden]
    if graph.states:
        codes = [(state, pattern_bits(state)[1]) for state in graph.states]
        return [s for s, code in codes if not any(code & spoken == taken for spoken, taken in forbidden)]
    count = len(option_ids(graph))
    return [pattern_of(code, count) for code in feasible_codes(count, forbidden).tolist()]


def _options(graph: Graph, options: list[str]) -> Iterator[Remark]:
    if not options:
        yield Remark("graph.decision_makers", "nobody has an option", "give somebody `options:`")
    if len(options) > MOST_OPTIONS:
        yield Remark("graph.decision_makers", f"{len(options)} options; a graph has at most {MOST_OPTIONS}")
    seen: set[str] = set()
    for name, who in graph.decision_makers.items():
        if who.name is None and who.party is None:
            yield Remark(f"graph.decision_makers.{name}", f"{name} has neither a name nor a party", "add `name:`")
        for option in who.options:
            if option in seen:
                path = f"graph.decision_makers.{name}.options.{option}"
                yield Remark(path, f"two options are called {option}", "each needs an id of its own")
            seen.add(option)


def _lengths(graph: Graph, letters: int) -> Iterator[Remark]:
    for path, pattern in _patterns(graph):
        if len(pattern) != letters:
            yield Remark(path, f"{pattern!r} has {len(pattern)} letters for {letters} options", found=pattern)


def _patterns(graph: Graph) -> Iterator[tuple[str, str]]:
    """Every state and pattern in the section, with its path."""
    yield from ((f"graph.forbidden.{p}", pattern) for p, pattern in enumerate(graph.forbidden))
    for name, who in graph.decision_makers.items():
        path = f"graph.decision_makers.{name}"
        yield from ((f"{path}.unseen.{p}", pattern) for p, pattern in enumerate(who.unseen))
    yield from _states(graph)


def _states(graph: Graph) -> Iterator[tuple[str, str]]:
    """Every state in the section, with its path."""
    yield from ((f"graph.states.{s}", state) for s, state in enumerate(graph.states))
    yield from ((f"graph.names.{state}", state) for state in graph.names)
    yield from ((f"graph.wanted.{s}", state) for s, state in enumerate(graph.wanted))
    if graph.status_quo is not None:
        yield "graph.status_quo", graph.status_quo
    for name, moves in (graph.moves or {}).items():
        yield from ((f"graph.moves.{name}.{m}", state) for m, pair in enumerate(moves) for state in pair)
    for name, who in graph.decision_makers.items():
        path = f"graph.decision_makers.{name}"
        yield from _ordered(f"{path}.", who)
        yield from ((f"{path}.strong_below.{s}", state) for s, state in enumerate(who.strong_below))
        yield from ((f"{path}.unknown.{p}", state) for p, pair in enumerate(who.unknown) for state in pair)
        for other, told in who.believes.items():
            yield from _ordered(f"{path}.believes.{other}.", told)


def _ordered(path: str, told: GraphPreferences) -> Iterator[tuple[str, str]]:
    for place, entry in enumerate(told.ranking or ()):
        yield from ((f"{path}ranking.{place}", state) for state in ([entry] if isinstance(entry, str) else entry))
    yield from ((f"{path}payoffs.{state}", state) for state in told.payoffs or {})


def _named_states(graph: Graph, states: frozenset[str]) -> Iterator[Remark]:
    """States that are named are feasible; those listed are so once; moves lead somewhere."""
    for path, state in _states(graph):
        if state not in states:
            yield Remark(path, f"{state} is not a state: it is forbidden or not listed", None, state)
    for state, count in Counter(graph.states).items():
        if count > 1:
            yield Remark("graph.states", f"{state} is listed {count} times")
    makers = tuple(graph.decision_makers)
    for name, moves in (graph.moves or {}).items():
        if name not in makers:
            yield Remark(
                f"graph.moves.{name}", f"{shown(name)} is not a decision maker", did_you_mean(name, makers), name
            )
        for m, (a, b) in enumerate(moves):
            if a == b:
                yield Remark(f"graph.moves.{name}.{m}", f"this move leads from {a} to itself")


def _decision_maker(
    graph: Graph, name: str, who: GraphDecisionMaker, states: list[str], options: list[str]
) -> Iterator[Remark]:
    path, makers = f"graph.decision_makers.{name}", tuple(graph.decision_makers)
    yield from _preferences(path, who, states, options)
    for other, told in who.believes.items():
        if other not in makers:
            message = f"{shown(other)} is not a decision maker"
            yield Remark(f"{path}.believes.{other}", message, did_you_mean(other, makers), other)
        yield from _preferences(f"{path}.believes.{other}", told, states, options)
    if (who.unknown or who.unseen) and len(states) > MOST_WRITTEN:
        yield Remark(path, f"`unknown` and `unseen` are for at most {MOST_WRITTEN:,} states, not {len(states):,}")
    for p, (a, b) in enumerate(who.unknown):
        if a == b:
            yield Remark(f"{path}.unknown.{p}", f"{a} is compared with itself")
    hidden = [pattern_bits(pattern) for pattern in who.unseen]
    if hidden and all(any(pattern_bits(s)[1] & spoken == taken for spoken, taken in hidden) for s in states):
        yield Remark(f"{path}.unseen", f"{name} sees no state")


def _preferences(path: str, told: GraphPreferences, states: list[str], options: list[str]) -> Iterator[Remark]:
    given = [form for form in FORMS if getattr(told, form) is not None]
    if len(given) != 1:
        found = f"both {' and '.join(given)}" if given else "none of them"
        yield Remark(path, f"give exactly one of {', '.join(FORMS)}, not {found}")
        return
    if told.ranking is not None:
        flat = chain.from_iterable([entry] if isinstance(entry, str) else entry for entry in told.ranking)
        yield from _complete(f"{path}.ranking", flat, states)
    if told.payoffs is not None:
        yield from _complete(f"{path}.payoffs", list(told.payoffs), states)
    yield from _over_options(path, told, options)


def _complete(path: str, named: Iterable[str], states: list[str]) -> Iterator[Remark]:
    count = Counter(named)
    twice = [state for state, times in count.items() if times > 1]
    missing = [state for state in states if state not in count]
    if twice:
        yield Remark(path, f"{twice[0]} stands there {count[twice[0]]} times", "every state stands there once")
    if missing:
        more = f" and {len(missing) - 3} more" if len(missing) > 3 else ""
        yield Remark(path, f"{', '.join(missing[:3])}{more} {'is' if len(missing) == 1 else 'are'} missing")


def _over_options(path: str, told: GraphPreferences, options: list[str]) -> Iterator[Remark]:
    weights: Mapping[str, float] = told.weights or {}
    for option in weights:
        if option not in options:
            message = f"{shown(option)} is not an option of the graph"
            yield Remark(f"{path}.weights.{option}", message, did_you_mean(option, options), option)
    for place, statement in enumerate(told.statements or ()):
        # imported here because nobody else who reads a case needs it
        from goodoffices.case.statement import StatementError, parse_statement

        try:
            parse_statement(statement, options)
        except StatementError as error:
            yield Remark(f"{path}.statements.{place}", str(error), did_you_mean(error.found.strip("'"), options))
