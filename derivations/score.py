"""The score of a law: the gradient of its log-density in the parameters."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

import sympy as sp

from derivations.language.tensor import Tensor
from derivations.special_derivatives import explicit_derivatives
from derivations.trace import Quantity, narrate

if TYPE_CHECKING:
    from derivations.family import Law


@lru_cache(maxsize=16384)
def pointwise_derivative(expression: sp.Expr, symbol: sp.Symbol) -> sp.Expr:
    """The derivative almost everywhere: kinks and jumps of absolute values and signs contribute nothing."""
    derivative = explicit_derivatives(sp.diff(expression, symbol))
    return derivative.replace(sp.DiracDelta, lambda *_: sp.Integer(0)) if derivative.has(sp.DiracDelta) else derivative


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
    narrate(f"log-density of {law.name}", y, density, Quantity("log p"))
    derivatives = tuple(pointwise_derivative(density, symbol) for symbol in v.entries)
    for symbol, derivative in zip(v.entries, derivatives, strict=True):
        narrate("score: derivative of the log-density", density, derivative, Quantity("s", (symbol,), "derivative"))
    return Tensor(v.shape, derivatives)
