"""Determinants and inverses of small matrices of expressions, without division, so that they differentiate and print well."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

import sympy as sp

from derivations.language.tensor import Tensor

if TYPE_CHECKING:
    from collections.abc import Sequence


def determinant(rows: Sequence[Sequence[sp.Expr]]) -> sp.Expr:
    """The determinant by expansion along rows, sharing minors; ``2**n`` products for size ``n``.

    >>> determinant([sp.symbols("a b"), sp.symbols("c d")])
    a*d - b*c
    """
    size = len(rows)

    @cache
    def minor(start: int, columns: tuple[int, ...]) -> sp.Expr:
        if not columns:
            return sp.Integer(1)
        return sp.Add(
            *(
                (-1) ** position * rows[start][column] * minor(start + 1, columns[:position] + columns[position + 1 :])
                for position, column in enumerate(columns)
                if rows[start][column] != 0
            )
        )

    return sp.expand(minor(0, tuple(range(size))))


def inverse(matrix: Tensor) -> Tensor:
    """The inverse as adjugate over determinant; shape ``(n, n)``; asserted where the determinant is nonzero."""
    rows = matrix.rows()
    size = len(rows)
    whole = determinant(rows)
    cofactor = [
        [(-1) ** (i + j) * determinant([[rows[r][c] for c in range(size) if c != i] for r in range(size) if r != j]) for j in range(size)]
        for i in range(size)
    ]
    return Tensor.matrix([[entry / whole for entry in row] for row in cofactor])
