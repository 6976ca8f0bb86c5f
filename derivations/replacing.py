"""Symbols replaced in an expression, all at once and in one pass.

SymPy replaces one symbol after another by way of dummies, three passes a symbol: most of what reading an expression at other values costs.
It also lets an integral, a sum or a limit capture what is put into it: of the integral of sin(x**2*t) over x, t replaced by x, it makes
that of sin(x**3). Here a bound variable steps aside.
"""

from __future__ import annotations

import itertools
from typing import TYPE_CHECKING

import sympy as sp
from sympy.concrete.expr_with_limits import ExprWithLimits
from sympy.core.function import Application

from derivations.jets import Jet

if TYPE_CHECKING:
    from collections.abc import Mapping

# The rules by which these classes replace parts say nothing of symbols; what has rules of its own keeps them.
_PLAIN = frozenset(kind._eval_subs for kind in (sp.Basic, sp.Add, sp.Mul, sp.Pow, sp.exp, Application, Jet))  # noqa: SLF001


def replaced(expression: sp.Expr, places: Mapping[sp.Symbol, sp.Expr]) -> sp.Expr:
    """Return what ``expression.subs(places, simultaneous=True)`` returns, but for bound variables, which capture nothing.

    >>> x, y = sp.symbols("x y")
    >>> replaced(x / y + sp.log(x), {x: y, y: x})
    log(y) + y/x
    >>> replaced(sp.Integral(sp.sin(x * y), (x, 0, y)), {x: 3, y: sp.exp(x)})
    Integral(sin(x#1*exp(x)), (x#1, 0, exp(x)))
    """
    if not all(isinstance(symbol, sp.Symbol) for symbol in places):
        return expression.subs(places, simultaneous=True)
    places = {symbol: sp.sympify(value, strict=True) for symbol, value in places.items()}  # a plain number is one, too
    known: dict[sp.Basic, sp.Basic] = dict(places)

    def inside(part: sp.Basic) -> sp.Basic:
        if not part.args:
            return known.get(part, part)
        if part not in known:
            if isinstance(part, (ExprWithLimits, sp.Limit)):
                known[part] = _under_a_binder(part, places)
            elif hasattr(part, "moved"):
                known[part] = part.moved(places)
            elif part._eval_subs.__func__ not in _PLAIN:  # noqa: SLF001 - no public name
                known[part] = part.subs(places, simultaneous=True)
            else:
                kept = 2 if isinstance(part, Jet) else 0  # the name of a jet and its orders are no parts of the expression
                parts = [*part.args[:kept], *map(inside, part.args[kept:])]
                same = all(new is old for new, old in zip(parts, part.args, strict=True))
                known[part] = part if same else part.func(*parts)
        return known[part]

    return inside(expression)


def _under_a_binder(part: sp.Basic, places: Mapping[sp.Symbol, sp.Expr]) -> sp.Basic:
    """The same in an integral, a sum, a product or a limit: bound variables stay, and are renamed where a value holds one of their name."""
    bound, *ends = _outermost(part)
    relevant = {symbol: value for symbol, value in places.items() if symbol in part.free_symbols}
    if not relevant:
        return part
    taken = set().union(*(value.free_symbols for value in relevant.values()))
    body, own = _body(part), bound
    if bound in taken:
        own = _fresh(bound, taken | part.atoms(sp.Symbol))
        body = replaced(body, {bound: own})
    inner = replaced(body, {symbol: value for symbol, value in relevant.items() if symbol != own})
    moved = [replaced(end, relevant) for end in ends]
    return sp.Limit(inner, own, *moved, part.args[3]) if isinstance(part, sp.Limit) else part.func(inner, (own, *moved))


def _outermost(part: sp.Basic) -> tuple[sp.Basic, ...]:
    """The variable that is bound last, and its ends."""
    return part.args[1:3] if isinstance(part, sp.Limit) else tuple(part.limits[-1])


def _body(part: sp.Basic) -> sp.Basic:
    """What stands under the outermost binder: for one with several variables, the same with one less."""
    has_more = not isinstance(part, sp.Limit) and len(part.limits) > 1
    return part.func(part.args[0], *part.limits[:-1]) if has_more else part.args[0]


def _fresh(bound: sp.Basic, taken: set[sp.Basic]) -> sp.Symbol:
    """A variable with a name that no document can have, and nothing at hand has."""
    names = {str(symbol) for symbol in taken}
    plain = str(bound).partition("#")[0]
    name = next(name for name in map(f"{plain}#{{}}".format, itertools.count(1)) if name not in names)
    return sp.Symbol(name, **bound.assumptions0)
