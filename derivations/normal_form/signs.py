"""Sign rules on normal forms: what the declared signs of the atoms say about a quotient. Silence (any sign) is always sound."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from derivations.normal_form import sign_sets
from derivations.normal_form.keys import polynomial_key
from derivations.normal_form.missing_points import with_missing_points
from derivations.normal_form.quotient import can_be_factored, factored
from derivations.normal_form.sign_sets import ANY, NEGATIVE, NOT_REAL, POSITIVE, ZERO

if TYPE_CHECKING:
    from collections.abc import Callable

    import sympy as sp

    from derivations.normal_form.quotient import Quotient
    from derivations.normal_form.structure import Structure

FACTOR_LIMIT = 400  # terms; larger polynomials are not factored for their sign


def sign_of_coefficient(coefficient: Any) -> int:
    """The sign of a rational."""
    return POSITIVE if coefficient > 0 else NEGATIVE if coefficient < 0 else ZERO


def sign_of_terms(structure: Structure, quotient: Quotient, polynomial: Any) -> int:
    """Terms of one sign add up to that sign."""
    masks = [structure.atoms[atom].signs for atom in quotient.atoms]
    if any(mask & NOT_REAL and degree > 0 for mask, degree in zip(masks, polynomial.degrees(), strict=True)):
        return NOT_REAL
    result = ZERO
    for exponents, coefficient in polynomial.to_dict().items():
        mask = sign_of_coefficient(coefficient)
        for atom_mask, exponent in zip(masks, exponents, strict=True):
            if exponent:
                mask = sign_sets.times(mask, sign_sets.power(atom_mask, int(exponent)))
        result = sign_sets.plus(result, mask)
        if result == ANY:
            break
    return result


def sign_of_factor(structure: Structure, quotient: Quotient, factor: Any) -> int:
    """An irreducible polynomial: by what is known about it, else by its terms."""
    mask = sign_of_terms(structure, quotient, factor)
    if structure.known and not mask & NOT_REAL:
        mask &= structure.known.get(polynomial_key(structure, quotient, factor), ANY)
        mask &= sign_sets.flip(structure.known.get(polynomial_key(structure, quotient, -factor), ANY))
    return mask or ANY  # no sign at all: the facts contradict each other, so nothing is learnt from them


def sign_of_polynomial(structure: Structure, quotient: Quotient, polynomial: Any) -> int:
    """By the terms, then by the irreducible factors."""
    if polynomial.is_zero():
        return ZERO
    mask = sign_of_terms(structure, quotient, polynomial)
    if mask in {POSITIVE, NEGATIVE, NOT_REAL} or len(polynomial) > FACTOR_LIMIT or not can_be_factored(polynomial):
        return mask
    content, factors = factored(polynomial)
    result = sign_of_coefficient(content)
    for factor, multiplicity in factors:
        result = sign_sets.times(result, sign_sets.power(sign_of_factor(structure, quotient, factor), int(multiplicity)))
    return mask & result or mask


def sign_of_quotient(structure: Structure, quotient: Quotient) -> int:
    """The possible signs of a quotient wherever it is defined."""
    return combined_sign(structure, quotient, lambda polynomial: sign_of_polynomial(structure, quotient, polynomial))


def combined_sign(structure: Structure, quotient: Quotient, sign: Callable[[Any], int]) -> int:
    """Numerator over denominator, with ``sign`` for polynomials; strict signs hold at every angle."""
    denominator = sign_sets.power(sign(quotient.denominator), -1)
    return with_missing_points(structure, quotient, sign_sets.times(sign(quotient.numerator), denominator), sign) or ANY


def sign_of(structure: Structure, node: int) -> int:
    """The possible signs of a node wherever it is defined."""
    return sign_of_quotient(structure, structure.quotient(node))


def learn(structure: Structure, expression: sp.Expr, signs: int) -> None:
    """Use a fact about an expression: if all irreducible factors but one have a known sign, that one gets its sign too."""
    quotient = structure.quotient(structure.convert(expression))
    unknown, mask = [], signs
    parts = (quotient.numerator, quotient.denominator)
    for part in parts if all(map(can_be_factored, parts)) else ():
        content, factors = factored(part)
        mask = sign_sets.times(mask, sign_of_coefficient(content))
        for factor, multiplicity in factors:
            sign = sign_of_factor(structure, quotient, factor)
            if sign in {POSITIVE, NEGATIVE}:
                mask = sign_sets.times(mask, sign_sets.power(sign, int(multiplicity)))
            else:
                unknown.append((factor, int(multiplicity), sign))
    if mask & NOT_REAL or len(unknown) != 1 or unknown[0][1] % 2 == 0 or unknown[0][2] & NOT_REAL:
        return
    factor, _, sign = unknown[0]
    note(structure, quotient, factor, mask & sign)
    structure.memo.clear()  # what was converted before this was known may now split further


def note(structure: Structure, quotient: Quotient, factor: Any, mask: int) -> None:
    """Remember the sign of an irreducible polynomial; a bare symbol remembers it itself."""
    key = polynomial_key(structure, quotient, factor)
    structure.known[key] = structure.known.get(key, ANY) & mask or ANY
    if len(key) == 1 and key[0][1] == 1 and len(key[0][0]) == 1 and key[0][0][0][1] == 1:
        atom = structure.atoms[key[0][0][0][0]]
        if isinstance(atom.key, tuple) and atom.key[0] == "symbol":
            atom.signs = atom.signs & mask or atom.signs
