r"""Sums of many terms: term by term in balls, and of fractions with rational poles at any length by polygamma functions.

.. math:: \sum_{j=l}^{h} (j + c)^{-k} = \frac{(-1)^k}{(k - 1)!} \left(\psi^{(k-1)}(l + c) - \psi^{(k-1)}(h + 1 + c)\right)

for l + c > 0, and sums of powers by Bernoulli polynomials.
"""

from __future__ import annotations

from functools import lru_cache
from math import factorial
from typing import TYPE_CHECKING, Any

import sympy as sp
from flint import acb, arb, fmpq
from sympy.polys.polyerrors import PolynomialError

from derivations.balls.analytic import Integrand
from derivations.balls.failures import NotCoveredError, UndecidedError
from derivations.balls.self_test import checked_function
from derivations.replacing import replaced

if TYPE_CHECKING:
    from derivations.balls.evaluate import Evaluation

LONGEST = 30_000  # terms one by one
LARGEST_POWER, LARGEST_TERM = 8, 40
KEPT = 256


def long_sum(evaluation: Evaluation, series: sp.Sum, low: int, high: int) -> arb:
    """An enclosure of a finite sum with more terms than are summed exactly.

    Raises:
        CannotEncloseError: it is longer than :data:`LONGEST`, and no fraction with rational poles; or some term has no enclosure.
    """
    term, index = series.args[0], series.args[1][0]
    places = {symbol: sp.Rational(int(value.p), int(value.q)) for symbol, value in evaluation.point.items() if isinstance(value, fmpq)}
    powers = _powers(replaced(term, {symbol: value for symbol, value in places.items() if symbol != index}), index)
    if powers is not None and all(low + shift > 0 for _, shift, order in powers if order < 0):
        return sum((arb(_rational(factor)) * _power_sum(shift, order, low, high) for factor, shift, order in powers), arb(0))
    if high - low >= LONGEST:
        message = f"a sum of {high - low + 1} terms"
        raise NotCoveredError(message)
    compiled = Integrand(term, index, evaluation)
    total = sum((compiled(acb(n), False) for n in range(low, high + 1)), acb(0))  # noqa: FBT003 - the integrator's protocol
    if not total.real.is_finite() or not total.imag.contains(0):
        message = f"the terms of {series}"
        raise UndecidedError(message)
    return total.real


def is_short_at_any_length(series: sp.Sum) -> bool:
    """Whether a sum over one index has terms that are fractions with rational poles.

    >>> j, n = sp.symbols("j n", integer=True)
    >>> is_short_at_any_length(sp.Sum(1 / (j + 1), (j, 0, n))), is_short_at_any_length(sp.Sum(1 / (j**2 + 1), (j, 0, n)))
    (True, False)
    """
    return len(series.args) == 2 and _powers(series.args[0], series.args[1][0]) is not None  # noqa: PLR2004 - a body and one range


@lru_cache(maxsize=KEPT)
def _powers(term: sp.Expr, index: sp.Symbol) -> tuple[tuple[sp.Rational, sp.Rational, int], ...] | None:
    """A term as a sum of factors times (index + shift)**order, multiplied out to see that it is; ``None`` if it is none."""
    if term.free_symbols != {index} or not term.is_rational_function(index) or term.count_ops() > LARGEST_TERM:
        return None
    try:
        parts = [_power(part, index) for part in sp.Add.make_args(sp.apart(term, index))]
        if any(part is None for part in parts):
            return None
        found = tuple(part for part in parts if part is not None)
        again = sp.Add(*(factor * (index + shift) ** order for factor, shift, order in found))
        (above, below), (other, under) = (sp.fraction(sp.together(whole)) for whole in (term, again))
        difference = sp.Poly(above, index, domain="QQ") * sp.Poly(under, index, domain="QQ") - sp.Poly(other, index, domain="QQ") * sp.Poly(
            below, index, domain="QQ"
        )
    except PolynomialError:
        return None
    return found if difference.is_zero else None


def _power(part: sp.Expr, index: sp.Symbol) -> tuple[sp.Rational, sp.Rational, int] | None:
    factor, rest = part.as_independent(index, as_Add=False)
    base, order = rest.as_base_exp()
    if not factor.is_Rational or not order.is_Integer or abs(order) > LARGEST_POWER:
        return None
    if rest == 1:
        return factor, sp.S.Zero, 0
    polynomial = sp.Poly(base, index)
    slope, start = polynomial.nth(1), polynomial.nth(0)
    if polynomial.degree() != 1 or not (slope.is_Rational and start.is_Rational):
        return None
    return factor * slope**order, start / slope, int(order)


def _power_sum(shift: sp.Rational, order: int, low: int, high: int) -> Any:
    """The sum of (j + shift)**order from low to high."""
    start, end = _rational(shift) + low, _rational(shift) + high + 1
    if order >= 0:
        polynomial = sp.Poly(sp.bernoulli(order + 1, sp.Symbol("t")), sp.Symbol("t"))
        coefficients = [_rational(number) for number in reversed(polynomial.all_coeffs())]
        ends = [sum((number * at**power for power, number in enumerate(coefficients)), fmpq(0)) for at in (start, end)]
        return arb((ends[1] - ends[0]) / (order + 1))
    polygamma = checked_function("polygamma", 2)
    difference = polygamma(arb(-order - 1), arb(start)) - polygamma(arb(-order - 1), arb(end))
    return difference * (-1) ** -order / factorial(-order - 1)


def _rational(number: sp.Rational) -> fmpq:
    return fmpq(int(number.p), int(number.q))
