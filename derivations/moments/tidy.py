"""Short forms for results: exact rewriting only, chosen by length."""

from __future__ import annotations

import sympy as sp

LONGEST_EXPANSION, LONGEST_FACTORING = 4000, 400


def tidy(expression: sp.Expr) -> sp.Expr:
    """The shortest of the expression, its expansion and its factored form; each is equal to it as a rational function.

    With the imaginary unit in it, the expansion, in which the imaginary parts of a real number cancel.

    >>> x = sp.Symbol("x", positive=True)
    >>> tidy((x + 1)**2 / x - x - 1 / x)
    2
    """
    if expression.has(sp.I):
        return sp.expand(expression)
    length = expression.count_ops()
    if length > LONGEST_EXPANSION:
        return expression
    choices = [sp.expand(expression, power_base=False, power_exp=False, log=False), expression]
    if length <= LONGEST_FACTORING and _has_sums_below(expression):
        choices.append(sp.factor(expression))
    return min(choices, key=lambda choice: choice.count_ops())


def _has_sums_below(expression: sp.Expr) -> bool:
    """Whether some denominator is a sum, so that expanding alone cancels nothing."""
    powers = expression.atoms(sp.Pow)
    return any(power.base.is_Add and power.exp.could_extract_minus_sign() for power in powers)
