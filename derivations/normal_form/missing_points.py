"""Angles are described by t = tan(angle/2), which misses the angle pi: strict signs must be confirmed at t = infinity."""

from __future__ import annotations

import itertools
from typing import TYPE_CHECKING, Any

from derivations.normal_form.sign_sets import ANY, NEGATIVE, NOT_REAL, POSITIVE, ZERO

if TYPE_CHECKING:
    from collections.abc import Callable

    from derivations.normal_form.quotient import Quotient
    from derivations.normal_form.structure import Structure

ANGLE = 0  # the mark, among those of bound variables, of atoms that contain a tangent
TANGENTS = 4  # with more of them, strict signs are weakened without a look at infinity


def with_missing_points(structure: Structure, quotient: Quotient, mask: int, sign: Callable[[Any], int]) -> int:
    """The signs of a quotient at all angles, given its signs at all finite t; ``sign`` decides polynomials.

    A continuous function that is nonnegative at finite t is so at infinity. It is positive there if its leading coefficients are.
    """
    if mask & (ZERO | NOT_REAL) or mask == ANY:
        return mask
    tangents = [position for position, atom in enumerate(quotient.atoms) if structure.atoms[atom].key[0] == "half tangent"]
    if not tangents:
        return mask | ZERO if _turning(structure, quotient) else mask
    if len(tangents) > TANGENTS or _turning(structure, quotient) or mask not in {NEGATIVE, POSITIVE}:
        return mask | ZERO
    for count in range(1, len(tangents) + 1):
        for subset in itertools.combinations(tangents, count):
            above, below = (sign(_leading(quotient, part, subset)) for part in (quotient.numerator, quotient.denominator))
            if above not in {NEGATIVE, POSITIVE} or below not in {NEGATIVE, POSITIVE}:
                return mask | ZERO
    return mask


def _turning(structure: Structure, quotient: Quotient) -> bool:
    """Whether an atom is built from a tangent: roots and exponentials of such may go to zero or infinity with it."""
    atoms = [structure.atoms[atom] for atom in quotient.atoms]
    return any(ANGLE in atom.bound and atom.key[0] != "half tangent" for atom in atoms)


def _leading(quotient: Quotient, polynomial: Any, positions: tuple[int, ...]) -> Any:
    """The coefficient of the highest powers that numerator or denominator have in the given generators."""
    degrees = [max(int(quotient.numerator.degrees()[i]), int(quotient.denominator.degrees()[i])) for i in positions]
    terms = {}
    for exponents, coefficient in polynomial.to_dict().items():
        if all(int(exponents[i]) == degree for i, degree in zip(positions, degrees, strict=True)):
            terms[tuple(0 if i in positions else e for i, e in enumerate(exponents))] = coefficient
    return polynomial.context().from_dict(terms)
