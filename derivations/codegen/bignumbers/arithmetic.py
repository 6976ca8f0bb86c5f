"""Numbers m 2^e: rounding, sums, products, quotients, roots, whole powers."""

from __future__ import annotations

import math

Big = tuple[int, int]

BIG_TOP = 7000  # the highest precision that is tried: beyond it, a difference of nothing is zero
BIG_EXACT = 1 << 20  # a precision at which sums of floats are exact
BIG_SPARE = 64  # bits that no cancellation may touch
BIG_STAGES = 3  # differences of differences, each of which may lose its share of the other bits


def big(x: float) -> Big:
    """The exact value of a float; one that is not finite is an ``ArithmeticError``."""
    if not math.isfinite(x):
        message = f"Computing an element again: expected a finite number, got {x}."
        raise ArithmeticError(message)
    if not x:
        return 0, 0
    fraction, exponent = math.frexp(x)
    return int(math.ldexp(fraction, 53)), exponent - 53


def big_beside(x: Big, step: int) -> Big:
    """A number next to x: by ``step`` parts of 2^200, far less than floats tell apart, and beside zero ``step`` 2^-2000 itself."""
    m, e = x
    return (m * ((1 << 200) + step), e - 200) if m else (step, -2000)


def big_nonzero(x: Big) -> None:
    """A ``ZeroDivisionError`` for zero."""
    if not big_known(x)[0]:
        message = "Computing an element again: expected a number to divide by, got zero."
        raise ZeroDivisionError(message)


def big_ratio(numerator: int, denominator: int, p: int) -> Big:
    """A quotient of integers."""
    return big_divide((numerator, 0), (denominator, 0), p)


def big_round(m: int, e: int, p: int) -> Big:
    """A number cut to p bits."""
    extra = m.bit_length() - p
    return (m >> extra, e + extra) if extra > 0 else (m, e)


def big_size(x: Big) -> int:
    """The exponent of the power of two next above the size of a number."""
    return x[0].bit_length() + x[1]


def big_sum(terms: list[Big], p: int) -> Big:
    """The sum; its size alone where too much cancels for the precision, or where as much of some term is unknown."""
    parts = [term for term in terms if term[0]]
    unknown = [e for m, e in terms if not m and e]
    if not parts:
        return big_unknown(max(unknown) + len(unknown)) if unknown else (0, 0)
    largest = max(map(big_size, parts))
    parts = [(m, e) for m, e in parts if m.bit_length() + e > largest - p - 32]
    low = min(e for _, e in parts)
    total = sum(m << (e - low) for m, e in parts)
    size = total.bit_length() + low if total else largest - p
    if not total or size < largest - big_spare(p):
        if p >= BIG_TOP and not unknown:
            return 0, 0
        unknown.append(largest - big_spare(p))
    if unknown and max(unknown) > size - big_margin(p):
        return big_unknown(max(*unknown, size) + len(unknown))
    return big_round(total, low, p)


def big_add(x: Big, y: Big, p: int) -> Big:
    """The sum of two numbers; where they are known, near each other and do not cancel too much, without the detours of longer sums."""
    (a, i), (b, j) = x, y
    if a and b and -p < i - j < p:
        total, low = ((a << i - j) + b, j) if i > j else (a + (b << j - i), i)
        if total and total.bit_length() + low >= max(a.bit_length() + i, b.bit_length() + j) - big_spare(p):
            return big_round(total, low, p)
    return big_sum([x, y], p)


def big_spare(p: int) -> int:
    """How many bits may cancel at once."""
    return p - BIG_SPARE if p >= BIG_TOP else (p - BIG_SPARE) // BIG_STAGES


def big_margin(p: int) -> int:
    """By how many bits what is unknown lies below a sum that may be part of another, at the last precision below one that is the result."""
    return BIG_SPARE if BIG_TOP <= p < BIG_EXACT else BIG_SPARE + (BIG_STAGES - 1) * big_spare(min(p, BIG_TOP - 1))


def big_lost() -> FloatingPointError:
    """What is raised where a higher precision must tell what is left."""
    return FloatingPointError("Computing an element again: more digits cancel than the precision has.")


def big_unknown(size: int) -> Big:
    """A number of which is known that it is at most 2^size."""
    return 0, size or 1


def big_known(x: Big) -> Big:
    """The number, if it is known."""
    if not x[0] and x[1]:
        raise big_lost()
    return x


def big_shifted(x: Big, count: int) -> Big:
    """The number times a power of two."""
    return (x[0], x[1] + count) if x != (0, 0) else x


def big_negative(x: Big) -> Big:
    """The number of opposite sign."""
    return -x[0], x[1]


def big_subtract(x: Big, y: Big, p: int) -> Big:
    """The difference."""
    return big_add(x, (-y[0], y[1]), p)


def big_multiply(x: Big, y: Big, p: int) -> Big:
    """The product."""
    if not x[0] or not y[0]:
        return big_unknown(big_size(x) + big_size(y)) if x != (0, 0) and y != (0, 0) else (0, 0)
    return big_round(x[0] * y[0], x[1] + y[1], p)


def big_divide(x: Big, y: Big, p: int) -> Big:
    """The quotient."""
    if not x[0] and y[0]:
        return big_unknown(x[1] - big_size(y) + 1) if x[1] else x
    big_known(y)
    shift = max(0, p + y[0].bit_length() - x[0].bit_length() + 2)
    return (x[0] << shift) // y[0], x[1] - y[1] - shift


def big_reciprocal(x: Big, p: int) -> Big:
    """One over a number."""
    return big_divide((1, 0), x, p)


def big_sqrt(x: Big, p: int) -> Big:
    """The square root."""
    m, e = big_known(x)
    if not m:
        return x
    if m < 0:
        message = "Computing an element again: expected no root of a negative number."
        raise ArithmeticError(message)
    shift = max(0, 2 * p + 4 - m.bit_length())
    shift += (e - shift) % 2
    return big_round(math.isqrt(m << shift), (e - shift) // 2, p)


def big_integer_power(x: Big, n: int, p: int) -> Big:
    """A whole power."""
    if n < 0:
        return big_reciprocal(big_integer_power(x, -n, p + 8), p)
    result, square, guard = (1, 0), x, p + 8 + n.bit_length()
    while n:
        if n & 1:
            result = big_multiply(result, square, guard)
        square, n = big_multiply(square, square, guard), n >> 1
    return big_round(*result, p)


def big_fixed(x: Big, bits: int) -> int:
    """The number in units of 2^-bits, cut."""
    shift = big_known(x)[1] + bits
    return x[0] << shift if shift >= 0 else x[0] >> -shift


def big_to_float(x: Big) -> float:
    """The nearest float; infinite beyond their range."""
    m, e = x
    size = big_size(x)
    if size < -1100 or x == (0, 0):
        return 0.0
    big_known(x)
    limit = math.inf if m > 0 else -math.inf
    if size > 1024:
        return limit
    try:
        return float(m << e) if e >= 0 else m / (1 << -e)
    except OverflowError:
        return limit
