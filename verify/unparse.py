"""The text of a syntax tree, with exact fractions written as the language reads them."""

from __future__ import annotations

import ast
from fractions import Fraction
from typing import Any


def unparse(tree: ast.expr) -> str:
    """The text of an expression; parsing it gives an equal tree, up to quotients of constants.

    >>> unparse(ast.Constant(Fraction(1, 2)))
    '1 / 2'
    """
    return ast.unparse(_with_quotients(tree))


def _with_quotients(node: Any) -> Any:
    """The tree with a quotient of integers for each fraction; parts without one are shared with the original, which stays as it is."""
    if isinstance(node, list):
        items = [_with_quotients(item) for item in node]
        return items if any(new is not old for new, old in zip(items, node, strict=True)) else node
    if isinstance(node, ast.Constant) and isinstance(node.value, Fraction):
        numerator, denominator = ast.Constant(node.value.numerator), ast.Constant(node.value.denominator)
        return numerator if node.value.denominator == 1 else ast.BinOp(numerator, ast.Div(), denominator)
    if not isinstance(node, ast.AST):
        return node
    fields = dict(ast.iter_fields(node))
    changed = {name: _with_quotients(value) for name, value in fields.items()}
    return type(node)(**changed) if any(changed[name] is not fields[name] for name in fields) else node
