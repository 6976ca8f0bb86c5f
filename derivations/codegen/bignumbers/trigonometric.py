"""Trigonometric functions and their inverses."""

from __future__ import annotations

from derivations.codegen.bignumbers.arithmetic import (
    BIG_EXACT,
    Big,
    big_add,
    big_divide,
    big_fixed,
    big_known,
    big_multiply,
    big_negative,
    big_round,
    big_shifted,
    big_size,
    big_sqrt,
    big_subtract,
)
from derivations.codegen.bignumbers.constants import big_constant, big_pi


def big_sin(x: Big, p: int) -> Big:
    """The sine."""
    return big_wave(x, 0, p)


def big_cos(x: Big, p: int) -> Big:
    """The cosine."""
    return big_wave(x, 1, p)


def big_tan(x: Big, p: int) -> Big:
    """The tangent."""
    return big_divide(big_sin(x, p + 8), big_cos(x, p + 8), p)


def big_wave(x: Big, quarter: int, p: int) -> Big:
    """sin(x + quarter pi / 2), relative to its size: the precision grows until enough of what is left of x is known."""
    if not quarter and (big_size(x) < -p or x == (0, 0)):
        return x
    bits = p + abs(big_size(x)) + 32
    while True:
        turn = big_constant("pi", bits) >> 1
        count, rest = divmod(big_fixed(x, bits) + (turn >> 1), turn)
        rest -= turn >> 1
        odd = (count + quarter) % 2
        if odd or rest.bit_length() > p + 16 or bits > 8 * p + 4096:
            break
        bits += p
    total = big_wave_series(rest, odd, bits)
    return big_round(total if (count + quarter) % 4 < 2 else -total, -bits, p)


def big_wave_series(x: int, odd: int, bits: int) -> int:
    """The cosine for ``odd``, else the sine, of a number below one in units of 2^-bits."""
    square = x * x >> bits
    total = term = (1 << bits) if odd else x
    n = 1 if odd else 2
    while term:
        term = -(term * square >> bits) // (n * (n + 1))
        total += term
        n += 2
        if term == -1:  # a negative number that was cut stays
            break
    return total


def big_atan(x: Big, p: int) -> Big:
    """The arc tangent: atan x = 2 atan(x / (1 + sqrt(1 + x^2))) until the series is short."""
    if x[0] < 0:
        return big_negative(big_atan(big_negative(x), p))
    if big_size(x) < -p or not x[0]:
        return x
    guard = p + 32
    if big_size(x) > 1:
        half = big_pi(guard)
        return big_subtract((half[0], half[1] - 1), big_atan(big_divide((1, 0), x, guard), guard), p)
    doublings = 0
    while big_size(x) > -8:
        root = big_sqrt(big_add((1, 0), big_multiply(x, x, guard), guard), guard)
        x = big_divide(x, big_add((1, 0), root, guard), guard)
        doublings += 1
    square = big_fixed(big_multiply(x, x, guard), guard)
    total = power = 1 << guard
    k = 1
    while power:
        power = power * square >> guard
        total += (-1) ** k * (power // (2 * k + 1))
        k += 1
    return big_multiply((x[0], x[1] + doublings), (total, -guard), p)


def big_asin(x: Big, p: int) -> Big:
    """The arc sine."""
    guard = p + 16
    rest = big_multiply(big_subtract((1, 0), x, BIG_EXACT), big_add((1, 0), x, BIG_EXACT), guard)
    if not big_known(rest)[0]:
        half = big_pi(p)
        return (half[0] if x[0] > 0 else -half[0]), half[1] - 1
    return big_atan(big_divide(x, big_sqrt(rest, guard), guard), p)


def big_acos(x: Big, p: int) -> Big:
    """The arc cosine: 2 atan(sqrt((1 - x) / (1 + x)))."""
    above = big_add((1, 0), x, BIG_EXACT)
    if not big_known(above)[0]:
        return big_pi(p)
    ratio = big_divide(big_subtract((1, 0), x, BIG_EXACT), above, p + 16)
    return big_shifted(big_atan(big_sqrt(ratio, p + 16), p), 1)
