"""The Beta kernel: powers and logarithms of a Beta variable and its complement, with a fair sign if wanted."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import sympy as sp

from derivations.moments.closed_forms import gamma_ratio, moment_from_cumulants, polygamma_shifted, vanishes
from derivations.moments.combination import ZERO, Combination, Monomial
from derivations.moments.kernel import Kernel, Moment

if TYPE_CHECKING:
    from collections.abc import Sequence

HIGHEST_DEGREE = 12


class BetaKernel(Kernel):
    r"""``u`` with density :math:`u^{a-1} (1-u)^{b-1} / B(a, b)`; the atoms are ``u`` and ``v = 1 - u``, with an independent fair sign.

    :math:`E[u^s v^t] = B(a + s, b + t) / B(a, b)` for ``a + s > 0`` and ``b + t > 0``; derivatives give the logarithms.
    The relation ``u + v = 1`` turns sums such as ``1 + u/v`` into monomials.
    """

    size = 2

    def __init__(self, a: sp.Expr, b: sp.Expr) -> None:
        """Fix the two exponents."""
        self.exponents = (a, b)

    def sign(self) -> Combination:
        """The independent fair sign."""
        return Combination({self.monomial(sign=1): sp.Integer(1)})

    def moment(self, monomial: Monomial) -> Moment:
        """The ratio of Beta functions and its logarithmic derivatives; an odd sign gives zero where the moment exists."""
        (a, b), (s, t) = self.exponents, monomial.powers
        exists, nonzero = self._conditions(monomial)
        if monomial.sign:
            return Moment(ZERO, exists)
        total = sp.expand(s + t)
        ratio = _three_ratios((a, s), (b, t), (a + b, total))
        if not any(monomial.logs):
            return Moment(ratio, exists)

        def cumulant(order: tuple[int, ...]) -> sp.Expr:
            n = sum(order) - 1
            first = polygamma_shifted(n, a, s) if not order[1] else ZERO
            second = polygamma_shifted(n, b, t) if not order[0] else ZERO
            return first + second - polygamma_shifted(n, a + b, total)

        return Moment(ratio * moment_from_cumulants(monomial.logs, cumulant), exists, nonzero)

    def _conditions(self, monomial: Monomial) -> tuple[tuple[sp.Expr, ...], tuple[sp.Expr, ...]]:
        """What must be positive and what nonzero.

        Near v = 0 each factor log u vanishes like v, so that it makes up for one negative power of v (and log v for one of u). The closed
        form is then the analytic continuation of G, whose removable poles are excluded.
        """
        (a, b), (s, t), (on_u, on_v) = self.exponents, monomial.powers, monomial.logs
        exists, nonzero = [], []
        for base, power, saved in ((a, s, on_v), (b, t, on_u)):
            if not power.is_nonnegative:
                exists.append(base + power + saved)
                nonzero += [base + power + i for i in range(saved)]
        total = sp.expand(s + t)
        if not total.is_nonnegative:
            nonzero += [a + b + total + i for i in range(on_u + on_v)]
        return tuple(exists), tuple(nonzero)

    def factor(self, combination: Combination) -> tuple[sp.Expr, Monomial] | None:
        """Recognise ``c u^i v^j`` in a sum of pure monomials whose exponents differ by integers, using ``v = 1 - u``."""
        terms = list(combination)
        if len(terms) < 2 or not all(monomial.is_pure for monomial, _ in terms):  # noqa: PLR2004 - one term is a monomial already
            return None
        reference = terms[0][0].powers
        shifts = [tuple(sp.expand(p - r) for p, r in zip(monomial.powers, reference, strict=True)) for monomial, _ in terms]
        if not all(shift.is_Integer for pair in shifts for shift in pair):
            return None
        low = [min(int(pair[i]) for pair in shifts) for i in (0, 1)]
        coefficients = _polynomial([(int(i) - low[0], int(j) - low[1], c) for (i, j), (_, c) in zip(shifts, terms, strict=True)])
        found = None if coefficients is None else _as_product(coefficients)
        if found is None:
            return None
        constant, i, j = found
        powers = (sp.expand(reference[0] + low[0] + i), sp.expand(reference[1] + low[1] + j))
        return constant, self.monomial()._replace(powers=powers)


def _three_ratios(*pairs: tuple[sp.Expr, sp.Expr]) -> sp.Expr:
    """The ratio B(a + s, b + t) / B(a, b), in short form where two arguments of Gamma differ by an integer."""
    (a, s), (b, t), (c, total) = pairs
    for (base, power), (other, shift) in (((a, s), (b, t)), ((b, t), (a, s))):
        if shift == 0 and other.is_Integer and not power.is_Integer:
            # Gamma(a + s) / Gamma(a + s + n) is rational although the shift s is not an integer.
            return gamma_ratio(base, other) / gamma_ratio(base + power, other)
    return gamma_ratio(a, s) * gamma_ratio(b, t) / gamma_ratio(c, total)


def _polynomial(terms: Sequence[tuple[int, int, sp.Expr]]) -> list[sp.Expr] | None:
    """The coefficients in ``u`` of ``sum c u^i (1 - u)^j``."""
    degree = max(i + j for i, j, _ in terms)
    if degree > HIGHEST_DEGREE:
        return None
    coefficients = [ZERO] * (degree + 1)
    for i, j, c in terms:
        for k in range(j + 1):
            coefficients[i + k] += (-1) ** k * math.comb(j, k) * c
    return coefficients


def _as_product(coefficients: list[sp.Expr]) -> tuple[sp.Expr, int, int] | None:
    """``(c, i, j)`` with ``sum coefficients_k u^k = c u^i (1 - u)^j``, or None."""
    rest = list(coefficients)
    while len(rest) > 1 and vanishes(rest[-1]):
        rest.pop()
    i = next((k for k, c in enumerate(rest) if not vanishes(c)), 0)
    rest, j = rest[i:], 0
    while len(rest) > 1:
        if not vanishes(sp.Add(*rest)):
            return None
        # Divide by 1 - u: the quotient's coefficients are the partial sums.
        rest = [sp.Add(*rest[: k + 1]) for k in range(len(rest) - 1)]
        j += 1
    return None if vanishes(rest[0]) else (sp.cancel(rest[0]), i, j)
