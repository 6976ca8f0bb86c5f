"""The functions of ordered classes, by the ends of a class relative to the output: thresholds less the output, infinite at both ends."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import sympy as sp

from derivations.codegen.losses.columns import Case, Expm1, Logistic, Softplus, Total
from derivations.codegen.losses.function import Function
from derivations.codegen.losses.measuring import SMALL
from derivations.codegen.losses.writing import Argument
from derivations.losses.curvature import curvature
from derivations.normal_form import Facts

if TYPE_CHECKING:
    from collections.abc import Sequence

    from derivations.losses.loss import SmoothLoss

LOW, HIGH = sp.symbols("low high", real=True)
SIZE = sp.Symbol("s", positive=True)
FAR = (12.0, 17.0, 40.0, 88.0, 300.0, 705.0, 1e4)
THRESHOLDS = ((0.0, 0.75), (-4.0, 6.0), (-20.0, 18.0), (0.0, 1e-4))
BELOW, ABOVE = Logistic(LOW), Logistic(-HIGH)
PROBABILITY = Logistic(HIGH) * Logistic(-LOW) * -Expm1(LOW - HIGH)


def functions_of_ordered_classes(loss: SmoothLoss) -> list[Function]:
    """Value, gradient, second derivative and probability of a class, and the information of all classes of an output."""
    (z,), (gap,) = loss.z.entries, loss.expression.free_symbols - {*loss.z.entries, loss.y.item}
    inside = {z: -LOW, gap: HIGH - LOW}  # the class between the thresholds 0 and g
    places = (
        ({LOW: (-sp.oo,), HIGH: (HIGH,)}, {z: -HIGH}),
        ({LOW: (LOW,), HIGH: (HIGH,)}, inside),
        ({LOW: (LOW,), HIGH: (sp.oo,)}, {z: gap - LOW}),
    )

    def cases(of_class: Sequence[sp.Expr]) -> list[Case]:
        return [Case(ends, ((each.subs(place, simultaneous=True),),)) for each, (ends, place) in zip(of_class, places, strict=True)]

    values = [loss.expression.xreplace({loss.y.item: sp.Integer(k)}) for k in range(3)]
    first, second = ([sp.diff(value, z, order) for value in values] for order in (1, 2))
    every = Case({LOW: (-sp.oo, -z, gap - z), HIGH: (-z, gap - z, sp.oo)}, ((curvature(loss).fisher.entries[0],),))
    sides = Softplus(LOW) + Softplus(-HIGH)
    return [
        _function("value", "The loss of every output", [
            -sp.log(Logistic(HIGH) - BELOW), sides - sp.log(1 - sp.exp(LOW - HIGH)), sides - sp.log(-Expm1(LOW - HIGH)),
            sides + sp.log(1 + 1 / Expm1(HIGH - LOW)),
        ], cases(values)),
        _function("gradient", "Its derivative in the output", [ABOVE - BELOW], cases(first), floor=1.0),
        _function("second", "Its second derivative", [
            BELOW * (1 - BELOW) + ABOVE * (1 - ABOVE), BELOW * Logistic(-LOW) + ABOVE * Logistic(HIGH),
        ], cases(second)),
        _function("information", "The mean of the squared derivative over the classes, the first axis", [
            Total(PROBABILITY * (ABOVE - BELOW) ** 2), Total((Logistic(HIGH) - BELOW) * (ABOVE - BELOW) ** 2),
        ], [every]),
    ]  # fmt: skip


def _function(name: str, what: str, proposed: Sequence[sp.Expr], cases: Sequence[Case], floor: float = 0.0) -> Function:
    return Function(
        name, what, [Argument("low"), Argument("high")], [(form,) for form in proposed], cases, points, charts=[{HIGH: LOW + SIZE}],
        rounded=("low", "high", "z", "g"), floor=floor, facts=Facts(positive=(1 - sp.exp(-SIZE),)),
    )  # fmt: skip


def points(case: Case, precision: Any) -> dict[sp.Symbol, Any]:
    """Outputs near the thresholds, far out and between, on both sides."""
    sizes = np.array([*SMALL, *FAR])
    z = np.concatenate([sizes, -sizes])
    if len(case.outputs) > 1:
        symbols = {symbol.name: symbol for symbol in case.wanted[0][0].free_symbols}
        return {symbols["z"]: z.astype(precision), symbols["g"]: np.full(z.shape, 0.75, precision)}
    ends = {LOW: np.concatenate([low - z for low, _ in THRESHOLDS]), HIGH: np.concatenate([high - z for _, high in THRESHOLDS])}
    numbers = {symbol: array.astype(precision) for symbol, array in ends.items()}
    kept = numbers[LOW] < numbers[HIGH]  # far out they may be one float
    return {symbol: array[kept] for symbol, array in numbers.items() if (symbol,) == case.values[symbol]}
