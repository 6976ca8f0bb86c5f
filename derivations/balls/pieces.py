"""Kinks: absolute values, signs, maxima and branches are resolved by splitting the interval where they change."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import sympy as sp
from flint import fmpq

from derivations.balls.evaluate import Evaluation
from derivations.balls.failures import CannotEncloseError, NotCoveredError
from derivations.balls.number import Number, sign_of

if TYPE_CHECKING:
    from collections.abc import Mapping

BITS = 64
KINKED = (sp.Abs, sp.sign, sp.Max, sp.Min, sp.Piecewise)
RELATIONS = (sp.StrictGreaterThan, sp.GreaterThan, sp.StrictLessThan, sp.LessThan, sp.Eq, sp.Ne)


def kinks(expression: sp.Expr, variable: sp.Symbol, point: Mapping[sp.Symbol, Any]) -> list[fmpq]:
    """The places, in order, at which a kinked part of the expression may change its branch.

    Raises:
        NotCoveredError: such a place is not the root of a linear function with rational coefficients.
    """
    places = set()
    for switch in _switches(expression, variable):
        slope = sp.diff(switch, variable)
        if variable in slope.free_symbols:
            message = f"a kink where {switch} changes its sign"
            raise NotCoveredError(message)
        start, rate = (Evaluation(point, BITS).number(part) for part in (switch.subs(variable, 0), slope))
        if not (isinstance(start, fmpq) and isinstance(rate, fmpq)):
            message = f"a kink at an irrational place: {switch}"
            raise NotCoveredError(message)
        if rate != 0:
            places.add(-start / rate)
    return sorted(places)


def _switches(expression: sp.Expr, variable: sp.Symbol) -> list[sp.Expr]:
    """The functions whose signs decide the branches."""
    found: list[sp.Expr] = []
    for part in sp.preorder_traversal(expression):
        if isinstance(part, sp.Abs | sp.sign):
            found.append(part.args[0])
        elif isinstance(part, sp.Max | sp.Min):
            found += [a - b for i, a in enumerate(part.args) for b in part.args[:i]]
        elif isinstance(part, RELATIONS):
            found.append(part.args[0] - part.args[1])
    return sorted({switch for switch in found if variable in switch.free_symbols}, key=str)


def resolved(expression: sp.Expr, variable: sp.Symbol, inside: Number, point: Mapping[sp.Symbol, Any]) -> sp.Expr:
    """The expression with every kinked part replaced by the branch that applies at ``inside`` and hence on its whole piece."""
    evaluation = Evaluation({**point, variable: inside}, BITS)
    for _ in range(8):  # kinks inside kinks
        parts = [part for part in sorted(expression.atoms(*KINKED), key=str) if variable in part.free_symbols]
        if not parts:
            return expression
        try:
            expression = expression.xreplace({part: _branch(part, evaluation) for part in parts})
        except CannotEncloseError as error:
            message = f"a branch of {expression}"
            raise NotCoveredError(message) from error
    message = f"deeply nested branches in {expression}"
    raise NotCoveredError(message)


def _branch(part: sp.Expr, evaluation: Evaluation) -> sp.Expr:
    if isinstance(part, sp.Abs):
        return part.args[0] * evaluation.sign(part.args[0])
    if isinstance(part, sp.sign):
        return sp.Integer(evaluation.sign(part.args[0]))
    if isinstance(part, sp.Piecewise):
        return next((body for body, condition in part.args if evaluation.holds(condition)), sp.nan)
    best = part.args[0]
    for other in part.args[1:]:
        sign = sign_of(evaluation.number(other - best))
        best = other if (sign > 0) == isinstance(part, sp.Max) else best
    return best
