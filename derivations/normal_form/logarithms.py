"""Logarithms: of a product of positive factors, the sum over irreducible polynomials and primes; of anything else, one atom."""

from __future__ import annotations

import math
from fractions import Fraction
from typing import TYPE_CHECKING, Any

import flint
import sympy as sp

from derivations.normal_form.keys import key_node, polynomial_key
from derivations.normal_form.quotient import factored, to_flint, to_fraction
from derivations.normal_form.sign_sets import ANY, NEGATIVE, NOT_REAL, POSITIVE
from derivations.normal_form.signs import sign_of_quotient

if TYPE_CHECKING:
    from derivations.normal_form.quotient import Quotient
    from derivations.normal_form.structure import Structure

PRIME_BITS = 160  # larger integers are not factored: their logarithm is one atom


def log_of_node(structure: Structure, node: int) -> int:
    """Log of a node: split when the argument is certain not to be negative (where it is zero, log is undefined anyway)."""
    quotient = structure.quotient(node)
    signs = sign_of_quotient(structure, quotient)
    if signs & (NOT_REAL | NEGATIVE):
        atom = structure.atom(("complex log", structure.key(node)), NOT_REAL, bound=structure.bound_in(quotient.atoms))
        return structure.leaf(atom)
    return log_of_absolute(structure, quotient)


def log_of_absolute(structure: Structure, quotient: Quotient) -> int:
    """Sum of multiplicity times log of the absolute value of each irreducible factor."""
    terms: list[int] = []
    for part, side in ((quotient.numerator, 1), (quotient.denominator, -1)):
        content, factors = factored(part)
        terms.append(_log_of_rational(structure, abs(to_fraction(content)), side))
        for factor, multiplicity in factors:
            primitive, scale = primitive_part(factor)
            terms.append(_log_of_rational(structure, scale, side * int(multiplicity)))
            terms.append(_scaled(structure, side * int(multiplicity), _log_of_factor(structure, quotient, primitive)))
    return structure.program.sum(terms)


def primitive_part(factor: Any) -> tuple[Any, Fraction]:
    """The multiple of a polynomial with coprime integer coefficients and positive leading one, and |factor / multiple|."""
    coefficients = [to_fraction(c) for c in factor.coeffs()]
    scale = Fraction(math.gcd(*(c.numerator for c in coefficients)), math.lcm(*(c.denominator for c in coefficients)))
    signed = scale if factor.leading_coefficient() > 0 else -scale
    return factor / to_flint(signed), scale


def _scaled(structure: Structure, factor: Fraction | int, node: int) -> int:
    return structure.program.product([structure.program.rational(factor), node])


def _log_of_rational(structure: Structure, value: Fraction, multiplicity: int) -> int:
    """Logarithms of the primes of a positive rational."""
    terms = []
    for integer, side in ((value.numerator, 1), (value.denominator, -1)):
        pairs = flint.fmpz(integer).factor() if integer.bit_length() <= PRIME_BITS else [(integer, 1)]
        for prime, count in pairs:
            atom = structure.atom(("log", (((), Fraction(int(prime))),)), POSITIVE)
            terms.append(_scaled(structure, side * multiplicity * int(count), structure.leaf(atom)))
    return structure.program.sum(terms)


def _log_of_factor(structure: Structure, quotient: Quotient, factor: Any) -> int:
    """The log |factor| of a primitive irreducible polynomial; generators that are exponentials or roots give their exponent back."""
    if len(factor) == 1:
        atom = next(atom for atom, degree in zip(quotient.atoms, factor.degrees(), strict=True) if degree)
        return _scaled(structure, Fraction(1, structure.unit.get(atom, 1)), _log_of_atom(structure, atom))
    return log_atom(structure, polynomial_key(structure, quotient, factor), structure.bound_in(used(quotient, factor)))


def _log_of_atom(structure: Structure, atom: int) -> int:
    """The log |atom|, the whole atom and not the root that is its generator."""
    key = structure.atoms[atom].key
    if key[0] == "exp":
        program = structure.program
        return program.product([key_node(structure, key[1]), program.power(key_node(structure, key[2]), -1)])
    if key[0] == "root":
        return log_atom(structure, key[1], structure.atoms[atom].bound)
    return log_atom(structure, ((((atom, Fraction(1)),), Fraction(1)),), structure.atoms[atom].bound)


def log_atom(structure: Structure, key: Any, bound: frozenset[int]) -> int:
    """The atom log |polynomial|."""
    return structure.leaf(structure.atom(("log", key), ANY, bound=bound))


def used(quotient: Quotient, polynomial: Any) -> tuple[int, ...]:
    """The atoms that occur in a polynomial of the ring of ``quotient``."""
    return tuple(atom for atom, degree in zip(quotient.atoms, polynomial.degrees(), strict=True) if degree > 0)


def _convert_log(structure: Structure, expression: sp.Expr) -> int:
    if len(expression.args) != 1:
        return structure.convert(sp.log(expression.args[0]) / sp.log(expression.args[1]))
    return log_of_node(structure, structure.convert(expression.args[0]))


RULES = {sp.log: _convert_log}
