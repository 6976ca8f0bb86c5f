"""How far two generalised Gauss-Newton matrices are from the Hessian: with the softmax in the loss, and with the softmax in the network."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from numeric.network import Network
from numeric.problem import Problem
from verify.experiments import Evidence, experiment

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    Array = NDArray[np.float64]

SEED = 823
NETWORKS = 60
CASES = (1, 5, 20)
SIZES = [2, 3, 3]
MOST = 0.9  # the share of networks in which "slightly closer" has to hold for the sentence to be a fair summary


@dataclass(frozen=True)
class Distances:
    """Frobenius distances from the Hessian, one entry a network: softmax in the loss, and softmax in the network."""

    in_loss: tuple[float, ...]
    in_network: tuple[float, ...]

    @property
    def closer(self) -> int:
        """In how many networks the matrix with the softmax in the loss is the closer one."""
        return sum(a < b for a, b in zip(self.in_loss, self.in_network, strict=True))

    @property
    def exchanged(self) -> Distances:
        """The negative control: the two matrices in each other's place."""
        return Distances(self.in_network, self.in_loss)

    def __str__(self) -> str:
        """Counts, and quartiles of the ratio of the distances."""
        low, middle, high = np.quantile(np.divide(self.in_loss, self.in_network), (0.25, 0.5, 0.75))
        return f"closer in {self.closer} of {len(self.in_loss)}; ratio of distances {middle:.2f} (quartiles {low:.2f}, {high:.2f})"


def distances(problem: Problem, theta: Array) -> tuple[float, float]:
    """Both Frobenius distances at ``theta``, ``(n,)``.

    For one-hot targets the matrix with the softmax in the network is the empirical Fisher matrix (ledger entry M8.21).
    """
    identity = np.eye(problem.size)
    hessian = problem.hessian(theta) @ identity
    in_loss = problem.generalized_gauss_newton(theta) @ identity
    in_network = problem.empirical_fisher(theta) @ identity
    return float(np.linalg.norm(hessian - in_loss)), float(np.linalg.norm(hessian - in_network))


def random_networks(cases: int, activations: Sequence[str], seed: int = SEED) -> Distances:
    """The distances in networks with standard normal parameters and inputs, and random labels."""
    generator = np.random.default_rng([seed, cases])
    network = Network(SIZES, list(activations))
    pairs = []
    for _ in range(NETWORKS):
        inputs = generator.standard_normal((cases, SIZES[0]))
        targets = np.eye(SIZES[-1])[generator.integers(SIZES[-1], size=cases)]
        problem = Problem(network, "cross_entropy_logits", inputs, targets)
        pairs.append(distances(problem, generator.standard_normal(network.size)))
    return Distances(*(tuple(column) for column in zip(*pairs, strict=True)))


def exception() -> Distances:
    """The second negative control, ledger entry M8.23: logits (0, 2 tanh t - 2), target class 0, at t = 2/5."""
    logit, slope = 2 * np.tanh(0.4) - 2, 2 / np.cosh(0.4) ** 2
    bend = -2 * np.tanh(0.4) * slope
    p = 1 / (1 + np.exp(-logit))
    hessian = p * (1 - p) * slope**2 + p * bend
    return Distances((float(abs(hessian - p * (1 - p) * slope**2)),), (float(abs(hessian - p**2 * slope**2)),))


@experiment("distance-to-hessian")
def distance_to_hessian() -> Evidence:
    """The matrix with the softmax in the loss is usually the closer one; the exchanged matrices and the known exception must fail."""
    lines, controls, ratios = [], [exception()], []
    for cases in CASES:
        found = random_networks(cases, ("tanh", "identity"))
        ratios.append(found.closer / NETWORKS)
        controls.append(found.exchanged)
        lines.append(f"{cases} cases: {found}; exchanged (control): closer in {found.exchanged.closer}")
    lines.append(f"logits (0, 2 tanh t - 2) at t = 2/5 (control): {controls[0].in_loss[0]:.5f} against {controls[0].in_network[0]:.5f}")
    failed = sum(control.closer < MOST * len(control.in_loss) for control in controls)
    shape = "-".join(map(str, SIZES))
    scope = f"{NETWORKS} random {shape} tanh networks for each of {', '.join(map(str, CASES))} cases; seed {SEED}"
    if min(ratios) < MOST:
        reason = f"closer in {min(ratios):.0%} of the networks only"
        return Evidence("inconclusive", "", scope, tuple(lines), len(controls), failed, reason)
    return Evidence("supported", "numeric", scope, tuple(lines), len(controls), failed)
