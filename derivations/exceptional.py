"""Closed forms that hold unless a parameter takes an exceptional value, at which they are computed anew."""

from __future__ import annotations

from typing import TYPE_CHECKING

import sympy as sp

from derivations.conditions import collecting, require
from derivations.limits.known import known
from derivations.normal_form import decide_zero
from derivations.normal_form.certificates import signs_of
from derivations.normal_form.sign_sets import ZERO
from derivations.residues import never_zero_modulo
from derivations.vanishing import factors_of, put_in

if TYPE_CHECKING:
    from collections.abc import Callable

    from derivations.vanishing import Places

    Closed = Callable[[Places], sp.Expr | None]

DEEPEST = 3  # exceptions of exceptions


def with_exceptions(closed: Closed, itself: Closed | None = None, depth: int = 0) -> sp.Expr | None:
    """A closed form, and what it is where something vanishes that its derivation divided by.

    Args:
        closed: the closed form of what is sought with values for some symbols, or where an expression is zero
            (:func:`derivations.vanishing.put_in`), or ``None``; it requires what it divides by, and what must
            be positive for it; complex infinity where nothing has a value.
        itself: what is sought, where that may have a value, else ``None``: it stands where an exceptional value has no closed form.
        depth: how many exceptions one has come through: where c = 0, the integral of c exp(-c x) + d exp(-d x) has an exception at d = 0.

    The integral of cos(n x) from 0 to 2 pi is 0 by an antiderivative that divides by n, and 2 pi where n = 0; that of c exp(-c x) from 0 to
    infinity is 1 for positive c, and 0 where c = 0, for c = 1 + sin(a), too. Where an exceptional value has no closed form, the requirement
    stays.
    """
    with collecting() as conditions:
        value = closed(())
    if value is None:
        return None
    for requirement, subject in conditions:
        if requirement not in ("nonzero", "positive") or not isinstance(subject, sp.Expr):
            require(requirement, subject)
            continue
        factors = _vanishing_factors(subject)
        with collecting() as left:
            for factor, place in factors:
                value = _completed(value, factor, place, (closed, itself), depth)
        zeros = [factor for factor, place in factors if place]
        if requirement == "positive" and zeros and all(("nonzero", factor) in left for factor in zeros):
            left = [("positive", subject), *(pair for pair in left if pair not in [("nonzero", factor) for factor in zeros])]
        elif requirement == "positive":
            left.append(("nonnegative" if zeros else "positive", subject))
        for pair in left:
            require(*pair)
    return value


def _vanishing_factors(subject: sp.Expr) -> list[tuple[sp.Expr, dict[sp.Expr, sp.Expr]]]:
    """The factors that may vanish, with the value of a symbol at which they do; of one that no rule solves, that it is zero itself."""
    bases = [factor for factor in factors_of(subject) if signs_of(factor, known()) & ZERO and never_zero_modulo(factor) is None]
    return [(base, {base: sp.S.Zero} if place is None else place) for base, place in ((base, _zero_of(base)) for base in bases)]


def _zero_of(factor: sp.Expr) -> dict[sp.Expr, sp.Expr] | None:
    for symbol in sorted(factor.free_symbols, key=str):
        slope = sp.diff(factor, symbol)
        if slope.is_Rational and slope != 0:
            root = sp.expand(symbol - factor / slope)
            return {symbol: root} if _may_equal(symbol, root) else {}
    if isinstance(factor, sp.Abs):
        return _zero_of(factor.args[0])
    return _zero_of_squares(factor)


def _zero_of_squares(factor: sp.Expr) -> dict[sp.Expr, sp.Expr] | None:
    """The one zero of a sum of squares of symbols with positive weights."""
    pairs = [term.as_coeff_Mul() for term in sp.Add.make_args(factor)]
    squares = [square.as_base_exp() for weight, square in pairs if weight.is_positive]
    if len(squares) < len(pairs) or not all(base.is_Symbol and base.is_real and power == 2 for base, power in squares):  # noqa: PLR2004
        return None
    return {base: sp.S.Zero for base, _ in squares}


def _may_equal(symbol: sp.Symbol, root: sp.Expr) -> bool:
    """Whether a symbol may take a value, as far as its assumptions and those of the value say."""
    return not (root.is_Rational and symbol.is_integer and not root.is_Integer)


def _completed(value: sp.Expr, factor: sp.Expr, place: dict[sp.Expr, sp.Expr], forms: tuple[Closed, Closed | None], depth: int) -> sp.Expr:
    """The value with that at a zero of a factor; the factor is required not to vanish where that is not known, or continues the value."""
    if not place:
        return value
    with collecting() as conditions:
        there = _there(place, forms, depth)
    own = forms[1]((place,)) if there is None and forms[1] is not None else None
    if own is not None:
        return sp.Piecewise((value, sp.Ne(factor, 0)), (own, True))
    if there is None or is_infinite(there):
        require("nonzero", factor)
        return value
    for requirement, subject in conditions:
        require(requirement, sp.Piecewise((subject, sp.Eq(factor, 0)), (sp.S.One, True)) if isinstance(subject, sp.Expr) else subject)
    generic = put_in(value, (place,))
    if not is_infinite(generic) and decide_zero([generic - there]).zero is True:
        return value
    return sp.Piecewise((value, sp.Ne(factor, 0)), (there, True))


def _there(place: dict[sp.Expr, sp.Expr], forms: tuple[Closed, Closed | None], depth: int) -> sp.Expr | None:
    """The closed form at a place, with its own exceptions."""
    closed, itself = forms
    if all(symbol.is_Symbol for symbol in place) and depth < DEEPEST:
        inner = None if itself is None else lambda places: itself((place, *places))
        return with_exceptions(lambda places: closed((place, *places)), inner, depth + 1)
    with collecting() as conditions:
        found = closed((place,))
    return None if conditions else found  # what is required may be a multiple of the factor in disguise, and take its zeros out


def is_infinite(value: sp.Expr) -> bool:
    """Whether an infinity stands in a value, but at an end of what stays open in a branch."""
    openly = value.replace(lambda part: isinstance(part, sp.Integral | sp.Sum | sp.Limit), lambda *_: sp.S.One)
    return bool(openly.has(sp.nan, sp.zoo, sp.oo))
