"""Arguments of every type from numbers of a regime."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    from collections.abc import Callable

    from derivations.language.types import TypeSpec

Array = NDArray[np.float64]
Scalars = "Callable[[str, np.random.Generator, tuple[int, ...]], Array]"
GRID = 2.0**-40  # probabilities are multiples of it, so that their sum is exactly one; float32 has a coarser one
COARSE_GRID = 2.0**-20


def argument(spec: TypeSpec, scalars: Callable[..., Array], random: np.random.Generator, count: int, *, coarse: bool) -> Array:
    """Arguments of one type: shape (count, *shape). ``scalars(kind, random, shape)`` draws numbers of a kind."""
    shape = (count, *(int(size) for size in spec.shape))
    if spec.kind == "simplex":
        return on_simplex(scalars("positive", random, shape), COARSE_GRID if coarse else GRID)
    if spec.kind == "spd":
        return positive_definite(scalars("positive", random, shape[:-1]), random)
    values = scalars("real" if spec.kind in ("symmetric", "invertible") else spec.kind, random, shape)
    return mirrored(values) if spec.kind == "symmetric" else values


def on_simplex(weights: Array, grid: float) -> Array:
    """Probabilities (..., n) in proportion to weights, positive multiples of the grid with the exact sum one."""
    parts = weights / weights.max(axis=-1, keepdims=True)
    counts = np.maximum(1.0, np.floor(parts / parts.sum(axis=-1, keepdims=True) / grid))
    place = np.expand_dims(counts.argmax(axis=-1), -1)
    rest = 1 / grid - counts.sum(axis=-1, keepdims=True)
    np.put_along_axis(counts, place, np.take_along_axis(counts, place, -1) + rest, -1)
    probabilities: Array = counts * grid
    return probabilities


def positive_definite(scales: Array, random: np.random.Generator) -> Array:
    """Matrices S C S (..., n, n) with well conditioned C and S diagonal, powers of two near the square roots of scales (..., n)."""
    n = scales.shape[-1]
    factor = random.normal(size=(*scales.shape, n))
    core = factor @ np.swapaxes(factor, -1, -2) / n + 0.1 * np.eye(n)
    roots = np.exp2(np.rint(np.log2(scales) / 2))
    return mirrored(core) * roots[..., :, None] * roots[..., None, :]


def mirrored(values: Array) -> Array:
    """The matrices whose entries below the diagonal are those above it."""
    upper = np.triu(values)
    return upper + np.swapaxes(np.triu(values, 1), -1, -2)


def fitting(values: Array, dtype: str) -> Array:
    """The nearest numbers of the dtype, as float64."""
    with np.errstate(over="ignore", under="ignore"):
        return values.astype(dtype).astype(np.float64)


def decades(dtype: str) -> tuple[float, float]:
    """The exponents of ten between which numbers and their reciprocals are far from the ends of a dtype: -300 and 300 for float64."""
    edge = math.floor(math.log10(float(np.finfo(dtype).max)))
    return -edge + 8.0, edge - 8.0
