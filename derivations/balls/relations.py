"""What the conditions of branches say of two numbers, by the name of the condition's class."""

from __future__ import annotations

import operator
from typing import TYPE_CHECKING, Any

import sympy as sp

from derivations.balls.failures import NotCoveredError

if TYPE_CHECKING:
    from collections.abc import Callable

RELATIONS: dict[str, Callable[[Any, Any], bool]] = {
    "StrictGreaterThan": operator.gt,
    "GreaterThan": operator.ge,
    "StrictLessThan": operator.lt,
    "LessThan": operator.le,
    "Equality": operator.eq,
    "Unequality": operator.ne,
}


def holds(condition: sp.Basic, compared: Callable[[sp.Expr, sp.Expr], int]) -> bool:
    """Whether a condition holds, where ``compared`` decides the sign of the difference of two expressions.

    Raises:
        NotCoveredError: it is of another kind.

    >>> x = sp.Symbol("x", real=True)
    >>> holds(sp.And(x > 0, sp.Ne(x, 2)), lambda left, right: int(sp.sign(left.subs(x, 1) - right)))
    True
    """
    if condition in (sp.true, sp.false):
        return bool(condition)
    if isinstance(condition, sp.And | sp.Or):
        return (all if isinstance(condition, sp.And) else any)(holds(part, compared) for part in condition.args)
    if isinstance(condition, sp.Not):
        return not holds(condition.args[0], compared)
    relation = RELATIONS.get(type(condition).__name__)
    if relation is None:
        message = f"the condition {condition}"
        raise NotCoveredError(message)
    return relation(compared(*condition.args), 0)
