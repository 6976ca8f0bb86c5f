"""Facts of the numeric core that mistakes planted by a library once passed by."""

from __future__ import annotations

import dataclasses
import importlib
import inspect
import pkgutil
import re
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
from scipy.sparse.linalg import aslinearoperator
from small_objectives import network, quadratic

import numeric
from numeric.amari_unit import AmariFisher, tilted_moments
from numeric.curvature.inverses import factored
from numeric.erf_network import ErfFisher
from numeric.errors import DomainError, ShapeError, SingularError
from numeric.krylov.conjugate_gradients import Stopping, minimise
from numeric.losses import losses, named
from numeric.losses.mahalanobis import Mahalanobis
from numeric.network import Network
from numeric.optimizers import optimizers
from numeric.optimizers.newton import Newton
from numeric.problem import Problem
from numeric.quadratic import Quadratic
from numeric.training import Budget, CheckpointError, begin, resume, save, train

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

MODULES = [
    importlib.import_module(found.name)
    for found in pkgutil.walk_packages(numeric.__path__, "numeric.")
    if not found.name.startswith(("numeric.kernels", "numeric.data"))
]
RECORDS = sorted(
    {
        each
        for module in MODULES
        for _, each in inspect.getmembers(module, inspect.isclass)
        if dataclasses.is_dataclass(each) and each.__module__ == module.__name__ and not hasattr(each, "__slots__")  # those are work space
    },
    key=lambda each: f"{each.__module__}.{each.__qualname__}",
)


@pytest.mark.parametrize("record", RECORDS, ids=lambda each: f"{each.__module__}.{each.__qualname__}")
def test_records_do_not_change_under_those_who_hold_them(record: type) -> None:
    """Settings that were checked once, and states that were handed out, stay as they are: nothing can be set."""
    held: Any = object.__new__(record)
    with pytest.raises(dataclasses.FrozenInstanceError):
        held.anything = None


def test_an_output_without_noise_has_no_information_matrix() -> None:
    """Amari's matrix is divided by the variance of the noise, which is then zero."""
    with pytest.raises(DomainError, match=r"expected a noise above 0, got 0\.0"):
        AmariFisher(np.ones(2), 0.0, 0.0)


@pytest.mark.parametrize("scale", [1e-3, 1e3])
def test_a_residual_is_measured_by_the_gradient(scale: float) -> None:
    """Of a small gradient too a tenth may be left and no more, and of a large one as much as that."""
    method = Newton(solver="minres", iterations=1)
    open_one = Quadratic(np.diag([1.0, 0.0]), scale * np.ones(2))
    with pytest.raises(DomainError, match="expected a residual below a tenth of the gradient"):
        method.step(method.init(open_one, np.zeros(2)))
    nearly = Quadratic(np.diag([1.0, 1.1]), scale * np.ones(2))
    step = method.step(method.init(nearly, np.zeros(2))).theta
    left = np.diag([1.0, 1.1]) @ step + nearly.gradient(np.zeros(2))
    assert 1e-3 < np.linalg.norm(left) / np.linalg.norm(nearly.gradient(np.zeros(2))) < 0.1


def test_samples_of_another_width_are_told_the_width() -> None:
    """The message says how many columns there must be."""
    network = Network((3, 2, 1), ("tanh", "identity"))
    with pytest.raises(ShapeError, match=r"reading samples: expected shape \(N, 3\) with N >= 1, got \(5, 2\)\. Samples are rows\."):
        network.check_inputs(np.ones((5, 2)))


def test_a_budget_holds_what_passes_it_by_rounding_alone() -> None:
    """Costs are sums of floating-point numbers: the last digit is none of theirs, the sixth is."""
    state = replace(optimizers()["gradient-descent"]().init(quadratic(), np.ones(6)), steps=9)
    assert Budget(30.0).holds(replace(state, cost=30.0 * (1 + 1e-13)))
    assert not Budget(30.0).holds(replace(state, cost=30.0 * (1 + 1e-6)))
    assert Budget(30.0, least=9).holds(replace(state, cost=31.0))


def test_a_hessian_of_zeros_is_singular() -> None:
    """Its least eigenvalue is no larger than rounding of its greatest, which is zero, too."""
    flat = Quadratic(np.zeros((2, 2)), np.ones(2))
    with pytest.raises(DomainError, match="expected a regular Hessian, got least eigenvalue 0"):
        Newton().step(Newton().init(flat, np.zeros(2)))


@pytest.mark.parametrize("missing", [["tanh"], ["tanh", "tanh", "identity", "identity"]])
def test_only_the_last_activation_may_be_left_out(missing: list[str]) -> None:
    """Of four widths three activations, or two, are given."""
    assert Network([2, 3, 4, 1], ["tanh", "tanh"]).activations == ("tanh", "tanh", "identity")
    with pytest.raises(ShapeError, match=f"expected 3 activations for 4 widths, got {len(missing)}"):
        Network([2, 3, 4, 1], missing)


@pytest.mark.parametrize(("slope", "noise"), [(0.0, 1.0), (1.0, 0.0), (-1.0, 1.0), (1.0, -1.0), (-1.0, -1.0), (np.inf, 1.0), (1.0, np.nan)])
def test_the_erf_network_needs_a_slope_and_noise(slope: float, noise: float) -> None:
    """Both above zero, and finite."""
    with pytest.raises(DomainError, match="Building the erf network: expected slope and noise above 0"):
        ErfFisher(np.ones((2, 3)), np.ones(2), slope, noise)


def test_tails_of_hubers_law_begin_at_the_reach() -> None:
    """Beyond it, on both sides alike, what is left over is exponential with mean one over the reach: z-scores of mean and of side."""
    loss = named("huber")
    drawn = loss.sample(np.zeros((1, 40_000)), np.random.default_rng(3))[0]
    over = np.abs(drawn[np.abs(drawn) > loss.reach]) - loss.reach
    assert over.size > 4_000
    assert abs(over.mean() * loss.reach - 1) < 4 / np.sqrt(over.size)
    assert abs(np.mean(over * loss.reach < np.log(2)) - 0.5) < 2 / np.sqrt(over.size)
    assert abs(np.sign(drawn).sum()) < 4 * np.sqrt(drawn.size)


def test_the_divergence_of_a_quadratic_is_that_of_the_difference() -> None:
    """Half the squared norm between two points, neither of which is zero."""
    law = Quadratic(np.array([[1.0, 0.5], [0.5, 2.0]]), np.ones(2))
    assert law.kl(np.array([1.0, 1.0]), np.array([2.0, 3.0])) == pytest.approx((1 + 2 * 0.5 * 2 + 2 * 4) / 2)


@pytest.mark.parametrize("side", [1, -1])
def test_the_tilted_law_is_found_on_both_sides(side: int) -> None:
    """With a large bias it lies about four radii from the middle, away from the bias."""
    assert tilted_moments(2.0, side * 50.0) == pytest.approx((16 * np.exp(32.0 - 200.0), -8 * side, 1), rel=1e-13)


def test_a_covariance_of_many_outputs_is_square() -> None:
    """Widths are compared as numbers: three hundred is three hundred."""
    assert np.array_equal(Mahalanobis(4 * np.eye(300)).lower, 2 * np.eye(300))


def test_a_state_on_other_data_is_told_its_last_loss(tmp_path: Path) -> None:
    """Not that of another moment."""
    optimizer = optimizers()["gradient-descent"](0.01)
    run = train(optimizer, begin(optimizer, Quadratic(np.eye(2), np.ones(2)), np.zeros(2)), Budget(1e9, steps=3))
    save(tmp_path / "state.npz", run, optimizer)
    losses = [moment.loss for moment in run.history]
    assert len(set(losses)) == 4
    with pytest.raises(CheckpointError, match=re.escape(f"expected the saved loss {losses[-1]}, got another on these data")):
        resume(tmp_path / "state.npz", optimizer, Quadratic(np.eye(2), 2 * np.ones(2)))


@pytest.mark.parametrize("first", [[5.0, 5.0], [3.1, -0.4]])
def test_a_saddle_free_step_that_descends_is_taken_whole(first: list[float]) -> None:
    """Only the value at its end decides: the minimum of a bowl is reached at once, whatever lies elsewhere."""
    bowl = Quadratic(np.diag([1.0, 4.0]), np.array([3.0, -2.0]))
    method = Newton(saddle_free=True)
    state = method.step(method.init(bowl, np.array(first)))
    assert np.allclose(state.theta, [3.0, -0.5], rtol=1e-14)


@pytest.mark.parametrize("name", sorted(losses()))
def test_losses_with_the_same_settings_are_equal(name: str) -> None:
    """They are records: a copy is equal, and another object; one that holds a matrix equals itself only."""
    loss: Any = named(name, **({"covariance": np.eye(2)} if name == "mahalanobis" else {}))
    assert (replace(loss) == loss) == (name != "mahalanobis")
    assert replace(loss) is not loss


def test_a_stack_of_covariances_is_none() -> None:
    """Not even one that equals its transpose and whose members have Cholesky factors."""
    stack = np.array([[[2.0, 2.0], [0.0, 1.0]], [[2.0, 5.0], [1.0, 3.0]]])
    assert np.array_equal(stack, stack.T)
    with pytest.raises(DomainError, match=r"got shape \(2, 2, 2\) or unequal halves"):
        Mahalanobis(stack)


@pytest.mark.parametrize("shape", [(3,), (3, 2, 2)])
def test_the_weights_of_the_erf_network_are_a_matrix(shape: tuple[int, ...]) -> None:
    """A row for each unit."""
    with pytest.raises(ShapeError, match="expected weights \\(m, n\\) and outputs \\(m,\\)"):
        ErfFisher(np.ones(shape), np.ones(3))


@pytest.mark.parametrize("scale", [1e-20, 1.0, 1e20])
def test_rank_is_measured_against_the_matrix(scale: float) -> None:
    """Units do not matter: a matrix as small as 1e-20 is regular, and one whose pivots span nine orders is not, however large they are."""
    factored(scale * np.diag([1.0, 2.0]), 0.0, "a matrix")
    with pytest.raises(SingularError, match="inverting a matrix: expected full rank"):
        factored(scale * np.diag([1e18, 1.0]), 0.0, "a matrix")
    factored(scale * np.diag([1e18, 1.0]), scale, "a matrix")


def test_a_small_problem_takes_all_columns_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """However few its activations are, some megabytes of work space are there."""
    objective, theta = network()
    operator = objective.fisher(theta)
    product, taken = type(operator).product, []

    def watched(self: Any, V: np.ndarray, out: np.ndarray) -> np.ndarray:
        taken.append(V.shape[1])
        return product(self, V, out)

    monkeypatch.setattr(type(operator), "product", watched)
    operator @ np.eye(theta.size)
    assert taken == [theta.size]


class Read(list):
    """Batches that count how often they are read."""

    times = 0

    def __iter__(self) -> Iterator[Any]:
        """Count and go through."""
        self.times += 1
        return super().__iter__()


def test_batches_that_are_kept_are_not_read_again() -> None:
    """Hundreds of them neither."""
    generator = np.random.default_rng(0)
    batches = Read((generator.standard_normal((1, 2)), np.zeros((1, 1))) for _ in range(300))
    problem = Problem(Network([2, 1], ["identity"]), "squared", batches)
    at = problem.at(np.ones(3))
    assert sum(piece.run.samples for piece in at.pieces()) == 300
    times = batches.times
    assert sum(piece.run.samples for piece in at.pieces()) == 300
    assert batches.times == times


@pytest.mark.parametrize("iterations", range(1, 9))
def test_no_iterate_is_kept_twice(iterations: int) -> None:
    """Not even where the last one is among those that are kept anyway."""
    system = quadratic(60)
    found = minimise(aslinearoperator(system.curvature), -system.linear, stopping=Stopping(iterations, progress=0, residual=0))
    numbers = [each.number for each in found.kept]
    assert numbers == sorted(set(numbers))
    assert numbers[-1] == iterations
