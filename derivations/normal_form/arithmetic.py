"""Numbers, symbols, sums, products: the part of an expression that is a rational function as it stands."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING, Any

import sympy as sp

from derivations.normal_form import sign_sets
from derivations.normal_form.sign_sets import POSITIVE
from derivations.normal_form.structure import Unsupported

if TYPE_CHECKING:
    from derivations.normal_form.structure import Structure


def _convert_rational(structure: Structure, expression: sp.Rational) -> int:
    return structure.program.rational(Fraction(int(expression.p), int(expression.q)))


def _convert_symbol(structure: Structure, symbol: sp.Symbol) -> int:
    """A bound variable, a parametrised symbol, or an atom; bound variables hide outer symbols of the same name."""
    if symbol in structure.scope:
        return structure.leaf(structure.scope[symbol])
    if symbol in structure.facts.substitutions:
        return structure.convert_outside(structure.facts.substitutions[symbol])
    return structure.leaf(structure.atom(("symbol", symbol), sign_sets.of_symbol(symbol), integer=bool(symbol.is_integer)))


def _convert_sum(structure: Structure, expression: sp.Add) -> int:
    return structure.program.sum([structure.convert(argument) for argument in expression.args])


def _convert_product(structure: Structure, expression: sp.Mul) -> int:
    return structure.program.product([structure.convert(argument) for argument in expression.args])


def _convert_constant(structure: Structure, expression: sp.Expr) -> int:
    """pi, Euler's and Catalan's constants, the golden ratio: positive atoms. Algebraic relations they may have are not used."""
    return structure.leaf(structure.atom(("constant", str(expression)), POSITIVE))


def _refuse(_: Structure, expression: Any) -> int:
    raise Unsupported(str(expression))


RULES = {
    sp.Rational: _convert_rational,
    sp.Symbol: _convert_symbol,
    sp.Add: _convert_sum,
    sp.Mul: _convert_product,
    type(sp.pi): _convert_constant,
    type(sp.EulerGamma): _convert_constant,
    type(sp.Catalan): _convert_constant,
    type(sp.GoldenRatio): _convert_constant,
    type(sp.I): _refuse,
    sp.Float: _refuse,
    sp.Number: _refuse,
}
