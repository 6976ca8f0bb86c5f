"""The uniform kernel: what the Beta kernel does on the unit interval, and exponentials, sines and cosines."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import sympy as sp

from derivations.moments.beta import BetaKernel
from derivations.moments.combination import Monomial
from derivations.moments.kernel import Moment
from derivations.moments.oscillation import split, turn

if TYPE_CHECKING:
    from derivations.moments.combination import Combination
    from derivations.moments.kernel import UnmatchedError


class UniformKernel(BetaKernel):
    r"""``u`` uniform on (0, 1) and ``v = 1 - u``; the direction is ``u``, along which a rate may have an imaginary part."""

    def __init__(self) -> None:
        """The Beta law whose two exponents are one."""
        super().__init__(sp.Integer(1), sp.Integer(1))
        unit = Monomial((sp.Integer(1), sp.Integer(0)), (0, 0), (sp.Integer(0),))
        self.directions = self.waves = (unit,)

    def moment(self, monomial: Monomial) -> Moment:
        r"""By parts, :math:`\int_0^1 u^n e^{c u} du = (e^c - n \int_0^1 u^{n-1} e^{c u} du) / c` for nonzero ``c``."""
        (rate,) = monomial.rates
        if rate == 0:
            return super().moment(monomial)
        if monomial.sign or any(monomial.logs) or not all(power.is_Integer and power >= 0 for power in monomial.powers):
            raise self._with_an_exponential(monomial)
        real, imaginary = split(rate)
        square = real**2 + imaginary**2
        divisor = real if imaginary == 0 else imaginary if real == 0 else square
        inverse = 1 / real if imaginary == 0 else -sp.I / imaginary if real == 0 else (real - sp.I * imaginary) / square
        end = sp.exp(real) * turn(imaginary)
        on_u, on_v = map(int, monomial.powers)
        integrals = [(end - 1) * inverse]
        for n in range(1, on_u + on_v + 1):
            integrals.append((end - n * integrals[-1]) * inverse)
        value = sp.Add(*((-1) ** k * math.comb(on_v, k) * integrals[on_u + k] for k in range(on_v + 1)))
        return Moment(value, nonzero=(-divisor if divisor.could_extract_minus_sign() else divisor,))

    def factor(self, combination: Combination) -> tuple[sp.Expr, Monomial] | None:
        """The relation ``u + v = 1`` is one between powers alone."""
        plain = all(monomial.rates == (0,) for monomial, _ in combination)
        return super().factor(combination) if plain else None

    def _with_an_exponential(self, monomial: Monomial) -> UnmatchedError:
        on_u, on_v = monomial.powers
        return self.unmatched(f"an exponential times u**({on_u}) (1 - u)**({on_v}) with logarithms {monomial.logs}")
