"""The layout that is called tuned: what a clock says decides, once, and only if it is worth it. No test reads a real clock."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pytest

from numeric import tuning
from numeric.layers.samples_first import SamplesFirst
from numeric.network import Network
from numeric.network_objective import NetworkObjective
from numeric.problem import Problem

if TYPE_CHECKING:
    from collections.abc import Callable

ORDERS = ("samples last", "samples first")
NETWORK = Network([3, 4, 2], ["tanh"])
THETA = NETWORK.initialise(np.random.default_rng(0))


def problem(samples: int = 6, **options: Any) -> Problem:
    """Random data."""
    generator = np.random.default_rng(1)
    return Problem(NETWORK, "squared", generator.standard_normal((samples, 3)), generator.standard_normal((samples, 2)), **options)


class Planted:
    """A clock that gains some seconds with every forward pass, and with every product of the classical Gauss-Newton matrix, by order.

    Args:
        patch: what puts the gains in.
        passes: seconds of a forward pass with samples last and first.
        products: the same of a product.
    """

    def __init__(self, patch: pytest.MonkeyPatch, passes: tuple[float, float], products: tuple[float, float] = (0, 0)) -> None:
        """Begin at some time."""
        self.now, self.asked, self.seen = 17.0, 0, []  # type: ignore[var-annotated]
        run, product = Network.run, tuning.GaussNewton.product

        def slow_run(network: Network, theta: Any, first: Any, buffers: Any, order: str) -> Any:
            self.now += passes[ORDERS.index(order)]
            self.seen.append(first.shape[1])
            return run(network, theta, first, buffers, order)

        def slow_product(operator: Any, V: Any, out: Any) -> Any:
            self.now += products[ORDERS.index(operator.linearization.problem.layout)]
            return product(operator, V, out)

        patch.setattr(Network, "run", slow_run)
        patch.setattr(tuning.GaussNewton, "product", slow_product)

    def __call__(self) -> float:
        """The time."""
        self.asked += 1
        return self.now

    def chosen(self, made: Callable[[str], Problem] | None = None) -> str:
        """What the clock leads to."""
        return tuning.faster(made or (lambda layout: problem(layout=layout)), self)


@pytest.mark.parametrize(
    ("passes", "products", "wanted"),
    [
        ((1.0, 1.0), (0, 0), "samples last"),
        ((1.0, 0.98), (0, 0), "samples last"),
        ((1.0, 0.96), (0, 0), "samples first"),
        ((1.0, 2.0), (0, 0), "samples last"),
        ((0, 0), (1.0, 0.96), "samples first"),
        ((1.0, 1.1), (1.0, 0.8), "samples first"),
        ((1.0, 0.8), (1.0, 1.18), "samples last"),
    ],
)
def test_the_sum_of_a_gradient_and_a_product_decides(
    passes: tuple[float, float], products: tuple[float, float], wanted: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """By three per cent and more."""
    assert Planted(monkeypatch, passes, products).chosen() == wanted


def test_one_slow_turn_decides_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    """Medians: what disturbs one gradient with samples last is no reason."""
    clock = Planted(monkeypatch, (1.0, 1.0))
    straight, calls = Network.run, []

    def disturbed(network: Network, *given: Any) -> Any:
        calls.append(given)
        clock.now += 100.0 * (len(calls) == 7)  # after four that are not counted and a turn: with samples last
        return straight(network, *given)

    monkeypatch.setattr(Network, "run", disturbed)
    assert clock.chosen() == "samples last"
    assert len(calls) > 7


@pytest.mark.parametrize(("seconds", "turns"), [(1.0, 5), (0.01, 15), (0.0, 101)])
def test_it_ends_when_it_has_seen_enough(seconds: float, turns: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """After five turns at the least, three tenths of a second, and a hundred and one at the most."""
    clock = Planted(monkeypatch, (seconds, seconds))
    clock.chosen()
    passes = 2 + 2 + 2 * turns  # one for each product, for each gradient that is not counted, and for each that is
    assert len(clock.seen) == passes


def test_a_problem_measures_once_on_its_first_batch(monkeypatch: pytest.MonkeyPatch) -> None:
    """When it is first asked for something; then it has the layout, and computes what one that was told to has."""
    straight, clocks = tuning.faster, []

    def planted(make: Callable[[str], Problem]) -> str:
        with pytest.MonkeyPatch.context() as patch:
            clocks.append(Planted(patch, (1.0, 0.5)))
            return straight(make, clocks[-1])

    monkeypatch.setattr("numeric.problem.faster", planted)
    tuned = problem(7, layout="tuned", chunk=4)
    assert clocks == []
    gradient = tuned.gradient(THETA)
    assert tuned.layout == "samples first"
    assert np.array_equal(gradient, problem(7, layout="samples first", chunk=4).gradient(THETA))
    assert isinstance(next(tuned.at(THETA).pieces()).run, SamplesFirst)
    assert not isinstance(next(problem().at(THETA).pieces()).run, SamplesFirst)
    assert tuned.value(THETA + 1) > 0
    assert tuned.subset(np.array([1, 5])).layout == "samples first"
    assert NetworkObjective(tuned).layout == "samples first"
    assert len(clocks) == 1
    assert set(clocks[0].seen) == {4}


def test_a_settled_layout_is_not_measured(monkeypatch: pytest.MonkeyPatch) -> None:
    """Neither one that was asked for nor one that a saved run has; once there, another is not taken."""
    monkeypatch.setattr("numeric.problem.faster", lambda _: pytest.fail("measured"))
    tuned = problem(layout="tuned")
    assert tuned.settle("samples first") == "samples first"
    assert tuned.settle("samples last") == "samples first"
    assert problem().settle("samples first") == "samples last"
    assert np.array_equal(tuned.gradient(THETA), problem(layout="samples first").gradient(THETA))


def test_streams_are_measured_too(monkeypatch: pytest.MonkeyPatch) -> None:
    """On their first batch, with a real clock, whatever it says."""
    monkeypatch.setattr(tuning, "ENOUGH", 0.0)
    generator = np.random.default_rng(0)
    batches = [(generator.standard_normal((count, 3)), generator.standard_normal((count, 2))) for count in (3, 4)]
    tuned = Problem(NETWORK, "squared", batches, layout="tuned")
    assert np.allclose(tuned.gradient(THETA), Problem(NETWORK, "squared", batches).gradient(THETA), rtol=1e-12)
    assert tuned.layout in ORDERS


@pytest.mark.parametrize("layout", ["first", "", None, 1, "Samples first"])
def test_another_layout_is_refused(layout: Any) -> None:
    """The full text."""
    text = f"making a problem: expected a layout of 'samples last', 'samples first', 'tuned', got {layout!r}. Leave it out."
    with pytest.raises(tuning.DomainError) as caught:
        problem(layout=layout)
    assert str(caught.value) == text


def test_a_network_of_linear_layers_is_not_measured(monkeypatch: pytest.MonkeyPatch) -> None:
    """It keeps samples last, whatever a clock would say."""
    monkeypatch.setattr("numeric.problem.faster", lambda *_: pytest.fail("measured in vain"))
    data = np.ones((5, 3)), np.ones((5, 2))
    assert Problem(Network([3, 4, 2], ["identity"]), "squared", *data, layout="tuned").layout == "samples last"
