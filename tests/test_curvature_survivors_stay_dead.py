"""Small facts of the numeric core that a planted mistake once passed by."""

from __future__ import annotations

import re
from typing import Any

import numpy as np
import pytest
from scipy.optimize import OptimizeResult
from scipy.sparse.linalg import aslinearoperator
from small_objectives import network, quadratic

from numeric import divergences
from numeric.errors import CurvatureError, DomainError, ShapeError
from numeric.estimators import chapelle_erhan, curvature_propagation, hutch_plus_plus, hutchinson, xtrace
from numeric.krylov.conjugate_gradients import minimise
from numeric.losses import named
from numeric.losses.blocks.blocks import Blocks
from numeric.losses.blocks.paired import Paired
from numeric.losses.blocks.softmax import Softmax
from numeric.losses.loss import Loss, Separable
from numeric.losses.multinomial import Multinomial
from numeric.network import Network
from numeric.optimizers import optimizers
from numeric.optimizers.natural_gradient import pseudo_solve


def test_the_prior_of_amaris_estimate_is_a_multiple_of_the_identity() -> None:
    """Its inverse is divided by the prior."""
    state = optimizers()["amari-adaptive"](prior=4.0).init(quadratic(), np.ones(6))
    assert np.array_equal(state.memory["inverse"], np.eye(6) / 4)


@pytest.mark.parametrize(("half", "factor"), [(True, 1.0), (False, 0.5)])
def test_a_divergence_without_its_half_halves_the_step(half: bool, factor: float) -> None:  # noqa: FBT001 - a row of the table
    """Without a metric the step is the rate times the gradient, or half of it."""
    problem, method = quadratic(), optimizers()["steepest-descent"](rate=0.01, half=half)
    state = method.init(problem, np.ones(6))
    assert np.allclose(method.step(state).theta - 1, -0.01 * factor * problem.gradient(np.ones(6)), rtol=1e-13)


@pytest.mark.parametrize("estimate", [
    lambda few, g: hutchinson.trace(aslinearoperator(np.eye(9)), few[0], g),
    lambda few, g: hutchinson.diagonal(aslinearoperator(np.eye(9)), few[0], g),
    lambda few, g: chapelle_erhan.diagonal(aslinearoperator(np.eye(9)), few[0], g),
    lambda few, g: hutch_plus_plus.trace(aslinearoperator(np.eye(9)), few[2], g),
    lambda few, g: xtrace.trace(aslinearoperator(np.eye(9)), few[1], g),
], ids=["trace", "diagonal", "by a factor", "sketched", "left out"])  # fmt: skip
def test_too_few_samples_are_refused(estimate: Any) -> None:
    """One fewer than each estimator needs for a standard error; with as many it works."""
    with pytest.raises(DomainError, match="Estimating: expected at least"):
        estimate((1, 3, 5), np.random.default_rng(0))
    estimate((2, 4, 6), np.random.default_rng(0))


def test_curvature_propagation_needs_two_draws() -> None:
    """It is asked before anything is computed."""
    nothing: Any = None
    with pytest.raises(DomainError, match="Estimating"):
        curvature_propagation.diagonal(nothing, 1, np.random.default_rng(0))


@pytest.mark.parametrize(("upper", "cross", "lower"), [(-1.0, 0.0, -1.0), (1.0, 2.0, 1.0), (-1.0, 0.0, 1.0)])
def test_pairs_that_are_not_positive_have_no_root(upper: float, cross: float, lower: float) -> None:
    """A negative first entry, or a negative determinant, at one sample among positive ones."""
    pairs = Paired(np.array([[1.0, upper]]), np.array([[0.0, cross]]), np.array([[1.0, lower]]))
    with pytest.raises(CurvatureError, match="Take the Fisher matrix"):
        pairs.factor()


def test_options_of_losses_that_are_left_out() -> None:
    """The median, one trial, and unit scales; fewer trials than one are refused."""
    assert (named("quantile").level, named("multinomial").trials, named("laplace").scale) == (0.5, 1, 1.0)  # type: ignore[attr-defined]
    assert (named("huber").reach, named("student_t").scale, named("student_t").freedom) == (1.0, 1.0, 4.0)  # type: ignore[attr-defined]
    with pytest.raises(DomainError, match="at least one trial"):
        Multinomial(0)


def test_the_factor_of_many_pairs_keeps_them_apart() -> None:
    """Three pairs at two samples, correlated: the factor times its transpose is the matrix that products are taken with."""
    generator = np.random.default_rng(4)
    upper, lower = generator.uniform(1, 2, (2, 3, 2))
    pairs = Paired(upper, generator.uniform(-0.9, 0.9, (3, 2)), lower)
    columns = pairs.factor()
    assert pairs.rank == 6
    dense = pairs.product(np.repeat(np.eye(6)[:, :, None], 2, axis=2))
    assert np.allclose(np.einsum("ron,rpn->opn", columns, columns), dense, rtol=1e-13, atol=1e-15)


@pytest.mark.parametrize("shape", [(15, 4), (16, 3), (14, 3), (15, 2), (15,), (15, 3, 1, 1)])
def test_the_transposed_jacobian_takes_one_row_a_sample(shape: tuple[int, ...]) -> None:
    """Neither more nor fewer of them, nor of outputs, nor of axes."""
    objective, theta = network()
    with pytest.raises(ShapeError, match=re.escape(f"expected shape (15, 3), got {shape}")):
        objective.problem.at(theta).vjp(np.ones(shape))


def test_a_start_of_another_size_is_told() -> None:
    """Conjugate gradients name the shapes of all that they were given."""
    with pytest.raises(ShapeError, match=re.escape("got (2, 2), gradient (2,), start (3,). Give all the same n.")):
        minimise(aslinearoperator(np.eye(2)), np.ones(2), start=np.ones(3))


def test_tonga_compresses_when_as_many_gradients_have_come_as_it_says() -> None:
    """Columns are added to the rank until there are ``every`` more."""
    method = optimizers()["tonga"](rank=4, every=3)
    state, columns = method.init(quadratic(9), np.ones(9)), []
    for _ in range(10):
        state = method.step(state)
        columns.append(state.memory["factor"].shape[1])
    assert columns == [1, 2, 3, 4, 5, 6, 4, 5, 6, 4]


@pytest.mark.parametrize(("size", "left", "good"), [(0.1, 0.9e-4, True), (0.1, 1.1e-4, False), (50.0, 4.9e-3, True), (50.0, 5.1e-3, False)])
def test_a_proximal_step_is_a_minimum(size: float, left: float, good: bool, monkeypatch: pytest.MonkeyPatch) -> None:  # noqa: FBT001
    """The slope that the search left is at most 1e-4, or that part of a gradient longer than one."""
    found = OptimizeResult(fun=-1.0, jac=np.array([left]), x=np.array([2.0]))
    monkeypatch.setattr(divergences, "minimize", lambda *_, **__: found)
    if good:
        assert divergences.proximal_step(lambda _new, _old: 0.0, np.zeros(1), np.array([size]), 1.0) == [2.0]
        return
    with pytest.raises(DomainError, match="Descending in a divergence: expected a minimum, got gradient"):
        divergences.proximal_step(lambda _new, _old: 0.0, np.zeros(1), np.array([size]), 1.0)


def test_an_eigenvalue_is_zero_if_rounding_of_all_of_them_could_make_it() -> None:
    """Of six it is below six units of rounding of the largest: the part of the gradient there, itself rounding, is left out."""
    small = 3 * np.finfo(float).eps
    found = pseudo_solve(np.diag([2.0, 1.0, 1.0, 1.0, 1.0, small]), np.array([2.0, 1.0, 1.0, 1.0, 1.0, 1e-14]), 0.0)
    assert np.array_equal(found, [1.0, 1.0, 1.0, 1.0, 1.0, 0.0])
    more = pseudo_solve(np.diag([2.0, 1.0, 1.0, 1.0, 1.0, 20 * small]), np.array([2.0, 1.0, 1.0, 1.0, 1.0, 20 * small]), 0.0)
    assert np.allclose(more, np.ones(6), rtol=1e-14)


def test_a_constrained_step_is_searched_from_the_edge(monkeypatch: pytest.MonkeyPatch) -> None:
    """Down the gradient to where a quadratic divergence is half the squared radius."""
    starts = []

    def watched(_objective: Any, start: np.ndarray, **_: Any) -> OptimizeResult:
        starts.append(start)
        return OptimizeResult(fun=-1.0, x=start)

    monkeypatch.setattr(divergences, "minimize", watched)
    step = divergences.constrained_step(lambda new, old: 8 * float((new - old) @ (new - old)), np.ones(2), np.array([3.0, 4.0]), 0.5)
    assert np.allclose(starts[0], [-0.15, -0.2], rtol=1e-12)
    assert np.allclose(step, [-0.075, -0.1], rtol=1e-12)


@pytest.mark.parametrize("bad", [np.nan, np.inf, -np.inf])
def test_a_network_runs_at_finite_parameters_only(bad: float) -> None:
    """Nan and infinities are refused before anything is computed, and large numbers, whose squares overflow, are not."""
    network, inputs = Network([1, 1], ["identity"]), np.ones((2, 1))
    with pytest.raises(DomainError, match="running the network: expected finite parameters, got nan or infinity"):
        network.forward(np.array([bad, 1.0]), inputs)
    assert np.array_equal(network.forward(np.array([1e200, 0.0]), inputs), [[1e200], [1e200]])


def test_the_factor_of_a_softmax_holds_where_classes_are_impossible() -> None:
    """Those at the end, after which nothing is left to divide by: no warning, and the root of the covariance."""
    probabilities = np.array([[0.5, 0.2, 1.0], [0.5, 0.3, 0.0], [0.0, 0.5, 0.0], [0.0, 0.0, 0.0]])
    columns = Softmax(probabilities).factor()
    exact = np.einsum("an,ab->nab", probabilities, np.eye(4)) - np.einsum("an,bn->nab", probabilities, probabilities)
    assert np.allclose(np.einsum("ran,rbn->nab", columns, columns), exact, rtol=1e-13, atol=1e-15)


@pytest.mark.parametrize(("base", "asked"), [
    (Loss, {"value", "gradient", "hessian", "fisher", "sample"}),
    (Separable, {"draw"}),
    (Blocks, {"product", "factor", "rank", "scaled"}),
], ids=["loss", "sum over outputs", "blocks"])  # fmt: skip
def test_what_is_not_defined_is_missed_at_once(base: type, asked: set[str]) -> None:
    """An object that lacks any one method is not made, rather than answering with nothing when it is asked."""
    for name in asked:
        methods = {each: lambda *_: None for each in asked - {name}}
        with pytest.raises(TypeError, match=f"abstract method '?{name}'?$"):
            type("Lacking", (base,), methods)()
