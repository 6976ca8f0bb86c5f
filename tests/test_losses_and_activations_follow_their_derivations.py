"""What the numeric core computes of activations and losses is what was derived: exactly as formulas, and to rounding as numbers.

The formulas are the core's own functions, run on a symbol; the numbers are compared with the generated kernels.
"""

from __future__ import annotations

import importlib
import itertools
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
import sympy as sp
from curvature_laws import COVARIANCE, FREEDOM, LEVEL, LOSSES, REACH, SCALE, TRIALS
from tracing import Traced

from derivations.codegen.catalogue import catalogue
from derivations.codegen.request import read_request
from derivations.normal_form import decide_zero
from numeric.activations import activations
from numeric.losses import losses, named
from numeric.losses.loss import Separable

if TYPE_CHECKING:
    from numeric.losses.loss import Loss

GAP = 0.75  # between the two thresholds of ordered classes
LEVEL_ODDS = sp.Rational(LEVEL) / (1 - sp.Rational(LEVEL))
STEMS: dict[str, tuple[str, dict[str, Any]]] = {  # of the kernels, with the options' values under the derivation's names
    "bernoulli_logits": ("bernoulli_on_logits", {}),
    "cross_entropy_logits": ("cross_entropy_on_logits", {}),
    "cross_entropy_probabilities": ("cross_entropy_on_probabilities", {}),
    "gaussian_log_variance": ("gaussian_mean_and_log_variance", {}),
    "huber": ("huber", {"d": sp.Rational(REACH)}),
    "laplace": ("laplace", {"b": sp.Rational(SCALE)}),
    "mahalanobis": ("mahalanobis", {"C": np.array(COVARIANCE)}),
    "multinomial": ("multinomial_on_logits", {"n": sp.Integer(TRIALS)}),
    "ordinal": ("ordinal_cumulative_logits", {"g": sp.Rational(GAP)}),
    "poisson_log_rate": ("poisson_on_the_log_rate", {}),
    "quantile": ("quantile", {"t": LEVEL_ODDS}),
    "squared": ("squared", {}),
    "student_t": ("student_t", {"c": sp.Rational(SCALE), "df": sp.Rational(FREEDOM)}),
}
TRACED = sorted(name for name, loss in losses().items() if issubclass(loss, Separable) and name != "ordinal")
EXTREME = np.array([0.0, 1e-30, 1e-9, 1e-3, 0.3, 1.0, 2.5, 7.0, 12.0, 25.0, 40.0, 88.0, 300.0, 705.0])
FAR = 10  # from here on the kernels of the normal distribution function take seconds for what underflows
TAILS = {"gelu", "erf"}
ULPS = 4
BOUND = 64  # of losses, whose residuals cancel
VECTORS = {"mahalanobis", "multinomial"}


def kernel(name: str) -> Any:
    """A generated function."""
    return getattr(importlib.import_module(f"numeric.kernels.{name}"), name)


def made(name: str) -> Loss:
    """The loss with options that are no default."""
    if name == "ordinal":
        return named(name, thresholds=(0.0, GAP))
    make = LOSSES[name].make
    return named(name) if make is None else make()


def formulas(name: str, s: sp.Symbol) -> list[sp.Expr]:
    """Value, slope and second derivative of an activation as the core computes them at s."""
    activation = activations()[name]
    value = activation.value(Traced(s), out=Traced(sp.nan)).expression
    argument = Traced(value if activation.of == "value" else s)
    return [value, *(formula(argument, out=Traced(sp.nan)).expression for formula in (activation.slope, activation.second))]


@pytest.mark.parametrize("side", ["positive", "negative"])
@pytest.mark.parametrize("name", sorted(activations()))
def test_formulas_of_activations_are_the_derived_ones(name: str, side: str) -> None:
    """On each half-line value, slope and second derivative are proved equal to the derivatives of the definition."""
    entry, s = catalogue()[f"activation_{name}"], sp.Symbol("s", **{side: True})
    wanted = read_request(entry.expression, entry.let).value.map(lambda entry: entry.xreplace({sp.Symbol("x", real=True): s})).entries
    assert all(each.free_symbols <= {s} for each in wanted)
    assert all(decide_zero([found - each]).zero for found, each in zip(formulas(name, s), wanted, strict=True))


def test_a_wrong_formula_is_not_proved() -> None:
    """The slope of another activation, and the factor two left out, are told apart."""
    s = sp.Symbol("s", positive=True)
    value, slope, second = formulas("tanh", s)
    assert not decide_zero([slope - formulas("erf", s)[1]]).zero
    assert not decide_zero([second - sp.diff(value, s, 2) / 2]).zero
    with pytest.raises(AssertionError, match="not decided"):
        formulas("relu", sp.Symbol("s", real=True))


def residuals() -> list[sp.Expr]:
    """A residual in each of four ranges: within and beyond Huber's reach, on both sides."""
    p, reach = sp.Symbol("p", positive=True), sp.Rational(REACH)
    return [sign * size for sign in (1, -1) for size in (reach * p / (1 + p), reach + p)]


@pytest.mark.parametrize("name", TRACED)
def test_formulas_of_losses_are_the_derived_ones(name: str) -> None:
    """In every range of outputs and residuals value, gradient and Hessian are proved equal to those of the registry's loss."""
    stem, options = STEMS[name]
    law: Any = made(name)
    law.__dict__["options"] = tuple(map(sp.Rational, law.options))  # exact ones, whose reciprocals are no floats
    for z, u in itertools.product((sp.Symbol("z", positive=True), sp.Symbol("z", negative=True)), residuals()):
        y, out, place = Traced(z + u), Traced(sp.nan), {"z": z, "y": z + u, **options}
        found = {"value": law.terms(Traced(z), y), "gradient": law.gradient(Traced(z), y, out=out), "hessian": law.second(Traced(z), y)}
        assert decide_zero([traced.expression - derived(f"loss_{stem}_{what}", place) for what, traced in found.items()]).zero


def derived(name: str, place: dict[str, sp.Expr]) -> sp.Expr:
    """The derived expression of a kernel at these arguments, with branches decided."""
    entry = catalogue()[name]
    value = read_request(entry.expression, entry.let).value.item
    names = {symbol: place[symbol.name.rstrip("_")] for symbol in value.free_symbols}
    return sp.piecewise_fold(value.xreplace(names)).replace(
        lambda part: isinstance(part, sp.Piecewise), lambda part: next(e for e, c in part.args if holds(c))
    )


def holds(condition: Any) -> bool:
    """Whether a condition of a branch is met wherever its symbols may be."""
    if condition in {sp.true, sp.false}:
        return bool(condition)
    gap = sp.factor(condition.gts - condition.lts)
    assert gap.is_positive or gap.is_nonpositive
    return bool(gap.is_positive)


@pytest.mark.parametrize("precision", ["float64", "float32"])
@pytest.mark.parametrize("name", sorted(activations()))
def test_numbers_of_activations_are_those_of_the_kernels(name: str, precision: str) -> None:
    """Near zero, far out and between, all three are within a few units in the last place of one or of the value, whichever is larger."""
    activation, generator = activations()[name], np.random.default_rng(0)
    far = EXTREME[:FAR] if name in TAILS else EXTREME
    s = np.concatenate([far, -far, 3 * generator.standard_normal(100)]).astype(precision)
    value = activation.value(s.copy(), out=np.empty_like(s))
    argument = value if activation.of == "value" else s
    found = [value, *(formula(argument, out=np.empty_like(s)) for formula in (activation.slope, activation.second))]
    wanted = kernel(f"activation_{name}")(s.astype(float))
    assert all(each.dtype == s.dtype for each in found)
    assert error(np.stack(found, axis=1), wanted, np.maximum(np.abs(wanted), 1), precision) < ULPS


@pytest.mark.parametrize("precision", ["float64", "float32"])
@pytest.mark.parametrize(("name", "low", "high"), [("gelu", (0, 0, 0), (None, 1, 0)), ("erf", (-1, 0, 0), (1, 0, 0))])
def test_tails_are_their_limits(name: str, low: tuple[int, ...], high: tuple[int | None, ...], precision: str) -> None:
    """Beyond forty, value, slope and second derivative are those of the lines at both ends; ``None`` is the argument itself."""
    activation, far = activations()[name], EXTREME[FAR:].astype(precision)
    for s, limits in ((far, high), (-far, low)):
        for formula, limit in zip((activation.value, activation.slope, activation.second), limits, strict=True):
            assert np.allclose(formula(s), s if limit is None else limit, rtol=1e-15, atol=1e-300 if limit else 1e-30)


def error(found: Any, wanted: Any, size: Any, precision: str) -> float:
    """The largest difference in units of the precision at this size."""
    return float(np.max(np.abs(found - wanted) / (size * np.finfo(precision).eps)))


@pytest.mark.parametrize("precision", ["float64", "float32"])
@pytest.mark.parametrize("spread", [1.0, 12.0])
@pytest.mark.parametrize("name", sorted(losses()))
def test_numbers_of_losses_are_those_of_the_kernels(name: str, spread: float, precision: str) -> None:
    """Gradient, Hessian and Fisher matrix of every sample agree with the kernels, in units of their largest entries."""
    (stem, options), law, definition = STEMS[name], made(name), LOSSES[name]
    generator, numbers = np.random.default_rng(1), {key: np.array(value, float) for key, value in options.items()}
    outputs = 1 if isinstance(law, Separable) else definition.outputs
    z = definition.domain(spread * generator.standard_normal((outputs, 40))).astype(precision)
    Y = np.array([definition.draw(generator) for _ in range(40)])
    Y = np.minimum(Y, 2) if name == "ordinal" else Y[:, :1] if isinstance(law, Separable) and Y.ndim > 1 else Y
    y = law.targets(Y, outputs, np.dtype(precision))
    place = {"z": z.T.astype(float), "y": np.asarray(Y if np.ndim(Y) == 1 or name in VECTORS else Y[:, 0], float), **numbers}
    if outputs == 1 and isinstance(law, Separable):
        place["z"] = place["z"][:, 0]
    found = {"gradient": law.gradient(z, y).T, "hessian": law.hessian(z, y).dense(z.dtype.type)}
    for what, each in found.items():
        wanted = called(f"loss_{stem}_{what}", place).reshape(each.shape)
        assert error(each, wanted, largest(wanted), precision) < BOUND
    wanted = fisher(stem, place, outputs)
    assert error(law.fisher(z).dense(z.dtype.type), wanted, largest(wanted), precision) < BOUND


def largest(array: Any) -> Any:
    """The largest size of an entry of every sample, one at least."""
    return np.maximum(np.abs(array).max(axis=tuple(range(1, array.ndim)), keepdims=True), 1)


def called(name: str, place: dict[str, Any]) -> Any:
    """A kernel with the arguments that it has."""
    module = importlib.import_module(f"numeric.kernels.{name}")
    return getattr(module, name)(*(place[argument] for argument in module.ARGUMENTS))


def fisher(stem: str, place: dict[str, Any], outputs: int) -> Any:
    """The derived Fisher matrix of every sample, ``(N, n_out, n_out)``, by its products with the units where there are several outputs."""
    if place["z"].ndim == 1:
        return called(f"loss_{stem}_fisher", place).reshape(-1, 1, 1) * np.ones((len(place["z"]), 1, 1))
    return np.stack([called(f"loss_{stem}_fisher_product", {**place, "v": unit}) for unit in np.eye(outputs)], axis=-1)
