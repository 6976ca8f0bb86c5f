"""Bad input is an error that states the contract and the cure, never a silent nan."""

from __future__ import annotations

import tracemalloc
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest

from numeric.curvature import matrices, matrix
from numeric.curvature.dual import Dual
from numeric.curvature.sample_space import SampleSpace
from numeric.errors import CurvatureError, DeterminismError, DomainError, NumericError, PrecisionError, ShapeError, SingularError
from numeric.losses import named
from numeric.losses.mahalanobis import Mahalanobis
from numeric.losses.poisson_log_rate import PoissonLogRate
from numeric.losses.student_t import StudentT
from numeric.network import Network
from numeric.problem import Problem

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

NET = Network([2, 3, 2], ["tanh"])
X, Y = np.arange(8.0).reshape(4, 2) / 8, np.arange(8.0).reshape(4, 2) / 4
THETA = NET.initialise(np.random.default_rng(0))


def _problem(**changes: Any) -> Problem:
    given: dict[str, Any] = {"network": NET, "loss": "squared", "X": X, "Y": Y, **changes}
    return Problem(given.pop("network"), given.pop("loss"), given.pop("X"), given.pop("Y"), **given)


def _with_nan(array: Any) -> Any:
    changed = array.copy()
    changed.flat[0] = np.nan
    return changed


class Shuffling:
    """Batches in another order at every run."""

    def __init__(self) -> None:
        """Count the runs."""
        self.runs = 0

    def __iter__(self) -> Iterator[tuple[Any, Any]]:
        """The two batches, swapped every time."""
        self.runs += 1
        halves = [(X[:2], Y[:2]), (X[2:], Y[2:])]
        return iter(halves if self.runs % 2 else halves[::-1])


CASES: dict[str, tuple[type[NumericError], str, Callable[[], Any]]] = {
    "one width": (ShapeError, "at least two positive widths", lambda: Network([2], [])),
    "zero width": (ShapeError, "at least two positive widths", lambda: Network([2, 0], [])),
    "activations": (ShapeError, "expected 2 activations for 3 widths, got 3", lambda: Network([2, 3, 2], ["tanh"] * 3)),
    "unknown activation": (DomainError, "expected one of erf, gelu", lambda: Network([2, 3, 2], ["swish"])),
    "unknown loss": (DomainError, "expected one of bernoulli_logits", lambda: _problem(loss="hinge")),
    "unknown matrix": (DomainError, "expected one of block_diagonal_fisher", lambda: matrix("adam")),
    "nan in samples": (DomainError, "expected finite numbers", lambda: _problem(X=_with_nan(X))),
    "nan in targets": (DomainError, "expected finite numbers", lambda: _problem(Y=_with_nan(Y))),
    "nan in parameters": (DomainError, "expected finite parameters", lambda: _problem().at(_with_nan(THETA))),
    "empty data": (ShapeError, "N >= 1", lambda: _problem(X=X[:0], Y=Y[:0])),
    "empty batch": (ShapeError, "N >= 1", lambda: _problem(X=[(X, Y), (X[:0], Y[:0])], Y=None)),
    "no batches": (ShapeError, "expected at least one sample, got none", lambda: _problem(X=[], Y=None)),
    "columns of samples": (ShapeError, r"expected shape \(N, 2\)", lambda: _problem(X=X[:, :1])),
    "columns of targets": (ShapeError, r"expected shape \(N, 2\)", lambda: _problem(Y=Y[:, :1])),
    "too few targets": (ShapeError, "4 samples and 3 targets", lambda: _problem(Y=Y[:3])),
    "half precision": (PrecisionError, "expected float32 or float64, got float16", lambda: _problem(X=X.astype(np.float16))),
    "narrowing": (PrecisionError, "expected float32, got float64", lambda: _problem(X=X.astype(np.float32)).at(THETA)),
    "size of theta": (ShapeError, "expected a vector of shape", lambda: _problem().value(THETA[1:])),
    "no targets": (ShapeError, r"expected pairs \(X, Y\), got ndarray", lambda: _problem(Y=None)),
    "triples": (ShapeError, r"expected pairs \(X, Y\), got tuple", lambda: _problem(X=[(X, Y, Y)], Y=None)),
    "wider batch": (PrecisionError, "expected float32 as in the first", lambda: _problem(X=[(X.astype(np.float32), Y), (X, Y)], Y=None)),
    "complex vector": (PrecisionError, "expected real numbers", lambda: _problem().fisher(THETA) @ (1j * THETA)),
    "complex block": (PrecisionError, "expected real numbers", lambda: _problem().fisher(THETA) @ (1j * THETA[:, None])),
    "reduction": (DomainError, "expected reduction 'mean' or 'sum'", lambda: _problem(reduction="batchmean")),
    "chunk": (DomainError, "expected a positive chunk", lambda: _problem(chunk=0)),
    "exhausted": (ShapeError, "expected at least one sample, got none", lambda: _problem(X=iter([]), Y=None)),
    "threads": (DomainError, "expected a positive number of threads", lambda: _problem(threads=0)),
    "layout": (DomainError, "expected a layout of 'samples last', 'samples first', 'tuned', got 'first'", lambda: _problem(layout="first")),
    "half a thread": (DomainError, "expected a positive number of threads, got 1.5", lambda: _problem(threads=1.5)),
    "half a unit": (ShapeError, "expected whole numbers as widths", lambda: Network([2, 2.5], [])),  # type: ignore[list-item]
    "masked samples": (DomainError, "reading samples: .* got masked ones", lambda: _problem(X=np.ma.masked_less(X, 0.5))),
    "masked targets": (DomainError, "reading targets: .* got masked ones", lambda: _problem(Y=np.ma.masked_less(Y, 0.5))),
    "masked batches": (DomainError, "got masked ones", lambda: _problem(X=[(np.ma.masked_less(X, 0.5), Y)], Y=None)),
    "ragged samples": (ShapeError, "expected rows of one length", lambda: _problem(X=[[1.0, 2.0], [1.0]], Y=Y[:2])),
    "wide targets": (PrecisionError, "that fit into float32, got up to 1.75e", lambda: _problem(X=X.astype(np.float32), Y=1e300 * Y)),
    "whole gradients": (PrecisionError, "got int64", lambda: _problem().gradient(THETA, np.zeros(NET.size, np.int64))),
    "short gradients": (ShapeError, "expected an array of shape", lambda: _problem().gradient(THETA, np.zeros(3))),
    "shuffled": (DeterminismError, "Turn off shuffling", lambda: _problem(X=Shuffling(), Y=None)),
    "classes": (DomainError, "expected classes 0 to 1", lambda: _problem(loss="cross_entropy_logits", Y=np.array([0, 1, 2, 0]))),
    "soft labels": (DomainError, "rows that are distributions", lambda: _problem(loss="cross_entropy_logits", Y=Y)),
    "logits": (DomainError, r"values in \[0, 1\]", lambda: _problem(loss="bernoulli_logits", Y=Y)),
    "counts": (DomainError, "nonnegative counts", lambda: _problem(loss="poisson_log_rate", Y=-Y)),
    "odd outputs": (ShapeError, "even number", lambda: _problem(network=Network([2, 3], []), loss="gaussian_log_variance", Y=Y)),
    "order of covariance": (ShapeError, "expected 3 outputs", lambda: _problem(loss=Mahalanobis(np.eye(3)))),
    "covariance": (DomainError, "not positive", lambda: Mahalanobis(-np.eye(2))),
    "level": (DomainError, r"level in \(0, 1\)", lambda: named("quantile", level=1.0)),
    "scale": (DomainError, "positive scale", lambda: named("laplace", scale=0.0)),
    "thresholds": (DomainError, "increasing thresholds", lambda: named("ordinal", thresholds=(1.0, 0.0))),
    "draws": (DomainError, "at least one a sample", lambda: _problem().curvature("monte_carlo_fisher", THETA, draws=0)),
    "metric": (DomainError, "expected the metric", lambda: _problem().curvature("structural_damping", THETA, metric="l2")),
    "jvp": (ShapeError, "multiplying by the Jacobian", lambda: _problem().at(THETA).jvp(THETA[1:])),
    "vjp": (ShapeError, "Samples are rows", lambda: _problem().at(THETA).vjp(Y.T)),
    "singular blocks": (SingularError, "Raise the damping|positive damping", lambda: _inverse("block_diagonal_fisher", 0.0)),
    "singular factors": (SingularError, "positive damping", lambda: _inverse("kronecker_factored_fisher", 0.0)),
    "singular moments": (SingularError, "positive damping", lambda: _inverse("eigenvalue_corrected_fisher", 0.0)),
    "negative damping": (DomainError, "nonnegative damping", lambda: _inverse("kronecker_factored_fisher", -1.0)),
    "damping rule": (DomainError, "'exact' or 'factored'", lambda: _inverse("kronecker_factored_fisher", 1.0, rule="pi")),
    "dual of batches": (ShapeError, "expected one batch, got 2", lambda: Dual(_problem(chunk=2).fisher(THETA))),
    "root of no root": (CurvatureError, "Take the Fisher matrix", lambda: SampleSpace(_indefinite())),
    "not monotone": (CurvatureError, "monotone activations", lambda: _bent() @ np.ones(NET.size)),
}


def _inverse(name: str, damping: float, **options: Any) -> Any:
    return matrices()[name](_problem().at(THETA)).inverse(damping, **options)  # type: ignore[attr-defined]


def _indefinite() -> Any:
    return _problem(loss="student_t", Y=100 * Y).generalized_gauss_newton(THETA)


def _bent() -> Any:
    network = Network([2, 3, 2], ["sin"])
    return _problem(network=network).curvature("structural_damping", 10 * np.ones(network.size), metric="matching")


@pytest.mark.parametrize("name", sorted(CASES))
def test_bad_input_is_refused(name: str) -> None:
    """The error is of its kind and its text says what was expected, what came, and what to do."""
    kind, text, action = CASES[name]
    with pytest.raises(kind, match=text) as caught:
        action()
    assert "expected" in str(caught.value)
    assert str(caught.value).endswith(".")


@pytest.mark.parametrize("what", ["value", "gradient", "empirical_fisher", "hessian", "fisher"])
@pytest.mark.parametrize("loss", ["squared", "poisson_log_rate"])
def test_what_overflows_is_an_error(loss: str, what: str) -> None:
    """Parameters whose loss or curvature no float holds: no method returns nan or infinity for them, except a matrix that needs neither."""
    made, theta = _problem(loss=loss, Y=np.ones_like(Y)), 1e200 * np.ones_like(THETA)
    asked: dict[str, Callable[[], Any]] = {"value": lambda: made.at(theta).value, "gradient": lambda: made.gradient(theta)}
    with np.errstate(all="ignore"):
        if (loss, what) == ("squared", "fisher"):  # J does not depend on the outputs' size
            assert np.isfinite(made.fisher(theta) @ THETA).all()
            return
        with pytest.raises(DomainError, match=r"expected finite numbers, got nan or infinity\. Shorten the step"):
            asked.get(what, lambda: made.curvature(what, theta) @ THETA)()


def test_every_entry_of_a_gradient_is_looked_at() -> None:
    """An entry of the last layer that overflows alone, with all that flows back to the first layer finite."""
    network = Network([1, 1, 1], ["identity"])
    made = Problem(network, "squared", np.ones((1, 1)), np.zeros((1, 1)))
    theta = np.array([1e160, 0.0, 0.0, 1e160])  # hidden value and output 1e160, weight zero between them
    with np.errstate(all="ignore"):
        assert np.isfinite(made.at(theta).gradient[:2]).all()
        with pytest.raises(DomainError, match="computing the gradient"):
            made.gradient(theta)
        residual = np.array([0.0, 1e160, 1e160, 0.0])  # a residual of 1e160, by a weight of 1e160 back to the first layer
        with pytest.raises(DomainError, match="computing the gradient"):
            _ = made.at(residual + np.array([0, 0, 0, 1e160])).gradient


def test_a_singular_matrix_without_damping_gives_the_pseudo_inverse() -> None:
    """The documented answer of the solve in sample space: that of a dense pseudo-inverse."""
    F = _problem(X=np.random.default_rng(2).standard_normal((4, 2))).fisher(THETA)
    g = F @ np.linspace(-1, 1, NET.size)
    dense = np.linalg.pinv(F.to_dense(), rcond=1e-12, hermitian=True) @ g
    assert np.allclose(SampleSpace(F).solve(g, 0.0).x, dense, rtol=1e-8, atol=1e-10)


def test_an_indefinite_gauss_newton_matrix_is_still_defined() -> None:
    """For a loss that is not convex the product is given, and one eigenvalue is negative."""
    assert np.linalg.eigvalsh(_indefinite().to_dense())[0] < -1e-6


def test_a_changed_source_is_noticed_later() -> None:
    """Batches that change after the problem was made are found at the next pass."""
    batches = [(X[:2], Y[:2]), (X[2:], Y[2:])]
    problem = _problem(X=batches, Y=None)
    assert np.isfinite(problem.value(THETA))
    batches.pop()
    with pytest.raises(DeterminismError, match="1 batches instead of 2"):
        problem.value(THETA)


def test_forward_is_the_outputs_of_the_linearisation() -> None:
    """The network alone, and in the problem, gives the same outputs; parameters are laid out as the views say."""
    first, second = NET.views(THETA)
    by_hand = np.tanh(X @ first.weight + first.bias) @ second.weight + second.bias
    assert np.allclose(NET.forward(THETA, X), by_hand, rtol=1e-14)
    assert np.allclose(_problem().at(THETA).outputs, by_hand, rtol=1e-14)
    first.weight[0, 0] += 0.0
    assert np.shares_memory(first.weight, THETA)
    assert _problem().subset(np.array([1, 3])).samples == 2


@pytest.mark.parametrize("name", sorted(matrices()))
def test_an_operator_needs_little_memory(name: str) -> None:
    """Making it and multiplying one vector take at most three times the activations of a batch, for many outputs as for few."""
    for sizes in ([50, 40, 30, 20], [60, 90, 60, 150]):
        network = Network(sizes, ["tanh"] * (len(sizes) - 2))
        generator = np.random.default_rng(0)
        problem = Problem(network, "squared", generator.standard_normal((1200, sizes[0])), generator.standard_normal((1200, sizes[-1])))
        at = problem.at(network.initialise(generator))
        vector = np.ones(network.size)
        activations = sum(piece.run.nbytes for piece in at.pieces())
        tracemalloc.start()
        operator = matrices()[name](at)
        made = tracemalloc.get_traced_memory()[1]
        tracemalloc.reset_peak()
        operator @ vector
        peak = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        assert max(made, peak) <= 3 * activations + 20 * vector.nbytes


def test_counts_may_be_zero_and_scales_may_not() -> None:
    """The Poisson loss takes counts of zero and refuses what is below; Student's refuses a scale or freedom that is not positive."""
    loss = PoissonLogRate()
    assert loss.targets(np.zeros((3, 2)), 2, np.dtype(float)).tolist() == [[0.0] * 3] * 2
    with pytest.raises(DomainError, match="expected nonnegative counts"):
        loss.targets(np.array([[-0.5]]), 1, np.dtype(float))
    for freedom, scale in ((0.0, 1.0), (3.0, 0.0), (3.0, -1.0)):
        with pytest.raises(DomainError, match="expected a positive"):
            StudentT(freedom, scale)
