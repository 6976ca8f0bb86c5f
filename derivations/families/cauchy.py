"""The Cauchy law: it has no mean."""

from __future__ import annotations

from typing import TYPE_CHECKING

import sympy as sp

from derivations.families import student_t
from derivations.family import Family, Parameter
from derivations.support import REALS

if TYPE_CHECKING:
    from derivations.moments.kernel import Pivot

QUADRATIC = 2


def log_density(y: sp.Expr, loc: sp.Expr, scale: sp.Expr) -> sp.Expr:
    """-log(1 + (y - loc)^2/scale^2) - log(scale) - log(pi)."""
    return -sp.log(1 + (y - loc) ** 2 / scale**2) - sp.log(scale) - sp.log(sp.pi)


def pivot(loc: sp.Expr, scale: sp.Expr) -> Pivot:
    """The t law with one degree of freedom."""
    return student_t.pivot(sp.Integer(1), loc, scale)


def special(integrand: sp.Expr, y: sp.Symbol, loc: sp.Expr, scale: sp.Expr) -> sp.Expr | None:
    """E[log(A ((y - m)^2 + s^2))] = log(A ((m - loc)^2 + (s + scale)^2)): the logarithm is harmonic in the upper half plane."""
    inner = integrand.args[0] if isinstance(integrand, sp.log) else y
    if not inner.is_polynomial(y) or sp.degree(inner, y) != QUADRATIC:
        return None
    lead, linear, constant = sp.Poly(inner, y).all_coeffs()
    centre = sp.cancel(-linear / (2 * lead))
    squared = sp.expand(sp.cancel(constant / lead) - centre**2)
    if not (lead.is_positive and squared.is_nonnegative):
        return None
    return sp.expand_log(sp.log(lead)) + sp.log((centre - loc) ** 2 + (sp.sqrt(squared) + scale) ** 2)


FAMILY = Family(
    name="Cauchy",
    parameters=(Parameter("loc"), Parameter("scale", "positive")),
    support=lambda **_: REALS,
    log_density=log_density,
    pivot=pivot,
    special=special,
    valid=((0, 1), (sp.Rational(-3, 2), sp.Rational(2, 3)), (sp.Rational(5, 7), sp.Rational(9, 4))),
    invalid=((0, -1), (0, 0)),
)
