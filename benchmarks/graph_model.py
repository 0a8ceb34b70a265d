"""Headline numbers: stability of large graph models, beside the cubic matrix method and the definitions themselves.

    python benchmarks/graph_model.py [--largest 24]

Random conflicts with infeasible states, irreversible options and ties; all five concepts for every decision maker.
Aims on two cores, compiled: 4,096 states x 4 decision makers under 0.1 s; 2^20 x 5 under 10 s and 1 GB;
2^24 x 4 under 4 min and 8 GB.  Every size is run in a process of its own, whose peak memory (the model included) is
printed.  The matrix method (Xu, Hipel & Kilgour 2009) and the definitions, cell by cell, run at the sizes they can
do, on the same conflicts, and must agree.
"""

from __future__ import annotations

import argparse
import os
import resource
import subprocess
import sys
import time
from collections.abc import Callable

os.environ.setdefault(
    "OPENBLAS_NUM_THREADS", "1"
)  # the rivals' products: threads that wait for each other would flatter us

import numpy as np
import numpy.typing as npt

from goodoffices.engines.graph_model.explanation import explain
from goodoffices.engines.graph_model.moves import listed
from goodoffices.engines.graph_model.stability import CONCEPTS, stability
from goodoffices.model.arrays import Bools
from goodoffices.model.conflict_graph import ConflictGraph, ExplicitMoves, OptionMoves, Preferences

Matrix = npt.NDArray[np.bool_]
INFEASIBLE = 0.2
"""Share of the codes that are left out; there is one option more than needed to have the states."""
IRREVERSIBLE = 4
"""Every so-many-th option is irreversible, the two directions in turn."""
GRADES = 64
"""Payoffs differ by 1 of so many grades in small models and of S / 8 in large ones: about eight states tie at least."""


def conflict(bits: int, people: int, seed: int = 1) -> ConflictGraph:
    """2^bits feasible states, drawn from codes of one option more."""
    rng = np.random.default_rng(seed)
    states, options = 1 << bits, bits + 1
    kept = rng.random(1 << options, dtype=np.float32) < 1 - INFEASIBLE
    codes = np.flatnonzero(kept).astype(np.uint64)
    codes = np.sort(rng.choice(codes, states, replace=False)) if bits < 20 else codes[:states]
    owner = np.sort(np.arange(options) % people)
    way = np.zeros(options, np.int64)
    way[::IRREVERSIBLE] = 1 + np.arange(len(way[::IRREVERSIBLE])) % 2
    rank = np.empty((people, states), np.int32)
    for row in rank:
        row[:] = rng.integers(0, max(GRADES, states // 8), states, dtype=np.int32)
    names = tuple(f"P{i}" for i in range(people))
    return ConflictGraph("random", names, tuple(f"o{o}" for o in range(options)), (),
                         OptionMoves(owner, way, codes), Preferences(rank))  # fmt: skip


def by_matrices(graph: ConflictGraph) -> dict[str, Bools]:
    """The matrix representation (Xu, Hipel & Kilgour 2009): Boolean products of S x S matrices, O(n^2 S^3)."""
    explicit = listed(graph).moves
    assert isinstance(explicit, ExplicitMoves)
    rank, people = graph.preferences.rank, range(len(graph.decision_makers))
    moves = [_matrix(explicit.start[i], explicit.to[i]) for i in people]
    better = [rank[i][None, :] > rank[i][:, None] for i in people]  # better[s, t]: i prefers t to s
    stable = {concept: np.empty((len(rank), graph.states), bool) for concept in CONCEPTS}
    for i in people:
        improving = moves[i] & better[i]
        for name, concept in CONCEPTS.items():
            if not concept.sanctioned:
                stable[name][i] = ~improving.any(axis=1)
                continue
            others = [moves[j] & better[j] if concept.credible else moves[j] for j in people if j != i]
            bad = ~better[i].T  # bad[x, s]: x is no better than s
            if concept.symmetric:
                bad = bad & ~_product(moves[i], better[i].T)
            stable[name][i] = ~(improving & ~_product(_joint(others), bad).T).any(axis=1)
    return stable


def _matrix(start: npt.NDArray[np.int64], to: npt.NDArray[np.int64]) -> Matrix:
    out = np.zeros((len(start) - 1, len(start) - 1), bool)
    out[np.repeat(np.arange(len(start) - 1), np.diff(start)), to] = True
    return out


def _product(a: Matrix, b: Matrix) -> Matrix:
    return np.asarray(a.astype(np.float32) @ b.astype(np.float32) > 0)


def _joint(moves: list[Matrix]) -> Matrix:
    """Ends of legal sequences: last[j] holds those that j moved last in, until nothing is added."""
    last = moves
    while True:
        before = [np.logical_or.reduce([last[k] for k in range(len(moves)) if k != j] or [np.zeros_like(last[j])])
                  for j in range(len(moves))]  # fmt: skip
        grown = [last[j] | _product(before[j], moves[j]) for j in range(len(moves))]
        if all((new == old).all() for new, old in zip(grown, last, strict=True)):
            return np.asarray(np.logical_or.reduce(last))
        last = grown


def by_definition(graph: ConflictGraph) -> dict[str, Bools]:
    """Each cell explained by a search of its own, on listed moves."""
    explicit = listed(graph)
    people = range(len(graph.decision_makers))
    return {
        concept: np.array([[all(why.deterred for why in explain(explicit, s, i, concept)) for s in range(graph.states)]
                           for i in people])
        for concept in CONCEPTS
    }  # fmt: skip


def timed(work: Callable[[ConflictGraph], object], graph: ConflictGraph) -> tuple[float, float, object]:
    """Seconds taken, by the clock and of processors, and what came out."""
    start, busy = time.perf_counter(), time.process_time()
    found = work(graph)
    return time.perf_counter() - start, time.process_time() - busy, found


def one(bits: int, people: int) -> None:
    """One size: ours, compiled beforehand, and the best of three where that takes no time."""
    stability(conflict(6, people))
    graph = conflict(bits, people)
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    start, runs = time.process_time(), 3 if bits <= 12 else 1
    seconds = min(timed(stability, graph)[0] for _ in range(runs))
    busy = (time.process_time() - start) / runs
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    print(f"2^{bits:<2} = {1 << bits:10,} states x {people}: {seconds:8.3f} s, processor {busy:8.3f} s   "
          f"peak {peak / 1e6:.2f} GB, {before / 1e6:.2f} GB of it the program and the model", flush=True)  # fmt: skip


def rivals() -> None:
    """The other two ways, and that all three agree."""
    for bits, people, ways in [(6, 4, (by_definition, by_matrices)), (8, 4, (by_matrices,)), (10, 4, (by_matrices,))]:
        graph = conflict(bits, people)
        ours = stability(graph).stable
        line = f"2^{bits:<2} = {1 << bits:10,} states x {people}: {timed(stability, graph)[0]:8.3f} s"
        for way in ways:
            seconds, busy, found = timed(way, graph)
            assert isinstance(found, dict)
            same = all((found[concept] == ours[concept]).all() for concept in CONCEPTS)
            verdict = "agrees" if same else "DIFFERS"
            line += f"   {way.__name__.replace('_', ' ')} {seconds:.1f} s, processor {busy:.1f} s, {verdict}"
        print(line, flush=True)


def main() -> None:
    """The rivals, then each size in its own process."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--largest", type=int, default=24, help="largest size to run, as a power of two")
    parser.add_argument("--one", type=int, nargs=2, metavar=("BITS", "PEOPLE"), help="only this size, in this process")
    arguments = parser.parse_args()
    if arguments.one:
        one(*arguments.one)
        return
    rivals()
    for bits, people in [(12, 4), (20, 5), (24, 4)]:
        if bits <= arguments.largest:
            subprocess.run([sys.executable, __file__, "--one", str(bits), str(people)], check=True)


if __name__ == "__main__":
    main()
