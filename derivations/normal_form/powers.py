"""Powers: integer ones in the field, rational ones over a multiplicative basis of roots, symbolic ones as exp(y log x)."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING, Any

import flint
import sympy as sp

from derivations.normal_form import sign_sets
from derivations.normal_form.keys import key_node, polynomial_key
from derivations.normal_form.logarithms import PRIME_BITS, log_of_node, primitive_part, used
from derivations.normal_form.quotient import factored, to_fraction
from derivations.normal_form.sign_sets import NEGATIVE, NONNEGATIVE, NONPOSITIVE, NOT_REAL, POSITIVE, ZERO
from derivations.normal_form.signs import sign_of_factor, sign_of_quotient

if TYPE_CHECKING:
    from derivations.normal_form.quotient import Quotient
    from derivations.normal_form.structure import Structure

RATIONAL_EXPONENT = 10**6  # larger numerators or denominators of an exponent make one opaque atom


def power_of_absolute(structure: Structure, quotient: Quotient, exponent: Fraction) -> int:
    """|quotient|^exponent as a product over primes and irreducible factors."""
    factors = []
    for part, side in ((quotient.numerator, 1), (quotient.denominator, -1)):
        content, pairs = factored(part)
        factors.append(_power_of_rational(structure, abs(to_fraction(content)), side * exponent))
        for factor, multiplicity in pairs:
            primitive, scale = primitive_part(factor)
            factors.append(_power_of_rational(structure, scale, side * int(multiplicity) * exponent))
            factors.append(_power_of_factor(structure, quotient, primitive, side * int(multiplicity) * exponent))
    return structure.program.product(factors)


def _power_of_rational(structure: Structure, value: Fraction, exponent: Fraction) -> int:
    """A positive rational to a rational power: roots of its primes."""
    program = structure.program
    if exponent.denominator == 1:
        return program.power(program.rational(value), int(exponent))
    factors = []
    for integer, side in ((value.numerator, 1), (value.denominator, -1)):
        pairs = flint.fmpz(integer).factor() if integer.bit_length() <= PRIME_BITS else [(integer, 1)]
        for prime, count in pairs:
            key = (((), Fraction(int(prime))),)
            factors.append(_root(structure, key, (program.rational(int(prime)), POSITIVE), side * int(count) * exponent))
    return program.product(factors)


def _power_of_factor(structure: Structure, quotient: Quotient, factor: Any, exponent: Fraction) -> int:
    """|factor|^exponent for a primitive irreducible polynomial."""
    program = structure.program
    node = structure.polynomial_node(quotient, factor)
    if exponent.denominator == 1 and exponent % 2 == 0:
        return program.power(node, int(exponent))
    signs = sign_of_factor(structure, quotient, factor)
    if signs | NONNEGATIVE == NONNEGATIVE and len(factor) == 1:
        atom = used(quotient, factor)[0]
        return structure.leaf(atom, exponent / structure.unit.get(atom, 1))
    key = polynomial_key(structure, quotient, factor)
    return _root(structure, key, (node, signs), exponent, structure.bound_in(used(quotient, factor)))


def _root(structure: Structure, key: Any, value: tuple[int, int], exponent: Fraction, bound: frozenset[int] = frozenset()) -> int:
    """|value|^exponent, with ``value`` a node and its signs; an atom r with r^q = |value| carries fractional powers."""
    program = structure.program
    node, signs = value
    if signs | NONPOSITIVE == NONPOSITIVE:
        node, signs = program.negative(node), sign_sets.flip(signs)
    if signs | NONNEGATIVE == NONNEGATIVE and exponent.denominator == 1:
        return program.power(node, int(exponent))
    nonnegative = signs | NONNEGATIVE == NONNEGATIVE
    square = node if nonnegative else program.power(node, 2)  # before the leaf: values of relations come first in the program
    atom = structure.atom(("root", key), NONNEGATIVE if signs & ZERO else POSITIVE, bound=bound)
    leaf = structure.leaf(atom, exponent)
    structure.relations[atom] = (structure.unit.get(atom, 1) * (1 if nonnegative else 2), square)
    return leaf


def power_of_polynomial_key(structure: Structure, key: Any, exponent: Fraction) -> int:
    """|f|^exponent for the polynomial that a key names; the inverse of log |f|."""
    return power_of_absolute(structure, structure.quotient(key_node(structure, key)), exponent)


def rational_power(structure: Structure, node: int, exponent: Fraction) -> int:
    """A node to a rational power; split only if the base is certain not to be negative."""
    if exponent.denominator == 1:
        return structure.program.power(node, int(exponent))
    quotient = structure.quotient(node)
    signs = sign_of_quotient(structure, quotient)
    if not signs & (NOT_REAL | NEGATIVE):
        return power_of_absolute(structure, quotient, exponent)
    # b^(p/q) = (b^(1/q))^p holds for principal values too, and r^q = b is the only relation that does not depend on the sign
    atom = structure.atom(("principal root", structure.key(node)), NOT_REAL, bound=structure.bound_in(quotient.atoms))
    value = structure.polynomial_node(quotient, quotient.numerator)
    leaf = structure.leaf(atom, exponent)
    if quotient.denominator.is_one():
        structure.relations[atom] = (structure.unit.get(atom, 1), value)
    return leaf


def _convert_power(structure: Structure, expression: sp.Expr) -> int:
    base, exponent = expression.args
    if exponent.is_Integer:
        return structure.program.power(structure.convert(base), int(exponent))
    if exponent.is_Rational and max(abs(exponent.p), exponent.q) <= RATIONAL_EXPONENT:
        return rational_power(structure, structure.convert(base), Fraction(exponent.p, exponent.q))
    return symbolic_power(structure, structure.convert(base), structure.convert(exponent))


def symbolic_power(structure: Structure, base: int, exponent: int) -> int:
    """base^exponent for a symbolic exponent."""
    from derivations.normal_form.exponentials import exp_of_node, terms_of  # noqa: PLC0415 - exp and powers need each other

    program = structure.program
    quotient = structure.quotient(base)
    signs = sign_of_quotient(structure, quotient)
    constant = structure.constant(exponent)
    if constant is not None and max(abs(constant.numerator), constant.denominator) <= RATIONAL_EXPONENT:
        return rational_power(structure, base, constant)
    if signs == POSITIVE:
        return exp_of_node(structure, program.product([exponent, log_of_node(structure, base)]))
    above = structure.quotient(exponent)
    terms = terms_of(above)
    if signs == NEGATIVE and above.denominator.is_one() and all(c.denominator == 1 for c, _, _ in terms) and _integral(structure, above):
        parity = [_parity(structure, above, monomial) for c, monomial, _ in terms if c % 2]
        log = log_of_node(structure, program.negative(base))
        return program.product([*parity, exp_of_node(structure, program.product([exponent, log]))])
    atoms = (*quotient.atoms, *above.atoms)
    whole = _whole_part(structure, above)
    key = ("power", structure.key(base), structure.key(program.sum([exponent, program.rational(-whole)]) if whole else exponent))
    leaf = structure.leaf(structure.atom(key, NOT_REAL, bound=structure.bound_in(atoms)))
    return program.product([program.power(base, whole), leaf]) if whole else leaf


def _whole_part(structure: Structure, exponent: Quotient) -> int:
    """The number c > 0 of an exponent c + n with a natural n: b^(c + n) is b^c b^n for every b, zero too, since 0^0 is 1; else 0."""
    from derivations.normal_form.exponentials import terms_of  # noqa: PLC0415 - exp and powers need each other

    naturals = all(structure.atoms[atom].signs | NONNEGATIVE == NONNEGATIVE for atom in exponent.atoms)
    if not naturals or not exponent.denominator.is_one() or not _integral(structure, exponent):
        return 0
    terms = [(coefficient, monomial.is_one()) for coefficient, monomial, _ in terms_of(exponent)]
    if any(coefficient < 0 or coefficient.denominator != 1 for coefficient, _ in terms):
        return 0
    return sum(int(coefficient) for coefficient, is_constant in terms if is_constant)


def _integral(structure: Structure, quotient: Quotient) -> bool:
    """Whether all atoms are integers and generate themselves."""
    return all(structure.atoms[atom].integer and structure.unit.get(atom, 1) == 1 for atom in quotient.atoms)


def _parity(structure: Structure, quotient: Quotient, monomial: Any) -> int:
    """(-1)^m for an integer monomial m: a sign s with s^2 = 1."""
    key = polynomial_key(structure, quotient, monomial)
    square = structure.program.rational(1)
    if monomial.is_one():
        return structure.program.rational(-1)
    atom = structure.atom(("parity", key), sign_sets.NONZERO, bound=structure.bound_in(used(quotient, monomial)))
    leaf = structure.leaf(atom)
    structure.relations[atom] = (2, square)
    return leaf


RULES = {sp.Pow: _convert_power}
