"""What is timed of the numeric core."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from benchmarks.curvature.prepared import gradient as prepared
from numeric.curvature.dual import Dual
from numeric.curvature.generalized_gauss_newton import GeneralizedGaussNewton
from numeric.curvature.sample_space import SampleSpace
from numeric.linearization import Linearization
from numeric.network import Network
from numeric.problem import Problem

if TYPE_CHECKING:
    from collections.abc import Callable

    from benchmarks.curvature.problems import Case

    Action = Callable[[], Any]

DAMPING = 1e-3
SMALL = 2048  # order of the Gram matrix up to which the exact solve is timed


def actions(case: Case) -> dict[str, Action]:
    """The operator as a user calls it, the gradient from nothing, and for few samples the product and the solve in sample space."""
    setting = case.setting
    network = Network(setting.sizes, [setting.activation] * (len(setting.sizes) - 2))
    problem = Problem(network, "cross_entropy_logits" if setting.loss == "softmax" else "bernoulli_logits", case.X, case.Y, layout="tuned")
    theta, direction = case.theta, case.direction
    at = problem.at(theta)
    operator = GeneralizedGaussNewton(at)
    found: dict[str, Action] = {
        "ours product": lambda: operator @ direction,
        "ours product, by the network": lambda: through @ direction,
        "ours gradient": lambda: Linearization(problem, theta).gradient,
        "prepared gradient": prepared(case, problem),
    }
    through = GeneralizedGaussNewton(at, route="network")
    if any(setting.samples < 2 * size for size in setting.sizes[:-1]):
        dual = Dual(operator)
        image, out, space = dual.image(dual.gradient()), np.empty_like(dual.gradient()), np.empty_like(dual.image(dual.gradient()))
        found["ours product, coefficients"] = lambda: dual.image(dual.product(image, out=out), out=space)
    if setting.samples * setting.sizes[-1] <= SMALL:
        gradient = at.gradient
        found["ours exact solve"] = lambda: SampleSpace(operator).solve(gradient, DAMPING).x
        found["ours dual conjugate gradients"] = lambda: Dual(operator).solve(DAMPING, 50)[0]
    return found
