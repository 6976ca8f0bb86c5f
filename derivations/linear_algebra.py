"""Determinants and inverses of small matrices of expressions, without division, so that they differentiate and print well."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

import sympy as sp

from derivations.errors import DerivationError
from derivations.language.tensor import Tensor

if TYPE_CHECKING:
    from collections.abc import Sequence

MAX_PRODUCTS = 10_000


def determinant(rows: Sequence[Sequence[sp.Expr]]) -> sp.Expr:
    """The determinant by expansion along rows, sharing minors; ``2**n`` products for size ``n``.

    >>> determinant([sp.symbols("a b"), sp.symbols("c d")])
    a*d - b*c
    """
    size = len(rows)
    _require_small(rows)

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


def _require_small(rows: Sequence[Sequence[sp.Expr]]) -> None:
    """Refuse a determinant of too many products of terms, counted by minors before any is built."""
    terms = [[len(sp.Add.make_args(entry)) if entry != 0 else 0 for entry in row] for row in rows]
    counts: dict[tuple[int, ...], int] = {}

    def products(columns: tuple[int, ...]) -> int:
        if columns and columns not in counts:
            row = terms[len(rows) - len(columns)]
            rests = ((row[column], columns[:position] + columns[position + 1 :]) for position, column in enumerate(columns))
            counts[columns] = sum(count * products(rest) for count, rest in rests if count)
            if max(counts[columns], len(counts)) > MAX_PRODUCTS:
                limit = f"at most {MAX_PRODUCTS} products"
                message = f"Expanding a determinant: expected {limit}, got more. Use a smaller matrix, or one with zeros."
                raise DerivationError(message)
        return counts[columns] if columns else 1

    products(tuple(range(len(rows))))


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
