"""The truncated exponential kernel: polynomials times exponentials on the unit interval."""

from __future__ import annotations

from typing import TYPE_CHECKING

import sympy as sp

from derivations.moments.kernel import Kernel, Moment

if TYPE_CHECKING:
    from derivations.moments.combination import Monomial


class TruncatedExponentialKernel(Kernel):
    r"""``u`` on (0, 1) with density proportional to :math:`e^{\eta u}`, for nonzero :math:`\eta`; the direction is ``u``."""

    def __init__(self, slope: sp.Expr, growth: sp.Expr) -> None:
        """Args: the slope eta, and its exponential (apart, because it may have a shorter form)."""
        self.slope, self.growth = slope, growth
        self.directions = (self.monomial([1], directions=1),)

    def moment(self, monomial: Monomial) -> Moment:
        """Integration by parts: E[u^n] = exp(eta) / (exp(eta) - 1) - n E[u^(n-1)] / eta, at the tilted slope."""
        (power,), (logs,), (rate,) = monomial.powers, monomial.logs, monomial.rates
        if logs or not (power.is_Integer and power >= 0):
            raise self.unmatched(f"u**({power}) (log u)**{logs}")
        slope, growth = self.slope + rate, self.growth * sp.exp(rate)
        value = sp.Integer(1)
        for n in range(1, int(power) + 1):
            value = sp.expand(growth / (growth - 1) - n * value / slope, deep=False)
        if rate == 0:
            return Moment(value)
        weight = (growth - 1) / slope * self.slope / (self.growth - 1)
        return Moment(weight * value, nonzero=(slope,))
