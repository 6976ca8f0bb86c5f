"""Matrices of residues modulo a prime, as lists of rows."""

from __future__ import annotations

Matrix = list[list[int]]


def transpose(matrix: Matrix) -> Matrix:
    """Rows become columns."""
    return [list(column) for column in zip(*matrix, strict=True)]


def add(left: Matrix, right: Matrix, prime: int) -> Matrix:
    """The sum."""
    return [[(a + b) % prime for a, b in zip(one, other, strict=True)] for one, other in zip(left, right, strict=True)]


def scale(factor: int, matrix: Matrix, prime: int) -> Matrix:
    """The product with a number."""
    return [[factor * entry % prime for entry in row] for row in matrix]


def multiply(left: Matrix, right: Matrix, prime: int) -> Matrix:
    """The matrix product."""
    columns = transpose(right)
    return [[sum(a * b for a, b in zip(row, column, strict=True)) % prime for column in columns] for row in left]


def eliminated(matrix: Matrix, prime: int) -> tuple[int, Matrix]:
    """Determinant and inverse, by Gauss and Jordan.

    Raises:
        ZeroDivisionError: the matrix is singular.
    """
    size, determinant = len(matrix), 1
    rows = [[*row, *(int(i == j) for j in range(size))] for i, row in enumerate(matrix)]
    for step in range(size):
        pivot = next((i for i in range(step, size) if rows[i][step]), None)
        if pivot is None:
            raise ZeroDivisionError
        if pivot != step:
            rows[step], rows[pivot], determinant = rows[pivot], rows[step], -determinant
        determinant = determinant * rows[step][step] % prime
        inverse = pow(rows[step][step], -1, prime)
        rows[step] = [entry * inverse % prime for entry in rows[step]]
        for i in range(size):
            if i != step and rows[i][step]:
                factor = rows[i][step]
                rows[i] = [(entry - factor * other) % prime for entry, other in zip(rows[i], rows[step], strict=True)]
    return determinant % prime, [row[size:] for row in rows]
