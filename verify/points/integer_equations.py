"""Whole solutions of equations of degree two in two unknowns, by the theory of Pell's equation, and small ones of other polynomials.

Nothing here is trusted: a solution is a place at which to look.
"""

from __future__ import annotations

import itertools
from functools import lru_cache
from typing import TYPE_CHECKING

import sympy as sp
from sympy.solvers.diophantine.diophantine import diop_DN, diop_quadratic

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

LARGEST = 10**4  # coefficients: continued fractions of their roots have periods of as many terms at most
PARAMETERS = (0, 1)  # of a family of solutions
SMALL = {1: 200, 2: 40, 3: 12}  # by the number of unknowns: all of this size are tried
KEPT = 256
MOST = 24


@lru_cache(maxsize=KEPT)
def whole_solutions(equation: sp.Expr, symbols: tuple[sp.Symbol, ...]) -> tuple[dict[sp.Symbol, int], ...]:
    """Some whole numbers for ``symbols`` at which a polynomial in them vanishes, small ones first; their kinds are respected.

    >>> n, m = sp.symbols("n m", integer=True, positive=True)
    >>> whole_solutions(n**2 - 61*m**2 - 1, (n, m))[0]
    {n: 1766319049, m: 226153980}
    """
    if not equation.is_polynomial(*symbols) or equation.free_symbols != set(symbols):
        return ()
    polynomial = sp.Poly(equation, *symbols)
    if not all(number.is_Integer for number in polynomial.coeffs()):
        polynomial = polynomial.clear_denoms()[1] if polynomial.domain.is_QQ else polynomial
    if not polynomial.domain.is_ZZ and not all(number.is_Integer for number in polynomial.coeffs()):
        return ()
    found = (dict(zip(symbols, map(int, values), strict=True)) for values in itertools.chain(_small(polynomial), _quadratic(polynomial)))
    return tuple(itertools.islice((one for one in found if all(map(_is_of_kind, one, one.values()))), MOST))


def _is_of_kind(symbol: sp.Symbol, number: int) -> bool:
    return not ((symbol.is_positive and number <= 0) or (symbol.is_nonnegative and number < 0))


def _small(polynomial: sp.Poly) -> Iterator[tuple[int, ...]]:
    count = len(polynomial.gens)
    if count not in SMALL:
        return
    terms = [(powers, int(number)) for powers, number in polynomial.terms()]
    numbers = sorted(range(-SMALL[count], SMALL[count] + 1), key=lambda number: (abs(number), -number))
    for values in itertools.product(numbers, repeat=count):
        if sum(number * _product(values, powers) for powers, number in terms) == 0:
            yield values


def _product(values: tuple[int, ...], powers: tuple[int, ...]) -> int:
    result = 1
    for value, power in zip(values, powers, strict=True):
        result *= value**power
    return result


def _quadratic(polynomial: sp.Poly) -> Iterator[tuple[int, ...]]:
    if len(polynomial.gens) != 2 or polynomial.total_degree() != 2 or any(abs(int(number)) > LARGEST for number in polynomial.coeffs()):  # noqa: PLR2004
        return
    whole = _of_pell(polynomial) if _is_pure(polynomial) else _of_families(polynomial)
    signed = {(s * a, t * b) for a, b in whole for s in (1, -1) for t in (1, -1)}
    yield from (values for values in sorted(signed, key=lambda one: (abs(one[0]) + abs(one[1]), one)) if polynomial(*values) == 0)


def _is_pure(polynomial: sp.Poly) -> bool:
    """Whether an equation is a x^2 + c y^2 + f == 0."""
    return set(polynomial.monoms()) <= {(2, 0), (0, 2), (0, 0)}


def _of_pell(polynomial: sp.Poly) -> Iterator[tuple[int, int]]:
    """From (a x)^2 - (-a c) y^2 == -a f, and the next solutions by multiplying with that of the right side one."""
    a, c, f = (int(polynomial.nth(*powers)) for powers in ((2, 0), (0, 2), (0, 0)))
    if not a or not c or abs(a * c) > LARGEST or abs(a * f) > LARGEST:
        return
    one = next((pair for pair in _whole_pairs(diop_DN(-a * c, 1)) if pair[1]), (1, 0))
    for first, second in _whole_pairs(diop_DN(-a * c, -a * f)):
        for sign in (0, 1, -1):
            moved = (first * one[0] - a * c * second * sign * one[1], first * sign * one[1] + second * one[0]) if sign else (first, second)
            if moved[0] % a == 0:
                yield moved[0] // a, moved[1]


def _whole_pairs(pairs: Iterable[tuple[sp.Expr, sp.Expr]]) -> Iterator[tuple[int, int]]:
    """Those pairs that hold no parameter."""
    yield from (
        (int(first), int(second))
        for first, second in pairs
        if sp.sympify(first, strict=True).is_Integer and sp.sympify(second, strict=True).is_Integer
    )


def _of_families(polynomial: sp.Poly) -> Iterator[tuple[int, int]]:
    unknowns, parameter = sp.symbols("x y", integer=True), sp.Symbol("t", integer=True)  # SymPy sorts the unknowns by name
    equation = polynomial.as_expr().xreplace(dict(zip(polynomial.gens, unknowns, strict=True)))
    for family in sorted(diop_quadratic(equation, parameter), key=str):
        for number in PARAMETERS if None not in family else ():
            first, second = (sp.expand(value.subs(parameter, number)) for value in family)
            if first.is_Integer and second.is_Integer:
                yield int(first), int(second)
