"""Krylov methods stop, keep iterates, shorten steps, scale bases and draw batches by the rules that they state."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from scipy.sparse.linalg import aslinearoperator
from small_objectives import network, quadratic

from numeric.damping import LevenbergMarquardtRule
from numeric.errors import DomainError, ShapeError
from numeric.krylov.backtracking import LONGEST, SHRINK, SUFFICIENT, line_search
from numeric.krylov.conjugate_gradients import KEPT_RATIO, Stopping, minimise
from numeric.krylov.lanczos import lanczos
from numeric.krylov.subspace import krylov_subspace
from numeric.optimizers import optimizers
from numeric.optimizers.hessian_free import HessianFree
from numeric.optimizers.krylov_subspace_descent import KrylovSubspaceDescent
from numeric.optimizers.natural_gradient import NaturalGradient
from numeric.problem import Problem


@pytest.mark.parametrize(("reached", "length"), [(-1.01, 1.0), (-0.99, SHRINK), (1.0, SHRINK), (np.nan, SHRINK)])
def test_a_step_is_shortened_below_its_share_of_the_slope(reached: float, length: float) -> None:
    """In units of the least decrease that Armijo's rule asks for: a little more is taken, a little less or a rise is not."""
    slope = np.array([-2.0])
    chosen = line_search(np.array([1.0]), slope, lambda d: -2.0 * float(d[0]), 5.0, 5.0 + 2.0 * SUFFICIENT * reached)
    assert (chosen.length, chosen.evaluations) == (length, int(length < 1))
    assert chosen.vector == pytest.approx(length)


def test_where_the_slope_climbs_no_rise_is_taken() -> None:
    """A direction in which the linear model rises must not raise the objective, by however little."""
    chosen = line_search(np.array([1.0]), np.array([0.5]), lambda _: 2.0, 3.0, 3.0 + SUFFICIENT / 4)
    assert (chosen.length, chosen.value) == (SHRINK, 2.0)


def test_a_step_that_never_descends_is_given_up() -> None:
    """After the most lengths the zero step is returned, with the value at the start; every length asked for is counted."""
    asked: list[float] = []

    def value(d: Any) -> float:
        asked.append(float(d[0]))
        return 7.0

    chosen = line_search(np.array([1.0]), np.array([-1.0]), value, 3.0, 7.0)
    assert (chosen.value, chosen.length, chosen.evaluations, len(asked)) == (3.0, 0.0, LONGEST, LONGEST)
    assert not chosen.vector.any()
    assert np.allclose(asked, SHRINK ** np.arange(1, LONGEST + 1), rtol=1e-9)


@pytest.mark.parametrize("settings", [{"iterations": 0}, {"window": 0}, {"progress": -1e-9}, {"residual": -1e-9}, {"progress": np.nan}])
def test_stopping_that_never_stops_is_refused(settings: dict[str, Any]) -> None:
    """Each on its own; the ends are allowed."""
    with pytest.raises(DomainError, match="Stopping conjugate gradients"):
        Stopping(**settings)
    assert Stopping(1, 0.0, 1, 0.0).iterations == 1


def test_stopping_left_out_is_martens_rule() -> None:
    """Half a thousandth a step over ten steps or a tenth of them, at most 250."""
    assert Stopping() == Stopping(iterations=250, progress=5e-4, window=10, residual=1e-14)


def test_iterates_are_kept_in_geometric_distances() -> None:
    """Each kept number is the first not below the ratio times the target before; the last iterate is always kept."""
    hard = quadratic(120, condition=1e7)
    kept = minimise(aslinearoperator(hard.curvature), hard.gradient(np.zeros(120)), stopping=Stopping(90, progress=0, residual=0)).kept
    numbers, target = [0], 1.0
    for number in range(1, 91):
        if number >= target:
            numbers.append(number)
            target = max(number + 1.0, KEPT_RATIO * target)
    assert [each.number for each in kept] == sorted({*numbers, 90})
    assert len(kept) < 25


def test_a_solved_system_needs_no_iteration() -> None:
    """The residual rule is met with equality, too: a zero gradient at any residual."""
    found = minimise(aslinearoperator(np.eye(3)), np.zeros(3), stopping=Stopping(residual=0.0))
    assert (found.iterations, found.reason, found.residual) == (0, "residual", 0.0)
    one = minimise(aslinearoperator(np.eye(3)), np.ones(3), stopping=Stopping(residual=1.0))
    assert (one.iterations, one.residual) == (0, np.sqrt(3.0))


@pytest.mark.parametrize("count", [1, 3, 7])
def test_the_most_iterations_are_an_end(count: int) -> None:
    """Not one more product than asked for, the start's aside."""
    hard, calls = quadratic(30, condition=1e5), [0]

    def product(v: Any) -> Any:
        calls[0] += 1
        return hard.curvature @ v

    operator: Any = type("Counted", (), {"shape": (30, 30), "__matmul__": lambda _, v: product(v)})()
    found = minimise(operator, np.ones(30), start=np.zeros(30), stopping=Stopping(count, progress=0))
    assert (found.iterations, found.reason, calls[0]) == (count, "iterations", count)
    minimise(operator, np.ones(30), start=np.ones(30), stopping=Stopping(count, progress=0))
    assert calls[0] == 2 * count + 1


def test_lanczos_ends_with_its_space() -> None:
    """After as many steps as there are different eigenvalues in the start, asked for more; never beyond what was asked for."""
    operator = aslinearoperator(np.diag([1.0, 2.0, 2.0, 5.0]))
    assert len(lanczos(operator, np.ones(4), 9).diagonal) == 3
    assert len(lanczos(operator, np.ones(4), 2).diagonal) == 2
    assert lanczos(operator, np.ones(4), 1).diagonal == pytest.approx([2.5])
    assert len(lanczos(operator, np.array([1.0, 0, 0, 0]), 4).diagonal) == 1
    for start, steps in ((np.zeros(4), 2), (np.full(4, np.inf), 2), (np.ones(4), 0)):
        with pytest.raises(DomainError, match="Running Lanczos"):
            lanczos(operator, start, steps)
    for start in (np.ones(3), np.ones((2, 2))):
        with pytest.raises(ShapeError, match="Running Lanczos"):
            lanczos(operator, start, 2)


def test_a_preconditioned_space_is_that_of_the_preconditioned_operator() -> None:
    """P^-1 s, P^-1 B P^-1 s, ...; an independent direction is added, and a dimension below one refused."""
    B, P = np.array([[4.0, 1, 0], [1, 3, 1], [0, 1, 2]]), np.array([4.0, 3.0, 2.0])
    s = np.array([1.0, 2.0, -1.0])
    basis = krylov_subspace(aslinearoperator(B), s, 2, preconditioner=lambda r: r / P).basis
    wanted = np.stack([s / P, (B @ (s / P)) / P], axis=1)
    assert np.allclose(basis @ (basis.T @ wanted), wanted, rtol=1e-13)
    assert np.allclose(basis.T @ basis, np.eye(2), atol=1e-14)
    assert krylov_subspace(aslinearoperator(B), s, 1, also=[np.ones(3)]).basis.shape == (3, 2)
    assert krylov_subspace(aslinearoperator(B), np.zeros(3), 2).basis.shape == (3, 0)
    with pytest.raises(DomainError, match="expected a dimension of at least 1"):
        krylov_subspace(aslinearoperator(B), s, 0)


def test_the_basis_of_the_search_has_unit_curvature() -> None:
    """The projected curvature is the identity; where it is small or negative, its size counts, floored at a part of the largest."""
    problem = quadratic()
    method = KrylovSubspaceDescent(dimension=4)
    state = method.init(problem, np.ones(6))
    operator = aslinearoperator(problem.curvature)
    basis = method._basis(problem, state, operator, problem.gradient(np.ones(6)))
    assert np.allclose(basis.T @ problem.curvature @ basis, np.eye(4), atol=1e-12)
    sizes = np.array([100.0, -4.0, 1e-9, 25.0])
    small = KrylovSubspaceDescent(dimension=4, floor=1e-2)
    basis = small._basis(problem, small.init(quadratic(4), np.ones(4)), aslinearoperator(np.diag(sizes)), np.ones(4))
    assert np.allclose(np.sort(np.linalg.norm(basis, axis=0)), np.sort(1 / np.sqrt([100.0, 4.0, 1.0, 25.0])), rtol=1e-6)


@pytest.mark.parametrize("method", [
    KrylovSubspaceDescent(dimension=2, searches=1, batch=8, curvature_batch=4, seed=5),
    HessianFree(batch=8, curvature_batch=4, seed=5),
    NaturalGradient(damping=1.0, batch=8, curvature_batch=4, seed=5),
])  # fmt: skip
def test_batches_of_one_step_are_drawn_apart(method: Any) -> None:
    """Gradient, curvature and search within the subspace have a draw each, of which the last two come from the first."""
    objective, theta = network("squared", samples=12)
    drawn: list[tuple[int, list[int]]] = []
    original = type(objective).subset

    class Recorded(type(objective)):  # type: ignore[misc]
        """Writes down what is drawn from how many samples."""

        def subset(self, indices: Any) -> Any:
            drawn.append((self.samples, indices.tolist()))
            part = original(self, indices)
            part.__class__ = Recorded
            return part

    objective.__class__ = Recorded
    method.step(method.init(objective, theta))
    wanted = [(12, 8, (5, 0)), (8, 4, (5, 0, 1)), (8, 4, (5, 0, 2))][: 3 if isinstance(method, KrylovSubspaceDescent) else 2]
    assert drawn == [(count, sorted(np.random.default_rng(s).choice(count, size, replace=False).tolist())) for count, size, s in wanted]


@pytest.mark.parametrize("name", ["levenberg-marquardt", "kfac"])
def test_a_step_that_stays_is_not_refused(name: str) -> None:
    """At a minimum the loss is as before: the step of length zero is taken, and the rule, not the refusal, moves the damping."""
    objective, theta = network("squared", samples=2)
    problem = objective.problem
    met = type(objective)(Problem(problem.network, "squared", np.ones((2, 3)), problem.network.forward(theta, np.ones((2, 3)))))
    state = optimizers()[name]().init(met, theta)
    damping = state.memory["damping"]
    after = optimizers()[name]().step(state)
    assert np.allclose(after.theta, theta, atol=1e-12)
    assert after.memory["damping"] == optimizers()[name]().rule(damping, after.report.reduction_ratio)


def test_ratios_at_the_ends_leave_the_damping() -> None:
    """A quarter and three quarters are neither poor nor good; below the least it is never lowered, and nan is poor."""
    rule = LevenbergMarquardtRule(least=3.0)
    assert [rule(6.0, ratio) for ratio in (0.25, 0.75, 0.2499, 0.7501, np.nan, -np.inf)] == [6.0, 6.0, 9.0, 4.0, 9.0, 9.0]
    assert rule(4.0, 1.0) == 3.0
    assert LevenbergMarquardtRule()(1e-9, 1.0) == pytest.approx(2e-9 / 3)


def test_tonga_takes_the_step_of_its_dense_covariance() -> None:
    """Gradients fade by the forgetting; with the mean square of their norms the step and the damping keep their size over time."""
    objective, theta = network("squared")
    method = optimizers()["tonga"](rate=0.3, forgetting=0.8, damping=0.1, rank=4, every=3)
    state, total = method.init(objective, theta), np.zeros((objective.size, objective.size))
    for _ in range(4):  # fewer than are compressed
        g = objective.gradient(state.theta)
        total = 0.8 * total + np.outer(g, g)
        mass = 0.2 * np.trace(total)
        step = -0.3 * np.sqrt(mass) * np.linalg.solve(0.2 * total + 0.1 * mass * np.eye(len(g)), g)
        after = method.step(state)
        assert np.allclose(after.theta - state.theta, step, rtol=1e-9, atol=1e-12)
        assert after.report.damping == pytest.approx(0.1 * mass)
        assert after.report.model_decrease == pytest.approx(-g @ step)
        state = after
    ranks = []
    for _ in range(6):
        state = method.step(state)
        ranks.append(state.memory["factor"].shape[1])
    assert max(ranks) <= 4 + 3
    assert 4 in ranks
