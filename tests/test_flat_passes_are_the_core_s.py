"""The flat passes that benchmarks.layout times compute the gradient and the product of the core, in either order of the samples."""

from __future__ import annotations

import numpy as np
import pytest

from benchmarks.curvature.problems import Setting, make
from benchmarks.layout.flat import Flat
from numeric.curvature.generalized_gauss_newton import GeneralizedGaussNewton
from numeric.network import Network
from numeric.problem import Problem

SETTINGS = [
    Setting((5, 7, 4, 3), 9, "tanh", "softmax"),
    Setting((5, 4, 6, 1), 8, "tanh", "logits"),
    Setting((4, 3, 2, 3, 4), 7, "sigmoid", "logits"),
]


@pytest.mark.parametrize("first", [False, True])
@pytest.mark.parametrize("setting", SETTINGS, ids=str)
def test_flat_passes_agree_with_the_core(setting: Setting, *, first: bool) -> None:
    """Again and again, with the memory that the last call left."""
    case = make(setting, "float64")
    network = Network(setting.sizes, [setting.activation] * (len(setting.sizes) - 2))
    problem = Problem(network, "cross_entropy_logits" if setting.loss == "softmax" else "bernoulli_logits", case.X, case.Y)
    flat = Flat(case, problem, first=first)
    product = GeneralizedGaussNewton(problem.at(case.theta), route="network") @ case.direction
    for _ in range(2):
        assert np.allclose(flat.product(), product, rtol=1e-12, atol=1e-15)
        assert np.allclose(flat.gradient(), problem.gradient(case.theta), rtol=1e-12, atol=1e-15)
