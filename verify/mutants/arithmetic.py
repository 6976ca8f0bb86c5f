"""Expression-level changes: signs, terms, factors, exponents, constants, indices."""

from __future__ import annotations

import ast
from fractions import Fraction
from typing import TYPE_CHECKING

from verify.mutants import Operator

if TYPE_CHECKING:
    from collections.abc import Iterator


def constant(value: int | Fraction) -> ast.Constant:
    """A literal of the claim language."""
    return ast.Constant(value)  # type: ignore[arg-type]  # the language keeps exact fractions in constants


def product(left: ast.expr, right: ast.expr) -> ast.BinOp:
    """The product of two expressions."""
    return ast.BinOp(left, ast.Mult(), right)


def _flip_sign(node: ast.expr) -> Iterator[ast.expr]:
    if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Add | ast.Sub):
        yield ast.BinOp(node.left, ast.Sub() if isinstance(node.op, ast.Add) else ast.Add(), node.right)
    if isinstance(node, ast.UnaryOp):
        yield node.operand


def _drop_term(node: ast.expr) -> Iterator[ast.expr]:
    if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Add | ast.Sub):
        yield node.left
        yield node.right if isinstance(node.op, ast.Add) else ast.UnaryOp(ast.USub(), node.right)


def _drop_factor(node: ast.expr) -> Iterator[ast.expr]:
    if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Mult | ast.Div):
        yield node.left
        if isinstance(node.op, ast.Mult):
            yield node.right


def _invert_factor(node: ast.expr) -> Iterator[ast.expr]:
    if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Div):
        yield product(node.left, node.right)


def _raise_exponent(node: ast.expr) -> Iterator[ast.expr]:
    if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Pow):
        yield ast.BinOp(node.left, ast.Pow(), ast.BinOp(node.right, ast.Add(), constant(1)))
        yield node.left


def _change_constant(node: ast.expr) -> Iterator[ast.expr]:
    if isinstance(node, ast.Constant) and isinstance(node.value, int | Fraction):
        yield constant(node.value + 1)


def _double(node: ast.expr) -> Iterator[ast.expr]:
    if isinstance(node, ast.Call) or (isinstance(node, ast.BinOp) and isinstance(node.op, ast.Mult | ast.Div | ast.MatMult)):
        yield product(constant(2), node)


def _swap_indices(node: ast.expr) -> Iterator[ast.expr]:
    if isinstance(node, ast.Subscript) and isinstance(node.slice, ast.Tuple) and len(node.slice.elts) > 1:
        yield ast.Subscript(node.value, ast.Tuple(list(reversed(node.slice.elts)), ast.Load()), ast.Load())
    elif isinstance(node, ast.Subscript) and isinstance(node.slice, ast.Constant) and isinstance(node.slice.value, int):
        yield ast.Subscript(node.value, constant(node.slice.value + 1), ast.Load())
        if node.slice.value:
            yield ast.Subscript(node.value, constant(node.slice.value - 1), ast.Load())


def _permute_entries(node: ast.expr) -> Iterator[ast.expr]:
    if isinstance(node, ast.List) and len(node.elts) > 1:
        first, second, *rest = node.elts
        yield ast.List([second, first, *rest], ast.Load())


OPERATORS = (
    Operator("flip a sign", "expression", _flip_sign),
    Operator("drop a term", "expression", _drop_term),
    Operator("drop a factor", "expression", _drop_factor),
    Operator("multiply instead of divide", "expression", _invert_factor),
    Operator("change an exponent", "expression", _raise_exponent),
    Operator("add one to a constant", "expression", _change_constant),
    Operator("double a value", "expression", _double),
    Operator("shift an index", "expression", _swap_indices),
    Operator("swap two entries", "expression", _permute_entries),
)
