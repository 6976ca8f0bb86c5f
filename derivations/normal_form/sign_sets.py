"""Sets of possible signs as bit masks, with the arithmetic that sign rules need."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

    import sympy as sp

NEGATIVE, ZERO, POSITIVE = 1, 2, 4
NONNEGATIVE, NONPOSITIVE, NONZERO, ANY = ZERO | POSITIVE, ZERO | NEGATIVE, NEGATIVE | POSITIVE, NEGATIVE | ZERO | POSITIVE

# NOT_REAL is the mask of something that may lie off the real line: no rule applies to it, not even that squares are nonnegative.
NOT_REAL = 8


def flip(mask: int) -> int:
    """The signs of the negated number."""
    if mask & NOT_REAL:
        return NOT_REAL
    return (mask & ZERO) | (POSITIVE if mask & NEGATIVE else 0) | (NEGATIVE if mask & POSITIVE else 0)


def times(left: int, right: int) -> int:
    """The signs of a product.

    >>> times(NEGATIVE, NONPOSITIVE) == NONNEGATIVE
    True
    """
    if (left | right) & NOT_REAL:
        return NOT_REAL
    result = (left | right) & ZERO
    result |= (flip(right) if left & NEGATIVE else 0) & NONZERO
    return result | ((right if left & POSITIVE else 0) & NONZERO)


def plus(left: int, right: int) -> int:
    """The signs of a sum."""
    if (left | right) & NOT_REAL:
        return NOT_REAL
    either = left | right
    if either & NEGATIVE and either & POSITIVE:
        return ANY
    if ZERO in {left, right}:
        return right if left == ZERO else left
    return either if left & right & ZERO else either & NONZERO


def power(mask: int, exponent: int) -> int:
    """The signs of an integer power, where it is defined."""
    if mask & NOT_REAL:
        return NOT_REAL
    if exponent == 0:
        return POSITIVE
    mask = mask & NONZERO if exponent < 0 else mask
    return mask if exponent % 2 else (mask & ZERO) | (POSITIVE if mask & NONZERO else 0)


def total(masks: Iterable[int]) -> int:
    """The signs of a sum of several terms."""
    result = ZERO
    for mask in masks:
        result = plus(result, mask)
    return result


def of_symbol(symbol: sp.Symbol) -> int:
    """The signs that the declared type of a bare symbol allows."""
    if not symbol.is_extended_real:
        return NOT_REAL
    mask = ANY
    for excluded, holds in ((NONPOSITIVE, symbol.is_positive), (NONNEGATIVE, symbol.is_negative)):
        mask &= ~excluded if holds else ANY
    for excluded, holds in ((NEGATIVE, symbol.is_nonnegative), (POSITIVE, symbol.is_nonpositive), (ZERO, symbol.is_nonzero)):
        mask &= ~excluded if holds else ANY
    return mask
