"""Exact inverses of symmetric matrices over the field of fractions in the atoms of their entries, and what proves them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import sympy as sp

from derivations.codegen.ratio import Ratios
from derivations.errors import DerivationError

if TYPE_CHECKING:
    from collections.abc import Sequence

    Rows = Sequence[Sequence[sp.Expr]]


class Field(Ratios):
    """Fractions of polynomials in the atoms of some expressions, which count as free: what is zero among them is zero wherever defined."""

    def subtract(self, left: Any, factor: Any, right: Any) -> Any:
        """Return left - factor * right."""
        below = self._short(factor[1] * right[1])
        above = self._short(factor[0] * right[0])
        return self.reduced(left[0] * below - above * left[1], left[1] * below)

    def divide(self, left: Any, right: Any) -> Any:
        """The quotient of two fractions."""
        return self.reduced(left[0] * right[1], left[1] * right[0])

    def reduced(self, above: Any, below: Any) -> Any:
        """The fraction without a common factor."""
        common = self._short(above).gcd(self._short(below))
        return above / common, below / common

    def fraction(self, number: Any) -> sp.Expr:
        """A fraction as an expression, factored."""
        return self.in_factors(*number).expression


def inverse_over_field(rows: Rows, places: Sequence[int] = (), size: int = 0) -> list[list[sp.Expr]]:
    """The inverse of a symmetric matrix that is positive semidefinite, every entry cancelled and factored; shape (n, n).

    ``places`` are those of its rows in a matrix of ``size`` rows, if it is part of one.

    Raises:
        DerivationError: the matrix is singular, whatever its atoms stand for, or not semidefinite with a pivot of zero.
        TooLongError: an entry on the way has too many terms.
    """
    count = len(rows)
    field = Field([entry for row in rows for entry in row])
    work = [[field.convert(entry) for entry in row] for row in rows]
    one, zero = field.convert(sp.S.One), field.convert(sp.S.Zero)
    right = [[one if i == j else zero for j in range(count)] for i in range(count)]
    for step in range(count):
        if work[step][step][0] == 0:
            raise singular(places[step] if places else step, size or count)
        pivot = work[step][step]
        for side in (work, right):
            side[step] = [field.divide(entry, pivot) for entry in side[step]]
        for i in range(count):
            if i != step and (factor := work[i][step])[0] != 0:
                for side in (work, right):
                    side[i] = [field.subtract(entry, factor, other) for entry, other in zip(side[i], side[step], strict=True)]
    return [[field.fraction(entry) for entry in row] for row in right]


def singular(row: int, size: int) -> DerivationError:
    """Why none is found: in a semidefinite matrix, a pivot of zero is a row that is zero, or that those before it add up to."""
    message = (
        f"Inverting: expected a definite matrix, got one of {size} rows whose row {row} is zero or follows from those before it,"
        " or that is indefinite. Leave out what belongs to that row."
    )
    return DerivationError(message)


def is_inverse(rows: Rows, inverse: Rows) -> bool:
    """Whether the product is the unit matrix, identically in all atoms.

    Raises:
        TooLongError: an entry of the product has too many terms.
    """
    size = range(len(rows))
    field = Field([entry for row in (*rows, *inverse) for entry in row])
    left, right = ([[field.convert(entry) for entry in row] for row in matrix] for matrix in (rows, inverse))
    zero = field.convert(sp.S.Zero)
    for i in size:
        for j in size:
            total = field.convert(sp.Integer(i == j))
            for k in size:
                if left[i][k] != zero and right[k][j] != zero:
                    total = field.subtract(total, left[i][k], right[k][j])
            if total[0] != 0:
                return False
    return True
