"""Short forms for results: exact rewriting only, chosen by length."""

from __future__ import annotations

import sympy as sp

LONGEST_EXPANSION, LONGEST_CANCELLATION = 4000, 400


def tidy(expression: sp.Expr) -> sp.Expr:
    """The shortest of the expression, its expansion and its cancelled form; every one is equal to it as a rational function.

    >>> x = sp.Symbol("x", positive=True)
    >>> tidy((x + 1)**2 / x - x - 1 / x)
    2
    """
    length = expression.count_ops()
    if length > LONGEST_EXPANSION:
        return expression
    expanded = sp.expand(expression, power_base=False, power_exp=False, log=False)
    choices = [expression, expanded]
    if any(isinstance(part, sp.Pow) and isinstance(part.base, sp.Add) for part in expanded.atoms(sp.Pow)) and length <= LONGEST_CANCELLATION:
        choices.append(sp.factor_terms(sp.cancel(expanded)))
    return min(choices, key=lambda choice: choice.count_ops())
