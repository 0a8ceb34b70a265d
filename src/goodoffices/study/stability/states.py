"""States of a conflict graph in words: who does what."""

from __future__ import annotations

from goodoffices.model.graph_setting import Setting, owners, state_name, state_pattern


def state_words(setting: Setting, state: int) -> str:
    """A state by its name, or by what its options say: who does what."""
    graph = setting.graph
    if graph.state_names and not graph.state_names[state].isdecimal():
        return graph.state_names[state]
    pattern = state_pattern(graph, state)
    if not pattern:
        return state_name(graph, state)
    owner = owners(setting)
    taken: dict[str, list[str]] = {}
    for o, letter in enumerate(pattern):
        if letter == "Y":
            who = graph.decision_makers[owner[o]] if owner[o] >= 0 else "nobody"
            taken.setdefault(who, []).append(graph.options[o])
    return "; ".join(f"{who}: {', '.join(options)}" for who, options in taken.items()) or "nobody does anything"
