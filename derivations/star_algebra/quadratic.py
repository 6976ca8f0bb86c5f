"""Directions in which a rational matrix is not definite, exactly."""

from __future__ import annotations

from typing import Any

from flint import fmpq


def negative_direction(matrix: Any, *, strict: bool) -> list[Any] | None:
    """A rational v with v^T A v < 0 (``strict``: v other than zero with v^T A v <= 0); ``None`` exactly if there is none.

    ``matrix`` is a square ``fmpq_mat``. Its symmetric part is eliminated by congruences T^T A T; column k of T is the direction of pivot k.

    >>> from flint import fmpq_mat
    >>> [str(entry) for entry in negative_direction(fmpq_mat([[1, 2], [2, 1]]), strict=False)]
    ['-2', '1']
    """
    size = matrix.nrows()
    work = [[(matrix[i, j] + matrix[j, i]) / 2 for j in range(size)] for i in range(size)]
    basis = [[fmpq(int(i == j)) for j in range(size)] for i in range(size)]  # row k is direction k
    for k in range(size):
        pivot = work[k][k]
        if pivot < 0 or (strict and pivot == 0):
            return basis[k]
        for j in range(k + 1, size):
            if pivot == 0 and work[k][j] != 0:
                return _through_zero(work[k][j], work[j][j], basis[k], basis[j])
        if pivot != 0:
            _eliminate(work, basis, k)
    return None


def _eliminate(work: list[list[Any]], basis: list[list[Any]], k: int) -> None:
    size = len(work)
    for i in range(k + 1, size):
        factor = work[i][k] / work[k][k]
        if factor != 0:
            basis[i] = [a - factor * b for a, b in zip(basis[i], basis[k], strict=True)]
            for j in range(k + 1, size):
                work[i][j] = work[i][j] - factor * work[k][j]
            work[i][k] = fmpq(0)
    for j in range(k + 1, size):
        work[k][j] = fmpq(0)


def _through_zero(mixed: Any, other: Any, first: list[Any], second: list[Any]) -> list[Any]:
    """For [[0, b], [b, c]] with b not zero: t = -(c + 1) / (2 b) gives 2 t b + c = -1."""
    factor = -(other + 1) / (2 * mixed)
    return [factor * a + b for a, b in zip(first, second, strict=True)]
