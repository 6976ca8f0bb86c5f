"""What a change of coordinates does to a step, and to the smooth path of a method."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from numeric.charts import Pulled, affine, shear
from numeric.flow import flow
from numeric.gaussian_fit import GaussianFit
from numeric.krylov.conjugate_gradients import Stopping
from numeric.optimizers.gradient_descent import GradientDescent
from numeric.optimizers.hessian_free import HessianFree
from numeric.optimizers.natural_gradient import NaturalGradient
from numeric.optimizers.newton import Newton
from verify.experiments import Evidence, experiment
from verify.experiments.table import judged

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from numeric.charts import Chart
    from numeric.optimizers.protocol import Optimizer

    Vector = NDArray[Any]

FIT = GaussianFit(0.0, 1.0)
START = np.array([0.5, 0.35])
AFFINE = affine(np.array([[2.0, 0.5], [-0.3, 0.7]]), np.array([0.1, -0.2]))
SHEAR = shear(0.25)
SAME = 1e-9
LINEAR = 0.05  # of an order
WHOLE = Stopping(50, 0, residual=1e-15)


def gap(method: Optimizer, chart: Chart) -> float:
    """How far one step in a chart ends from the same step in the model's own coordinates, relative to the step."""
    own = method.step(method.init(FIT, START)).theta
    pulled = Pulled(FIT, chart)
    there = chart.forward(method.step(method.init(pulled, chart.inverse(START))).theta)
    return float(np.linalg.norm(own - there) / np.linalg.norm(own - START))


@experiment("discrete-step-invariance")
def discrete_step_invariance() -> Evidence:
    """One step: Newton and undamped natural steps do not see affine charts, plain and damped ones do; curved charts show at order two."""
    free = HessianFree(damping=1e-14, exponent=0, decay=0, backtrack=False, stopping=WHOLE, matrix="fisher")
    invariant: dict[str, Optimizer] = {"natural gradient": NaturalGradient(), "Newton": Newton(), "Hessian-free, undamped": free}
    rows = [(f"{name}, affine chart: {gap(method, AFFINE):.1e}", gap(method, AFFINE) < SAME) for name, method in invariant.items()]
    curved = [gap(NaturalGradient(rate=rate), SHEAR) for rate in (1e-2, 1e-3, 1e-4)]
    slopes = np.diff(np.log10(curved)) / -1
    rows.append(
        (
            f"natural gradient, curved chart: relative gaps {', '.join(f'{each:.1e}' for each in curved)}",
            bool((abs(slopes - 1) < LINEAR).all()),
        )
    )
    damped: dict[str, Optimizer] = {
        "plain gradient": GradientDescent(0.1),
        "natural gradient, damped by the identity": NaturalGradient(damping=1.0),
        "Hessian-free, damped by the identity": HessianFree(
            damping=1.0, exponent=0, decay=0, backtrack=False, stopping=WHOLE, matrix="fisher"
        ),
    }
    controls = [(f"{name}, affine chart: {gap(method, AFFINE):.1e}", gap(method, AFFINE) < SAME) for name, method in damped.items()]
    newton = gap(Newton(rate=1e-4), SHEAR)
    controls.append((f"Newton, curved chart, rate 1e-4: {newton:.1e} (does not vanish with the rate)", newton < 1e-3))  # noqa: PLR2004
    return judged("the normal law in (mu, log sigma), one step from (0.5, 0.35)", rows, controls)


@experiment("smooth-paths")
def smooth_paths() -> Evidence:
    """Followed for the same length, the natural-gradient flow is one path in two charts; those of Newton and of the gradient are not."""

    def distance(matrix: str | None) -> float:
        ends = [flow(FIT, START, 0.4, matrix=matrix, chart=chart, clock="length").end for chart in (None, SHEAR)]
        return float(np.abs(ends[0] - ends[1]).max())

    natural, newton, plain = (distance(matrix) for matrix in ("fisher", "hessian", None))
    rows = [(f"natural gradient: ends differ by {natural:.1e}", natural < SAME)]
    controls = [(f"Newton: {newton:.1e}", newton < SAME), (f"gradient: {plain:.1e}", plain < SAME)]
    return judged("the normal law, charts (mu, log sigma) and its shear, length 0.4", rows, controls)


@experiment("gaussian-flow-is-straight")
def gaussian_flow_is_straight() -> Evidence:
    """The natural-gradient flow of the divergence is straight in expectation parameters, hence no Fisher-Rao geodesic (claim M6.16)."""
    target = GaussianFit(2.0, 1.0)
    path = flow(target, np.zeros(2), 3.0, points=60).points
    moments = np.array([[mu, mu**2 + np.exp(2 * lam)] for mu, lam in path])
    along = (moments - moments[0]) @ (np.array([2.0, 5.0]) - moments[0])
    line = moments[0] + np.multiply.outer(along / along[-1], moments[-1] - moments[0])
    bend = float(np.abs(moments - line).max())
    s = path[:, 0] / 2
    ours = float(np.abs(np.exp(2 * path[:, 1]) - (1 + 4 * s - 4 * s**2)).max())
    geodesic = float(np.abs(np.exp(2 * path[:, 1]) - (1.5 - (path[:, 0] - 1) ** 2 / 2)).max())
    rows = [
        (f"deviation from the segment of expectations {bend:.1e}", bend < SAME),
        (f"sigma^2 = 1 + 4s - 4s^2 to {ours:.1e}", ours < SAME),
    ]
    return judged("from N(0, 1) towards N(2, 1), 60 points", rows, [(f"the Fisher-Rao geodesic: off by {geodesic:.2f}", geodesic < SAME)])
