"""Objectives small enough to be solved exactly: quadratics, a normal law, and three networks."""

from __future__ import annotations

from typing import Any

import numpy as np

from numeric.network import Network
from numeric.network_objective import NetworkObjective
from numeric.problem import Problem
from numeric.quadratic import Quadratic

LOSSES = ("squared", "cross_entropy_logits", "bernoulli_logits")


def quadratic(size: int = 6, seed: int = 0, condition: float = 30.0) -> Quadratic:
    """A quadratic with eigenvalues from 1 to ``condition`` in a random basis."""
    generator = np.random.default_rng(seed)
    basis, _ = np.linalg.qr(generator.standard_normal((size, size)))
    matrix = (basis * np.geomspace(1, condition, size)) @ basis.T
    return Quadratic((matrix + matrix.T) / 2, generator.standard_normal(size))


def minimum(objective: Quadratic) -> np.ndarray:
    """Where the quadratic is least."""
    return np.linalg.solve(objective.curvature, objective.linear)


def network(loss: str = "cross_entropy_logits", samples: int = 15, seed: int = 0, **options: Any) -> tuple[NetworkObjective, np.ndarray]:
    """A network 3-4-3 on random data with its starting point."""
    generator = np.random.default_rng(seed)
    net = Network([3, 4, 3], ["tanh"])
    inputs, theta = generator.standard_normal((samples, 3)), net.initialise(generator)
    targets = {
        "squared": generator.standard_normal((samples, 3)),
        "cross_entropy_logits": generator.integers(0, 3, samples),
        "bernoulli_logits": generator.integers(0, 2, (samples, 3)),
    }[loss]
    return NetworkObjective(Problem(net, loss, inputs, targets, **options)), theta
