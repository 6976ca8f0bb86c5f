"""Augmented conjugate gradients: the start belongs to the space that is searched, at the price of no further product."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from scipy.sparse.linalg import aslinearoperator
from small_objectives import network, quadratic

from numeric.krylov.conjugate_gradients import Stopping, minimise
from numeric.optimizers.hessian_free import HessianFree
from numeric.optimizers.natural_gradient import NaturalGradient

SIZE = 14
B, P = quadratic(SIZE, condition=300.0).curvature, np.linspace(1, 5, SIZE)
G, START = np.linspace(-1, 2, SIZE), np.cos(np.arange(SIZE))


def preconditioned(residual: Any) -> Any:
    """By a diagonal matrix."""
    return residual / P


def least(vectors: list[Any]) -> Any:
    """Where the model is least in the span of vectors."""
    basis = np.linalg.qr(np.array(vectors).T)[0]
    return basis @ np.linalg.solve(basis.T @ B @ basis, -basis.T @ G)


@pytest.mark.parametrize("count", [1, 2, 5])
def test_iterates_are_least_over_start_and_krylov_space_together(count: int) -> None:
    """Each is the minimiser over the span of the start and the directions that the projected preconditioner makes."""
    found = minimise(
        aslinearoperator(B), G, start=START, augment=True, preconditioner=preconditioned, stopping=Stopping(count, progress=0, residual=0)
    )
    scale, conjugate = START @ B @ START, START @ B
    direction, vectors = preconditioned(-G + (G @ START) / scale * conjugate), [START]
    for _ in range(count):
        vectors.append(direction)
        direction = preconditioned(B @ (direction - (conjugate @ direction) / scale * START))
    assert found.iterations == count
    assert np.allclose(found.vector, least(vectors), rtol=1e-9, atol=1e-11)
    assert found.model == pytest.approx(G @ found.vector + found.vector @ B @ found.vector / 2, rel=1e-10)


def test_the_first_iterate_is_the_best_multiple_of_the_start() -> None:
    """Whatever the length of the start, also where it climbs; a solution along it needs no iteration."""
    best = least([START])
    for scale in (1.0, -3.0, 1e-6):
        found = minimise(aslinearoperator(B), G, start=scale * START, augment=True, stopping=Stopping(1))
        assert np.allclose(found.kept[0].vector, best, rtol=1e-12)
        assert found.kept[0].model == pytest.approx(G @ best / 2, rel=1e-10)
    solved = minimise(aslinearoperator(B), G, start=-7 * np.linalg.solve(B, G), augment=True, stopping=Stopping(residual=1e-10))
    assert solved.iterations == 0
    assert np.allclose(solved.vector, -np.linalg.solve(B, G), rtol=1e-9)


def test_the_start_costs_one_product_only() -> None:
    """As it does without being searched."""
    calls: list[int] = []
    operator: Any = type("Counted", (), {"shape": B.shape, "__matmul__": lambda _, v: calls.append(1) or B @ v})()
    minimise(operator, G, start=START, augment=True, preconditioner=preconditioned, stopping=Stopping(4, progress=0))
    assert len(calls) == 5


@pytest.mark.parametrize("start", [np.zeros(2), np.array([0.0, 1.0])], ids=["nothing", "no curvature"])
def test_a_start_without_curvature_is_the_origin(start: Any) -> None:
    """Along it the model has no minimum; the minimiser is found without it."""
    operator = aslinearoperator(np.diag([2.0, 0.0]))
    found = minimise(operator, np.array([-4.0, 0.0]), start=start, augment=True)
    assert np.allclose(found.vector, [2.0, 0.0])
    assert not found.kept[0].vector.any()
    assert found.kept[0].model == 0.0


def test_both_methods_search_the_last_solution() -> None:
    """With one iteration the model's decrease is at least that from the best multiple of the last solution alone; both agree."""
    problem, theta = network("squared", samples=12)
    free = HessianFree(damping=0.5, exponent=0.0, augment=True, backtrack=False, stopping=Stopping(1))
    natural = NaturalGradient(damping=0.5, adaptive=True, solver="cg", iterations=1, decay=0.95, augment=True, search=True)
    first, second = free.init(problem, theta), natural.init(problem, theta)
    for number in range(3):
        shift, previous = float(first.memory["damping"]), np.array(first.memory["previous"])
        first, second = free.step(first), natural.step(second)
        assert np.allclose(first.theta, second.theta, rtol=1e-9, atol=1e-11)
        if number:
            solution = first.memory["previous"]
            before = theta
            A = problem.fisher(before) @ np.eye(problem.size) + shift * np.eye(problem.size)
            assert abs(previous @ (A @ solution + problem.gradient(before))) < 1e-9
        theta = first.theta
    assert not HessianFree().augment
    assert not NaturalGradient().augment
