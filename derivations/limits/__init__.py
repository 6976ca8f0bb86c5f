"""Limits by expansion: exact, with every step a rule that can be read; what the rules do not cover stays unevaluated."""

from __future__ import annotations

import sympy as sp

from derivations.errors import DerivationError
from derivations.limits.approach import LEAST, WIDTHS, approaches
from derivations.limits.expansion import Expansion
from derivations.limits.germ import LOG, Germ, MoreTermsError, NoExpansionError
from derivations.limits.known import known
from derivations.normal_form import decide_zero


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
    for germ in approaches(variable, at):
        value = _one_sided(expression, variable, germ)
        if value is None or (values and decide_zero([value - values[0]], known()).zero is not True):
            return None
        values.append(value)
    return values[0]


def _one_sided(expression: sp.Expr, variable: sp.Symbol, germ: Germ) -> sp.Expr | None:
    for width in WIDTHS:
        try:
            return _value(Expansion(variable, germ, width).expand(expression))
        except MoreTermsError:
            continue
        except (DerivationError, NotImplementedError, sp.PolynomialError):
            if width > LEAST:
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
