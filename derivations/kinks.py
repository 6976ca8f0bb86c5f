"""Kinks: a derivative of an absolute value is evaluated away from its kink only."""

from __future__ import annotations

from typing import TYPE_CHECKING

import sympy as sp

from derivations.errors import DerivationError
from derivations.replacing import replaced

if TYPE_CHECKING:
    from collections.abc import Mapping


def substituted(expression: sp.Expr, places: Mapping[sp.Symbol, sp.Expr]) -> sp.Expr:
    """The expression with symbols replaced, all at once.

    Raises:
        DerivationError: a derivative of an absolute value would be taken at its kink, where it has none (SymPy's value there is 0).
    """
    result = replaced(expression, places)
    for jump in sorted(expression.atoms(sp.sign, sp.DiracDelta), key=str):
        if sp.expand(replaced(jump.args[0], places)) == 0:
            kink = f"the kink {jump.args[0]} = 0"
            message = f"Substituting into a derivative: expected a point away from {kink}, got {dict(places)}. Move the point."
            raise DerivationError(message)
    return result
