"""The Gamma kernel: powers, logarithms and exponentials of a Gamma variable, with a fair sign if wanted."""

from __future__ import annotations

from typing import TYPE_CHECKING

import sympy as sp

from derivations.moments.closed_forms import gamma_ratio, moment_from_cumulants, polygamma_shifted
from derivations.moments.combination import ONE, ZERO, Combination, Monomial
from derivations.moments.kernel import Kernel, Moment

if TYPE_CHECKING:
    from collections.abc import Callable


class GammaKernel(Kernel):
    r"""``w`` with density :math:`w^{a-1} e^{-w} / \Gamma(a)`, and an independent fair sign ``sigma``.

    :math:`E[w^s e^{c w}] = (1 - c)^{-(a + s)} \Gamma(a + s) / \Gamma(a)` for ``a + s > 0`` and ``c < 1``; derivatives in ``s`` give the
    logarithms. The second direction is ``sigma w``: its rate adds for one sign and subtracts for the other.
    """

    def __init__(self, concentration: sp.Expr) -> None:
        """Fix the concentration ``a``."""
        self.concentration = concentration
        self.directions = (self.monomial([1], directions=2), self.monomial([1], sign=1, directions=2))

    def signed(self) -> Combination:
        """``sigma w``: the atom with an independent fair sign."""
        return Combination({self.monomial([1], sign=1): ONE})

    def moment(self, monomial: Monomial) -> Moment:
        """Average the two signs; without a rate along ``sigma w`` an odd sign gives zero."""
        (power,), (logs,), (rate, signed_rate) = monomial.powers, monomial.logs, monomial.rates
        exists = () if power == 0 else (self.concentration + power,)
        if signed_rate == 0:
            requirements = exists + ((1 - rate,) if rate != 0 else ())
            return Moment(ZERO if monomial.sign else self._tilted(power, logs, rate), requirements)
        up, down = (self._tilted(power, logs, rate + sign * signed_rate) for sign in (1, -1))
        value = (up - down if monomial.sign else up + down) / 2
        return Moment(value, (*exists, 1 - rate - signed_rate, 1 - rate + signed_rate))

    def _tilted(self, power: sp.Expr, logs: int, rate: sp.Expr) -> sp.Expr:
        base = self.concentration
        value = gamma_ratio(base, power) * (1 - rate) ** -(base + power)
        if not logs:
            return value
        first: Callable[[int], sp.Expr] = lambda order: sp.log(1 - rate) if order == 1 else ZERO  # noqa: E731
        return value * moment_from_cumulants((logs,), lambda n: polygamma_shifted(n[0] - 1, base, power) - first(n[0]))
