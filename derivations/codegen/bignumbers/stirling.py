"""Stirling's series: the Bernoulli numbers, how far an argument is shifted, and the series in units of 2^-bits."""

from __future__ import annotations

import math

from derivations.codegen.bignumbers.arithmetic import Big, big_divide, big_fixed, big_known, big_size

BIG_MANY = 1024  # bits from which on Bernoulli numbers cost more than steps upwards
BIG_TANGENTS: list[int] = []
BIG_STIRLING: dict[tuple[int, int], list[int]] = {}  # quotients of coefficients, by the order of a series and its bits


def big_bernoulli(k: int) -> tuple[int, int]:
    """The numerator and denominator of the Bernoulli number B_2k, not reduced: (-1)^(k-1) 2k T_k / (4^k (4^k - 1))."""
    if k > len(BIG_TANGENTS):
        count = k + k // 2 + 32
        numbers = [math.factorial(i) for i in range(count)]  # the recurrence of Brent and Harvey (2013) for the tangent numbers
        for i in range(1, count):
            for j in range(i, count):
                numbers[j] = (j - i) * numbers[j - 1] + (j - i + 2) * numbers[j]
        BIG_TANGENTS[:] = numbers
    return (-1) ** (k - 1) * 2 * k * BIG_TANGENTS[k - 1], 4**k * (4**k - 1)


def big_shift(x: Big, p: int) -> int:
    """By how much an argument is shifted until Stirling's series gives p bits."""
    if big_known(x)[0] <= 0:
        message = "Computing an element again: expected a gamma function of a positive number."
        raise ArithmeticError(message)
    least = p // (6 if p < BIG_MANY else 2) + 8
    return 0 if big_size(x) > least.bit_length() + 1 else max(0, least - big_fixed(x, 0))


def big_coefficient(order: int, k: int) -> tuple[int, int]:
    """B_2k (2k + order - 1)! / (2k)!, that of y^(-2k - order) in the polygamma function, as a quotient; -1 stands for log gamma."""
    top, bottom = big_bernoulli(k)
    if order > 0:
        return top * math.factorial(2 * k + order - 1), bottom * math.factorial(2 * k)
    return top, bottom * (2 * k if order == 0 else 2 * k * (2 * k - 1))


def big_quotient(order: int, k: int, bits: int) -> int:
    """The first coefficient, or for k > 0 coefficient k + 1 over coefficient k, in units of 2^-bits: quotients do not grow as fast."""
    known = BIG_STIRLING.setdefault((order, bits), [])
    while len(known) <= k:
        top, bottom = big_coefficient(order, len(known) + 1)
        if known:
            below, above = big_coefficient(order, len(known))
            top, bottom = top * above, bottom * below
        known.append((top << bits) // bottom)
    return known[k]


def big_series(order: int, y: Big, bits: int) -> int:
    """The sum of the coefficients of an order times y^(-2k), k = 1, 2, ..., in units of 2^-bits."""
    inverse = big_fixed(big_divide((1, 0), y, bits), bits)
    square = inverse * inverse >> bits
    total, k = 0, 1
    term = big_quotient(order, 0, bits) * square >> bits
    known = BIG_STIRLING[order, bits]
    while not -2 < term < 2:
        total += term
        term = term * ((known[k] if k < len(known) else big_quotient(order, k, bits)) * square >> bits) >> bits
        k += 1
    return total
