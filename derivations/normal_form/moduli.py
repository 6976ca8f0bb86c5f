"""Absolute values and signs: products over irreducible factors, resolved where the sign is certain."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

import sympy as sp

from derivations.normal_form.logarithms import primitive_part
from derivations.normal_form.missing_points import ANGLE
from derivations.normal_form.opaque import function_atom
from derivations.normal_form.powers import power_of_absolute
from derivations.normal_form.quotient import factored
from derivations.normal_form.sign_sets import ANY, NEGATIVE, NONNEGATIVE, NONPOSITIVE, NOT_REAL, POSITIVE, ZERO
from derivations.normal_form.signs import sign_of_factor, sign_of_quotient

if TYPE_CHECKING:
    from derivations.normal_form.quotient import Quotient
    from derivations.normal_form.structure import Structure


def absolute(structure: Structure, node: int) -> int:
    """|node|: of unknown sign, roots r with r^2 = f^2 for the irreducible factors f."""
    quotient = structure.quotient(node)
    signs = sign_of_quotient(structure, quotient)
    if signs & NOT_REAL:
        return function_atom(structure, "abs", [node], NOT_REAL)
    if signs | NONNEGATIVE == NONNEGATIVE:
        return node
    if signs | NONPOSITIVE == NONPOSITIVE:
        return structure.program.negative(node)
    return power_of_absolute(structure, quotient, Fraction(1))


def sign_function(structure: Structure, node: int) -> int:
    """sign(node): |node|/node where zero is excluded, an atom with s^3 = s otherwise."""
    program = structure.program
    signs = sign_of_quotient(structure, structure.quotient(node))
    if signs in {NEGATIVE, ZERO, POSITIVE}:
        return program.rational({NEGATIVE: -1, ZERO: 0, POSITIVE: 1}[signs])
    if not signs & (ZERO | NOT_REAL):
        return program.product([absolute(structure, node), program.power(node, -1)])
    side, normal = (1, node) if signs & NOT_REAL else _without_certain_factors(structure, structure.quotient(node))
    return program.product([program.rational(side), function_atom(structure, "sign", [normal], ANY)])


def _without_certain_factors(structure: Structure, quotient: Quotient) -> tuple[int, int]:
    """A number with the same sign up to the side: factors of certain sign are dropped, exponents become 1 or 2.

    Factors in tangents of half angles stay as they are: at the angle that the tangent misses they may have another sign.
    """
    angular = ANGLE in structure.bound_in(quotient.atoms)
    side, factors = 1, []
    for part, sign in ((quotient.numerator, 1), (quotient.denominator, -1)):
        content, pairs = factored(part)
        side *= 1 if content > 0 else -1
        for factor, multiplicity in pairs:
            primitive, _ = primitive_part(factor)
            odd = int(multiplicity) % 2
            side *= -1 if odd and factor.leading_coefficient() < 0 else 1
            mask = sign_of_factor(structure, quotient, primitive)
            if not angular and mask in {NEGATIVE, POSITIVE}:
                side *= -1 if odd and mask == NEGATIVE else 1
            else:
                exponent = sign * int(multiplicity) if angular else 2 - odd
                factors.append(structure.program.power(structure.polynomial_node(quotient, primitive), exponent))
    return side, structure.program.product(factors)


def _convert_abs(structure: Structure, expression: sp.Expr) -> int:
    return absolute(structure, structure.convert(expression.args[0]))


def _convert_sign(structure: Structure, expression: sp.Expr) -> int:
    return sign_function(structure, structure.convert(expression.args[0]))


RULES = {sp.Abs: _convert_abs, sp.sign: _convert_sign}
