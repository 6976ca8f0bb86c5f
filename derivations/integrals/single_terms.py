"""Sums whose terms have one form but for single ones, as under a law with more zeros than its kernel has."""

from __future__ import annotations

from typing import TYPE_CHECKING

import sympy as sp

from derivations.integrals.kernels import sum_by_kernel
from derivations.integrals.sums import sum_by_induction, sum_of_powers
from derivations.replacing import replaced

if TYPE_CHECKING:
    from collections.abc import Mapping

MOST = 8  # single terms


def sum_with_single_terms(term: sp.Expr, variable: sp.Symbol, low: sp.Expr, high: sp.Expr) -> sp.Expr | None:
    """The sum over integers of terms in which ``variable == number`` decides between cases, or ``None``.

    The sum of the common form has a closed form by another rule; at every number that is named in the range, the term takes its place.

    >>> y, a = sp.Symbol("y", integer=True, nonnegative=True), sp.Symbol("a", positive=True)
    >>> term = sp.Piecewise((5, sp.Eq(y, 2)), (a**y / sp.factorial(y), True))
    >>> sum_with_single_terms(term, y, sp.Integer(0), sp.oo)
    -a**2/2 + exp(a) + 5
    """
    if not low.is_Integer or not (high.is_Integer or high == sp.oo):
        return None
    choices: dict[sp.Basic, sp.Expr] = {}
    places: set[sp.Integer] = set()
    for cases in term.atoms(sp.Piecewise):
        named = _named(cases, variable)
        if named is None:
            return None
        places |= named.keys() - {None}
        choices[cases] = named[None]
    common = term.xreplace(choices)
    if not places or len(places) > MOST or common.has(sp.Piecewise):
        return None
    whole = next(
        (found for rule in (sum_by_kernel, sum_by_induction, sum_of_powers) if (found := rule(common, variable, low, high)) is not None),
        None,
    )
    if whole is None:
        return None
    inside = sorted(place for place in places if low <= place <= high)
    apart = [replaced(form, {variable: place}) * sign for place in inside for form, sign in ((term, 1), (common, -1))]
    return None if any(value.has(sp.nan, sp.zoo, sp.oo) for value in apart) else sp.Add(whole, *apart)


def _named(cases: sp.Piecewise, variable: sp.Symbol) -> Mapping[sp.Integer | None, sp.Expr] | None:
    """The case at every number that is named, and under ``None`` the case elsewhere; ``None`` where other conditions decide."""
    found: dict[sp.Integer | None, sp.Expr] = {}
    *named, (last, otherwise) = cases.args
    if otherwise != sp.true:
        return None
    for value, condition in named:
        if not isinstance(condition, sp.Eq) or variable not in condition.args:
            return None
        place = condition.rhs if condition.lhs == variable else condition.lhs
        if not place.is_Integer:
            return None
        found.setdefault(place, value)
    return {**found, None: last}
