"""The Gaussian kernels: polynomials times exponentials of normal variables, in one dimension and in several."""

from __future__ import annotations

import math
from functools import lru_cache
from typing import TYPE_CHECKING

import sympy as sp

from derivations.moments.closed_forms import double_factorial
from derivations.moments.combination import ZERO, Monomial
from derivations.moments.kernel import Kernel, Moment
from derivations.moments.oscillation import split, turn

if TYPE_CHECKING:
    from derivations.language.tensor import Tensor


class GaussianKernel(Kernel):
    r"""A standard normal ``z``: :math:`E[z^n e^{c z + d z^2}]` for natural ``n`` and ``d < 1/2``, by completing the square.

    The rate ``c`` may be complex: both sides are entire functions of it.
    """

    positive = False

    def __init__(self) -> None:
        """The two directions are ``z`` and ``z^2``."""
        self.directions = (self.monomial([1], directions=2), self.monomial([2], directions=2))
        self.waves = self.directions[:1]

    def moment(self, monomial: Monomial) -> Moment:
        """The tilted law is normal with mean ``c / (1 - 2 d)`` and variance ``1 / (1 - 2 d)``."""
        (power,), (logs,), (linear, quadratic) = monomial.powers, monomial.logs, monomial.rates
        if logs or not (power.is_Integer and power >= 0):
            raise self.unmatched(f"z**({power}) (log z)**{logs}")
        n, precision = int(power), 1 - 2 * quadratic
        mean = linear / precision
        value = sp.Add(
            *(
                math.comb(n, 2 * k) * double_factorial(2 * k - 1) * mean ** (n - 2 * k) * precision**-k
                for k in range(n // 2 + 1)
                if n == 2 * k or mean != 0
            )
        )
        rate, wave = split(linear)
        tilt = sp.exp((rate**2 - wave**2) / (2 * precision)) * turn(rate * wave / precision)
        scale = tilt / sp.sqrt(precision)
        return Moment(value * scale, () if quadratic == 0 else (precision,))


class MultivariateGaussianKernel(Kernel):
    r"""A centred normal vector ``x`` with a covariance: :math:`E[x^\alpha e^{c^T x}]` by Stein's recursion (Isserlis' theorem)."""

    positive = False

    def __init__(self, covariance: Tensor) -> None:
        """Args: covariance, shape ``(d, d)``."""
        self.size = covariance.shape[0]
        self.covariance = covariance.rows()
        self.directions = tuple(self.monomial([int(i == j) for j in range(self.size)], directions=self.size) for i in range(self.size))
        self.waves = self.directions
        self._polynomial = lru_cache(maxsize=None)(self._expand)

    def moment(self, monomial: Monomial) -> Moment:
        """Tilting by ``exp(c^T x)`` moves the mean to ``covariance c`` and multiplies by ``exp(c^T covariance c / 2)``."""
        if any(monomial.logs) or not all(power.is_Integer and power >= 0 for power in monomial.powers):
            raise self.unmatched(monomial.powers)
        mean = tuple(sp.Add(*(entry * rate for entry, rate in zip(row, monomial.rates, strict=True))) for row in self.covariance)
        exponent, phase = split(sp.Add(*(rate * shift for rate, shift in zip(monomial.rates, mean, strict=True))) / 2)
        return Moment(self._polynomial(tuple(map(int, monomial.powers)), mean) * sp.exp(exponent) * turn(phase))

    def _expand(self, powers: tuple[int, ...], mean: tuple[sp.Expr, ...]) -> sp.Expr:
        """E[x_i f] = mean_i E[f] + sum_j covariance_ij E[d f / d x_j]."""
        if not any(powers):
            return sp.Integer(1)
        axis = next(i for i, n in enumerate(powers) if n)
        rest = tuple(n - (i == axis) for i, n in enumerate(powers))
        total = mean[axis] * self._polynomial(rest, mean) if mean[axis] != 0 else ZERO
        for j, n in enumerate(rest):
            if n:
                lowered = tuple(m - (i == j) for i, m in enumerate(rest))
                total += n * self.covariance[axis][j] * self._polynomial(lowered, mean)
        return total
