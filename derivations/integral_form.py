"""The defining integral or sum of an expectation, unevaluated, for quadrature."""

from __future__ import annotations

from typing import TYPE_CHECKING

import sympy as sp

from derivations.errors import DerivationError
from derivations.language.tensor import Tensor
from derivations.linear_algebra import inverse
from derivations.support import Box, Counts, Integers, Interval, Matrices, PositiveDefinite, Simplex, Space, Sphere

if TYPE_CHECKING:
    from derivations.family import Law
    from derivations.support import Support


def integral_form(integrand: sp.Expr, variable: Tensor, law: Law) -> sp.Expr:
    r"""The expectation as :math:`\int integrand \cdot density` or the sum over the support, nested for vectors, unevaluated.

    Finite supports of a known small size become explicit sums. Over a simplex the last component is one minus the others.

    Args:
        integrand: an expression in the symbols of ``variable``.
        variable: the symbols that the law governs, of the law's shape.
        law: a member of a family.

    """
    integrand = sp.sympify(integrand, strict=True)
    support, symbols = law.support, variable.entries
    if law.points is not None:
        return sp.Add(
            *(probability * integrand.xreplace(dict(zip(symbols, point.entries, strict=True))) for point, probability in law.points)
        )
    whole = integrand * law.density(variable)
    if isinstance(support, Interval):
        return sp.Integral(whole, (symbols[0], support.low, support.high))
    if isinstance(support, Integers):
        return sp.Sum(whole, (symbols[0], support.low, support.high))
    if isinstance(support, Space):
        return sp.Integral(whole, *((symbol, -sp.oo, sp.oo) for symbol in symbols))
    if isinstance(support, Box):
        return sp.Integral(whole, *((symbol, side.low, side.high) for symbol, side in zip(symbols, support.sides, strict=True)))
    if isinstance(support, Matrices):
        return sp.Integral(whole, *((symbol, -sp.oo, sp.oo) for symbol in symbols))
    if isinstance(support, PositiveDefinite):
        return _over_cone(whole, Tensor(support.shape, symbols).rows())
    if isinstance(support, Sphere):
        return _over_sphere(whole, symbols)
    if isinstance(support, Simplex):
        return _over_simplex(whole, symbols)
    return _over_counts(whole, symbols, support)


def _over_simplex(whole: sp.Expr, symbols: tuple[sp.Symbol, ...]) -> sp.Expr:
    *free, last = symbols
    inner = whole.xreplace({last: 1 - sp.Add(*free)})
    return sp.Integral(inner, *((symbol, 0, 1 - sp.Add(*free[:i])) for i, symbol in reversed(list(enumerate(free)))))


def _over_cone(whole: sp.Expr, rows: list[list[sp.Symbol]]) -> sp.Expr:
    """Row by row, the diagonal entry is larger than b^T A^-1 b with the block A above and the column b beside it."""
    limits: list[tuple[sp.Expr, ...]] = []
    for size in range(len(rows)):
        column = [rows[i][size] for i in range(size)]
        block = inverse(Tensor.matrix([row[:size] for row in rows[:size]])).rows() if size else []
        least = sp.Add(*(block[i][j] * column[i] * column[j] for i in range(size) for j in range(size)))
        limits = [(rows[size][size], least, sp.oo), *((entry, -sp.oo, sp.oo) for entry in column), *limits]
    return sp.Integral(whole, *limits)


def _over_sphere(whole: sp.Expr, symbols: tuple[sp.Symbol, ...]) -> sp.Expr:
    """Spherical coordinates; the first symbols stand for the angles, the last of which turns full circle."""
    *angles, _ = symbols
    places, radius = {}, sp.S.One
    for symbol in angles:
        places[symbol] = radius * sp.cos(symbol)
        radius *= sp.sin(symbol)
    places[symbols[-1]] = radius
    area = sp.Mul(*(sp.sin(symbol) ** (len(angles) - 1 - i) for i, symbol in enumerate(angles)))
    inner = whole.xreplace(places) * area
    return sp.Integral(inner, *((symbol, -sp.pi if symbol == angles[-1] else 0, sp.pi) for symbol in reversed(angles)))


def _over_counts(whole: sp.Expr, symbols: tuple[sp.Symbol, ...], support: Support) -> sp.Expr:
    if not isinstance(support, Counts):
        message = f"Writing an expectation as an integral: expected a known support, got {support}."
        raise DerivationError(message)
    *free, last = symbols
    inner = whole.xreplace({last: support.total - sp.Add(*free)})
    return sp.Sum(inner, *((symbol, 0, support.total - sp.Add(*free[:i])) for i, symbol in reversed(list(enumerate(free)))))
