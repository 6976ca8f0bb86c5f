"""Signs under roots that a certificate takes from the derivation; two that exclude each other are refused."""

from __future__ import annotations

from math import gcd
from typing import TYPE_CHECKING

from verify.replay.polynomials import negative
from verify.replay.refusal import Refused
from verify.replay.signs import cannot_be_negative

if TYPE_CHECKING:
    from collections.abc import Mapping

    from verify.replay.certificate import Atom
    from verify.replay.polynomials import Polynomial

Key = tuple[tuple[int, int], ...]


class Assumptions:
    """Polynomials that are taken not to be negative."""

    def __init__(self) -> None:
        """Start with none."""
        self._taken: set[Key] = set()

    def __len__(self) -> int:
        """How many signs are taken from the derivation."""
        return len(self._taken)

    def allow(self, polynomial: Polynomial, atoms: Mapping[int, Atom], places: Mapping[int, int]) -> None:
        """Take a polynomial as nonnegative; noted unless it is seen to be so.

        Raises:
            Refused: it is seen to be negative, or its negative was taken before.
        """
        opposite = negative(polynomial)
        if cannot_be_negative(opposite, atoms, places) or _primitive(opposite) in self._taken:
            raise Refused("a relation takes a root of something negative")
        if not cannot_be_negative(polynomial, atoms, places):
            self._taken.add(_primitive(polynomial))


def _primitive(polynomial: Polynomial) -> Key:
    """The terms without a common factor of the coefficients: multiples by a positive number have one sign."""
    common = gcd(*polynomial.terms.values())
    return tuple((monomial, value // common) for monomial, value in polynomial.key)
