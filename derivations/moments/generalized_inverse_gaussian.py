"""The generalised inverse Gaussian kernel: powers and exponentials, by Bessel functions of shifted order."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import sympy as sp

from derivations.bessel_orders import order_derivative
from derivations.moments.kernel import Kernel, Moment

if TYPE_CHECKING:
    from derivations.moments.combination import Monomial


class GeneralizedInverseGaussianKernel(Kernel):
    r"""``y`` with density proportional to :math:`y^{p-1} e^{-(a y + b / y) / 2}`; the directions are ``y`` and ``1/y``.

    :math:`E[y^s] = (b/a)^{s/2} K_{p+s}(\sqrt{a b}) / K_p(\sqrt{a b})`. A logarithm of ``y`` gives a derivative in s: derivatives of Bessel
    functions in their order, which are integrals without a name (:mod:`derivations.bessel_orders`).
    """

    def __init__(self, order: sp.Expr, a: sp.Expr, b: sp.Expr) -> None:
        """Fix the three parameters."""
        self.order, self.a, self.b = order, a, b
        self.directions = (self.monomial([1], directions=2), self.monomial([-1], directions=2))

    def moment(self, monomial: Monomial) -> Moment:
        """Tilting changes both rates, a power the order; logarithms follow by Leibniz' rule in the power."""
        (power,), (logs,), (linear, inverse) = monomial.powers, monomial.logs, monomial.rates
        if monomial.is_one:
            return Moment(sp.Integer(1))
        a, b, order = self.a - 2 * linear, self.b - 2 * inverse, sp.expand(self.order + power)
        half, x = (sp.log(b) - sp.log(a)) / 2, sp.sqrt(a * b)
        terms = (math.comb(logs, j) * half ** (logs - j) * order_derivative(j, order, x) for j in range(logs + 1))
        above = sp.Add(*terms) if logs else sp.besselk(order, x)
        value = above / sp.besselk(self.order, sp.sqrt(self.a * self.b)) * sp.sqrt(b / a) ** power
        if linear != 0 or inverse != 0:
            value *= (b * self.a / (a * self.b)) ** (self.order / 2)
        return Moment(value, ((a,) if linear != 0 else ()) + ((b,) if inverse != 0 else ()))
