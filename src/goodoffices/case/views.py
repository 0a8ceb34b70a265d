"""The perspectives of a case, checked: do their paths lead somewhere, and does the case hold with their numbers?"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from goodoffices.case.numeric import MUTUAL, truncation
from goodoffices.case.perspective import BASELINE, applied
from goodoffices.case.quantity import Quantity
from goodoffices.case.remark import Remark
from goodoffices.case.schema import Case
from goodoffices.case.texts import nothing_to_sign
from goodoffices.case.walking import numbers


def view_mistakes(case: Case) -> Iterator[Remark]:
    """Paths at which no number stands, numbers outside their domain, contradictions the case itself has not."""
    known = {remark for check in MUTUAL for remark in check(case)}
    for name, perspective in case.perspectives.items():
        resolved, problems = applied(case, name)
        for problem in problems:
            yield Remark(problem.path, problem.message, problem.suggestion, problem.found)
        for path, number in perspective.set.items():
            yield from truncation(f"perspectives.{name}.set.{path}", number)
        for remark in (r for check in MUTUAL for r in check(resolved) if r not in known):
            yield remark._replace(path=place_in_view(case, name, remark.path))


def view_advice(case: Case) -> Iterator[Remark]:
    """Perspectives that change nothing, or that leave a signer nothing to sign."""
    known = set(nothing_to_sign(case))
    base = {part.path: part.value for part in numbers(case)}
    for index, (name, perspective) in enumerate(case.perspectives.items()):
        if index > 0 and name != BASELINE and not any(_changes(base, path, n) for path, n in perspective.set.items()):
            yield Remark(f"perspectives.{name}", "this perspective changes no number")
        if any(".red_lines." in path for path in perspective.set):
            for remark in nothing_to_sign(applied(case, name)[0]):
                if remark not in known:
                    yield remark._replace(path=place_in_view(case, name, remark.path))


def _changes(base: Mapping[str, Quantity], path: str, number: Quantity) -> bool:
    """True where the number differs, its ground aside, from what the case has at the path (or all along under it)."""
    there = [old for at, old in base.items() if at == path or at.startswith(f"{path}.")]
    return any(_plain(old) != _plain(number) for old in there)


def _plain(number: Quantity) -> dict[str, object]:
    ground = {"basis", "claims", "source", "locator", "note"}
    return {key: value for key, value in vars(number).items() if key not in ground}


def place_in_view(case: Case, name: str, path: str) -> str:
    """Where the perspective says what the remark is about, as near as possible."""
    ours = case.perspectives[name].set
    around = path.rpartition(".")[0]
    near = [p for p in ours if p == path or p.startswith(f"{path}.") or path.startswith(f"{p}.")]
    near += [p for p in ours if p.rpartition(".")[0] == around]
    return f"perspectives.{name}.set.{near[0]}" if near else f"perspectives.{name}.set"
