"""Changes of what is asserted about values: the sense of an inequality, a predicate, the range of a sum."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING

from derivations.language.infinite_sides import compares_with_infinity
from verify.mutants import Operator
from verify.mutants.arithmetic import constant, product
from verify.mutants.definitions import call, is_call

if TYPE_CHECKING:
    from collections.abc import Iterator

TURNED: dict[type[ast.cmpop], type[ast.cmpop]] = {
    ast.Lt: ast.Gt,
    ast.LtE: ast.GtE,
    ast.Gt: ast.Lt,
    ast.GtE: ast.LtE,
    ast.NotEq: ast.Eq,
}

_BARE = (ast.Name, ast.Subscript, ast.Attribute)


def _arguments(node: ast.expr, *names: str) -> list[ast.expr]:
    """The arguments of a call of one of the words; none for anything else."""
    return node.args if isinstance(node, ast.Call) and is_call(node, *names) else []


def _turn_inequality(node: ast.expr) -> Iterator[ast.expr]:
    if isinstance(node, ast.Compare):
        for position, operator in enumerate(node.ops):
            if type(operator) in TURNED:
                turned = TURNED[type(operator)]()
                yield ast.Compare(node.left, [*node.ops[:position], turned, *node.ops[position + 1 :]], node.comparators)


def _double_side(node: ast.expr) -> Iterator[ast.expr]:
    """Twice the left side of an equation between bare names, which no other operator changes."""
    if not isinstance(node, ast.Compare) or not isinstance(node.ops[0], ast.Eq):
        return
    if all(isinstance(side, _BARE) for side in (node.left, *node.comparators)):
        yield ast.Compare(product(constant(2), node.left), node.ops, node.comparators)


def _negate_definite(node: ast.expr) -> Iterator[ast.expr]:
    for matrix in _arguments(node, "pd"):
        yield call("pd", ast.UnaryOp(ast.USub(), matrix))


def _antisymmetric(node: ast.expr) -> Iterator[ast.expr]:
    for matrix in _arguments(node, "symmetric"):
        yield ast.Compare(matrix, [ast.Eq()], [ast.UnaryOp(ast.USub(), ast.Attribute(matrix, "T", ast.Load()))])


def _equal_instead(node: ast.expr) -> Iterator[ast.expr]:
    if arguments := _arguments(node, "proportional", "positively_proportional"):
        yield ast.Compare(arguments[0], [ast.Eq()], [arguments[1]])


def _opposite(node: ast.expr) -> Iterator[ast.expr]:
    if arguments := _arguments(node, "positively_proportional"):
        yield call("positively_proportional", arguments[0], ast.UnaryOp(ast.USub(), arguments[1]))


def _depend(node: ast.expr) -> Iterator[ast.expr]:
    """The expression with the variable, or its first entry, added or multiplied; those of wrong shape are sorted out later."""
    if arguments := _arguments(node, "free_of"):
        value, variable = arguments
        entries = variable.elts[:1] if isinstance(variable, ast.List) else [variable, ast.Subscript(variable, constant(0), ast.Load())]
        for entry in entries:
            yield call("free_of", ast.BinOp(value, ast.Add(), entry), variable)
            yield call("free_of", product(entry, value), variable)


def _finite(node: ast.expr) -> Iterator[ast.expr]:
    """That a number is finite instead of infinite, or the reverse."""
    if isinstance(node, ast.Compare) and len(node.ops) == 1 and compares_with_infinity(node):
        (operator,) = node.ops
        yield ast.Compare(node.left, [ast.NotEq() if isinstance(operator, ast.Eq) else ast.Eq()], node.comparators)


def _longer_range(node: ast.expr) -> Iterator[ast.expr]:
    """One more value at the end of a sum, a product or a list."""
    if isinstance(node, ast.GeneratorExp | ast.ListComp):
        loop = node.generators[0]
        assert isinstance(loop.iter, ast.Call)  # noqa: S101 - the syntax guarantees it
        *first, last = loop.iter.args
        longer = ast.Call(loop.iter.func, [*first, ast.BinOp(last, ast.Add(), constant(1))], [])
        yield type(node)(node.elt, [ast.comprehension(loop.target, longer, [], 0)])


OPERATORS = (
    Operator("turn an inequality round", "expression", _turn_inequality),
    Operator("double a side", "expression", _double_side),
    Operator("one more term", "expression", _longer_range),
    Operator("antisymmetry for symmetry", "expression", _antisymmetric),
    Operator("finite instead of infinite", "definition", _finite),
    Operator("definiteness of the negative", "definition", _negate_definite),
    Operator("equality for proportionality", "definition", _equal_instead),
    Operator("a negative factor for a positive one", "definition", _opposite),
    Operator("dependence on the variable", "definition", _depend),
)
