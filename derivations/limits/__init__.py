"""Limits by expansion: exact, with every step a rule that can be read; what the rules do not cover stays unevaluated."""

from __future__ import annotations

import sympy as sp

from derivations.limits.approach import approaches
from derivations.limits.expanded import read_from_expansion
from derivations.limits.germ import LOG, Germ, NoExpansionError
from derivations.limits.known import known, signs
from derivations.normal_form import decide_zero
from derivations.normal_form.sign_sets import ZERO


def limit_of(expression: sp.Expr, variable: sp.Symbol, at: sp.Expr) -> sp.Expr | None:
    """The limit as the variable tends to a point or to an infinity; ``None`` if the rules do not find it, or if it is infinite.

    At finite points it is two-sided, except at zero for a variable of one sign.

    >>> x = sp.Symbol("x", real=True)
    >>> limit_of(sp.sin(x) / x, x, sp.Integer(0))
    1
    >>> limit_of(x * sp.exp(-x), x, sp.oo)
    0
    """
    value = limit_or_none_there(expression, variable, at)
    return None if value == sp.zoo else value


def limit_or_none_there(expression: sp.Expr, variable: sp.Symbol, at: sp.Expr) -> sp.Expr | None:
    """The limit, or complex infinity if there certainly is no finite one; ``None`` if the rules do not tell.

    >>> x = sp.Symbol("x", real=True)
    >>> limit_or_none_there(1 / x, x, sp.S.Zero), limit_or_none_there(sp.Abs(x) / x, x, sp.S.Zero)
    (zoo, zoo)
    """
    found = [read_from_expansion(_value, expression, variable, germ) for germ in approaches(variable, at)]
    values = [value for value in found if value is not None]
    if sp.zoo in values or len(values) < len(found):
        return sp.zoo if sp.zoo in values else None
    gaps = [value - values[0] for value in values[1:]]
    if any(not signs(gap) & ZERO for gap in gaps):
        return sp.zoo
    return values[0] if all(decide_zero([gap], known()).zero for gap in gaps) else None


def _value(germ: Germ) -> sp.Expr:
    """The limit of a germ that stays bounded, and complex infinity for one that does not."""
    if germ.level > 0 or (germ.level == 0 and germ.order > 0):
        return sp.S.Zero
    if germ.level == 0 and germ.order == 0 and not germ.leading.has(LOG):
        return germ.leading
    leading = germ.leading
    if signs(sp.Poly(leading, LOG).LC() if leading.has(LOG) else leading) & ZERO:
        message = "Taking a limit: expected a function that stays bounded, got one that may not. Check the point."
        raise NoExpansionError(message)
    return sp.zoo
