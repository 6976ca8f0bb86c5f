r"""Functions about their centre: :math:`2 \operatorname{sigmoid}(u) - 1 = \tanh(u/2)`, which keeps its digits at zero."""

from __future__ import annotations

from typing import TYPE_CHECKING

import sympy as sp

from derivations.codegen.passes import Pass
from derivations.codegen.primitives import primitives
from derivations.codegen.stable import Stable

if TYPE_CHECKING:
    from collections.abc import Iterator

    from derivations.codegen.domain import Domain


def rewrite(expression: sp.Expr, domain: Domain) -> Iterator[sp.Expr]:  # noqa: ARG001 - the interface of a pass
    """The expression with every sigmoid minus one half as a hyperbolic tangent."""
    if expression.has(Stable):
        changed = expression.replace(lambda part: isinstance(part, sp.Add), centred)
        if changed != expression:
            yield changed


def centred(expression: sp.Add) -> sp.Expr:
    """The sum itself, unless it is a multiple of a sigmoid minus one half."""
    number, rest = expression.as_coeff_Add()
    coefficient, call = rest.as_coeff_Mul()
    if number != 0 and coefficient == -2 * number and isinstance(call, Stable) and call.primitive == "sigmoid":
        return -number * sp.tanh(call.args[1] / 2)
    return expression


PASS = Pass("odd_functions", 85, rewrite if "sigmoid" in primitives() else lambda *_: ())
