"""Inverses are those of the matrices they say, with the damping they say."""

from __future__ import annotations

import curvature_oracle as oracle
import numpy as np
import pytest
from curvature_checks import built, distance

from numeric.curvature.eigenvalue_corrected_fisher import EigenvalueCorrectedFisher
from numeric.curvature.kronecker_factored_fisher import KroneckerFactoredFisher
from numeric.curvature.sample_space import SampleSpace

LOSSES = ["cross_entropy_logits", "gaussian_log_variance"]


@pytest.mark.parametrize("damping", [0.01, 2.0])
@pytest.mark.parametrize("loss", LOSSES)
def test_factored_damping_is_split_in_proportion_to_the_scales(loss: str, damping: float) -> None:
    """(A + pi sqrt(damping) I) x (G + sqrt(damping) / pi I), inverted, with pi squared the ratio of the mean eigenvalues."""
    example = oracle.make(loss)
    at = built(example).at(np.array(example.theta))
    inverse = KroneckerFactoredFisher(at).inverse(damping, "factored") @ np.eye(at.size)
    for (first, last), (A, G) in zip(oracle.bounds(example), oracle.reference(example).factors, strict=True):
        ratio = np.sqrt((np.trace(A) / len(A)) / (np.trace(G) / len(G)))
        left = np.linalg.inv(A + ratio * np.sqrt(damping) * np.eye(len(A)))
        right = np.linalg.inv(G + np.sqrt(damping) / ratio * np.eye(len(G)))
        assert distance(inverse[first:last, first:last], np.kron(left, right)) < 1e-11
        inverse[first:last, first:last] = 0
    assert not inverse.any()


@pytest.mark.parametrize("loss", LOSSES)
def test_inverse_times_damped_matrix_is_the_identity(loss: str) -> None:
    """For both Kronecker forms, with one and the same damping on either side."""
    example = oracle.make(loss)
    at = built(example).at(np.array(example.theta))
    unit = np.eye(at.size)
    for matrix in (KroneckerFactoredFisher(at), EigenvalueCorrectedFisher(at)):
        assert distance(matrix.inverse(0.2) @ (matrix @ unit + 0.2 * unit), unit) < 1e-12


@pytest.mark.parametrize("split", ["whole", "chunks", "batches"])
@pytest.mark.parametrize("loss", LOSSES)
def test_sample_space_knows_the_root(loss: str, split: str) -> None:
    """Q, its transpose and its Gram matrix belong together, and Q^T Q is the Fisher matrix, however the data are split."""
    example = oracle.make(loss, samples=3)
    problem = built(example, split=split)
    fisher = problem.fisher(np.array(example.theta))
    space = SampleSpace(fisher)
    Q = np.stack([space.times(unit) for unit in np.eye(fisher.shape[0])], axis=1)
    transposed = np.stack([space.transposed_times(unit) for unit in np.eye(space.order)], axis=1)
    assert distance(transposed, Q.T) < 1e-14
    assert distance(space.gram(), Q @ Q.T) < 1e-13
    assert distance(Q.T @ Q, fisher.to_dense()) < 1e-13
