"""Whether the numbers of a block lie in the types of their arguments; the functions are copied into every generated module."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from derivations.codegen.frame_generated import ENDS, LIMITS, MIRRORS, OPEN, WHOLE


def all_within(x: list[Any], b: list[Any], same: Any) -> bool:
    """Whether certainly every input lies in its type; quick, and may say no where all do."""
    for row, low, high in ENDS:  # what is no number is the least and the largest one of its row
        some = x[row]
        if not some[some.argmin()] > low or (high < math.inf and not some[some.argmax()] < high):
            return False
    if not all_finite([x[row] for row in OPEN]):
        return False
    if MIRRORS or WHOLE:
        pairs = len(MIRRORS)
        for row in (*WHOLE, *range(pairs)):
            other = x[pairs + row] if row < pairs else np.floor(x[row], b[0])
            if np.count_nonzero(np.equal(x[row], other, same)) < other.size:
                return False
    return True


def all_finite(parts: list[Any]) -> bool:
    """Whether certainly all numbers are finite; two rows take one pass, for what is not stays so times any number."""
    pairs = [(part, parts[min(2 * place + 1, len(parts) - 1)]) for place, part in enumerate(parts[::2])]
    return all(-math.inf < one.dot(other) < math.inf for one, other in pairs)


def within(x: list[Any], b: list[Any], flags: Any, *, single: bool) -> Any:
    """Where every input lies in its type."""
    inside, test, other = flags[:3]
    inside[...] = True
    for row, (low, high) in zip(x, LIMITS, strict=True):
        np.logical_and(np.greater(row, low, out=test), np.less(row, high, out=other), out=test)
        np.logical_and(inside, test, out=inside)
    for row in WHOLE:
        np.logical_and(inside, np.equal(np.floor(x[row], out=b[0]), x[row], out=test), out=inside)
    pairs = len(MIRRORS)
    rounding = 64.0 * (1.2e-7 if single else 2.3e-16)
    for row, (first, second) in enumerate(MIRRORS):
        size = np.abs(x[row]) + np.abs(x[pairs + row]) + np.sqrt(np.abs(x[first])) * np.sqrt(np.abs(x[second]))
        np.logical_and(inside, np.abs(x[row] - x[pairs + row]) <= rounding * size, out=inside)
    return inside
