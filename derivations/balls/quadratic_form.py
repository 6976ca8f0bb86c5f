"""Definiteness of matrices of exact or enclosed numbers: pivots say yes, a rational direction says no."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from flint import arb, fmpq

from derivations.balls.failures import UndecidedError
from derivations.balls.number import Number, sign_of

if TYPE_CHECKING:
    from collections.abc import Sequence

GRAIN = 10_000  # directions are rounded to multiples of 1/GRAIN
LARGEST_FLOAT = 1e150

Rows = list[list[Number]]


def certificate_of_definiteness(matrix: Rows, *, strict: bool) -> bool:
    """Whether symmetric elimination proves the matrix positive definite (``strict``) or positive semi-definite.

    A zero pivot is passed over when its whole row is exactly zero.
    """
    rows = [list(row) for row in matrix]
    try:
        for k in range(len(rows)):
            sign = sign_of(rows[k][k])
            if sign < 0 or (sign == 0 and (strict or any(sign_of(entry) for entry in rows[k][k + 1 :]))):
                return False
            for i in range(k + 1, len(rows) if sign else 0):
                factor = rows[i][k] / rows[k][k]
                for j in range(k + 1, len(rows)):
                    rows[i][j] = rows[i][j] - factor * rows[k][j]
    except UndecidedError:
        return False
    return True


def direction_of_negativity(matrix: Rows, *, strict: bool) -> tuple[fmpq, ...] | None:
    """A rational direction v in which v^T A v is certainly negative (or, when ``strict``, exactly zero); ``None`` if none was found."""
    for direction in candidates(matrix):
        try:
            sign = sign_of(form(matrix, direction))
        except UndecidedError:
            continue
        if sign < 0 or (strict and sign == 0):
            return direction
    return None


def form(matrix: Rows, direction: Sequence[fmpq]) -> Number:
    """v^T A v."""
    total: Number = fmpq(0)
    for weight, row in zip(direction, matrix, strict=True):
        for other, entry in zip(direction, row, strict=True):
            total = total + weight * other * entry
    return total


def candidates(matrix: Rows) -> list[tuple[fmpq, ...]]:
    """Axes, then the rounded eigenvectors of the symmetric part, the most negative eigenvalue first. None of them is trusted."""
    size = len(matrix)
    found = [tuple(fmpq(int(i == j)) for j in range(size)) for i in range(size)]
    midpoints = np.array([[float(arb(entry).mid()) for entry in row] for row in matrix])
    if size > 1 and np.all(np.abs(midpoints) < LARGEST_FLOAT):
        _, vectors = np.linalg.eigh((midpoints + midpoints.T) / 2)
        for vector in vectors.T:
            scaled = vector / np.max(np.abs(vector))
            found += [tuple(fmpq(round(float(entry) * grain), grain) for entry in scaled) for grain in (GRAIN, 6)]
    return [direction for direction in found if any(entry != 0 for entry in direction)]
