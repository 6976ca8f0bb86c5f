"""The domain's mistakes: what people who write curvature code forget. Generic ones (another operator, another number) the library has.

Each takes the text of one node of a module's syntax tree for another; all other text stays, so that a line says what was changed.
"""

from __future__ import annotations

import ast
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    Change = Callable[[ast.AST], Iterator[tuple[str, ast.AST]]]

SWAPPED_NAMES = {
    "sum": "mean", "mean": "sum", "max": "min", "min": "max", "maximum": "minimum", "minimum": "maximum",
    "add": "subtract", "subtract": "add", "multiply": "divide", "divide": "multiply",
}  # fmt: skip
KINDS = ("dropped factor", "dropped divisor", "dropped term", "transpose", "reduction", "array operation", "deleted statement")
BARE = (ast.Name, ast.Attribute, ast.Call, ast.Subscript, ast.Constant, ast.stmt)  # what needs no parentheses wherever it stands


@dataclass(frozen=True)
class Mutant:
    """A module with one mistake.

    Args:
        operator: the kind of mistake, one of ``KINDS``.
        start: line and column where the text that was changed begins.
        end: line and column behind it.
        text: the whole module with the mistake.
    """

    operator: str
    start: tuple[int, int]
    end: tuple[int, int]
    text: str


def _dropped(node: ast.AST) -> Iterator[tuple[str, ast.AST]]:
    if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Mult | ast.Add):
        kind = "dropped factor" if isinstance(node.op, ast.Mult) else "dropped term"
        yield kind, node.left
        yield kind, node.right
    if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Div | ast.Sub):
        yield "dropped divisor" if isinstance(node.op, ast.Div) else "dropped term", node.left


def _transpose(node: ast.AST) -> Iterator[tuple[str, ast.AST]]:
    if isinstance(node, ast.Attribute) and node.attr == "T" and isinstance(node.ctx, ast.Load):
        yield "transpose", node.value
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "transpose":
        yield "transpose", node.func.value


def _called_name(node: ast.AST) -> Iterator[tuple[str, ast.AST]]:
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in SWAPPED_NAMES:
        func = ast.Attribute(node.func.value, SWAPPED_NAMES[node.func.attr], ast.Load())
        kind = "reduction" if node.func.attr in {"sum", "mean", "max", "min"} else "array operation"
        yield kind, ast.Call(func, node.args, node.keywords)


def _deleted(node: ast.AST) -> Iterator[tuple[str, ast.AST]]:
    if isinstance(node, ast.AugAssign) or (isinstance(node, ast.Expr) and isinstance(node.value, ast.Call)):
        yield "deleted statement", ast.Pass()


CHANGES: tuple[Change, ...] = (_dropped, _transpose, _called_name, _deleted)


@lru_cache(maxsize=4)
def mutants(source: str) -> tuple[Mutant, ...]:
    """Every mutant of a module, in the order of its text.

    >>> [(each.operator, each.text) for each in mutants("y = a / (b + c)")]
    [('dropped divisor', 'y = a'), ('dropped term', 'y = a / (b)'), ('dropped term', 'y = a / (c)')]
    """
    lines = source.splitlines(keepends=True)
    return tuple(
        _planted(lines, node, kind, changed)
        for node in _places(ast.parse(source))
        for change in CHANGES
        for kind, changed in change(node)
    )  # fmt: skip


def _planted(lines: list[str], node: ast.expr | ast.stmt, kind: str, changed: ast.AST) -> Mutant:
    start, end = _column(lines, node.lineno, node.col_offset), _column(lines, node.end_lineno or 0, node.end_col_offset or 0)
    text = ast.unparse(ast.fix_missing_locations(changed))
    before = "".join(lines[: start[0] - 1]) + lines[start[0] - 1][: start[1]]
    after = lines[end[0] - 1][end[1] :] + "".join(lines[end[0] :])
    return Mutant(kind, start, end, before + (text if isinstance(changed, BARE) else f"({text})") + after)


def _column(lines: list[str], line: int, offset: int) -> tuple[int, int]:
    """The syntax tree counts bytes."""
    return line, len(lines[line - 1].encode()[:offset].decode())


def _places(parent: ast.AST) -> Iterator[ast.expr | ast.stmt]:
    """Every node that decides what is computed; annotations, texts of errors and imports do not."""
    for name, field in ast.iter_fields(parent):
        if name in {"annotation", "returns", "decorator_list"}:
            continue
        for node in field if isinstance(field, list) else (field,):
            if isinstance(node, ast.AST) and not _only_words(node):
                if isinstance(node, ast.expr | ast.stmt):
                    yield node
                yield from _places(node)


def _only_words(node: ast.AST) -> bool:
    """Whether a node is about types, messages or documentation only."""
    if isinstance(node, ast.If) and isinstance(node.test, ast.Name) and node.test.id == "TYPE_CHECKING":
        return True
    if isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name) and node.targets[0].id == "message":
        return True
    documentation = isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)
    return documentation or isinstance(node, ast.JoinedStr | ast.Raise | ast.Import | ast.ImportFrom)
