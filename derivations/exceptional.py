"""Closed forms that hold unless a parameter takes an exceptional value, at which they are computed anew."""

from __future__ import annotations

from typing import TYPE_CHECKING

import sympy as sp

from derivations.conditions import collecting, require
from derivations.limits.known import known
from derivations.normal_form import decide_zero
from derivations.normal_form.certificates import signs_of
from derivations.normal_form.sign_sets import ZERO
from derivations.replacing import replaced

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    Closed = Callable[[Mapping[sp.Symbol, sp.Expr]], sp.Expr | None]


def with_exceptions(closed: Closed, itself: Callable[[Mapping[sp.Expr, sp.Expr]], sp.Expr | None] | None = None) -> sp.Expr | None:
    """A closed form, and what it is where something vanishes that its derivation divided by.

    Args:
        closed: the closed form of what is sought with some symbols replaced, or ``None``; it requires what it divides by, and what must
            be positive for it; complex infinity where nothing has a value.
        itself: what is sought, where that may have a value, else ``None``: it stands where an exceptional value has no closed form, or none
            can be named (then it is asked where an expression is zero).

    The integral of cos(n x) from 0 to 2 pi is 0 by an antiderivative that divides by n, and 2 pi where n = 0; that of a exp(-a x) from 0 to
    infinity is 1 for positive a, and 0 where a = 0. Where an exceptional value has no closed form, the requirement stays.
    """
    with collecting() as conditions:
        value = closed({})
    if value is None:
        return None
    for requirement, subject in conditions:
        if requirement not in ("nonzero", "positive") or not isinstance(subject, sp.Expr):
            require(requirement, subject)
            continue
        factors = _vanishing_factors(subject)
        own = itself({subject: sp.S.Zero}) if factors is None and itself is not None else None
        value = value if own is None else sp.Piecewise((value, sp.Ne(subject, 0)), (own, True))
        with collecting() as left:
            for factor, place in factors or ():
                value = _completed(value, factor, place, (closed, itself))
        zeros = [factor for factor, place in factors or () if place]
        if requirement == "positive" and zeros and all(("nonzero", factor) in left for factor in zeros):
            left = [("positive", subject), *(pair for pair in left if pair not in [("nonzero", factor) for factor in zeros])]
        elif requirement == "positive":
            left.append(("nonnegative" if zeros or own is not None else "positive", subject))
        elif factors is None and own is None:
            left.append((requirement, subject))
        for pair in left:
            require(*pair)
    return value


def _vanishing_factors(subject: sp.Expr) -> list[tuple[sp.Expr, dict[sp.Symbol, sp.Expr] | None]] | None:
    """The factors that may vanish, with the value of a symbol at which they do; ``None`` if one cannot be solved for a symbol."""
    bases = [factor.as_base_exp()[0] for factor in sp.Mul.make_args(sp.factor_terms(subject))]
    found = [(base, _zero_of(base)) for base in dict.fromkeys(bases) if not base.is_number and signs_of(base, known()) & ZERO]
    return None if any(place is None for _, place in found) else found


def _zero_of(factor: sp.Expr) -> dict[sp.Symbol, sp.Expr] | None:
    for symbol in sorted(factor.free_symbols, key=str):
        slope = sp.diff(factor, symbol)
        if slope.is_Rational and slope != 0:
            root = sp.expand(symbol - factor / slope)
            return {symbol: root} if _may_equal(symbol, root) else {}
    if isinstance(factor, sp.Abs):
        return _zero_of(factor.args[0])
    return _zero_of_squares(factor)


def _zero_of_squares(factor: sp.Expr) -> dict[sp.Symbol, sp.Expr] | None:
    """The one zero of a sum of squares of symbols with positive weights."""
    pairs = [term.as_coeff_Mul() for term in sp.Add.make_args(factor)]
    squares = [square.as_base_exp() for weight, square in pairs if weight.is_positive]
    if len(squares) < len(pairs) or not all(base.is_Symbol and base.is_real and power == 2 for base, power in squares):  # noqa: PLR2004
        return None
    return {base: sp.S.Zero for base, _ in squares}


def _may_equal(symbol: sp.Symbol, root: sp.Expr) -> bool:
    """Whether a symbol may take a value, as far as its assumptions and those of the value say."""
    return not (root.is_Rational and symbol.is_integer and not root.is_Integer)


def _completed(value: sp.Expr, factor: sp.Expr, place: dict[sp.Symbol, sp.Expr] | None, forms: tuple[Closed, Closed | None]) -> sp.Expr:
    """The value with that at a zero of a factor; the factor is required not to vanish where that is not known, or continues the value."""
    if not place:
        return value
    closed, itself = forms
    with collecting() as conditions:
        there = closed(place)
    own = itself(place) if there is None and itself is not None else None
    if own is not None:
        return sp.Piecewise((value, sp.Ne(factor, 0)), (own, True))
    if there is None or there.has(sp.nan, sp.zoo, sp.oo):
        require("nonzero", factor)
        return value
    for requirement, subject in conditions:
        require(requirement, sp.Piecewise((subject, sp.Eq(factor, 0)), (sp.S.One, True)) if isinstance(subject, sp.Expr) else subject)
    generic = replaced(value, place)
    if not generic.has(sp.nan, sp.zoo, sp.oo) and decide_zero([generic - there]).zero is True:
        return value
    return sp.Piecewise((value, sp.Ne(factor, 0)), (there, True))
