"""Charts, flows and steps in divergences: derivatives by differences, closed forms, and invariance where there is some."""

from __future__ import annotations

import numpy as np
import pytest

from numeric.charts import Chart, Pulled, affine, exponential, shear
from numeric.divergences import constrained_step, mahalanobis_step, proximal_step, riemannian_step
from numeric.errors import DomainError
from numeric.flow import flow
from numeric.gaussian_fit import GaussianFit
from numeric.quadratic import Quadratic

FIT = GaussianFit(0.4, 1.3)
CHARTS = [affine(np.array([[2.0, 0.5], [-0.3, 0.7]]), np.array([0.1, -0.2])), shear(0.4), exponential(2)]
POINT = np.array([0.6, 1.7])


def differences(function: object, at: np.ndarray, step: float = 1e-6) -> np.ndarray:
    """Central differences along each coordinate, stacked on the last axis."""
    columns = [(np.asarray(function(at + e)) - np.asarray(function(at - e))) / (2 * step) for e in np.eye(at.size) * step]  # type: ignore[operator]
    return np.stack(columns, axis=-1)


@pytest.mark.parametrize("chart", CHARTS, ids=lambda chart: chart.name)
def test_charts_know_their_derivatives(chart: Chart) -> None:
    """Jacobian and Hessians are those of the map, and the inverse undoes it."""
    assert np.allclose(chart.jacobian(POINT), differences(chart.forward, POINT), rtol=1e-8, atol=1e-9)
    assert np.allclose(chart.hessians(POINT), differences(chart.jacobian, POINT), rtol=1e-8, atol=1e-8)
    assert np.allclose(chart.inverse(chart.forward(POINT)), POINT, rtol=1e-14)


@pytest.mark.parametrize("chart", CHARTS, ids=lambda chart: chart.name)
def test_pulled_objectives_obey_the_chain_rule(chart: Chart) -> None:
    """Gradient and Hessian in a chart are those of the composed function; the Hessian without the chart's bend is another matrix."""
    pulled = Pulled(FIT, chart)
    assert np.allclose(pulled.gradient(POINT), differences(pulled.value, POINT), rtol=1e-7)
    exact = differences(pulled.gradient, POINT)
    assert np.allclose(pulled.hessian(POINT), exact, rtol=1e-7)
    J = chart.jacobian(POINT)
    without = J.T @ FIT.hessian(chart.forward(POINT)) @ J
    assert np.allclose(without, exact, rtol=1e-3) == (chart.name == "affine")


@pytest.mark.parametrize("chart", CHARTS[1:], ids=lambda chart: chart.name)
def test_the_natural_flow_is_one_path_in_all_charts(chart: Chart) -> None:
    """In time, too, the natural-gradient flow ends at the same law; the plain gradient's does not."""
    start = chart.forward(POINT)
    ends = {name: [flow(FIT, start, 0.5, matrix=name, chart=each).end for each in (None, chart)] for name in ("fisher", None)}
    assert np.abs(ends["fisher"][0] - ends["fisher"][1]).max() < 1e-10
    assert np.abs(ends[None][0] - ends[None][1]).max() > 1e-3


def test_flows_of_quadratics_are_exponentials() -> None:
    """The Newton flow decays as exp(-t) in every direction, the gradient flow by eigenvalue; the clock of length measures length."""
    problem = Quadratic(np.diag([1.0, 4.0]), np.zeros(2))
    assert np.allclose(flow(problem, np.ones(2), 0.7, matrix="hessian").end, np.exp(-0.7), rtol=1e-10)
    assert np.allclose(flow(problem, np.ones(2), 0.7, matrix=None).end, [np.exp(-0.7), np.exp(-2.8)], rtol=1e-9)
    path = flow(problem, np.ones(2), 0.5, matrix=None, clock="length", points=4001).points
    assert np.linalg.norm(np.diff(path, axis=0), axis=1).sum() == pytest.approx(0.5, rel=1e-6)


def test_a_flow_that_cannot_go_on_is_an_error() -> None:
    """A singular matrix on the way is told with the cure."""
    with pytest.raises(DomainError, match=r"Following a flow: expected it to last 1\.0, got stuck"):
        flow(Quadratic(np.zeros((2, 2)), np.ones(2)), np.ones(2), 1.0, matrix="hessian")


def test_steps_in_a_metric_minimise_their_model() -> None:
    """The Riemannian step makes its model stationary, and so does the Mahalanobis step without the half."""
    metric, gradient = np.array([[3.0, 1.0], [1.0, 2.0]]), np.array([1.0, -2.0])
    step = riemannian_step(metric, gradient, 0.7)
    assert np.allclose(gradient + metric @ step / 0.7, 0, atol=1e-14)
    assert np.allclose(gradient + 2 * metric @ mahalanobis_step(metric, gradient, 0.7, half=False) / 0.7, 0, atol=1e-14)
    assert np.allclose(mahalanobis_step(np.eye(2), gradient, 0.7), -0.7 * gradient)
    with pytest.raises(DomainError, match="expected a positive definite matrix"):
        riemannian_step(np.diag([1.0, -1.0]), gradient, 0.7)


def test_a_proximal_step_in_the_divergence_nears_the_natural_gradient() -> None:
    """For small rates the step in KL is the natural gradient's, whichever way round KL is taken; twice the rate is not."""
    theta, gradient = np.array([0.3, 0.2]), np.array([0.5, -0.8])
    for divergence in (lambda new, old: FIT.kl(old, new), FIT.kl):
        found = proximal_step(divergence, theta, gradient, 1e-3)
        natural = -1e-3 * np.linalg.solve(FIT.fisher(theta), gradient)
        assert np.allclose(found, natural, rtol=5e-3)
        assert not np.allclose(found, 2 * natural, rtol=0.1)


def test_a_divergence_that_grows_linearly_has_no_step() -> None:
    """A metric in the sense of metric spaces selects no step: the model is unbounded below (claim H3.1)."""
    with pytest.raises(DomainError, match="expected a minimum"):
        proximal_step(lambda new, old: float(np.sqrt(1 + ((new - old) ** 2).sum()) - 1), np.zeros(2), np.array([3.0, 0.0]), 1.0)


def test_the_steepest_direction_is_the_natural_gradient() -> None:
    """The minimiser within a small ball of KL points along the natural gradient and has the length that the radius gives."""
    theta, gradient = np.array([0.3, 0.2]), np.array([0.5, -0.8])
    inverse = np.linalg.inv(FIT.fisher(theta))
    expected = -1e-3 * inverse @ gradient / np.sqrt(gradient @ inverse @ gradient)
    found = constrained_step(lambda new, old: FIT.kl(old, new), theta, gradient, 1e-3)
    assert np.allclose(found, expected, rtol=5e-3)
    with pytest.raises(DomainError, match="expected a gradient other than 0"):
        constrained_step(FIT.kl, theta, np.zeros(2), 1e-3)


def test_a_quadratic_is_symmetric() -> None:
    """A matrix that is not symmetric is refused, since its gradient would be another one."""
    with pytest.raises(DomainError, match="expected a symmetric"):
        Quadratic(np.array([[1.0, 1.0], [0.0, 1.0]]), np.ones(2))


def test_a_path_is_its_start_and_its_end_unless_more_is_asked_for() -> None:
    """On a bowl each coordinate decays by itself, with equal times between the points."""
    bowl, first = Quadratic(np.diag([1.0, 9.0]), np.zeros(2)), np.array([1.0, -2.0])
    path = flow(bowl, first, np.log(4.0))
    assert np.allclose(path.points, [first, first / 4], rtol=1e-10)
    assert np.allclose(flow(bowl, first, np.log(4.0), points=3).points, [first, first / 2, first / 4], rtol=1e-10)
