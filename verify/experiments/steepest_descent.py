"""Best steps within small balls, and the directions to which Section 6 of Martens says they tend."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
from scipy.optimize import brentq, minimize_scalar

from numeric.gaussian_fit import GaussianFit
from verify.experiments import Evidence, experiment
from verify.experiments.table import judged

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray

    Vector = NDArray[Any]
    Scalar = Callable[[Vector], float]

RADII = (0.1, 0.03, 0.01, 0.003)
METRIC = np.array([[2.0, 0.5], [0.5, 1.0]])
POINT = np.array([0.3, -0.2])
MODEL = GaussianFit(0.0, 1.0)  # its target does not matter here: only the model's divergence and Fisher matrix are used
NEXT = 0.1  # what the next term of the expansion may do to a fitted order
ROUGH = 0.5  # weight of the term that is only once differentiable
GRADIENT = np.array([1.0, 0.5])  # of both objectives at the centre


def smooth(step: Vector) -> float:
    """An objective less its value at the centre, from the step, ``(2,)``; the gradient at the centre is (1, 1/2)."""
    a, b = step
    return float(np.sin(a) + a * b**2 + np.expm1(b / 2) + a**2)


def rough(step: Vector) -> float:
    """The same gradient with a Hessian that is infinite at the centre."""
    return float(step @ GRADIENT + ROUGH * abs(step[1]) ** 1.5)


def best(objective: Scalar, distance: Scalar, radius: float) -> Vector:
    """The step, ``(2,)``, that lowers the objective most among those of at most this distance: the gradient has no zero there."""

    def edge(angle: float) -> Vector:
        ray: Vector = np.array([np.cos(angle), np.sin(angle)])
        length = float(brentq(lambda long: distance(long * ray) - radius, 0, 10 * radius, xtol=1e-15, rtol=1e-13))
        return length * ray

    grid = np.linspace(0, 2 * np.pi, 25)
    start = min(grid, key=lambda angle: objective(edge(angle)))
    width = grid[1]
    found = minimize_scalar(
        lambda angle: objective(edge(angle)), bounds=(start - width, start + width), method="bounded", options={"xatol": 1e-10}
    )
    return edge(found.x)


def errors(objective: Scalar, distance: Scalar, limit: Vector, scale: Callable[[float], float] = float) -> Vector:
    """How far the best step over the radius is from the stated limit, for each radius, ``(k,)``."""
    return np.array([np.linalg.norm(best(objective, distance, scale(radius)) / radius - limit) for radius in RADII])


def order(values: Vector) -> tuple[float, float]:
    """The exponent with which the errors vanish, by least squares, and its standard error."""
    (slope, _), covariance = np.polyfit(np.log(RADII), np.log(values), 1, cov=True)
    return float(slope), float(np.sqrt(covariance[0, 0]))


def euclidean(step: Vector) -> float:
    """The norm."""
    return float(np.linalg.norm(step))


def elliptic(step: Vector) -> float:
    """The norm of a positive definite matrix."""
    return float(np.sqrt(step @ METRIC @ step))


def divergence(step: Vector) -> float:
    """The root of KL(P(theta + d) || P(theta)) of the normal law in (mu, log sigma)."""
    return float(np.sqrt(max(MODEL.kl(POINT + step, POINT), 0.0)))


def reverse(step: Vector) -> float:
    """The root of the divergence with its arguments exchanged."""
    return float(np.sqrt(max(MODEL.kl(POINT, POINT + step), 0.0)))


def descent(matrix: Vector) -> Vector:
    """Minus the direction of the matrix's inverse times the gradient, of length one in that matrix, ``(2,)``."""
    raw = np.linalg.solve(matrix, GRADIENT)
    unit: Vector = -raw / np.sqrt(GRADIENT @ raw)
    return unit


@experiment("steepest-descent-limits")
def steepest_descent_limits() -> Evidence:
    """The limits hold with errors of first order, of order one half for a rough objective; wrong factors fail (claims M6.1, M6.5, M6.7)."""
    natural = np.sqrt(2) * descent(MODEL.fisher(POINT))
    stated: dict[str, tuple[Scalar, Scalar, Vector, float]] = {
        "Euclidean norm": (smooth, euclidean, descent(np.eye(2)), 1.0),
        "Euclidean norm, an objective that is once differentiable": (rough, euclidean, descent(np.eye(2)), 0.5),
        "norm of a matrix": (smooth, elliptic, descent(METRIC), 1.0),
        "divergence, square root of 2": (smooth, divergence, natural, 1.0),
        "divergence with its arguments exchanged": (smooth, reverse, natural, 1.0),
    }
    rows = []
    for name, (objective, distance, limit, expected) in stated.items():
        found = errors(objective, distance, limit)
        slope, error = order(found)
        rows.append(
            (
                f"{name}: errors {', '.join(f'{each:.1e}' for each in found)}, order {slope:.3f} +- {error:.3f}",
                bool(abs(slope - expected) < NEXT),
            )
        )
    wrong: dict[str, Vector] = {
        "divergence, factor 1": errors(smooth, divergence, natural / np.sqrt(2)),
        "divergence, factor 2": errors(smooth, divergence, natural * np.sqrt(2)),
        "divergence bounded by eps": errors(smooth, divergence, natural, np.sqrt),
        "norm of a matrix, limit of the Euclidean norm": errors(smooth, elliptic, descent(np.eye(2))),
        "divergence, direction of the plain gradient": errors(smooth, divergence, np.sqrt(2) * descent(np.eye(2))),
    }
    controls = [
        (f"{name}: errors {', '.join(f'{each:.1e}' for each in found)}", bool(found[-1] < found[0] / 10)) for name, found in wrong.items()
    ]
    return judged("a smooth objective of two parameters with the gradient (1, 1/2), and the normal law in (mu, log sigma)", rows, controls)
