"""Every curvature matrix is what its definition says, to thirteen digits, by a path that shares no code with it."""

from __future__ import annotations

from typing import Any

import curvature_oracle as oracle
import numpy as np
import pytest
from curvature_checks import built, distance, findings
from curvature_laws import LOSSES

from numeric.activations import activations
from numeric.curvature import matrices
from numeric.curvature.eigenvalue_corrected_fisher import EigenvalueCorrectedFisher
from numeric.layers.passes import ORDERS
from numeric.losses import losses

SMALL = 1e-13


def test_every_loss_and_activation_has_a_definition() -> None:
    """A new loss or activation needs a definition here: the tables of the oracle name what the registries name."""
    assert set(LOSSES) == set(losses())
    assert set(oracle.ACTIVATIONS) == set(activations())


@pytest.mark.parametrize("layout", ORDERS)
@pytest.mark.parametrize("loss", sorted(LOSSES))
def test_matrices_match_for_every_loss(loss: str, layout: str) -> None:
    """Value, gradient and all matrices agree with differences of the definition at sixty digits, wherever samples lie in memory."""
    assert findings(oracle.make(loss), layout=layout) == []


@pytest.mark.parametrize("layout", ORDERS)
@pytest.mark.parametrize("name", sorted(oracle.ACTIVATIONS))
def test_matrices_match_for_every_activation(name: str, layout: str) -> None:
    """The same for every activation in both hidden layers."""
    assert findings(oracle.make("squared", (name, name), samples=2, seed=1), layout=layout) == []


@pytest.mark.parametrize("loss", ["cross_entropy_logits", "gaussian_log_variance"])
def test_eigenvalue_correction_has_the_second_moments_along_its_bases(loss: str) -> None:
    """EKFAC's eigenvalues are the diagonal of the exact block in the eigenvectors of KFAC's factors."""
    example = oracle.make(loss)
    known, problem = oracle.reference(example), built(example)
    corrected = EigenvalueCorrectedFisher(problem.at(np.array(example.theta)))
    for layer, (first, last), (inputs, outputs) in zip(corrected.layers, oracle.bounds(example), known.factors, strict=True):
        for basis, factor in ((layer.inputs, inputs), (layer.outputs, outputs)):
            rotated = basis.T @ factor @ basis
            assert distance(rotated, np.diag(np.diag(rotated))) < 1e-12
        both = np.kron(layer.inputs, layer.outputs)
        block = known.matrices["fisher"][first:last, first:last]
        assert distance(layer.values.ravel(), np.diag(both.T @ block @ both)) < SMALL


@pytest.mark.parametrize("loss", ["cross_entropy_logits", "squared", "ordinal"])
@pytest.mark.parametrize("split", ["chunks", "batches"])
@pytest.mark.parametrize("layout", ORDERS)
def test_data_in_parts_give_the_same(loss: str, split: str, layout: str) -> None:
    """However the samples are split, kept or computed anew, the mean is one over samples."""
    example = oracle.make(loss)
    assert findings(example, split=split, layout=layout) == []
    assert findings(example, split=split, layout=layout, cache_bytes=0) == []


@pytest.mark.parametrize("loss", sorted(LOSSES))
def test_a_sum_is_the_mean_times_the_samples(loss: str) -> None:
    """Every matrix scales with the reduction, Kronecker factors and the empirical Fisher matrix too."""
    example = oracle.make(loss)
    mean, total = built(example), built(example, reduction="sum")
    theta = np.array(example.theta)
    for matrix in matrices().values():
        assert distance(matrix(total.at(theta)).to_dense(), len(example.X) * matrix(mean.at(theta)).to_dense()) < SMALL


@pytest.mark.parametrize("layout", ORDERS)
@pytest.mark.parametrize("name", sorted(matrices()))
def test_single_precision_agrees_to_single_precision(name: str, layout: str) -> None:
    """In float32 all results are float32 and right to its digits."""
    example = oracle.make("cross_entropy_logits")
    wide, narrow = built(example), built(example, precision="float32", layout=layout)
    theta = np.array(example.theta)
    matrix: Any = matrices()[name](narrow.at(theta.astype(np.float32)))
    vector = np.linspace(-1, 1, matrix.shape[0], dtype=np.float32)
    assert (matrix @ vector).dtype == matrix.diagonal().dtype == matrix.to_dense().dtype == np.float32
    if name != "monte_carlo_fisher":  # draws near a boundary may differ
        assert distance(matrix.to_dense(), matrices()[name](wide.at(theta)).to_dense()) < 1e-5
