"""Sums of fractions with linear denominators, which have no closed form but differences of polygamma functions."""

from __future__ import annotations

import math

import sympy as sp

from derivations.integrals.summands import sum_of_polynomial
from derivations.normal_form.certificates import signs_of
from derivations.normal_form.sign_sets import POSITIVE


def sum_of_poles(term: sp.Expr, variable: sp.Symbol, low: sp.Expr, high: sp.Expr) -> sp.Expr | None:
    """What the sum of a rational function over integers from ``low`` to ``high`` may be; ``None`` unless all poles lie to the left of it.

    Of its parts c/(k + a)^s each has the sum of differences of the polygamma function of order s - 1, by the recurrence of that function.

    >>> k, n = sp.Symbol("k", integer=True), sp.Symbol("n", integer=True, positive=True)
    >>> sum_of_poles(1 / (k + 1) ** 2, k, sp.S.Zero, n)
    -polygamma(1, n + 2) + pi**2/6
    """
    if not term.is_rational_function(variable):
        return None
    total = sp.S.Zero
    for part in sp.Add.make_args(sp.apart(sp.together(term), variable)):
        above, below = sp.fraction(sp.together(part))
        if variable not in below.free_symbols:
            total += sum_of_polynomial(sp.Poly(part, variable), low, high)
            continue
        found = None if variable in above.free_symbols else _pole(sp.Poly(below, variable), low, high)
        if found is None:
            return None
        total += above * found
    return total


def _pole(below: sp.Poly, low: sp.Expr, high: sp.Expr) -> sp.Expr | None:
    """The sum of one over a power of one linear factor."""
    lead, factors = below.factor_list()
    if len(factors) != 1 or factors[0][0].degree() != 1:
        return None
    linear, order = factors[0]
    start = sp.cancel(linear.nth(0) / linear.nth(1))
    if signs_of(low + start) != POSITIVE:
        return None
    scale = sp.Integer((-1) ** (order - 1)) / math.factorial(order - 1) / (lead * linear.nth(1) ** order)
    return scale * (sp.polygamma(order - 1, high + start + 1) - sp.polygamma(order - 1, low + start))
