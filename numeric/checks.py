"""What is looked at before and after a computation: shapes, precision, and that numbers are finite."""

from __future__ import annotations

import operator
from math import isfinite
from typing import TYPE_CHECKING, Any

import numpy as np

from numeric.errors import DomainError, PrecisionError, ShapeError

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Array = NDArray[Any]


def require_finite(array: Array, what: str) -> None:
    """Raise :class:`DomainError` for nan and infinities; a finite sum of squares, found in one pass, has none."""
    flat = array.ravel()
    if not isfinite(np.vdot(flat, flat)) and not np.isfinite(array).all():
        message = f"computing {what}: expected finite numbers, got nan or infinity. Shorten the step or rescale the data."
        raise DomainError(message)


def as_data(given: object, what: str) -> Array:
    """Samples or targets as an array.

    Raises:
        DomainError: values are masked, which an array would show as if they were there.
        ShapeError: rows differ in length.
    """
    if np.ma.is_masked(given):
        message = f"reading {what}: expected values everywhere, got masked ones. Fill them in, or leave those samples out."
        raise DomainError(message)
    try:
        return np.asarray(given)
    except ValueError as error:
        message = f"reading {what}: expected rows of one length, got others ({error}). Samples are rows."
        raise ShapeError(message) from error


def whole(number: object, what: str) -> int:
    """A positive whole number.

    Raises:
        DomainError: it is another.
    """
    try:
        value = operator.index(number)  # type: ignore[arg-type]
    except TypeError:
        value = 0
    if value < 1:
        message = f"making a problem: expected a positive {what}, got {number!r}. Leave it out."
        raise DomainError(message)
    return value


def as_columns(v: Array, size: int, dtype: np.dtype[Any], doing: str) -> Array:
    """A vector ``(n,)`` or columns ``(n, k)`` as a C-contiguous ``(n, k)`` of ``dtype``."""
    array = np.asarray(v)
    if array.ndim not in {1, 2} or len(array) != size:
        message = f"{doing}: expected shape ({size},) or ({size}, k), got {array.shape}. Ravel the layers in the order of `views`."
        raise ShapeError(message)
    if array.dtype.kind not in "fiub":
        message = f"{doing}: expected real numbers, got {array.dtype}. Multiply the real and the imaginary part."
        raise PrecisionError(message)
    return np.ascontiguousarray(array[:, None] if array.ndim == 1 else array, dtype)
