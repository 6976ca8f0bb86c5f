"""How many units in the last place a primitive is away from its exact meaning, by ball arithmetic at doubles."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

import numpy as np
import sympy as sp
from flint import arb, ctx, fmpq

from derivations.balls.evaluate import Evaluation, as_ball
from derivations.balls.failures import NotDefinedError, UndecidedError

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from derivations.codegen.primitives import Primitive

PRECISIONS = (128, 256, 512, 1024, 2400, 4800)
WANTED_BITS = 64


class Meaning:
    """The exact value of a primitive at doubles, as balls of 64 good bits."""

    def __init__(self, primitive: Primitive) -> None:
        """Build the expression once."""
        self.symbols = sp.symbols(f"x:{len(primitive.domain)}", real=True)
        self.expression = primitive.meaning(*self.symbols)

    def __call__(self, arguments: Sequence[float]) -> arb | None:
        """The ball; one that 4800 bits cannot tell from zero is zero; ``None`` where a part is too large or small."""
        point = {symbol: fmpq(*float(value).as_integer_ratio()) for symbol, value in zip(self.symbols, arguments, strict=True)}
        ball = None
        for precision in PRECISIONS:
            try:
                ball = as_ball(Evaluation(point, precision).number(self.expression), precision)
            except UndecidedError:
                continue
            except NotDefinedError:
                return None
            if ball.is_exact() or ball.rel_accuracy_bits() >= WANTED_BITS:
                return ball
        return None if ball is None else arb(0)


def ulps(got: float, exact: arb) -> float:
    """The distance in units in the last place of the double nearest to the exact value; infinite where one alone overflows."""
    with ctx.workprec(256):
        nearest = float(exact.mid())
        if math.isinf(nearest) or not math.isfinite(got):
            return 0.0 if got == nearest else math.inf
        return float(abs((arb(got) - exact) / arb(math.ulp(nearest))).mid())


def apply(implementation: Callable[..., None], rows: int, *arguments: Any) -> Any:
    """Call an implementation on fresh buffers."""
    columns = [np.ascontiguousarray(argument, dtype=np.float64) for argument in arguments]
    out = np.full(columns[0].shape, np.nan)
    with np.errstate(all="ignore"):
        implementation(*columns, out, np.full((max(rows, 1), out.size), np.nan))
    return out


def worst(primitive: Primitive, *arguments: Any, implementation: Callable[..., None] | None = None) -> tuple[float, tuple[float, ...]]:
    """The worst distance of the implementation, or of another one, over points, and where."""
    exact = Meaning(primitive)
    values = apply(implementation or primitive.implementation, primitive.rows, *arguments)
    found = (0.0, ())
    for got, *point in zip(values, *arguments, strict=True):
        ball = exact(point)
        if ball is not None:
            found = max(found, (ulps(float(got), ball), tuple(map(float, point))))
    return found
