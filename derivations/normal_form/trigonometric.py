"""Circular functions over a basis of angles: t = tan(angle/2) makes sine and cosine rational, sums of angles are products on the circle.

The substitution misses one point of the circle. That loses nothing: sine and cosine satisfy no other relation than s^2 + c^2 = 1, so an
identity that holds for every t holds on the whole circle wherever its denominators do not vanish.
"""

from __future__ import annotations

from math import comb, lcm
from typing import TYPE_CHECKING, Any

import sympy as sp

from derivations.normal_form.exponentials import terms_of
from derivations.normal_form.keys import polynomial_key
from derivations.normal_form.missing_points import ANGLE
from derivations.normal_form.opaque import function_atom
from derivations.normal_form.sign_sets import ANY, NOT_REAL
from derivations.normal_form.structure import Refine

if TYPE_CHECKING:
    from fractions import Fraction

    from derivations.normal_form.structure import Structure

MULTIPLE = 48  # sin(n x) with a larger n is an atom
Point = tuple[int, int]  # nodes of cosine and sine


def circle_point(structure: Structure, node: int) -> Point:
    """Cosine and sine of a node."""
    program = structure.program
    quotient = structure.quotient(node)
    result: Point = (program.rational(1), program.rational(0))
    for coefficient, monomial, denominator in terms_of(quotient):
        key = polynomial_key(structure, quotient, monomial), polynomial_key(structure, quotient, denominator)
        atoms = tuple(a for a, m, d in zip(quotient.atoms, monomial.degrees(), denominator.degrees(), strict=True) if m > 0 or d > 0)
        result = _product(structure, result, _turn(structure, key, atoms, coefficient))
    return result


def _product(structure: Structure, left: Point, right: Point) -> Point:
    program = structure.program
    (a, b), (c, d) = left, right
    real = program.sum([program.product([a, c]), program.negative(program.product([b, d]))])
    return real, program.sum([program.product([a, d]), program.product([b, c])])


def _turn(structure: Structure, key: Any, atoms: tuple[int, ...], coefficient: Fraction) -> Point:
    """The point at the angle coefficient * monomial/denominator."""
    program = structure.program
    if 2 % coefficient.denominator == 0 and _is_pi(structure, key, atoms):
        quarter = int(2 * coefficient) % 4
        return program.rational((1, 0, -1, 0)[quarter]), program.rational((0, 1, 0, -1)[quarter])
    real = not any(structure.atoms[atom].signs & NOT_REAL for atom in atoms)
    part = structure.angles.get(key, 1)
    if (coefficient * part).denominator != 1:
        structure.angles[key] = lcm(part, coefficient.denominator)
        raise Refine
    atom = structure.atom(("half tangent", *key, part), ANY if real else NOT_REAL, bound=structure.bound_in(atoms) | {ANGLE})
    return _multiple(structure, atom, int(coefficient * part))


def _is_pi(structure: Structure, key: Any, atoms: tuple[int, ...]) -> bool:
    return len(atoms) == 1 and structure.atoms[atoms[0]].key == ("constant", "pi") and key == (((((atoms[0], 1),), 1),), (((), 1),))


def _multiple(structure: Structure, atom: int, count: int) -> Point:
    """((1 + i t)^2 / (1 + t^2))^n, split into real and imaginary part."""
    program = structure.program
    tangent = program.atom(atom)
    if abs(count) > MULTIPLE:
        cosine = function_atom(structure, ("cosine of multiple", abs(count)), [tangent], ANY)
        sine = function_atom(structure, ("sine of multiple", abs(count)), [tangent], ANY)
        return cosine, (program.negative(sine) if count < 0 else sine)
    degree = 2 * abs(count)
    parts: tuple[list[int], list[int]] = ([], [])
    for k in range(degree + 1):
        sign = -1 if k % 4 >= 2 else 1  # noqa: PLR2004 - i^k = 1, i, -1, -i
        parts[k % 2].append(program.product([program.rational(sign * comb(degree, k)), program.power(tangent, k)]))
    norm = program.power(program.sum([program.rational(1), program.power(tangent, 2)]), -abs(count))
    cosine, sine = (program.product([program.sum(part), norm]) for part in parts)
    return cosine, (program.negative(sine) if count < 0 else sine)


def _ratio(cosine_power: int, sine_power: int) -> Any:
    def rule(structure: Structure, expression: sp.Expr) -> int:
        cosine, sine = circle_point(structure, structure.convert(expression.args[0]))
        program = structure.program
        return program.product([program.power(cosine, cosine_power), program.power(sine, sine_power)])

    return rule


RULES = {
    sp.cos: _ratio(1, 0),
    sp.sin: _ratio(0, 1),
    sp.tan: _ratio(-1, 1),
    sp.cot: _ratio(1, -1),
    sp.sec: _ratio(-1, 0),
    sp.csc: _ratio(0, -1),
}
