"""Krylov subspace descent builds as many vectors as the step may cost, in the preconditioned space, and takes the best point it saw."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from scipy.sparse.linalg import aslinearoperator
from small_objectives import quadratic

from numeric.objective import Costs
from numeric.optimizers.krylov_subspace_descent import LEAST, KrylovSubspaceDescent
from numeric.quadratic import Quadratic


@pytest.mark.parametrize("remember", [False, True])
@pytest.mark.parametrize("allowance", [*np.arange(5.0, 26.0), 40.0, 61.0, 100.0, 1e4])
def test_vectors_fill_half_of_what_is_left(remember: bool, allowance: float) -> None:  # noqa: FBT001
    """One vector more would leave less than half of it, or less than two evaluations, for the search."""
    method, objective = KrylovSubspaceDescent(dimension=6, remember=remember), quadratic()
    state = replace(method.init(objective, np.ones(6)), allowance=allowance)
    found, prices = method._vectors(state), method._prices(state)
    left = allowance - prices.step

    def fits(vectors: int) -> bool:
        built = (vectors + remember + 1) * prices.product
        return built <= min(left / 2, left - LEAST * prices.evaluation)

    assert found == 1 or fits(found)
    assert found == 6 or not fits(found + 1)


def test_the_space_of_a_preconditioner_is_searched() -> None:
    """The entries of the empirical Fisher matrix, plus the floor's part of the largest, to the exponent."""
    objective: Any = quadratic()
    entries = np.array([4.0, 0.0, 1.0, -1.0, 2.0, 3.0])
    object.__setattr__(objective, "empirical_diagonal", lambda _: entries)
    method = KrylovSubspaceDescent(dimension=2, exponent=0.5, floor=0.25)
    operator, gradient = aslinearoperator(objective.curvature), objective.gradient(np.ones(6))
    basis = method._basis(objective, method.init(objective, np.ones(6)), operator, gradient)
    first = gradient / np.sqrt(np.maximum(entries, 0) + 1.0)
    second = (objective.curvature @ first) / np.sqrt(np.maximum(entries, 0) + 1.0)
    wanted = np.linalg.qr(np.array([first, second]).T)[0]
    assert basis.shape == (6, 2)
    assert np.allclose(wanted @ (wanted.T @ basis), basis, rtol=1e-10, atol=1e-12)


def test_a_diagonal_of_zeros_leaves_the_space_as_it_is() -> None:
    """As samples that are met exactly have it: the space is that without a preconditioner."""
    objective: Any = quadratic()
    object.__setattr__(objective, "empirical_diagonal", np.zeros_like)
    operator, gradient = aslinearoperator(objective.curvature), objective.gradient(np.ones(6))
    bases = []
    for exponent in (0.0, 1.0):
        method = KrylovSubspaceDescent(dimension=2, exponent=exponent)
        bases.append(method._basis(objective, method.init(objective, np.ones(6)), operator, gradient))
    assert np.array_equal(*bases)


@pytest.mark.parametrize("most", [2.0, 3.9, 6.0])
def test_a_search_that_is_cut_ends_at_the_best_point(most: float) -> None:
    """Of all that were asked for; it is not where the search began."""
    seen: list[tuple[float, float]] = []

    class Valley:
        """A narrow one, in which a search takes many evaluations."""

        def value(self, theta: Any) -> float:
            seen.append((float((1 - theta[0]) ** 2 + 5 * (theta[1] - theta[0] ** 2) ** 2), float(theta[0])))
            return seen[-1][0]

        def gradient(self, theta: Any) -> Any:
            bend = theta[1] - theta[0] ** 2
            return np.array([-2 * (1 - theta[0]) - 20 * theta[0] * bend, 10 * bend])

    valley: Any = Valley()
    weights, count = KrylovSubspaceDescent()._search(valley, np.array([-1.0, 1.5]), 0.1 * np.eye(2), most)
    assert count == len(seen) == int(most)
    assert weights.any()
    assert -1.0 + 0.1 * weights[0] == pytest.approx(min(seen)[1])


@pytest.mark.parametrize("scale", [1e-6, 1e-2, 1e3])
def test_curvature_in_the_basis_is_the_identity(scale: float) -> None:
    """However small it is; none at all is another matter."""
    objective: Any = Quadratic(scale * quadratic().curvature, quadratic().linear)
    method = KrylovSubspaceDescent(dimension=3)
    operator, gradient = aslinearoperator(objective.curvature), objective.gradient(np.ones(6))
    basis = method._basis(objective, method.init(objective, np.ones(6)), operator, gradient)
    assert np.allclose(basis.T @ objective.curvature @ basis, np.eye(basis.shape[1]), atol=1e-9)


@pytest.mark.parametrize("left", [4.5, 5.0, 6.0, 7.5, 8.0, 9.0, 20.0])
def test_cheap_products_leave_two_evaluations(left: float) -> None:
    """Where a product takes a twentieth of an evaluation, what two of those cost is kept for the search, and half in any case."""
    objective: Any = quadratic()
    object.__setattr__(objective, "costs", Costs(1.0, 1.0, 0.1))
    method = KrylovSubspaceDescent(dimension=1000, remember=False)
    prices = method._prices(method.init(objective, np.ones(6)))
    assert (prices.evaluation, prices.product) == (2.0, 0.1)
    state = replace(method.init(objective, np.ones(6)), allowance=left + prices.step)
    assert abs(method._vectors(state) + 1 - min(left - 2 * 2.0, left / 2) / 0.1) <= 1
