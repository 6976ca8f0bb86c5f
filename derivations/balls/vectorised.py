"""Floating-point values of expressions at many points at once: a walk over NumPy functions, for numeric checks only."""

from __future__ import annotations

import functools
import operator
from typing import TYPE_CHECKING, Any

import numpy as np
import scipy.special

from derivations.balls.failures import NotCoveredError

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    import sympy as sp

FUNCTIONS: dict[str, Callable[..., Any]] = {
    **{name: getattr(np, name) for name in ("exp", "log", "sin", "cos", "tan", "sinh", "cosh", "tanh", "sign")},
    "Abs": np.abs,
    "loggamma": scipy.special.gammaln,
    "gamma": scipy.special.gamma,
    "polygamma": lambda n, x: scipy.special.polygamma(int(n), x),
    "beta": scipy.special.beta,
    "Pi": lambda: np.pi,
    "Exp1": lambda: np.e,
}


def evaluate(expression: sp.Expr, places: Mapping[sp.Symbol, Any]) -> Any:
    """The value with every symbol replaced by a number or an array of numbers; shape as NumPy broadcasts them.

    Raises:
        NotCoveredError: a function without a row, or a symbol without a value.
    """
    return _Walk(places)(expression)


class _Walk:
    """Values by part. No function that refers to itself: its arrays would stay until garbage is collected."""

    def __init__(self, places: Mapping[sp.Symbol, Any]) -> None:
        self.places = places
        self.known: dict[sp.Expr, Any] = {}

    def __call__(self, part: sp.Expr) -> Any:
        if part not in self.known:
            self.known[part] = _compute(part, self.places, self)
        return self.known[part]


def _compute(part: sp.Expr, places: Mapping[sp.Symbol, Any], value: Callable[[sp.Expr], Any]) -> Any:
    if part.is_Rational:
        return np.float64(int(part.p) / int(part.q))
    if part.is_Symbol and part in places:
        return places[part]
    if part.is_Add:
        return functools.reduce(operator.add, map(value, part.args))
    if part.is_Mul:
        return functools.reduce(operator.mul, map(value, part.args))
    if part.is_Pow:
        return np.power(value(part.base), int(part.exp) if part.exp.is_Integer and part.exp >= 0 else value(part.exp))
    if type(part).__name__ in FUNCTIONS:
        return FUNCTIONS[type(part).__name__](*map(value, part.args))
    message = f"{part} has no floating-point value"
    raise NotCoveredError(message)
