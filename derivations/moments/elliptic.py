"""The elliptic kernel: a direction on an ellipsoid and an independent Beta radius, for multivariate t laws."""

from __future__ import annotations

from typing import TYPE_CHECKING

import sympy as sp

from derivations.linear_algebra import inverse
from derivations.moments.beta import BetaKernel
from derivations.moments.closed_forms import vanishes
from derivations.moments.combination import ZERO, Combination, Monomial
from derivations.moments.gaussian import MultivariateGaussianKernel
from derivations.moments.kernel import Kernel, Moment

if TYPE_CHECKING:
    from derivations.language.tensor import Tensor


class EllipticKernel(Kernel):
    r"""Atoms: ``x_1 .. x_d`` with :math:`x^T \Sigma^{-1} x = 1`, uniform in direction, then a Beta variable ``u`` and ``v = 1 - u``.

    The moments of ``x`` are those of a normal vector over :math:`E[r^n]`, its radius being independent.
    """

    positive = False

    def __init__(self, scale: Tensor, a: sp.Expr, b: sp.Expr) -> None:
        """Args: Sigma of shape ``(d, d)``, and the exponents of the Beta variable."""
        self.rows, self.beta = scale.shape[0], BetaKernel(a, b)
        self.size = self.rows + 2
        self.normal, self.shape = MultivariateGaussianKernel(scale), inverse(scale).rows()

    def is_positive(self, monomial: Monomial) -> bool:
        """The components of x may be negative."""
        return all(power == 0 for power in monomial.powers[: self.rows])

    def _inner(self, monomial: Monomial) -> Monomial:
        return self.beta.monomial()._replace(powers=monomial.powers[self.rows :], logs=monomial.logs[self.rows :])

    def moment(self, monomial: Monomial) -> Moment:
        """The mean over directions times the mean over the radius."""
        powers, inner = monomial.powers[: self.rows], self.beta.moment(self._inner(monomial))
        if any(monomial.logs[: self.rows]) or not all(power.is_Integer and power >= 0 for power in powers):
            raise self.unmatched(powers)
        degree = int(sum(powers))
        if degree % 2:
            return inner._replace(value=ZERO)
        radial = sp.Mul(*(self.rows + 2 * k for k in range(degree // 2)))  # E[r^n] of a chi variable with d degrees of freedom
        around = self.normal.moment(self.normal.monomial(list(map(int, powers)))).value / radial
        return inner._replace(value=around * inner.value)

    def factor(self, combination: Combination) -> tuple[sp.Expr, Monomial] | None:
        """Replace a multiple of x^T Sigma^-1 x by one, then use the relation of the Beta variable."""
        plain: dict[Monomial, sp.Expr] = {}
        quadratic: dict[tuple[sp.Expr, ...], dict[tuple[int, ...], sp.Expr]] = {}
        for monomial, coefficient in combination:
            powers = monomial.powers[: self.rows]
            if not monomial.is_pure or any(power not in (0, 1, 2) for power in powers) or sum(powers) not in (0, 2):
                return None
            if sum(powers):
                quadratic.setdefault(monomial.powers[self.rows :], {})[tuple(map(int, powers))] = coefficient
            else:
                plain[self._inner(monomial)] = plain.get(self._inner(monomial), ZERO) + coefficient
        for rest, terms in quadratic.items():
            multiple = self._multiple(terms)
            if multiple is None:
                return None
            key = self.beta.monomial()._replace(powers=rest)
            plain[key] = plain.get(key, ZERO) + multiple
        reduced = Combination(plain)
        found = reduced.single() or self.beta.factor(reduced)
        if found is None:
            return None
        return found[0], self.monomial()._replace(powers=(ZERO,) * self.rows + found[1].powers)

    def _multiple(self, terms: dict[tuple[int, ...], sp.Expr]) -> sp.Expr | None:
        """Return c if the quadratic form is c x^T Sigma^-1 x."""
        wanted = {}
        for i in range(self.rows):
            for j in range(i, self.rows):
                powers = tuple((k == i) + (k == j) for k in range(self.rows))
                wanted[powers] = self.shape[i][j] * (1 if i == j else 2)
        first = tuple(2 * (k == 0) for k in range(self.rows))
        multiple = sp.cancel(terms.get(first, ZERO) / wanted[first])
        return multiple if all(vanishes(terms.get(key, ZERO) - multiple * value) for key, value in wanted.items()) else None
