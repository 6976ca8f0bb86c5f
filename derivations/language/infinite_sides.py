"""Comparisons with an infinity: decided by what the other side is in the extended real numbers, where that is known."""

from __future__ import annotations

import ast
import operator
from typing import TYPE_CHECKING

import sympy as sp

from derivations.conditions import collecting, require
from derivations.errors import DerivationError, InfiniteError
from derivations.extended import are_certain, extended_divergence, extended_value
from derivations.kl import defining_integral
from derivations.language.goal import Goal
from derivations.language.tensor import Tensor
from derivations.language.theorems import is_built_in
from derivations.law import Law

if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

RELATIONS: dict[type[ast.cmpop], Callable[[Any, Any], bool]] = {
    ast.Eq: operator.eq,
    ast.NotEq: operator.ne,
    ast.Lt: operator.lt,
    ast.LtE: operator.le,
    ast.Gt: operator.gt,
    ast.GtE: operator.ge,
}
ORDER = {-sp.oo: -1, sp.oo: 1}  # every number is between them
KNOWN = "the other side is"


def infinite_goal(node: ast.Compare, place: int, value: Callable[[ast.expr], Any]) -> Goal | None:
    """The goal of one relation of a chain between a number and an infinity, where it is known if it is finite.

    ``value`` gives the value of an expression. A divergence is infinite where the first law certainly has values outside of the support of
    the second. The goal is that zero, or one, vanishes; where it holds, its ``theorem`` says why.
    """
    sides = [node.left, *node.comparators][place : place + 2]
    infinities = [_infinity(side) for side in sides]
    if infinities.count(None) != 1:
        return None
    with collecting() as conditions:
        found = _extended(sides[infinities.index(None)], value)
    for condition in conditions:
        require(*condition)
    if found is None:
        return None
    left, right = (found if infinity is None else infinity for infinity in infinities)
    holds = RELATIONS[type(node.ops[place])](ORDER.get(left, 0), ORDER.get(right, 0))
    if holds and found not in ORDER and not are_certain(conditions):
        return None  # where they do not hold, it may be infinite
    said = f"{KNOWN} {'infinite' if found in ORDER else 'a finite number'}"
    residual = Tensor.scalar(sp.S.Zero if holds else sp.S.One)
    return Goal("zero", residual, Tensor.scalar(left), Tensor.scalar(right), theorem=said if holds else "")


def compares_with_infinity(node: ast.AST) -> bool:
    """Whether some side is an infinity."""
    return isinstance(node, ast.Compare) and any(map(_infinity, [node.left, *node.comparators]))


def _infinity(node: ast.expr) -> sp.Expr | None:
    if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.USub):
        return -sp.oo if _infinity(node.operand) == sp.oo else None
    return sp.oo if isinstance(node, ast.Name) and node.id == "oo" else None


def _extended(node: ast.expr, value: Callable[[ast.expr], Any]) -> sp.Expr | None:
    laws = node.args if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "kl" else []
    if not laws or not all(map(is_built_in, laws)):
        return _of_number(value(node))
    left, right = map(value, laws)  # which must exist
    try:
        found = _of_number(value(node))
    except InfiniteError as error:
        return sp.oo if error.is_certain else None
    except DerivationError:
        found = None  # some moment in the closed form is infinite
    are_explicit = isinstance(left, Law) and isinstance(right, Law)
    return extended_divergence(defining_integral(left, right)) if found is None and are_explicit else found


def _of_number(number: Any) -> sp.Expr | None:
    return extended_value(number.item) if isinstance(number, Tensor) and number.shape == () else None
