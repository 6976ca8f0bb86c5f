"""Where a value means what was asked, of what its derivation supposed: outside, a kernel gives nan instead of a formula's number."""

from __future__ import annotations

from typing import TYPE_CHECKING

import sympy as sp

from derivations.codegen.request import DENSITIES

if TYPE_CHECKING:
    from derivations.codegen.request import Request


def positive_parts(request: Request) -> list[sp.Expr]:
    """The linear combinations of real arguments that have to be positive, without those that follow from others of one argument.

    Densities have none: outside its support the density of a law is known.
    """
    if request.word in DENSITIES:
        return []
    real = {row.symbol for row in request.inputs.rows if not row.whole and row.low == -sp.oo and row.high == sp.oo}
    found = [expression for kind, expression in request.conditions if kind == "positive" and _is_linear(expression, real)]
    lowest = bounds(found)
    kept = [part for part in found if len(part.free_symbols) > 1 or _bound(part) == lowest.get(min(part.free_symbols, key=str))]
    return list(dict.fromkeys(kept))


def bounds(parts: list[sp.Expr]) -> dict[sp.Symbol, sp.Rational]:
    """The largest lower bound of every argument that alone has to make some part positive; none for upper bounds."""
    known: dict[sp.Symbol, sp.Rational] = {}
    for part in parts:
        symbol = min(part.free_symbols, key=str)
        if (bound := _bound(part)) is not None and bound > known.get(symbol, -sp.oo):
            known[symbol] = bound
    return known


def _is_linear(expression: sp.Expr, real: set[sp.Symbol]) -> bool:
    symbols = expression.free_symbols
    slopes = [expression.diff(symbol) for symbol in symbols]
    return bool(symbols) and symbols <= real and all(slope.is_Rational for slope in slopes)


def _bound(part: sp.Expr) -> sp.Rational | None:
    """What its only argument has to exceed, or -oo for what it has to stay below."""
    if len(part.free_symbols) > 1:
        return None
    (symbol,) = part.free_symbols
    slope = part.coeff(symbol)
    return -part.subs(symbol, 0) / slope if slope > 0 else None
