"""Twelve classes of mistakes that curvature libraries have made are planted one by one; the checks must find each."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import curvature_oracle as oracle
import numpy as np
import pytest
from curvature_checks import built, findings

from numeric.curvature import (
    block_diagonal_fisher,
    eigenvalue_corrected_fisher,
    inverses,
    kronecker,
    kronecker_factored_fisher,
    output,
    sample_space,
)
from numeric.curvature.empirical_fisher import EmpiricalFisher
from numeric.curvature.fisher import Fisher
from numeric.layers import adjoint as adjoint_pass
from numeric.layers.forward import SamplesLast
from numeric.losses.blocks.diagonal import Diagonal
from numeric.losses.blocks.outer import Outer
from numeric.losses.blocks.paired import Paired
from numeric.losses.blocks.softmax import Softmax
from numeric.losses.gaussian_log_variance import GaussianLogVariance
from numeric.losses.squared import Squared
from numeric.problem import Problem

if TYPE_CHECKING:
    from collections.abc import Callable

    Patch = Callable[[pytest.MonkeyPatch], None]


def _scaled_problem(factor: Callable[[Problem], float]) -> Patch:
    """Another weight of the samples than the reduction says."""
    original = Problem._read

    def read(self: Problem, X: Any, Y: Any, chunk: int) -> Any:
        self.__class__ = type("Planted", (Problem,), {"weight": property(factor, lambda *_: None)})
        return original(self, X, Y, chunk)

    return lambda patch: patch.setattr(Problem, "_read", read)


def _kronecker_batch_factor(patch: pytest.MonkeyPatch) -> None:
    """The batch size divided out twice, as from averaged gradients."""
    original = kronecker.factors

    def factors(fisher: Any) -> Any:
        count = fisher.linearization.problem.samples
        return [kronecker.Factors(each.inputs, each.outputs / count) for each in original(fisher)]

    patch.setattr(kronecker_factored_fisher, "factors", factors)


def _square_of_the_mean(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(EmpiricalFisher, "diagonal", lambda self: self.linearization.gradient**2)


def _fisher_in_another_parameter(patch: pytest.MonkeyPatch) -> None:
    """The information of the log standard deviation, 2, for that of the log-variance, 1/2."""

    def fisher(_: Any, z: Any) -> Any:
        precision = np.exp(-z[len(z) // 2 :])
        return Paired(precision, np.zeros_like(precision), np.full_like(precision, 2.0))

    patch.setattr(GaussianLogVariance, "fisher", fisher)


def _doubled_softmax(patch: pytest.MonkeyPatch) -> None:
    """The diagonal 2 p (1 - p) of some boosting libraries."""
    patch.setattr(
        Softmax,
        "product",
        lambda self, V: np.multiply(V, (2 * self.probabilities * (1 - self.probabilities) * self.weight)[:, None], out=V),
    )


def _zero_hessian_of_the_loss(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(Softmax, "product", lambda self, V: np.multiply(V, 0, out=V))  # noqa: ARG005 - a patch


def _scores_not_averaged(patch: pytest.MonkeyPatch) -> None:
    """The number of draws forgotten, or its root taken."""
    patch.setattr(Outer, "scaled", lambda self, weight: Outer(self.columns * weight))


def _damped_twice(patch: pytest.MonkeyPatch) -> None:
    original = inverses.factored

    def factored(matrix: Any, damping: float, what: str) -> Any:
        return original(matrix, 2 * damping, what)

    for module in (inverses, sample_space, block_diagonal_fisher, kronecker_factored_fisher):
        if hasattr(module, "factored"):
            patch.setattr(module, "factored", factored)


def _spectral_damping_forgotten(patch: pytest.MonkeyPatch) -> None:
    for module in (kronecker_factored_fisher, eigenvalue_corrected_fisher):
        patch.setattr(
            module, "inverted", lambda layer, damping: kronecker.Spectral(layer.inputs, layer.outputs, 1 / (layer.values + damping**2))
        )


def _missed_transpose(patch: pytest.MonkeyPatch) -> None:
    """The backward pass through a square layer with its weights not transposed."""

    def back(run: Any, layer: int, U: Any) -> Any:
        weight = run.blocks[layer][:-1]
        weight = weight.T if weight.shape[0] == weight.shape[1] else weight
        return np.einsum("ij,jkn->ikn", weight, U)

    patch.setattr(adjoint_pass, "back", back)


def _no_curvature_of_the_network(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(SamplesLast, "second_derivatives", lambda self, layer: None)  # noqa: ARG005 - a patch


def _halved_gradient(patch: pytest.MonkeyPatch) -> None:
    """The factor one half of the squared error counted twice."""
    patch.setattr(Squared, "gradient", lambda self, z, y, out=None: np.multiply(z - y, 0.5, out=out))  # noqa: ARG005 - a patch


def _unit_likelihood_scale(patch: pytest.MonkeyPatch) -> None:
    """The information of a unit scale for that of the law's."""
    patch.setattr(GaussianLogVariance, "fisher", lambda self, z: Diagonal(np.ones_like(z)))  # noqa: ARG005 - a patch


def _bias_forgotten(patch: pytest.MonkeyPatch) -> None:
    original = output.tangent

    def tangent(run: Any, directions: Any, columns: int, **options: Any) -> Any:
        held = [each.copy() for each in directions]
        held[0][-1] = 0
        return original(run, held, columns, **options)

    patch.setattr(output, "tangent", tangent)


MUTANTS: dict[str, tuple[str, Patch]] = {
    "1 mean taken over outputs, too": ("squared", _scaled_problem(lambda me: 1 / (me.samples * me.network.sizes[-1]))),
    "1 one less than the samples": ("squared", _scaled_problem(lambda me: 1 / (me.samples - 0.5))),
    "2 batch factor twice": ("cross_entropy_logits", _kronecker_batch_factor),
    "3 empirical for the exact one": ("cross_entropy_logits", lambda patch: patch.setattr(Fisher, "local", EmpiricalFisher.local)),
    "4 square of the mean": ("cross_entropy_logits", _square_of_the_mean),
    "5 another parametrisation": ("gaussian_log_variance", _fisher_in_another_parameter),
    "6 doubled diagonal": ("cross_entropy_logits", _doubled_softmax),
    "6 zero Hessian": ("cross_entropy_logits", _zero_hessian_of_the_loss),
    "7 scale of the draws": ("cross_entropy_logits", _scores_not_averaged),
    "8 factor of the gradient": ("squared", _halved_gradient),
    "9 damped twice": ("cross_entropy_logits", _damped_twice),
    "9 square of the damping": ("cross_entropy_logits", _spectral_damping_forgotten),
    "10 missed transpose": ("squared", _missed_transpose),
    "11 Hessian without the network's part": ("squared", _no_curvature_of_the_network),
    "12 sum for mean": ("squared", _scaled_problem(lambda me: 1.0)),  # noqa: ARG005 - every problem
    "12 scale of the likelihood": ("gaussian_log_variance", _unit_likelihood_scale),
    "bias forgotten": ("squared", _bias_forgotten),
}


@pytest.mark.parametrize("name", sorted(MUTANTS))
def test_the_mistake_is_found(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """With the mistake planted at least one result is named as wrong."""
    loss, plant = MUTANTS[name]
    example = oracle.make(loss)
    oracle.reference(example)
    plant(monkeypatch)
    assert findings(example, draws=True) != []


@pytest.mark.parametrize("loss", sorted({loss for loss, _ in MUTANTS.values()}))
def test_nothing_is_found_without_a_mistake(loss: str) -> None:
    """The same checks, draws included, find nothing in the code as it is."""
    assert findings(oracle.make(loss), draws=True) == []


def test_mutants_cover_the_twelve_classes() -> None:
    """No class is left out."""
    assert {int(name.split()[0]) for name in MUTANTS if name[0].isdigit()} == set(range(1, 13))
    assert built(oracle.make("squared")).samples > 1
