"""What Hessian-free and natural gradient share (damping, preconditioner, start, search) is the same in both, and reported as it was."""

from __future__ import annotations

import importlib
from typing import Any

import numpy as np
import pytest
from scipy.sparse.linalg import aslinearoperator
from small_objectives import network, quadratic

from numeric.damping import LevenbergMarquardtRule, model_change
from numeric.errors import DomainError
from numeric.krylov.backtracking import SHRINK
from numeric.krylov.conditioning import KINDS, LEAST, Conditioning
from numeric.krylov.conjugate_gradients import Stopping, minimise
from numeric.objective import Costs, matrix
from numeric.optimizers import optimizers
from numeric.optimizers.hessian_free import HessianFree
from numeric.optimizers.natural_gradient import NaturalGradient
from numeric.optimizers.tonga import compressed

REGISTRIES = {
    "numeric.optimizers": ("optimizers", {"hessian-free", "kfac", "tonga"}),
    "numeric.curvature": ("matrices", {"fisher", "hessian", "structural_damping"}),
    "numeric.losses": ("losses", {"squared", "quantile", "ordinal"}),
    "numeric.activations": ("activations", {"relu", "tanh", "sin"}),
}


@pytest.mark.parametrize("package", REGISTRIES)
def test_registries_are_read_from_their_folders(package: str) -> None:
    """Read anew, they hold what they held, by name and in alphabetical order."""
    name, some = REGISTRIES[package]
    cached = getattr(importlib.import_module(package), name)
    found = cached.__wrapped__()
    assert list(found) == sorted(found) == list(cached())
    assert some <= set(found)
    assert all(each.name == key for key, each in found.items())


class Steep:
    """Minus the sum plus a quartic of the parameters, with a Gauss-Newton matrix that is far too small for it: steps come out too long."""

    size, costs = 3, Costs(1.0, 0.0, 0.0)

    def __init__(self, curvature: float = 1e-2) -> None:
        """Count values."""
        self.curvature, self.values = curvature, 0

    def value(self, theta: Any) -> float:
        """Least where every entry is one."""
        self.values += 1
        return float(np.sum(theta**4 / 4 - theta))

    def gradient(self, theta: Any) -> Any:
        """Its slope."""
        return theta**3 - 1

    def generalized_gauss_newton(self, _theta: Any) -> Any:
        """A multiple of a diagonal matrix."""
        return self.curvature * np.diag([1.0, 2.0, 4.0])

    fisher = generalized_gauss_newton


SEARCHING: dict[str, Any] = {
    "hessian-free": HessianFree(damping=1e-3, decay=0.0, exponent=0.0, backtrack=False),
    "natural gradient": NaturalGradient(damping=1e-3, adaptive=True, solver="cg", search=True),
    "natural gradient, dense": NaturalGradient(damping=1e-3, search=True),
}


@pytest.mark.parametrize("name", SEARCHING)
def test_the_model_of_a_shortened_step_is_that_of_the_step_taken(name: str) -> None:
    """Decrease, ratio, and with a rule the next damping; every value that the search asked for is paid."""
    problem, method = Steep(), SEARCHING[name]
    state = method.init(problem, np.zeros(3))
    for number in range(4):
        problem.values = 0
        after = method.step(state)
        paid, asked = after.report.cost, problem.values
        step, gradient = after.theta - state.theta, problem.gradient(state.theta)
        change = model_change(aslinearoperator(problem.fisher(state.theta)), gradient, step)
        gain = problem.value(after.theta) - problem.value(state.theta)
        assert gain < 0
        assert after.report.model_decrease == pytest.approx(-change, rel=1e-9)
        assert after.report.reduction_ratio == pytest.approx(gain / change, rel=1e-9)
        assert paid == asked - 2  # beside the value at the start and the one that the report asks for
        if number == 0:
            assert np.linalg.norm(step) < 0.5 * np.linalg.norm(gradient / (1e-2 * np.array([1.0, 2.0, 4.0]) + 1e-3))
        if "dense" not in name:
            assert after.memory["damping"] == LevenbergMarquardtRule()(state.memory["damping"], after.report.reduction_ratio)
        state = after


def test_a_search_shortens_by_its_factor_until_it_descends() -> None:
    """The natural gradient's step is a power of the factor times the whole one; without a search it is the whole one."""
    problem = Steep()
    whole = NaturalGradient(damping=1e-3).step(NaturalGradient(damping=1e-3).init(problem, np.zeros(3)))
    short = SEARCHING["natural gradient, dense"].step(SEARCHING["natural gradient, dense"].init(problem, np.zeros(3)))
    power = np.log(short.theta / whole.theta) / np.log(SHRINK)
    assert np.allclose(power, np.round(power[0]), atol=1e-9)
    assert power[0] > 0.5
    assert problem.value(short.theta / SHRINK) > problem.value(np.zeros(3)) - 1e-2 * float(short.theta.sum()) / SHRINK


@pytest.mark.parametrize("kind", KINDS)
def test_both_methods_solve_the_same_system(kind: Any) -> None:
    """Where Fisher and Gauss-Newton matrix agree, with the same settings natural gradient and Hessian-free take the same steps."""
    problem, theta = network("squared", samples=12)
    stopping = Stopping(4)
    free = HessianFree(
        damping=0.7, decay=0.6, preconditioner="kronecker" if kind == "kronecker" else "diagonal", exponent=0.0 if kind == "none" else 0.75,
        structural=0.2, backtrack=False, stopping=stopping, curvature_batch=5,
    )  # fmt: skip
    natural = NaturalGradient(
        damping=0.7,
        adaptive=True,
        solver="cg",
        iterations=4,
        preconditioner=kind,
        decay=0.6,
        search=True,
        structural=0.2,
        curvature_batch=5,
    )
    first, second = free.init(problem, theta), natural.init(problem, theta)
    for _ in range(3):
        first, second = free.step(first), natural.step(second)
        assert np.allclose(first.theta, second.theta, rtol=1e-9, atol=1e-11)
        assert np.allclose(first.memory["previous"], -second.memory["previous"], rtol=1e-8, atol=1e-10)
        assert first.memory["damping"] == pytest.approx(second.memory["damping"], rel=1e-12)
        assert first.report.cg_iterations == second.report.cg_iterations


@pytest.mark.parametrize("decay", [0.0, 0.5])
def test_the_last_solution_is_kept_where_it_is_used(decay: float) -> None:
    """A start other than the origin costs a product."""
    problem, theta = network("squared", samples=12)
    method = NaturalGradient(damping=0.5, solver="cg", iterations=3, decay=decay)
    state = method.init(problem, theta)
    assert ("previous" in state.memory) == (decay > 0)
    costs = []
    for _ in range(2):
        state = method.step(state)
        costs.append(state.report.cost)
    assert costs[1] - costs[0] == pytest.approx(problem.costs.product if decay else 0.0, abs=1e-12)


@pytest.mark.parametrize(("kind", "exponent"), [("kronecker", 0.75), ("diagonal", 0.75), ("diagonal", 0.0), ("none", 0.75)])
def test_a_preconditioner_costs_what_it_computes(kind: Any, exponent: float) -> None:
    """Factors once and their inverse at every residual; a gradient on the curved part for the diagonal; nothing otherwise."""
    problem, theta = network("squared", samples=12)
    part, conditioning, r = problem.subset(np.arange(4)), Conditioning(kind, exponent), np.linspace(-1, 1, problem.size)
    solve, cost = conditioning.solve(problem, part, theta, 0.3), conditioning.cost(problem, 5, 0.25)
    if kind == "kronecker":
        assert solve is not None
        assert np.array_equal(solve(r), problem.kfac_solve(theta, r, 0.3))
        assert cost == pytest.approx(problem.factor_cost + 6 * problem.factor_product_cost)
        least = conditioning.solve(problem, part, theta, 0.0)
        assert least is not None
        assert np.array_equal(least(r), problem.kfac_solve(theta, r, LEAST))
    elif kind == "diagonal" and exponent > 0:
        assert solve is not None
        assert np.allclose(solve(r), r / (part.empirical_diagonal(theta) + 0.3) ** 0.75, rtol=1e-13)
        assert cost == 0.25
    else:
        assert solve is None
        assert cost == 0.0


def test_a_diagonal_that_is_not_known_is_zero() -> None:
    """And one with rounding below zero counts as zero."""
    problem: Any = Steep()
    solve = Conditioning("diagonal", 0.5).solve(problem, problem, np.zeros(3), 4.0)
    assert solve is not None
    assert np.allclose(solve(np.ones(3)), 0.5)
    problem.empirical_diagonal = lambda _: np.array([-1.0, 0.0, 12.0])
    solve = Conditioning("diagonal", 0.5).solve(problem, problem, np.zeros(3), 4.0)
    assert solve is not None
    assert np.allclose(solve(np.ones(3)), [0.5, 0.5, 0.25])


@pytest.mark.parametrize("settings", [
    {"decay": -0.1}, {"decay": 1.1}, {"preconditioner": "jacobi"}, {"structural": -0.1}, {"structural": np.nan},
    {"solver": "dense", "decay": 0.5}, {"solver": "samples", "preconditioner": "kronecker"}, {"solver": "dense", "structural": 0.5},
], ids=str)  # fmt: skip
def test_pieces_of_conjugate_gradients_need_them(settings: dict[str, Any]) -> None:
    """Values outside of their ranges, and pieces given to another solver; the ends are taken."""
    with pytest.raises(DomainError, match="Setting up an optimizer"):
        NaturalGradient(**{"damping": 1.0, "solver": "cg", **settings})
    assert NaturalGradient(damping=1.0, solver="cg", decay=1.0).decay == 1.0


def test_settings_of_conjugate_gradients_left_out_are_plain() -> None:
    """No preconditioner, no start, no search, at most 250 iterations, no structure."""
    method = NaturalGradient()
    assert (method.preconditioner, method.decay, method.search, method.iterations, method.structural) == ("none", 0.0, False, 250, 0.0)
    assert (method.rate, method.schedule, method.damping, method.solver, method.matrix) == (1.0, "constant", 0.0, "dense", "fisher")


def test_martens_rule_waits_until_the_model_is_negative() -> None:
    """From a start where the model is positive, slow progress is no reason to stop."""
    hard = quadratic(40, condition=1e8)
    start = 1e-4 * np.linalg.eigh(hard.curvature)[1].sum(axis=1)
    found = minimise(
        aslinearoperator(hard.curvature), np.full(40, 1e-12), start=start, stopping=Stopping(6, progress=10.0, window=1, residual=0)
    )
    assert found.kept[0].model > 0
    assert 0 < found.kept[-1].model < 1
    assert (found.iterations, found.reason) == (6, "iterations")
    descending = minimise(aslinearoperator(hard.curvature), np.ones(40), stopping=Stopping(6, progress=10.0, window=1, residual=0))
    assert (descending.iterations, descending.reason) == (2, "progress")


@pytest.mark.parametrize("scale", [1e-150, 1.0, 1e150])
def test_a_singular_hessian_is_one_relative_to_its_size(scale: float) -> None:
    """Newton refuses an eigenvalue below the precision of the largest and divides by any other, at every size."""
    newton = optimizers()["newton"]()
    assert np.allclose(newton._direction(scale * np.diag([1.0, -1e-12]), scale * np.ones(2)), [-1.0, 1e12])  # type: ignore[attr-defined]
    for small in (0.0, 1e-17, -1e-17):
        with pytest.raises(DomainError, match="expected a regular Hessian"):
            newton._direction(scale * np.diag([1.0, small]), scale * np.ones(2))  # type: ignore[attr-defined]


def test_a_factor_is_compressed_when_it_has_too_many_columns() -> None:
    """To its best approximation; one of as many columns as the rank is kept as it is, also where compression waits for more."""
    X = np.random.default_rng(0).standard_normal((9, 5))
    assert compressed(X, 5) is X
    assert compressed(X, 3, 6) is X
    for found in (compressed(X, 3), compressed(X, 3, 5), compressed(X, 3, 4)):
        U, s, _ = np.linalg.svd(X, full_matrices=False)
        assert np.allclose(found @ found.T, (U[:, :3] * s[:3] ** 2) @ U[:, :3].T, atol=1e-12)
    assert compressed(X, 4).shape == (9, 4)


def test_matrices_of_both_names_agree_for_natural_parameters() -> None:
    """What the test of both methods rests on: the squared error's Fisher matrix is its Gauss-Newton matrix."""
    problem, theta = network("squared", samples=12)
    names = ("fisher", "generalized_gauss_newton")
    first, second = (matrix(problem, name, theta) @ np.eye(problem.size) for name in names)
    assert np.allclose(first, second, rtol=1e-12, atol=1e-14)
