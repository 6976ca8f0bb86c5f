"""Nonnegativity by completing squares: A x^2 + B x + C >= 0 follows from A >= 0, C >= 0 and 4AC - B^2 >= 0, which have one variable less.

Indeed 4A(A x^2 + B x + C) = (2Ax + B)^2 + (4AC - B^2); where A = 0, the last condition forces B = 0. If 4AC - B^2 > 0 the value is
positive. Repeated, this is the LDL^T decomposition of a Gram matrix with polynomial entries.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from derivations.normal_form import sign_sets
from derivations.normal_form.quotient import can_be_factored, factored
from derivations.normal_form.sign_sets import ANY, NEGATIVE, NONNEGATIVE, NONPOSITIVE, NOT_REAL, POSITIVE, ZERO
from derivations.normal_form.signs import combined_sign, sign_of_coefficient, sign_of_factor, sign_of_polynomial, sign_of_terms

if TYPE_CHECKING:
    from derivations.normal_form.quotient import Quotient
    from derivations.normal_form.structure import Structure

CALLS = 160
TERMS = 600
POLYA = 5  # largest power of the sum of the variables that is tried as a multiplier


class SquareSearch:
    """One search with a budget, in the ring of one quotient."""

    def __init__(self, structure: Structure, quotient: Quotient, calls: int = CALLS) -> None:
        """Polynomials given later live in the ring of ``quotient``."""
        self.structure, self.quotient, self.calls = structure, quotient, calls
        self._memo: dict[str, int] = {}

    def signs(self, polynomial: Any) -> int:
        """The possible signs of a polynomial: by terms and factors, else by completing squares in each factor."""
        mask = sign_of_polynomial(self.structure, self.quotient, polynomial)
        if mask & NOT_REAL or mask in {ZERO, POSITIVE, NEGATIVE} or len(polynomial) > TERMS or not can_be_factored(polynomial):
            return mask
        return mask & self._by_factors(polynomial) or mask

    def _by_factors(self, polynomial: Any) -> int:
        content, factors = factored(polynomial)
        result = sign_of_coefficient(content)
        for factor, multiplicity in factors:
            result = sign_sets.times(result, sign_sets.power(self._irreducible(factor), int(multiplicity)))
            if result & NOT_REAL:
                return ANY
        return result

    def _irreducible(self, factor: Any) -> int:
        mask = sign_of_factor(self.structure, self.quotient, factor)
        if mask & NOT_REAL or mask in {POSITIVE, NEGATIVE} or len(factor) > TERMS:
            return mask
        name = str(factor)
        if name not in self._memo:
            self._memo[name] = ANY  # while it is open, a recursive question learns nothing
            self._memo[name] = mask & self._by_multiplier(factor) & self._by_squares(factor) or ANY
        return self._memo[name]

    def _by_multiplier(self, factor: Any) -> int:
        """Polya: multiplied by a power of 1 + the sum of nonnegative atoms, all terms may get one sign."""
        quotient, atoms = self.quotient, self.structure.atoms
        present = [position for position, degree in enumerate(factor.degrees()) if degree > 0]
        if not all(atoms[quotient.atoms[position]].signs | NONNEGATIVE == NONNEGATIVE for position in present) or len(present) > 6:  # noqa: PLR2004
            return ANY
        generators = factor.context().gens()
        weight = sum((generators[position] for position in present), factor.context().constant(0))
        for multiplier in (weight, weight + 1):
            product = factor
            for _ in range(POLYA):
                if len(product) > TERMS:
                    break
                product = product * multiplier
                mask = sign_of_terms(self.structure, quotient, product)
                if mask in {POSITIVE, NEGATIVE} and multiplier is not weight:
                    return mask
                if mask != ANY:
                    # where the multiplier vanishes, continuity keeps the weak sign only
                    return mask | ZERO
        return ANY

    def _by_squares(self, factor: Any) -> int:
        for position, half in self._candidates(factor):
            self.calls -= 1
            if self.calls < 0:
                return ANY
            mask = self._complete(factor, position, half)
            if mask != ANY:
                return mask
        return ANY

    def _candidates(self, factor: Any) -> list[tuple[int, int]]:
        """Variables that occur as x^2k, x^k and x^0 only, those of unknown sign first, fewest terms first."""
        found = []
        monomials = [tuple(int(exponent) for exponent in exponents) for exponents in factor.monoms()]
        for position, atom in enumerate(self.quotient.atoms):
            powers = sorted({exponents[position] for exponents in monomials} - {0})
            top = powers[-1] if powers else 0
            if top % 2 == 0 and top and all(power in {top // 2, top} for power in powers):
                known = self.structure.atoms[atom].signs != ANY
                found.append((known, sum(exponents[position] > 0 for exponents in monomials), position, top // 2))
        return [(position, half) for _, _, position, half in sorted(found)]

    def _complete(self, factor: Any, position: int, half: int) -> int:
        """The signs that one completed square proves."""
        parts: list[dict[tuple[int, ...], Any]] = [{}, {}, {}]
        for exponents, coefficient in factor.to_dict().items():
            rest = (*exponents[:position], 0, *exponents[position + 1 :])
            parts[int(exponents[position]) // half][rest] = coefficient
        constant, linear, square = [factor.context().from_dict(part) for part in parts]
        leading = self.signs(square)
        if leading | NONPOSITIVE == NONPOSITIVE and leading != ZERO:
            return sign_sets.flip(self._complete(-factor, position, half))
        if leading | NONNEGATIVE != NONNEGATIVE or self.signs(constant) | NONNEGATIVE != NONNEGATIVE:
            return ANY
        if 4 * len(square) * len(constant) + len(linear) ** 2 > 40 * TERMS:
            return ANY
        gap = self.signs(4 * square * constant - linear * linear)
        return ANY if gap | NONNEGATIVE != NONNEGATIVE else POSITIVE if gap == POSITIVE else NONNEGATIVE


def signs_by_squares(structure: Structure, node: int) -> int:
    """The possible signs of a node wherever it is defined, by every rule that is implemented."""
    quotient = structure.quotient(node)
    search = SquareSearch(structure, quotient)
    return combined_sign(structure, quotient, search.signs)
