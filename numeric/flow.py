"""Following a direction smoothly: natural gradient, Newton and gradient flows as differential equations, in any chart."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

import numpy as np
from scipy.integrate import solve_ivp

from numeric.charts import Pulled
from numeric.errors import DomainError
from numeric.objective import dense

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from numeric.charts import Chart
    from numeric.objective import Objective

    Vector = NDArray[Any]

Clock = Literal["time", "length"]
PRECISE = 1e-12
FLAT = 1e-300  # a gradient of this norm has arrived


@dataclass(frozen=True)
class Path:
    """Points of a flow in the objective's own coordinates, shape ``(k, n)``, and the clock's values there, shape ``(k,)``."""

    clock: Vector
    points: Vector

    @property
    def end(self) -> Vector:
        """The last point, shape ``(n,)``."""
        last: Vector = self.points[-1]
        return last


def flow(  # noqa: PLR0913 - one argument a choice
    objective: Objective,
    theta: Vector,
    duration: float,
    *,
    matrix: str | None = "fisher",
    chart: Chart | None = None,
    clock: Clock = "time",
    points: int = 2,
) -> Path:
    r"""Integrate :math:`\dot\gamma = -C(\gamma)^{-1} \nabla(h \circ g)(\gamma)` and return the path of :math:`\theta = g(\gamma)`.

    Args:
        objective: h, with the matrix C as a method.
        theta: where to start, shape ``(n,)``, in the objective's own coordinates.
        duration: of the clock; above 0.
        matrix: ``fisher`` (natural gradient), ``hessian`` (Newton) or ``None`` (plain gradient).
        chart: the coordinates in which the flow is computed.
        clock: ``time``, or the Euclidean ``length`` of the path in theta, which compares paths regardless of their speed.
        points: how many points to return, at least 2.

    Accuracy:
        An embedded Runge-Kutta pair of order 8 with tolerances 1e-12.

    Raises:
        DomainError: the integration does not reach the end (a singular matrix, or a stationary point under the clock ``length``).

    Example:
        >>> from numeric.quadratic import Quadratic
        >>> path = flow(Quadratic(np.diag([1.0, 9.0]), np.zeros(2)), np.ones(2), np.log(2.0))
        >>> path.end.round(10).tolist()
        [0.5, 0.5]
    """
    pulled = objective if chart is None else Pulled(objective, chart)

    def velocity(_: float, gamma: Vector) -> Vector:
        direction = -pulled.gradient(gamma)
        if matrix is not None:
            direction = np.linalg.solve(dense(pulled, matrix, gamma), direction)
        if clock == "time":
            return direction
        speed = np.linalg.norm(direction if chart is None else chart.jacobian(gamma) @ direction)
        return direction / max(float(speed), FLAT)

    start = theta if chart is None else chart.inverse(theta)
    times = np.linspace(0, duration, points)
    try:
        found = solve_ivp(velocity, (0, duration), start, method="DOP853", rtol=PRECISE, atol=PRECISE, t_eval=times)
        reached = found.success and bool(np.isfinite(found.y).all())
    except np.linalg.LinAlgError:
        reached = False
    if not reached:
        message = f"Following a flow: expected it to last {duration}, got stuck. Shorten it, or look for a singular matrix on the way."
        raise DomainError(message)
    path = found.y.T if chart is None else np.array([chart.forward(gamma) for gamma in found.y.T])
    return Path(found.t, path)
