"""What is quick for few elements and hard to read, in the copied texts of primitives.

Numbers become arrays that are made once, which a ufunc takes in half the time of a float. `np.flatnonzero` becomes the method that it
calls in the end, in a fifth of the time.
"""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING

import numpy as np

from derivations.codegen.document import literal

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

KEYWORD_WANTED = ("np.maximum", "np.minimum")  # NumPy 2.4 wants `out` by its name for these two
HELPER = '''def arrays(table: Any) -> Any:
    """A number as an array without axes, or all of a table: a ufunc takes these in half the time of a float."""
    return tuple([arrays(part) for part in table]) if isinstance(table, tuple) else np.array(table)'''


def with_quick_numbers(text: str, name_of: Callable[[float], str]) -> str:
    """The text of functions and tables; ``name_of`` gives the name of the array of a number.

    Every number beside an array becomes a name, every table of numbers a table of arrays, and the keyword ``out`` of a ufunc is left away.
    Arrays of which `np.flatnonzero` is asked have one axis.

    >>> print(with_quick_numbers("np.add(x, 1.5, out=x)", lambda value: "C0"))
    np.add(x, C0, x)
    """
    tree = ast.parse(text)
    starts = [0]
    for line in text.splitlines(keepends=True):
        starts.append(starts[-1] + len(line))
    changes = sorted(
        {
            (starts[line - 1] + column, starts[last - 1] + end, new)
            for line, column, last, end, new in [*_in_calls(tree, name_of), *_in_tables(tree), *_of_places(tree)]
        }
    )
    for start, stop, new in reversed(changes):
        text = text[:start] + new + text[stop:]
    return text


def _in_calls(tree: ast.Module, name_of: Callable[[float], str]) -> Iterator[tuple[int, int, int, int, str]]:
    for node in ast.walk(tree):
        for part in _beside_arrays(node):
            value = _number(part)
            if value is not None:
                yield *_span(part), name_of(value)
        if isinstance(node, ast.Call) and _is_ufunc(node.func) and ast.unparse(node.func) not in KEYWORD_WANTED:
            match node.keywords:
                case [ast.keyword(arg="out") as keyword] if len(node.args) == getattr(np, ast.unparse(node.func)[3:]).nin:
                    yield keyword.lineno, keyword.col_offset, keyword.lineno, keyword.col_offset + len("out="), ""


def _of_places(tree: ast.Module) -> Iterator[tuple[int, int, int, int, str]]:
    """`np.flatnonzero(x)` as `x.nonzero()[0]`."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and ast.unparse(node.func) == "np.flatnonzero":
            line, column, last, end = _span(node)
            bare = int(isinstance(node.args[0], ast.Name | ast.Call))  # others need the parentheses of the call
            yield line, column, line, column + len("np.flatnonzero") + bare, ""
            yield last, end - bare, last, end, ".nonzero()[0]"


def _beside_arrays(node: ast.AST) -> list[ast.expr]:
    """What stands beside an array: arguments of ufuncs, operands, sides of a comparison whose truths are worked with."""
    if isinstance(node, ast.Call) and ast.unparse(node.func).startswith("np."):
        return [*(node.args if _is_ufunc(node.func) else []), *(side for part in node.args for side in _sides(part))]
    if isinstance(node, ast.BinOp) and isinstance(node.op, ast.BitAnd | ast.BitOr):
        return [*_sides(node.left), *_sides(node.right)]
    if isinstance(node, ast.BinOp) and (_number(node.left) is None or _number(node.right) is None):
        return [node.left, node.right]
    return _sides(node.operand) if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.Invert) else []


def _sides(node: ast.expr) -> list[ast.expr]:
    return [node.left, *node.comparators] if isinstance(node, ast.Compare) else []


def _is_ufunc(function: ast.expr) -> bool:
    return (
        isinstance(function, ast.Attribute)
        and ast.unparse(function.value) == "np"
        and isinstance(getattr(np, function.attr, None), np.ufunc)
    )


def _in_tables(tree: ast.Module) -> Iterator[tuple[int, int, int, int, str]]:
    for node in tree.body:
        if isinstance(node, ast.Assign) and _is_table(node.value):
            value = literal(ast.literal_eval(node.value))
            yield (
                *_span(node.value),
                f"arrays({value})" if "\n" not in value else f"arrays(\n    {literal(ast.literal_eval(node.value), 4)}\n)",
            )


def _is_table(node: ast.expr) -> bool:
    return all(_is_table(part) for part in node.elts) if isinstance(node, ast.Tuple) else _number(node) is not None


def _number(node: ast.expr) -> float | None:
    """The value of a float that stands in the text."""
    if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.USub):
        value = _number(node.operand)
        return None if value is None else -value
    return node.value if isinstance(node, ast.Constant) and isinstance(node.value, float) else None


def _span(node: ast.expr) -> tuple[int, int, int, int]:
    assert node.end_lineno is not None  # noqa: S101 - parsed text has places
    assert node.end_col_offset is not None  # noqa: S101
    return node.lineno, node.col_offset, node.end_lineno, node.end_col_offset
