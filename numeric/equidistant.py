"""Points at one distance from the origin in a Mahalanobis metric of the plane."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from numeric.errors import DomainError

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Vector = NDArray[np.float64]

PLANE = (2, 2)


def equidistant_points(matrix: Vector, level: float, count: int = 73) -> Vector:
    r"""Points of the ellipse :math:`x^T A x = c`, shape ``(count, 2)``, evenly spaced in the angle of its parametrisation.

    The semi-axes are :math:`\sqrt{c / \lambda_i}` along the eigenvectors of A (claim H4.4). The last point repeats the first.

    Args:
        matrix: A, symmetric positive definite, shape ``(2, 2)``.
        level: c > 0, the squared distance.
        count: how many points, at least two.

    Raises:
        DomainError: A is not symmetric positive definite of that shape, so that there is no ellipse (claim H4.4-psd), or c is not positive.

    Accuracy:
        :math:`x^T A x` within a few roundings times the condition number of A.

    Example:
        >>> equidistant_points(np.diag([1.0, 4.0]), 4.0, 5).round(12).tolist()[:2]
        [[2.0, 0.0], [0.0, 1.0]]
    """
    form = np.asarray(matrix, dtype=np.float64)
    if form.shape != PLANE or not np.isfinite(form).all() or not np.array_equal(form, form.T) or np.linalg.eigvalsh(form)[0] <= 0:
        message = f"Placing points on an ellipse: expected a symmetric positive definite (2, 2), got {form.tolist()}."
        raise DomainError(f"{message} Where A is singular, the set is a pair of lines.")
    if not (np.isfinite(level) and level > 0):
        message = f"Placing points on an ellipse: expected a squared distance above 0, got {level!r}. Square the distance."
        raise DomainError(message)
    values, vectors = np.linalg.eigh(form)
    vectors = vectors * np.where(vectors[[0, 1], [0, 1]] < 0, -1.0, 1.0)  # one of the two signs, on every machine
    angles = np.linspace(0, 2 * np.pi, count)
    circle = np.stack([np.cos(angles), np.sin(angles)])
    points: Vector = (vectors @ (np.sqrt(level / values)[:, None] * circle)).T
    return points
