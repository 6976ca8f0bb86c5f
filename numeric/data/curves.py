"""CURVES: images of random quadratic Bezier curves, after the synthetic set of the Hessian-free paper."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from numeric.data.data_set import DataSet
from numeric.errors import DomainError

if TYPE_CHECKING:
    from numpy.typing import NDArray

SIDE = 28  # pixels
MARGIN = 4.0
WIDTH = 0.7  # pixels: the standard deviation of the pen's profile
POINTS = 96  # along a curve: neighbours are closer than the pen is wide
AT_ONCE = 64  # images
DEFAULT = 1000
CONTROLS = 3  # points in the plane: images with six degrees of freedom, as many as the code of the paper has units


def load(samples: int | None, seed: int) -> DataSet:
    """Images ``(samples, 784)`` in [0, 1], 1,000 of them by default; the targets are the images themselves."""
    drawn = images(DEFAULT if samples is None else samples, np.random.default_rng(seed))
    return DataSet("curves", drawn, drawn, "28 x 28 images of random quadratic Bezier curves, drawn by our own generator.")


def images(samples: int, generator: np.random.Generator) -> NDArray[Any]:
    """Draw curves with uniform control points; shape ``(samples, 784)``, entries in [0, 1] (ink is 1).

    Raises:
        DomainError: no samples.

    Example:
        >>> images(2, np.random.default_rng(0)).shape
        (2, 784)
    """
    if samples < 1:
        message = f"Drawing curves: expected at least one sample, got {samples}. Ask for more."
        raise DomainError(message)
    controls = generator.uniform(MARGIN, SIDE - 1 - MARGIN, size=(samples, CONTROLS, 2))
    parts = [_inked(controls[first : first + AT_ONCE]) for first in range(0, samples, AT_ONCE)]
    return np.concatenate(parts)


def _inked(controls: NDArray[Any]) -> NDArray[Any]:
    """The images of curves with control points ``(k, 3, 2)``; a pixel's ink is that of the nearest point of the curve."""
    t = np.linspace(0, 1, POINTS)
    weights = np.array([(1 - t) ** 2, 2 * t * (1 - t), t**2])
    points = np.einsum("wt,kwc->ktc", weights, controls)
    away = (points[..., None] - np.arange(SIDE)) ** 2  # (k, t, coordinate, pixel)
    profile = np.exp(-away / (2 * WIDTH**2))
    ink = (profile[:, :, 1, :, None] * profile[:, :, 0, None, :]).max(axis=1)
    flat: NDArray[Any] = ink.reshape(len(controls), SIDE * SIDE)
    return flat
