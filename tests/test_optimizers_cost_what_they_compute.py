"""Every step costs what was computed for it: values, gradients and products are counted by prices of which only one is not zero."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from small_objectives import network, quadratic

from numeric.damping import LevenbergMarquardtRule
from numeric.errors import DomainError
from numeric.krylov.conjugate_gradients import Stopping
from numeric.objective import Costs
from numeric.optimizers import optimizers
from numeric.optimizers.natural_gradient import pseudo_solve

PRICES = {"value": Costs(1.0, 0.0, 0.0), "gradient": Costs(0.0, 1.0, 0.0), "product": Costs(0.0, 0.0, 1.0)}
SAMPLES, HALF, BATCH = 12, 3, 6  # BATCH is half of SAMPLES, HALF of BATCH


class Priced:
    """An objective with prices of its own, which counts how often values and gradients are asked for."""

    def __init__(self, inner: Any, prices: Costs, calls: dict[str, int]) -> None:
        """The batches drawn from it count into the same ``calls``."""
        self.inner, self.costs, self.calls = inner, prices, calls
        self.factor_cost = self.factor_product_cost = 0.0

    def __getattr__(self, name: str) -> Any:
        """Everything else is the objective's."""
        return getattr(self.inner, name)

    def value(self, theta: Any) -> float:
        """Counted."""
        self.calls["value"] += 1
        return float(self.inner.value(theta))

    def gradient(self, theta: Any) -> Any:
        """Counted."""
        self.calls["gradient"] += 1
        return self.inner.gradient(theta)

    def subset(self, indices: Any) -> Priced:
        """A batch at the same prices."""
        return Priced(self.inner.subset(indices), self.costs, self.calls)


def spent(optimizer: Any, steps: int = 1, loss: str = "squared") -> tuple[dict[str, float], dict[str, int], Any]:
    """What the last of some steps cost at each price alone, the calls that it made, and its state."""
    found, calls, state = {}, {}, None
    for what, prices in PRICES.items():
        inner, theta = network(loss, samples=SAMPLES)
        calls = {"value": 0, "gradient": 0}
        state = optimizer.init(Priced(inner, prices, calls), theta)
        for step in range(steps):
            calls.update(value=0, gradient=0)
            before = state.cost
            state = optimizer.step(state)
            assert state.cost == pytest.approx(before + state.report.cost)
            assert state.steps == step + 1
        found[what] = state.report.cost
    return found, calls, state


N = network()[0].size
EXPECTED: dict[str, tuple[str, dict[str, Any], tuple[float, float, float], int]] = {  # values, gradients, products; iterations
    "descent": ("gradient-descent", {}, (0, 1, 0), 0),
    "descent by batches": ("gradient-descent", {"batch": BATCH}, (0, 0.5, 0), 0),
    "steepest descent": ("steepest-descent", {}, (0, 1, 0), 0),
    "Newton": ("newton", {"rate": 0.01}, (0, 1, N), 0),
    "Gauss-Newton": ("gauss-newton", {"rate": 0.01, "search": False}, (0, 1, N), 0),
    "Levenberg-Marquardt": ("levenberg-marquardt", {}, (1, 1, N), 0),
    "natural gradient, dense": ("natural-gradient", {"damping": 1.0}, (0, 1, N + 1), 0),
    "natural gradient, adaptive": ("natural-gradient", {"damping": 1.0, "adaptive": True}, (1, 1, N + 1), 0),
    "natural gradient, samples": ("natural-gradient", {"damping": 1.0, "solver": "samples"}, (0, 1, 3 + 1), 0),
    "natural gradient, batches": ("natural-gradient", {"damping": 1.0, "batch": BATCH}, (0, 0.5, (N + 1) / 2), 0),
    "natural gradient, small curvature": (
        "natural-gradient", {"damping": 1.0, "batch": BATCH, "curvature_batch": HALF}, (0, 0.5, (N + 1) / 4), 0,
    ),
    "Amari": ("amari-adaptive", {}, (0, 2, 0), 0),
    "Amari by batches": ("amari-adaptive", {"batch": BATCH}, (0, 1, 0), 0),
    "TONGA": ("tonga", {}, (0, 1, 0), 0),
    "TONGA by batches": ("tonga", {"batch": BATCH}, (0, 0.5, 0), 0),
    "KFAC": ("kfac", {}, (1, 1, 1), 0),
    "KFAC by batches": ("kfac", {"batch": BATCH}, (0.5, 0.5, 0.5), 0),
}  # fmt: skip


@pytest.mark.parametrize("name", EXPECTED)
def test_costs_are_those_of_the_method(name: str) -> None:
    """Values, gradients and products by the method's own description, in parts of the data."""
    method, settings, wanted, iterations = EXPECTED[name]
    found, _, state = spent(optimizers()[method](**settings))
    assert (found["value"], found["gradient"], found["product"]) == pytest.approx(wanted)
    assert state.report.cg_iterations == iterations


def test_momentum_costs_kfac_a_second_product() -> None:
    """From the second step on the model has two directions."""
    assert spent(optimizers()["kfac"](), steps=2)[0]["product"] == 2
    assert spent(optimizers()["kfac"](momentum=False), steps=2)[0]["product"] == 1


@pytest.mark.parametrize(("method", "settings"), [("newton", {"saddle_free": True, "rate": 30.0}), ("gauss-newton", {"rate": 30.0})])
def test_searches_cost_their_values(method: str, settings: dict[str, Any]) -> None:
    """The whole step and every shorter one; the value at the start and the report's come with the gradients."""
    found, calls, _ = spent(optimizers()[method](**settings))
    assert found["value"] == calls["value"] - 2
    assert found["value"] > 1
    assert (found["gradient"], found["product"]) == (1, N)


def test_conjugate_gradients_cost_a_product_an_iteration() -> None:
    """And one more for the value of the model, on the part of the data that the curvature takes."""
    settings = {"damping": 0.1, "solver": "cg", "iterations": 5}
    found, _, state = spent(optimizers()["natural-gradient"](**settings))
    assert state.report.cg_iterations == 5
    assert found == {"value": 0, "gradient": 1, "product": 6}
    assert spent(optimizers()["natural-gradient"](**settings, batch=BATCH, curvature_batch=HALF))[0]["product"] == 6 / 4


def test_the_flow_costs_a_matrix_an_evaluation() -> None:
    """Every right-hand side is a gradient and n products; the report's gradient is not counted."""
    found, calls, state = spent(optimizers()["natural-gradient-flow"](damping=0.1, tolerance=1e-3))
    assert found == {"value": 0, "gradient": calls["gradient"] - 1, "product": N * (calls["gradient"] - 1)}
    assert state.report.damping == 0.1


@pytest.mark.parametrize("batch", [None, BATCH])
@pytest.mark.parametrize("structural", [0.0, 0.5])
@pytest.mark.parametrize("exponent", [0.0, 0.75])
def test_hessian_free_counts_all_of_its_parts(exponent: float, structural: float, batch: int | None) -> None:
    """Iterations, the start from the last solution, structural damping, the preconditioner, backtracking and search."""
    settings = {"exponent": exponent, "structural": structural, "batch": batch, "curvature_batch": HALF}
    part, portion = (1, HALF / SAMPLES) if batch is None else (0.5, 0.5)
    for steps in (1, 2):
        found, calls, state = spent(optimizers()["hessian-free"](**settings), steps=steps)
        products = state.report.cg_iterations + (steps > 1) + (structural > 0)
        assert found["product"] == pytest.approx(part * portion * products)
        assert found["gradient"] == pytest.approx(part * (1 + portion * (exponent > 0)))
        assert found["value"] == pytest.approx(part * (calls["value"] - 2))


@pytest.mark.parametrize("batch", [None, BATCH])
def test_krylov_subspaces_count_basis_and_search(batch: int | None) -> None:
    """Once a vector of the subspace and once for the model; every evaluation of the search is a value and a gradient."""
    part, portion = (1, HALF / SAMPLES) if batch is None else (0.5, 0.5)
    method = optimizers()["krylov-subspace-descent"](dimension=4, searches=3, batch=batch, curvature_batch=HALF)
    found, calls, state = spent(method, steps=2)
    assert state.report.cg_iterations == 5  # with the previous step
    assert found["product"] == pytest.approx(part * portion * 6)
    assert found["value"] == pytest.approx(part * portion * (calls["gradient"] - 1))
    assert found["gradient"] == pytest.approx(part * (1 + portion * (calls["gradient"] - 1)))


def test_hessian_free_starts_from_a_part_of_the_last_solution() -> None:
    """One iteration from decay times the last solution, by hand, on a quadratic."""
    objective = quadratic()
    settings = {
        "damping": 0.3,
        "decay": 0.5,
        "exponent": 0.0,
        "backtrack": False,
        "stopping": Stopping(1),
        "rule": LevenbergMarquardtRule(1.5, 1.0),
    }
    state = optimizers()["hessian-free"](**settings).init(objective, np.linspace(-1, 2, 6))
    solution = np.zeros(6)
    for _ in range(3):
        damping = state.memory["damping"]
        A, g = objective.curvature + damping * np.eye(6), objective.gradient(state.theta)
        first = 0.5 * solution
        rest = -(g + A @ first)
        solution = first + (rest @ rest) / (rest @ A @ rest) * rest
        state = optimizers()["hessian-free"](**settings).step(state)
        assert np.allclose(state.memory["previous"], solution, rtol=1e-12)


@pytest.mark.parametrize("scale", [1e-150, 1.0, 1e150])
def test_the_range_of_a_singular_matrix_is_relative(scale: float) -> None:
    """Eigenvalues are dropped, and parts of the gradient outside of the range forgiven, in proportion to what is largest."""
    g = scale * np.array([1.0, 1e-8])
    assert np.allclose(pseudo_solve(scale * np.diag([1.0, 1e-17]), g, 0.0), [1.0, 0.0], rtol=1e-14, atol=0)
    assert np.allclose(pseudo_solve(scale * np.diag([1.0, 1e-12]), g, 0.0), [1.0, 1e4], rtol=1e-14, atol=0)
    assert np.allclose(pseudo_solve(scale * np.diag([3.0, 1.0]), g, scale), [0.25, 5e-9], rtol=1e-14, atol=0)
    with pytest.raises(DomainError, match="Add damping"):
        pseudo_solve(scale * np.diag([1.0, 1e-17]), scale * np.array([1.0, 1e-5]), 0.0)


def test_newton_without_saddles_floors_small_curvature() -> None:
    """Sizes of eigenvalues, at least a millionth of the largest; plain Newton divides by the eigenvalues themselves."""
    hessian, g = np.diag([4.0, -2.0, 1e-9]), np.array([1.0, 1.0, 1.0])
    assert np.allclose(optimizers()["newton"](saddle_free=True, rate=0.5)._direction(hessian, g), -0.5 / np.array([4.0, 2.0, 4e-6]))
    assert np.allclose(optimizers()["newton"]()._direction(hessian[:2, :2], g[:2]), [-0.25, 0.5])
