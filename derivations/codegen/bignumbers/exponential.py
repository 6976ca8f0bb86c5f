"""exp, logarithm, powers and hyperbolic functions."""

from __future__ import annotations

import math

from derivations.codegen.bignumbers.arithmetic import (
    BIG_EXACT,
    BIG_TOP,
    Big,
    big,
    big_add,
    big_divide,
    big_fixed,
    big_known,
    big_lost,
    big_multiply,
    big_round,
    big_shifted,
    big_size,
    big_spare,
    big_subtract,
    big_unknown,
)
from derivations.codegen.bignumbers.constants import big_constant


def big_exp(x: Big, p: int) -> Big:
    """e^x: reduced by ln 2 and halvings, then Taylor's series and squarings; beyond 2^4096 an ``ArithmeticError``.

    Of an argument so large that its last bits, which may be rounded, are worth too much, it is a ``FloatingPointError``, unless it is
    negative: that exponentials are nothing beside other numbers is known.
    """
    size = big_size(x)
    if size > (4096 if p >= BIG_TOP else big_spare(p)):
        if x[0] < 0:
            return big_unknown(-(1 << min(size, 4096) - 1))
        if p < BIG_TOP:
            raise big_lost()
    if size > -4:
        big_known(x)
    if not x[0] or size < -p - 8:
        return big_add((1, 0), x, p + 16)
    if size > 4096:
        message = "Computing an element again: expected an exponential with an exponent below 2^4096."
        raise ArithmeticError(message)
    halvings = math.isqrt(p)
    bits = p + max(0, size) + 2 * halvings + 24
    whole, rest = divmod(big_fixed(x, bits), big_constant("ln2", bits))
    rest >>= halvings
    total = term = 1 << bits
    n = 1
    while term:
        term = (term * rest >> bits) // n
        total += term
        n += 1
    for _ in range(halvings):
        total = total * total >> bits
    return big_round(total, whole - bits, p)


def big_log(x: Big, p: int) -> Big:
    """The natural logarithm: near one by 2 atanh((x - 1) / (x + 1)), else a float s and that of x e^-s, which is near one.

    Nearer to one than the precision allows, the argument may have lost what it differs by: a ``FloatingPointError``.
    """
    if big_known(x)[0] <= 0:
        message = "Computing an element again: expected a logarithm of a positive number."
        raise ArithmeticError(message)
    excess = big_subtract(x, (1, 0), BIG_EXACT)
    if p < BIG_TOP and (not excess[0] or big_size(excess) < -big_spare(p)):
        raise big_lost()
    if not excess[0]:
        return 0, 0
    if big_size(excess) < -4:
        return big_near_log1p(excess, p)
    size, bits = big_size(x), x[0].bit_length()
    start = big_start(big_round(x[0], -bits, p + 56))  # of a number between a half and one
    unit = p + 56
    y = x[0] << unit - bits if unit > bits else x[0] >> bits - unit
    power = big_fixed(big_exp(start, unit), unit)
    total = term = gap = (y - power << unit) // power
    k = 1
    while term:  # gap - gap^2 / 2 + gap^3 / 3 ...
        k += 1
        term = -(term * gap >> unit)
        total += term // k
    return big_round(big_fixed(start, unit) + total + size * big_constant("ln2", unit), -unit, p + 8)


def big_log_of_ratio(y: Big, x: Big, p: int) -> Big:
    """log(y / x) of numbers that are not rounded: their difference has every digit, exactly zero between equal ones."""
    excess = big_subtract(y, x, BIG_EXACT)
    if x[0] > 0 and not excess[0]:
        return 0, 0
    if x[0] <= 0 or big_size(excess) >= big_size(x) - 5:
        return big_log(big_divide(y, x, p + 16), p)
    return big_near_log1p(big_divide(excess, x, p + 16), p)


def big_start(y: Big) -> Big:
    """The logarithm of a number between a half and one to about 50 bits."""
    return big(math.log(y[0] / (1 << -y[1])))


def big_near_log1p(d: Big, p: int) -> Big:
    """log(1 + d), |d| <= 1/16, relative to its size."""
    ratio = big_divide(d, big_add(d, (2, 0), p + 16), p + 16)
    bits = p + 16
    square = big_fixed(big_multiply(ratio, ratio, p + 16), bits)
    total = power = 1 << bits
    k = 1
    while power:
        power = power * square >> bits
        total += power // (2 * k + 1)
        k += 1
    return big_multiply((2 * ratio[0], ratio[1]), (total, -bits), p)


def big_power(x: Big, y: Big, p: int) -> Big:
    """x^y = exp(y log x), x >= 0."""
    if not big_known(x)[0] and y[0] > 0:
        return 0, 0
    guard = p + max(0, big_size(y)) + 16
    return big_exp(big_multiply(big_log(x, guard), y, guard), p)


def big_sinh(x: Big, p: int) -> Big:
    """The hyperbolic sine."""
    guard = p + max(0, -2 * big_size(x)) + 16
    if big_size(x) < -p or x == (0, 0):
        return x
    up = big_exp(x, guard)
    twice = big_subtract(up, big_divide((1, 0), up, guard), BIG_EXACT)
    return big_round(*big_shifted(twice, -1), p)


def big_cosh(x: Big, p: int) -> Big:
    """The hyperbolic cosine."""
    up = big_exp(x, p + 8)
    twice = big_add(up, big_divide((1, 0), up, p + 8), p + 8)
    return big_round(twice[0], twice[1] - 1, p)


def big_tanh(x: Big, p: int) -> Big:
    """The hyperbolic tangent."""
    big_known(x)
    if big_size(x) > p.bit_length() + 2:  # one less 2 e^(-2 |x|)
        return (1 if x[0] > 0 else -1), 0
    return big_divide(big_sinh(x, p + 8), big_cosh(x, p + 8), p)
