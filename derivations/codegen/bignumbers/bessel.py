"""Modified Bessel functions of the first kind, scaled by e^(-x)."""

from __future__ import annotations

from derivations.codegen.bignumbers.arithmetic import (
    BIG_EXACT,
    Big,
    big,
    big_add,
    big_divide,
    big_multiply,
    big_negative,
    big_round,
    big_shifted,
    big_size,
    big_sqrt,
)
from derivations.codegen.bignumbers.constants import big_pi
from derivations.codegen.bignumbers.exponential import big_exp, big_power
from derivations.codegen.bignumbers.gamma import big_gamma


def big_scaled_besseli(order: float, x: Big, p: int) -> Big:
    """e^(-x) I_order(x), x >= 0: the power series of positive terms, for large x the asymptotic one."""
    if x[0] < 0:
        message = "Computing an element again: expected a Bessel function of a number that is not negative."
        raise ArithmeticError(message)
    guard, exact = p + 32, big(order)
    if big_size(x) > (guard + int(order * order)).bit_length() + 1:
        return big_scaled_besseli_far(exact, x, p)
    square = big_multiply(x, x, guard)
    quarter = big_shifted(square, -2)
    total = term = (1, 0)
    k = 1
    while big_size(term) > big_size(total) - guard and term[0]:
        below = big_multiply((k, 0), big_add((k, 0), exact, guard), guard)
        term = big_divide(big_multiply(term, quarter, guard), below, guard)
        total = big_add(total, term, guard)
        k += 1
    total = big_multiply(total, big_exp(big_negative(x), guard), guard)
    if order:
        above = big_power(big_shifted(x, -1), exact, guard)
        total = big_multiply(total, big_divide(above, big_gamma(big_add(exact, (1, 0), guard), guard), guard), guard)
    return big_round(*total, p)


def big_scaled_besseli_far(order: Big, x: Big, p: int) -> Big:
    """The sum of (-1)^k (4 v^2 - 1) (4 v^2 - 9) ... / (k! (8 x)^k) over sqrt(2 pi x)."""
    guard = p + 32
    fourfold = big_multiply(order, order, guard)
    fourfold = big_shifted(fourfold, 2)
    total = term = (1, 0)
    k = 1
    while term[0] and big_size(term) > -guard:
        factor = big_add(fourfold, (-((2 * k - 1) ** 2), 0), BIG_EXACT)
        term = big_negative(big_divide(big_multiply(term, factor, guard), big_multiply((k, 3), x, guard), guard))
        total = big_add(total, term, guard)
        k += 1
    below = big_multiply(big_pi(guard), x, guard)
    return big_divide(total, big_sqrt((below[0], below[1] + 1), guard), p)
