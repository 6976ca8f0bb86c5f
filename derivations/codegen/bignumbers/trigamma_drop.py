"""The fall of the trigamma function, also over a distance that is nothing beside its argument."""

from __future__ import annotations

import math

from derivations.codegen.bignumbers.arithmetic import (
    BIG_EXACT,
    Big,
    big_add,
    big_divide,
    big_integer_power,
    big_known,
    big_multiply,
    big_size,
    big_subtract,
    big_sum,
)
from derivations.codegen.bignumbers.gamma import big_polygamma

BIG_DROP_TERMS = 5  # of Taylor's series, each a quarter of the bits


def big_trigamma_drop(x: Big, h: Big, p: int) -> Big:
    """trigamma(x) - trigamma(x + h) of positive numbers: Taylor's series where h is far smaller, else with the bits that cancel."""
    gap = big_size(x) - big_size(big_known(h))
    if not h[0]:
        return 0, 0
    if gap <= p // 4 + 8:
        guard = p + max(0, gap) + 16
        return big_subtract(big_polygamma(1, x, guard), big_polygamma(1, big_add(x, h, BIG_EXACT), guard), BIG_EXACT)
    terms = []
    for k in range(1, BIG_DROP_TERMS + 1):
        slope = big_divide(big_polygamma(k + 1, x, p + 16), (-math.factorial(k), 0), p + 16)
        terms.append(big_multiply(slope, big_integer_power(h, k, p + 16), p + 16))
    return big_sum(terms, p + 16)
