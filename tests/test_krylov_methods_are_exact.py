"""Conjugate gradients, the Lanczos process and Krylov subspaces agree with dense linear algebra and stop when they should."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from scipy.sparse.linalg import aslinearoperator
from small_objectives import minimum, quadratic

from numeric.damping import Damped, LevenbergMarquardtRule, model_change, reduction_ratio
from numeric.errors import DomainError, ShapeError
from numeric.krylov import preconditioners
from numeric.krylov.backtracking import best_iterate, line_search
from numeric.krylov.conjugate_gradients import Iterate, Stopping, minimise
from numeric.krylov.lanczos import lanczos
from numeric.krylov.subspace import krylov_subspace

PROBLEM = quadratic(12)
OPERATOR = aslinearoperator(PROBLEM.curvature)
GRADIENT = -PROBLEM.linear
EXACT = minimum(PROBLEM)


@pytest.mark.parametrize("start", [None, np.linspace(-1, 1, 12), EXACT])
@pytest.mark.parametrize("exponent", [0.0, 0.75, 1.0])
def test_conjugate_gradients_solve(start: np.ndarray | None, exponent: float) -> None:
    """The minimiser is that of a dense solve, from any start and under any preconditioner, and the model's value is the quadratic's."""
    solve = preconditioners.diagonal(np.diag(PROBLEM.curvature), 0.0, exponent)
    found = minimise(OPERATOR, GRADIENT, start=start, preconditioner=solve, stopping=Stopping(progress=0))
    assert np.linalg.norm(found.vector - EXACT) <= 1e-12 * np.linalg.norm(EXACT)
    assert found.model == pytest.approx(PROBLEM.value(EXACT), rel=1e-12)
    assert found.iterations <= 20


def test_the_start_costs_iterations_only_where_it_is_wrong() -> None:
    """Starting at the solution needs no iteration."""
    assert minimise(OPERATOR, GRADIENT, start=EXACT, stopping=Stopping(residual=1e-12)).iterations == 0


def test_the_model_is_recomputed_from_its_definition() -> None:
    """Every kept iterate has the model's value at its vector, and the values decrease."""
    kept = minimise(OPERATOR, GRADIENT, stopping=Stopping(progress=0)).kept
    for iterate in kept:
        assert iterate.model == pytest.approx(model_change(OPERATOR, GRADIENT, iterate.vector), rel=1e-12, abs=1e-14)
    models = [iterate.model for iterate in kept]
    assert models == sorted(models, reverse=True)
    assert [iterate.number for iterate in kept][:5] == [0, 1, 2, 3, 4]


def test_martens_rule_looks_back() -> None:
    """The rule stops at the first iteration whose progress over the window is below its share, computed here from all iterates."""
    hard = quadratic(80, condition=1e6)
    rule = Stopping(progress=1e-3, window=5)
    found = minimise(aslinearoperator(hard.curvature), -hard.linear, stopping=rule)
    models = [
        minimise(aslinearoperator(hard.curvature), -hard.linear, stopping=Stopping(i, 0)).model for i in range(1, found.iterations + 1)
    ]
    models.insert(0, 0.0)
    stops = [i for i in range(6, len(models)) if (models[i] - models[i - max(5, i // 10)]) / models[i] < max(5, i // 10) * 1e-3]
    assert (found.reason, found.iterations) == ("progress", stops[0])


def test_negative_curvature_is_found() -> None:
    """On an indefinite matrix the method stops, says so, and returns a vector on which the model did not increase."""
    found = minimise(aslinearoperator(np.diag([1.0, -1.0])), np.array([1.0, 2.0]))
    assert found.reason == "curvature"
    assert found.model <= 0


def test_the_least_negative_curvature_ends_the_search() -> None:
    """However flat the model falls: the step in hand is kept, and none is taken along the direction that falls for ever."""
    slope = np.array([1.0, 1.0])
    found = minimise(aslinearoperator(np.diag([1.0, -1e-3])), slope, stopping=Stopping(10, 0))
    assert found.reason == "curvature"
    assert found.model == pytest.approx(-2 / (1 - 1e-3), rel=1e-12)


@pytest.mark.parametrize(
    ("operator", "gradient", "error"),
    [(np.eye(3), np.ones(2), ShapeError), (np.eye(2), np.array([1.0, np.nan]), DomainError)],
)
def test_bad_input_is_refused(operator: np.ndarray, gradient: np.ndarray, error: type[Exception]) -> None:
    """Shapes that do not fit and numbers that are not finite are errors, not results."""
    with pytest.raises(error, match="Minimising a quadratic model: expected"):
        minimise(aslinearoperator(operator), gradient)


def test_backtracking_takes_the_first_minimum_from_the_end() -> None:
    """Going back stops where the objective rises again, even though an earlier iterate is lower; nan counts as infinite."""
    values = {0: -9.0, 1: 3.0, 2: 1.0, 3: 2.0, 4: float("nan")}
    kept = [Iterate(number, np.array([float(number)]), -float(number)) for number in values]
    chosen = best_iterate(kept, lambda step: values[int(step[0])])
    assert (chosen.vector.tolist(), chosen.value, chosen.evaluations) == ([2.0], 1.0, 4)


def test_the_line_search_obeys_armijo() -> None:
    """A step that is too long is shortened until it decreases enough; a direction that climbs gives the zero step."""
    chosen = line_search(np.array([-10.0]), np.array([2.0]), lambda d: float((1 + d[0]) ** 2), 1.0, 81.0)
    assert chosen.value <= 1.0 + 1e-2 * 2.0 * chosen.vector[0]
    assert -2 < chosen.vector[0] < -1.5
    assert not line_search(np.array([1.0]), np.array([2.0]), lambda d: float((1 + d[0]) ** 2), 1.0, 4.0).vector.any()


def test_lanczos_has_the_moments_of_the_operator() -> None:
    """The basis is orthonormal, the projected operator tridiagonal, and 2k - 1 moments of the start agree."""
    start = np.arange(1.0, 13.0)
    found = lanczos(OPERATOR, start, 4)
    inner = np.diag(found.diagonal) + np.diag(found.off_diagonal, 1) + np.diag(found.off_diagonal, -1)
    assert np.allclose(found.basis.T @ found.basis, np.eye(4), atol=1e-14)
    assert np.allclose(found.basis.T @ PROBLEM.curvature @ found.basis, inner, atol=1e-12)
    nodes, weights = found.ritz()
    unit = start / np.linalg.norm(start)
    for power in range(8):
        moment = unit @ np.linalg.matrix_power(PROBLEM.curvature, power) @ unit
        assert weights @ nodes**power == pytest.approx(moment, rel=1e-11)
    eighth = unit @ np.linalg.matrix_power(PROBLEM.curvature, 8) @ unit
    assert weights @ nodes**8 != pytest.approx(eighth, rel=1e-6)


@pytest.mark.parametrize("dimension", [1, 3, 6])
def test_a_krylov_subspace_holds_the_iterates_of_conjugate_gradients(dimension: int) -> None:
    """The minimiser over the K-dimensional subspace is the K-th iterate (claim M3.17), and not the one before."""
    basis = krylov_subspace(OPERATOR, GRADIENT, dimension).basis
    best = -basis @ np.linalg.solve(basis.T @ PROBLEM.curvature @ basis, basis.T @ GRADIENT)
    iterate = minimise(OPERATOR, GRADIENT, stopping=Stopping(dimension, 0)).vector
    assert np.allclose(best, iterate, rtol=1e-10)
    if dimension > 1:
        assert not np.allclose(best, minimise(OPERATOR, GRADIENT, stopping=Stopping(dimension - 1, 0)).vector, rtol=1e-3)


@pytest.mark.parametrize("preconditioner", [None, lambda r: r / np.linspace(1, 4, 12)], ids=["plain", "preconditioned"])
@pytest.mark.parametrize(("dimension", "also"), [(1, []), (4, []), (4, [np.cos(np.arange(12)), np.zeros(12)]), (30, [np.ones(12)])])
def test_a_krylov_subspace_takes_one_product_a_vector(dimension: int, also: list[Any], preconditioner: Any) -> None:
    """The products that build the basis are its images; a direction that adds nothing, and all further ones of it, ask for none."""
    asked: list[Any] = []
    counted: Any = type("Counted", (), {"__matmul__": lambda _, v: asked.append(v) or PROBLEM.curvature @ v})()
    basis, images = krylov_subspace(counted, GRADIENT, dimension, also=also, preconditioner=preconditioner)
    assert basis.shape[1] == min(12, dimension + bool(also))
    assert len(asked) == basis.shape[1]
    assert np.array_equal(images, np.array([PROBLEM.curvature @ v for v in basis.T]).T)
    assert np.allclose(basis.T @ basis, np.eye(len(asked)), rtol=0, atol=1e-13)


@pytest.mark.parametrize("start", [None, np.array([1, -1])])
def test_whole_numbers_are_minimised_as_fractions(start: Any) -> None:
    """Integers mean the same as the floats of their values; what is no real number is refused."""
    operator = aslinearoperator(np.diag([2.0, 3.0]))
    assert np.allclose(minimise(operator, np.array([1, 1]), start=start).vector, [-1 / 2, -1 / 3], rtol=1e-14)
    for bad in (np.array([1j, 0]), np.array(["a", "b"]), np.array([None, 1])):
        with pytest.raises(DomainError, match=r"expected real numbers, got .*\. Convert them with `astype`\."):
            minimise(operator, bad)


def test_dependent_directions_add_nothing() -> None:
    """Directions within the span are left out."""
    assert krylov_subspace(aslinearoperator(np.eye(4)), np.ones(4), 3, also=[np.ones(4), np.zeros(4)]).basis.shape == (4, 1)


def test_damping_shifts_every_eigenvalue() -> None:
    """The damped operator has eigenvalues larger by the damping, on vectors and blocks; a negative shift is refused."""
    shifted = Damped(OPERATOR, 0.5)
    assert np.allclose(np.linalg.eigvalsh(shifted @ np.eye(12)), np.linalg.eigvalsh(PROBLEM.curvature) + 0.5)
    with pytest.raises(DomainError, match="A negative shift makes the model unbounded below"):
        Damped(OPERATOR, -0.5)


def test_the_rule_of_levenberg_and_marquardt() -> None:
    """Poor ratios and nan raise the damping, good ones lower it, those between leave it."""
    rule = LevenbergMarquardtRule()
    assert [rule(12.0, ratio) for ratio in (-np.inf, 0.0, 0.2499, 0.25, 0.75, 0.7501, np.nan)] == [18, 18, 18, 12, 12, 8, 18]
    assert LevenbergMarquardtRule(least=10.0)(12.0, 1.0) == 10
    assert reduction_ratio(np.inf, -1.0) == -np.inf
    assert np.isnan(reduction_ratio(-1.0, 0.0))


def test_a_diagonal_preconditioner_divides() -> None:
    """With exponent 1 the preconditioner undoes a damped diagonal matrix; a damping that leaves an entry at 0 is refused."""
    entries = np.array([0.0, 3.0, 8.0])
    assert np.allclose(preconditioners.diagonal(entries, 1.0, 1.0)((entries + 1) * 7), 7)
    with pytest.raises(DomainError, match="expected entries plus damping above 0"):
        preconditioners.diagonal(entries, 0.0)
