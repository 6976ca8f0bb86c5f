"""Working precision: the ladder that every certified decision climbs, and its translation between bits and digits."""

from __future__ import annotations

import math
from typing import Any

from flint import ctx

QUICK = 64
LADDER = (QUICK, 256, 1024, 4096)
BITS_PER_DIGIT = math.log2(10)


def working(bits: int) -> Any:
    """A context in which balls carry ``bits`` bits; the precision before it comes back afterwards."""
    return ctx.workprec(bits)


def digits_of(bits: int) -> int:
    """The decimal digits that ``bits`` bits carry.

    >>> digits_of(256)
    77
    """
    return int(bits / BITS_PER_DIGIT)
