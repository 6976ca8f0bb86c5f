"""The logit-normal kernel: powers and logarithms of odds whose logarithm is normal."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import sympy as sp

from derivations.moments.closed_forms import double_factorial
from derivations.moments.kernel import Kernel, Moment

if TYPE_CHECKING:
    from derivations.moments.combination import Combination, Monomial


class LogitNormalKernel(Kernel):
    r"""The atoms are the odds ``u = y/(1 - y)`` and ``v = 1 - y``, with log u normal; ``u v + v = 1``.

    :math:`E[u^s (\log u)^l]` is a moment of a normal variable tilted by :math:`e^{s z}`; moments with ``v`` are not elementary.
    """

    size = 2

    def __init__(self, loc: sp.Expr, scale: sp.Expr) -> None:
        """Fix mean and deviation of the log-odds."""
        self.loc, self.scale = loc, scale

    def moment(self, monomial: Monomial) -> Moment:
        """Tilting moves the mean by s scale^2."""
        (power, rest), (logs, others) = monomial.powers, monomial.logs
        if rest != 0 or others:
            raise self.unmatched("a function of y that is no polynomial of the odds and the log-odds")
        mean = self.loc + power * self.scale**2
        value = sp.Add(
            *(
                math.comb(logs, 2 * k) * double_factorial(2 * k - 1) * mean ** (logs - 2 * k) * self.scale ** (2 * k)
                for k in range(logs // 2 + 1)
            )
        )
        return Moment(value * sp.exp(power * self.loc + power**2 * self.scale**2 / 2))

    def factor(self, combination: Combination) -> tuple[sp.Expr, Monomial] | None:
        """Recognise ``1 - u v = v`` and ``1 + u = 1/v``, up to a constant."""
        terms = dict(combination)
        coefficient = terms.get(self.monomial())
        if coefficient is None or len(terms) != 2:  # noqa: PLR2004 - a constant and one more term
            return None
        for powers, ratio, found in (((1, 1), -1, (0, 1)), ((1, 0), 1, (0, -1))):
            if sp.expand(terms.get(self.monomial(powers), 0) - ratio * coefficient) == 0:
                return coefficient, self.monomial(found)
        return None
