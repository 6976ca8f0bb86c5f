"""The factorial series kernel: powers of a count and logarithms of its factorial under a Conway-Maxwell-Poisson law, as series."""

from __future__ import annotations

from typing import TYPE_CHECKING

import sympy as sp

from derivations.moments.kernel import Kernel, Moment

if TYPE_CHECKING:
    from collections.abc import Sequence

    from derivations.moments.combination import Combination, Monomial


def series(rate: sp.Expr, dispersion: sp.Expr, power: int = 0, logs: int = 0) -> sp.Sum:
    r""":math:`\sum_k k^{power} (\log k!)^{logs} rate^k / (k!)^{dispersion}`."""
    taken = {symbol.name for symbol in (rate + dispersion).free_symbols}
    name = "k"
    while name in taken:
        name += "_"
    k = sp.Symbol(name, integer=True, nonnegative=True)
    factorial = sp.gamma(k + 1)
    return sp.Sum(k**power * sp.log(factorial) ** logs * rate**k * factorial**-dispersion, (k, 0, sp.oo))


class FactorialSeriesKernel(Kernel):
    """The atoms are the count ``y`` and its factorial; tilting by ``exp(c y)`` and by powers of ``y!`` changes the parameters."""

    size = 2
    positive = False

    def __init__(self, rate: sp.Expr, dispersion: sp.Expr) -> None:
        """Fix the two parameters; the direction is ``y``."""
        self.rate, self.dispersion = rate, dispersion
        self.directions = (self.monomial([1, 0], directions=1),)

    def is_positive(self, monomial: Monomial) -> bool:
        """The count may be zero, its factorial may not."""
        return bool(monomial.powers[0] == 0)

    def function(self, head: type, arguments: Sequence[Combination]) -> Combination | None:
        """Recognise the factorial, written Gamma(y + 1), and its logarithm."""
        shifted = self.atom(0) + 1
        if head not in (sp.gamma, sp.loggamma) or arguments[0].terms != shifted.terms:
            return None
        return self.atom(1) if head is sp.gamma else self.logarithm(1)

    def moment(self, monomial: Monomial) -> Moment:
        """The ratio of two series."""
        (power, factorials), (on_count, logs), (rate,) = monomial.powers, monomial.logs, monomial.rates
        if on_count or not (power.is_Integer and power >= 0):
            raise self.unmatched(f"y**({power}) (log y)**{on_count}")
        if monomial.is_one:
            return Moment(sp.Integer(1))
        tilted = series(self.rate * sp.exp(rate), self.dispersion - factorials, int(power), logs)
        return Moment(tilted / series(self.rate, self.dispersion), (self.dispersion - factorials,) if factorials != 0 else ())
