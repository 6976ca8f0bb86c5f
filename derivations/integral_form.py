"""The defining integral or sum of an expectation, unevaluated, for quadrature."""

from __future__ import annotations

from typing import TYPE_CHECKING

import sympy as sp

from derivations.errors import DerivationError
from derivations.support import Counts, Integers, Interval, Simplex, Space

if TYPE_CHECKING:
    from derivations.family import Law
    from derivations.language.tensor import Tensor


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
    if isinstance(support, Simplex):
        return _over_simplex(whole, symbols)
    return _over_counts(whole, symbols, support)


def _over_simplex(whole: sp.Expr, symbols: tuple[sp.Symbol, ...]) -> sp.Expr:
    *free, last = symbols
    inner = whole.xreplace({last: 1 - sp.Add(*free)})
    return sp.Integral(inner, *((symbol, 0, 1 - sp.Add(*free[:i])) for i, symbol in reversed(list(enumerate(free)))))


def _over_counts(whole: sp.Expr, symbols: tuple[sp.Symbol, ...], support: Counts) -> sp.Expr:
    if not isinstance(support, Counts):
        message = f"Writing an expectation as an integral: expected a known support, got {support}."
        raise DerivationError(message)
    *free, last = symbols
    inner = whole.xreplace({last: support.total - sp.Add(*free)})
    return sp.Sum(inner, *((symbol, 0, support.total - sp.Add(*free[:i])) for i, symbol in reversed(list(enumerate(free)))))
