"""The Gamma kernel: powers, logarithms and exponentials of a Gamma variable, with a fair sign if wanted."""

from __future__ import annotations

from typing import TYPE_CHECKING

import sympy as sp

from derivations.moments.closed_forms import gamma_ratio, moment_from_cumulants, polygamma_shifted
from derivations.moments.combination import ONE, ZERO, Combination, Monomial
from derivations.moments.kernel import Kernel, Moment
from derivations.moments.oscillation import split, turn

if TYPE_CHECKING:
    from collections.abc import Callable


class GammaKernel(Kernel):
    r"""``w`` with density :math:`w^{a-1} e^{-w} / \Gamma(a)`, and an independent fair sign ``sigma``.

    :math:`E[w^s e^{c w}] = (1 - c)^{-(a + s)} \Gamma(a + s) / \Gamma(a)` for ``a + s > 0`` and ``c < 1``; derivatives in ``s`` give the
    logarithms. The second direction is ``sigma w``: its rate adds for one sign and subtracts for the other. Rates may be complex.
    """

    def __init__(self, concentration: sp.Expr) -> None:
        """Fix the concentration ``a``."""
        self.concentration = concentration
        self.directions = (self.monomial([1], directions=2), self.monomial([1], sign=1, directions=2))
        self.waves = self.directions

    def signed(self) -> Combination:
        """``sigma w``: the atom with an independent fair sign."""
        return Combination({self.monomial([1], sign=1): ONE})

    def moment(self, monomial: Monomial) -> Moment:
        """Average the two signs; without a rate along ``sigma w`` an odd sign gives zero."""
        (power,), (logs,), (rate, signed_rate) = monomial.powers, monomial.logs, monomial.rates
        exists = () if power == 0 else (self.concentration + power,)
        (real, _), (signed_real, _) = split(rate), split(signed_rate)
        if signed_rate == 0:
            requirements = exists + ((1 - real,) if real != 0 else ())
            return Moment(ZERO if monomial.sign else self._tilted(power, logs, rate), requirements)
        up, down = (self._tilted(power, logs, rate + sign * signed_rate) for sign in (1, -1))
        value = (up - down if monomial.sign else up + down) / 2
        return Moment(value, (*exists, 1 - real - signed_real, 1 - real + signed_real))

    def _tilted(self, power: sp.Expr, logs: int, rate: sp.Expr) -> sp.Expr:
        base = self.concentration
        value = gamma_ratio(base, power) * _inverse_power(1 - rate, base + power)
        if not logs:
            return value
        if rate.has(sp.I):
            raise self.unmatched(f"(log w)**{logs} times a sine or cosine")
        first: Callable[[int], sp.Expr] = lambda order: sp.log(1 - rate) if order == 1 else ZERO  # noqa: E731
        return value * moment_from_cumulants((logs,), lambda n: polygamma_shifted(n[0] - 1, base, power) - first(n[0]))


def _inverse_power(number: sp.Expr, exponent: sp.Expr) -> sp.Expr:
    """A number with a positive real part to the power of minus the exponent, by its modulus and its angle where it is not real."""
    real, imaginary = split(number)
    if imaginary == 0:
        return number**-exponent
    square = real**2 + imaginary**2
    if exponent.is_Integer and exponent > 0:
        return sp.expand((real - sp.I * imaginary) ** exponent) / square**exponent
    return square ** (-exponent / 2) * turn(-exponent * sp.atan(imaginary / real))
