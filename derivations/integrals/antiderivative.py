"""Definite integrals by an antiderivative that may come from anywhere: its derivative, continuity and limits are decided here."""

from __future__ import annotations

from functools import lru_cache

import sympy as sp
from sympy.integrals.manualintegrate import manualintegrate
from sympy.integrals.rationaltools import ratint

from derivations.conditions import require
from derivations.continuity import is_continuous
from derivations.factoring import has_low_degrees
from derivations.jets import Jet
from derivations.limits import limit_of
from derivations.normal_form import decide_zero
from derivations.normal_form.certificates import signs_of
from derivations.normal_form.sign_sets import ZERO
from derivations.region import image
from derivations.support import Interval

PLAIN = sp.Symbol("(x)", real=True)  # no name of the claim language has parentheses
LARGEST = 60  # operations in an integrand that is worth a search
MOST_EXPANDED = 120  # and in it when its products are expanded; what has more took rules a minute to give up on
HIGHEST = 4  # degree of a divisor with parameters
UNKNOWN = (sp.Integral, sp.Sum, sp.Piecewise, sp.Abs, sp.sign, sp.Limit, sp.I, sp.nan, sp.zoo)


def integral_by_antiderivative(integrand: sp.Expr, variable: sp.Symbol, low: sp.Expr, high: sp.Expr) -> sp.Expr | None:
    """The integral as the difference of the limits of an antiderivative at the ends, or ``None``.

    The candidate is differentiated and compared exactly with the integrand, and must be continuous between the ends.

    >>> x = sp.Symbol("x", real=True)
    >>> integral_by_antiderivative(x**2, x, sp.Integer(0), sp.Integer(1))
    1/3
    """
    if integrand.has(*UNKNOWN) or integrand.count_ops() > LARGEST:
        return None
    inside = image(Interval(low, high))
    candidate = _candidate(integrand, variable)
    if candidate is None or candidate.has(*UNKNOWN):
        return None
    gap = (sp.diff(candidate, variable) - integrand).xreplace({variable: inside})
    if not is_continuous(candidate.xreplace({variable: inside}), inside) or decide_zero([gap]).zero is not True:
        return None
    ends = [_at_end(candidate, variable, end, side) for end, side in ((low, 1), (high, -1))]
    if ends[0] is None or ends[1] is None:
        return None
    for divisor in sorted(_divisors(candidate, variable) - _divisors(integrand, variable), key=sp.default_sort_key):
        require("nonzero", divisor)
    return sp.expand(ends[1] - ends[0])


def _divisors(expression: sp.Expr, variable: sp.Symbol) -> set[sp.Expr]:
    """The parameters that are divided by: atan(a x)/a is no antiderivative of 1/(1 + (a x)**2) where a = 0."""
    powers = {part for part in expression.atoms(sp.Pow) if variable not in part.free_symbols and not part.exp.is_nonnegative}
    return {part.base for part in powers if signs_of(part.base) & ZERO}


def _candidate(integrand: sp.Expr, variable: sp.Symbol) -> sp.Expr | None:
    """What rules of integration propose, for an ordinary real variable."""
    constant, moving = integrand.as_independent(variable, as_Add=False)
    if isinstance(moving, Jet):
        return _lowered(constant, moving, variable)
    expanded = sp.expand(moving)
    found = None if expanded.count_ops() > MOST_EXPANDED else _found(expanded.xreplace({variable: PLAIN}))
    if found is None:
        return None
    return constant * found.xreplace({PLAIN: variable}).replace(lambda node: isinstance(node, sp.Piecewise), _generic)


@lru_cache(maxsize=1024)
def _found(integrand: sp.Expr) -> sp.Expr | None:
    """What SymPy finds; mutants of a statement ask for the same again.

    Rational functions have an algorithm of their own, for which general rules take seconds to minutes, but these write logarithms of
    c x + 1 better. Divisors of high degree with parameters are left: neither ends. Nor do general rules for logarithms over such divisors.
    """
    degrees = _degrees_of_divisors(integrand)
    if degrees and max(degrees) > HIGHEST and integrand.free_symbols > {PLAIN}:
        return None
    if degrees is None and integrand.free_symbols > {PLAIN} and _is_of_dilogarithms(integrand):
        return None
    is_rational = degrees is not None and (integrand.free_symbols <= {PLAIN} or max(degrees, default=1) > 1)
    try:
        return ratint(integrand, PLAIN) if is_rational else manualintegrate(integrand, PLAIN)
    except (NotImplementedError, ValueError, TypeError, AttributeError, RecursionError, KeyError):
        return None  # the search is a heuristic: its failures say nothing


def _is_of_dilogarithms(integrand: sp.Expr) -> bool:
    """Whether a logarithm of what is not linear stands beside a divisor that is not linear, either."""
    logarithms = [part.args[0] for part in integrand.atoms(sp.log)]
    divisors = [part.base for part in integrand.atoms(sp.Pow) if part.exp.is_negative]
    return all(any(each.is_polynomial(PLAIN) and sp.degree(each, PLAIN) > 1 for each in group) for group in (logarithms, divisors))


def _degrees_of_divisors(integrand: sp.Expr) -> list[int] | None:
    """The degrees of the irreducible factors below a rational function; ``None`` for what is none."""
    if not integrand.is_rational_function(PLAIN) or not has_low_degrees(integrand):
        return None
    factors = sp.factor_list(sp.fraction(sp.together(integrand))[1], PLAIN)[1]
    return [int(sp.degree(factor, PLAIN)) for factor, _ in factors]


def _lowered(constant: sp.Expr, jet: Jet, variable: sp.Symbol) -> sp.Expr | None:
    """A derivative of an arbitrary function by the variable, with one order less."""
    name, orders, *arguments = jet.args
    places = [place for place, argument in enumerate(arguments) if variable in argument.free_symbols]
    if len(places) != 1 or arguments[places[0]] != variable or not orders[places[0]]:
        return None
    lowered = [order - (place == places[0]) for place, order in enumerate(orders)]
    return constant * Jet(name, sp.Tuple(*lowered), *arguments)


def _generic(cases: sp.Piecewise) -> sp.Expr:
    """The case in which a parameter is not zero, which is then required."""
    (value, condition), *others = cases.args
    if not isinstance(condition, sp.Ne | sp.Eq) or (isinstance(condition, sp.Eq) and [when for _, when in others] != [sp.true]):
        return cases
    require("nonzero", condition.lhs - condition.rhs)
    return value if isinstance(condition, sp.Ne) else others[0][0]


def _at_end(candidate: sp.Expr, variable: sp.Symbol, end: sp.Expr, side: int) -> sp.Expr | None:
    """The limit from inside the interval."""
    if end in (sp.oo, -sp.oo):
        return limit_of(candidate, variable, end)
    distance = sp.Dummy("h", positive=True)
    return limit_of(candidate.xreplace({variable: end + side * distance}), distance, sp.S.Zero)
