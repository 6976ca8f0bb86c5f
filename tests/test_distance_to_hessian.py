"""The experiment on the distances of two Gauss-Newton matrices from the Hessian measures what it says, and can fail."""

from __future__ import annotations

import numpy as np
import pytest

from numeric.network import Network
from numeric.problem import Problem
from verify.experiments import distance_to_hessian as module
from verify.experiments import run_experiment
from verify.experiments.distance_to_hessian import Distances, distances, exception, random_networks


def test_the_table_is_the_same_every_time() -> None:
    """The seed is fixed: the same evidence twice, and other networks for another seed."""
    assert module.distance_to_hessian() == module.distance_to_hessian()
    assert random_networks(1, ("tanh", "identity"), seed=1) != random_networks(1, ("tanh", "identity"))


def test_a_linear_network_has_no_distance() -> None:
    """In one layer without activation the matrix with the softmax in the loss is the Hessian, the other one is not (entry M8.23c)."""
    generator = np.random.default_rng(1)
    network = Network([2, 3], ["identity"])
    problem = Problem(network, "cross_entropy_logits", generator.standard_normal((4, 2)), np.eye(3)[[0, 2, 1, 1]])
    in_loss, in_network = distances(problem, generator.standard_normal(network.size))
    assert in_loss < 1e-14
    assert in_network > 1e-2


def test_distances_are_those_of_matrices_from_differences() -> None:
    """The Hessian by differences of the gradient, and both products J^T H_L J with Jacobians by differences of the outputs."""
    generator, step = np.random.default_rng(2), 1e-6
    network = Network([2, 3, 3], ["tanh", "identity"])
    inputs, targets = generator.standard_normal((1, 2)), np.eye(3)[[2]]
    problem = Problem(network, "cross_entropy_logits", inputs, targets)
    theta = generator.standard_normal(network.size)
    moves = np.eye(network.size) * step

    def logits(at: np.ndarray) -> np.ndarray:
        return network.forward(at, inputs).ravel()

    def softmax(at: np.ndarray) -> np.ndarray:
        weights = np.exp(logits(at))
        return np.asarray(weights / weights.sum())

    hessian = np.array([(problem.gradient(theta + e) - problem.gradient(theta - e)) / (2 * step) for e in moves])
    of_logits, of_softmax = (np.array([(f(theta + e) - f(theta - e)) / (2 * step) for e in moves]).T for f in (logits, softmax))
    p = softmax(theta)
    in_loss = of_logits.T @ (np.diag(p) - np.outer(p, p)) @ of_logits
    in_network = of_softmax.T @ np.diag(targets[0] / p**2) @ of_softmax
    expected = [np.linalg.norm(hessian - in_loss), np.linalg.norm(hessian - in_network)]
    assert distances(problem, theta) == pytest.approx(expected, rel=1e-6)


def test_the_exception_is_the_certified_one() -> None:
    """The squares of its distances are the two sides of the witness of M8.23."""
    assert exception().in_loss[0] ** 2 == pytest.approx(0.0851662754556278, rel=1e-12)
    assert exception().in_network[0] ** 2 == pytest.approx(0.00495521761010677, rel=1e-12)


def test_exchanged_matrices_are_not_supported(monkeypatch: pytest.MonkeyPatch) -> None:
    """With the matrices exchanged the experiment comes to no verdict, and says in how many networks it held."""
    real = random_networks
    monkeypatch.setattr(module, "random_networks", lambda *arguments: real(*arguments).exchanged)
    found = run_experiment("distance-to-hessian")
    assert (found.verdict, found.grade) == ("inconclusive", "")
    assert found.reason == "closer in 0% of the networks only"


def test_ties_do_not_count() -> None:
    """Equal distances are not closer; the quartiles are those of the ratios."""
    assert Distances((1.0, 2.0, 3.0), (1.0, 4.0, 4.0)).closer == 2
    assert str(Distances((1.0, 2.0, 3.0), (1.0, 4.0, 4.0))) == "closer in 2 of 3; ratio of distances 0.75 (quartiles 0.62, 0.88)"
