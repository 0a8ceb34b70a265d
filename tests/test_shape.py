"""The shape of functions: none longer than a page, none with more parameters than a reader keeps in mind."""

from __future__ import annotations

import ast
from pathlib import Path

SRC = Path(__file__).parents[1] / "src" / "goodoffices"
LINES, PARAMETERS, IN_KERNELS = 60, 12, 20
LONG = {"engines/robust/search.py search", "model/structure.py structure"}
WIDE = {
    "engines/frontier/dominance.py _own",
    "engines/links/delivery.py _engage",
    "engines/links/delivery.py _tempted",
    "engines/links/delivery.py _ask",
    "engines/links/delivery.py ask",
    "engines/links/delivery.py _for_nothing",
    "engines/links/talks.py _offer",
    "engines/links/talks.py _lone_text",
    "engines/links/talks.py _play",
    "engines/links/talks.py _struck",
    "engines/promises/cheapest.py _look",
    "engines/robust/search.py search",
}
"""What is still beyond; these lists only get shorter."""


def functions() -> list[tuple[str, ast.FunctionDef]]:
    found = []
    for path in sorted(SRC.rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.FunctionDef):
                found.append((f"{path.relative_to(SRC)}:{node.lineno} {node.name}", node))
    return found


def is_kernel(node: ast.FunctionDef) -> bool:
    return any("njit" in ast.unparse(decorator) for decorator in node.decorator_list)


def parameters(node: ast.FunctionDef) -> int:
    return len([*node.args.posonlyargs, *node.args.args, *node.args.kwonlyargs])


def lines(node: ast.FunctionDef) -> int:
    """Without the docstring."""
    body = node.body[1:] if ast.get_docstring(node) is not None and len(node.body) > 1 else node.body
    end = node.end_lineno or node.lineno
    return (
        end - node.lineno + 1 if body is node.body else end - body[0].lineno + 1 + (node.body[0].lineno - node.lineno)
    )


def short(name: str) -> str:
    place, called = name.split(" ")
    return f"{place.split(':')[0]} {called}"


def test_no_function_is_longer_than_a_page() -> None:
    assert {short(name) for name, node in functions() if lines(node) > LINES} == LONG


def test_no_function_has_more_parameters_than_can_be_kept_in_mind() -> None:
    over = {
        short(name) for name, node in functions() if parameters(node) > (IN_KERNELS if is_kernel(node) else PARAMETERS)
    }
    assert over == WIDE
