"""Integrands that are polynomials in arbitrary functions, as sums of parts: what holds no function, and one part a constant factor.

``E[(f(z) - b)^2] = E[f(z)^2 - 2 b f(z)] + b^2``: the part without a function has a closed form by itself, and integrals of other variables
leave as factors. Every part must have an integral of its own.
"""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, NamedTuple

import sympy as sp

from derivations.jets import Jet

if TYPE_CHECKING:
    from collections.abc import Collection

MOST = 60  # terms of a product that is multiplied out
HIGHEST = 4  # power of a sum that is multiplied out
OPEN = (sp.Integral, sp.Sum)
Terms = dict[tuple[tuple[sp.Expr, int], ...], sp.Expr]


class Parts(NamedTuple):
    """What an integrand is the sum of: ``plain`` holds no function of the variables; ``scaled`` maps constant factors to the others."""

    plain: sp.Expr
    scaled: dict[sp.Expr, sp.Expr]


def parts_of(integrand: sp.Expr, variables: Collection[sp.Symbol]) -> Parts | None:
    """The parts of an integrand; ``None`` if it has one alone, with no factor to take out, or is no polynomial of few terms.

    >>> from derivations.jets import jet_function
    >>> z, b = sp.symbols("z b", real=True)
    >>> parts_of(jet_function("f", (z,)) - b, [z])
    Parts(plain=-b, scaled={1: Jet(f, (0,), z)})
    """
    bound = set(variables)
    terms = terms_of(integrand, bound)
    if terms is None:
        return None
    plain, scaled = terms.pop((), sp.S.Zero), dict[sp.Expr, sp.Expr]()
    for powers, coefficient in terms.items():
        product = sp.Mul(*(base**power for base, power in powers))
        for term in sp.Add.make_args(coefficient):
            factors = [factor for factor in sp.Mul.make_args(term) if factor.has(*OPEN) and not factor.free_symbols & bound]
            constant = sp.Mul(*factors)
            scaled[constant] = scaled.get(constant, sp.S.Zero) + term / constant * product
    return None if plain == 0 and set(scaled) <= {sp.S.One} else Parts(plain, scaled)


def terms_of(expression: sp.Expr, bound: set[sp.Symbol]) -> Terms | None:
    """Coefficients by the powers of jets, and of other functions of jets, that depend on the variables; ``None`` for too many."""
    if not any(jet.free_symbols & bound for jet in expression.atoms(Jet)) or not expression.free_symbols & bound:
        return {(): expression}
    if isinstance(expression, sp.Add):
        return _summed([terms_of(part, bound) for part in expression.args])
    if isinstance(expression, sp.Mul):
        return _product([terms_of(part, bound) for part in expression.args])
    base, exponent = expression.as_base_exp()
    if isinstance(expression, sp.Pow) and exponent.is_Integer and 1 < exponent <= HIGHEST:
        return _product([terms_of(base, bound)] * int(exponent))
    return {((expression, 1),): sp.S.One}


def _summed(parts: list[Terms | None]) -> Terms | None:
    total: Terms = {}
    for part in parts:
        if part is None:
            return None
        for powers, coefficient in part.items():
            total[powers] = total.get(powers, sp.S.Zero) + coefficient
    return total if len(total) <= MOST else None


def _product(parts: list[Terms | None]) -> Terms | None:
    total: Terms = {(): sp.S.One}
    for part in parts:
        if part is None or len(total) * len(part) > MOST:
            return None
        longer: Terms = {}
        for powers, coefficient in total.items():
            for others, factor in part.items():
                key = tuple(sorted((Counter(dict(powers)) + Counter(dict(others))).items(), key=str))
                longer[key] = longer.get(key, sp.S.Zero) + sp.expand_mul(coefficient * factor, deep=False)
        total = longer
    return total
