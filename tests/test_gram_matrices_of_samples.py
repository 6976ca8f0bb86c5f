"""The Gram matrix of the samples: its definition in every band, no bit from threads, its memory, and nothing read above the diagonal."""

from __future__ import annotations

import itertools
import tracemalloc
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest

from numeric import batches
from numeric.curvature import gram, sample_space
from numeric.curvature.gram import lower_gram
from numeric.curvature.sample_space import SampleSpace
from numeric.errors import DomainError
from numeric.layers import threads
from numeric.layers.buffers import Buffers
from numeric.network import Network
from numeric.problem import Problem

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from numpy.typing import NDArray

    Array = NDArray[Any]

WIDTHS = (4, 5, 3)


def drawn(columns: int, samples: int, precision: str = "float64") -> tuple[list[Array], list[Array]]:
    """Inputs and what a factor becomes, of two layers."""
    generator = np.random.default_rng(columns * 100 + samples)
    inputs = [generator.standard_normal((width, samples)).astype(precision) for width in WIDTHS[:-1]]
    roots = [generator.standard_normal((width, columns, samples)).astype(precision) for width in WIDTHS[1:]]
    return inputs, roots


def workspaces(count: int, precision: str = "float64") -> list[Buffers]:
    """One a thread."""
    return [Buffers(np.dtype(precision)) for _ in range(count)]


@pytest.mark.parametrize("rows", [1, 3, 4, 128])
@pytest.mark.parametrize(("columns", "samples"), [(1, 1), (1, 8), (1, 11), (2, 1), (3, 7), (4, 8)])
def test_every_band_is_that_of_the_definition(columns: int, samples: int, rows: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """Inner products of the rows of Q, each of them outer products laid end to end, written out one by one."""
    monkeypatch.setattr(gram, "ROWS", rows)
    inputs, roots = drawn(columns, samples)
    places = list(itertools.product(range(columns), range(samples)))
    Q = np.stack([np.concatenate([np.outer(A[:, n], B[:, r, n]).ravel() for A, B in zip(inputs, roots, strict=True)]) for r, n in places])
    found = np.tril(lower_gram(inputs, roots, workspaces(2)))
    assert np.linalg.norm(found - np.tril(Q @ Q.T)) <= 1e-14 * np.linalg.norm(Q @ Q.T)


@pytest.mark.parametrize("precision", ["float64", "float32"])
@pytest.mark.parametrize("columns", [1, 3])
def test_no_bit_depends_on_the_number_of_threads_or_their_order(columns: int, precision: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """One to five, with more of them than bands, and begun from the last to the first."""
    monkeypatch.setattr(gram, "ROWS", 4)
    inputs, roots = drawn(columns, 13, precision)
    wanted = lower_gram(inputs, roots, workspaces(1, precision))
    assert wanted.dtype == precision
    found = [lower_gram(inputs, roots, workspaces(count, precision)) for count in (2, 3, 5)]

    def backwards(works: Sequence[Callable[[], Any]], _: int) -> list[Any]:
        return [work() for work in reversed(works)][::-1]

    monkeypatch.setattr(gram, "together", backwards)
    found.append(lower_gram(inputs, roots, workspaces(3, precision)))
    assert all(np.array_equal(np.tril(each), np.tril(wanted)) for each in found)


def solved(outputs: int) -> tuple[SampleSpace, Array]:
    """A small problem and its gradient."""
    generator = np.random.default_rng(outputs)
    network = Network([3, 4, outputs], ["tanh"])
    problem = Problem(network, "squared", generator.standard_normal((6, 3)), generator.standard_normal((6, outputs)))
    at = problem.at(network.initialise(generator))
    return SampleSpace(problem.fisher(at.theta)), at.gradient  # type: ignore[arg-type]


@pytest.mark.parametrize("damping", [0.0, 0.3])
@pytest.mark.parametrize("outputs", [1, 2])
def test_nothing_above_the_diagonal_is_read(outputs: int, damping: float, monkeypatch: pytest.MonkeyPatch) -> None:
    """Neither by the Cholesky factor nor by the pseudo-inverse; a change below the diagonal is seen."""
    space, g = solved(outputs)
    wanted = space.solve(g, damping).x
    straight = lower_gram

    def changed(place: tuple[int, int]) -> Callable[..., Array]:
        def made(*args: Any) -> Array:
            found = straight(*args)
            found[place] += 1e-3
            return found

        return made

    for place in ((0, 1), (2, 5)):
        monkeypatch.setattr(sample_space, "lower_gram", changed(place))
        assert np.array_equal(space.solve(g, damping).x, wanted)
        monkeypatch.setattr(sample_space, "lower_gram", changed(place[::-1]))
        assert not np.array_equal(space.solve(g, damping).x, wanted)


def test_what_is_not_finite_is_refused() -> None:
    """An input that became nan after it was checked, in the last band and the last layer."""
    space, g = solved(2)
    space.inputs[-1][0, -1] = np.nan
    with pytest.raises(DomainError, match="computing the Gram matrix of the samples: expected finite numbers, got nan or infinity"):
        space.solve(g, 0.5)


@pytest.mark.parametrize("outputs", [1, 4])
def test_the_matrix_is_all_the_memory(outputs: int) -> None:
    """Beside it there are bands, and for several columns of the factor the inner products of the inputs."""
    inputs, roots = drawn(outputs, 1024 // outputs)
    space = workspaces(1)
    tracemalloc.start()
    try:
        found = lower_gram(inputs, roots, space)
        most = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert most <= 1.5 * found.nbytes


def test_small_matrices_are_not_shared(monkeypatch: pytest.MonkeyPatch) -> None:
    """As many threads as have enough multiply-adds each: half of the square of the order by the units, for the units of all layers."""
    seen: list[int] = []

    def counted(inputs: Any, roots: Any, given: Sequence[Buffers]) -> Array:
        seen.append(len(given))
        return lower_gram(inputs, roots, given)

    monkeypatch.setattr(sample_space, "lower_gram", counted)
    space, _ = solved(2)
    space.operator.linearization.problem.workspaces = workspaces(3)
    space.operator.linearization.problem.threads = 3
    work = (4 + 2) * 12**2 // 2
    for least, wanted in ((work + 1, 1), (work // 2 + 1, 1), (work // 2, 2), (work // 3, 3), (1, 3)):
        monkeypatch.setattr(batches, "LEAST", {"d": least})
        space.gram()
        assert seen.pop() == wanted


def test_bands_are_under_way_together(monkeypatch: pytest.MonkeyPatch) -> None:
    """The problem's threads get the bands in turn, not one after the other."""
    taken: list[int] = []
    straight = threads.together

    def told(works: Sequence[Callable[[], Any]], count: int) -> list[Any]:
        taken.append(len(works))
        return straight(works, count)

    monkeypatch.setattr(gram, "together", told)
    inputs, roots = drawn(1, 9)
    lower_gram(inputs, roots, workspaces(3))
    assert taken == [3]
