"""Short forms for results: exact rewriting only, chosen by length."""

from __future__ import annotations

import sympy as sp

from derivations.moments.closed_forms import lower_bessel, lower_bessel_k
from derivations.normal_form.lowest_terms import lowest_terms, nodes

MOST_GENERATORS = 6
HIGHEST = 20  # degree of a generator
LONGEST_EXPANSION, LONGEST_FACTORING, LONGEST_BY_SYMPY = 4000, 120, 40
LONGEST_TIDIED = LONGEST_EXPANSION  # nodes, of which an operation has one or two


def tidy(expression: sp.Expr) -> sp.Expr:
    """The shortest of the expression, its expansion and its factored form; each is equal to it as a rational function.

    The imaginary parts of a real number cancel on expansion, and Bessel functions are written by two of their orders.

    >>> x = sp.Symbol("x", positive=True)
    >>> tidy((x + 1)**2 / x - x - 1 / x)
    2
    """
    if expression.has(sp.I):
        expression = sp.expand(expression)
    if expression.has(sp.besseli):
        expression = sp.expand(lower_bessel(expression))
    if expression.has(sp.besselk):
        expression = lower_bessel_k(expression)
    if nodes(expression) > LONGEST_TIDIED:
        return expression
    length = expression.count_ops()
    if not _has_sums_below(expression):
        shorter = sp.expand(expression, power_base=False, power_exp=False, log=False) if length <= LONGEST_EXPANSION else expression
    else:
        # Expanding would multiply out the denominators.
        shorter = _factored(expression) if length <= LONGEST_FACTORING else expression
    return shorter if shorter != expression and shorter.count_ops() < length else expression


def _factored(expression: sp.Expr) -> sp.Expr:
    powers = {power for power in expression.atoms(sp.Pow) if not power.exp.is_Integer}
    if len(expression.atoms(sp.Function) | powers) > MOST_GENERATORS:
        return expression  # factoring over many generators takes minutes
    if any(part.args[0].is_Rational or _has_high_degree(part.args[0]) for part in expression.atoms(sp.exp)):
        return expression  # exp(1/7) and exp(1/9) would become powers of one generator, of a high degree
    if expression.count_ops() > LONGEST_BY_SYMPY:
        return lowest_terms(expression)
    try:
        return sp.factor(expression)
    except sp.PolynomialError:  # piecewise expressions have no numerator
        return expression


def _has_high_degree(exponent: sp.Expr) -> bool:
    """Whether exp(x + 1000) or exp(x/1000) would become a high power of a generator."""
    factors = [term.as_coeff_Mul()[0] for term in sp.Add.make_args(exponent)]
    return any(max(abs(factor.p), factor.q) > HIGHEST for factor in factors if factor.is_Rational)


def _has_sums_below(expression: sp.Expr) -> bool:
    """Whether some denominator is a sum, so that expanding alone cancels nothing."""
    powers = expression.atoms(sp.Pow)
    return any(power.base.is_Add and power.exp.could_extract_minus_sign() for power in powers)
