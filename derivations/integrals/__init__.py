"""Definite integrals and sums in closed form, each by a rule that is checked: an antiderivative, a known kernel, induction."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

import sympy as sp

from derivations.exceptional import is_infinite, with_exceptions
from derivations.integrals.antiderivative import integral_by_antiderivative
from derivations.integrals.divergence import diverges
from derivations.integrals.gaussian_parts import integral_of_gaussian_part
from derivations.integrals.kernels import integral_by_kernel, sum_by_kernel
from derivations.integrals.pieces import integral_in_pieces
from derivations.integrals.single_terms import sum_with_single_terms
from derivations.integrals.sums import sum_by_induction, sum_of_few, sum_of_powers
from derivations.normal_form.certificates import signs_of
from derivations.normal_form.sign_sets import NONNEGATIVE
from derivations.trace import Step, record
from derivations.vanishing import put_in

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from derivations.vanishing import Places

    Rule = Callable[[sp.Expr, sp.Symbol, sp.Expr, sp.Expr], sp.Expr | None]

INTEGRALS: Sequence[tuple[str, Rule]] = (
    ("integral of a known kernel", integral_by_kernel),
    ("integral of a polynomial times a Gaussian, by parts", integral_of_gaussian_part),
    ("integral by an antiderivative, differentiated to check it", integral_by_antiderivative),
    ("integral in pieces between which the integrand switches", integral_in_pieces),
)
SUMS: Sequence[tuple[str, Rule]] = (
    ("sum of few terms", sum_of_few),
    ("sum by induction on its last term", sum_by_induction),
    ("sum of a known kernel", sum_by_kernel),
    ("sum of powers by the zeta function", sum_of_powers),
    ("sum of one form, and of single terms of another", sum_with_single_terms),
)


def closed_integral(integrand: sp.Expr, variable: sp.Symbol, low: sp.Expr, high: sp.Expr) -> sp.Expr:
    """The definite integral in closed form, or unevaluated; from right to left it is minus that from left to right.

    >>> x = sp.Symbol("x", real=True)
    >>> closed_integral(sp.exp(-(x**2)), x, sp.oo, -sp.oo), closed_integral(sp.exp(-(x**2)), x, sp.oo, sp.oo)
    (-sqrt(pi), 0)
    """
    if low == high:
        return sp.S.Zero
    if low == sp.oo or high == -sp.oo:  # every rule takes an infinite end for the one on its side
        return -closed_integral(integrand, variable, high, low)
    return _first(INTEGRALS, sp.Integral(integrand, (variable, low, high)))


def closed_sum(term: sp.Expr, variable: sp.Symbol, low: sp.Expr, high: sp.Expr) -> sp.Expr:
    """The sum over integers from ``low`` to ``high`` in closed form, or unevaluated; ``high`` may be ``low - 1``, for the empty sum."""
    whole = sp.Sum(term, (variable, low, high))
    terms = high - low + 1
    runs_forwards = high.is_finite is False or terms.is_nonnegative or signs_of(terms) | NONNEGATIVE == NONNEGATIVE
    return _first(SUMS, whole) if runs_forwards else whole


def _itself(whole: sp.Expr, places: Places) -> sp.Expr | None:
    """What is sought at a place: a finite sum has a value there; of an integral for which no rule finds one it is not known.

    Where a symbol has a value, such an integral, or a series, mostly diverges, but for rational functions, whose poles may lie elsewhere.
    These, and what is known only where an expression is zero, stand for themselves, unless they certainly diverge.
    """
    there = put_in(whole, places)
    if isinstance(whole, sp.Sum) and whole.args[1][2].is_finite is not False:
        return there
    is_known = all(symbol.is_Symbol for place in places for symbol in place)
    is_rational = isinstance(there, sp.Integral) and there.args[0].is_rational_function(there.args[1][0])
    if (is_known and not is_rational) or there.has(sp.nan, sp.zoo):
        return None
    return None if isinstance(there, sp.Integral) and diverges(there) else there


def _first(rules: Sequence[tuple[str, Rule]], whole: sp.Expr) -> sp.Expr:
    """The value by the first rule that gives one; an integral of one that stays open is a double one to SymPy, and stays open, too."""
    if len(whole.limits) > 1:
        return whole
    inner, (variable, low, high) = whole.args
    own = sp.Dummy(variable.name, **variable.assumptions0)  # the ends may hold a symbol of the same name
    for name, rule in rules:

        def closed(places: Places, rule: Rule = rule) -> sp.Expr | None:
            parts = (put_in(inner.xreplace({variable: own}), places), own, put_in(low, places), put_in(high, places))
            if any(part.has(sp.nan, sp.zoo) for part in parts):
                return None
            if places and parts[2] == parts[3] and isinstance(whole, sp.Integral):
                return sp.S.Zero
            found = (another(*parts) for another in (rule, *(other for _, other in rules)))
            return next((value for value in found if value is not None), None) if places else rule(*parts)

        value = with_exceptions(closed, partial(_itself, whole))
        if value is not None and not is_infinite(value):
            record(Step(name, whole, value))
            return value
    return whole
