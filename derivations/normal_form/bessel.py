"""Modified Bessel functions: orders that differ by integers are reduced to two, half-integer orders to elementary functions."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

import sympy as sp

from derivations.normal_form.exponentials import exp_of_node
from derivations.normal_form.gamma_functions import SHIFT, split_integer
from derivations.normal_form.opaque import function_atom
from derivations.normal_form.powers import rational_power
from derivations.normal_form.sign_sets import ANY, POSITIVE, ZERO
from derivations.normal_form.signs import sign_of

if TYPE_CHECKING:
    from derivations.normal_form.structure import Structure

HALF = Fraction(1, 2)


def bessel(structure: Structure, name: str, order: int, argument: int) -> int:
    """I or K of a node: climb from the two base orders by f(v+1) = f(v-1) -+ (2v/x) f(v)."""
    rest, integer = split_integer(structure, order)
    constant = structure.constant(order)
    if constant is not None and constant < 0 and (name == "K" or constant.denominator == 1):
        return bessel(structure, name, structure.program.negative(order), argument)  # K is even in its order, I at integers
    if abs(integer) > SHIFT:
        return _atom(structure, name, order, argument)
    if integer in {0, 1}:
        return _base(structure, name, rest, integer, argument)
    if sign_of(structure, argument) & ZERO:
        structure.require("the argument of the Bessel function is not zero")
    return _climb(structure, name, (rest, integer), argument)


def _climb(structure: Structure, name: str, order: tuple[int, int], argument: int) -> int:
    program = structure.program
    rest, integer = order
    low, high = _base(structure, name, rest, 0, argument), _base(structure, name, rest, 1, argument)
    sign = -1 if name == "I" else 1
    inverse = program.power(argument, -1)
    for k in range(1, integer):
        step = program.product([program.rational(2 * sign), program.sum([rest, program.rational(k)]), inverse, high])
        low, high = high, program.sum([low, step])
    for k in range(0, integer, -1):
        step = program.product([program.rational(-2 * sign), program.sum([rest, program.rational(k)]), inverse, low])
        low, high = program.sum([high, step]), low
    return high if integer > 0 else low


def _base(structure: Structure, name: str, rest: int, integer: int, argument: int) -> int:
    """The function at order rest + integer with integer 0 or 1; elementary at one half."""
    program = structure.program
    constant = structure.constant(rest)
    if constant == HALF and sign_of(structure, argument) == POSITIVE:
        return _elementary(structure, name, integer, argument)
    return _atom(structure, name, program.sum([rest, program.rational(integer)]), argument)


def _elementary(structure: Structure, name: str, integer: int, argument: int) -> int:
    """Orders 1/2 and 3/2 at x > 0."""
    program = structure.program
    up, inverse = exp_of_node(structure, argument), program.power(argument, -1)
    down = program.power(up, -1)
    angle = program.product([argument, structure.convert(sp.pi)])
    root = rational_power(structure, program.product([program.rational(2), program.power(angle, -1)]), HALF)  # sqrt(2/(pi x))
    if name == "K":
        scale = program.product([program.rational(HALF), structure.convert(sp.pi), root, down])
        return scale if integer == 0 else program.product([scale, program.sum([program.rational(1), inverse])])
    sine = program.product([program.rational(HALF), program.sum([up, program.negative(down)])])
    cosine = program.product([program.rational(HALF), program.sum([up, down])])
    if integer == 0:
        return program.product([root, sine])
    return program.product([root, program.sum([cosine, program.negative(program.product([sine, inverse]))])])


def _atom(structure: Structure, name: str, order: int, argument: int) -> int:
    positive = sign_of(structure, argument) == POSITIVE
    return function_atom(structure, f"bessel {name}", [order, argument], POSITIVE if positive and name == "K" else ANY)


def _convert_i(structure: Structure, expression: sp.Expr) -> int:
    return bessel(structure, "I", *(structure.convert(argument) for argument in expression.args))


def _convert_k(structure: Structure, expression: sp.Expr) -> int:
    return bessel(structure, "K", *(structure.convert(argument) for argument in expression.args))


RULES = {sp.besseli: _convert_i, sp.besselk: _convert_k}
