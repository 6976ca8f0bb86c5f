"""Sums of many fractions in decimals, by the formula of Euler and Maclaurin: a second opinion, with no statement about the error."""

from __future__ import annotations

import itertools
from typing import TYPE_CHECKING, Any

import mpmath

from derivations.balls.failures import NotCoveredError

if TYPE_CHECKING:
    from collections.abc import Callable

PIECE = 8  # ends of pieces that are integrated grow by this factor: the term changes slowly on such a scale
LEAST = 64  # terms that are summed one by one


def long_sum(term: Callable[[Any], Any], low: int, high: int) -> Any:
    """The sum from ``low`` to ``high``: the first terms, the integral of the others, and corrections at its ends.

    Raises:
        NotCoveredError: the integral does not settle, or the corrections do not fall below the digits that are worked with.

    >>> mpmath.nstr(long_sum(lambda j: 1 / mpmath.mpf(j), 1, 10**6), 15)
    '14.3927267228657'
    """
    count = max(LEAST, 2 * mpmath.mp.dps)
    start, orders = low + count, mpmath.mp.dps
    total = mpmath.fsum(term(mpmath.mpf(at)) for at in range(low, start))
    between = itertools.takewhile(lambda at: at < high, (low + mpmath.mpf(count) * PIECE**k for k in itertools.count(1)))
    places = [mpmath.mpf(start), *between]
    integral, error = mpmath.quad(term, [*places, mpmath.mpf(high)], error=True)
    if not error <= max(mpmath.mpf(1), abs(integral)) * mpmath.cbrt(mpmath.eps):
        message = "a long sum whose integral does not settle"
        raise NotCoveredError(message)
    total += integral + (term(mpmath.mpf(start)) + term(mpmath.mpf(high))) / 2
    ends = [mpmath.taylor(term, mpmath.mpf(at), orders) for at in (start, high)]
    for k in range(1, orders // 2 + 1):  # derivatives over (2k)!, from coefficients over (2k - 1)!
        correction = mpmath.bernoulli(2 * k) / (2 * k) * (ends[1][2 * k - 1] - ends[0][2 * k - 1])
        total += correction
        if abs(correction) <= mpmath.eps * max(1, abs(total)):
            return total
    message = "a long sum whose corrections do not fall"
    raise NotCoveredError(message)
