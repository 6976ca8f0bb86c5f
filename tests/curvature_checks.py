"""What must hold of every curvature matrix of a small example; what does not is named."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import curvature_oracle as oracle
import numpy as np
from curvature_laws import LOSSES

from numeric.curvature import matrices
from numeric.curvature.kronecker_factored_fisher import KroneckerFactoredFisher
from numeric.curvature.monte_carlo_fisher import MonteCarloFisher
from numeric.curvature.output import OutputCurvature
from numeric.curvature.sample_space import SampleSpace
from numeric.losses import named
from numeric.network import Network
from numeric.problem import Problem

if TYPE_CHECKING:
    from curvature_oracle import Example

TOLERANCE = 1e-13
DAMPING = 0.3
DRAWS = 3000
DEVIATIONS = 5.0


def distance(found: Any, wanted: Any) -> float:
    """The relative error in the Frobenius norm; absolute where zero is wanted."""
    return float(np.linalg.norm(np.asarray(found) - wanted) / (np.linalg.norm(wanted) or 1.0))


def built(example: Example, *, split: str = "whole", precision: str = "float64", **options: Any) -> Problem:
    """The example as a problem with some options, its data whole, in chunks of two, or as two batches."""
    network, made = Network(example.sizes, example.activations), LOSSES[example.loss].make
    law = named(example.loss) if made is None else made()
    X, Y = np.array(example.X, precision), np.array(example.Y)
    if example.loss.startswith("cross_entropy"):
        Y = Y[:, 0].astype(int)
    if split == "batches":
        return Problem(network, law, [(X[:1], Y[:1]), (X[1:], Y[1:])], **options)
    return Problem(network, law, X, Y, chunk=2 if split == "chunks" else 4096, **options)


def findings(example: Example, *, draws: bool = False, **options: Any) -> list[str]:
    """The names of all results that are wrong; with ``draws`` the sampled Fisher matrix is among them."""
    known, problem = oracle.reference(example), built(example, **options)
    theta = np.array(example.theta)
    at = problem.at(theta)
    errors = {
        "value": abs(at.value - problem.value(theta)) + distance(at.value, known.value) * _has_constant(example),
        "gradient": distance(at.gradient, known.gradient),
    }
    for name, wanted in known.matrices.items():
        operator = matrices()[name](at)
        units = np.eye(operator.shape[0])
        errors[f"{name} @ block"] = distance(operator @ units, wanted)
        errors[f"{name} @ vector"] = distance(np.stack([operator @ unit for unit in units]), wanted)
        errors[f"{name} diagonal"] = distance(operator.diagonal(), np.diag(wanted))
        if isinstance(operator, OutputCurvature) and operator.positive_here and name != "block_diagonal_fisher":
            errors[f"{name} by the root"] = distance(matrices()[name](at, route="root") @ units, wanted)
    errors |= _kronecker(at, known) | _inverses(at, known)
    wrong = sorted(name for name, error in errors.items() if not error < TOLERANCE * (100 if "inverse" in name else 1))
    return wrong + (_drawn(at, known.matrices["fisher"]) if draws else [])


def _has_constant(example: Example) -> int:
    """Whether the loss leaves no constant out."""
    return int(example.loss not in {"poisson_log_rate", "multinomial"})


def _kronecker(at: Any, known: oracle.Reference) -> dict[str, float]:
    found = KroneckerFactoredFisher(at)
    errors = {}
    for i, (factor, (inputs, outputs)) in enumerate(zip(found.factors, known.factors, strict=True)):
        errors[f"kronecker factors {i}"] = distance(np.kron(factor.inputs, factor.outputs), np.kron(inputs, outputs))
    return errors


def _inverses(at: Any, known: oracle.Reference) -> dict[str, float]:
    """Damped inverses against dense ones of the reference."""
    unit = np.eye(at.size)
    block = np.linalg.inv(known.matrices["block_diagonal_fisher"] + DAMPING * unit)
    whole = np.linalg.solve(known.matrices["fisher"] + DAMPING * unit, known.gradient)
    kronecker = KroneckerFactoredFisher(at)
    errors = {
        "inverse by blocks": distance(matrices()["block_diagonal_fisher"](at).inverse(DAMPING) @ unit, block),
        "inverse in sample space": distance(SampleSpace(matrices()["fisher"](at)).solve(at.gradient, DAMPING).x, whole),
    }
    dense = np.zeros_like(unit)
    place = 0
    for inputs, outputs in known.factors:
        order = len(inputs) * len(outputs)
        dense[place : place + order, place : place + order] = np.kron(inputs, outputs)
        place += order
    errors["inverse of kronecker factors"] = distance(kronecker.inverse(DAMPING) @ unit, np.linalg.inv(dense + DAMPING * unit))
    return errors


def _drawn(at: Any, fisher: Any) -> list[str]:
    """The sampled Fisher matrix along one direction: its deviation in units of the standard error over draws."""
    v = np.linspace(-1, 1, at.size)
    values = [v @ (MonteCarloFisher(at, draws=DRAWS // 10, seed=seed) @ v) for seed in range(10)]
    score = (np.mean(values) - v @ fisher @ v) / (np.std(values, ddof=1) / np.sqrt(len(values)))
    return [] if abs(score) < DEVIATIONS else [f"drawn fisher, z = {score:.1f}"]
