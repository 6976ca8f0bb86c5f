r"""Quotients of Bessel functions by :math:`A = I_1/I_0`, its derivative and the gap :math:`G = 1 - x A'/A`, all positive.

Powers of A are reduced by :math:`A^2 = 1 - A/x - A' = 1 - (2 - G) A/x`, whichever leaves fewer terms that may cancel.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import sympy as sp

from derivations.codegen.passes import Pass
from derivations.codegen.passes.rational import squares
from derivations.codegen.primitives import primitives
from derivations.codegen.ratio import in_factors
from derivations.codegen.stable import stable

if TYPE_CHECKING:
    from collections.abc import Iterator

    from derivations.codegen.domain import Domain

X = sp.Symbol("bessel_argument", positive=True)
RATIO, SLOPE, GAP, ZEROTH, OVER = sp.symbols("bessel_ratio_ bessel_slope_ bessel_gap_ bessel_zeroth_ bessel_over_", positive=True)
NAMES = {RATIO: "bessel_ratio", SLOPE: "bessel_ratio_slope", GAP: "bessel_ratio_gap", OVER: "bessel_ratio_over_argument"}
REDUCTIONS = (1 - RATIO / X - SLOPE, 1 - (2 - GAP) * RATIO / X)  # the square of the ratio


def rewrite(expression: sp.Expr, domain: Domain) -> Iterator[sp.Expr]:
    """The quotient by the three functions of its one argument; nothing where the Bessel functions do not cancel."""
    arguments = {call.args[1] for call in expression.atoms(sp.besseli)}
    orders = {call.args[0] for call in expression.atoms(sp.besseli)}
    if len(arguments) != 1 or orders != {sp.S.Zero, sp.S.One} or expression.has(sp.log):
        return
    (argument,) = arguments
    if not domain.sign(argument) > 0:
        return
    table = {sp.besseli(0, argument): ZEROTH, sp.besseli(1, argument): RATIO * ZEROTH}
    named = _by_argument(expression.xreplace(table), argument)
    factored = in_factors(named)
    if factored.expression.has(ZEROTH):
        return
    whole = sp.Mul(factored.coefficient, *(_reduced(factor, domain) ** power for factor, power in factored.factors))
    coordinates = coordinates_of_direction(argument)
    apart, length = (_by_direction(whole, coordinates), _length(list(coordinates))) if coordinates else (whole, argument)
    yield apart.xreplace({X: length, **{symbol: stable(name, length) for symbol, name in NAMES.items()}})


def coordinates_of_direction(argument: sp.Expr) -> dict[sp.Symbol, sp.Expr]:
    """The coordinates of a vector of unit length, for an argument that is the length of a vector of symbols; empty for any other."""
    base, power = argument.as_base_exp()
    squares_ = base.args if isinstance(base, sp.Add) and power == sp.Rational(1, 2) else ()
    symbols = [term.base for term in squares_ if isinstance(term, sp.Pow) and term.exp == 2 and term.base.is_Symbol]  # noqa: PLR2004
    if not symbols or len(symbols) != len(squares_):
        return {}
    ordered = sorted(symbols, key=str)
    return {symbol: stable("cosine", symbol, _length([other for other in ordered if other != symbol])) for symbol in ordered}


def _length(symbols: list[sp.Symbol]) -> sp.Expr:
    first, *others = symbols
    return stable("hypotenuse", first, _length(others)) if others else first


def _by_direction(whole: sp.Expr, coordinates: dict[sp.Symbol, sp.Expr]) -> sp.Expr:
    """Terms by length and direction, each divided on its own, so that no square overflows."""
    names = {symbol: sp.Symbol(f"direction_{place}", real=True) for place, symbol in enumerate(coordinates)}
    scaled = whole.xreplace({RATIO: X * OVER, **{symbol: X * name for symbol, name in names.items()}})
    factored = in_factors(scaled)
    one = sp.Add(*(name**2 for name in names.values()))
    sums = [factor for factor, power in factored.factors if isinstance(factor, sp.Add) and power == 1 and factor != one]
    rest = (factored.expression / sp.Mul(*sums)).xreplace({one: sp.S.One})
    terms = [rest]
    for each in sums:
        terms = [term * part for term in terms for part in each.args]
    return sp.Add(*terms).xreplace({name: coordinates[symbol] for symbol, name in names.items()})


def _by_argument(expression: sp.Expr, argument: sp.Expr) -> sp.Expr:
    """The expression with a symbol for the argument, also in the powers of a sum under a root."""
    base, power = argument.as_base_exp()
    if argument.is_Symbol or not power.is_Rational:
        return expression.xreplace({argument: X})
    return expression.replace(
        lambda part: part == base or (isinstance(part, sp.Pow) and part.base == base), lambda part: _root(part, power)
    )


def _root(part: sp.Expr, power: sp.Rational) -> sp.Expr:
    base, own = part.as_base_exp()
    return X ** (own / power) if own.is_Rational else base**own


def _reduced(factor: sp.Expr, domain: Domain) -> sp.Expr:
    """A factor without squares of the ratio, collected by what has no sign."""
    if not isinstance(factor, sp.Add) or not factor.has(RATIO):
        return factor
    forms = [factor]
    for square in REDUCTIONS:
        plain = sp.expand(factor)
        while (power := sp.degree(plain, RATIO)) > 1:
            top = plain.coeff(RATIO, power)
            plain = sp.expand(plain - top * RATIO**power + top * RATIO ** (power - 2) * square)
        factored = in_factors(plain)
        forms += [factored.expression, squares(factored, domain)]
    return min(forms, key=lambda form: (domain.risk(form), sp.count_ops(form)))


PASS = Pass("bessel_ratios", 4, rewrite if set(primitives()) >= {"cosine", "hypotenuse", *NAMES.values()} else lambda *_: ())
