"""The inverse of a matrix of numbers: exact for rational numbers, else by balls."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from flint import arb_mat, fmpq, fmpq_mat

from derivations.balls.failures import NotDefinedError, UndecidedError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from derivations.balls.number import Number


def inverse(entries: Sequence[Number]) -> list[Number]:
    """The entries of the inverse of a square matrix, both row by row.

    Raises:
        NotDefinedError: the matrix, of exact numbers, has no inverse.
        UndecidedError: whether it has one cannot be told at this precision.

    >>> inverse([fmpq(entry) for entry in (2, 1, 1, 1)])
    [1, -1, -1, 2]
    """
    size = math.isqrt(len(entries))
    rational = [entry for entry in entries if isinstance(entry, fmpq)]
    exact = len(rational) == len(entries)
    try:
        found: list[Number] = [*(fmpq_mat(size, size, rational) if exact else arb_mat(size, size, list(entries))).inv().entries()]
    except ZeroDivisionError as error:
        message = f"the inverse of a matrix that {'is' if exact else 'may be'} singular"
        raise (NotDefinedError if exact else UndecidedError)(message) from error
    return found


def entry_of_inverse(i: fmpq, j: fmpq, *entries: Number) -> Number:
    """Entry (i, j) of the inverse of the square matrix with these entries, row by row; raises as :func:`inverse` does."""
    return inverse(entries)[int(i.p) * math.isqrt(len(entries)) + int(j.p)]
