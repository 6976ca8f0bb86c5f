"""Limits by expansion: exact, with every step a rule that can be read; what the rules do not cover stays unevaluated."""

from __future__ import annotations

import sympy as sp

from derivations.errors import DerivationError
from derivations.limits.expansion import Expansion
from derivations.limits.germ import LOG, Germ, MoreTermsError, NoExpansionError
from derivations.limits.known import known
from derivations.normal_form import decide_zero

WIDTHS = (4, 8, 14)  # powers of h that are kept, more when leading terms cancel


def limit_of(expression: sp.Expr, variable: sp.Symbol, at: sp.Expr) -> sp.Expr | None:
    """The limit as the variable tends to a point or to an infinity; ``None`` if the rules do not find it, or if it is infinite.

    At finite points it is two-sided, except at zero for a variable of one sign.

    >>> x = sp.Symbol("x", real=True)
    >>> limit_of(sp.sin(x) / x, x, sp.Integer(0))
    1
    >>> limit_of(x * sp.exp(-x), x, sp.oo)
    0
    """
    values: list[sp.Expr] = []
    for germ in _approaches(variable, at):
        value = _one_sided(expression, variable, germ)
        if value is None or (values and decide_zero([value - values[0]], known()).zero is not True):
            return None
        values.append(value)
    return values[0]


def _approaches(variable: sp.Symbol, at: sp.Expr) -> list[Germ]:
    """How the variable moves, in terms of h that tends to 0 from above."""
    one, minus = sp.S.One, sp.S.NegativeOne
    if at in (sp.oo, -sp.oo):
        return [Germ({minus: one if at == sp.oo else minus})]
    sides = [one] if at == 0 and variable.is_nonnegative else [minus] if at == 0 and variable.is_nonpositive else [one, minus]
    return [Germ.of({sp.S.Zero: at, one: side}) for side in sides]


def _one_sided(expression: sp.Expr, variable: sp.Symbol, germ: Germ) -> sp.Expr | None:
    for width in WIDTHS:
        try:
            return _value(Expansion(variable, germ, width).expand(expression))
        except MoreTermsError:
            continue
        except (DerivationError, NotImplementedError, sp.PolynomialError):
            return None
    return None


def _value(germ: Germ) -> sp.Expr:
    """The limit of a germ that stays bounded."""
    if germ.level > 0 or (germ.level == 0 and germ.order > 0):
        return sp.S.Zero
    if germ.level < 0 or germ.leading.has(LOG) or germ.order < 0:
        message = "Taking a limit: expected a function that stays bounded, got one that may not. Check the point."
        raise NoExpansionError(message)
    return germ.leading
