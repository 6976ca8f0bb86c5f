"""Whether an expression is certainly defined and smooth in one symbol, for all values that its declared sign allows."""

from __future__ import annotations

from typing import TYPE_CHECKING

import sympy as sp

from derivations.normal_form.certificates import signs_of
from derivations.normal_form.sign_sets import NEGATIVE, NONZERO, POSITIVE

if TYPE_CHECKING:
    from derivations.normal_form import Facts

ENTIRE = (sp.exp, sp.sin, sp.cos, sp.sinh, sp.cosh, sp.tanh, sp.atan, sp.asinh, sp.erf, sp.erfc)
RIGHT_OF_ZERO = (sp.log, sp.gamma, sp.loggamma)
KNOWN = (*ENTIRE, *RIGHT_OF_ZERO, sp.polygamma)


def is_smooth(expression: sp.Expr, symbol: sp.Symbol, facts: Facts) -> bool:
    """Whether an expression is analytic in a symbol wherever the symbol's sign and the facts allow it to be.

    Arguments of logarithms, gamma functions and roots must be certain to be positive, divisors certain not to vanish. Absolute values, case
    distinctions, integrals, sums, arbitrary functions and everything else that is not listed are not. ``facts`` must hold for all values of
    the symbol. What does not move with the symbol is taken to be defined.

    >>> from derivations.normal_form import Facts
    >>> x, y = sp.Symbol("x", real=True), sp.Symbol("y", nonnegative=True)
    >>> is_smooth(sp.log(1 + x**2), x, Facts()), is_smooth(sp.log(x), x, Facts()), is_smooth(1 / y, y, Facts())
    (True, False, False)
    """
    if not isinstance(expression, sp.Expr) or expression.has(sp.nan, sp.zoo, sp.oo, -sp.oo, sp.I):
        return False
    if symbol not in expression.free_symbols or expression == symbol:
        return True
    if not all(is_smooth(argument, symbol, facts) for argument in expression.args):
        return False
    if isinstance(expression, (sp.Add, sp.Mul, *ENTIRE)):
        return True
    if isinstance(expression, sp.Pow):
        base, exponent = expression.args
        if exponent.is_Integer:
            return bool(exponent.is_nonnegative) or signs_of(base, facts) in (POSITIVE, NEGATIVE, NONZERO)
        return signs_of(base, facts) == POSITIVE
    if isinstance(expression, sp.polygamma):
        order, argument = expression.args
        return bool(order.is_Integer and order.is_nonnegative) and signs_of(argument, facts) == POSITIVE
    return isinstance(expression, RIGHT_OF_ZERO) and len(expression.args) == 1 and signs_of(expression.args[0], facts) == POSITIVE
