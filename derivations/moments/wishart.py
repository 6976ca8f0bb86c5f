"""The Wishart kernel: polynomials in the entries of a Wishart matrix, times powers and logarithms of its determinant."""

from __future__ import annotations

import itertools
from functools import lru_cache
from typing import TYPE_CHECKING

import sympy as sp

from derivations.linear_algebra import determinant
from derivations.moments.closed_forms import gamma_ratio, moment_from_cumulants, polygamma_shifted, vanishes
from derivations.moments.combination import ZERO, Combination, Monomial
from derivations.moments.kernel import Kernel, Moment

if TYPE_CHECKING:
    from derivations.language.tensor import Tensor

SHAPE = sp.Symbol("shape_of_the_wishart_kernel", positive=True)


class WishartKernel(Kernel):
    r"""``W`` of d rows with ``df`` degrees of freedom and a scale ``V``; atoms: its entries on and above the diagonal, and its determinant.

    :math:`E[\det(W)^s f(W)]` is :math:`E[\det(W)^s]` times the mean of ``f`` with ``df + 2 s``; derivatives in ``s`` give logarithms.
    """

    positive = False

    def __init__(self, df: sp.Expr, scale: Tensor) -> None:
        """Args: df, and the scale of shape ``(d, d)``."""
        self.df, self.scale, self.rows = df, scale, scale.shape[0]
        self.pairs = [(i, j) for i in range(self.rows) for j in range(i, self.rows)]
        self.size = len(self.pairs) + 1
        self._mean = lru_cache(maxsize=None)(self._polynomial)
        generators = sp.symbols(f"w0:{len(self.pairs)}")
        entry = dict(zip(self.pairs, generators, strict=True))
        rows = [[entry[min(i, j), max(i, j)] for j in range(self.rows)] for i in range(self.rows)]
        self.generators, self.determinant = generators, sp.Poly(determinant(rows), *generators)

    def entry(self, i: int, j: int) -> Combination:
        """An entry of the matrix; the only one of a number is its determinant."""
        return self.atom(self.size - 1 if self.rows == 1 else self.pairs.index((min(i, j), max(i, j))))

    def inverse_entry(self, i: int, j: int) -> Combination:
        """An entry of the inverse matrix: a cofactor over the determinant."""
        entry = dict(zip(self.pairs, self.generators, strict=True))
        rest = [[entry[min(r, c), max(r, c)] for c in range(self.rows) if c != i] for r in range(self.rows) if r != j]
        cofactor = sp.Poly((-1) ** (i + j) * determinant(rest), *self.generators)
        terms = {self.monomial([*map(int, powers), -1]): sp.sympify(c, strict=True) for powers, c in cofactor.terms()}
        return Combination(terms)

    def is_positive(self, monomial: Monomial) -> bool:
        """The determinant is positive, other atoms need not be."""
        return all(power == 0 for power in monomial.powers[:-1])

    def factor(self, combination: Combination) -> tuple[sp.Expr, Monomial] | None:
        """Recognise the determinant, times a power of it, in a polynomial of the entries."""
        terms = list(combination)
        if not terms or any(any(m.logs) or m.opaque for m, _ in terms) or len({m.powers[-1] for m, _ in terms}) > 1:
            return None
        if not all(power.is_Integer and power >= 0 for monomial, _ in terms for power in monomial.powers[:-1]):
            return None
        rest = sp.Poly({tuple(map(int, m.powers[:-1])): c for m, c in terms}, *self.generators, domain="EX")
        count = 0
        while rest.total_degree() > 0:
            rest, left = rest.div(self.determinant.set_domain("EX"))
            if not all(vanishes(c) for c in left.coeffs()):
                return None
            count += 1
        power = sp.expand(terms[0][0].powers[-1] + count)
        return sp.cancel(rest.as_expr()), self.monomial()._replace(powers=(ZERO,) * (self.size - 1) + (power,))

    def moment(self, monomial: Monomial) -> Moment:
        """Shift the degrees of freedom by the power of the determinant, differentiate in it for logarithms."""
        *powers, power = monomial.powers
        if any(monomial.logs[:-1]) or not all(p.is_Integer and p >= 0 for p in powers):
            raise self.unmatched(monomial.powers)
        halves = [(self.df - i) / 2 for i in range(self.rows)]
        weight = (2**self.rows * determinant(self.scale.rows())) ** power * sp.Mul(*(gamma_ratio(a, power) for a in halves))
        polynomial, total = self._mean(tuple(map(int, powers))), ZERO
        for k in range(monomial.logs[-1] + 1):
            slope = sp.diff(polynomial, SHAPE, k).subs(SHAPE, self.df + 2 * power) * 2**k
            if slope != 0:
                total += sp.binomial(monomial.logs[-1], k) * slope * self._logs(monomial.logs[-1] - k, halves, power)
        return Moment(weight * total, () if power == 0 else (halves[-1] + power,))

    def _logs(self, count: int, halves: list[sp.Expr], power: sp.Expr) -> sp.Expr:
        """The derivative of E[det^s] in s over E[det^s]."""
        scale = sp.log(determinant(self.scale.rows())) + self.rows * sp.log(2)

        def cumulant(order: tuple[int, ...]) -> sp.Expr:
            n = order[0] - 1
            return sp.Add(*(polygamma_shifted(n, a, power) for a in halves)) + (ZERO if n else scale)

        return moment_from_cumulants((count,), cumulant)

    def _polynomial(self, powers: tuple[int, ...]) -> sp.Expr:
        """E of a product of entries as a polynomial in the degrees of freedom, from the cumulants."""
        return moment_from_cumulants(powers, lambda order: SHAPE * self._cycles(order)) if any(powers) else sp.Integer(1)

    def _cycles(self, order: tuple[int, ...]) -> sp.Expr:
        """The cumulant for one degree of freedom: 2^(m-1) times the sum over cyclic orders of tr(V E_1 V E_2 ...)."""
        factors = [pair for pair, n in zip(self.pairs, order, strict=True) for _ in range(n)]
        v, (first, *others), total = self.scale.rows(), factors, ZERO
        for arranged in itertools.permutations(others):
            cycle = (first, *arranged)
            for turned in itertools.product(*(((i, j), (j, i)) for i, j in cycle)):
                total += sp.Mul(*(v[turned[k - 1][1]][turned[k][0]] for k in range(len(turned))))
        return sp.expand(total) / 2
