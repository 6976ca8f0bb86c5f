"""Reduction modulo relations ``generator^q = polynomial in earlier generators``."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from derivations.normal_form.program import Undefined

if TYPE_CHECKING:
    from collections.abc import Mapping

    from derivations.normal_form.quotient import Arithmetic

Relations = "Mapping[int, tuple[int, Any]]"


def reduce_polynomial(arithmetic: Arithmetic, polynomial: Any, relations: Mapping[int, tuple[int, Any]]) -> Any:
    """Replace every power of a root by its value until all exponents are below the order of the root; last root first."""
    for atom in sorted(relations, reverse=True):
        order, value = relations[atom]
        position = arithmetic.atoms.index(atom)
        if polynomial.degrees()[position] < order:
            continue
        parts: dict[int, dict[tuple[int, ...], Any]] = {}
        for exponents, coefficient in polynomial.to_dict().items():
            whole, rest = divmod(int(exponents[position]), order)
            lowered = (*exponents[:position], rest, *exponents[position + 1 :])
            parts.setdefault(whole, {})[lowered] = coefficient
        polynomial = arithmetic.context.constant(0)
        for whole, terms in sorted(parts.items()):
            factor, _ = arithmetic.power((value, arithmetic.one), whole)
            polynomial += arithmetic.times(arithmetic.context.from_dict(terms), factor)
    return polynomial


def reduce_modulo(arithmetic: Arithmetic, pair: tuple[Any, Any], relations: Mapping[int, tuple[int, Any]]) -> tuple[Any, Any]:
    """A fraction with numerator and denominator reduced, roots cleared from monomials of the denominator, in lowest terms.

    Raises:
        Undefined: the denominator is zero modulo the relations.
    """
    numerator, denominator = arithmetic.reduce(*pair)
    if not relations:
        return numerator, denominator
    numerator, denominator = (reduce_polynomial(arithmetic, part, relations) for part in (numerator, denominator))
    if denominator.is_zero():
        raise Undefined
    for atom in sorted(relations, reverse=True):
        # 1/r = r^(q-1)/r^q clears a root that divides the denominator
        position = arithmetic.atoms.index(atom)
        lowest = min(int(exponents[position]) for exponents in denominator.monoms())
        if lowest:
            factor = arithmetic.generators[atom] ** (relations[atom][0] - lowest)
            numerator, denominator = arithmetic.times(numerator, factor), arithmetic.times(denominator, factor)
            numerator, denominator = (reduce_polynomial(arithmetic, part, relations) for part in (numerator, denominator))
    if numerator.is_zero():
        return numerator, arithmetic.one
    return arithmetic.reduce(numerator, denominator)
