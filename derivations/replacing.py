"""Symbols replaced in an expression, all at once and in one pass.

SymPy replaces one symbol after another by way of dummies, three passes a symbol: most of what reading an expression at other values costs.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import sympy as sp
from sympy.core.function import Application

from derivations.jets import Jet

if TYPE_CHECKING:
    from collections.abc import Mapping

# The rules by which these classes replace parts say nothing of symbols; what has rules of its own (an integral, a sum) is left to SymPy.
_PLAIN = frozenset(kind._eval_subs for kind in (sp.Basic, sp.Add, sp.Mul, sp.Pow, sp.exp, Application, Jet))  # noqa: SLF001


def replaced(expression: sp.Expr, places: Mapping[sp.Symbol, sp.Expr]) -> sp.Expr:
    """Return what ``expression.subs(places, simultaneous=True)`` returns.

    >>> x, y = sp.symbols("x y")
    >>> replaced(x / y + sp.log(x), {x: y, y: x})
    log(y) + y/x
    """
    if not all(isinstance(symbol, sp.Symbol) and isinstance(value, sp.Basic) for symbol, value in places.items()):
        return expression.subs(places, simultaneous=True)
    known: dict[sp.Basic, sp.Basic] = dict(places)

    def inside(part: sp.Basic) -> sp.Basic:
        if not part.args:
            return known.get(part, part)
        if part not in known:
            if part._eval_subs.__func__ not in _PLAIN:  # noqa: SLF001 - no public name
                known[part] = part.subs(places, simultaneous=True)
            else:
                kept = 2 if isinstance(part, Jet) else 0  # the name of a jet and its orders are no parts of the expression
                parts = [*part.args[:kept], *map(inside, part.args[kept:])]
                same = all(new is old for new, old in zip(parts, part.args, strict=True))
                known[part] = part if same else part.func(*parts)
        return known[part]

    return inside(expression)
