"""The generalised inverse Gaussian law with an order and two rates, of y and of 1/y."""

from __future__ import annotations

import sympy as sp

from derivations.family import Family, Parameter
from derivations.moments.generalized_inverse_gaussian import GeneralizedInverseGaussianKernel
from derivations.moments.kernel import Pivot
from derivations.support import POSITIVE


def log_density(y: sp.Expr, order: sp.Expr, a: sp.Expr, b: sp.Expr) -> sp.Expr:
    """(order - 1) log y - (a y + b/y)/2 + order/2 log(a/b) - log(2 K_order(sqrt(a b)))."""
    constant = order * (sp.log(a) - sp.log(b)) / 2 - sp.log(2) - sp.log(sp.besselk(order, sp.sqrt(a * b)))
    return (order - 1) * sp.log(y) - (a * y + b / y) / 2 + constant


def pivot(order: sp.Expr, a: sp.Expr, b: sp.Expr) -> Pivot:
    """The variable is the kernel's atom."""
    kernel = GeneralizedInverseGaussianKernel(order, a, b)
    return Pivot(kernel, (kernel.atom(),))


FAMILY = Family(
    name="GeneralizedInverseGaussian",
    parameters=(Parameter("order"), Parameter("a", "positive"), Parameter("b", "positive")),
    support=lambda **_: POSITIVE,
    log_density=log_density,
    pivot=pivot,
    natural=lambda order, a, b: (-a / 2, -b / 2),  # noqa: ARG005 - for a known order
    sufficient=lambda y, **_: (y, 1 / y),
    page="for a known order: natural (-a/2, -b/2) with statistics (y, 1/y); the mean of log y is left as an integral",
    valid=((1, 1, 2), (sp.Rational(-3, 4), sp.Rational(5, 2), sp.Rational(3, 4)), (sp.Rational(1, 3), 2, 3)),
    invalid=((1, 0, 1), (1, 1, -1)),
)
