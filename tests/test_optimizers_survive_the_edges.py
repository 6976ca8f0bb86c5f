"""Where there is no slope, no curvature, or no finite value, methods built on Krylov spaces stay, say so, and count what they computed."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from scipy.sparse.linalg import aslinearoperator
from small_objectives import network, quadratic

from numeric.errors import DomainError
from numeric.krylov.backtracking import best_iterate
from numeric.krylov.conjugate_gradients import Iterate, Stopping, minimise
from numeric.krylov.lanczos import lanczos
from numeric.krylov.subspace import krylov_subspace
from numeric.objective import Costs
from numeric.optimizers.hessian_free import HessianFree
from numeric.optimizers.krylov_subspace_descent import KrylovSubspaceDescent
from numeric.optimizers.natural_gradient import NaturalGradient


class Bowl:
    """Half the squared distance from a point, with any matrix as its curvature, of which the products are counted and paid."""

    size, costs = 3, Costs(0.0, 0.0, 1.0)

    def __init__(self, curvature: Any = None, centre: float = 1.0) -> None:
        """The identity and ones, unless they are given."""
        self.curvature, self.centre, self.products = np.eye(3) if curvature is None else curvature, centre, 0

    def value(self, theta: Any) -> float:
        """Least at the centre."""
        return float((theta - self.centre) @ (theta - self.centre) / 2)

    def gradient(self, theta: Any) -> Any:
        """Its slope."""
        return theta - self.centre

    def generalized_gauss_newton(self, _theta: Any) -> Any:
        """An operator that counts."""
        return aslinearoperator(Counted(self))

    fisher = generalized_gauss_newton


class Counted:
    """The curvature of a bowl as an operator."""

    def __init__(self, bowl: Bowl) -> None:
        """Of this bowl."""
        self.bowl, self.shape, self.dtype = bowl, (3, 3), np.dtype(float)

    def matvec(self, vector: Any) -> Any:
        """One product."""
        self.bowl.products += 1
        return self.bowl.curvature @ vector


COUNTING: dict[str, Any] = {
    "hessian-free": HessianFree(damping=0.1, exponent=0.0),
    "hessian-free from the origin": HessianFree(damping=0.1, decay=0.0, exponent=0.0),
    "hessian-free, augmented": HessianFree(damping=0.1, augment=True, exponent=0.0),
    "natural gradient": NaturalGradient(damping=0.1, solver="cg"),
    "natural gradient, augmented": NaturalGradient(damping=0.1, solver="cg", decay=0.9, augment=True, search=True, adaptive=True),
}


@pytest.mark.parametrize("curvature", [np.diag([1.0, 2.0, 4.0]), np.diag([1.0, 2.0, -9.0]), -np.eye(3)], ids=["convex", "saddle", "hill"])
@pytest.mark.parametrize("name", COUNTING)
def test_every_product_is_paid(name: str, curvature: Any) -> None:
    """Also the one that meets no positive curvature, and none for a start at the origin."""
    bowl, method = Bowl(curvature), COUNTING[name]
    state = method.init(bowl, np.zeros(3))
    for _ in range(3):
        bowl.products = 0
        state = method.step(state)
        assert state.report.cost == bowl.products


def test_a_diagonal_preconditioner_costs_the_search_a_gradient() -> None:
    """On the part of the data that is curved, as it does Hessian-free."""
    problem, theta = network("squared", samples=12)
    plain, conditioned = (KrylovSubspaceDescent(dimension=2, curvature_batch=3, exponent=exponent) for exponent in (0.0, 0.75))
    state = plain.init(problem, theta)
    assert conditioned._prices(state).step - plain._prices(state).step == 3 / 12
    assert conditioned.shortest(state) - plain.shortest(state) == pytest.approx(3 / 12)


@pytest.mark.parametrize("exponent", [0.0, 0.75])
def test_a_search_at_the_minimum_stays_there(exponent: float) -> None:
    """Without a slope and without a last step there is no direction; with a last step it is searched."""
    bowl: Any = Bowl()
    bowl.empirical_diagonal = np.zeros_like
    method = KrylovSubspaceDescent(dimension=2, exponent=exponent)
    state = method.init(bowl, np.ones(3))
    for _ in range(3):
        state = method.step(state)
        assert np.array_equal(state.theta, np.ones(3))
        assert (state.report.cg_iterations, state.report.loss) == (0, 0.0)


def test_a_space_without_curvature_is_searched_as_it_is() -> None:
    """A matrix of zeros scales nothing: the line along the gradient is searched, and the bowl's minimum found on it."""
    bowl = Bowl(np.zeros((3, 3)))
    method = KrylovSubspaceDescent(dimension=2)
    state = method.init(bowl, np.zeros(3))
    basis = method._basis(bowl, state, bowl.fisher(None), bowl.gradient(np.zeros(3)))
    assert np.allclose(basis.T @ basis, np.eye(1))
    assert np.allclose(method.step(state).theta, 1.0)


@pytest.mark.parametrize("bad", [np.nan, np.inf])
def test_a_search_never_ends_where_the_objective_is_not_finite(bad: float) -> None:
    """A slope that leads over an edge: the step ends before it."""

    class Edge(Bowl):
        """Falls to where it ends."""

        def value(self, theta: Any) -> float:
            return float(-theta.sum()) if np.abs(theta).max() < 0.3 else bad

        def gradient(self, theta: Any) -> Any:
            return -np.ones(3) if np.abs(theta).max() < 0.3 else np.full(3, bad)

    method = KrylovSubspaceDescent()
    state = method.init(Edge(), np.zeros(3))
    for _ in range(2):
        state = method.step(state)
        assert np.isfinite(state.report.loss)


@pytest.mark.parametrize("bad", [np.nan, np.inf])
def test_a_space_of_directions_that_are_not_finite_is_refused(bad: float) -> None:
    """In the start, in a further direction, and in what the operator makes of the start."""
    good = aslinearoperator(np.eye(3))
    for operator, start, also in (
        (good, np.full(3, bad), []),
        (good, np.ones(3), [np.full(3, bad)]),
        (aslinearoperator(np.full((3, 3), bad)), np.ones(3), []),
    ):
        with pytest.raises(DomainError, match="expected finite directions"):
            krylov_subspace(operator, start, 2, also=also)


def test_curvature_that_is_no_number_moves_nothing() -> None:
    """Conjugate gradients stop before it, with a start that is searched and without; its product is counted."""
    operator = aslinearoperator(np.full((3, 3), np.nan))
    found = minimise(operator, np.ones(3))
    assert (found.reason, found.iterations, found.products) == ("curvature", 0, 1)
    assert not found.vector.any()
    augmented = minimise(operator, np.ones(3), start=np.ones(3), augment=True)
    assert (augmented.reason, augmented.products, augmented.model) == ("curvature", 2, 0.0)
    assert not augmented.vector.any()


def test_a_residual_that_the_preconditioner_takes_away_needs_no_product() -> None:
    """There is no direction to go."""
    found = minimise(aslinearoperator(np.eye(3)), np.ones(3), preconditioner=np.zeros_like)
    assert (found.reason, found.iterations, found.products) == ("residual", 0, 0)


def test_the_chosen_iterate_comes_with_its_own_model() -> None:
    """Not that of the last; over iterates of one value, or none that is finite, the way back goes on."""
    values = {0: 5.0, 1: 4.0, 2: 4.0, 3: 6.0}
    kept = [Iterate(number, np.array([float(number)]), -10.0 * number) for number in values]
    chosen = best_iterate(kept, lambda step: values[int(step[0])])
    assert (chosen.vector.tolist(), chosen.value, chosen.model) == ([1.0], 4.0, -10.0)
    only = best_iterate(kept, lambda step: 0.0 if step[0] == 1 else np.nan)
    assert (only.vector.tolist(), only.value, only.model, only.evaluations) == ([1.0], 0.0, -10.0, 4)


def test_the_reduction_ratio_is_that_of_the_iterate_gone_back_to() -> None:
    """With a curvature far too small the way back is taken; the model's decrease is that of the step."""
    problem, theta = network("cross_entropy_logits")
    method = HessianFree(damping=1e-6, exponent=0.0, stopping=Stopping(12, progress=0))
    state, back = method.init(problem, theta), 0
    for _ in range(6):
        after = method.step(state)
        step, gradient = after.theta - state.theta, problem.gradient(state.theta)
        matrix = problem.generalized_gauss_newton(state.theta)
        assert after.report.model_decrease == pytest.approx(-(gradient @ step + step @ (matrix @ step) / 2), rel=1e-6)
        back += bool(step.any()) and not np.allclose(step, after.memory["previous"])
        state = after
    assert back


def test_a_step_given_up_is_forgotten() -> None:
    """Where the search gives up, Hessian-free starts the next solution from the origin."""

    class Hill(Bowl):
        """The centre's value is the least, whatever the slope says."""

        def value(self, theta: Any) -> float:
            return float(np.abs(theta).sum())

    method = HessianFree(damping=0.1, exponent=0.0, backtrack=False)
    state = method.init(Hill(), np.zeros(3))
    after = method.step(state)
    assert not after.theta.any()
    assert not after.memory["previous"].any()
    assert after.memory["damping"] == pytest.approx(0.15)


def test_the_last_solution_is_that_of_the_system() -> None:
    """Whatever part of it was taken as a step."""
    bowl = Bowl()
    method = NaturalGradient(rate=0.5, damping=0.25, solver="cg", decay=0.9)
    after = method.step(method.init(bowl, np.zeros(3)))
    assert np.allclose(after.memory["previous"], -np.ones(3) / 1.25)
    assert np.allclose(after.theta, 0.5 / 1.25)


@pytest.mark.parametrize("share", [7e-3, 5e-3, 1e-5])
def test_martens_window_grows_with_the_iterations(share: float) -> None:
    """Beyond ten windows it is a tenth of the iterations: the first stop by all models is the one taken."""
    hard = quadratic(150, condition=1e3)
    operator = aslinearoperator(hard.curvature)
    found = minimise(operator, -hard.linear, stopping=Stopping(250, progress=share, window=1))
    models = [0.0, *(minimise(operator, -hard.linear, stopping=Stopping(i, 0)).model for i in range(1, found.iterations + 1))]
    stops = [i for i in range(2, len(models)) if late(models, i, share)]
    assert (found.reason, found.iterations) == ("progress", stops[0])
    assert found.iterations >= 20


def late(models: list[float], i: int, share: float) -> bool:
    """Martens' comparison."""
    back = max(1, i // 10)
    return (models[i] - models[i - back]) / models[i] < back * share


def test_bases_stay_orthonormal_where_one_pass_is_not_enough() -> None:
    """Directions that nearly depend on the former ones."""
    operator, start = aslinearoperator(np.diag(np.geomspace(1, 1e9, 12))), np.ones(12)
    basis = krylov_subspace(operator, start, 8, also=[start + 1e-7 * np.arange(12)]).basis
    assert np.allclose(basis.T @ basis, np.eye(basis.shape[1]), atol=1e-13, rtol=0)
    known = lanczos(operator, start, 8).basis
    assert np.allclose(known.T @ known, np.eye(known.shape[1]), atol=1e-13, rtol=0)
