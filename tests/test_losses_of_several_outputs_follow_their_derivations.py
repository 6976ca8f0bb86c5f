"""Losses of several outputs run on symbols: values, gradients, matrices and their factors are proved to be those of the registry.

A second opinion on the generator, which reads neither its forms nor its text, and the proof of the matrices' own algebra: arrays of symbols
go through the core's classes, NumPy doing what it does with objects.
"""

from __future__ import annotations

import itertools
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
import sympy as sp
from tracing import Traced, exact

from derivations.fisher import fisher
from derivations.losses import by_file
from derivations.losses.curvature import curvature
from derivations.normal_form import Facts, decide_zero
from numeric.kernels.losses import ordinal
from numeric.losses import named

if TYPE_CHECKING:
    from numeric.losses.loss import Loss

CLASSES = 3


class Exact:
    """An entry of an array of objects: arithmetic and the functions that NumPy asks objects for; of an order nothing is known."""

    def __init__(self, value: Any) -> None:
        """Hold an expression."""
        self.value = value.value if isinstance(value, Exact) else value if isinstance(value, sp.Basic) else exact(value)

    def __add__(self, other: Any) -> Exact:
        """The sum."""
        return Exact(self.value + Exact(other).value)

    def __mul__(self, other: Any) -> Exact:
        """The product."""
        return Exact(self.value * Exact(other).value)

    def __sub__(self, other: Any) -> Exact:
        """The difference."""
        return Exact(self.value - Exact(other).value)

    def __rsub__(self, other: Any) -> Exact:
        """The difference from a number."""
        return Exact(Exact(other).value - self.value)

    def __truediv__(self, other: Any) -> Exact:
        """The quotient."""
        return Exact(self.value / Exact(other).value)

    def __rtruediv__(self, other: Any) -> Exact:
        """The quotient of a number."""
        return Exact(Exact(other).value / self.value)

    def __neg__(self) -> Exact:
        """The opposite."""
        return Exact(-self.value)

    def __lt__(self, _: Any) -> bool:
        """Whichever is taken for the largest, the result is the same."""
        return False

    def __gt__(self, _: Any) -> bool:
        """The same; positive where that is asked."""
        return True

    __ge__ = __gt__
    __le__ = __lt__
    __radd__, __rmul__ = __add__, __mul__

    def exp(self) -> Exact:
        """The exponential."""
        return Exact(sp.exp(self.value))

    def log(self) -> Exact:
        """The logarithm."""
        return Exact(sp.log(self.value))

    def log1p(self) -> Exact:
        """The logarithm of one more."""
        return Exact(sp.log(1 + self.value))

    def sqrt(self) -> Exact:
        """The root."""
        return Exact(sp.sqrt(self.value))


def objects(values: Any) -> Any:
    """An array of one sample, ``(n, 1)``."""
    found = np.empty((len(values), 1), object)
    found[:, 0] = [Exact(value) for value in values]
    return found


def expressions(array: Any) -> list[sp.Expr]:
    """The entries, row by row."""
    return [Exact(each).value for each in np.asarray(array, object).ravel()]


def vanish(gaps: list[sp.Expr], facts: Facts | None = None) -> bool:
    """Whether all are proved to be zero."""
    return all(decide_zero([gap], facts or Facts()).zero for gap in gaps)


def dense(matrices: Any) -> list[sp.Expr]:
    """The entries of the one matrix, by its products with the units."""
    unit = np.empty((matrices.outputs, matrices.outputs, 1), object)
    for i, j in itertools.product(range(matrices.outputs), repeat=2):
        unit[i, j, 0] = Exact(int(i == j))
    return expressions(matrices.product(unit))


def squared(factor: Any) -> list[sp.Expr]:
    """The factor ``(R, n_out, 1)`` times its transpose."""
    columns = np.array([[Exact(each[0]).value for each in column] for column in factor], object)
    return [sp.Add(*(c[i] * c[j] for c in columns)) for i, j in itertools.product(range(columns.shape[1]), repeat=2)]


def targets(name: str) -> list[tuple[Any, dict[sp.Symbol, sp.Expr]]]:
    """Targets for the core, and what they are in the registry's expression."""
    y = by_file()[name].y.entries
    if name == "cross_entropy_logits":
        return [(np.array([k]), {y[0]: sp.Integer(k)}) for k in range(CLASSES)]
    if name == "cross_entropy_probabilities":
        return [(objects([int(j == k) for j in range(CLASSES)]), {y[0]: sp.Integer(k)}) for k in range(CLASSES)]
    if name == "multinomial":
        return [(objects([2, 1, 0]), dict(zip(y, map(sp.Integer, (2, 1, 0)), strict=True)))]
    return [(objects(y), {})]


def made(name: str) -> Loss:
    """With settings that are no default, and of the registry's size."""
    options = {"multinomial": {"trials": 3}, "mahalanobis": {"covariance": np.array([[1.0, 0.0], [0.0, 4.0]])}}
    return named(name, **options.get(name, {}))


PLACE = {"multinomial": {"n": sp.Integer(3)}, "mahalanobis": {"C_0_0": sp.Integer(1), "C_0_1": sp.Integer(0), "C_1_1": sp.Integer(4)}}
SEVERAL = ["cross_entropy_logits", "cross_entropy_probabilities", "gaussian_log_variance", "mahalanobis", "multinomial"]


def placed(name: str, expression: sp.Expr, place: dict[sp.Symbol, sp.Expr]) -> sp.Expr:
    """With numbers for the settings and the target."""
    found = expression.xreplace(place)
    return found.xreplace({symbol: PLACE.get(name, {}).get(symbol.name, symbol) for symbol in found.free_symbols})


@pytest.mark.parametrize("name", SEVERAL)
def test_values_gradients_and_hessians_are_the_derived_ones(name: str) -> None:
    """At every target; the mean and variance of a pair, the classes of a softmax, the last probability."""
    loss, law = by_file()[name], made(name)
    z = loss.z.entries
    for y, place in targets(name):
        value = placed(name, loss.expression, place)
        assert vanish([expressions(law.value(objects(z), y))[0] - value], loss.facts)
        slopes = [sp.diff(value, symbol) for symbol in z]
        assert vanish([a - b for a, b in zip(expressions(law.gradient(objects(z), y)), slopes, strict=True)], loss.facts)
        second = [sp.diff(value, *pair) for pair in itertools.product(z, repeat=2)]
        assert vanish([a - b for a, b in zip(dense(law.hessian(objects(z), y)), second, strict=True)], loss.facts)


@pytest.mark.parametrize("name", SEVERAL)
def test_fisher_matrices_and_their_factors_are_the_derived_ones(name: str) -> None:
    """Products with directions, and a factor times its transpose."""
    loss, law = by_file()[name], made(name)
    wanted = [placed(name, each, {}) for each in fisher(loss.law, loss.z).entries]
    found = dense(law.fisher(objects(loss.z.entries)))
    assert vanish([a - b for a, b in zip(found, wanted, strict=True)], loss.facts)
    assert not vanish([a - 2 * b for a, b in zip(found, wanted, strict=True)], loss.facts)
    if name in {"cross_entropy_probabilities", "mahalanobis"}:  # others divide where a number is positive, which objects do not say
        factor = squared(law.fisher(objects(loss.z.entries)).factor())
        assert vanish([a - b for a, b in zip(factor, wanted, strict=True)], loss.facts)


@pytest.mark.parametrize("k", range(CLASSES))
def test_ordered_classes_are_the_derived_ones(k: int) -> None:
    """By the ends of a class relative to the output, which are infinite at both ends of the line."""
    loss: Any = by_file()["ordinal"]
    (z,), (gap,) = loss.z.entries, loss.expression.free_symbols - {*loss.z.entries, *loss.y.entries}
    low, high = (-sp.oo, -z, gap - z)[k], (-z, gap - z, sp.oo)[k]
    value = loss.expression.xreplace({loss.y.item: sp.Integer(k)})
    for order, formula in enumerate((ordinal.value, ordinal.gradient, ordinal.second)):
        found = formula(Traced(low), Traced(high), out=Traced(sp.nan)).expression
        assert vanish([found - sp.diff(value, z, order)], loss.facts)
        assert not vanish([found + sp.diff(value, z, order)], loss.facts)


def test_the_information_of_ordered_classes_is_the_derived_one() -> None:
    """What is summed over the classes, class by class."""
    loss: Any = by_file()["ordinal"]
    (z,), (gap,) = loss.z.entries, loss.expression.free_symbols - {*loss.z.entries, *loss.y.entries}
    ends = zip((-sp.oo, -z, gap - z), (-z, gap - z, sp.oo), strict=True)
    total = sp.Add(*(ordinal.information(Traced(low), Traced(high)).expression for low, high in ends))
    assert vanish([total - curvature(loss).fisher.entries[0]], loss.facts)
