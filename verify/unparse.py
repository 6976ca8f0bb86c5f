"""The text of a syntax tree, with exact fractions written as the language reads them."""

from __future__ import annotations

import ast
import copy
from fractions import Fraction


class _Fractions(ast.NodeTransformer):
    """Writes a constant fraction as a quotient of integers."""

    def visit_Constant(self, node: ast.Constant) -> ast.expr:
        """Split a proper fraction."""
        value = node.value
        if isinstance(value, Fraction):
            if value.denominator == 1:
                return ast.Constant(value.numerator)
            return ast.BinOp(ast.Constant(value.numerator), ast.Div(), ast.Constant(value.denominator))
        return node


def unparse(tree: ast.expr) -> str:
    """The text of an expression; parsing it gives an equal tree, up to quotients of constants.

    >>> unparse(ast.Constant(Fraction(1, 2)))
    '1 / 2'
    """
    return ast.unparse(ast.fix_missing_locations(_Fractions().visit(copy.deepcopy(tree))))
