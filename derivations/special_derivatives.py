"""Derivatives that have no name: of zeta, as a series, and of Bessel functions in their order, as an integral."""

from __future__ import annotations

import sympy as sp

from derivations.bessel_orders import lowered, order_derivative


def zeta_series(exponent: sp.Expr, logs: int) -> sp.Expr:
    r""":math:`\sum_{k \ge 1} (\log k)^{logs} k^{-exponent}`, which is :math:`(-1)^{logs}` times a derivative of zeta.

    >>> zeta_series(sp.Symbol("s"), 1)
    Sum(log(k)/k**s, (k, 1, oo))
    """
    if not logs:
        return sp.zeta(exponent)
    k = sp.Symbol(_fresh("k", exponent), integer=True, positive=True)
    return sp.Sum(sp.log(k) ** logs * k**-exponent, (k, 1, sp.oo))


def explicit_derivatives(expression: sp.Expr) -> sp.Expr:
    """Write derivatives of zeta and of Bessel K in its order, which SymPy leaves as they are, as series and integrals.

    Constant factors, which differentiation leaves inside of sums, move out of them.
    """
    if expression.has(sp.Sum):
        expression = expression.replace(sp.Sum, _without_constants)
    if expression.has(sp.Integral):
        expression = lowered(expression)
    if not expression.has(sp.Derivative):
        return expression
    written = expression.replace(lambda part: isinstance(part, sp.Derivative), _explicit)
    return written.replace(lambda part: isinstance(part, sp.Subs), lambda part: part.doit())


def _without_constants(term: sp.Expr, *limits: sp.Tuple) -> sp.Expr:
    constant, rest = term.as_independent(*(limit[0] for limit in limits), as_Add=False)
    return constant * sp.Sum(rest, *limits)


def _explicit(derivative: sp.Derivative) -> sp.Expr:
    inner, count = derivative.expr, derivative.derivative_count
    if isinstance(inner, sp.zeta) and len(inner.args) == 1 and inner.args[0] == derivative.variables[0]:
        return (-1) ** count * zeta_series(inner.args[0], count)
    if isinstance(inner, sp.besselk) and set(derivative.variables) == {inner.args[0]}:
        return order_derivative(count, *inner.args)
    return derivative


def _fresh(name: str, *expressions: sp.Expr) -> str:
    """A name for a bound variable that no symbol of the expressions has."""
    taken = {symbol.name for expression in expressions for symbol in expression.free_symbols}
    while name in taken:
        name += "_"
    return name
