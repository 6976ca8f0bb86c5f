"""Steps upwards from a number: the product of all of them, and the sums of their inverse powers, many steps at a time."""

from __future__ import annotations

from typing import Any

from derivations.codegen.bignumbers.arithmetic import Big, big_fixed, big_size

BIG_BLOCK = 8  # steps of which a product, and its derivatives, are known by additions
BIG_FEW = 256  # steps below which one after another costs less
BIG_GUARD = 80  # bits for what the additions round: 2^8 times a binomial coefficient, and few steps more than the bits of numbers


def big_rising(x: Big, count: int, p: int) -> Big:
    """x (x + 1) ... (x + count - 1)."""
    bits = p + 16 + max(0, -big_size(x))
    if count < BIG_FEW:
        return big_product(x, 0, count, (1, 0), bits)
    blocks = count // BIG_BLOCK - 1
    done = BIG_BLOCK * (1 + blocks)
    m, e = big_product(x, 0, BIG_BLOCK, (1, 0), bits)
    factor = big_fixed(x, bits + BIG_GUARD) + (BIG_BLOCK << bits + BIG_GUARD)
    for (product,) in big_blocks(factor, blocks, 0, bits + BIG_GUARD):
        m *= product
        extra = m.bit_length() - bits
        m, e = m >> extra, e + extra - bits - BIG_GUARD
    return big_product(x, done, count, (m, e), bits)


def big_product(x: Big, first: int, last: int, start: Big, bits: int) -> Big:
    """A number times (x + first) ... (x + last - 1)."""
    step, factor = 1 << bits, big_fixed(x, bits) + (first << bits)
    m, e = start
    for _ in range(first, last):
        m *= factor
        extra = m.bit_length() - bits
        m, e = (m >> extra, e + extra - bits) if extra > 0 else (m, e - bits)
        factor += step
    return m, e


def big_inverse_powers(x: Big, count: int, power: int, p: int) -> Big:
    """The sum of (x + i)^(-power), 0 < i < count."""
    unit, total = 1 << p, 0
    blocks = (count - 1) // BIG_BLOCK if count >= BIG_FEW and power in (1, 2) else 0
    bits = p + BIG_GUARD
    for product, slope, *bend in big_blocks(big_fixed(x, bits) + (1 << bits), blocks, power, bits):
        ratio = (slope << p) // product
        total += ratio if power == 1 else (ratio * ratio >> p) - (bend[0] << p) // product
    factor, square = big_fixed(x, p) + BIG_BLOCK * blocks * unit, unit << p
    for _ in range(1 + BIG_BLOCK * blocks, count):
        factor += unit
        inverse = square // factor
        total += inverse if power == 1 else inverse**power >> p * (power - 1)
    return total, -p


def big_blocks(x: int, blocks: int, order: int, bits: int) -> Any:
    """The product of BIG_BLOCK factors x, x + 1, ... and its derivatives up to an order, of those after them, and so on, by differences.

    ``x`` and the results are in units of 2^-bits; the last BIG_GUARD bits are lost by and by.
    """
    if not blocks:
        return
    rows = [big_slopes(x + (BIG_BLOCK * place << bits), order, bits) for place in range(BIG_BLOCK + 1)]
    tables = [[row[k] for row in rows[: BIG_BLOCK + 1 - k]] for k in range(order + 1)]
    for table in tables:
        for level in range(1, len(table)):
            for j in range(len(table) - 1, level - 1, -1):
                table[j] -= table[j - 1]
    for _ in range(blocks):
        yield [table[0] for table in tables]
        for table in tables:
            for j in range(len(table) - 1):
                table[j] += table[j + 1]


def big_slopes(x: int, order: int, bits: int) -> list[int]:
    """The product of BIG_BLOCK factors x, x + 1, ... and its derivatives, in units of 2^-bits."""
    found = [1 << bits] + [0] * order
    for step in range(BIG_BLOCK):
        factor = x + (step << bits)
        found = [(value * factor >> bits) + (k * found[k - 1] if k else 0) for k, value in enumerate(found)]
    return found
