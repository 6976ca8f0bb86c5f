"""Samples first in memory: the same numbers overflow with the same errors, no warning is made up, and memory has its bound."""

from __future__ import annotations

import warnings
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
from both_orders import FIRST, made, pair
from test_operators_keep_to_their_memory import peak

from numeric.activations import activations
from numeric.curvature import matrices
from numeric.errors import DomainError
from numeric.linearization import Linearization
from numeric.network import Network
from numeric.problem import Problem

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray

    Array = NDArray[Any]

NAMES = sorted(activations())


@pytest.mark.parametrize("precision", ["float64", "float32"])
@pytest.mark.parametrize("name", NAMES)
def test_no_warning_is_made_up(name: str, precision: str) -> None:
    """Where every number of the computation is an ordinary one nothing is divided by zero, overflows or is invalid, over any memory."""
    _, first, theta = pair((name, "tanh"), 2, precision)
    for each in range(2):  # memory that is lent again held nan
        first.buffers.take(f"tangent {each}", 4000)[...] = np.nan
    with np.errstate(all="raise", under="ignore"):
        at = Linearization(first, theta)
        assert np.isfinite(at.gradient).all()
        assert np.isfinite(matrices()["gauss_newton"](at) @ theta).all()


def caught(problem: Problem, theta: Array) -> tuple[list[bool], list[str], set[str]]:
    """Which entries of outputs and products are finite, which errors come, and what warnings say."""
    finite, errors = [], []
    with warnings.catch_warnings(record=True) as told:
        warnings.simplefilter("always")
        at = Linearization(problem, theta)
        finite += np.isfinite(at.outputs).ravel().tolist()
        actions: list[Callable[[], Any]] = [lambda: at.value, lambda: problem.gradient(theta)]
        actions += [lambda name=name: matrices()[name](at, route="network") @ np.ones_like(theta) for name in ("gauss_newton", "fisher")]  # type: ignore[misc]
        for action in actions:
            try:
                finite += np.isfinite(action()).ravel().tolist()
            except DomainError as error:
                errors.append(str(error))
    return finite, errors, {str(each.message) for each in told}


@pytest.mark.parametrize("precision", ["float64", "float32"])
@pytest.mark.parametrize("scale", [1e5, 1e15, 1e30])
@pytest.mark.parametrize("name", ["tanh", "relu", "identity", "sin", "softplus"])
def test_what_overflows_does_so_in_both(name: str, scale: float, precision: str) -> None:
    """The same numbers are infinite or nan, the same errors say so, and no more warnings."""
    last, first, theta = pair((name, "relu", name), 2, precision)
    wanted, found = caught(last, scale * theta), caught(first, scale * theta)
    assert found[:2] == wanted[:2]
    assert found[2] <= wanted[2]


@pytest.mark.parametrize("name", sorted(set(matrices()) - {"kronecker_factored_fisher", "eigenvalue_corrected_fisher"}))
def test_products_take_three_activations(name: str) -> None:
    """As in the other order, those in that order included where something asks for them."""
    network, generator = Network([30, 40, 50, 40, 5], ["tanh", "gelu", "tanh"]), np.random.default_rng(0)
    X, theta = generator.standard_normal((9000, 30)), network.initialise(generator)
    problem = Problem(network, "squared", X, np.zeros((9000, 5)), layout=FIRST)
    at = problem.at(theta)
    activations = sum(piece.run.nbytes for piece in at.pieces())
    operator = matrices()[name](at)
    assert peak(lambda: operator @ theta) <= 3 * activations


def test_memory_for_both_orders_is_reckoned_with() -> None:
    """A linearisation keeps half as many batches of these, so that it stays within its bound when all of them are turned."""
    one = made()[0].network.held * 8
    kept = [Linearization(*made(chunk=1, cache_bytes=6 * one, layout=layout)) for layout in ("samples last", FIRST)]
    counts = [sum(at.keeps(piece) for piece in at.pieces()) for at in kept]
    assert counts == [6, 3]
