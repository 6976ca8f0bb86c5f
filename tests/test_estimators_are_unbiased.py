"""Estimators are unbiased: exactly, by enumerating all signs, and within a few of their own standard errors on larger matrices."""

from __future__ import annotations

import itertools
from typing import TYPE_CHECKING

import numpy as np
import pytest
from scipy.sparse.linalg import aslinearoperator

from numeric.curvature import matrix
from numeric.errors import DomainError
from numeric.estimators import chapelle_erhan, curvature_propagation, hutch_plus_plus, hutchinson, xtrace
from numeric.estimators.estimate import Estimate
from numeric.estimators.lanczos_spectrum import spectrum
from numeric.network import Network
from numeric.problem import Problem

if TYPE_CHECKING:
    from collections.abc import Callable
    from types import ModuleType

TRACES = (hutchinson, hutch_plus_plus, xtrace)


def symmetric(size: int, decay: float, seed: int = 0) -> np.ndarray:
    """A symmetric matrix with eigenvalues ``decay**i`` of alternating sign."""
    basis, _ = np.linalg.qr(np.random.default_rng(seed).standard_normal((size, size)))
    return (basis * ((-1.0) ** np.arange(size) * decay ** np.arange(size))) @ basis.T


class Scripted:
    """A generator that draws given signs."""

    def __init__(self, drawn: np.ndarray) -> None:
        """Hold the signs."""
        self.drawn = drawn

    def choice(self, _values: np.ndarray, size: tuple[int, ...]) -> np.ndarray:
        """The given signs, column by column."""
        return self.drawn.reshape(size)


def scripted(drawn: tuple[float, ...], *, shared: bool) -> Callable[[tuple[int, ...]], np.ndarray]:
    """A source of noise that gives out the signs one by one, or the first one everywhere."""
    rest = list(drawn)

    def noise(shape: tuple[int, ...]) -> np.ndarray:
        return np.array([rest[0] if shared else rest.pop() for _ in range(int(np.prod(shape)))]).reshape(shape)

    return noise


def test_hutchinson_is_exact_over_all_signs() -> None:
    """The mean over all sign vectors is the trace, and the diagonal, to rounding."""
    B = symmetric(4, 0.7)
    probes = np.array(list(itertools.product([-1.0, 1.0], repeat=4))).T
    whole: object = Scripted(probes)
    assert hutchinson.trace(aslinearoperator(B), 16, whole).value == pytest.approx(np.trace(B), abs=1e-14)  # type: ignore[arg-type]
    assert np.allclose(hutchinson.diagonal(aslinearoperator(B), 16, whole).value, np.diag(B), atol=1e-14)  # type: ignore[arg-type]


@pytest.mark.parametrize("module", TRACES, ids=lambda module: module.__name__)
def test_traces_are_unbiased_with_honest_errors(module: ModuleType) -> None:
    """Over 300 seeds the mean is within four standard errors of the trace, and the stated errors are those observed within a half."""
    B = aslinearoperator(symmetric(40, 0.9))
    found = [module.trace(B, 18, np.random.default_rng(seed)) for seed in range(300)]
    values = np.array([each.value for each in found])
    assert abs(values.mean() - np.trace(symmetric(40, 0.9))) <= 4 * values.std() / np.sqrt(300)
    stated = np.sqrt(np.mean([float(each.standard_error) ** 2 for each in found]))
    assert 0.5 * values.std() <= stated <= 1.5 * values.std()


def test_better_estimators_are_better() -> None:
    """Where eigenvalues decay, Hutch++ has a tenth of Hutchinson's error at most, and XTrace less than Hutch++."""
    B = aslinearoperator(symmetric(60, 0.6))
    exact = np.trace(symmetric(60, 0.6))
    errors = [np.sqrt(np.mean([(m.trace(B, 24, np.random.default_rng(s)).value - exact) ** 2 for s in range(40)])) for m in TRACES]
    assert errors[1] < errors[0] / 10
    assert errors[2] < errors[1]


@pytest.mark.parametrize("module", TRACES[1:], ids=lambda module: module.__name__)
def test_low_rank_traces_are_exact(module: ModuleType) -> None:
    """When the probes span the range, the trace has no error left."""
    factor = np.random.default_rng(1).standard_normal((30, 3))
    found = module.trace(aslinearoperator(factor @ factor.T), 18, np.random.default_rng(0))
    assert found.value == pytest.approx(np.sum(factor**2), rel=1e-11)


def test_xtrace_is_its_definition() -> None:
    """The formula with one factorisation equals leaving every column out in turn."""
    B, probes = symmetric(9, 0.8), np.random.default_rng(3).choice(np.array([-1.0, 1.0]), size=(9, 4))
    terms = []
    for index in range(4):
        basis, _ = np.linalg.qr(B @ np.delete(probes, index, axis=1))
        rest = probes[:, index] - basis @ (basis.T @ probes[:, index])
        terms.append(np.trace(basis.T @ B @ basis) + rest @ B @ rest)
    scripted: object = Scripted(probes)
    found = xtrace.trace(aslinearoperator(B), 8, scripted)  # type: ignore[arg-type]
    assert found.value == pytest.approx(np.mean(terms), rel=1e-10)
    assert found.standard_error == pytest.approx(np.std(terms, ddof=1) / 2, rel=1e-8)


def test_chapelle_and_erhan_are_exact_over_all_signs() -> None:
    """The mean of squared products over all signs is the diagonal of S S'; the transposed factor gives another one."""
    factor = np.random.default_rng(2).standard_normal((4, 4))
    probes: object = Scripted(np.array(list(itertools.product([-1.0, 1.0], repeat=4))).T)
    found = chapelle_erhan.diagonal(aslinearoperator(factor), 16, probes).value  # type: ignore[arg-type]
    assert np.allclose(found, np.diag(factor @ factor.T), rtol=1e-13)
    assert not np.allclose(found, np.diag(factor.T @ factor), rtol=1e-2)


def test_curvature_propagation_is_exact_over_all_signs() -> None:
    """Over all signs of a network 2-2-1 on one sample the mean is the Hessian's diagonal; one noise shared by all layers is biased."""
    generator = np.random.default_rng(5)
    network = Network([2, 2, 1], ["tanh"])
    at = Problem(network, "squared", generator.standard_normal((1, 2)), generator.standard_normal((1, 1))).at(generator.standard_normal(9))
    exact = matrix("hessian")(at).diagonal()

    def mean(*, shared: bool) -> np.ndarray:
        total = np.zeros(9)
        for drawn in itertools.product([-1.0, 1.0], repeat=3):
            total += curvature_propagation.sampled(at, scripted(drawn, shared=shared))
        return total / 8

    assert np.allclose(mean(shared=False), exact, rtol=1e-12, atol=1e-14)
    assert not np.allclose(mean(shared=True), exact, rtol=1e-2)


def test_curvature_propagation_is_unbiased_on_a_deeper_network() -> None:
    """On three layers with softmax all entries lie within five standard errors, and the estimate is not the Gauss-Newton diagonal."""
    generator = np.random.default_rng(6)
    network = Network([3, 4, 3, 3], ["tanh", "softplus"])
    at = Problem(network, "cross_entropy_logits", generator.standard_normal((5, 3)), generator.integers(0, 3, 5)).at(
        network.initialise(generator)
    )
    found = curvature_propagation.diagonal(at, 2000, generator)
    doubt = 5 * found.standard_error + 1e-12  # some entries have no variance: the first class has one random sign
    assert (np.abs(found.value - matrix("hessian")(at).diagonal()) <= doubt).all()
    assert (np.abs(found.value - matrix("generalized_gauss_newton")(at).diagonal()) > 2 * doubt).any()


def test_spectra_have_the_traces_of_functions() -> None:
    """The log determinant comes out within four standard errors, and the density integrates to one."""
    B = symmetric(20, 0.9) @ symmetric(20, 0.9) + np.eye(20)
    exact = np.linalg.slogdet(B)[1]
    found = spectrum(aslinearoperator(B), 30, 20, np.random.default_rng(0))
    assert abs(float(found.trace_of(np.log).z(exact))) < 4
    assert found.trace_of(np.ones_like).value == pytest.approx(20, rel=1e-12)
    grid = np.linspace(0, 3, 3001)
    assert found.density(grid, 0.05).sum() * 1e-3 == pytest.approx(1, abs=1e-3)


def test_estimates_know_their_doubt() -> None:
    """A z-score counts standard errors; an exact estimate that is wrong is infinitely far; too few samples are refused."""
    assert Estimate(2.0, 0.5, 4).z(1.0) == 2
    assert Estimate.of(np.array([1.0, 3.0, 8.0])) == Estimate(4.0, pytest.approx(np.sqrt(13.0 / 3)), 3)
    both = Estimate.of(np.array([[1.0, 0.0], [3.0, 0.0], [8.0, 3.0]]))
    assert (both.value, both.standard_error) == (pytest.approx([4.0, 1.0]), pytest.approx([np.sqrt(13.0 / 3), 1.0]))
    assert Estimate(2.0, 0.0, 4).z(1.0) == np.inf
    assert Estimate(2.0, 0.0, 4).z(2.0) == 0
    with pytest.raises(DomainError, match="expected at least 2 samples, got 1"):
        hutchinson.trace(aslinearoperator(np.eye(2)), 1, np.random.default_rng(0))


def test_an_exhausted_range_gives_the_trace_itself() -> None:
    """Of a matrix of rank two, eight probes know everything: nothing is divided by what rounding has left, and the error is rounding."""
    vectors = np.random.default_rng(3).standard_normal((2, 9))
    low = vectors.T @ vectors
    found = xtrace.trace(aslinearoperator(low), 16, np.random.default_rng(4))
    assert found.value == pytest.approx(np.trace(low), rel=1e-12)
    assert found.standard_error < 1e-14 * np.trace(low)


@pytest.mark.parametrize(("size", "probes"), [(2, 2), (3, 3), (4, 2)])
def test_xtrace_is_unbiased_over_all_signs(size: int, probes: int) -> None:
    """With few rows probes often agree but for the sign, which is no exhausted range: the mean over all draws is the trace, to rounding."""
    direction = np.array([1.0, -1.0, 1e-6, 1e-6])[:size]  # all images lie along it, most of them short
    for B in (symmetric(size, 0.5), np.outer(direction, direction)):
        assert_unbiased(B, probes)


def assert_unbiased(B: np.ndarray, probes: int) -> None:
    """The mean over all signs of the probes is the trace."""
    drawn = [np.array(each) for each in itertools.product([-1.0, 1.0], repeat=len(B) * probes)]
    scripts: list[object] = [Scripted(each) for each in drawn]
    values = [xtrace.trace(aslinearoperator(B), 2 * probes, script).value for script in scripts]  # type: ignore[arg-type]
    assert np.mean(values) == pytest.approx(np.trace(B), rel=1e-12)
