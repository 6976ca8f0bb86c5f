"""Samples first in memory: what is computed is the same to rounding, from arrays in that order, and errors are those of the other."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
from both_orders import FIRST, close, made, pair, results

from numeric.activations import activations
from numeric.curvature import matrices
from numeric.layers import forward, samples_first
from numeric.layers.adjoint import adjoint
from numeric.layers.buffers import Buffers
from numeric.layers.gemm import times_vector
from numeric.layers.samples_first import SamplesFirst
from numeric.network import Network
from numeric.problem import Problem

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from numpy.typing import NDArray

    Array = NDArray[Any]

NAMES = sorted(activations())


@pytest.mark.parametrize("precision", ["float64", "float32"])
@pytest.mark.parametrize("outputs", [1, 3])
@pytest.mark.parametrize("hidden", [(), *((name, "tanh") for name in NAMES), ("identity", "relu", "identity")], ids=str)
def test_both_orders_agree(hidden: tuple[str, ...], outputs: int, precision: str) -> None:
    """For every activation, for linear layers, none, and one output: every number of every product."""
    last, first, theta = pair(hidden, outputs, precision)
    wanted, found = results(last, theta), results(first, theta)
    assert [name for name in wanted if name != "monte_carlo_fisher" and not close(found[name], wanted[name], precision)] == []


def test_linear_hidden_layers_keep_samples_last() -> None:
    """Beside activations without slopes a second set would take too much; one layer that bends, or none at all, is no such network."""
    hidden = [("identity",), ("identity", "identity"), ("identity", "tanh"), ()]
    assert [made(names, layout=FIRST)[0].layout for names in hidden] == ["samples last", "samples last", FIRST, FIRST]


@pytest.mark.parametrize("name", NAMES)
def test_the_last_layer_may_bend(name: str) -> None:
    """With an activation at the outputs, whose slopes have samples last in memory."""
    generator = np.random.default_rng(1)
    network = Network([3, 4, 2], ["tanh", name])
    X, Y, theta = generator.standard_normal((7, 3)), generator.standard_normal((7, 2)), network.initialise(generator)
    last, first = (results(Problem(network, "squared", X, Y, layout=layout), theta) for layout in ("samples last", FIRST))
    assert [each for each in last if not close(first[each], last[each], "float64")] == []


OPTIONS = [{"chunk": 4}, {"cache_bytes": 0, "chunk": 4}, {"reduction": "sum"}, {"samples": 1}, {"chunk": 1}, {"threads": 2}]


@pytest.mark.parametrize("options", OPTIONS, ids=str)
def test_both_orders_agree_in_parts(options: dict[str, Any], monkeypatch: pytest.MonkeyPatch) -> None:
    """With several batches, kept or not, one sample, threads, and as a sum."""
    monkeypatch.setattr("numeric.batches.LEAST", {"d": 1})
    last, first, theta = pair(**options)
    wanted, found = results(last, theta), results(first, theta)
    assert [name for name in wanted if not close(found[name], wanted[name], "float64")] == []
    assert first.value(theta) == pytest.approx(last.value(theta), rel=1e-14)


class Batches:
    """Three batches, which are made anew for every run."""

    def __iter__(self) -> Iterator[tuple[Array, Array]]:
        """Always the same."""
        generator = np.random.default_rng(0)
        for samples in (3, 1, 4):
            yield generator.standard_normal((samples, 4)), generator.random((samples, 2))


@pytest.mark.parametrize("source", [Batches, lambda: iter(Batches())], ids=["read again", "kept"])
def test_batches_may_be_read_again(source: Callable[[], Any]) -> None:
    """What tells whether they come out the same looks at them before they are turned."""
    network = Network([4, 5, 2], ["tanh"])
    theta = network.initialise(np.random.default_rng(1))
    last, first = (results(Problem(network, "squared", source(), layout=layout), theta) for layout in ("samples last", FIRST))
    assert [each for each in last if not close(first[each], last[each], "float64")] == []


def test_a_subset_lies_as_the_whole() -> None:
    """Its samples are those that were chosen."""
    last, first, theta = pair(chunk=4)
    rows = np.array([7, 0, 9])
    part = first.subset(rows)
    assert part.layout == FIRST
    assert close(part.gradient(theta), last.subset(rows).gradient(theta), "float64")


@pytest.mark.parametrize("source", [Batches, lambda: iter(Batches())], ids=["read again", "kept"])
def test_data_lie_there_once(source: Callable[[], Any]) -> None:
    """With samples first, each row of the data beside its one."""
    for inputs, _ in Problem(Network([4, 2], []), "squared", source(), layout=FIRST).batches():
        assert inputs.T.flags.c_contiguous
        assert (inputs[-1] == 1).all()


def test_layers_that_nobody_asks_for_cost_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    """The backward pass ends at the lowest layer that is asked for."""
    _, first, theta = pair(("tanh", "tanh"))
    run, passed = next(first.at(theta).pieces()).run, []
    straight = samples_first.multiply
    monkeypatch.setattr(samples_first, "multiply", lambda *given: (passed.append(given), straight(*given))[1])
    for wanted in range(3):
        passed.clear()
        out = [np.empty_like(block) if layer >= wanted else None for layer, block in enumerate(run.blocks)]
        adjoint(run, np.ones((3, 1, run.samples)), out)
        backward = [given for given in passed if given[2].shape[0] == run.samples]
        assert len(backward) == 2 - wanted


@pytest.mark.parametrize("outputs", [1, 3])
def test_one_column_needs_no_other_order(outputs: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """Gradients and products through the network are computed as the samples lie; only several columns and what looks into layers turn."""
    turned = []
    straight = SamplesFirst.turned

    def counted(run: SamplesFirst) -> Any:
        turned.append(run)
        return straight(run)

    monkeypatch.setattr(SamplesFirst, "turned", counted)
    _, first, theta = pair(outputs=outputs)
    at = first.at(theta)
    vector = np.ones(first.size)
    assert np.isfinite(at.gradient).all()
    assert np.isfinite(at.value)
    for name in ("generalized_gauss_newton", "fisher", "gauss_newton", "monte_carlo_fisher", "block_diagonal_fisher"):
        assert np.isfinite(matrices()[name](at, route="network") @ vector).all() if name != "monte_carlo_fisher" else True
    at.vjp(at.jvp(vector))
    assert turned == []
    at.jvp(np.ones((first.size, 2)))
    assert len({id(run) for run in turned}) == 1
    run = next(at.pieces()).run
    assert run.inputs[1] is run.inputs[1]
    assert np.shares_memory(run.outputs, straight(run).outputs)  # type: ignore[arg-type]


def test_the_other_order_is_that_of_a_pass_with_samples_last() -> None:
    """Inputs with their ones, slopes and second derivatives of every layer, with rows that are contiguous but for the data's."""
    hidden = ("tanh", "softplus", "gelu", "identity")
    last, first, theta = pair(hidden)
    wanted, found = (next(problem.at(theta).pieces()).run for problem in (last, first))
    assert isinstance(wanted, forward.SamplesLast)
    assert isinstance(found, SamplesFirst)
    for layer in range(len(hidden) + 1):
        assert np.allclose(found.inputs[layer], wanted.inputs[layer], rtol=1e-14, atol=1e-15)
        assert found.inputs[layer].flags.c_contiguous or not layer
        for one, other in (
            (found.slopes[layer], wanted.slopes[layer]),
            (found.second_derivatives(layer), wanted.second_derivatives(layer)),
        ):
            assert (one is None) == (other is None)
            assert one is None or np.allclose(one, other, rtol=1e-13, atol=1e-14)  # type: ignore[arg-type]


@pytest.mark.parametrize("precision", ["float64", "float32"])
@pytest.mark.parametrize("shape", [(3, 5), (1, 4), (4, 1), (1, 1)], ids=str)
@pytest.mark.parametrize("alone", [True, False])
def test_products_with_a_vector(shape: tuple[int, int], precision: str, *, alone: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    """In either order, written over anything or added, with a vector whose entries lie apart, in a thread or alone."""
    monkeypatch.setattr("numeric.layers.gemm.shared", lambda: not alone)
    generator = np.random.default_rng(0)
    a = generator.standard_normal(shape).astype(precision)
    x = generator.standard_normal(2 * shape[1]).astype(precision)[::2]
    for matrix in (a, np.asfortranarray(a)):
        assert np.allclose(times_vector(matrix, x, np.full(shape[0], np.nan, precision), add=False), a @ x, rtol=1e-6)
        assert np.allclose(times_vector(matrix, x, np.ones(shape[0], precision), add=True), a @ x + 1, rtol=1e-6)


def test_a_wrong_bias_would_be_noticed(monkeypatch: pytest.MonkeyPatch) -> None:
    """The comparison of both orders says no where sums over samples leave the last sample out, or products leave biases out."""
    last, first, theta = pair()
    wanted = results(last, theta)
    monkeypatch.setattr(
        "numeric.layers.samples_first.times_vector", lambda a, x, out, add: times_vector(a, x * (np.arange(len(x)) > 0), out, add=add)
    )
    found = results(first, theta)
    assert not close(found["gradient"], wanted["gradient"], "float64")
    assert not close(found["fisher"], wanted["fisher"], "float64")
    assert close(found["fisher of three"], wanted["fisher of three"], "float64")


def test_buffers_hold_no_other_layout() -> None:
    """Work space of both orders is the same memory: asking in turn changes no number."""
    _, first, theta = pair(("tanh", "gelu"))
    at, vector, block = first.at(theta), np.ones(first.size), np.ones((first.size, 2))
    operator = first.fisher(theta)
    alone, several = operator @ vector, operator @ block
    assert np.array_equal(operator @ vector, alone)
    assert np.array_equal(operator @ block, several)
    assert isinstance(at.problem.buffers, Buffers)
