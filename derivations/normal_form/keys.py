"""Hashable names of polynomials that do not depend on the ring they are written in."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from derivations.normal_form.quotient import Monomial, PolynomialKey, Quotient
    from derivations.normal_form.structure import Structure


def monomial_key(structure: Structure, quotient: Quotient, exponents: tuple[int, ...]) -> Monomial:
    """((atom, exponent), ...): exponents count whole atoms, so a generator that is a square root counts one half."""
    pairs = zip(quotient.atoms, exponents, strict=True)
    return tuple((atom, Fraction(int(exponent), structure.unit.get(atom, 1))) for atom, exponent in pairs if exponent)


def polynomial_key(structure: Structure, quotient: Quotient, polynomial: Any) -> PolynomialKey:
    """The sorted terms of a polynomial in the ring of ``quotient``."""
    terms = polynomial.to_dict().items()
    return tuple(sorted((monomial_key(structure, quotient, exponents), Fraction(int(c.p), int(c.q))) for exponents, c in terms))


def key_node(structure: Structure, key: PolynomialKey) -> int:
    """The node of the polynomial that a key names."""
    program = structure.program
    return program.sum(
        program.product([program.rational(coefficient), *(structure.leaf(atom, exponent) for atom, exponent in monomial)])
        for monomial, coefficient in key
    )
