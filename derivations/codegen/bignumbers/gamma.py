"""Gamma functions of positive numbers by Stirling's series, shifted upwards where the argument is small."""

from __future__ import annotations

import math

from derivations.codegen.bignumbers.arithmetic import (
    BIG_EXACT,
    Big,
    big_add,
    big_divide,
    big_integer_power,
    big_multiply,
    big_negative,
    big_round,
    big_size,
    big_subtract,
    big_sum,
)
from derivations.codegen.bignumbers.constants import big_constant
from derivations.codegen.bignumbers.exponential import big_exp, big_log
from derivations.codegen.bignumbers.rising import big_inverse_powers, big_rising
from derivations.codegen.bignumbers.stirling import big_series, big_shift

BIG_TURNS: dict[int, Big] = {}  # by precision


def big_half_log_turn(p: int) -> Big:
    """log(2 pi) / 2, computed once a precision."""
    if p not in BIG_TURNS:
        m, e = big_log((big_constant("pi", p + 32), -31 - p), p)
        BIG_TURNS[p] = m, e - 1
    return BIG_TURNS[p]


def big_loggamma(x: Big, p: int) -> Big:
    """The logarithm of the gamma function."""
    guard = p + 32 + max(0, big_size(x))
    count = big_shift(x, p)
    y = big_add(x, (count, 0), BIG_EXACT)
    main = big_multiply(big_subtract(y, (1, -1), BIG_EXACT), big_log(y, guard), guard)
    bits = guard + 32
    series = big_multiply((big_series(-1, y, bits), -bits), y, guard)
    terms = [main, big_negative(y), big_half_log_turn(guard), series]
    if count:
        terms.append(big_negative(big_log(big_rising(x, count, guard), guard)))
    return big_round(*big_sum(terms, guard), p)


def big_loggamma_of_exact(x: Big, p: int) -> Big:
    """The same of a number that is not rounded: exactly zero at 1 and 2."""
    zeros = big_multiply(big_subtract(x, (1, 0), BIG_EXACT), big_subtract(x, (2, 0), BIG_EXACT), BIG_EXACT)
    return big_loggamma(x, p) if zeros[0] else (0, 0)


def big_gamma(x: Big, p: int) -> Big:
    """The gamma function."""
    guard = p + 32
    count = big_shift(x, p)
    y = big_add(x, (count, 0), BIG_EXACT)
    above = big_exp(big_loggamma(y, guard + max(0, big_size(y)) + 16), guard)
    return big_divide(above, big_rising(x, count, guard), p)


def big_digamma(x: Big, p: int) -> Big:
    """The logarithmic derivative of the gamma function."""
    guard = p + 32
    count = big_shift(x, p)
    y = big_add(x, (count, 0), BIG_EXACT)
    series = (big_series(0, y, guard), -guard)
    terms = [big_log(y, guard), big_negative(big_divide((1, -1), y, guard)), big_negative(series)]
    if count:
        terms += [big_negative(big_divide((1, 0), x, guard)), big_negative(big_inverse_powers(x, count, 1, guard))]
    return big_round(*big_sum(terms, guard), p)


def big_polygamma(order: int, x: Big, p: int) -> Big:
    """The derivative of the digamma function of an order from one."""
    guard = p + 32
    count = big_shift(x, p)
    y = big_add(x, (count, 0), BIG_EXACT)
    factorial = math.factorial(order)
    half = big_divide((factorial, -1), y, guard)
    bracket = big_sum([(math.factorial(order - 1), 0), half, (big_series(order, y, guard), -guard)], guard)
    total = big_divide(bracket, big_integer_power(y, order, guard), guard)
    if count:
        first = big_divide((factorial, 0), big_integer_power(x, order + 1, guard), guard)
        m, e = big_inverse_powers(x, count, order + 1, guard)
        total = big_sum([total, first, (m * factorial, e)], guard)
    return big_round(*(total if order % 2 else big_negative(total)), p)
