"""What a formula computes, in units in the last place of one or of the value, against ball arithmetic."""

from __future__ import annotations

import math
from functools import cache
from typing import TYPE_CHECKING, Any

import numpy as np
from flint import fmpq

from derivations.balls.evaluate import enclose
from derivations.codegen.activations.forms import X
from derivations.codegen.activations.writing import HEAD
from derivations.codegen.kernel import load

if TYPE_CHECKING:
    import sympy as sp
    from flint import arb
    from numpy.typing import NDArray

    from derivations.codegen.activations.writing import Formula

    Array = NDArray[Any]

BITS = 256
PRECISIONS = (np.float32, np.float64)
SMALL = (0.0, 1e-30, 1e-9, 1e-3, 0.1, 0.3, 0.7, 1.0, 1.7, 2.5, 4.0, 7.0)
LARGE = (12.0, 17.0, 25.0, 38.0, 40.0, 88.0, 104.0, 300.0, 705.0, 746.0, 1e4)
DRAWN = 60


def points(precision: Any) -> Array:
    """Where forms are measured: near zero, far out, and between, on both sides."""
    sizes = np.concatenate([SMALL, LARGE, np.abs(3 * np.random.default_rng(0).standard_normal(DRAWN))])
    return np.concatenate([sizes, -sizes]).astype(precision)


def evaluated(formula: Formula, argument: Array) -> tuple[Array, bool]:
    """The numbers of a formula, and whether some step on the way to them leaves the range of floats."""
    call = load(HEAD + formula.definition("computed", "The value.")).computed
    with np.errstate(all="ignore"):
        numbers: Array = call(argument)
    try:
        with np.errstate(over="raise", divide="raise", invalid="raise"):
            call(argument)
    except FloatingPointError:
        return numbers, True
    return numbers, False


def error(derived: sp.Expr, s: Array, numbers: Array) -> float:
    """The largest error at arguments s, in units of the numbers' precision; nan where a number is not finite and should be."""
    kind = np.finfo(numbers.dtype)
    distances = [
        _distance(_exact(derived, x), y, float(kind.max)) / float(kind.eps) for x, y in zip(s.tolist(), numbers.tolist(), strict=True)
    ]
    return max(distances, key=lambda each: (math.isnan(each), each))


def _distance(exact: arb, number: float, largest: float) -> float:
    """How far off a number is, over one or the exact value, whichever is larger; an infinity is right beyond the largest float."""
    size = abs(float(exact))
    if not math.isfinite(number):
        return 0.0 if size > largest and number * float(exact) > 0 else math.nan
    return abs(float(exact - fmpq(*number.as_integer_ratio()))) / max(1.0, size)


@cache
def _exact(derived: sp.Expr, x: float) -> arb:
    return enclose(derived, {X: fmpq(*x.as_integer_ratio())}, BITS)
