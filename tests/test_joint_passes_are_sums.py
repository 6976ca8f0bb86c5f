"""A curvature and structural damping in one pass through the network are the sum of the two operators."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from numeric.curvature import matrices
from numeric.curvature.joint import Joint, joined
from numeric.curvature.output import OutputCurvature
from numeric.network import Network
from numeric.problem import Problem

GENERATOR = np.random.default_rng(5)
X, Y = GENERATOR.standard_normal((7, 3)), GENERATOR.random((7, 2))
OUTER = [name for name, each in matrices().items() if issubclass(each, OutputCurvature)]


def made(hidden: list[str], **options: Any) -> tuple[Problem, np.ndarray]:
    """A small network with one hidden layer of four units a name, and parameters."""
    network = Network([3, *[4] * len(hidden), 2], hidden)
    return Problem(network, "bernoulli_logits", X, Y, **options), np.random.default_rng(1).standard_normal(network.size)


@pytest.mark.parametrize("outer", OUTER)
@pytest.mark.parametrize("metric", ["values", "matching"])
def test_one_pass_is_the_sum(outer: str, metric: str) -> None:
    """Vectors and blocks, data in chunks or whole, with linear layers and without: the sum, and with another weight another one."""
    for hidden, chunk in ((["tanh", "sigmoid", "identity"], 3), (["sigmoid"], 100), (["softplus", "tanh"], 2)):
        problem, theta = made(hidden, chunk=chunk)
        first, second = problem.curvature(outer, theta), problem.curvature("structural_damping", theta, metric=metric)
        both = joined(first, second, 0.7)
        assert isinstance(both, Joint) == (outer != "block_diagonal_fisher")  # which has a pass of its own
        block = np.random.default_rng(2).standard_normal((problem.size, 3))
        assert np.allclose(both @ block, first @ block + 0.7 * (second @ block), rtol=1e-12, atol=1e-13)
        assert np.allclose(both @ block[:, 0], first @ block[:, 0] + 0.7 * (second @ block[:, 0]), rtol=1e-12, atol=1e-13)
        assert not np.allclose(both @ block, first @ block + 0.6 * (second @ block), rtol=1e-3)


def test_without_hidden_layers_nothing_is_added() -> None:
    """A network of one layer has no hidden units to damp."""
    problem, theta = made([])
    fisher = problem.fisher(theta)
    both = joined(fisher, problem.curvature("structural_damping", theta), 0.7)
    v = np.linspace(-1, 1, problem.size)
    assert np.allclose(both @ v, fisher @ v, rtol=1e-13)


def test_what_has_no_common_pass_is_added() -> None:
    """Matrices of other kinds, or at other parameters, are summed as operators."""
    problem, theta = made(["tanh"])
    structural = problem.curvature("structural_damping", theta)
    v = np.linspace(-1, 1, problem.size)
    for other in (problem.hessian(theta), problem.curvature("block_diagonal_fisher", theta), made(["tanh"])[0].fisher(theta)):
        both = joined(other, structural, 0.7)
        assert not isinstance(both, Joint)
        assert np.allclose(both @ v, other @ v + 0.7 * (structural @ v), rtol=1e-13)
