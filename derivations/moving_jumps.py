"""Jumps under integrals: where one moves with a parameter, the derivative of the integral is not the integral of the derivative."""

from __future__ import annotations

import itertools
from typing import TYPE_CHECKING

import sympy as sp
from sympy.core.relational import Relational

from derivations.errors import DerivationError
from derivations.normal_form import decide_zero
from derivations.normal_form.certificates import signs_of
from derivations.normal_form.sign_sets import NONZERO, POSITIVE
from derivations.region import image
from derivations.replacing import replaced

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping

    from derivations.support import Interval

OF_POSITIVE = (sp.gamma, sp.loggamma, sp.polygamma, sp.factorial, sp.zeta)  # without a pole where their last argument is positive


def require_no_moving_jump(integrand: sp.Expr, ranges: Mapping[sp.Symbol, Interval], symbol: sp.Symbol) -> None:
    """Refuse to differentiate under an integral what jumps at a place that moves with the symbol.

    A pole by itself is no jump: either its derivative has no integral, or it can be removed. Inside a function (atan(1/(x - y))), or beside
    moduli and cases (abs(x - y)/(x - y)), a division by what may vanish is one. A broken power may come from a derivative.

    >>> from derivations.support import Interval
    >>> x, y = sp.symbols("x y", real=True)
    >>> require_no_moving_jump(sp.Piecewise((y - x, x < y), (0, True)), {x: Interval(sp.S.Zero, sp.S.One)}, y)

    Raises:
        DerivationError: it may jump there: the integral of ``1 if x < y else 0`` over x grows with y, and the derivative inside is 0.
    """
    images = {variable: image(interval) for variable, interval in ranges.items()}
    jumping = (part for part in sp.preorder_traversal(integrand) if _moves(part, images, symbol) and _may_jump(part, images, symbol))
    for part in itertools.chain(jumping, _poles_that_jump(integrand, images, symbol)):
        message = (
            f"Differentiating under an integral: expected an integrand without jumps that move with {symbol}, got {part}. "
            "Integrate first, or split the range."
        )
        raise DerivationError(message)


def _moves(part: sp.Basic, bound: Collection[sp.Symbol], symbol: sp.Symbol) -> bool:
    return symbol in part.free_symbols and any(variable in part.free_symbols for variable in bound)


def _may_jump(part: sp.Basic, images: Mapping[sp.Symbol, sp.Expr], symbol: sp.Symbol) -> bool:
    """Whether a part by itself, not by its own parts, may jump."""
    match part:
        case sp.Pow(base=base, exp=exponent) if not (exponent.is_integer or exponent.is_nonnegative):
            return signs_of(replaced(base, images)) != POSITIVE
        case sp.sign() | sp.Heaviside() | sp.DiracDelta() | sp.tan():
            return True
        case sp.Piecewise():
            return not all(_is_continuous(part, relation) for relation in part.atoms(Relational) if _moves(relation, images, symbol))
    return isinstance(part, OF_POSITIVE) and signs_of(replaced(part.args[-1], images)) != POSITIVE


def _poles_that_jump(integrand: sp.Expr, images: Mapping[sp.Symbol, sp.Expr], symbol: sp.Symbol) -> Iterator[sp.Expr]:
    """Divisions by what may vanish at a place that moves, in an expression that is more than a quotient of smooth ones."""
    switches = any(_moves(part, images, symbol) for part in integrand.atoms(sp.Abs, sp.sign, sp.Piecewise))
    waiting: list[tuple[sp.Basic, bool]] = [(integrand, switches)]
    while waiting:
        part, is_inside = waiting.pop()
        is_power = isinstance(part, sp.Pow) and part.exp.is_integer is True
        divides = is_power and not part.exp.is_nonnegative and _moves(part.base, images, symbol)
        if is_inside and divides and signs_of(replaced(part.base, images)) | NONZERO != NONZERO:
            yield part
        below = is_inside or not (is_power or isinstance(part, (sp.Add, sp.Mul)))
        waiting += [(argument, below) for argument in part.args]


def _is_continuous(cases: sp.Piecewise, relation: Relational) -> bool:
    """Whether all cases certainly have one value where two sides are equal: a case that is not next to that place may be in the way."""
    if isinstance(relation, sp.Eq | sp.Ne):
        return False
    values = [value for value, _ in cases.args]
    for together in _without_moduli(sp.Tuple(relation.lhs - relation.rhs, *values)):
        gap, *there = together
        place = _root(gap)
        if place is None or decide_zero([replaced(value - there[0], place) for value in there[1:]]).zero is not True:
            return False
    return True


def _without_moduli(parts: sp.Tuple) -> Iterator[sp.Tuple]:
    """The parts with every modulus taken as plus and as minus its argument."""
    moduli = sorted(parts.atoms(sp.Abs), key=str)
    for signs in itertools.product((1, -1), repeat=len(moduli)):
        yield parts.xreplace({modulus: sign * modulus.args[0] for modulus, sign in zip(moduli, signs, strict=True)})


def _root(gap: sp.Expr) -> dict[sp.Symbol, sp.Expr] | None:
    """A symbol and its value where the gap vanishes, if the gap is linear in it."""
    for symbol in sorted(gap.free_symbols, key=str):
        slope = sp.diff(gap, symbol)
        if slope.is_Number and slope != 0:
            return {symbol: sp.expand(symbol - gap / slope)}
    return None
