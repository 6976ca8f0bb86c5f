"""The truncated Gaussian kernel: polynomials times exponentials of a standard normal variable between two bounds."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import sympy as sp

from derivations.moments.kernel import Kernel, Moment

if TYPE_CHECKING:
    from derivations.moments.combination import Monomial


def mass(low: sp.Expr, high: sp.Expr) -> sp.Expr:
    """The standard normal probability of an interval.

    >>> mass(sp.Integer(0), sp.oo)
    1/2
    """
    return (sp.erf(high / sp.sqrt(2)) - sp.erf(low / sp.sqrt(2))) / 2


class TruncatedGaussianKernel(Kernel):
    r"""A standard normal ``z`` given ``low < z < high``: :math:`E[z^n e^{c z + d z^2}]` by completing the square."""

    positive = False

    def __init__(self, low: sp.Expr, high: sp.Expr) -> None:
        """Fix the bounds, which may be infinite; the directions are ``z`` and ``z^2``."""
        self.bounds = (low, high)
        self.directions = (self.monomial([1], directions=2), self.monomial([2], directions=2))

    def moment(self, monomial: Monomial) -> Moment:
        """The tilted law is a truncated normal law again."""
        (power,), (logs,), (linear, quadratic) = monomial.powers, monomial.logs, monomial.rates
        if logs or not (power.is_Integer and power >= 0):
            raise self.unmatched(f"z**({power}) (log z)**{logs}")
        n, precision = int(power), 1 - 2 * quadratic
        mean, root = linear / precision, sp.sqrt(precision)
        low, high = ((bound - mean) * root if bound.is_finite is not False else bound for bound in self.bounds)
        value = sp.Add(*(math.comb(n, k) * mean ** (n - k) * root**-k * _moment(k, low, high) for k in range(n + 1) if k == n or mean != 0))
        if linear == 0 and quadratic == 0:
            return Moment(value)
        weight = sp.exp(linear**2 / (2 * precision)) / root * mass(low, high) / mass(*self.bounds)
        return Moment(weight * value, () if quadratic == 0 else (precision,))


def _moment(n: int, low: sp.Expr, high: sp.Expr) -> sp.Expr:
    """Integration by parts: E[x^n] = (n - 1) E[x^(n-2)] - (high^(n-1) phi(high) - low^(n-1) phi(low)) / mass."""
    if n == 0:
        return sp.Integer(1)
    ends = end_of(n - 1, high) - end_of(n - 1, low)
    before = (n - 1) * _moment(n - 2, low, high) if n > 1 else sp.Integer(0)
    return before - ends / mass(low, high)


def end_of(power: int, bound: sp.Expr) -> sp.Expr:
    """bound^power phi(bound), zero at infinity."""
    if bound.is_infinite:
        return sp.Integer(0)
    return bound**power * sp.exp(-(bound**2) / 2) / sp.sqrt(2 * sp.pi)
