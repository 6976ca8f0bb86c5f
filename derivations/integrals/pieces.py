"""Integrands that switch at places affine in the variable, such as |x - a| and max(x, 0): cut there, and integrated piece by piece."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import sympy as sp
from sympy.core.relational import Relational

from derivations.factoring import has_low_degrees
from derivations.integrals.antiderivative import integral_by_antiderivative
from derivations.integrals.gaussian_parts import integral_of_gaussian_part
from derivations.integrals.kernels import integral_by_kernel
from derivations.kinks import SWITCHING
from derivations.limits.known import signs
from derivations.normal_form.sign_sets import NEGATIVE, NONNEGATIVE, POSITIVE

if TYPE_CHECKING:
    from collections.abc import Iterator

MOST = 8  # cuts
HIGHEST, LONGEST = 4, 30  # degree and operations of a polynomial that is factored
RULES = (integral_of_gaussian_part, integral_by_kernel, integral_by_antiderivative)


class Piece(NamedTuple):
    """An integrand and the ends between which it stands."""

    inner: sp.Expr
    low: sp.Expr
    high: sp.Expr


def integral_in_pieces(integrand: sp.Expr, variable: sp.Symbol, low: sp.Expr, high: sp.Expr) -> sp.Expr | None:
    """The sum of the integrals between the places where the integrand switches, or ``None``.

    The order of the ends and of these places must be certain; what the integrand is at single places changes no integral.

    >>> x = sp.Symbol("x", real=True)
    >>> integral_in_pieces(sp.Abs(x - 1), x, sp.Integer(0), sp.Integer(3))
    5/2
    """
    integrand = _factored(integrand, variable)
    if not _switches(integrand, variable):
        return None
    if not _comes_first(low, high):
        value = integral_in_pieces(integrand, variable, high, low) if _comes_first(high, low) else None
        return None if value is None else -value
    pieces = list(cut(Piece(integrand, low, high), variable))
    total = sp.S.Zero
    for piece in pieces[: MOST + 2]:
        value = None if len(pieces) > MOST + 1 else _closed(piece, variable)
        if value is None:
            return None
        total += value
    return total


def cut(piece: Piece, variable: sp.Symbol) -> Iterator[Piece]:
    """The pieces between the places where the integrand switches; what cannot be cut for certain stays as it is."""
    for distance in sorted(_switches(piece.inner, variable), key=sp.default_sort_key):
        slope, rest = _affine(distance, variable)
        sign = {POSITIVE: 1, NEGATIVE: -1}.get(signs(slope)) if slope != 0 else None
        if sign is None:
            continue
        place = sp.expand(-rest / slope)
        if _comes_first(place, piece.low):
            yield from cut(piece._replace(inner=beside(piece.inner, distance, sign)), variable)
        elif _comes_first(piece.high, place):
            yield from cut(piece._replace(inner=beside(piece.inner, distance, -sign)), variable)
        elif _comes_first(piece.low, place) and _comes_first(place, piece.high):
            yield from cut(piece._replace(inner=beside(piece.inner, distance, -sign), high=place), variable)
            yield from cut(piece._replace(inner=beside(piece.inner, distance, sign), low=place), variable)
        else:
            continue
        return
    yield piece


def beside(expression: sp.Expr, distance: sp.Expr, sign: int) -> sp.Expr:
    """The expression where ``distance``, which is not zero there, has this sign: absolute values, signs and cases of it are resolved.

    >>> x = sp.Symbol("x", real=True)
    >>> beside(sp.Piecewise((x, x > 1), (0, True)) + sp.Abs(1 - x), x - 1, -1)
    1 - x
    """
    for part in sorted(expression.atoms(sp.Abs, sp.sign, Relational), key=sp.default_sort_key):
        inner = _distance(part)
        for factor in (1, -1):
            if sp.expand(inner - factor * distance) == 0:
                known = sp.Integer(factor * sign)
                value = part.func(known, 0) if isinstance(part, Relational) else known * inner if isinstance(part, sp.Abs) else known
                expression = expression.xreplace({part: value})
                break
    return expression


def _factored(integrand: sp.Expr, variable: sp.Symbol) -> sp.Expr:
    """The integrand with signs of affine factors for the signs of polynomials of low degree: x**2 < 1 switches at 1 and at -1."""
    for part in sorted(integrand.atoms(sp.Abs, sp.sign, Relational), key=sp.default_sort_key):
        inner = sp.expand(_distance(part))
        if (
            not inner.is_polynomial(variable)
            or not 1 < sp.degree(inner, variable) <= HIGHEST
            or inner.count_ops() > LONGEST
            or not has_low_degrees(inner)
        ):
            continue
        constant, factors = sp.factor_list(inner, variable)
        sign = sp.sign(constant) * sp.Mul(*(sp.sign(factor) ** power for factor, power in factors))
        value = part.func(sign, 0) if isinstance(part, Relational) else inner * sign if isinstance(part, sp.Abs) else sign
        integrand = integrand.xreplace({part: value})
    return integrand


def _distance(part: sp.Basic) -> sp.Expr:
    """What vanishes where an absolute value, a sign or a relation switches."""
    return part.lhs - part.rhs if isinstance(part, Relational) else part.args[0]


def _switches(expression: sp.Expr, variable: sp.Symbol) -> set[sp.Expr]:
    """What vanishes where the expression switches as the variable moves."""
    parts = expression.atoms(sp.Abs, sp.sign) | {each for cases in expression.atoms(sp.Piecewise) for each in cases.atoms(Relational)}
    return {inner for part in parts if variable in (inner := _distance(part)).free_symbols}


def _affine(distance: sp.Expr, variable: sp.Symbol) -> tuple[sp.Expr, sp.Expr]:
    """Slope and the rest of what is affine in the variable; slope zero where it is not."""
    if not distance.is_polynomial(variable) or sp.degree(distance, variable) != 1:
        return sp.S.Zero, distance
    polynomial = sp.Poly(distance, variable)
    return polynomial.coeff_monomial(variable), polynomial.coeff_monomial(1)


def _comes_first(left: sp.Expr, right: sp.Expr) -> bool:
    """Whether one place certainly lies before another, or is the same."""
    if left == -sp.oo or right == sp.oo:
        return True
    return not (left.is_infinite or right.is_infinite) and signs(sp.expand(right - left)) | NONNEGATIVE == NONNEGATIVE


def _closed(piece: Piece, variable: sp.Symbol) -> sp.Expr | None:
    """The integral over one piece by the first rule that gives it."""
    if piece.inner == 0 or piece.low == piece.high:
        return sp.S.Zero
    if piece.inner.has(*SWITCHING) and _switches(piece.inner, variable):
        return None
    values = (rule(piece.inner, variable, piece.low, piece.high) for rule in RULES)
    return next((value for value in values if value is not None), None)
