"""Units whose Fisher matrix has a closed form under normal inputs, against tensor products of Gauss-Hermite rules."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
from scipy.special import erf

from numeric.amari_unit import AmariFisher
from numeric.erf_network import ErfFisher
from verify.experiments import Evidence, experiment
from verify.experiments.table import judged

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Array = NDArray[Any]

NODES, INPUTS, MANY = 90, 2, 100_000
SAME = 1e-10  # relative, of matrices; what the rule leaves for slopes of these sizes
SOLVED = 1e-12


def rule() -> tuple[Array, Array]:
    """Points ``(NODES**2, 2)`` and weights of a rule for two independent standard normal inputs."""
    nodes, weights = np.polynomial.hermite_e.hermegauss(NODES)
    grid = np.stack([each.ravel() for each in np.meshgrid(nodes, nodes, indexing="ij")], axis=1)
    return grid, np.multiply.outer(weights, weights).ravel() / (2 * np.pi)


def second_moment(scores: Array, weights: Array) -> Array:
    """The mean of the outer products of the rows."""
    moment: Array = scores.T @ (weights[:, None] * scores)
    return moment


def away(one: Array, other: Array) -> float:
    """The relative distance of two matrices."""
    return float(np.linalg.norm(one - other) / np.linalg.norm(other))


@experiment("amari-unit")
def amari_unit() -> Evidence:
    """The closed form is the second moment of the scores, and its inverse undoes it, with one number an input (claim M8.6)."""
    points, weights = rule()
    rows, controls = [], []
    for seed in range(3):
        generator = np.random.default_rng(seed)
        w, b, noise = generator.standard_normal(INPUTS) / 2, float(generator.standard_normal()), 0.7
        slopes = 1 - np.tanh(points @ w + b) ** 2
        truth = second_moment(slopes[:, None] * np.hstack([points, np.ones((len(points), 1))]) / noise, weights)
        gap, moved = (away(AmariFisher(w, bias, noise).to_dense(), truth) for bias in (b, -b))
        rows.append((f"seed {seed}: {gap:.1e} from quadrature", gap < SAME))
        controls.append((f"seed {seed}, the bias with the other sign: {moved:.1e}", moved < SAME))
    generator = np.random.default_rng(3)
    wide, vector = AmariFisher(generator.standard_normal(MANY) / np.sqrt(MANY), 0.3, 0.7), generator.standard_normal(MANY + 1)
    for damping in (0.0, 1.0):
        back = away(wide.solve(wide @ vector, damping), vector)
        line = (f"{MANY:,} inputs: solving with damping {damping:g} gives back {back:.1e} off", back < SOLVED)
        (controls if damping else rows).append(line)
    return judged(f"units of {INPUTS} inputs, seeds 0 to 2, {NODES} nodes an input; one of {MANY:,} inputs", rows, controls)


@experiment("erf-network")
def erf_network() -> Evidence:
    """The closed form in pairs of units is the second moment of the scores of the weights and the outputs."""
    points, weights = rule()
    rows, controls = [], []
    for seed in range(3):
        generator = np.random.default_rng(seed)
        W, v, slope, noise = generator.standard_normal((3, INPUTS)) / 2, generator.standard_normal(3), 0.8, 0.7
        argument = slope * points @ W.T
        bells = 2 * slope / np.sqrt(np.pi) * np.exp(-(argument**2)) * v
        scores = np.hstack([(bells[:, :, None] * points[:, None, :]).reshape(len(points), -1), erf(argument)]) / noise
        truth = second_moment(scores, weights)
        gap, other = (away(ErfFisher(W, v, each, noise).to_dense(), truth) for each in (slope, 1 / np.sqrt(2)))
        rows.append((f"seed {seed}: {gap:.1e} from quadrature", gap < SAME))
        controls.append((f"seed {seed}, with the slope of the normal distribution function: {other:.1e}", other < SAME))
    return judged(f"networks of {INPUTS} inputs and 3 units, seeds 0 to 2, {NODES} nodes an input", rows, controls)
