r"""Scaled intervals: enclosures of functions over a whole ray :math:`t \ge R`, written as :math:`t^a \cdot [lo, hi]`.

The power is kept apart, so that a quotient of polynomials does not become infinity over infinity.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from flint import arb, fmpq

from derivations.balls.failures import UndecidedError

if TYPE_CHECKING:
    from collections.abc import Callable

INFINITY = arb.pos_inf()
DENOMINATOR, ROOT = "a denominator that may vanish far out", "a root of what may be negative far out"


@dataclass(frozen=True)
class Scaled:
    r"""All values lie in :math:`t^{degree} \cdot [low, high]` for every :math:`t \ge start`; the ends may be infinite."""

    start: fmpq
    degree: fmpq
    low: arb
    high: arb

    @classmethod
    def constant(cls, start: fmpq, ball: arb) -> Scaled:
        """A number that does not depend on t."""
        return cls(start, fmpq(0), ball.lower(), ball.upper())

    @classmethod
    def variable(cls, start: fmpq) -> Scaled:
        """The variable t itself."""
        return cls(start, fmpq(1), arb(1), arb(1))

    @property
    def is_zero(self) -> bool:
        """Whether it is the number zero, which has every degree."""
        return bool(self.low.is_zero() and self.high.is_zero())

    def plus(self, other: Scaled) -> Scaled:
        """The sum: the smaller power is drawn into the interval of the larger one."""
        if self.is_zero or other.is_zero:
            return other if self.is_zero else self
        if self.degree < other.degree:
            return other.plus(self)
        low, high = other.low, other.high
        if other.degree < self.degree:
            shrink = raised(self.start, other.degree - self.degree)
            low, high = _least(arb(0), times(low, shrink)), _greatest(arb(0), times(high, shrink))
        return Scaled(self.start, self.degree, add(self.low, low).lower(), add(self.high, high).upper())

    def times(self, other: Scaled) -> Scaled:
        """The product."""
        ends = [times(a, b) for a in (self.low, self.high) for b in (other.low, other.high)]
        return Scaled(self.start, self.degree + other.degree, _smallest(ends), _largest(ends))

    def reciprocal(self) -> Scaled:
        """One over it; the interval must not touch zero."""
        if not (self.low > 0 or self.high < 0):
            raise UndecidedError(DENOMINATOR)
        low, high = (arb(0) if not end.is_finite() else 1 / end for end in (self.high, self.low))
        return Scaled(self.start, -self.degree, low.lower(), high.upper())

    def power(self, exponent: fmpq) -> Scaled:
        """A constant rational power; one that is not an integer needs a positive base."""
        if exponent < 0:
            return self.reciprocal().power(-exponent)
        if exponent.q == 1 and (exponent.p % 2 == 1 or self.low >= 0):
            ends = [_raised_end(end, exponent) for end in (self.low, self.high)]
        elif exponent.q == 1:
            ends = [_raised_end(abs(end), exponent) for end in (self.low, self.high)]
            ends = [arb(0) if self.high >= 0 else _smallest(ends), _largest(ends)]
        elif self.low >= 0:
            ends = [_raised_end(end, exponent) for end in (self.low, self.high)]
        else:
            raise UndecidedError(ROOT)
        return Scaled(self.start, self.degree * exponent, ends[0].lower(), ends[1].upper())

    def plain(self) -> Scaled:
        """The same values with the power drawn into the interval."""
        if self.degree == 0:
            return self
        scale = raised(self.start, self.degree)
        if self.degree < 0:
            low, high = _least(arb(0), times(self.low, scale)), _greatest(arb(0), times(self.high, scale))
        else:
            low = times(self.low, scale) if self.low >= 0 else -INFINITY
            high = times(self.high, scale) if self.high <= 0 else INFINITY
        return Scaled(self.start, fmpq(0), low.lower(), high.upper())

    def monotone(self, function: Callable[[arb], arb], at_low: arb, at_high: arb) -> Scaled:
        """An increasing function of it, defined everywhere; ``at_low`` and ``at_high`` are its limits at the two infinities."""
        inner = self.plain()
        low = function(inner.low) if inner.low.is_finite() else (at_low if inner.low < 0 else at_high)
        high = function(inner.high) if inner.high.is_finite() else (at_high if inner.high > 0 else at_low)
        return Scaled(self.start, fmpq(0), low.lower(), high.upper())


def raised(base: fmpq, exponent: fmpq) -> arb:
    """A rational power of a positive rational."""
    return arb(base) ** arb(exponent)


def times(a: arb, b: arb) -> arb:
    """The product of two ends; zero wins over infinity, because a finite factor lies below any infinite end."""
    return arb(0) if a.is_zero() or b.is_zero() else a * b


def add(a: arb, b: arb) -> arb:
    """The sum of two ends of the same side."""
    return a if not a.is_finite() else b if not b.is_finite() else a + b


def _raised_end(end: arb, exponent: fmpq) -> arb:
    if not end.is_finite():
        return end if exponent != 0 else arb(1)
    if end.is_zero():
        return arb(0) if exponent != 0 else arb(1)
    return end ** int(exponent.p) if exponent.q == 1 else end ** arb(exponent)


def _least(a: arb, b: arb) -> arb:
    return a if a <= b else b.lower() if b <= a else _smallest([a, b])


def _greatest(a: arb, b: arb) -> arb:
    return a if a >= b else b.upper() if b >= a else _largest([a, b])


def _smallest(ends: list[arb]) -> arb:
    """A lower bound of all ends."""
    lows = [end.lower() for end in ends]
    best = lows[0]
    for low in lows[1:]:
        best = min(best, low)
    return best


def _largest(ends: list[arb]) -> arb:
    """An upper bound of all ends."""
    return -_smallest([-end for end in ends])
