"""Facts of layers, methods and estimators that planted mistakes passed by in the campaign of November 2026."""

from __future__ import annotations

import json
import tracemalloc
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
from both_orders import FIRST, made
from scipy.sparse.linalg import aslinearoperator
from small_objectives import network, quadratic

from numeric import divergences
from numeric.activations import activations
from numeric.errors import DomainError
from numeric.estimators import xtrace
from numeric.layers import gemm, samples_first
from numeric.layers.buffers import Buffers
from numeric.losses import named
from numeric.losses.blocks.softmax import Softmax
from numeric.optimizers import krylov_subspace_descent
from numeric.optimizers.krylov_subspace_descent import KrylovSubspaceDescent
from numeric.optimizers.natural_gradient import NaturalGradient
from numeric.optimizers.newton import Newton
from numeric.training import Budget, begin, resume, save, train

if TYPE_CHECKING:
    from pathlib import Path

DOUBLE = np.dtype("float64")


def test_activations_are_told_apart_by_what_they_are() -> None:
    """One with the same functions is another one: nothing is remembered for both."""
    tanh = activations()["tanh"]
    assert replace(tanh) != tanh


def test_work_space_is_given_back_before_more_is_taken() -> None:
    """A larger array under a name never lies beside the smaller one."""
    buffers, small, large = Buffers(DOUBLE), 1 << 17, 1 << 18
    tracemalloc.start()
    buffers.take("name", small)
    buffers.take("name", large)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < 8 * (large + small / 2)


def test_samples_first_take_turns_in_two_buffers() -> None:
    """However deep the network is."""
    problem, theta = made(("tanh",) * 5, layout=FIRST)
    at = problem.at(theta)
    assert np.isfinite(at.jvp(np.ones(problem.size))).all()
    assert np.isfinite(at.gradient).all()
    assert {name for name in problem.buffers._views if name.startswith("tangent")} == {"tangent 0", "tangent 1"}


@pytest.mark.parametrize("add", [True, False])
def test_one_row_is_a_product_with_a_vector(monkeypatch: pytest.MonkeyPatch, *, add: bool) -> None:
    """A product of matrices takes longer for it."""
    taken: list[Any] = []
    monkeypatch.setattr(samples_first, "times_vector", lambda *given, **how: taken.append((given, how)))
    samples_first._write(np.ones((1, 3)), np.ones((3, 4)), np.empty((1, 4)), Buffers(DOUBLE), add=add)
    assert len(taken) == 1


def test_rows_are_added_enough_at_a_time(monkeypatch: pytest.MonkeyPatch) -> None:
    """In threads, where results have long rows: 128 of them, for which a product has its full speed."""
    monkeypatch.setattr(gemm, "shared", lambda: True)
    taken: list[tuple[int, ...]] = []

    class Watched(Buffers):
        def take(self, name: str, *shape: int) -> Any:
            taken.append(shape)
            return super().take(name, *shape)

    columns = 2 * gemm.SLAB // gemm.ROWS
    out = gemm.accumulate(np.ones((256, 1)), np.ones((1, columns)), np.ones((256, columns)), Watched(DOUBLE))
    assert taken == [(gemm.ROWS, columns)] * 2
    assert (out == 2).all()


def test_products_without_a_sum_are_no_products_of_matrices(monkeypatch: pytest.MonkeyPatch) -> None:
    """Rows of one entry: every result is one multiplication."""
    monkeypatch.setattr(gemm, "sgemm", None)
    a, b = np.arange(3, dtype="float32")[:, None], np.arange(4, dtype="float32")[:, None]
    assert np.array_equal(gemm.inner_products(a, b, np.empty((3, 4), "float32"), Buffers(np.dtype("float32"))), np.outer(a, b))


def test_a_root_of_the_softmax_has_one_column_less_than_classes() -> None:
    """A last one would be zero and cost as much as the others."""
    softmax = Softmax(np.full((4, 2), 0.25), 1.0)
    assert softmax.rank == len(softmax.factor()) == 3


def test_losses_that_were_made_stay_as_they_are() -> None:
    """Nothing can be set that was checked once."""
    loss: Any = named("cross_entropy_logits")
    with pytest.raises(AttributeError):
        loss.anything = None


def test_directions_shorter_than_one_are_made_so_long() -> None:
    """What leaves the range with a probe is a unit vector, however far the probe's image lay from the others."""
    found = xtrace._left_out(np.eye(2) / 2, np.ones(2), np.zeros((0, 2)))
    assert np.array_equal(found, np.eye(2))


def test_a_search_in_a_divergence_begins_downhill(monkeypatch: pytest.MonkeyPatch) -> None:
    """By a small step against the gradient, whatever its signs."""
    begun: list[Any] = []
    straight = divergences.minimize

    def watched(function: Any, start: Any, **options: Any) -> Any:
        begun.append(start)
        return straight(function, start, **options)

    monkeypatch.setattr(divergences, "minimize", watched)
    gradient = np.array([1.0, -2.0])
    divergences.proximal_step(lambda new, old: float((new - old) @ (new - old)) / 2, np.zeros(2), gradient, 1.0)
    assert np.array_equal(begun[0], [-1e-3, 1e-3])


def test_curvature_that_is_not_finite_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    """By the matrix in the Krylov space, before eigenvalues are asked of it."""
    objective = quadratic()
    basis = np.eye(6)[:, :2]
    monkeypatch.setattr(krylov_subspace_descent, "krylov_subspace", lambda *_, **__: (basis, np.full_like(basis, np.nan)))
    method = KrylovSubspaceDescent(exponent=0)
    state = method.init(objective, np.zeros(6))
    with pytest.raises(DomainError, match="the curvature in the Krylov space"):
        method._basis(objective, state, aslinearoperator(np.eye(6)), np.ones(6))


def test_sample_space_is_for_the_fisher_matrix_alone() -> None:
    """Also where another matrix comes before it in the alphabet."""
    objective, _ = network(samples=3)
    assert NaturalGradient(solver="auto")._chosen(objective, 1.0) == "samples"
    assert NaturalGradient(solver="auto", matrix="empirical_fisher")._chosen(objective, 1.0) == "dense"


def test_a_hessian_is_singular_to_rounding_of_its_size() -> None:
    """Eigenvalues carry errors that grow with the number of parameters."""
    epsilon = float(np.finfo(np.float64).eps)
    with pytest.raises(DomainError, match="expected a regular Hessian"):
        Newton()._direction(np.diag([1.0, 1.5 * epsilon]), np.ones(2))
    assert np.isfinite(Newton()._direction(np.diag([1.0, 2.5 * epsilon]), np.ones(2))).all()


def test_states_without_a_list_of_arrays_are_read(tmp_path: Path) -> None:
    """As they were written before there was one."""
    objective, method, path = quadratic(), Newton(), tmp_path / "state.npz"
    run = train(method, begin(method, objective, np.zeros(6)), Budget(1e9, steps=1))
    save(path, run, method)
    with np.load(path) as stored:
        arrays = dict(stored)
    header = json.loads(str(arrays.pop("header")))
    del header["arrays"]
    np.savez(path, header=np.array(json.dumps(header)), **arrays)
    assert np.array_equal(resume(path, method, objective).state.theta, run.state.theta)
