"""Roots without a closed form: where an expression in one coordinate changes its sign.

Nothing here is trusted: a root says itself whether it exists (:mod:`derivations.balls.implicit_root`), and is a place at which to look.
"""

from __future__ import annotations

import itertools
from typing import TYPE_CHECKING

import sympy as sp
from flint import fmpq

from derivations.balls.evaluate import Evaluation
from derivations.balls.failures import CannotEncloseError
from derivations.balls.implicit_root import ImplicitRoot, is_analytic
from derivations.balls.precision import LADDER, QUICK

if TYPE_CHECKING:
    from collections.abc import Iterator

SHORT = 60  # operations in an expression that is looked at
MOST = 3  # roots of one expression
PARTS = 8  # of an expression
HALVINGS = 24
DIGITS = (2, 3, 5, 8, 12)  # after the point, of the ends between which a root is told
ROUNDED = (4, 12, 30)  # the same of numbers beside a root
MAGNITUDES = ("1/997", "2/41", "1/7", "3/11", "2/5", "6/11", "5/7", "7/8", "31/32", "8/7", "13/9", "17/9", "23/9", "29/9", "37/9", "53/9")
FAR = ("71/9", "97/9", "163/9", "397/9", "1009/9")
GRID = tuple(fmpq(*map(int, number.split("/"))) for number in (*MAGNITUDES, *FAR))


def roots_between(expression: sp.Expr, symbol: sp.Symbol) -> list[ImplicitRoot]:
    """Some roots of a short expression in one coordinate, between points of a grid at which its signs differ.

    >>> x = sp.Symbol("x", real=True)
    >>> roots_between(x**3 - x - 1, x)
    [the root of x**3 - x - 1 between 1.31 and 1.33]
    """
    if expression.free_symbols != {symbol} or expression.count_ops() > SHORT or not is_analytic(expression):
        return []
    negative = () if symbol.is_nonnegative else (-number for number in reversed(GRID))
    positive = () if symbol.is_nonpositive else GRID
    signs = [(number, _sign(expression, symbol, number)) for number in (*negative, *positive)]
    changes = [(low, high) for (low, a), (high, b) in itertools.pairwise(signs) if a * b < 0]
    nearest = sorted(changes, key=lambda ends: abs(ends[0] + ends[1]))[: 2 * MOST]
    told = (_told(expression, symbol, _halved(expression, symbol, *ends)) for ends in nearest)
    return list(itertools.islice((root for root in told if root is not None), MOST))


def parts_of(expression: sp.Expr, symbol: sp.Symbol) -> list[sp.Expr]:
    """Sums and functions of a coordinate inside of an expression: where they vanish, the whole may do so too."""
    found = dict.fromkeys(part for part in sp.preorder_traversal(expression) if _may_vanish(part, symbol))
    return sorted(found, key=lambda part: (part.count_ops(), str(part)))[:PARTS]


def without_zero(relation: str, residual: sp.Expr) -> list[sp.Expr]:
    """What must not vanish: the number itself, and of a positive one what stands in its moduli and even powers."""
    if relation == "nonzero":
        return [residual]
    moduli = [factor.args[0] for factor in sp.Mul.make_args(residual) if isinstance(factor, sp.Abs)]
    powers = [factor.as_base_exp() for factor in sp.Mul.make_args(residual)]
    return moduli + [base for base, exponent in powers if exponent.is_Integer and exponent.is_even and exponent.is_positive]


def beside(root: ImplicitRoot) -> Iterator[fmpq]:
    """Rational numbers closer and closer to a root."""
    middle = root.enclosure(LADDER[1]).mid().fmpq()
    for digits in ROUNDED:
        yield fmpq(int((middle * 10**digits).round()), 10**digits)


def _may_vanish(part: sp.Basic, symbol: sp.Symbol) -> bool:
    is_sum_or_function = isinstance(part, sp.Add) or (isinstance(part, sp.Function) and is_analytic(part))
    return isinstance(part, sp.Expr) and is_sum_or_function and part.has(symbol) and part.count_ops() <= SHORT


def _sign(expression: sp.Expr, symbol: sp.Symbol, number: fmpq) -> int:
    """The sign at a number; zero where it is not known."""
    try:
        return Evaluation({symbol: number}, QUICK).sign(expression)
    except CannotEncloseError:
        return 0


def _halved(expression: sp.Expr, symbol: sp.Symbol, low: fmpq, high: fmpq) -> fmpq:
    """A number near a change of sign between two others."""
    sign = _sign(expression, symbol, low)
    for _ in range(HALVINGS):
        middle = (low + high) / 2
        if _sign(expression, symbol, middle) == sign:
            low = middle
        else:
            high = middle
    return (low + high) / 2


def _told(expression: sp.Expr, symbol: sp.Symbol, near: fmpq) -> ImplicitRoot | None:
    """The root near a number, between ends with as few digits as tell it from others."""
    for digits in DIGITS:
        whole = int((near * 10**digits).round())
        root = ImplicitRoot(expression, symbol, sp.Rational(whole - 1, 10**digits), sp.Rational(whole + 1, 10**digits))
        try:
            root.enclosure(LADDER[1])
        except CannotEncloseError:
            continue
        return root
    return None
