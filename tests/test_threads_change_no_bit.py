"""Threads: results of the definition, the same bits whoever is first, clear errors, and nothing that one thread leaves to another."""

from __future__ import annotations

import itertools
import multiprocessing
import threading
import time
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest

from numeric import batches
from numeric.curvature import matrices
from numeric.curvature.dual import Dual
from numeric.curvature.joint import joined
from numeric.curvature.sample_space import SampleSpace
from numeric.errors import DomainError, ShapeError
from numeric.layers import gemm, threads
from numeric.linearization import Linearization
from numeric.network import Network
from numeric.network_objective import NetworkObjective
from numeric.problem import Problem

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from numpy.typing import NDArray

    Array = NDArray[Any]


@pytest.fixture(autouse=True)
def _small(monkeypatch: pytest.MonkeyPatch) -> None:
    """Every thread has a part, however small."""
    monkeypatch.setattr(batches, "LEAST", {"d": 1, "f": 1})


DRAWN = {"monte_carlo_fisher"}  # its targets depend on how the samples are cut
FIRST = {"layout": "samples first"}
SIZES, SAMPLES = (5, 7, 6, 3), 23


def made(count: int, precision: str = "float64", loss: str = "cross_entropy_logits", **options: Any) -> tuple[Problem, Array]:
    """A problem for some threads, and parameters."""
    generator, network = np.random.default_rng(3), Network(SIZES, ["tanh", "sigmoid"])
    X = generator.standard_normal((SAMPLES, SIZES[0])).astype(precision)
    Y: Array = generator.integers(0, 3, SAMPLES) if loss == "cross_entropy_logits" else generator.standard_normal((SAMPLES, 3))
    return Problem(network, loss, X, Y, threads=count, **options), network.initialise(generator).astype(precision)


def results(problem: Problem, theta: Array) -> dict[str, Array]:
    """All that is computed in parts: value, gradient, the Jacobian's products, every matrix on three columns, and the exact solve."""
    at, generator = Linearization(problem, theta), np.random.default_rng(0)
    V = generator.standard_normal((problem.size, 3)).astype(problem.dtype)
    found = {
        "value": np.array([problem.value(theta), at.value, NetworkObjective(problem).value(theta)]),
        "kl": np.array([NetworkObjective(problem).kl(theta, theta + 0.1)]),
        "gradient": at.gradient.copy(),
        "jvp": at.jvp(V),
        "vjp": at.vjp(generator.standard_normal((SAMPLES, 3, 2)).astype(problem.dtype)),
    }
    for name, matrix in matrices().items():
        found[name] = matrix(at) @ V
    fisher = matrices()["fisher"](at)
    found["exact solve"] = SampleSpace(fisher).solve(at.gradient, 0.1).x  # type: ignore[arg-type]
    found["joint"] = joined(fisher, matrices()["structural_damping"](at), 0.3) @ V
    return found


@pytest.mark.parametrize("count", [2, 3, 4, 30])
@pytest.mark.parametrize(
    "options", [{}, {"chunk": 9}, {"cache_bytes": 0}, {"chunk": 9, "cache_bytes": 3000}, FIRST, FIRST | {"chunk": 9}], ids=str
)
def test_threads_give_what_one_gives(count: int, options: dict[str, Any]) -> None:
    """To rounding: with samples in one chunk or several, kept or not, and with more threads than samples."""
    alone, shared = results(*made(1)), results(*made(count, **options))
    for name in alone.keys() - DRAWN:
        assert np.allclose(shared[name], alone[name], rtol=1e-12, atol=1e-14), name


def test_a_sum_that_misses_a_part_is_noticed(monkeypatch: pytest.MonkeyPatch) -> None:
    """The comparison above says no where the parts of all threads but the first are dropped."""
    alone, (problem, theta) = results(*made(1)), made(3)
    monkeypatch.setattr("numeric.linearization.added", lambda sums, _: sums[0])
    shared = results(problem, theta)
    assert all(not np.allclose(shared[name], alone[name], rtol=1e-12) for name in ("gradient", "hessian", "fisher", "joint", "vjp"))


def test_factors_that_miss_a_part_are_noticed(monkeypatch: pytest.MonkeyPatch) -> None:
    """The same of the sums of Kronecker factors."""
    names = ("kronecker_factored_fisher", "eigenvalue_corrected_fisher")
    (single, at), (problem, theta) = made(1), made(3, chunk=12)
    alone = [single.curvature(name, at).diagonal() for name in names]
    assert all(np.allclose(problem.curvature(name, theta).diagonal(), known, rtol=1e-12) for name, known in zip(names, alone, strict=True))
    monkeypatch.setattr("numeric.curvature.kronecker.added", lambda sums: sums[0])
    assert not any(
        np.allclose(problem.curvature(name, theta).diagonal(), known, rtol=1e-3) for name, known in zip(names, alone, strict=True)
    )


def _disturbed(works: Sequence[Callable[[], Any]], order: Sequence[int]) -> list[Callable[[], Any]]:
    """The calls, begun in another order: each waits for those before it in that order to end."""
    done = [threading.Event() for _ in works]
    ranks = [place for place in order if place < len(works)]

    def waiting(place: int) -> Any:
        rank = ranks.index(place)
        if rank:
            done[ranks[rank - 1]].wait()
        try:
            return works[place]()
        finally:
            done[place].set()

    return [lambda place=place: waiting(place) for place in range(len(works))]  # type: ignore[misc]


@pytest.mark.parametrize("options", [{}, FIRST], ids=str)
@pytest.mark.parametrize("precision", ["float64", "float32"])
def test_no_bit_depends_on_who_is_first(precision: str, options: dict[str, Any], monkeypatch: pytest.MonkeyPatch) -> None:
    """Three threads in each of their six orders, and all at once."""
    straight = threads.together
    wanted = results(*made(3, precision, chunk=12, **options))
    for order in itertools.permutations(range(3)):

        def ordered(works: Sequence[Callable[[], Any]], count: int, order: Sequence[int] = order) -> list[Any]:
            return straight(_disturbed(works, order), count)

        monkeypatch.setattr(threads, "together", ordered)
        monkeypatch.setattr("numeric.linearization.together", ordered)
        monkeypatch.setattr("numeric.curvature.kronecker.together", ordered)
        monkeypatch.setattr("numeric.curvature.gram.together", ordered)
        found = results(*made(3, precision, chunk=12, **options))
        assert all(np.array_equal(found[name], wanted[name]) for name in wanted)


def test_threads_are_used_and_hold_the_lock_for_no_product(monkeypatch: pytest.MonkeyPatch) -> None:
    """Both parts of a product are under way at the same time, in other threads than the caller's, and SciPy's routines are not called."""
    problem, theta = made(2)
    operator, direction = problem.fisher(theta), np.ones(problem.size)
    meeting, seen = threading.Barrier(2, timeout=20), set()
    straight = operator.blocks

    def met(piece: Any) -> Any:
        meeting.wait()
        seen.add(threading.get_ident())
        return straight(piece)

    def held(*_: object, **__: object) -> None:
        pytest.fail("a routine that keeps the lock was called")

    monkeypatch.setattr(operator, "blocks", met)
    monkeypatch.setattr(gemm, "dgemm", held)
    monkeypatch.setattr(gemm, "sgemm", held)
    assert np.isfinite(operator @ direction).all()
    assert len(seen) == 2
    assert threading.get_ident() not in seen


def test_an_error_in_a_thread_is_the_callers() -> None:
    """The first in order, when all have ended; later work finds the threads whole."""
    ended = []

    def fails(number: int) -> None:
        time.sleep(0.02 * (2 - number))
        ended.append(number)
        if number < 2:
            raise DomainError(str(number))

    with pytest.raises(DomainError, match="0"):
        threads.together([lambda each=each: fails(each) for each in range(3)], 3)  # type: ignore[misc]
    assert sorted(ended) == [0, 1, 2]
    assert threads.together([lambda: 1, lambda: 2, lambda: 3], 3) == [1, 2, 3]


def test_threads_treat_floating_point_errors_as_the_caller() -> None:
    """``numpy.errstate`` reaches them; nothing of theirs reaches the caller."""
    with np.errstate(divide="raise"), pytest.raises(FloatingPointError):
        threads.together([lambda: np.ones(2) / np.zeros(2)] * 2, 2)
    assert not threads.shared()


def test_a_fork_has_threads_of_its_own() -> None:
    """A child process that inherits threads which do not run there makes new ones."""
    problem, theta = made(2)
    wanted = problem.gradient(theta)
    context = multiprocessing.get_context("fork")
    queue = context.Queue()
    child = context.Process(target=lambda: queue.put(made(2)[0].gradient(theta)))
    child.start()
    assert np.array_equal(queue.get(timeout=60), wanted)
    child.join()


@pytest.mark.parametrize("count", [0, -1])
def test_a_number_of_threads_is_positive(count: int) -> None:
    """Its full text."""
    with pytest.raises(DomainError, match=r"making a problem: expected a positive number of threads, got .*\. Leave it out\."):
        made(count)


def test_sample_space_says_that_it_wants_one_thread() -> None:
    """Its coefficients are those of one batch."""
    problem, theta = made(2)
    with pytest.raises(ShapeError, match=r"expected one batch, got 2\. Raise `chunk` and use one thread"):
        Dual(problem.fisher(theta))  # type: ignore[arg-type]


@pytest.mark.parametrize(("precision", "least"), [("float64", 5e7), ("float32", 1.2e8)])
def test_a_part_has_enough_to_do(precision: str, least: float, monkeypatch: pytest.MonkeyPatch) -> None:
    """So many multiply-adds, with equality, as a product through the network takes; one part is computed as without threads."""
    network = Network([1000, 250, 1], ["tanh"])
    each = 4 * (250_000 + 250) - 2 * 250_000  # of a sample
    for samples, parts in ((int(2 * least) // each, 1), (-(-int(2 * least) // each), 2), (9 * int(least) // each, 4)):
        monkeypatch.undo()
        made = Problem(network, "squared", np.ones((samples, 1000), precision), np.zeros((samples, 1)), threads=4)
        assert len(made.counts) == parts
    small, alone = (made_small(number) for number in (4, 1))
    assert np.array_equal(small[0].fisher(small[1]) @ small[1], alone[0].fisher(alone[1]) @ alone[1])


def made_small(count: int) -> tuple[Problem, Array]:
    """A problem too small for threads."""
    problem, theta = made(count)
    assert problem.batch_count == 1
    return problem, theta


def test_some_samples_keep_the_threads() -> None:
    """Of a subset as of the whole."""
    part = made(3)[0].subset(np.arange(10))
    assert (part.threads, part.counts) == (3, [4, 4, 2])
