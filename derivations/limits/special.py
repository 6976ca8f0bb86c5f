"""Behaviour at infinity of functions that are not combinations of exponentials and powers."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import sympy as sp

from derivations.limits.germ import Germ, NoExpansionError

if TYPE_CHECKING:
    from collections.abc import Callable

    from derivations.limits.expansion import Expansion


def _atan(expansion: Expansion, expression: sp.Expr, _: Germ, sign: int) -> Germ:
    return expansion.expand(sign * sp.pi / 2 - sp.atan(1 / expression.args[0]))


def _erf(expansion: Expansion, _: sp.Expr, __: Germ, sign: int) -> Germ:
    return Germ.of({sp.S.Zero: sp.Integer(sign)}, sp.Integer(expansion.width))


def _erfc(expansion: Expansion, _: sp.Expr, __: Germ, sign: int) -> Germ:
    """Two or zero, up to what is smaller than every power."""
    return Germ.of({sp.S.Zero: sp.Integer(1 - sign)}, sp.Integer(expansion.width))


def _bounded(_: Expansion, __: sp.Expr, ___: Germ, ____: int) -> Germ:
    """Something between -1 and 1 that need not settle."""
    return Germ({}, sp.S.Zero)


def stirling(expansion: Expansion, argument: sp.Expr, order: int = 0) -> Germ:
    r"""The derivative of order ``order`` of the logarithm of the gamma function, for an argument that tends to infinity.

    Stirling's series :math:`(u - 1/2)\log u - u + \log(2\pi)/2 + \sum_k B_{2k} / (2k (2k-1) u^{2k-1})`, differentiated term by term.
    """
    u, terms = sp.Dummy(positive=True), max(1, expansion.width // 2)
    series = (u - sp.Rational(1, 2)) * sp.log(u) - u + sp.log(2 * sp.pi) / 2
    series += sp.Add(*(sp.bernoulli(2 * k) / (2 * k * (2 * k - 1) * u ** (2 * k - 1)) for k in range(1, terms + 1)))
    error = Germ({}, -expansion.expand(argument).order * (2 * terms + 1 + order))
    derivative = sp.diff(series, u, order) if order else series
    return expansion.expand(derivative.subs(u, argument)).plus(error, expansion.width)


def _gamma_function(expansion: Expansion, expression: sp.Expr, _: Germ, sign: int) -> Germ:
    if sign < 0:
        message = "Expanding a gamma function: expected an argument that tends to plus infinity, got minus infinity. Use reflection."
        raise NoExpansionError(message)
    order = int(expression.args[0]) + 1 if isinstance(expression, sp.polygamma) else 0
    germ = stirling(expansion, expression.args[-1], order)
    return expansion.exponential(germ) if isinstance(expression, sp.gamma) else germ


RULES: dict[Any, Callable[[Expansion, sp.Expr, Germ, int], Germ]] = {
    sp.sin: _bounded,
    sp.cos: _bounded,
    sp.atan: _atan,
    sp.erf: _erf,
    sp.erfc: _erfc,
    sp.loggamma: _gamma_function,
    sp.polygamma: _gamma_function,
    sp.gamma: _gamma_function,
}
