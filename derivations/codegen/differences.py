"""Arguments that matter only by their difference: it is computed once, with one rounding, before anything is expanded."""

from __future__ import annotations

from typing import TYPE_CHECKING

import sympy as sp
from flint import fmpq

from derivations.balls.evaluate import enclose
from derivations.balls.failures import CannotEncloseError
from derivations.codegen.ratio import TooLongError, in_factors

if TYPE_CHECKING:
    from derivations.codegen.domain import Domain

PAIR = 2
BITS = 128
VALUES = fmpq(1, 3), fmpq(3, 7)  # of what may not matter


def by_differences(expression: sp.Expr, domain: Domain) -> tuple[sp.Expr, dict[sp.Symbol, sp.Expr]]:
    """The expression by the differences of arguments through which alone it depends on them, and what these stand for.

    >>> from derivations.codegen.domain import Domain
    >>> x, y = sp.symbols("x y", real=True)
    >>> by_differences((x - y) ** 2 + sp.exp(2 * x - 2 * y), Domain(frozenset({x, y})))[0]
    difference_x_y**2 + exp(2*difference_x_y)
    """
    definitions: dict[sp.Symbol, sp.Expr] = {}
    for upper, lower in pairs(expression, domain):
        name = sp.Symbol(f"difference_{upper}_{lower}", real=True)
        shifted = expression.xreplace({upper: name + lower})
        if _varies(shifted, lower):
            continue
        changed = shifted.replace(lambda part, low=lower: isinstance(part, sp.Add) and part.has(low), sp.expand)
        if not changed.has(lower) or _independent(changed, lower):
            expression = changed.xreplace({lower: sp.S.Zero})
            definitions[name] = upper - lower
    return expression, definitions


def pairs(expression: sp.Expr, domain: Domain) -> list[tuple[sp.Symbol, sp.Symbol]]:
    """The pairs of arguments of open sign whose difference stands in the expression, each argument in at most one pair."""
    sums = sorted((part for part in expression.atoms(sp.Add) if len(part.args) == PAIR), key=lambda part: part.sort_key())
    taken: set[sp.Symbol] = set()
    found = []
    for part in sums:
        upper = [term for term in part.args if term in domain.inputs and not domain.sign(term)]
        lower = [-term for term in part.args if -term in domain.inputs and not domain.sign(-term)]
        if len(upper) == 1 and len(lower) == 1 and not taken & {upper[0], lower[0]}:
            taken |= {upper[0], lower[0]}
            found.append((upper[0], lower[0]))
    return found + [pair for pair in _pairs_of_squares(expression, domain) if not taken & set(pair)]


def _pairs_of_squares(expression: sp.Expr, domain: Domain) -> list[tuple[sp.Symbol, sp.Symbol]]:
    """The pairs x, y of arguments of open sign in squares that were multiplied out: x^2 - 2 x y + y^2."""
    found: list[tuple[sp.Symbol, sp.Symbol]] = []
    for term in sorted(expression.atoms(sp.Mul), key=lambda part: part.sort_key()):
        symbols = [factor for factor in term.args if factor in domain.inputs and not domain.sign(factor)]
        taken = {symbol for pair in found for symbol in pair}
        if len(symbols) == PAIR and all(expression.has(symbol**2) for symbol in symbols) and not taken & set(symbols):
            found.append((symbols[0], symbols[1]))
    return found


def _varies(expression: sp.Expr, symbol: sp.Symbol) -> bool:
    """Whether balls at two values of the symbol, all others alike, have nothing in common; most pairs are found out by that."""
    others = sorted(expression.free_symbols - {symbol}, key=str)
    point = {other: fmpq(2 * place + 5, 8 * place + 9) for place, other in enumerate(others)}
    try:
        first, second = (enclose(expression, {**point, symbol: value}, BITS) for value in VALUES)
    except CannotEncloseError:
        return False
    return not first.overlaps(second)


def _independent(expression: sp.Expr, symbol: sp.Symbol) -> bool:
    slope = expression.diff(symbol)
    try:
        return slope == 0 or in_factors(slope).is_zero
    except TooLongError:
        return False
