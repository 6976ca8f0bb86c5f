"""Whether an integrand falls towards the ends of its range: a quadrature of one that does not may cancel to any number."""

from __future__ import annotations

import itertools
from typing import TYPE_CHECKING, Any

import mpmath

if TYPE_CHECKING:
    from collections.abc import Callable

DOUBLINGS = (40, 50, 60)  # how far out, and how close to a finite end
FALL = 0.9  # the most that may be left of x f(x) from one place to the next


def falls(integrand: Callable[[Any], Any], low: Any, high: Any) -> bool:
    """Whether x f(x) becomes smaller towards both ends, with x the distance; for y/(1 + y^2), whose halves are infinite, it does not.

    A necessary condition for integrands that keep their sign near the ends, seen at three places; no proof of convergence.

    >>> falls(lambda y: y / (1 + y**2), -mpmath.inf, mpmath.inf), falls(lambda y: 1 / (1 + y**2), -mpmath.inf, mpmath.inf)
    (False, True)
    >>> falls(lambda y: 1 / y, mpmath.mpf(0), mpmath.mpf(1)), falls(lambda y: 1 / mpmath.sqrt(y), mpmath.mpf(0), mpmath.mpf(1))
    (False, True)
    """
    width = high - low
    return all(_falls_towards(integrand, end, sign, width) for end, sign in ((low, 1), (high, -1)))


def _falls_towards(integrand: Callable[[Any], Any], end: Any, sign: int, width: Any) -> bool:
    far = [mpmath.mpf(2) ** power for power in DOUBLINGS]
    if mpmath.isinf(end):
        sizes = [abs(x * integrand(-sign * x)) for x in far]
    else:
        sizes = [abs(integrand(end + sign * distance)) * distance for distance in (min(width, 1) / x for x in far)]
    return not all(later > FALL * earlier > 0 for earlier, later in itertools.pairwise(sizes))
