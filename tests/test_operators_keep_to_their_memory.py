"""Operators take at most three times the memory of the activations, wherever samples lie and whether outputs or hidden layers are large."""

from __future__ import annotations

import tracemalloc
from typing import TYPE_CHECKING

import numpy as np
import pytest

from numeric.curvature import matrices
from numeric.layers import blocking, gemm, sensitivities
from numeric.layers.passes import ORDERS
from numeric.network import Network
from numeric.problem import Problem

if TYPE_CHECKING:
    from collections.abc import Callable

LOSSES = ("bernoulli_logits", "cross_entropy_logits", "squared")
MOST = 3
FACTORED = {"kronecker_factored_fisher", "eigenvalue_corrected_fisher"}  # with a factor of the square of the outputs


def wide(loss: str, precision: str) -> tuple[Problem, np.ndarray]:
    """One narrow hidden layer, 300 outputs, 500 samples."""
    generator, network = np.random.default_rng(0), Network([4, 4, 300], ["tanh"])
    Y = generator.integers(0, 300, 500) if loss == "cross_entropy_logits" else generator.random((500, 300))
    return Problem(network, loss, generator.standard_normal((500, 4)).astype(precision), Y), network.initialise(generator).astype(precision)


def peak(action: Callable[[], object]) -> int:
    """Bytes beyond what was there before."""
    tracemalloc.start()
    try:
        action()
        return tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()


@pytest.fixture
def small_blocks(monkeypatch: pytest.MonkeyPatch) -> None:
    """Blocks as small against these activations as they are against large ones."""
    monkeypatch.setattr(blocking, "BLOCK", 2000)
    monkeypatch.setattr(blocking, "LEAST", 2000)
    monkeypatch.setattr(gemm, "SLAB", 2000)
    monkeypatch.setattr(gemm, "ROWS", 4)
    monkeypatch.setattr(sensitivities, "FLOOR", 0)


SHAPES = {"no hidden layer": (4, 30), "wide": (4, 60, 3), "one output": (4, 60, 1), "deep": (4, 30, 30, 30, 3), "many outputs": (4, 4, 60)}


@pytest.mark.parametrize("activation", ["tanh", "gelu", "identity"])
@pytest.mark.parametrize("layout", ORDERS)
@pytest.mark.parametrize("shape", sorted(SHAPES))
@pytest.mark.parametrize("name", sorted(matrices()))
@pytest.mark.usefixtures("small_blocks")
def test_an_operator_takes_three_activations_in_either_order(name: str, shape: str, layout: str, activation: str) -> None:
    """Making it and its first product, where hidden layers have most of the activations or the outputs have, and slopes of both kinds."""
    sizes, generator = SHAPES[shape], np.random.default_rng(0)
    network = Network(sizes, [activation] * (len(sizes) - 2))
    X, Y = generator.standard_normal((4000, sizes[0])), generator.standard_normal((4000, sizes[-1]))
    problem = Problem(network, "squared", X, Y, layout=layout)
    at, made = problem.at(network.initialise(generator)), []
    activations = sum(piece.run.nbytes for piece in at.pieces())
    assert peak(lambda: made.append(matrices()[name](at))) <= MOST * activations
    assert peak(lambda: made[0] @ np.ones(problem.size)) <= MOST * activations


@pytest.mark.parametrize("precision", ["float64", "float32"])
@pytest.mark.parametrize("loss", LOSSES)
@pytest.mark.parametrize("name", sorted(set(matrices()) - FACTORED))
@pytest.mark.usefixtures("small_blocks")
def test_a_product_takes_three_activations(name: str, loss: str, precision: str) -> None:
    """The first product, which makes what later ones keep."""
    problem, theta = wide(loss, precision)
    at = problem.at(theta)
    activations = sum(piece.run.nbytes for piece in at.pieces())
    operator = matrices()[name](at)
    assert peak(lambda: operator @ np.ones(problem.size, precision)) <= MOST * activations


@pytest.mark.parametrize("loss", LOSSES)
def test_a_gradient_takes_little_more_than_the_outputs(loss: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """At parameters where the activations are there."""
    monkeypatch.setattr(blocking, "BLOCK", 2000)
    problem, theta = wide(loss, "float32")
    at = problem.at(theta)
    activations = sum(piece.run.nbytes for piece in at.pieces())
    assert peak(lambda: at.gradient) <= 1.2 * activations


def test_too_much_memory_is_noticed(monkeypatch: pytest.MonkeyPatch) -> None:
    """A product that makes copies of the outputs is told from one that does not."""
    problem, theta = wide("squared", "float32")
    at = problem.at(theta)
    activations = sum(piece.run.nbytes for piece in at.pieces())
    operator = matrices()["fisher"](at)
    straight = type(operator).product

    def copying(_: object, V: np.ndarray, out: np.ndarray) -> np.ndarray:
        copies = [next(at.pieces()).run.outputs.copy() for _ in range(3)]
        assert len(copies) == 3
        return straight(operator, V, out)

    monkeypatch.setattr(type(operator), "product", copying)
    assert peak(lambda: operator @ np.ones(problem.size, "float32")) > MOST * activations
