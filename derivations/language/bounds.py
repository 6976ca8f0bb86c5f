"""Bounds of constants: intervals of rationals, and what a power or a special function of constants may be as large as.

Every bound is itself kept below :data:`MAX_BITS`, so that bounding is cheap where building would not be.
"""

from __future__ import annotations

import math
from fractions import Fraction
from functools import lru_cache
from typing import NamedTuple

MAX_EXPONENT = 256
MAX_BITS = 20_000
MAX_ARGUMENT = 1000

SPECIAL_FUNCTIONS = frozenset(
    {"gamma", "loggamma", "digamma", "polygamma", "beta", "besseli", "besselk", "zeta", "binomial", "factorial"},
)
_SIZES = {"eye": ((0, 64),), "zeros": ((0, 64), (1, 64)), "diff": ((2, 64),), "taylor": ((3, 32),)}


class Interval(NamedTuple):
    """All rationals from ``low`` to ``high``."""

    low: Fraction
    high: Fraction

    @property
    def magnitude(self) -> Fraction:
        """The largest absolute value."""
        return max(abs(self.low), abs(self.high))

    @property
    def bits(self) -> int:
        """The size of the longest integer in the two ends."""
        low, high = self
        return max(low.numerator.bit_length(), low.denominator.bit_length(), high.numerator.bit_length(), high.denominator.bit_length())

    @property
    def integer(self) -> int | None:
        """The value, if there is only one and it is an integer."""
        return self.low.numerator if self.low == self.high and self.low.denominator == 1 else None


def hull(*values: Fraction | int) -> Interval:
    """The smallest interval that holds all values."""
    return Interval(Fraction(min(values)), Fraction(max(values)))


@lru_cache(maxsize=256)
def point(value: Fraction | int) -> Interval:
    """The interval of a single constant."""
    exact = Fraction(value)
    return Interval(exact, exact)


def power_problem(base: Interval | None, exponent: Interval) -> str | None:
    """What is wrong with the size of a power, if anything; ``base`` is ``None`` when it has no known bound."""
    if exponent.magnitude > MAX_EXPONENT:
        return f"an exponent of at most {MAX_EXPONENT}"
    if base is not None and base.magnitude > 1 and base.bits * exponent.magnitude > MAX_BITS:
        return f"a power of at most {MAX_BITS} bits"
    return None


def argument_problem(function: str, position: int, argument: Interval) -> str | None:
    """What is wrong with the size of an argument of a function, if anything."""
    if function in SPECIAL_FUNCTIONS and argument.magnitude > MAX_ARGUMENT:
        return f"arguments of {function} of at most {MAX_ARGUMENT}"
    for place, limit in _SIZES.get(function, ()):
        if place == position and argument.magnitude > limit:
            return f"at most {limit} as argument {place + 1} of {function}"
    return None


def product(left: Interval, right: Interval) -> Interval:
    """The bound of a product."""
    return hull(left.low * right.low, left.low * right.high, left.high * right.low, left.high * right.high)


def power_bound(base: Interval, exponent: Interval) -> Interval | None:
    """The bound of a power whose size is within the budget; exact for a single base and a single integer exponent."""
    power = exponent.integer
    if power is not None and power < 0:
        return None if base.low <= 0 <= base.high else hull(base.low**power, base.high**power)
    if power is not None and base.low == base.high:
        return hull(base.low**power)
    if exponent.low < 0:
        return None
    top = max(Fraction(1), base.magnitude) ** math.ceil(exponent.high)
    return Interval(Fraction(0) if base.low >= 0 else -top, top)


def call_bound(function: str, values: list[Interval]) -> Interval | None:
    """The bound of a function that can make large numbers of small ones; ``None`` for all others."""
    first = values[0]
    if function == "abs":
        return first if first.low >= 0 else Interval(Fraction(0), first.magnitude)
    if function == "sqrt" and first.low >= 0:
        return hull(math.isqrt(math.floor(first.low)), math.isqrt(math.ceil(first.high)) + 1)
    if function in {"factorial", "gamma"} and first.low >= (function == "gamma"):
        top = math.factorial(math.ceil(first.high) - (function == "gamma"))
        return hull(top) if first.integer is not None else Interval(Fraction(0), Fraction(max(top, 1)))
    if function == "binomial" and first.low >= 0:
        return Interval(Fraction(0), Fraction(2) ** math.ceil(first.high))
    return None
