"""Charts: the same model in other coordinates, and the objective pulled back along them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from numeric.objective import dense

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray

    from numeric.objective import Objective

    Vector = NDArray[Any]


@dataclass(frozen=True)
class Chart:
    r"""A diffeomorphism :math:`\theta = g(\gamma)` with its derivatives.

    Args:
        name: how reports call it.
        forward: g, ``(n,) -> (n,)``.
        jacobian: :math:`J_g`, ``(n,) -> (n, n)``, invertible where the chart is used.
        hessians: the Hessians of the components of g, ``(n,) -> (n, n, n)``.
        inverse: :math:`\gamma = g^{-1}(\theta)`.
    """

    name: str
    forward: Callable[[Vector], Vector]
    jacobian: Callable[[Vector], Vector]
    hessians: Callable[[Vector], Vector]
    inverse: Callable[[Vector], Vector]


def affine(matrix: Vector, shift: Vector) -> Chart:
    r""":math:`\theta = B\gamma + c` with B invertible, shape ``(n, n)``."""
    size = shift.size
    return Chart(
        "affine",
        lambda gamma: matrix @ gamma + shift,
        lambda _gamma: matrix,
        lambda _gamma: np.zeros((size, size, size)),
        lambda theta: np.linalg.solve(matrix, theta - shift),
    )


def shear(strength: float) -> Chart:
    r""":math:`\theta = (\gamma_1, \gamma_2 + a\gamma_1^2)` in the plane: not affine, volume preserving."""

    def hessians(_gamma: Vector) -> Vector:
        return np.array([np.zeros((2, 2)), np.diag([2 * strength, 0.0])])

    return Chart(
        "shear",
        lambda gamma: np.array([gamma[0], gamma[1] + strength * gamma[0] ** 2]),
        lambda gamma: np.array([[1.0, 0.0], [2 * strength * gamma[0], 1.0]]),
        hessians,
        lambda theta: np.array([theta[0], theta[1] - strength * theta[0] ** 2]),
    )


def exponential(size: int) -> Chart:
    r""":math:`\theta = \log\gamma` componentwise on positive coordinates."""

    def hessians(gamma: Vector) -> Vector:
        cube = np.zeros((size, size, size))
        cube[(np.arange(size),) * 3] = -(gamma**-2)
        return cube

    return Chart("logarithm", np.log, lambda gamma: np.diag(1 / gamma), hessians, np.exp)


@dataclass(frozen=True)
class Pulled:
    r"""An objective in a chart: :math:`h \circ g`, gradient :math:`J^T \nabla h`, metrics :math:`J^T C J`.

    The Hessian is no metric: :math:`J^T H J + \sum_j [\nabla h]_j H_{g_j}` (claim M10.10).
    """

    objective: Objective
    chart: Chart

    @property
    def size(self) -> int:
        """The number of parameters."""
        return self.objective.size

    def value(self, gamma: Vector) -> float:
        """The value at the coordinates, shape ``(n,)``."""
        return self.objective.value(self.chart.forward(gamma))

    def gradient(self, gamma: Vector) -> Vector:
        """The gradient by the coordinates, shape ``(n,)``."""
        slope: Vector = self.chart.jacobian(gamma).T @ self.objective.gradient(self.chart.forward(gamma))
        return slope

    def fisher(self, gamma: Vector) -> Vector:
        """The Fisher matrix in the coordinates, shape ``(n, n)``."""
        return self._metric("fisher", gamma)

    def generalized_gauss_newton(self, gamma: Vector) -> Vector:
        """The generalised Gauss-Newton matrix in the coordinates, shape ``(n, n)``."""
        return self._metric("generalized_gauss_newton", gamma)

    def hessian(self, gamma: Vector) -> Vector:
        """The Hessian by the coordinates, shape ``(n, n)``."""
        bend = np.tensordot(self.objective.gradient(self.chart.forward(gamma)), self.chart.hessians(gamma), 1)
        curved: Vector = self._metric("hessian", gamma) + bend
        return curved

    def kl(self, gamma: Vector, other: Vector) -> float:
        """The divergence of the two models: coordinates do not matter."""
        divergence: Callable[[Vector, Vector], float] = getattr(self.objective, "kl", lambda *_: float("nan"))
        return float(divergence(self.chart.forward(gamma), self.chart.forward(other)))

    def _metric(self, name: str, gamma: Vector) -> Vector:
        J = self.chart.jacobian(gamma)
        pulled: Vector = J.T @ dense(self.objective, name, self.chart.forward(gamma)) @ J
        return pulled
