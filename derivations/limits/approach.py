"""How the variable of a limit moves, and how many terms of an expansion are asked for."""

from __future__ import annotations

import sympy as sp

from derivations.limits.germ import Germ

LEAST = 1  # power of h that is kept at first: enough where nothing cancels, and coefficients stay short
WIDTHS = (LEAST, 4, 8, 14)  # more when leading terms cancel


def approaches(variable: sp.Symbol, at: sp.Expr) -> list[Germ]:
    """How the variable moves, in terms of h that tends to 0 from above."""
    one, minus = sp.S.One, sp.S.NegativeOne
    if at in (sp.oo, -sp.oo):
        return [Germ({minus: one if at == sp.oo else minus})]
    sides = [one] if at == 0 and variable.is_nonnegative else [minus] if at == 0 and variable.is_nonpositive else [one, minus]
    return [Germ.of({sp.S.Zero: at, one: side}) for side in sides]
