"""Estimates are relative: of a multiple of an operator, of however small or large a size, they are that multiple."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from scipy.sparse.linalg import aslinearoperator

from numeric.estimators import hutch_plus_plus, hutchinson, xtrace
from numeric.estimators.lanczos_spectrum import spectrum
from numeric.krylov.lanczos import lanczos
from numeric.krylov.subspace import krylov_subspace

SCALES = (2.0**-90, 2.0**90)  # powers of two: multiplying by them rounds nothing


def symmetric(rank: int, size: int = 20) -> np.ndarray:
    """A positive matrix of this rank."""
    factor = np.random.default_rng(4).standard_normal((size, rank))
    return factor @ factor.T


class Counted:
    """An operator that counts how many vectors were multiplied."""

    def __init__(self, matrix: np.ndarray) -> None:
        """Nothing was multiplied."""
        self.matrix, self.shape, self.products = matrix, matrix.shape, 0

    def __matmul__(self, V: np.ndarray) -> np.ndarray:
        """Count the columns."""
        self.products += 1 if V.ndim == 1 else V.shape[1]
        return self.matrix @ V


@pytest.mark.parametrize("scale", SCALES)
@pytest.mark.parametrize("rank", [3, 20])
@pytest.mark.parametrize("module", [hutchinson, hutch_plus_plus, xtrace], ids=lambda module: module.__name__)
def test_traces_scale_with_the_operator(module: Any, rank: int, scale: float) -> None:
    """Where the probes exhaust the range and where they do not, estimate and error are multiplied."""
    B = symmetric(rank)
    small = module.trace(aslinearoperator(B), 14, np.random.default_rng(0))
    large = module.trace(aslinearoperator(scale * B), 14, np.random.default_rng(0))
    assert large.value == pytest.approx(scale * small.value, rel=1e-9)
    assert large.standard_error == pytest.approx(scale * small.standard_error, rel=1e-6, abs=1e-9 * scale * small.value)


@pytest.mark.parametrize("module", [hutchinson, hutch_plus_plus, xtrace], ids=lambda module: module.__name__)
def test_the_trace_of_nothing_is_zero(module: Any) -> None:
    """Without an error, and without a warning."""
    found = module.trace(aslinearoperator(np.zeros((9, 9))), 8, np.random.default_rng(0))
    assert (found.value, found.standard_error) == (0.0, 0.0)


@pytest.mark.parametrize(("samples", "size"), [(6, 20), (7, 20), (8, 20), (14, 20), (60, 5), (13, 4)])
def test_hutch_plus_plus_takes_as_many_products_as_asked_for(samples: int, size: int) -> None:
    """A third each, the remainder to the last; a range that is whole takes no more than its dimension."""
    B = Counted(symmetric(size, size))
    found = hutch_plus_plus.trace(B, samples, np.random.default_rng(0))  # type: ignore[arg-type]
    assert B.products == samples
    assert found.samples == samples
    if size <= samples // 3:
        assert found.value == pytest.approx(np.trace(B.matrix), rel=1e-12)


@pytest.mark.parametrize(("samples", "products"), [(4, 4), (5, 4), (9, 8), (80, 40)])
def test_xtrace_takes_as_many_products_as_asked_for(samples: int, products: int) -> None:
    """Half are probes, half products with their basis; never more of each than the size of the matrix."""
    B = Counted(symmetric(20))
    xtrace.trace(B, samples, np.random.default_rng(0))  # type: ignore[arg-type]
    assert B.products == products


@pytest.mark.parametrize("scale", [1.0, *SCALES])
def test_lanczos_ends_with_its_space_at_every_size(scale: float) -> None:
    """Three different eigenvalues are three steps, of a tiny matrix and of a huge one; small eigenvalues are not dropped."""
    found = lanczos(aslinearoperator(scale * np.diag([1.0, 2.0, 2.0, 5.0])), np.ones(4), 9)
    assert np.allclose(found.ritz()[0], scale * np.array([1.0, 2.0, 5.0]), rtol=1e-12, atol=0)
    spread = lanczos(aslinearoperator(scale * np.diag([1e-9, 1e-6, 1.0])), np.ones(3), 9).ritz()[0]
    assert len(spread) == 3
    assert np.allclose(spread, scale * np.array([1e-9, 1e-6, 1.0]), rtol=1e-5, atol=0)


@pytest.mark.parametrize("scale", SCALES)
def test_bases_do_not_depend_on_sizes(scale: float) -> None:
    """Neither on that of the start nor on that of the operator or of further directions."""
    B, s = symmetric(20), np.linspace(-1, 1, 20)
    first = krylov_subspace(aslinearoperator(B), s, 4, also=[np.ones(20)]).basis
    second = krylov_subspace(aslinearoperator(scale * B), scale * s, 4, also=[scale * np.ones(20)]).basis
    assert first.shape == second.shape == (20, 5)
    assert np.allclose(first, second, rtol=0, atol=1e-12)


def test_the_density_of_a_spectrum_is_a_density() -> None:
    """Over the line it is one, and its mean is that of the eigenvalues, whatever the number of probes."""
    eigenvalues, grid = np.array([1.0, 2.0, 4.0, 4.0]), np.linspace(-10, 15, 5001)
    for probes in (2, 5):
        found = spectrum(aslinearoperator(np.diag(eigenvalues)), probes, 4, np.random.default_rng(0))
        density = found.density(grid, 0.25)
        assert density.sum() * (grid[1] - grid[0]) == pytest.approx(1, rel=1e-9)
        assert (grid * density).sum() * (grid[1] - grid[0]) == pytest.approx(eigenvalues.mean(), rel=1e-9)
        peak = np.argmin(np.abs(grid - 1))
        assert density[peak] == pytest.approx(0.25 / (0.25 * np.sqrt(2 * np.pi)), rel=2e-3)
