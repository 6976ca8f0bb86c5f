"""A claim document can name every method and every unit with a closed form; a method that does something else than it states is found."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, ClassVar

import numpy as np
import pytest

from numeric.amari_unit import AmariFisher
from numeric.erf_network import ErfFisher
from numeric.optimizers import optimizers
from numeric.optimizers.gradient_descent import GradientDescent
from verify.experiments import exact_units, experiments, methods
from verify.experiments.dense_steps import STEPS, Regression

if TYPE_CHECKING:
    from numeric.optimizers.protocol import State


@dataclass(frozen=True)
class Mistaken:
    """Gradient descent with a mistake planted in what it does or in what it says."""

    name: ClassVar[str] = "gradient-descent"
    where: str
    learning_rate: float = 0.3

    def init(self, problem: Any, theta: np.ndarray) -> State:
        """As gradient descent."""
        return GradientDescent(self.learning_rate).init(problem, theta)

    def step(self, state: State) -> State:
        """A step that is longer by a thousandth, uphill, or reported with the loss before it."""
        after = GradientDescent(self.learning_rate).step(state)
        if self.where == "report":
            return replace(after, report=replace(after.report, loss=state.report.loss))
        factor = {"length": 1.001, "sign": -1.0}[self.where]
        theta = state.theta + factor * (after.theta - state.theta)
        return replace(after, theta=theta, report=replace(after.report, loss=state.problem.value(theta)))


def test_every_method_has_a_name_in_documents() -> None:
    """The registry of experiments holds one for each optimizer, and one for each unit; all definitions are of optimizers there are."""
    known = experiments()
    assert {f"method-{name}" for name in optimizers()} | {"amari-unit", "erf-network"} <= set(known)
    assert set(STEPS) <= set(optimizers())


@pytest.mark.parametrize(("where", "told"), [("length", "first step 1.0e-03"), ("sign", "loss"), ("report", "loss")])
def test_a_method_with_a_mistake_is_not_supported(where: str, told: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """A step of another length, uphill steps and a loss that is not the one reached: each is what the evidence names."""
    monkeypatch.setattr(methods, "method_at", lambda _name, _at: Mistaken(where))
    found = methods.run("gradient-descent")
    assert found.verdict == "inconclusive"
    assert found.reason.startswith("not as claimed: seed 0: ")
    assert told in found.reason


@pytest.mark.parametrize(("name", "kind"), [("amari_unit", AmariFisher), ("erf_network", ErfFisher)])
def test_a_closed_form_with_a_mistake_is_not_supported(name: str, kind: type, monkeypatch: pytest.MonkeyPatch) -> None:
    """One entry that is off by a millionth is found."""

    class Off(kind):  # type: ignore[misc, valid-type]
        def to_dense(self) -> np.ndarray:
            matrix: np.ndarray = super().to_dense()
            matrix[0, -1] *= 1 + 1e-6
            return matrix

    monkeypatch.setattr(exact_units, kind.__name__, Off)
    found = getattr(exact_units, name)()
    assert (found.verdict, found.reason[:14]) == ("inconclusive", "not as claimed")


def test_the_plain_formula_is_the_networks() -> None:
    """Value, gradient and Gauss-Newton matrix of the experiments' own formula are those of the numeric core."""
    at = Regression(4)
    gap = at.layers(at.theta)[3] - at.data[1]
    assert at.objective.value(at.theta) == pytest.approx((gap**2).sum() / 2 / len(gap), rel=1e-13)
    assert np.allclose(at.g, at.objective.gradient(at.theta), rtol=1e-12, atol=1e-14)
    dense = at.objective.problem.generalized_gauss_newton(at.theta).to_dense()
    assert np.allclose(at.metric(at.theta), dense, rtol=1e-12, atol=1e-14)
