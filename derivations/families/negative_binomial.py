"""The negative binomial law: successes before a total number of failures; values 0, 1, ..."""

from __future__ import annotations

import sympy as sp

from derivations.family import Family, Parameter
from derivations.moments.kernel import Pivot
from derivations.moments.lattice import LatticeKernel, Tilted, stirling
from derivations.support import NATURALS


def log_density(y: sp.Expr, total: sp.Expr, probs: sp.Expr) -> sp.Expr:
    """Log of Gamma(y + total) / (Gamma(total) y!), plus y log(probs) + total log(1 - probs)."""
    ways = sp.loggamma(y + total) - sp.loggamma(total) - sp.loggamma(y + 1)
    return ways + y * sp.log(probs) + total * sp.log(1 - probs)


def pivot(total: sp.Expr, probs: sp.Expr) -> Pivot:
    """Tilting by z^y multiplies the success probability by z; it must stay below one."""

    def tilt(factors: tuple[sp.Expr, ...]) -> Tilted:
        (z,) = factors
        tilted = probs * z
        odds = tilted / (1 - tilted)
        return Tilted(
            ((1 - probs) / (1 - tilted)) ** total,
            lambda orders: sp.Mul(*(total + i for i in range(orders[0]))) * odds ** orders[0],
            (1 - tilted,),
        )

    kernel = LatticeKernel(tilt)
    return Pivot(kernel, (kernel.atom(),))


def special(integrand: sp.Expr, y: sp.Symbol, total: sp.Expr, probs: sp.Expr) -> sp.Expr | None:
    r"""Means of y^k times psi(y + total), its square, or trigamma(y + total), which is left as its series.

    :math:`E[y (y-1) .. (y-k+1) f(r + y)] = r (r+1) .. (r+k-1) (p/(1-p))^k E_{r+k}[f(r + k + y)]`, and differentiating
    :math:`\sum_y \Gamma(r + y) p^y / y! = \Gamma(r) (1-p)^{-r}` in r once and twice gives the means of psi and of psi^2 + trigamma.
    """
    power, rest = sp.sympify(integrand, strict=True).as_independent(sp.polygamma)
    psi, trigamma = (sp.polygamma(order, y + total) for order in (0, 1))
    if rest not in (psi, psi**2, trigamma) or not power.is_polynomial(y):
        return None
    terms = []
    for k, count in enumerate(_falling(sp.Poly(power, y))):
        moved = total + k
        slope, series = sp.polygamma(0, moved) - sp.log(1 - probs), _series(sp.polygamma(1, y + moved), y, moved, probs)
        mean = {psi: slope, psi**2: slope**2 + sp.polygamma(1, moved) - series, trigamma: series}[rest]
        terms.append(count * sp.Mul(*(total + i for i in range(k))) * (probs / (1 - probs)) ** k * mean)
    return sp.Add(*terms)


def _falling(polynomial: sp.Poly) -> list[sp.Expr]:
    """The coefficients of falling powers."""
    coefficients = polynomial.all_coeffs()[::-1]
    return [sp.Add(*(c * stirling(n, k) for n, c in enumerate(coefficients))) for k in range(len(coefficients))]


def _series(term: sp.Expr, y: sp.Symbol, total: sp.Expr, probs: sp.Expr) -> sp.Expr:
    """The mean of a term as its defining series; nothing for a term that is zero."""
    return sp.Sum(term * sp.exp(log_density(y, total, probs)), (y, 0, sp.oo))


FAMILY = Family(
    name="NegativeBinomial",
    parameters=(Parameter("total", "positive"), Parameter("probs", "unit")),
    support=lambda **_: NATURALS,
    log_density=log_density,
    pivot=pivot,
    special=special,
    natural=lambda probs, **_: (sp.log(probs),),
    sufficient=lambda y, **_: (y,),
    page="for a known total: natural [log probs] with statistic y",
    valid=((3, sp.Rational(1, 2)), (sp.Rational(5, 2), sp.Rational(1, 5)), (1, sp.Rational(3, 5))),
    invalid=((3, 2), (-1, sp.Rational(1, 2))),
)
