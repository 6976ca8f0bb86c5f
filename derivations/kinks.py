"""Kinks: derivatives of absolute values and case distinctions exist, and are evaluated, away from where these switch."""

from __future__ import annotations

from typing import TYPE_CHECKING

import sympy as sp
from sympy.core.relational import Relational

from derivations.conditions import require
from derivations.errors import DerivationError
from derivations.replacing import replaced

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

SWITCHING = (sp.Abs, sp.sign, sp.Piecewise)


def switches(expression: sp.Expr, symbols: Iterable[sp.Symbol]) -> list[sp.Expr]:
    """What vanishes where an expression switches between two forms as the symbols move; an integral does where its ends meet a switch.

    >>> x, y = sp.symbols("x y", real=True)
    >>> switches(sp.Abs(x - y) + sp.Piecewise((x, y > 1), (0, True)), [x])
    [x - y]
    >>> switches(sp.Integral(sp.Abs(x - 1), (x, 0, y)), [y])
    [y - 1]
    """
    if not expression.has(*SWITCHING):
        return []
    moving, found = set(symbols), set()
    parts = sp.preorder_traversal(expression)
    for part in parts:
        if isinstance(part, (sp.Abs, sp.sign)):
            found.add(part.args[0])
        elif isinstance(part, sp.Piecewise):
            relations = {relation for _, condition in part.args for relation in condition.atoms(Relational)}
            found |= {relation.lhs - relation.rhs for relation in relations}
        elif isinstance(part, sp.Integral):
            found.update(_of_integral(part, moving))
            parts.skip()
    return sorted((item for item in found if item.free_symbols & moving), key=str)


def _of_integral(integral: sp.Integral, moving: set[sp.Symbol]) -> Iterator[sp.Expr]:
    """The switches of the integrand that no bound variable decides, and all of them where an end that moves meets them."""
    inside = switches(integral.function, integral.function.free_symbols)
    for variable, *ends in integral.limits:
        yield from (item for end in ends for item in switches(end, moving))
        yield from (replaced(item, {variable: end}) for end in ends if end.free_symbols & moving for item in inside)
    yield from (item for item in inside if not item.free_symbols & set(integral.variables))


def require_away_from_kinks(expression: sp.Expr, symbols: Iterable[sp.Symbol]) -> None:
    """Require that what is differentiated does not switch there: the derivative of a branch is none where another begins."""
    for item in switches(expression, symbols):
        if not item.is_nonzero:
            require("nonzero", item)


def require_no_kink_at(expression: sp.Expr, places: Mapping[sp.Symbol, sp.Expr]) -> None:
    """Require that an expression does not switch at the point around which it is expanded.

    Raises:
        DerivationError: it certainly does.
    """
    for item in switches(expression, places):
        there = sp.expand(replaced(item, places))
        if there == 0:
            message = f"Expanding: expected a point away from the kink {item} = 0, got {dict(places)}. Move the point."
            raise DerivationError(message)
        if not there.is_nonzero:
            require("nonzero", there)


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
