"""First derivatives of expressions, each part of an expression differentiated once."""

from __future__ import annotations

from functools import lru_cache

import sympy as sp

from derivations.support import Interval

KEPT = 16384


@lru_cache(maxsize=KEPT)
def derivative(expression: sp.Expr, symbol: sp.Symbol) -> sp.Expr:
    """The derivative, in the form that SymPy gives it.

    SymPy's own recursion asks of every partial derivative whether it is zero, by assumptions, and takes m^2 derivatives of the factors of a
    product of m. Sums, products, powers with a constant exponent and exponentials are differentiated here; the rest by SymPy.

    >>> x, y = sp.symbols("x y")
    >>> derivative(x**2 * sp.exp(x * y) + y, x) == sp.diff(x**2 * sp.exp(x * y) + y, x)
    True

    Raises:
        DerivationError: an integral in it may jump at a place that moves with the symbol.
    """
    if expression == symbol:
        return sp.S.One
    if symbol not in expression.free_symbols:
        return sp.S.Zero
    if isinstance(expression, sp.Add):
        return sp.Add(*(derivative(term, symbol) for term in expression.args))
    if isinstance(expression, sp.Mul):
        return _of_product(expression.args, symbol)
    if isinstance(expression, sp.Pow) and symbol not in expression.exp.free_symbols:
        return expression * (derivative(expression.base, symbol) * expression.exp / expression.base)
    if isinstance(expression, sp.exp):
        return expression * derivative(expression.exp, symbol)  # also of a power of e, which SymPy counts among them
    for integral in expression.atoms(sp.Integral):
        from derivations.moving_jumps import require_no_moving_jump  # noqa: PLC0415 - it asks for signs, which need derivatives

        require_no_moving_jump(integral.function, {variable: Interval(*ends) for variable, *ends in integral.limits}, symbol)
    return sp.diff(expression, symbol)


def _of_product(factors: tuple[sp.Expr, ...], symbol: sp.Symbol) -> sp.Expr:
    terms = []
    for position, factor in enumerate(factors):
        slope = derivative(factor, symbol)
        if slope != 0:
            terms.append(sp.Mul(*factors[:position], slope, *factors[position + 1 :]))
    return sp.Add(*terms)
