"""A training task has the network, the error and the settings of methods that its title and its documentation name."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.special import expit

from numeric import tasks
from numeric.data import wine as wine_module
from numeric.data.data_set import DataSet
from numeric.initialisation import sparse
from numeric.network import Network
from numeric.optimizers import optimizers
from numeric.optimizers.gradient_descent import GradientDescent
from numeric.tasks import Task, methods, task

GENERATOR = np.random.default_rng(5)
INPUTS = GENERATOR.standard_normal((30, 9)) * np.arange(1.0, 10) + 3
CLASSES = DataSet("wine", INPUTS, (INPUTS[:, 0] > 3).astype(int) + (INPUTS[:, 1] > 3), "planted")


@pytest.fixture(autouse=True)
def _wine(monkeypatch: pytest.MonkeyPatch) -> None:
    """A small data set in place of the one that another package ships."""
    monkeypatch.setattr(wine_module, "load", CLASSES.drawn)


def shifted(found: Task) -> np.ndarray:
    """Parameters away from the start."""
    return found.theta + 0.1 * np.random.default_rng(2).standard_normal(found.theta.size)


def test_a_regression_shows_its_root_mean_square_error() -> None:
    """The root of the mean square of what the network misses: twice the loss."""
    found = tasks._regression(DataSet("line", INPUTS, INPUTS[:, 2:3] - 4, "planted"), 3)
    theta = shifted(found)
    missed = found.objective.problem.network.forward(theta, INPUTS)[:, 0] - INPUTS[:, 2] + 4
    assert found.error(theta) == pytest.approx(np.linalg.norm(missed) / np.sqrt(30), rel=1e-12)
    assert found.objective.value(theta) == pytest.approx(found.error(theta) ** 2 / 2, rel=1e-12)
    assert np.array_equal(found.theta, found.objective.problem.network.initialise(np.random.default_rng((3, 1))))
    assert found.title == "line, regression 9-12-1"
    assert found.objective.problem.network.activations == ("tanh", "identity")
    assert found.epochs == 300


def test_a_classifier_shows_the_part_that_it_gets_wrong() -> None:
    """The largest output is the answer."""
    found = task("wine", seed=3)
    theta = shifted(found)
    answers = found.objective.problem.network.forward(theta, INPUTS).argmax(axis=1)
    wrong = sum(int(answer != target) for answer, target in zip(answers, CLASSES.targets, strict=True))
    assert 0 < wrong < 30
    assert found.error(theta) == pytest.approx(wrong / 30, rel=1e-15)
    assert np.array_equal(found.theta, found.objective.problem.network.initialise(np.random.default_rng((3, 1))))
    assert found.title == "wine, classifier 9-12-3"
    assert found.objective.problem.network.activations == ("tanh", "identity")
    assert found.epochs == 300


def test_an_autoencoder_sees_pixels_between_zero_and_one() -> None:
    """Each column runs from 0 to 1; one that does so already is left alone, and a constant one is no division by zero."""
    found = task("autoencoder", data="wine", seed=3)
    pixels = (INPUTS - INPUTS.min(axis=0)) / (INPUTS.max(axis=0) - INPUTS.min(axis=0))
    theta = shifted(found).astype(np.float32)
    shown = expit(found.objective.problem.network.forward(theta, pixels.astype(np.float32)))
    assert found.error(theta) == pytest.approx(float(((shown - pixels) ** 2).sum(axis=1).mean()), rel=1e-5)
    assert np.array_equal(found.theta, sparse(found.objective.problem.network, np.random.default_rng((3, 1))))
    assert found.title == "wine, autoencoder 9-4-2-2-2-4-9"
    assert found.objective.problem.network.activations == ("sigmoid", "sigmoid", "identity", "sigmoid", "sigmoid", "identity")
    assert found.epochs == 400
    kept = tasks._autoencoder(DataSet("pixels", pixels / 2, pixels, "planted"), 3)
    theta = shifted(kept).astype(np.float32)
    shown = expit(kept.objective.problem.network.forward(theta, (pixels / 2).astype(np.float32)))
    assert kept.error(theta) == pytest.approx(float(((shown - pixels / 2) ** 2).sum(axis=1).mean()), rel=1e-5)
    flat = tasks._autoencoder(DataSet("flat", np.column_stack([INPUTS, np.full(30, 7.0)]), pixels, "planted"), 3)
    assert np.isfinite(flat.error(flat.theta))


@pytest.mark.parametrize(("name", "columns"), [("below", -0.5), ("above", 1.5)])
def test_one_number_outside_is_enough_to_scale(name: str, columns: float) -> None:
    """Below zero or above one."""
    inputs = np.column_stack([np.linspace(0, 1, 30), np.full(30, 0.5)])
    inputs[3, 1] = columns
    found = tasks._autoencoder(DataSet(name, inputs, inputs, "planted"), 0)
    scaled = (inputs - inputs.min(axis=0)) / (inputs.max(axis=0) - inputs.min(axis=0))
    shown = expit(found.objective.problem.network.forward(found.theta, scaled.astype(np.float32)))
    assert found.error(found.theta) == pytest.approx(float(((shown - scaled) ** 2).sum(axis=1).mean()), rel=1e-5)


def test_small_tasks_run_every_method_with_these_settings() -> None:
    """Those that the pages in docs were made with."""
    table = methods(task("wine", seed=3))
    assert set(table) == {*optimizers(), "gradient-descent-momentum"}
    assert list(table) == sorted(table)
    assert table["gradient-descent"] == GradientDescent(0.3)
    assert table["gradient-descent-momentum"] == GradientDescent(0.3, momentum=0.95)
    known = optimizers()
    assert table["natural-gradient"] == known["natural-gradient"](adaptive=True, damping=1.0)
    assert table["hessian-free"] == known["hessian-free"]()
    assert table["kfac"] == known["kfac"](damping=1.0)
    assert table["krylov-subspace-descent"] == known["krylov-subspace-descent"]()
    assert table["newton"] == known["newton"](saddle_free=True)
    assert table["natural-gradient-flow"] == known["natural-gradient-flow"](damping=1e-2, tolerance=1e-3, duration=0.5)
    chosen = table["steepest-descent"]
    dense = task("wine", seed=3).objective.fisher(task("wine", seed=3).theta).to_dense()
    assert getattr(chosen, "rate", None) == 0.3
    assert np.allclose(getattr(chosen, "metric", None), dense + 0.1 * np.eye(len(dense)), rtol=1e-12)


def test_deep_tasks_take_few_iterations() -> None:
    """By the preconditioner of KFAC, with more damping; curvature from a quarter of the samples, but a hundred if there are."""
    table, known = methods(task("autoencoder", data="wine", seed=3)), optimizers()
    stopping = tasks.Stopping(2, progress=0)
    assert table["gradient-descent"] == GradientDescent(0.1)
    assert table["gradient-descent-momentum"] == GradientDescent(0.01, momentum=0.9)
    expected = known["hessian-free"](damping=50.0, preconditioner="kronecker", augment=True, stopping=stopping)
    assert table["hessian-free"] == expected
    assert table["kfac"] == known["kfac"](damping=150.0)
    assert table["krylov-subspace-descent"] == known["krylov-subspace-descent"](curvature_batch=30)


@pytest.mark.parametrize(("samples", "part"), [(30, 30), (400, 100), (399, 100), (1000, 250)])
def test_a_quarter_of_the_samples_is_a_hundred_at_least(samples: int, part: int) -> None:
    """Or all of them."""
    inputs = np.random.default_rng(0).random((samples, 3))
    assert tasks._quarter(tasks._autoencoder(DataSet("pixels", inputs, inputs, "planted"), 0)) == part


def test_methods_that_form_matrices_are_left_out_of_large_tasks() -> None:
    """The reason says how large; natural gradient goes by conjugate gradients there."""
    inputs = np.random.default_rng(0).random((5, 240))
    large = tasks._classifier(DataSet("wide", inputs, np.arange(5), "planted"), 0)
    table, known = methods(large), optimizers()
    assert large.objective.size == 241 * 12 + 13 * 5 == 2957
    assert table["natural-gradient-flow"] == "forms a matrix of 2,957 x 2,957 numbers; at most 400 rows are tried"
    assert not isinstance(table["newton"], str)
    inputs = np.random.default_rng(0).random((5, 250))
    table = methods(tasks._classifier(DataSet("wider", inputs, np.arange(5), "planted"), 0))
    told = {name for name, method in table.items() if isinstance(method, str)}
    assert told == {"amari-adaptive", "gauss-newton", "levenberg-marquardt", "newton", "natural-gradient-flow", "steepest-descent"}
    assert table["newton"] == "forms a matrix of 3,077 x 3,077 numbers; at most 3,000 rows are tried"
    pieces = {"preconditioner": "kronecker", "decay": 0.95, "augment": True, "search": True}
    assert table["natural-gradient"] == known["natural-gradient"](adaptive=True, solver="cg", damping=50.0, iterations=2, **pieces)


def test_another_data_set_makes_the_same_kind_of_task() -> None:
    """Only the autoencoder takes inputs of any; the limits themselves are inside."""
    with pytest.raises(tasks.DomainError, match="expected one of autoencoder, breast-cancer, curves, diabetes, digits, wine, got 'moons'"):
        task("moons")
    assert tasks._too_large("newton", 3000) == tasks._too_large("natural-gradient-flow", 400) == tasks._too_large("kfac", 10**9) == ""


def test_images_get_the_autoencoder_of_the_hessian_free_paper() -> None:
    """784 pixels through six numbers, and back by the same widths."""
    images = np.random.default_rng(0).random((2, 784))
    found = tasks._autoencoder(DataSet("images", images, images, "planted"), 0)
    assert found.title == "images, autoencoder 784-400-200-100-50-25-6-25-50-100-200-400-784"


@pytest.mark.parametrize(("inputs", "kept"), [(40, 15), (15, 15), (4, 4)])
def test_a_unit_begins_with_fifteen_connections(inputs: int, kept: int) -> None:
    """Or with all that it may have; biases begin at zero."""
    network = Network([inputs, 6], ["identity"])
    view = network.views(sparse(network, np.random.default_rng(0)))[0]
    assert np.array_equal((view.weight != 0).sum(axis=0), np.full(6, kept))
    assert not view.bias.any()
