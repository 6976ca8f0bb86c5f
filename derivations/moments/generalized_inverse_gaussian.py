"""The generalised inverse Gaussian kernel: powers and exponentials, by Bessel functions of shifted order."""

from __future__ import annotations

from typing import TYPE_CHECKING

import sympy as sp

from derivations.moments.kernel import Kernel, Moment

if TYPE_CHECKING:
    from derivations.moments.combination import Monomial


class GeneralizedInverseGaussianKernel(Kernel):
    r"""``y`` with density proportional to :math:`y^{p-1} e^{-(a y + b / y) / 2}`; the directions are ``y`` and ``1/y``.

    :math:`E[y^s] = (b/a)^{s/2} K_{p+s}(\sqrt{a b}) / K_p(\sqrt{a b})`. A logarithm of ``y`` gives a derivative in the order, which has no
    closed form.
    """

    def __init__(self, order: sp.Expr, a: sp.Expr, b: sp.Expr) -> None:
        """Fix the three parameters."""
        self.order, self.a, self.b = order, a, b
        self.directions = (self.monomial([1], directions=2), self.monomial([-1], directions=2))

    def moment(self, monomial: Monomial) -> Moment:
        """Tilting changes both rates, a power the order."""
        (power,), (logs,), (linear, inverse) = monomial.powers, monomial.logs, monomial.rates
        if logs:
            raise self.unmatched("log y")
        if monomial.is_one:
            return Moment(sp.Integer(1))
        a, b, order = self.a - 2 * linear, self.b - 2 * inverse, sp.expand(self.order + power)
        above, below = sp.besselk(order, sp.sqrt(a * b)), sp.besselk(self.order, sp.sqrt(self.a * self.b))
        value = above / below * sp.sqrt(b / a) ** power
        if linear != 0 or inverse != 0:
            value *= (b * self.a / (a * self.b)) ** (self.order / 2)
        return Moment(value, ((a,) if linear != 0 else ()) + ((b,) if inverse != 0 else ()))
