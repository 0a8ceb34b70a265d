"""Hypergames: each decision maker plays the conflict that it sees (Wang, Hipel & Fraser 1989; Aljefri et al. 2018).

A view is a conflict graph of its own: its owner may not see some states, see some that nobody else sees, and mistake the
moves and preferences of anybody, its own included.  States of different views are the same where their patterns of
options, or else their names, are; decision makers where their names are.  Everybody acts on its own view, so

    a state is an overall equilibrium where each decision maker, in its own view, stays there.

In a first-level hypergame each has a view and takes it for everybody's.  In a second-level hypergame each has an idea of
everybody's view: a first-level hypergame, of which its own view is the part under its own name.  What each *expects* are
the equilibria of its view, or the overall equilibria of its first-level hypergame.  Of the overall equilibria

    steady       everybody expects: nothing that happens there corrects anybody
    unsteady     everybody sees but somebody does not expect: it holds until they learn from it
    surprise     somebody does not see: it stays for all who see it, and whoever does not cannot move away knowingly

A state is *mistaken* where somebody expects it, though it is no overall equilibrium.  This sorts by who expects and who
sees; it is not the eight classes of Aljefri, Bashar, Fang & Hipel (2018), which also sort by what each misperceives.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from goodoffices.engines.graph_model.stability import stability
from goodoffices.model.arrays import Bools
from goodoffices.model.conflict_graph import ConflictGraph, OptionMoves


@dataclass(frozen=True, eq=False)
class Hypergame:
    """What comes of a conflict that n decision makers see differently, over the T states that any of them sees."""

    decision_makers: tuple[str, ...]
    """Owners of the views."""
    states: tuple[str, ...]
    """Patterns or names, in the order of the views."""
    seen: Bools
    """Who sees which state in its own view, bool[n, T]."""
    stable: Bools
    """Where each stays by its own view, bool[n, T]; False where it does not see the state."""
    expected: Bools
    """What each expects to be an equilibrium, bool[n, T]."""

    @property
    def equilibria(self) -> Bools:
        """Overall equilibria, bool[T]: seen by somebody, and everybody who sees the state stays there."""
        return np.asarray(self.seen.any(axis=0) & (self.stable | ~self.seen).all(axis=0), np.bool_)

    @property
    def steady(self) -> Bools:
        """Overall equilibria that everybody expects, bool[T]."""
        result: Bools = self.equilibria & self.seen.all(axis=0) & self.expected.all(axis=0)
        return result

    @property
    def unsteady(self) -> Bools:
        """Overall equilibria that everybody sees and somebody does not expect, bool[T]."""
        result: Bools = self.equilibria & self.seen.all(axis=0) & ~self.expected.all(axis=0)
        return result

    @property
    def surprise(self) -> Bools:
        """Overall equilibria that somebody does not see, bool[T]."""
        result: Bools = self.equilibria & ~self.seen.all(axis=0)
        return result

    @property
    def mistaken(self) -> Bools:
        """States that somebody expects in vain, bool[T]."""
        result: Bools = self.expected.any(axis=0) & ~self.equilibria
        return result


def first_level(decision_makers: Sequence[str], views: Sequence[ConflictGraph], concept: str) -> Hypergame:
    """Play a hypergame in which each takes its own view for everybody's; as costly as n runs of `stability`.

    Args:
        decision_makers: owners of the views, each a decision maker of its own view.
        views: one for each, over states with patterns of options or with names.
        concept: one of `stability.CONCEPTS`, by which everybody judges.

    Raises ValueError where an owner is missing from its view, a view has a state twice or the concept is unknown.
    """
    own = [np.asarray(stability(view, (concept,)).stable[concept]) for view in views]
    keys = [state_keys(view) for view in views]
    told = _own_views(decision_makers, views, keys, own)
    hopes = [_places(told, names, np.asarray(stable.all(axis=0))) for names, stable in zip(keys, own, strict=True)]
    return replace(told, expected=np.array(hopes))


def second_level(decision_makers: Sequence[str], beliefs: Sequence[Sequence[ConflictGraph]], concept: str) -> Hypergame:
    """Play a hypergame in which each has an idea of everybody's view: beliefs[i][j] is what i takes for j's view.

    Everybody acts on its own view, beliefs[i][i], and expects the overall equilibria of beliefs[i].  As costly as
    n^2 + n runs of `stability`.
    """
    believed = [first_level(decision_makers, views, concept) for views in beliefs]
    views = [beliefs[i][i] for i in range(len(beliefs))]
    own = [stability(view, (concept,)).stable[concept] for view in views]
    extra = [name for game in believed for name in game.states]
    told = _own_views(decision_makers, views, [state_keys(view) for view in views], own, extra)
    return replace(told, expected=np.array([_places(told, game.states, game.equilibria) for game in believed]))


def _places(told: Hypergame, names: Sequence[str], which: Bools) -> Bools:
    """Those of the named states, bool[T]."""
    chosen = {name for name, yes in zip(names, which, strict=True) if yes}
    return np.array([state in chosen for state in told.states])


def _own_views(
    decision_makers: Sequence[str],
    views: Sequence[ConflictGraph],
    keys: Sequence[Sequence[str]],
    own: Sequence[Bools],
    extra: Sequence[str] = (),
) -> Hypergame:
    """What everybody sees and where it stays, over all states; with nothing expected yet."""
    if len(views) != len(decision_makers):
        raise ValueError(f"want a view for each of {len(decision_makers)} decision makers, not {len(views)}")
    states = tuple(dict.fromkeys([key for names in keys for key in names] + list(extra)))
    place = {key: at for at, key in enumerate(states)}
    seen = np.zeros((len(views), len(states)), np.bool_)
    stable = np.zeros_like(seen)
    for i, (owner, view, names) in enumerate(zip(decision_makers, views, keys, strict=True)):
        if owner not in view.decision_makers:
            raise ValueError(
                f"{owner} is not among the decision makers of its own view: {', '.join(view.decision_makers)}"
            )
        columns = [place[name] for name in names]
        seen[i, columns] = True
        stable[i, columns] = own[i][view.decision_makers.index(owner)]
    return Hypergame(tuple(decision_makers), states, seen, stable, np.zeros_like(seen))


def state_keys(graph: ConflictGraph) -> tuple[str, ...]:
    """What tells the states of different views apart: the options taken, as `A: Dare, B: Dare`, else names of states.

    Options a view does not know count as not taken there, so views with fewer options still match.
    Raises ValueError where there is neither, or one twice.
    """
    keys: tuple[str, ...]
    if isinstance(graph.moves, OptionMoves):
        keys = tuple(
            ", ".join(name for o, name in enumerate(_option_names(graph)) if int(code) >> o & 1) or "no option taken"
            for code in graph.moves.codes
        )
    else:
        keys = graph.state_names or graph.patterns or ()
    if len(keys) != graph.states:
        raise ValueError(f"{graph.name}: its states have neither options nor names to know them by")
    if len(set(keys)) < len(keys):
        twice = next(key for key in keys if keys.count(key) > 1)
        raise ValueError(f"{graph.name}: two states are called {twice!r}")
    return keys


def _option_names(graph: ConflictGraph) -> list[str]:
    """Options with their owners: different decision makers may have options of one name."""
    assert isinstance(graph.moves, OptionMoves)
    owners = [graph.decision_makers[i] if i >= 0 else "nobody" for i in graph.moves.owner]
    return [f"{owner}: {name}" for owner, name in zip(owners, graph.options, strict=True)]
