"""Whether an expression is continuous on a range, told by its form."""

from __future__ import annotations

import sympy as sp

from derivations.jets import Jet
from derivations.normal_form.certificates import signs_of
from derivations.normal_form.sign_sets import NEGATIVE, NONNEGATIVE, NONZERO, POSITIVE

CONTINUOUS = (Jet, sp.exp, sp.sin, sp.cos, sp.sinh, sp.cosh, sp.tanh, sp.atan, sp.erf, sp.erfc, sp.Abs)


def is_continuous(expression: sp.Expr, inside: sp.Expr) -> bool:
    """Whether an expression is certainly continuous where ``inside`` ranges.

    >>> t = sp.Dummy("t", positive=True)
    >>> is_continuous(sp.log(t), t), is_continuous(1 / (t - 1), t)
    (True, False)
    """
    moving = inside.free_symbols
    if expression.is_Symbol or not (expression.free_symbols & {symbol for symbol in moving if isinstance(symbol, sp.Dummy)}):
        return True
    if isinstance(expression, (sp.Add, sp.Mul, *CONTINUOUS)):
        return all(is_continuous(part, inside) for part in expression.args[2 if isinstance(expression, Jet) else 0 :])
    if isinstance(expression, sp.log):
        return is_continuous(expression.args[0], inside) and signs_of(expression.args[0]) == POSITIVE
    return isinstance(expression, sp.Pow) and _is_continuous_power(expression, inside)


def _is_continuous_power(expression: sp.Pow, inside: sp.Expr) -> bool:
    base, exponent = expression.args
    if not is_continuous(base, inside) or not is_continuous(exponent, inside):
        return False
    if exponent.is_Integer:
        return bool(exponent >= 0) or signs_of(base) in (POSITIVE, NEGATIVE, NONZERO)
    mask = signs_of(base)
    return mask == POSITIVE or (exponent.is_Rational and exponent > 0 and mask | NONNEGATIVE == NONNEGATIVE)
