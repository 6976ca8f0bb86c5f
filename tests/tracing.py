"""Running the numeric core's own functions on a symbol: every NumPy call is written down as the exact function that it stands for."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import sympy as sp
from numpy.lib.mixins import NDArrayOperatorsMixin

if TYPE_CHECKING:
    from collections.abc import Callable


def positive(expression: sp.Expr) -> bool:
    """On which side of a branch an expression lies wherever its symbols may; one that may lie on both is an error."""
    factored = sp.factor(expression)
    assert factored.is_positive or factored.is_nonpositive, f"the branch at {expression} is not decided"
    return bool(factored.is_positive)


LARGEST = sp.Integer(np.finfo(np.float64).max)  # a cut there is for numbers that no float holds

EXACT: dict[str, Callable[..., sp.Expr]] = {
    "absolute": lambda a: a if positive(a) else -a,
    "add": lambda a, b: a + b,
    "clip": lambda a, low, high: high if high != LARGEST and positive(a - high) else low if positive(low - a) else a,
    "cos": sp.cos,
    "divide": lambda a, b: a / b,
    "erf": sp.erf,
    "exp": sp.exp,
    "expit": lambda a: 1 / (1 + sp.exp(-a)),
    "expm1": lambda a: sp.exp(a) - 1,
    "greater": lambda a, b: sp.Integer(positive(a - b)),
    "less_equal": lambda a, b: sp.Integer(not positive(a - b)),
    "log1p": lambda a: sp.log(1 + a),
    "logaddexp": lambda a, b: sp.log(sp.exp(a) + sp.exp(b)),
    "maximum": lambda a, b: a if positive(a - b) else b,
    "minimum": lambda a, b: a if b == LARGEST else b if positive(a - b) else a,
    "multiply": lambda a, b: a * b,
    "ndtr": lambda a: (1 + sp.erf(a / sp.sqrt(2))) / 2,
    "negative": lambda a: -a,
    "positive": lambda a: a,
    "power": lambda a, b: a**b,
    "reciprocal": lambda a: 1 / a,
    "sign": lambda a: sp.Integer(1 if positive(a) else -1),
    "sin": sp.sin,
    "square": lambda a: a**2,
    "subtract": lambda a, b: a - b,
    "tanh": sp.tanh,
}
FILLED = {"empty_like": sp.nan, "ones_like": sp.Integer(1), "zeros_like": sp.Integer(0)}
ROOTS = (sp.sqrt(sp.Rational(1, 2)), sp.sqrt(2 / sp.pi), 1 / sp.sqrt(2 * sp.pi))
CONSTANTS = {float(value): value for root in ROOTS for value in (root, -root)}


def exact(value: Any) -> sp.Expr:
    """A number of the code as what it means: a constant that has a name within two ulps, otherwise the rational that it is."""
    if isinstance(value, Traced):
        return value.expression
    if isinstance(value, sp.Basic):  # of an exact setting and the code's floats
        return value.replace(lambda part: isinstance(part, sp.Float), lambda part: sp.Rational(*float(part).as_integer_ratio()))
    near = [meant for number, meant in CONSTANTS.items() if abs(float(value) - number) <= 2 * np.spacing(abs(number))]
    return near[0] if near else sp.Rational(*float(value).as_integer_ratio())


class Traced(NDArrayOperatorsMixin):
    """Stands for an array; its entries are the value of an expression. In-place operations change the expression."""

    dtype = np.dtype(np.float64)

    def __init__(self, expression: sp.Expr) -> None:
        """Start from a symbol."""
        self.expression = expression

    def __array_ufunc__(self, ufunc: np.ufunc, method: str, *inputs: Any, out: Any = None, **options: Any) -> Traced:
        """The exact function of the same name; another is an error."""
        assert method == "__call__", method
        assert set(options) <= {"casting"}, options
        result = EXACT[ufunc.__name__](*map(exact, inputs))
        target = out[0] if out else Traced(result)
        target.expression = result
        return target

    def __array_function__(self, function: Any, _: Any, arguments: Any, options: Any) -> Traced:
        """Arrays like this one, and clipping."""
        name = function.__name__
        if name == "full_like":
            return Traced(exact(arguments[1]))
        if name == "clip":
            return self.__array_ufunc__(np.clip, "__call__", *arguments, out=(options["out"],))
        return Traced(FILLED[name])

    def fill(self, value: float) -> None:
        """Every entry is this number."""
        self.expression = exact(value)

    def clip(self, low: float, high: float, out: Traced | None = None) -> Traced:
        """As the function of the same name."""
        return self.__array_ufunc__(np.clip, "__call__", self, low, high, out=(out,) if out is not None else None)

    def sum(self, axis: int) -> Traced:
        """Of what is one entry: itself."""
        assert axis == 0
        return Traced(self.expression)

    def astype(self, _: Any) -> Traced:
        """The same numbers."""
        return Traced(self.expression)
