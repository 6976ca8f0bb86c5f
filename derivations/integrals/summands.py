"""Rational summands in parts that are summed one by one: a polynomial, and fractions whose denominators are shifts of each other.

Gosper's algorithm factors resultants of the whole; with several symbols and unrelated denominators that takes minutes to say no.
"""

from __future__ import annotations

import sympy as sp

HIGHEST = 12  # degree of a polynomial that is summed
MOST = 8  # terms of a summand that is taken apart


def parts_of_summand(term: sp.Expr, variable: sp.Symbol) -> tuple[sp.Poly, list[sp.Expr]] | None:
    """The polynomial part and the groups of proper fractions; ``None`` for what is not rational, or of one part.

    >>> k, a, b = sp.Symbol("k"), sp.Symbol("a"), sp.Symbol("b")
    >>> parts_of_summand(k + 1 / (k + a) - 1 / (k + a + 1) + 1 / (k + b), k)[1]
    [-1/(a + k + 1) + 1/(a + k), 1/(b + k)]
    """
    terms = sp.Add.make_args(term)
    if not 1 < len(terms) <= MOST or not term.is_rational_function(variable):
        return None
    whole, groups = sp.Poly(0, variable), dict[sp.Expr, list[sp.Expr]]()
    for part in sorted(terms, key=sp.default_sort_key):
        above, below = (sp.Poly(side, variable) for side in sp.fraction(sp.together(part)))
        if below.degree() < 1 and below.as_expr().free_symbols == set():
            whole += above * (1 / below.as_expr())
            continue
        quotient, rest = sp.div(above, below)
        whole += quotient
        groups.setdefault(_class_of(below), []).append(rest.as_expr() / below.as_expr())
    if whole.degree() > HIGHEST:
        return None
    return whole, [sp.Add(*group) for _, group in sorted(groups.items(), key=str)]


def _class_of(below: sp.Poly) -> sp.Expr:
    """What denominators have in common that are shifts of each other by whole numbers: their linear factors up to such numbers."""
    factors = sp.factor_list(below.as_expr(), below.gen)[1] if below.degree() > 1 else [(below.as_expr(), 1)]
    roots = []
    for factor, _ in factors:
        linear = sp.Poly(factor, below.gen)
        if linear.degree() != 1:
            return sp.Symbol("others")
        start = sp.expand(-linear.nth(0) / linear.nth(1))
        number = start.as_coeff_Add()[0]
        roots.append(start - sp.floor(number) if number.is_Rational else start)
    distinct = sorted(set(roots), key=str)
    return distinct[0] if len(distinct) == 1 else sp.Symbol("others")


def sum_of_polynomial(whole: sp.Poly, low: sp.Expr, high: sp.Expr) -> sp.Expr:
    """The sum of a polynomial over integers from ``low`` to ``high``, by Bernoulli polynomials.

    >>> k, n = sp.symbols("k n")
    >>> sp.factor(sum_of_polynomial(sp.Poly(k**2, k), sp.Integer(1), n))
    n*(n + 1)*(2*n + 1)/6
    """
    total = sp.S.Zero
    for (power,), coefficient in whole.terms():
        values = [sp.bernoulli(power + 1, end) for end in (high + 1, low)]
        total += coefficient * (values[0] - values[1]) / (power + 1)
    return sp.expand(total)
