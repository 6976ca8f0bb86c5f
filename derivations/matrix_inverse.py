"""Entries of inverse matrices that are not written out: numbers once those of the matrix are, and otherwise themselves."""

from __future__ import annotations

import itertools
from typing import TYPE_CHECKING

import sympy as sp

from derivations.language.tensor import Tensor

if TYPE_CHECKING:
    from collections.abc import Sequence


class EntryOfInverse(sp.Expr):  # type: ignore[misc]  # SymPy has no types
    """``EntryOfInverse(i, j, *entries)``: entry (i, j) of the inverse of the square matrix with these entries, row by row."""

    is_real = True
    is_commutative = True

    @property
    def matrix(self) -> Sequence[sp.Expr]:
        """The entries of the matrix."""
        return tuple(self.args[2:])

    @property
    def place(self) -> tuple[int, int]:
        """Row and column."""
        return int(self.args[0]), int(self.args[1])

    def _sympystr(self, _: object) -> str:
        return f"{type(self).__name__}({self.args[0]}, {self.args[1]}, ...)"


def inverse_by_entries(matrix: Tensor) -> Tensor:
    """The inverse of a symmetric matrix, nothing of which is expanded; shape ``(n, n)``, symmetric."""
    size = matrix.shape[0]
    places = itertools.product(range(size), repeat=2)
    return Tensor((size, size), tuple(EntryOfInverse(sp.Integer(min(at)), sp.Integer(max(at)), *matrix.entries) for at in places))
