"""Log-densities of matrix laws: a polynomial, logarithms of determinants, and a constant; in every dimension."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import sympy as sp

from derivations.indexed.lifting import element_of, opaque_number
from derivations.indexed.tensor import IndexedTensor
from derivations.matrix_calculus.differential import differential
from derivations.star_algebra.element import Element

if TYPE_CHECKING:
    from collections.abc import Mapping


@dataclass(frozen=True)
class LogDensity:
    """``polynomial`` + the sum of ``c log det A`` over ``determinants`` + ``constant``."""

    polynomial: Element
    determinants: tuple[tuple[sp.Expr, Element], ...] = ()
    constant: sp.Expr = sp.S.Zero

    def __sub__(self, other: LogDensity) -> LogDensity:
        """The difference."""
        turned = tuple((-factor, matrix) for factor, matrix in other.determinants)
        return LogDensity(self.polynomial - other.polynomial, self.determinants + turned, self.constant - other.constant)

    def __neg__(self) -> LogDensity:
        """The negative."""
        return LogDensity(Element.scalar(0)) - self

    @property
    def value(self) -> IndexedTensor:
        """The whole as a number."""
        logs = sp.Add(*(factor * log_determinant(matrix) for factor, matrix in self.determinants))
        return IndexedTensor.scalar(opaque_number(self.polynomial) + logs + self.constant)

    def along(self, directions: Mapping[str, Element]) -> Element:
        """The derivative along directions of letters: d log det A = tr(inv(A) dA)."""
        total = differential(self.polynomial, directions)
        for factor, matrix in self.determinants:
            total = total + element_of(factor) * (matrix.inverse() @ differential(matrix, directions)).trace()
        return total


def log_determinant(matrix: Element) -> sp.Expr:
    """The logarithm of a determinant, which must be positive."""
    return sp.log(opaque_number(matrix.det()))
