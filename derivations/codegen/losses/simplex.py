r"""The functions of the cross-entropy on probabilities, of which the last is what the others leave of one.

Proved at one to three outputs, which decide any number: what is written and what is derived depend on an output and its target, the
last class's target, :math:`\sum_j z_j` and :math:`\sum_j y_j \log z_j`, and at three outputs these vary freely (:mod:`classes` has the
argument).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import sympy as sp

from derivations.codegen.losses.columns import Case, Total, Y, Z
from derivations.codegen.losses.function import Function
from derivations.codegen.losses.writing import SAMPLE, Argument
from derivations.fisher import fisher

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from derivations.losses.loss import SmoothLoss

SIZES = (1, 2, 3)  # outputs; classes are one more
P, LAST, TARGET_LAST = sp.Symbol("p", real=True), sp.Symbol("last", real=True), sp.Symbol("y_last", real=True)
COUNT, UNIT = 30, 2.0**20


def functions_on_the_simplex(loss: SmoothLoss) -> list[Function]:
    """The probability that is left, the value, its gradient, and what a class adds to the Hessian and to the Fisher matrix."""
    assert loss.sized is not None  # noqa: S101 - of any number of classes
    at = [_At(loss.sized(size)) for size in SIZES]
    each, sample = [Argument("p"), Argument("y")], [Argument("last", SAMPLE), Argument("y_last", SAMPLE)]
    information = [Case({P: case.values[P]}, case.wanted) for one in at for case in one.added(one.information)]
    return [
        _function("left", "The probability of the last class", [Argument("z")], [1 - Total(Z)], [one.left() for one in at]),
        _function("value", "The loss of every sample", each, [-Total(Y * sp.log(P)), Total(-Y * sp.log(P))], [one.value() for one in at]),
        _function("gradient", "Its gradient", [Argument("z"), sample[0], Argument("y"), sample[1]], [
            TARGET_LAST / LAST - Y / Z,
        ], [one.gradient() for one in at]),
        _function("second", "What a class adds to the Hessian", each, [Y / P**2], [c for one in at for c in one.added(one.hessian)]),
        _function("information", "What a class adds to the Fisher matrix", each[:1], [1 / P], information),
    ]  # fmt: skip


def _function(name: str, what: str, arguments: Sequence[Argument], proposed: Sequence[sp.Expr], cases: Sequence[Case]) -> Function:
    forms = [(form,) for form in proposed]
    return Function(name, what, arguments, forms, cases, points, rounded=("y",))


class _At:
    """The loss at a number of outputs, at a distribution of classes as the target."""

    def __init__(self, loss: SmoothLoss) -> None:
        self.z = loss.z.entries
        self.y = sp.symbols(f"y_0:{len(self.z) + 1}", real=True)
        self.last = 1 - sp.Add(*self.z)
        self.mean = sp.Add(*(y * loss.expression.xreplace({loss.y.item: sp.Integer(k)}) for k, y in enumerate(self.y)))
        self.hessian = [[sp.diff(self.mean, a, b) for b in self.z] for a in self.z]
        self.information = [list(row) for row in fisher(loss.law, loss.z).rows()]

    def left(self) -> Case:
        """From the outputs."""
        return Case({Z: self.z}, ((self.last,),))

    def value(self) -> Case:
        """From all probabilities."""
        return Case({P: (*self.z, self.last), Y: self.y}, ((self.mean,),))

    def gradient(self) -> Case:
        """From the outputs, the probability that is left, and the target's parts."""
        slopes = tuple(sp.diff(self.mean, z) for z in self.z)
        return Case({Z: self.z, LAST: self.last, Y: self.y[:-1], TARGET_LAST: self.y[-1]}, (slopes,))

    def added(self, matrix: Sequence[Sequence[sp.Expr]]) -> Iterator[Case]:
        """A matrix of one number everywhere, which is of the last class, and one more on the diagonal for every other class."""
        if len(self.z) == 1:
            return
        off = matrix[0][1]
        yield Case({P: (self.last,), Y: (self.y[-1],)}, ((off,),))
        yield Case({P: self.z, Y: self.y[:-1]}, (tuple(matrix[k][k] - off for k in range(len(self.z))),))
        same = tuple(row[k] for j, row in enumerate(matrix) for k in range(len(row)) if j != k)
        yield Case({P: (self.last,) * len(same), Y: (self.y[-1],) * len(same)}, (same,))


def points(case: Case, precision: Any) -> dict[sp.Symbol, Any]:
    """Probabilities of all sizes, whose sums are exact in either precision, and any parts of a target."""
    names = sorted(sp.Tuple(*case.values.values()).free_symbols, key=str)
    generator = np.random.default_rng(0)
    outputs = [symbol for symbol in names if symbol.name.startswith("z")]
    shares = np.floor(UNIT * generator.dirichlet(np.full(len(outputs) + 1, 0.2), COUNT)).T
    numbers = {symbol: np.maximum(row, 1) / (2 * UNIT) for symbol, row in zip(outputs, shares, strict=False)}
    numbers |= {symbol: generator.integers(0, 5, COUNT) / 4 for symbol in names if symbol not in outputs}
    return {symbol: array.astype(precision) for symbol, array in numbers.items()}
