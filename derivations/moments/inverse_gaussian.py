"""The inverse Gaussian kernel: powers and exponentials of an inverse Gaussian variable."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import sympy as sp

from derivations.moments.kernel import Kernel, Moment

if TYPE_CHECKING:
    from derivations.moments.combination import Monomial


class InverseGaussianKernel(Kernel):
    r"""``y`` with density proportional to :math:`y^{-3/2} e^{-\lambda (y - \mu)^2 / (2 \mu^2 y)}`, the directions are ``y`` and ``1/y``.

    With ``p = lambda/mu^2 - 2 c`` and ``q = lambda - 2 d``, :math:`E[y^s e^{c y + d / y}] = \sqrt{2 \lambda / \pi}\, e^{\lambda/\mu}
    (q/p)^{(s - 1/2)/2} K_{s - 1/2}(\sqrt{p q})`; for integer ``s`` the Bessel function is elementary.
    """

    def __init__(self, loc: sp.Expr, concentration: sp.Expr) -> None:
        """Fix the mean ``mu`` and the concentration ``lambda``."""
        self.loc, self.concentration = loc, concentration
        self.directions = (self.monomial([1], directions=2), self.monomial([-1], directions=2))

    def moment(self, monomial: Monomial) -> Moment:
        """The generalised inverse Gaussian integral; logarithms have no elementary mean."""
        (power,), (logs,), (linear, inverse) = monomial.powers, monomial.logs, monomial.rates
        if logs or monomial.sign:
            raise self.unmatched("log y")
        p, q = self.concentration / self.loc**2 - 2 * linear, self.concentration - 2 * inverse
        root = sp.sqrt(p * q) if linear != 0 or inverse != 0 else self.concentration / self.loc
        ratio = sp.sqrt(q / p) if linear != 0 or inverse != 0 else self.loc
        order = power - sp.Rational(1, 2)
        if power.is_Integer:
            # K_nu(x) = sqrt(pi/(2x)) e^(-x) times a polynomial in 1/x; the exponentials are joined.
            bessel = sp.sqrt(sp.pi / (2 * root)) * sp.exp(self.concentration / self.loc - root) * _half_integer_polynomial(order, root)
        else:
            bessel = sp.exp(self.concentration / self.loc) * sp.besselk(order, root)
        value = sp.sqrt(2 * self.concentration / sp.pi) * ratio**order * bessel
        if linear == 0 and inverse == 0 and power.is_Integer:
            value = self.loc**power * _half_integer_polynomial(order, root)
        requirements = ((p,) if linear != 0 else ()) + ((q,) if inverse != 0 else ())
        return Moment(value, requirements)


def _half_integer_polynomial(order: sp.Expr, x: sp.Expr) -> sp.Expr:
    n = int(abs(order) - sp.Rational(1, 2))
    return sp.Add(*(sp.Rational(math.factorial(n + k), math.factorial(k) * math.factorial(n - k)) / (2 * x) ** k for k in range(n + 1)))
