"""The zeta kernel: powers and logarithms of a count whose probabilities are a power of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import sympy as sp

from derivations.moments.kernel import Kernel, Moment
from derivations.special_derivatives import zeta_series

if TYPE_CHECKING:
    from derivations.moments.combination import Monomial


class ZetaKernel(Kernel):
    r"""A count ``y`` with probability :math:`y^{-s} / \zeta(s)`: :math:`E[y^m] = \zeta(s - m) / \zeta(s)`.

    Logarithms give derivatives of zeta, which are left as their series.
    """

    def __init__(self, exponent: sp.Expr) -> None:
        """Fix the exponent ``s``."""
        self.exponent = exponent

    def moment(self, monomial: Monomial) -> Moment:
        """The series of log(k)^l k^(m - s) over zeta(s)."""
        (power,), (logs,) = monomial.powers, monomial.logs
        left = sp.expand(self.exponent - power)
        value = sp.Integer(1) if power == 0 and not logs else zeta_series(left, logs) / sp.zeta(self.exponent)
        return Moment(value, () if power.is_nonpositive else (left - 1,))
