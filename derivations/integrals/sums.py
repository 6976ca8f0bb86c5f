"""Sums by induction on the last term: a closed form may come from anywhere, both steps are decided here. Few terms; powers by zeta."""

from __future__ import annotations

import sympy as sp
from sympy.concrete.gosper import gosper_sum

from derivations.conditions import require
from derivations.integrals.poles import sum_of_poles
from derivations.integrals.summands import parts_of_summand, sum_of_polynomial
from derivations.limits import limit_of
from derivations.normal_form import decide_zero
from derivations.normal_form.certificates import signs_of
from derivations.normal_form.sign_sets import NONPOSITIVE, POSITIVE, ZERO
from derivations.replacing import replaced
from derivations.support import Integers
from derivations.throughout import require_throughout

LARGEST = 60
FEW = 8  # terms that are added up one by one


def sum_of_few(term: sp.Expr, variable: sp.Symbol, low: sp.Expr, high: sp.Expr) -> sp.Expr | None:
    """The sum over integers that are given, and few, term by term.

    >>> k = sp.Symbol("k", integer=True)
    >>> sum_of_few(k**2, k, sp.Integer(1), sp.Integer(3))
    14
    """
    if not (low.is_Integer and high.is_Integer and -1 <= high - low < FEW) or term.has(sp.Sum, sp.Integral):
        return None
    return sp.Add(*(replaced(term, {variable: sp.Integer(number)}) for number in range(int(low), int(high) + 1)))


def sum_by_induction(term: sp.Expr, variable: sp.Symbol, low: sp.Expr, high: sp.Expr) -> sp.Expr | None:
    """The sum over integers from ``low`` to ``high`` in closed form, or ``None``.

    For an infinite sum the limit of the partial sums is taken.
    A candidate S(n) is accepted when S(low - 1) = 0, as for the empty sum, S(low) = term(low) and S(n + 1) - S(n) = term(n + 1) are proved;
    the step from the empty sum is one of its own, since b**(n + 1) is b*b**n for a base of zero only where n is natural.

    >>> k, n = sp.Symbol("k", integer=True), sp.Symbol("n", integer=True, nonnegative=True)
    >>> sp.expand(sum_by_induction(k, k, sp.Integer(0), n))
    n**2/2 + n/2
    """
    if term.has(sp.Piecewise, sp.Sum, sp.Integral) or term.count_ops() > LARGEST or low.is_infinite:
        return None
    last = sp.Dummy("n", integer=True, nonnegative=True)
    found = _partial_sum(term, variable, low, last)
    if found is None:
        return None
    _require_denominators(found, last, high - low)
    return limit_of(found, last, sp.oo) if high == sp.oo else found.xreplace({last: high - low})


def sum_of_powers(term: sp.Expr, variable: sp.Symbol, low: sp.Expr, high: sp.Expr) -> sp.Expr | None:
    """The sum of c k^(-s) over k = 1, 2, ..., which is c zeta(s); s must exceed one.

    >>> k = sp.Symbol("k", integer=True)
    >>> sum_of_powers(1 / k**2, k, sp.Integer(1), sp.oo)
    pi**2/6
    """
    constant, moving = term.as_independent(variable, as_Add=False)
    base, exponent = moving.as_base_exp()
    excess = -exponent - 1
    if low != 1 or high != sp.oo or base != variable or variable in exponent.free_symbols or signs_of(excess) | NONPOSITIVE == NONPOSITIVE:
        return None
    if signs_of(excess) != POSITIVE:
        require("positive", excess)
    return constant * sp.zeta(-exponent)


def _require_denominators(candidate: sp.Expr, last: sp.Symbol, most: sp.Expr) -> None:
    """What the closed form divides by is not zero: the sum of (-1)^k binomial(n, k) is 0 by dividing by n, 1 for n = 0."""
    denominator = sp.factor(sp.fraction(sp.together(candidate))[1])
    for factor in sp.Mul.make_args(denominator):
        base = factor.as_base_exp()[0]
        if signs_of(base) & ZERO:
            require_throughout([("nonzero", base)], [last], Integers(sp.S.Zero, most))


def _candidate(term: sp.Expr, variable: sp.Symbol, low: sp.Expr, high: sp.Expr) -> sp.Expr | None:
    """What the sum may be: a heuristic, whose failures say nothing; it looks away from the signs of what is raised to powers."""
    bases = {part.base for part in term.atoms(sp.Pow) if variable in part.exp.free_symbols and variable not in part.base.free_symbols}
    letters = {base: sp.Dummy("base", positive=True) for base in bases if not base.is_number}
    plain = term.xreplace(letters)
    try:
        parts = parts_of_summand(plain, variable)
        if parts is None:
            found = gosper_sum(plain, (variable, low, high)) or sum_of_poles(plain, variable, low, high)
        else:
            sums = [gosper_sum(part, (variable, low, high)) or sum_of_poles(part, variable, low, high) for part in parts[1] if part != 0]
            found = None if None in sums else sp.Add(sum_of_polynomial(parts[0], low, high), *sums)
    except (NotImplementedError, ValueError, TypeError, ZeroDivisionError, sp.PolynomialError):
        return None
    return None if found is None else sp.powsimp(found).xreplace({letter: base for base, letter in letters.items()})


def _partial_sum(term: sp.Expr, variable: sp.Symbol, low: sp.Expr, last: sp.Symbol) -> sp.Expr | None:
    """The sum of the terms at ``low``, ..., ``low + last``."""
    upper = low + last
    candidate = _candidate(term, variable, low, upper)
    if candidate is None or candidate.has(sp.nan, sp.zoo, sp.Piecewise, sp.Sum):
        return None
    empty, first = candidate.subs(last, -1), candidate.subs(last, 0)
    step = replaced(candidate, {last: last + 1}) - candidate - replaced(term, {variable: upper + 1})
    checks = (empty, first - replaced(term, {variable: low}), step)
    if empty.has(sp.nan, sp.zoo) or any(decide_zero([value]).zero is not True for value in checks):
        return None
    return candidate
