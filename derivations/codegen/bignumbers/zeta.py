"""Riemann's zeta function above one."""

from __future__ import annotations

from derivations.codegen.bignumbers.arithmetic import (
    BIG_EXACT,
    Big,
    big_add,
    big_divide,
    big_known,
    big_multiply,
    big_negative,
    big_size,
    big_subtract,
)
from derivations.codegen.bignumbers.constants import big_constant
from derivations.codegen.bignumbers.exponential import big_exp, big_log


def big_zeta(s: Big, p: int) -> Big:
    """The alternating series, accelerated (Borwein 2000), over 1 - 2^(1 - s)."""
    excess = big_subtract(s, (1, 0), BIG_EXACT)
    if big_known(excess)[0] <= 0:
        message = "Computing an element again: expected a zeta function of a number above one."
        raise ArithmeticError(message)
    if big_size(s) > 2 * p.bit_length() + 8:
        return 1, 0
    guard = p + 32
    weights = big_zeta_weights(2 * guard // 5 + 8)
    total = (0, 0)
    for k, weight in enumerate(weights[:-1]):
        power = big_exp(big_negative(big_multiply(s, big_log((k + 1, 0), guard + 32), guard + 32)), guard) if k else (1, 0)
        total = big_add(total, big_multiply(((-1) ** k * (weight - weights[-1]), 0), power, guard), guard)
    total = big_divide(big_negative(total), (weights[-1], 0), guard)
    ln2 = (big_constant("ln2", guard + 32), -guard - 32)
    return big_divide(
        total,
        big_subtract((1, 0), big_exp(big_negative(big_multiply(excess, ln2, guard)), guard + max(0, -big_size(excess)) + 8), BIG_EXACT),
        p,
    )


def big_zeta_weights(n: int) -> list[int]:
    """n times the sums over i <= k of (n + i - 1)! 4^i / ((n - i)! (2 i)!), k = 0 ... n."""
    weights, total, term = [], 0, 1  # the term for i = 0 is (n - 1)! / n! n = 1
    for i in range(n + 1):
        total += term
        weights.append(total)
        term = term * 4 * (n + i) * (n - i) // ((2 * i + 1) * (2 * i + 2))
    return weights
