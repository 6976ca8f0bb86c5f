"""The error function and its complement."""

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
from derivations.codegen.bignumbers.constants import big_pi
from derivations.codegen.bignumbers.exponential import big_exp


def big_erf(x: Big, p: int) -> Big:
    """2 x e^(-x^2) / sqrt(pi) times the sum of (2 x^2)^k / (1 3 5 ... (2 k + 1)): positive terms."""
    guard = p + 32
    if not x[0]:
        return big_shifted(x, 1)
    if big_is_far(x, guard):  # one, to half as many bits again
        return (1 if x[0] > 0 else -1), 0
    square, bits = big_multiply(x, x, 2 * guard), guard + 16
    double = big_fixed(big_shifted(square, 1), bits)
    whole = term = 1 << bits
    k = 1
    while term > whole >> guard:
        term = (term * double >> bits) // (2 * k + 1)
        whole += term
        k += 1
    factor = big_multiply(x, big_exp(big_negative(square), guard), guard)
    total = big_divide(big_multiply(factor, (whole, -bits), guard), big_sqrt(big_pi(guard), guard), guard)
    return big_round(*big_shifted(total, 1), p)


def big_is_far(x: Big, bits: int) -> bool:
    """Whether x^2 is above the number of bits: e^(-x^2) is then below the last of them."""
    return big_size(big_known(x)) > 16 or big_fixed(big_multiply(x, x, 64), 0) >= bits


def big_erfc(x: Big, p: int) -> Big:
    """One less the error function, with more bits; for large arguments e^(-x^2) / (x sqrt(pi)) times an asymptotic series."""
    if x[0] <= 0 or big_size(x) < 1:
        return big_subtract((1, 0), big_erf(x, p + 8), p)
    guard = p + 32
    square = big_multiply(x, x, 2 * guard)
    if not big_is_far(x, guard):
        more = guard + 3 * guard // 2
        return big_round(*big_subtract((1, 0), big_erf(x, more), BIG_EXACT), p)
    total = term = (1, 0)
    k = 1
    while term[0] and big_size(term) > -guard:
        term = big_negative(big_divide(big_multiply(term, (2 * k - 1, -1), guard), square, guard))
        total = big_add(total, term, guard)
        k += 1
    above = big_multiply(total, big_exp(big_negative(big_multiply(x, x, BIG_EXACT)), guard), guard)
    return big_divide(above, big_multiply(x, big_sqrt(big_pi(guard), guard), guard), p)


def big_erf_difference(x: Big, y: Big, p: int) -> Big:
    """erf(x) - erf(y); of numbers of one sign by their complements, which are not one in all bits."""
    if x[0] > 0 and y[0] > 0:
        return big_subtract(big_erfc(y, p + 8), big_erfc(x, p + 8), p)
    if x[0] < 0 and y[0] < 0:
        return big_subtract(big_erfc(big_negative(x), p + 8), big_erfc(big_negative(y), p + 8), p)
    return big_subtract(big_erf(x, p + 8), big_erf(y, p + 8), p)
