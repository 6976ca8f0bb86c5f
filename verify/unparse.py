"""The text of a syntax tree, with exact fractions written as the language reads them."""

from __future__ import annotations

import ast
from fractions import Fraction
from typing import Any, TypeGuard


def unparse(tree: ast.expr) -> str:
    """The text of an expression; parsing it gives an equal tree, up to quotients of constants.

    >>> unparse(ast.Constant(Fraction(1, 2)))
    '1 / 2'
    """
    return Unparser()(tree)


class Unparser:
    """Writes trees that share parts, such as a statement's mutants: each part is looked through for fractions once."""

    def __init__(self) -> None:
        """Start without any tree."""
        self._known: dict[int, tuple[ast.AST, Any]] = {}  # a node kept alive keeps its id

    def __call__(self, tree: ast.expr) -> str:
        """The text of an expression."""
        return ast.unparse(self._with_quotients(tree))

    def _with_quotients(self, node: Any) -> Any:
        """The tree with a quotient of integers for each fraction; parts without one are shared with the original, which stays as it is."""
        if isinstance(node, list):
            items = [self._with_quotients(item) for item in node]
            return items if any(new is not old for new, old in zip(items, node, strict=True)) else node
        if not isinstance(node, ast.AST):
            return node
        if id(node) not in self._known:
            self._known[id(node)] = (node, _quotient(node.value) if _is_fraction(node) else self._rebuilt(node))
        return self._known[id(node)][1]

    def _rebuilt(self, node: ast.AST) -> ast.AST:
        fields = dict(ast.iter_fields(node))
        changed = {name: self._with_quotients(value) for name, value in fields.items()}
        return type(node)(**changed) if any(changed[name] is not fields[name] for name in fields) else node


def _is_fraction(node: ast.AST) -> TypeGuard[ast.Constant]:
    return isinstance(node, ast.Constant) and isinstance(node.value, Fraction)


def _quotient(value: Any) -> ast.expr:
    numerator, denominator = ast.Constant(value.numerator), ast.Constant(value.denominator)
    return numerator if value.denominator == 1 else ast.BinOp(numerator, ast.Div(), denominator)
