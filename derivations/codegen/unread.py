"""A module without what nothing in it reads: a file of a primitive is copied as a whole, though often one of its helpers is called."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

LARGE = (ast.FunctionDef, ast.ClassDef)


def without_unread(text: str, roots: Sequence[str]) -> str:
    r"""The text of a module with the definitions, constants and imports that the names ``roots`` lead to.

    >>> print(without_unread("import math\n\nA = 1\nB = 2\n\n\ndef f():\n    return A\n\n\ndef g():\n    return B + math.pi\n", ["f"]))
    A = 1
    <BLANKLINE>
    <BLANKLINE>
    def f():
        return A
    <BLANKLINE>
    """
    lines, body = text.splitlines(), ast.parse(text).body
    starts = [_start(node, lines) for node in body]
    kept = _reached(body, roots)
    parts: list[str] = []
    previous: ast.stmt | None = None
    for place, node in enumerate(body):
        if node in kept:
            if previous is not None:
                wide = isinstance(node, LARGE) or isinstance(previous, LARGE)
                gap = starts[place] - (body[place - 1].end_lineno or 0)
                parts.append("\n" * (3 if wide else 1 + min(gap, 1)))
            parts.append("\n".join(lines[starts[place] : node.end_lineno]))
            previous = node
    return "".join(parts) + "\n"


def _reached(body: Sequence[ast.stmt], roots: Sequence[str]) -> set[ast.stmt]:
    """The statements that these names lead to, and those that bind no name or what the language reads."""
    bound: dict[str, list[ast.stmt]] = {}
    for node in body:
        for name in _names(node):
            bound.setdefault(name, []).append(node)
    kept = {node for node in body if not _names(node) or (isinstance(node, ast.ImportFrom) and node.module == "__future__")}
    waiting = list(roots)
    while waiting:
        found = [node for node in bound.get(waiting.pop(), []) if node not in kept]
        kept.update(found)
        waiting += [part.id for node in found for part in ast.walk(node) if isinstance(part, ast.Name)]
    return kept


def _names(node: ast.stmt) -> list[str]:
    """The names that a statement binds."""
    if isinstance(node, LARGE):
        return [node.name]
    if isinstance(node, ast.Import | ast.ImportFrom):
        return [(each.asname or each.name).partition(".")[0] for each in node.names]
    targets = node.targets if isinstance(node, ast.Assign) else [node.target] if isinstance(node, ast.AnnAssign) else []
    return [part.id for target in targets for part in ast.walk(target) if isinstance(part, ast.Name)]


def _start(node: ast.stmt, lines: Sequence[str]) -> int:
    """The index of a statement's first line, decorators and the comment above it included."""
    decorators = node.decorator_list if isinstance(node, LARGE) else []
    start = min([node.lineno, *(each.lineno for each in decorators)]) - 1
    while start and lines[start - 1].startswith("#"):
        start -= 1
    return start
