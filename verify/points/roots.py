"""Exact roots of an expression in one coordinate: of polynomials, and of polynomials in one invertible function of the coordinate.

Nothing here is trusted: a root is a place at which to look.
"""

from __future__ import annotations

import itertools
from typing import TYPE_CHECKING

import sympy as sp
from sympy.polys.polyerrors import CoercionFailed, PolynomialError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    Inverse = Callable[[sp.Expr], tuple[sp.Expr, ...]]

LARGEST = 400  # operations in an expression whose roots are looked for
SHORT = 40  # operations in one whose functions are looked at
MOST = 6  # roots

# All or some arguments at which a function has a value; none where it never has.
INVERSES: dict[type[sp.Expr], Inverse] = {
    sp.exp: lambda value: (sp.log(value),) if value.is_positive else (),
    sp.log: lambda value: (sp.exp(value),),
    sp.sin: lambda value: (sp.asin(value), sp.pi - sp.asin(value)) if _is_within_one(value) else (),
    sp.cos: lambda value: (sp.acos(value), -sp.acos(value)) if _is_within_one(value) else (),
    sp.tan: lambda value: (sp.atan(value),),
    sp.atan: lambda value: (sp.tan(value),) if sp.Abs(value) < sp.pi / 2 else (),
    sp.tanh: lambda value: (sp.log((1 + value) / (1 - value)) / 2,) if _is_within_one(value) and abs(value) != 1 else (),
    sp.sinh: lambda value: (sp.log(value + sp.sqrt(value**2 + 1)),),
    sp.Abs: lambda value: (value, -value) if value.is_nonnegative else (),
}


def roots_in(expression: sp.Expr, symbol: sp.Symbol) -> list[sp.Expr]:
    """Some real roots of an expression in which only ``symbol`` is free.

    >>> x = sp.Symbol("x", real=True)
    >>> roots_in(sp.exp(2 * x) - 5, x), roots_in(x**3 - 5, x)
    ([log(5)/2], [5**(1/3)])
    """
    if expression.free_symbols != {symbol} or expression.count_ops() > (LARGEST if expression.is_rational_function(symbol) else SHORT):
        return []
    numerator = sp.fraction(sp.together(expression))[0]
    if numerator.is_polynomial(symbol) and (found := exact_roots(numerator, symbol)):
        return found
    roots = (root for factor in sp.Mul.make_args(numerator) for root in _roots_of_factor(factor.as_base_exp()[0], symbol))
    return list(itertools.islice(dict.fromkeys(roots), MOST))


def exact_roots(polynomial: sp.Expr, symbol: sp.Symbol) -> list[sp.Expr]:
    """The roots of a polynomial with rational coefficients that are rational, square roots, or roots of numbers.

    Products are expanded in a ring of polynomials: SymPy's own expansion of a sum of thirty fractions takes two hundred times as long.
    """
    try:
        expanded = sp.QQ[symbol].from_sympy(polynomial).as_expr()
    except (CoercionFailed, ValueError):
        return []
    return [root for factor, _ in sp.Poly(expanded, symbol).factor_list()[1] for root in _roots_of_irreducible(factor)]


def _roots_of_irreducible(factor: sp.Poly) -> list[sp.Expr]:
    if factor.degree() == 1:
        return [-factor.nth(0) / factor.nth(1)]
    if factor.degree() == 2:  # noqa: PLR2004 - quadratic
        signs = (1, -1) if factor.discriminant() > 0 else ()
        return [(-factor.nth(1) + sign * sp.sqrt(factor.discriminant())) / (2 * factor.nth(2)) for sign in signs]
    if any(factor.nth(power) for power in range(1, factor.degree())):
        return []
    value, degree = -factor.nth(0) / factor.LC(), factor.degree()
    if degree % 2:
        return [sp.sign(value) * sp.Abs(value) ** sp.Rational(1, degree)]
    return [sign * value ** sp.Rational(1, degree) for sign in ((1, -1) if value > 0 else ())]


def _roots_of_factor(factor: sp.Expr, symbol: sp.Symbol) -> Iterator[sp.Expr]:
    """The roots of a polynomial in one function of a polynomial in the symbol."""
    if factor.is_polynomial(symbol):
        yield from exact_roots(factor, symbol) or _places(factor, symbol)
        return
    functions = _outermost(factor, symbol)
    inner = {_unit(part, symbol) for part in functions}
    if len(inner) != 1 or len({type(part) for part in functions}) != 1:
        return
    kind, argument = type(functions[0]), inner.pop()
    level = sp.Dummy("level", positive=kind is sp.exp or None, real=True)
    replaced = factor.xreplace({part: level ** _multiple(part, argument) for part in functions})
    if replaced.has(symbol):
        return
    for value in exact_roots(sp.fraction(sp.together(replaced))[0], level):
        for place in INVERSES[kind](value):
            yield from _roots_of_factor(argument - place, symbol)


def _outermost(expression: sp.Basic, symbol: sp.Symbol) -> list[sp.Expr]:
    """The functions of the symbol in an expression that stand in no other one: of sin(x) + |sin(x)| both."""
    if expression.has(symbol) and isinstance(expression, tuple(INVERSES)):
        return [expression]
    return list(dict.fromkeys(found for part in expression.args for found in _outermost(part, symbol)))


def _unit(part: sp.Expr, symbol: sp.Symbol) -> sp.Expr:
    """The argument of a function; of an exponential, without its rational factor."""
    argument = part.args[0]
    if not isinstance(part, sp.exp):
        return argument
    factor = argument.as_coeff_Mul()[0]
    return argument / factor if argument.has(symbol) and factor.is_Integer else argument


def _multiple(part: sp.Expr, argument: sp.Expr) -> sp.Expr:
    return part.args[0] / argument if isinstance(part, sp.exp) else sp.S.One


def _places(difference: sp.Expr, symbol: sp.Symbol) -> Iterator[sp.Expr]:
    """Where a polynomial of degree one or two takes a value that may be any number."""
    try:
        polynomial = sp.Poly(difference, symbol)
    except PolynomialError:
        return
    if polynomial.degree() == 1:
        yield -polynomial.nth(0) / polynomial.nth(1)
    elif polynomial.degree() == 2:  # noqa: PLR2004 - quadratic
        leading, linear = polynomial.nth(2), polynomial.nth(1)
        discriminant = sp.expand(linear**2 - 4 * leading * polynomial.nth(0))
        if discriminant.is_nonnegative:
            yield from dict.fromkeys(sp.expand((-linear + sign * sp.sqrt(discriminant)) / (2 * leading)) for sign in (1, -1))


def _is_within_one(value: sp.Expr) -> bool:
    return bool(sp.Abs(value) <= 1)
