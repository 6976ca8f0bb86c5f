"""Activations and losses write into the memory they are given, draw by their options, and refuse what lies just outside."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from curvature_laws import LOSSES

from numeric.activations import activations
from numeric.errors import DomainError, ShapeError
from numeric.losses import losses, named
from numeric.losses.quantile import Quantile


@pytest.mark.parametrize("precision", ["float64", "float32"])
@pytest.mark.parametrize("formula", ["value", "slope", "second"])
@pytest.mark.parametrize("name", sorted(activations()))
def test_activations_fill_the_memory_they_are_given(name: str, formula: str, precision: str) -> None:
    """The same numbers come with and without memory, in the precision of the argument, which stays as it is."""
    argument = np.linspace(-0.9, 0.9, 12, dtype=precision).reshape(3, 4)
    kept, memory = argument.copy(), np.full_like(argument, np.nan)
    found = getattr(activations()[name], formula)
    filled, new = found(argument, out=memory), found(argument)
    assert filled is memory
    assert new is not argument
    assert new.dtype == memory.dtype
    assert np.array_equal(new, memory)
    assert np.array_equal(argument, kept)


@pytest.mark.parametrize("precision", ["float64", "float32"])
@pytest.mark.parametrize("name", sorted(name for name, activation in activations().items() if activation.in_place))
def test_values_that_say_so_may_be_written_over_their_arguments(name: str, precision: str) -> None:
    """The same numbers, far out too, come in the memory of the argument; where slopes are functions of the argument it is kept."""
    argument = np.concatenate([np.linspace(-3, 3, 37), [-1e3, 1e3, -1e-30, 0.0]]).astype(precision)
    value = activations()[name].value(argument)
    assert activations()[name].value(argument, out=argument) is argument
    assert np.array_equal(argument, value)
    assert activations()[name].linear or activations()[name].of == "value"


@pytest.mark.parametrize("name", sorted(losses()))
def test_gradients_of_losses_fill_the_memory_they_are_given(name: str) -> None:
    """The same numbers come with and without memory; outputs and targets stay as they are."""
    definition, generator = LOSSES[name], np.random.default_rng(0)
    law = named(name) if definition.make is None else definition.make()
    z = definition.domain(generator.standard_normal((definition.outputs, 9)))
    y = law.targets(np.array([definition.draw(generator) for _ in range(9)]), definition.outputs, np.dtype(float))
    kept, target, memory = z.copy(), y.copy(), np.full_like(z, np.nan)
    assert law.gradient(z, y, out=memory) is memory
    assert np.array_equal(law.gradient(z, y), memory)
    assert np.array_equal(z, kept)
    assert np.array_equal(y, target)


@pytest.mark.parametrize("level", [0.1, 0.5, 0.8])
def test_residuals_of_quantiles_are_exponential_on_both_sides(level: float) -> None:
    """Above with probability ``1 - tau``; their means there are ``1 / tau``, below ``1 / (1 - tau)``."""
    u = Quantile(level).sample(np.zeros((1, 200_000)), np.random.default_rng(0))
    above, below = u[u > 0], -u[u < 0]
    assert np.mean(u > 0) == pytest.approx(1 - level, abs=5e-3)
    assert above.mean() == pytest.approx(1 / level, rel=2e-2)
    assert below.mean() == pytest.approx(1 / (1 - level), rel=2e-2)


@pytest.mark.parametrize("level", [0.0, 1.0, -0.5, 1.5])
def test_levels_lie_strictly_between_zero_and_one(level: float) -> None:
    """The ends are no quantiles."""
    with pytest.raises(DomainError, match="making a loss"):
        Quantile(level)


@pytest.mark.parametrize(("name", "option"), [("laplace", "scale"), ("huber", "reach"), ("student_t", "scale"), ("student_t", "freedom")])
def test_scales_are_positive_and_finite(name: str, option: str) -> None:
    """Zero, a negative number, infinity and nan are refused; a tiny one is taken."""
    for value in (0.0, -1.0, np.inf, np.nan):
        with pytest.raises(DomainError, match="making a loss: expected a positive"):
            named(name, **{option: value})
    assert getattr(named(name, **{option: 1e-3}), option) == 1e-3


def test_counts_are_drawn_in_single_precision() -> None:
    """Probabilities that add up to one in float32 only are made to do so in float64, as drawing demands."""
    z = 3 * np.random.default_rng(0).standard_normal((6, 4000)).astype(np.float32)
    z[-1] = -40
    counts = named("multinomial", trials=7).sample(z, np.random.default_rng(1))
    assert (counts.dtype, counts.shape) == (z.dtype, z.shape)
    assert (counts.sum(axis=0) == 7).all()


@pytest.mark.parametrize("dtype", [np.float64, np.float32])
def test_distributions_are_normalised_to_half_the_digits(dtype: Any) -> None:
    """A row may miss one by the root of the precision, not by four times that."""
    eps, law = float(np.sqrt(np.finfo(dtype).eps)), named("cross_entropy_logits")
    law.targets(np.array([[0.5, 0.5 + eps / 4]], dtype), 2, np.dtype(dtype))
    for off in (4 * eps, -4 * eps):
        with pytest.raises(DomainError, match="rows that are distributions"):
            law.targets(np.array([[0.5, 0.5 + off], [0.5, 0.5]], dtype), 2, np.dtype(dtype))


@pytest.mark.parametrize(("name", "outputs"), [("cross_entropy_logits", 1), ("multinomial", 1), ("gaussian_log_variance", 3)])
def test_losses_know_how_many_outputs_they_have(name: str, outputs: int) -> None:
    """One more is enough."""
    with pytest.raises(ShapeError, match="expected"):
        named(name).check_outputs(outputs)
    named(name).check_outputs(outputs + 1)


@pytest.mark.parametrize("thresholds", [(), (1.0, 1.0), (1.0, 0.0), (0.0, np.inf), (np.nan,)])
def test_thresholds_increase(thresholds: tuple[float, ...]) -> None:
    """Repeated, falling and infinite ones are refused, and none at all."""
    with pytest.raises(DomainError, match="increasing thresholds"):
        named("ordinal", thresholds=thresholds)


def test_thresholds_left_out_are_zero_and_one() -> None:
    """Three classes; the middle one lies between them."""
    law: Any = named("ordinal")
    p = np.exp([-law.value(np.array([[0.5]]), np.array([[k]]))[0] for k in range(3)])
    wanted = 1 / (1 + np.exp(-np.array([-0.5, 0.5])))
    assert np.allclose(p, np.diff([0, *wanted, 1]), rtol=1e-14)


@pytest.mark.parametrize("targets", [np.zeros((4, 3)), np.zeros(4), np.zeros((4, 2, 1))])
def test_targets_of_another_shape_are_refused(targets: Any) -> None:
    """A vector is taken for one output only."""
    with pytest.raises(ShapeError, match=r"expected shape \(N, 2\)"):
        named("squared").targets(targets, 2, np.dtype(float))
    assert named("squared").targets(np.arange(4.0), 1, np.dtype(float)).shape == (1, 4)


@pytest.mark.parametrize("name", sorted(activations()))
def test_activations_are_as_smooth_and_as_linear_as_they_say(name: str) -> None:
    """The slope jumps at zero or it does not; it is one everywhere or it is not; what is lost is given back to the variance."""
    activation, s = activations()[name], np.array([-1e-7, 1e-7])
    slope = activation.slope(activation.value(s) if activation.of == "value" else s)
    assert activation.smooth == bool(abs(slope[1] - slope[0]) < 1e-3)
    wide = np.linspace(-3, 3, 7)
    assert activation.linear == bool((activation.slope(activation.value(wide) if activation.of == "value" else wide) == 1).all())
    assert activation.fan == {"sigmoid": 4.0, "softplus": 2.0, "relu": 2.0, "gelu": 2.0}.get(name, 1.0)
