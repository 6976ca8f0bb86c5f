"""What a function computes, in units in the last place of its value, or of what the last digits of its arguments do, against balls."""

from __future__ import annotations

import math
from functools import cache
from typing import TYPE_CHECKING, Any

import numpy as np
import sympy as sp
from flint import fmpq

from derivations.balls.evaluate import enclose
from derivations.balls.failures import UndecidedError
from derivations.codegen.kernel import load
from derivations.codegen.losses.function import option
from derivations.codegen.losses.writing import ENTRIES, MATRIX
from derivations.errors import DerivationError

if TYPE_CHECKING:
    from collections.abc import Mapping

    from derivations.codegen.losses.columns import Case
    from derivations.codegen.losses.function import Function, Points

BITS = (256, 2048, 32768)
DIGITS, LEAST = 2.0**-80, 2.0**-1074  # of a radius beside the middle, and at all
PRECISIONS = (np.float32, np.float64)
SMALL = (0.0, 1e-30, 1e-9, 1e-3, 0.1, 0.3, 0.7, 1.0, 1.7, 2.5, 4.0, 7.0)
LARGE = (12.0, 17.0, 25.0, 38.0, 40.0, 88.0, 104.0, 300.0, 705.0, 746.0, 1e4)


def computed(text: str, function: Function, case: Case, points: Points, setting: Mapping[str, float]) -> tuple[list[Any], bool]:
    """The results of a function's text at some points of a case, and whether some step on the way to finite ones overflows."""
    call = getattr(load(text), function.name)
    arguments = [_array(function, place, case, points) for place in range(len(function.arguments))]
    extra = _classes(text, function, case, points)

    def called() -> list[Any]:
        found = call(*arguments, *extra, **setting)
        return list(found) if isinstance(found, tuple) else [found]

    with np.errstate(all="ignore"):
        numbers = called()
    finite = np.all([np.isfinite(each).reshape(-1, each.shape[-1]).all(axis=0) for each in numbers], axis=0)
    kinds = [argument.kind for argument in function.arguments]
    arguments = [each if kind == MATRIX else each[..., finite] for each, kind in zip(arguments, kinds, strict=True)]
    extra = [each[finite] for each in extra]
    try:
        with np.errstate(over="raise", divide="raise", invalid="raise"):
            called()
    except FloatingPointError:
        return numbers, True
    return numbers, False


def _array(function: Function, place: int, case: Case, points: Points) -> Any:
    """An argument at the points: ``(n_out, N)``, ``(N,)``, or the matrix of the first."""
    kind, value = function.arguments[place].kind, case.values[function.symbols[place]]
    if kind == MATRIX:
        return np.array([[_numbers(each, points)[0] for each in row] for row in value])
    return np.stack([_numbers(each, points) for each in value]) if kind == ENTRIES else _numbers(value, points)


def _numbers(value: sp.Expr, points: Points) -> Any:
    """The numbers of a symbol, or of an expression that has exact ones."""
    if value in points:
        return points[value]
    some = next(iter(points.values()))
    exact = [
        float(value.subs({symbol: sp.Rational(*number.as_integer_ratio()) for symbol, number in zip(points, place, strict=True)}))
        for place in zip(*(array.tolist() for array in points.values()), strict=True)
    ]
    return np.array(exact, some.dtype)


def _classes(text: str, function: Function, case: Case, points: Points) -> list[Any]:
    """Classes that are targets, and the likeliest ones, where the function takes them."""
    size = len(next(iter(points.values())))
    found = [np.full(size, case.chosen)] if f"def {function.name}(" in text and " y: Classes" in text else []
    if " likeliest: Classes" in text:
        found.append(_array(function, 0, case, points).argmax(axis=0))
    return found


def errors(function: Function, case: Case, points: Points, setting: Mapping[str, float], numbers: list[Any]) -> list[float]:
    """The error of every entry at every point, in units of its size; nan where a number is not finite and should be."""
    names = tuple(sorted(points, key=str))
    exact = {option(name): sp.Rational(*value.as_integer_ratio()) for name, value in setting.items()}
    forgiven = tuple(symbol for symbol in names if symbol.name.split("_")[0] in function.rounded)
    found = []
    for wanted, result in zip(case.wanted, numbers, strict=True):
        for place, expression in enumerate(wanted):
            row = result if result.ndim == 1 else result[place]
            sizes = _sizes(expression.subs(exact), forgiven)
            places = zip(*(points[name].tolist() for name in names), strict=True)
            found += [_error(_exact(sizes, names, at), number, function.floor) for at, number in zip(places, row, strict=True)]
    return found


def worst(found: list[float]) -> float:
    """The largest, or nan."""
    return max(found, key=lambda each: (math.isnan(each), each))


@cache
def _sizes(expression: sp.Expr, forgiven: tuple[sp.Symbol, ...]) -> tuple[sp.Expr, ...]:
    """The expression, and what a relative change of every argument does to it."""
    return expression, *(symbol * sp.diff(expression, symbol) for symbol in forgiven if expression.has(symbol))


def _error(sizes: tuple[Any, ...], number: Any, floor: float) -> float:
    kind, value, exact = np.finfo(number.dtype), float(number), sizes[0]
    if not math.isfinite(value):
        return 0.0 if abs(float(exact)) > float(kind.max) and value * float(exact) > 0 else math.nan
    size = max(floor, float(kind.tiny) / float(kind.eps), *(abs(float(each)) for each in sizes))
    return abs(float(exact - fmpq(*value.as_integer_ratio()))) / size / float(kind.eps)


@cache
def _exact(sizes: tuple[sp.Expr, ...], names: tuple[sp.Symbol, ...], at: tuple[float, ...]) -> tuple[Any, ...]:
    place = {name: fmpq(*value.as_integer_ratio()) for name, value in zip(names, at, strict=True)}
    return tuple(_enclosed(size, place) for size in sizes)


def _enclosed(expression: sp.Expr, place: Mapping[sp.Symbol, fmpq]) -> Any:
    """A ball that has the digits of a float, or is below all of them: sums that cancel take more bits."""
    for bits in BITS:
        try:
            ball = enclose(expression, place, bits)
        except UndecidedError:
            continue
        if float(ball.rad()) <= max(abs(float(ball.mid())) * DIGITS, LEAST):
            return ball
    wanted = f"{expression} to the digits of a float"
    message = f"Generating a loss: expected {wanted}, got fewer at {place}. Leave that point out."
    raise DerivationError(message)
