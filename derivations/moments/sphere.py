"""The sphere kernel: polynomials times exponentials of a von Mises-Fisher direction."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

import sympy as sp

from derivations.moments.kernel import Kernel, Moment

if TYPE_CHECKING:
    from collections.abc import Sequence

    from derivations.moments.combination import Monomial


def log_normalizer(natural: Sequence[sp.Expr]) -> sp.Expr:
    r"""The logarithm of the integral of :math:`e^{\eta \cdot y}` over the sphere: :math:`(2\pi)^{d/2} r^{-\nu} I_\nu(r)`.

    Here :math:`\nu = d/2 - 1` and r is the length of eta; for odd d the Bessel function is elementary.
    """
    d, r = len(natural), sp.Symbol("r", positive=True)
    if d % 2:
        core = 4 * sp.pi * sp.sinh(r) / r if d > 1 else 2 * sp.cosh(r)
        for _ in range((d - 3) // 2):  # (1/r d/dr) raises the order of r^-nu I_nu by one
            core = 2 * sp.pi * sp.expand(sp.diff(core, r) / r)
    else:
        core = (2 * sp.pi) ** (d // 2) * sp.besseli(d // 2 - 1, r) / r ** (d // 2 - 1)
    length = sp.sqrt(sp.Add(*(entry**2 for entry in natural)))
    return sp.expand_log(sp.log(core), force=True).subs(r, length)


class SphereKernel(Kernel):
    """A unit vector ``y`` with density proportional to ``exp(eta . y)``; its moments are derivatives of the normaliser."""

    positive = False

    def __init__(self, natural: Sequence[sp.Expr]) -> None:
        """Args: eta, d expressions."""
        self.size, self.natural = len(natural), tuple(natural)
        self.directions = tuple(self.monomial([int(i == j) for j in range(self.size)], directions=self.size) for i in range(self.size))
        self.symbols = sp.symbols(f"eta_of_the_sphere_kernel_0:{self.size}", real=True)
        self._derivative = lru_cache(maxsize=None)(self._differentiate)

    def moment(self, monomial: Monomial) -> Moment:
        """Tilting adds the rates to eta."""
        if any(monomial.logs) or not all(power.is_Integer and power >= 0 for power in monomial.powers):
            raise self.unmatched(monomial.powers)
        moved = [a + b for a, b in zip(self.natural, monomial.rates, strict=True)]
        value = self._derivative(tuple(map(int, monomial.powers))).xreplace(dict(zip(self.symbols, moved, strict=True)))
        if any(rate != 0 for rate in monomial.rates):
            value *= sp.exp(log_normalizer(moved) - log_normalizer(self.natural))
        return Moment(value)

    def _differentiate(self, powers: tuple[int, ...]) -> sp.Expr:
        """E[y^n] as a function of eta: E[y_i f] = d E[f] / d eta_i + E[y_i] E[f]."""
        if not any(powers):
            return sp.Integer(1)
        axis = next(i for i, n in enumerate(powers) if n)
        rest = self._derivative(tuple(n - (i == axis) for i, n in enumerate(powers)))
        return sp.diff(rest, self.symbols[axis]) + rest * sp.diff(log_normalizer(self.symbols), self.symbols[axis])
