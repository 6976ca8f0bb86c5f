"""Arithmetic of numbers that are exact rationals as long as that pays, and balls from there on."""

from __future__ import annotations

import functools
import math
from typing import TYPE_CHECKING

from flint import arb, fmpq

from derivations.balls.failures import NotDefinedError, UndecidedError

if TYPE_CHECKING:
    from collections.abc import Sequence

    import sympy as sp

Number = fmpq | arb
KEPT = 10_000  # fractions
LARGEST_EXACT = 20_000  # bits of a fraction that is still worth its exactness


@functools.lru_cache(maxsize=KEPT)
def fraction(number: sp.Rational) -> fmpq:
    """The rational number of python-flint."""
    return fmpq(int(number.p), int(number.q))


def settled(number: Number) -> Number:
    """A ball without radius becomes the rational that it is, a fraction of too many digits a ball; an infinite one is no value."""
    if isinstance(number, fmpq):
        return number if number.height_bits() <= LARGEST_EXACT else arb(number)
    if not number.is_finite():
        message = "the ball is not finite"
        raise UndecidedError(message)
    if number.is_zero():
        return fmpq(0)
    if not number.is_exact() or abs(int(number.man_exp()[1])) > LARGEST_EXACT:
        return number
    return number.fmpq()


def sign_of(number: Number) -> int:
    """-1, 0 or 1; 0 only for an exact zero.

    Raises:
        UndecidedError: the ball contains zero and more.
    """
    if number > 0:
        return 1
    if number < 0:
        return -1
    if isinstance(number, fmpq) or number.is_zero():
        return 0
    message = f"the sign of {number.str(8)}"
    raise UndecidedError(message)


def product(factors: Sequence[Number]) -> Number:
    """The product; an exact zero wins, since every factor is finite."""
    result: Number = fmpq(1)
    for factor in factors:
        if isinstance(factor, fmpq) and not factor:
            return fmpq(0)
        result = result * factor
    return result


def power(base: Number, exponent: Number) -> Number:
    """Real powers: integer exponents of any base, other exponents of a positive base only."""
    if isinstance(exponent, fmpq) and exponent.q == 1:
        return _integer_power(base, int(exponent.p))
    sign = sign_of(base)
    if sign < 0 or (sign == 0 and sign_of(exponent) <= 0):
        message = "a real power of a number that is not positive"
        raise NotDefinedError(message)
    if sign == 0:
        return fmpq(0)
    if isinstance(exponent, fmpq) and exponent.q == 2:  # noqa: PLR2004 - a square root
        return _integer_power(_square_root(base), int(exponent.p))
    return arb(base) ** arb(exponent)


def _integer_power(base: Number, exponent: int) -> Number:
    if exponent <= 0 and sign_of(base) == 0:
        message = "zero to a power that is not positive"
        raise NotDefinedError(message)
    if isinstance(base, fmpq) and base.height_bits() * abs(exponent) <= LARGEST_EXACT:
        return base**exponent
    ball = arb(base)
    return _by_squaring(ball, exponent) if ball.contains(0) else ball**exponent


def _by_squaring(base: arb, exponent: int) -> arb:
    """A positive power of a ball that contains zero, of which the library's own power is no number."""
    result = arb(1)
    for bit in f"{exponent:b}":
        result = result * result * base if bit == "1" else result * result
    return result


def _square_root(base: Number) -> Number:
    if isinstance(base, fmpq):
        top, bottom = math.isqrt(int(base.p)), math.isqrt(int(base.q))
        if top * top == base.p and bottom * bottom == base.q:
            return fmpq(top, bottom)
    return arb(base).sqrt()


def floor(number: Number) -> Number:
    """The largest integer below or equal."""
    if isinstance(number, fmpq):
        return fmpq(number.floor())
    unique = number.floor().unique_fmpz()
    if unique is None:
        message = f"the floor of {number.str(8)}"
        raise UndecidedError(message)
    return fmpq(unique)


def largest(*numbers: Number) -> Number:
    """The largest of several numbers; a ball where it cannot be decided which."""
    return functools.reduce(lambda a, b: max(a, b) if isinstance(a, fmpq) and isinstance(b, fmpq) else arb(a).max(arb(b)), numbers)
