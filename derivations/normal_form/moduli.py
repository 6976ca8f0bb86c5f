"""Absolute values and signs: products over irreducible factors, resolved where the sign is certain."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

import sympy as sp

from derivations.normal_form.opaque import function_atom
from derivations.normal_form.powers import power_of_absolute
from derivations.normal_form.sign_sets import ANY, NEGATIVE, NONNEGATIVE, NONPOSITIVE, NOT_REAL, POSITIVE, ZERO
from derivations.normal_form.signs import sign_of_quotient

if TYPE_CHECKING:
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
    return function_atom(structure, "sign", [node], ANY)


def _convert_abs(structure: Structure, expression: sp.Expr) -> int:
    return absolute(structure, structure.convert(expression.args[0]))


def _convert_sign(structure: Structure, expression: sp.Expr) -> int:
    return sign_function(structure, structure.convert(expression.args[0]))


RULES = {sp.Abs: _convert_abs, sp.sign: _convert_sign}
