"""Steepest descent in a divergence: the direction and the step that a notion of distance selects."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
from scipy.linalg import LinAlgError, cho_factor, cho_solve
from scipy.optimize import minimize

from numeric.errors import DomainError

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray

    Vector = NDArray[Any]
    Divergence = Callable[[Vector, Vector], float]

TIGHT = 1e-12


def riemannian_step(metric: Vector, gradient: Vector, rate: float) -> Vector:
    r"""The step :math:`-\gamma G^{-1} \nabla f`, shape ``(n,)``: the minimiser of :math:`\nabla f^T d + \frac{1}{2\gamma} d^T G d`.

    Args:
        metric: G, symmetric positive definite, shape ``(n, n)``.
        gradient: shape ``(n,)``.
        rate: gamma > 0.

    Raises:
        DomainError: G is not positive definite: the model has no minimiser.

    Example:
        >>> riemannian_step(np.diag([1.0, 4.0]), np.ones(2), 1.0).tolist()
        [-1.0, -0.25]
    """
    try:
        step: Vector = -rate * cho_solve(cho_factor(metric), gradient)
    except LinAlgError as error:
        message = "Descending in a metric: expected a positive definite matrix, got another. Add damping, or use the pseudo-inverse."
        raise DomainError(message) from error
    return step


def mahalanobis_step(matrix: Vector, gradient: Vector, rate: float, *, half: bool = True) -> Vector:
    r"""The minimiser of :math:`\nabla f^T d + \frac{1}{\gamma} D(d)` with :math:`D = \frac12 d^T A d`, or :math:`d^T A d` without the half.

    Without the half the step is :math:`-\frac{\gamma}{2} A^{-1} \nabla f`: half of what the essay prints (claim H4.1).

    Args:
        matrix: A, symmetric positive definite, shape ``(n, n)``.
        gradient: shape ``(n,)``.
        rate: gamma > 0.
        half: whether D carries the factor 1/2.

    Raises:
        DomainError: A is not positive definite.
    """
    return riemannian_step(matrix, gradient, rate if half else rate / 2)


def proximal_step(divergence: Divergence, theta: Vector, gradient: Vector, rate: float) -> Vector:
    r"""The minimiser over d of :math:`\nabla f^T d + \frac1\gamma D(\theta + d, \theta)` for any smooth divergence, numerically.

    Args:
        divergence: ``D(new, old)``, 0 on the diagonal and positive elsewhere; infinite values bound its domain.
        theta: shape ``(n,)``.
        gradient: shape ``(n,)``.
        rate: gamma > 0.

    Raises:
        DomainError: the search finds no minimum: the divergence does not grow fast enough against the linear model (claim H3.1).

    Accuracy:
        About 1e-7 relative: the gradient of D is taken by central differences.
    """

    def penalised(step: Vector) -> float:
        return float(gradient @ step + divergence(theta + step, theta) / rate)

    slope = -np.sign(gradient) * 1e-3
    found = minimize(penalised, slope, method="BFGS", jac="3-point", options={"gtol": 1e-10, "maxiter": 2000})
    if not np.isfinite(found.fun) or float(np.linalg.norm(found.jac)) > 1e-4 * max(1.0, float(np.linalg.norm(gradient))):
        message = f"Descending in a divergence: expected a minimum, got gradient {np.linalg.norm(found.jac):.3g}. Lower the rate."
        raise DomainError(message)
    best: Vector = found.x
    return best


def constrained_step(divergence: Divergence, theta: Vector, gradient: Vector, radius: float) -> Vector:
    r"""The minimiser of :math:`\nabla f^T d` over :math:`D(\theta + d, \theta) \le \epsilon^2/2`.

    For a divergence with Hessian F it tends to :math:`-\epsilon F^{-1} \nabla f / |\nabla f|_{F^{-1}}` (Martens, Section 6).

    Args:
        divergence: ``D(new, old)``.
        theta: shape ``(n,)``.
        gradient: shape ``(n,)``, not 0.
        radius: epsilon > 0.

    Raises:
        DomainError: the search fails.
    """
    norm = float(np.linalg.norm(gradient))
    if not norm > 0:
        message = "Descending in a divergence: expected a gradient other than 0, got 0. The point is stationary."
        raise DomainError(message)

    def slack(scaled: Vector) -> float:
        return 1 - 2 * divergence(theta + radius * scaled, theta) / radius**2

    start = -gradient / norm
    start = start / np.sqrt(max(1 - slack(start), TIGHT))
    rule = {"type": "ineq", "fun": slack}
    found = minimize(lambda d: gradient @ d / norm, start, method="SLSQP", constraints=[rule], options={"ftol": 1e-14, "maxiter": 500})
    if not np.isfinite(found.fun) or slack(found.x) < -1e-6:  # noqa: PLR2004 - rounding of a satisfied constraint
        message = f"Descending in a divergence: expected a step within the radius {radius}, got none ({found.message}). Change the radius."
        raise DomainError(message)
    step: Vector = radius * found.x
    return step
