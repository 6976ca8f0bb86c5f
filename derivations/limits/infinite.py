"""How fast a function grows or falls towards a point, and limits that are infinite, with their sign."""

from __future__ import annotations

from typing import NamedTuple

import sympy as sp

from derivations.limits.approach import approaches
from derivations.limits.expanded import read_from_expansion
from derivations.limits.germ import LOG, Germ
from derivations.limits.known import signs
from derivations.normal_form.sign_sets import NEGATIVE, POSITIVE


class Growth(NamedTuple):
    """The leading term of an expansion in h > 0, which tends to 0: exp(-level phi(h)), phi growing, times h^order times logarithms.

    ``signs`` is the mask of the signs that it may have, ``has_logarithm`` whether it is larger than the power by a logarithm.
    """

    level: sp.Rational
    order: sp.Rational
    has_logarithm: bool
    signs: int

    @property
    def is_unbounded(self) -> bool:
        """Whether it grows beyond all bounds, unless its coefficient is zero."""
        return bool(self.level < 0 or (self.level == 0 and (self.order < 0 or (self.order == 0 and self.has_logarithm))))


def infinite_limit(expression: sp.Expr, variable: sp.Symbol, at: sp.Expr) -> sp.Expr | None:
    """The infinity to which an expression certainly tends, from every side that the variable comes from; ``None`` if there is none.

    >>> x = sp.Symbol("x", real=True)
    >>> infinite_limit(x * sp.log(x), x, sp.oo), infinite_limit(1 / x, x, sp.S.Zero), infinite_limit(-1 / x**2, x, sp.S.Zero)
    (oo, None, -oo)
    """
    found = {_infinity(growth(expression, variable, germ)) for germ in approaches(variable, at)}
    return found.pop() if len(found) == 1 else None


def _infinity(found: Growth | None) -> sp.Expr | None:
    return {POSITIVE: sp.oo, NEGATIVE: -sp.oo}.get(found.signs) if found is not None and found.is_unbounded else None


def growth(expression: sp.Expr, variable: sp.Symbol, germ: Germ) -> Growth | None:
    """The leading term as the variable moves like a germ; ``None`` where no expansion has one.

    >>> x = sp.Symbol("x", real=True)
    >>> growth(sp.sqrt(1 + x**4), x, approaches(x, sp.oo)[0]).order
    -2
    """
    return read_from_expansion(_leading, expression, variable, germ)


def _leading(germ: Germ) -> Growth:
    leading = germ.leading
    coefficient = sp.Poly(leading, LOG).LC() if leading.has(LOG) else leading
    return Growth(germ.level, germ.order, bool(leading.has(LOG)), signs(coefficient))
