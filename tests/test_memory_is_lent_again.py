"""The memory of activations is lent anew only once nobody looks at it, and work in blocks gives the same numbers as work at once."""

from __future__ import annotations

import numpy as np
import pytest
from curvature_laws import LOSSES

from numeric.activations import activations
from numeric.layers import aligned, blocking
from numeric.layers.buffers import Buffers
from numeric.layers.forward import with_ones
from numeric.layers.recycling import SMALL, Recycled
from numeric.linearization import Linearization
from numeric.losses import losses, named
from numeric.losses.loss import Separable
from numeric.network import Network
from numeric.problem import Problem

LARGE = SMALL // 8  # numbers


def address(array: np.ndarray) -> int:
    """Where the memory begins."""
    return int(array.__array_interface__["data"][0])


def test_memory_with_a_view_left_is_not_lent() -> None:
    """Slices, transposes, reshaped and reinterpreted views all keep it; the last one gives it back."""
    pool = Recycled(np.dtype(np.float64))
    array = pool.take(8, LARGE // 8)
    place, view = address(array), array[1:].T[3:, ::2]
    del array
    assert pool.nbytes == 0
    other = pool.take(LARGE)
    assert address(other) != place
    del view
    assert pool.nbytes == 8 * LARGE
    assert address(pool.take(LARGE // 4, 4)) == place


@pytest.mark.parametrize("precision", ["float64", "float32"])
@pytest.mark.parametrize("count", [0, 1, 7, 1000, LARGE + 3])
def test_memory_begins_at_a_cache_line(count: int, precision: str) -> None:
    """Whatever the allocator gives: fresh, lent anew, and work space; all of it may be written to."""
    arrays = [aligned.empty(count, np.dtype(precision)) for _ in range(5)]
    buffers = Buffers(np.dtype(precision))
    arrays += [buffers.take("work", LARGE + count), buffers.kept.take(2 * LARGE + count), with_ones(np.ones((count + 1, 3)), buffers.dtype)]
    assert all(address(array) % aligned.LINE == 0 for array in arrays if array.size)
    assert {array.dtype.name for array in arrays} == {precision}
    assert [array.size for array in arrays[:5]] == [count] * 5
    for number, array in enumerate(arrays):
        array[...] = number
    assert all((array == number).all() for number, array in enumerate(arrays))


def test_work_space_of_one_name_is_one_piece_of_memory() -> None:
    """A larger shape replaces the memory, also for shapes that were lent before; one of the same shape is the same array."""
    buffers = Buffers(np.dtype(np.float64))
    small = buffers.take("work", 3, 4)
    assert buffers.take("work", 3, 4) is small
    large = buffers.take("work", 10, 10)
    assert not np.shares_memory(small, large)
    assert np.shares_memory(buffers.take("work", 3, 4), large)
    assert np.shares_memory(buffers.take("work", 100), large)
    assert buffers.nbytes == large.nbytes


def test_memory_of_sizes_that_are_not_asked_for_is_given_up() -> None:
    """A new size drops what is kept for others; small arrays are nobody's business."""
    pool = Recycled(np.dtype(np.float32))
    first, second = pool.take(4 * LARGE), pool.take(4 * LARGE)
    assert first.dtype == np.float32
    assert not np.shares_memory(first, second)
    del first, second
    assert pool.nbytes == 2 * 16 * LARGE
    pool.take(SMALL // 4 - 1)
    assert pool.nbytes == 2 * 16 * LARGE
    larger = pool.take(5 * LARGE)
    assert pool.nbytes == 0
    del larger
    assert pool.nbytes == 20 * LARGE


def test_results_at_other_parameters_stay_what_they_were() -> None:
    """Gradients, activations and outputs that are held while the problem goes elsewhere keep their numbers."""
    network, generator = Network([40, 90, 50], ["tanh", "sigmoid"]), np.random.default_rng(0)
    X, Y = generator.standard_normal((400, 40)), generator.standard_normal((400, 50))
    problem, places = Problem(network, "squared", X, Y), [network.initialise(generator) for _ in range(4)]
    fresh = [Problem(network, "squared", X, Y).at(theta) for theta in places]
    held = []
    for theta in places:
        at = problem.at(theta)
        held.append((at.gradient, next(at.pieces()).run.outputs, next(at.pieces()).run.slopes[0], at.theta))
    for at, (gradient, outputs, slopes, theta) in zip(fresh, held, strict=True):
        run = next(at.pieces()).run
        assert np.array_equal(gradient, at.gradient)
        assert np.array_equal(outputs, run.outputs)
        assert slopes is not None
        assert (slopes == run.slopes[0]).all()
        assert np.array_equal(theta, at.theta)


def test_gradients_again_and_again_need_no_more_memory() -> None:
    """The activations at new parameters lie where those at the last ones lay."""
    network, generator = Network([40, 90, 50], ["tanh", "sigmoid"]), np.random.default_rng(0)
    problem = Problem(network, "squared", generator.standard_normal((400, 40)), generator.standard_normal((400, 50)))

    def place() -> int:
        at = problem.at(network.initialise(generator))
        assert at.gradient.any()
        return address(next(at.pieces()).run.inputs[1])

    assert len({place() for _ in range(6)}) <= 2


@pytest.mark.parametrize("name", sorted(activations()))
def test_blocks_change_no_number(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Gradient, slopes, values and a product are the same bit for bit with a row at a time, whether slopes were kept before or not."""
    network, generator = Network([3, 7, 5, 4], [name, name, name]), np.random.default_rng(0)
    problem = Problem(network, "squared", generator.standard_normal((9, 3)), generator.standard_normal((9, 4)))
    theta, v = network.initialise(generator), generator.standard_normal(network.size)

    def numbers() -> list[np.ndarray]:
        first, second = Linearization(problem, theta), Linearization(problem, theta)
        moved = second.jvp(v)  # needs the slopes
        return [first.gradient, second.gradient, moved, np.array(problem.value(theta))]

    whole = numbers()
    assert np.array_equal(whole[0], whole[1])
    monkeypatch.setattr(blocking, "BLOCK", 1)
    assert all(np.array_equal(a, b) for a, b in zip(whole, numbers(), strict=True))


@pytest.mark.parametrize("name", sorted(name for name, loss in losses().items() if issubclass(loss, Separable)))
def test_losses_in_blocks_change_no_number(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Outputs a few at a time give the weighted gradient that all at once give."""
    law, generator = LOSSES[name], np.random.default_rng(0)
    loss = named(name) if law.make is None else law.make()
    z = generator.standard_normal((6, 5))
    y = loss.targets(np.array([[np.ravel(law.draw(generator))[0] for _ in range(6)] for _ in range(5)]), 6, z.dtype)
    whole = loss.gradient(z, y) * 0.3
    monkeypatch.setattr(blocking, "BLOCK", 11)
    assert np.array_equal(whole, loss.weighted_gradient(z, y, np.float64(0.3), np.empty_like(z)))


@pytest.mark.parametrize(("rows", "columns", "sizes"), [(5, 2, [2, 2, 1]), (3, 9, [1, 1, 1]), (4, 1, [4]), (0, 3, []), (2, 0, [2])])
def test_blocks_cover_every_row_once(rows: int, columns: int, sizes: list[int], monkeypatch: pytest.MonkeyPatch) -> None:
    """As many rows as fit, at least one, the last block with what is left."""
    monkeypatch.setattr(blocking, "BLOCK", 4)
    found = list(blocking.row_blocks(rows, columns))
    assert [each.stop - each.start for each in found] == sizes
    assert [row for each in found for row in range(each.start, each.stop)] == list(range(rows))
