"""The error functions: erfc = 1 - erf, erf is odd and lies between -1 and 1."""

from __future__ import annotations

from typing import TYPE_CHECKING

import sympy as sp

from derivations.normal_form.opaque import function_atom
from derivations.normal_form.sign_sets import NOT_REAL, POSITIVE
from derivations.normal_form.signs import note, sign_of_quotient

if TYPE_CHECKING:
    from derivations.normal_form.structure import Structure


def odd_function(structure: Structure, name: str, node: int) -> int:
    """The atom of an odd function that is real and keeps signs, at the argument with positive leading coefficient."""
    quotient = structure.quotient(node)
    negative = not quotient.numerator.is_zero() and quotient.numerator.leading_coefficient() < 0
    argument = structure.program.negative(node) if negative else node
    atom = function_atom(structure, name, [argument], sign_of_quotient(structure, structure.quotient(argument)))
    return structure.program.negative(atom) if negative else atom


def _convert_erf(structure: Structure, expression: sp.Expr) -> int:
    node = odd_function(structure, "erf", structure.convert(expression.args[0]))
    program = structure.program
    for value in (node, program.negative(node)):
        quotient = structure.quotient(program.sum([program.rational(1), program.negative(value)]))
        if sign_of_quotient(structure, quotient) != NOT_REAL:
            note(structure, quotient, quotient.numerator, POSITIVE)
    return node


def _convert_erfc(structure: Structure, expression: sp.Expr) -> int:
    program = structure.program
    return program.sum([program.rational(1), program.negative(_convert_erf(structure, expression))])


def _convert_atan(structure: Structure, expression: sp.Expr) -> int:
    return odd_function(structure, "atan", structure.convert(expression.args[0]))


RULES = {sp.erf: _convert_erf, sp.erfc: _convert_erfc, sp.atan: _convert_atan}
