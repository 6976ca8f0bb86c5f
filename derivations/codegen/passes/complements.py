r"""Complements that cancel: :math:`1 - \tanh^2 u = \cosh^{-2} u` and :math:`1 + \operatorname{erf} u = \operatorname{erfc}(-u)`."""

from __future__ import annotations

from typing import TYPE_CHECKING

import sympy as sp

from derivations.codegen.passes import Pass
from derivations.codegen.stable import Stable, stable

if TYPE_CHECKING:
    from collections.abc import Iterator

    from derivations.codegen.domain import Domain


def rewrite(expression: sp.Expr, domain: Domain) -> Iterator[sp.Expr]:  # noqa: ARG001 - the interface of a pass
    """The forms by either complement, if there is one in the expression."""
    squares = {power: 1 - sp.cosh(power.base.args[0]) ** -2 for power in expression.atoms(sp.Pow) if _is_square_of_tanh(power)}
    if squares:
        yield expression.xreplace(squares)
    for sign in (1, -1):
        calls = {call: sign * (stable("erfc", -sign * call.args[0]) - 1) for call in expression.atoms(sp.erf)}
        if calls:
            yield expression.xreplace(calls).replace(lambda part: isinstance(part, sp.Add) and part.has(Stable), sp.expand_mul)


def _is_square_of_tanh(power: sp.Pow) -> bool:
    return isinstance(power.base, sp.tanh) and power.exp == 2  # noqa: PLR2004 - a square


PASS = Pass("complements", 15, rewrite)
