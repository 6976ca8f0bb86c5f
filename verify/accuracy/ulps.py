"""Errors in units of the last place of the true value."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from flint import arb

from derivations.balls.precision import working

if TYPE_CHECKING:
    from collections.abc import Sequence

LARGEST = 1e300  # so that a file of results holds numbers only
BITS = 256


def ulp(truth: arb, dtype: str) -> float:
    """The distance of the floats around a true value.

    >>> ulp(arb(1.5), "float64") == 2.0**-52, ulp(arb(0), "float64")
    (True, 5e-324)
    """
    return spacing(float(truth.mid()), dtype)


def spacing(value: float, dtype: str) -> float:
    """The distance from a finite number of the dtype to the next one away from zero.

    >>> spacing(1.7976931348623157e308, "float64") == 2.0**971
    True
    """
    with np.errstate(all="ignore"):
        size = np.minimum(np.abs(np.dtype(dtype).type(value)), np.finfo(dtype).max)
        step = np.spacing(size)
        return float(step if np.isfinite(step) else size - np.nextafter(size, np.dtype(dtype).type(0)))


def error(computed: float, truth: arb, dtype: str) -> float:
    """How many ulps a finite float is off."""
    with working(BITS):
        return min(float((abs(arb(computed) - truth) / arb(ulp(truth, dtype))).mid()), LARGEST)


def shift(values: Sequence[arb | None], truth: arb, dtype: str) -> float:
    """The sum of the distances of some values from the true one, in ulps."""
    with working(BITS):
        total = sum((abs(value - truth) for value in values if value is not None), arb(0))
        return min(float((total / arb(ulp(truth, dtype))).mid()), LARGEST)


def representable(truth: arb, dtype: str) -> bool:
    """Whether the nearest number of the dtype is finite."""
    return bool(abs(truth) < arb(float(np.finfo(dtype).max)))
