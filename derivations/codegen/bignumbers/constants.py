"""Constants in units of 2^-bits, computed once for the highest precision met."""

from __future__ import annotations

from derivations.codegen.bignumbers.arithmetic import Big, big_round

BIG_CONSTANTS: dict[str, tuple[int, int]] = {}  # name: bits, value


def big_constant(name: str, bits: int) -> int:
    """``ln2`` or ``pi`` in units of 2^-bits, cut."""
    known, value = BIG_CONSTANTS.get(name, (0, 0))
    if known < bits:
        known = 2 * bits + 64
        value = (big_ln2_sum if name == "ln2" else big_pi_sum)(known + 16) >> 16
        BIG_CONSTANTS[name] = known, value
    return value >> (known - bits)


def big_ln2_sum(bits: int) -> int:
    """18 atanh(1/26) - 2 atanh(1/4801) + 8 atanh(1/8749)."""
    return 18 * big_inverse_series(26, 1, bits) - 2 * big_inverse_series(4801, 1, bits) + 8 * big_inverse_series(8749, 1, bits)


def big_pi_sum(bits: int) -> int:
    """16 atan(1/5) - 4 atan(1/239) (Machin)."""
    return 16 * big_inverse_series(5, -1, bits) - 4 * big_inverse_series(239, -1, bits)


def big_inverse_series(n: int, sign: int, bits: int) -> int:
    """The sum of sign^k / ((2 k + 1) n^(2 k + 1)): atanh(1/n), or atan(1/n) for the sign -1."""
    power = (1 << bits) // n
    total, k = power, 1
    while power:
        power //= n * n
        total += sign**k * (power // (2 * k + 1))
        k += 1
    return total


def big_pi(p: int) -> Big:
    """The number pi."""
    return big_round(big_constant("pi", p + 8), -p - 8, p)
