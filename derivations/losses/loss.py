r"""What a loss declares: an expression in the target ``y`` and the outputs ``z``, and the law whose negative log-density it is.

A loss is a law's when :math:`L(y, z) + \log r(y | z)` does not depend on ``z``. That, the Hessian, the Fisher matrix and every verdict
are computed from the declaration by :mod:`derivations.losses.curvature`; none is typed in.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NamedTuple

import sympy as sp

from derivations.normal_form import Facts

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from derivations.language.tensor import Tensor
    from derivations.law import Law


@dataclass(frozen=True, eq=False)
class SmoothLoss:
    """A loss that is smooth in its outputs.

    ``law`` is the law of the target at the outputs ``z``, shape ``(n,)``; ``y`` the symbols of the target in ``expression``; ``facts`` what
    is known of the symbols beyond their assumptions, ``given`` what equations of the target make of its symbols (a known total);
    ``options`` the settings by which the training core knows the other symbols, each as an expression in these; ``sized`` the loss at
    another number of outputs, if its number is an example.
    """

    name: str
    z: Tensor
    y: Tensor
    expression: sp.Expr
    law: Law
    facts: Facts = field(default_factory=Facts)
    given: Mapping[sp.Symbol, sp.Expr] = field(default_factory=dict)
    options: Mapping[str, sp.Expr] = field(default_factory=dict)
    sized: Callable[[int], SmoothLoss] | None = None


class Piece(NamedTuple):
    """A loss of the residual ``u = y - z`` between two ends."""

    low: sp.Expr
    high: sp.Expr
    expression: sp.Expr


@dataclass(frozen=True, eq=False)
class LocationLoss:
    r"""A loss of the residual :math:`u = y - z` in pieces, continuous, with the law :math:`r \propto e^{-L(y - z)}` of the target.

    ``pieces`` cover the line from left to right; each is an expression of ``residual``; ``options`` as in :class:`SmoothLoss`.
    """

    name: str
    residual: sp.Symbol
    pieces: tuple[Piece, ...]
    facts: Facts = field(default_factory=Facts)
    options: Mapping[str, sp.Expr] = field(default_factory=dict)


RESIDUAL = sp.Symbol("u", real=True)
