"""Operations on the arrays of a block along their class axes; a generated module has copies of those that it calls."""

from __future__ import annotations

import math
from typing import Any

import numpy as np


def spread(x: Any, function: Any, out: Any, scratch: Any) -> None:
    """Apply a function of rows to arrays, piece by piece; those with fewer class axes are repeated along the others."""
    rows = [row.ravel(order="K") if row.shape == out.shape else repeated(row, out).ravel(order="K") for row in x]
    whole = out.ravel(order="K")
    step = scratch.shape[1]
    for start in range(0, whole.size, step):
        here = slice(start, start + step)
        function(*(row[here] for row in rows), whole[here], scratch[:, : whole[here].size])


def repeated(row: Any, out: Any) -> Any:
    """An array in the shape of another, as that lies in memory."""
    whole = np.empty_like(out)
    np.copyto(whole, row)
    return whole


def total(x: Any, out: Any, spare: Any) -> None:
    """Add up along the first axis, pair by pair, so that errors grow with the logarithm of its length; ``spare`` may be x."""
    count = len(x)
    if count == 1:
        np.copyto(out, x[0])
        return
    if x.strides[0] < x.strides[-1]:  # along contiguous memory NumPy adds pairs of blocks itself
        np.add.reduce(x, axis=0, out=out)
        return
    while count > 3:  # noqa: PLR2004 - so few are as exact one by one
        half = count // 2
        np.add(x[:half], x[count - half : count], out=spare[:half])
        if count % 2 and x is not spare:
            np.copyto(spare[half], x[half])
        x = spare
        count -= half
    np.add(x[0], x[1], out=out)
    if count > 2:  # noqa: PLR2004 - one is left
        np.add(out, x[2], out=out)


def others(x: Any, out: Any, spare: Any) -> None:
    """The sum along the first axis without each entry in turn, x not negative: only the largest needs a sum of its own."""
    if len(x) == 1:
        out.fill(0.0)
        return
    largest = entries(np.argmax(x, axis=0))
    whole, rest = out[0], out[1]
    total(x, whole, spare)
    np.copyto(spare, x)
    spare[largest] = 0.0
    total(spare, rest, spare)
    rest = rest.copy()
    np.subtract(whole, x, out=spare)
    spare[largest] = rest
    np.copyto(out, spare)


def others_signed(x: Any, out: Any, spare: Any) -> None:
    """The sum along the first axis without each entry in turn: what stands before it plus what stands behind."""
    out[0] = 0.0
    np.add.accumulate(x[:-1], axis=0, out=out[1:])
    spare[-1] = 0.0
    np.add.accumulate(x[:0:-1], axis=0, out=spare[:-1][::-1])
    np.add(out, spare, out=out)


def excess(x: Any, out: Any, spare: Any) -> None:
    """The sum along the first axis without the largest entry: minus one, if that is one."""
    largest = entries(np.argmax(x, axis=0))
    if spare is not x:
        np.copyto(spare, x)
    spare[largest] = 0.0
    total(spare, out, spare)


def at_largest(x: Any, key: Any, out: Any) -> None:
    """The entry along the first axis where the key is largest."""
    np.copyto(out, x[entries(np.argmax(key, axis=0))])


def entries(place: Any) -> tuple[Any, ...]:
    """The index of the entries at these places along the first axis."""
    if place.ndim == 1:
        return place, np.arange(len(place))
    return (place, *np.ogrid[tuple(slice(size) for size in place.shape)])


def pick(x: Any, place: Any, out: Any) -> None:
    """The entry along the first axis at a place that differs from element to element; nan where there is none."""
    known = (place >= 0) & (place < len(x))
    np.copyto(out, x[np.where(known, place, 0).astype(np.intp), np.arange(x.shape[-1])])
    if not known.all():
        out[~known] = math.nan


def chosen(place: float, count: int) -> int:
    """The class that a number names."""
    if place not in range(count):
        message = f"Computing an element again: expected a class below {count}, got {place}."
        raise ArithmeticError(message)
    return int(place)


def inverse_distribution(x: Any, level: Any, out: Any, spare: Any) -> None:
    """How many partial sums along the first axis stay within that part of the whole: a class, the last one at most."""
    np.add.accumulate(x, axis=0, out=spare)
    np.multiply(level, spare[-1], out=out)
    within = spare[:-1] <= out
    np.add.reduce(within, axis=0, dtype=np.float64, out=out)


def forward(factors: Any, x: Any, spare: Any) -> None:
    """Solve L y = x in place along the first axis, L the multipliers below the diagonal of the factors; ``spare`` is like x."""
    for step in range(len(x) - 1):
        rest = spare[step + 1 :]
        multipliers = factors[step + 1 :, step]
        np.multiply(multipliers if x.ndim < factors.ndim else multipliers[:, np.newaxis], x[step], out=rest)
        np.subtract(x[step + 1 :], rest, out=x[step + 1 :])


def backward(factors: Any, x: Any, spare: Any) -> None:
    """Solve L^T y = x in place along the first axis; ``spare`` is like x."""
    for step in range(len(x) - 1, 0, -1):
        rest = spare[:step]
        multipliers = factors[step, :step]
        np.multiply(multipliers if x.ndim < factors.ndim else multipliers[:, np.newaxis], x[step], out=rest)
        np.subtract(x[:step], rest, out=x[:step])
