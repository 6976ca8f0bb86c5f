"""The score of a law: the gradient of its log-density in the parameters."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

import sympy as sp

from derivations.conditions import require
from derivations.derivative import derivative
from derivations.errors import ShapeError
from derivations.kinks import switches
from derivations.language.tensor import Tensor
from derivations.special_derivatives import explicit_derivatives
from derivations.trace import Quantity, narrate

if TYPE_CHECKING:
    from derivations.family import Law


@lru_cache(maxsize=16384)
def pointwise_derivative(expression: sp.Expr, symbol: sp.Symbol) -> sp.Expr:
    """The derivative almost everywhere: kinks and jumps of absolute values and signs contribute nothing."""
    slope = explicit_derivatives(derivative(expression, symbol))
    return slope.replace(sp.DiracDelta, lambda *_: sp.Integer(0)) if slope.has(sp.DiracDelta) else slope


def score(law: Law, y: Tensor, v: Tensor) -> Tensor:
    r"""The score :math:`\nabla_v \log p(y)`, almost everywhere.

    Args:
        law: a law whose parameters are expressions of the symbols in ``v``.
        y: a value of the law.
        v: symbols, shape ``(n,)`` or ``()``.

    Returns:
        A tensor of the shape of ``v``.

    """
    density = law.log_density(y)
    for switch in switches(density, v.entries):
        if not switch.is_nonzero and not switch.free_symbols & y.free_symbols:  # a kink in a parameter; those in y have measure zero
            require("nonzero", switch)
    narrate(f"log-density of {law.name}", y, density, Quantity("log p"))
    slopes = tuple(pointwise_derivative(density, symbol) for symbol in v.entries)
    for symbol, slope in zip(v.entries, slopes, strict=True):
        narrate("score: derivative of the log-density", density, slope, Quantity("s", (symbol,), "derivative"))
    return Tensor(v.shape, slopes)


def directional_score(law: Law, y: Tensor, v: Tensor, direction: Tensor) -> sp.Expr:
    """The derivative of the log-density along a direction; a symbol that stands at several places of ``v`` moves once.

    Raises:
        ShapeError: the direction differs at two places of one symbol (a direction of a symmetric matrix that is not symmetric).
    """
    moves: dict[sp.Expr, sp.Expr] = {}
    for symbol, change in zip(v.entries, direction.entries, strict=True):
        if moves.setdefault(symbol, change) != change:
            message = f"Taking a derivative along a direction: expected one change of {symbol}, got {moves[symbol]} and {change}."
            raise ShapeError(message)
    slopes = score(law, y, Tensor.vector(list(moves)))
    return sp.Add(*(slope * change for slope, change in zip(slopes.entries, moves.values(), strict=True)))
