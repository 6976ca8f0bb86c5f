"""fisher(GeneralizedExtremeValue(loc, scale, shape), [loc, scale, shape]).

Written by fisherproof; change the derivation, not this file.
"""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import scipy.special
from numpy.typing import NDArray
from scipy import special

PROVENANCE = {
    "expression": "fisher(GeneralizedExtremeValue(loc, scale, shape), [loc, scale, shape])",
    "let": {
        "loc": "real",
        "scale": "positive",
        "shape": "real",
    },
    "name": "fisher_generalized_extreme_value",
    "target": "numpy",
    "dtype": "float64",
    "layout": "full",
    "generator": 1,
    "operations": 26,
}

BLOCK = 16384
FEW = 4
NEIGHBOURS = 64
EIGHT = 8
FEWEST = 256
NAME = "fisher_generalized_extreme_value"
ARGUMENTS = ("loc", "scale", "shape")
CORES: Any = ((), (), ())
RESULT: Any = (3, 3)
COLUMNS: Any = ((..., 0, 0), (..., 0, 1), (..., 0, 2), (..., 1, 1), (..., 1, 2), (..., 2, 2))
COPIES: Any = (((..., 1, 0), 1), ((..., 2, 0), 2), ((..., 2, 1), 4))
SPANS: Any = ((0, 1), (2, 3), (1, 2))
ORDER: Any = (0, 2, 1)
OPEN: Any = (0, 1, 2)
ENDS: Any = ((1, 0.0, math.inf),)
LIMITS: Any = ((-math.inf, math.inf), (0.0, math.inf), (-math.inf, math.inf))
WHOLE: Any = ()
MIRRORS: Any = ()
INPUTS, NUMBERS, SCRATCH, TRUTHS = 3, 5, 0, 1
N2 = np.array(2.0)
N1 = np.array(1.0)
N0 = np.array(0.0)
N0_5 = np.array(0.5)
N3 = np.array(3.0)
N10 = np.array(10.0)
N4 = np.array(4.0)
N1_25 = np.array(1.25)
N60 = np.array(60.0)
FLAGS = TRUTHS + 3
ROWS = INPUTS + NUMBERS + SCRATCH + len(COLUMNS) + -(-FLAGS // 8)


def fisher_generalized_extreme_value(loc: Any, scale: Any, shape: Any, out: Any = None, workspace: Any = None) -> Any:
    """fisher(GeneralizedExtremeValue(loc, scale, shape), [loc, scale, shape]).

    Computed as::

        [(shape + 1)**2*gamma(2*shape + 1)/scale**2, (shape +
        1)**2*extreme_value_location_scale(shape)*gamma(2*shape + 1)/scale**2, (shape +
        1)**2*extreme_value_location_shape(shape)*gamma(2*shape + 1)/scale, (shape +
        1)**2*extreme_value_location_scale(shape)*gamma(2*shape + 1)/scale**2, (shape +
        1)**2*extreme_value_scale(shape)*gamma(2*shape + 1)/scale**2, (shape +
        1)**2*extreme_value_scale_shape(shape)*gamma(2*shape + 1)/scale, (shape +
        1)**2*extreme_value_location_shape(shape)*gamma(2*shape + 1)/scale, (shape +
        1)**2*extreme_value_scale_shape(shape)*gamma(2*shape + 1)/scale, (shape +
        1)**2*extreme_value_shape(shape)*gamma(2*shape + 1)]

    Args:
        loc: real, shape (...).
        scale: positive, shape (...).
        shape: real, shape (...).
        out: where to write the result.
        workspace: memory from ``make_workspace()``, for one call at a time.

    Returns: shape (..., 3, 3). Arguments broadcast; outside its type an element is nan.

    Accuracy: the bound is 8 units in the last place where half a unit in every argument moves the exact value by
    one unit at most, and 8 times that movement elsewhere. ``fisherproof accuracy`` measures the errors.

    Operations: 26 for one element.
    """
    return run((loc, scale, shape), out, workspace)


def block(x: Any, b: Any, s: Any, t: Any, o: Any) -> tuple[Any, Any]:
    """Every entry of one block."""
    EXTREME_VALUE_SCALE_LAST.clear()
    EXTREME_VALUE_SCALE_FAR_LAST.clear()
    x0, x1, x2 = x[:3]
    b0, b1, b2, b3, b4 = b[:5]
    (t0,) = t[:1]
    o0, o1, o2, o3, o4, o5 = o[:6]
    np.multiply(x2, N2, b0)
    np.add(N1, b0, b0)
    np.reciprocal(b0)
    np.multiply(b0, 1.0475e306)
    special.gamma(b0.astype(np.float64, copy=False), b1)
    np.add(N1, x2, b2)
    np.divide(b2, x1, b3)
    np.square(b3, b3)
    np.multiply(b1, b3, o0)
    extreme_value_location_scale(x2, b4, s)
    np.multiply(b4, b1, b4)
    np.multiply(b4, b3, o1)
    extreme_value_location_shape(x2, b4, s)
    np.square(b2, b2)
    np.multiply(b4, b1, b4)
    np.multiply(b4, b2, b4)
    np.divide(b4, x1, o2)
    extreme_value_scale(x2, b4, s)
    np.multiply(b4, b1, b4)
    np.multiply(b4, b3, o3)
    extreme_value_scale_shape(x2, b3, s)
    np.multiply(b3, b1, b3)
    np.multiply(b3, b2, b3)
    np.divide(b3, x1, o4)
    extreme_value_shape(x2, b3, s)
    np.multiply(b3, b1, b1)
    np.multiply(b1, b2, o5)
    np.less(N0, b0, t0)
    return t0, None


NEEDED: tuple[int, ...] = (1, 2)
PRECISIONS = (128, 256, 512, 1024, 2048, 3500, 7000)

BIG_EXACT = 1 << 20  # a precision at which sums of floats are exact
Big = tuple[int, int]


def big(x: float) -> Big:
    """The exact value of a float; one that is not finite is an ``ArithmeticError``."""
    if not math.isfinite(x):
        message = f"Computing an element again: expected a finite number, got {x}."
        raise ArithmeticError(message)
    if not x:
        return 0, 0
    fraction, exponent = math.frexp(x)
    return int(math.ldexp(fraction, 53)), exponent - 53


def big_absolute(x: Big) -> Big:
    """The size of a number."""
    return abs(x[0]), x[1]


def big_beside(x: Big, step: int) -> Big:
    """A number next to x: by ``step`` parts of 2^200, far less than floats tell apart, and beside zero ``step`` 2^-2000 itself."""
    m, e = x
    return (m * ((1 << 200) + step), e - 200) if m else (step, -2000)


def big_round(m: int, e: int, p: int) -> Big:
    """A number cut to p bits."""
    extra = m.bit_length() - p
    return (m >> extra, e + extra) if extra > 0 else (m, e)


BIG_SPARE = 64  # bits that no cancellation may touch
BIG_STAGES = 3  # differences of differences, each of which may lose its share of the other bits
BIG_TOP = 7000  # the highest precision that is tried: beyond it, a difference of nothing is zero


def big_spare(p: int) -> int:
    """How many bits may cancel at once."""
    return p - BIG_SPARE if p >= BIG_TOP else (p - BIG_SPARE) // BIG_STAGES


def big_margin(p: int) -> int:
    """By how many bits what is unknown lies below a sum that may be part of another, at the last precision below one that is the result."""
    return BIG_SPARE if BIG_TOP <= p < BIG_EXACT else BIG_SPARE + (BIG_STAGES - 1) * big_spare(min(p, BIG_TOP - 1))


def big_size(x: Big) -> int:
    """The exponent of the power of two next above the size of a number."""
    return x[0].bit_length() + x[1]


def big_unknown(size: int) -> Big:
    """A number of which is known that it is at most 2^size."""
    return 0, size or 1


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


def big_lost() -> FloatingPointError:
    """What is raised where a higher precision must tell what is left."""
    return FloatingPointError("Computing an element again: more digits cancel than the precision has.")


def big_known(x: Big) -> Big:
    """The number, if it is known."""
    if not x[0] and x[1]:
        raise big_lost()
    return x


def big_divide(x: Big, y: Big, p: int) -> Big:
    """The quotient."""
    if not x[0] and y[0]:
        return big_unknown(x[1] - big_size(y) + 1) if x[1] else x
    big_known(y)
    shift = max(0, p + y[0].bit_length() - x[0].bit_length() + 2)
    return (x[0] << shift) // y[0], x[1] - y[1] - shift


BIG_BLOCK = 8  # steps of which a product, and its derivatives, are known by additions
BIG_FEW = 256  # steps below which one after another costs less
BIG_GUARD = 80  # bits for what the additions round: 2^8 times a binomial coefficient, and few steps more than the bits of numbers


def big_slopes(x: int, order: int, bits: int) -> list[int]:
    """The product of BIG_BLOCK factors x, x + 1, ... and its derivatives, in units of 2^-bits."""
    found = [1 << bits] + [0] * order
    for step in range(BIG_BLOCK):
        factor = x + (step << bits)
        found = [(value * factor >> bits) + (k * found[k - 1] if k else 0) for k, value in enumerate(found)]
    return found


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


def big_fixed(x: Big, bits: int) -> int:
    """The number in units of 2^-bits, cut."""
    shift = big_known(x)[1] + bits
    return x[0] << shift if shift >= 0 else x[0] >> -shift


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


BIG_CONSTANTS: dict[str, tuple[int, int]] = {}  # name: bits, value


def big_inverse_series(n: int, sign: int, bits: int) -> int:
    """The sum of sign^k / ((2 k + 1) n^(2 k + 1)): atanh(1/n), or atan(1/n) for the sign -1."""
    power = (1 << bits) // n
    total, k = power, 1
    while power:
        power //= n * n
        total += sign**k * (power // (2 * k + 1))
        k += 1
    return total


def big_ln2_sum(bits: int) -> int:
    """18 atanh(1/26) - 2 atanh(1/4801) + 8 atanh(1/8749)."""
    return 18 * big_inverse_series(26, 1, bits) - 2 * big_inverse_series(4801, 1, bits) + 8 * big_inverse_series(8749, 1, bits)


def big_pi_sum(bits: int) -> int:
    """16 atan(1/5) - 4 atan(1/239) (Machin)."""
    return 16 * big_inverse_series(5, -1, bits) - 4 * big_inverse_series(239, -1, bits)


def big_constant(name: str, bits: int) -> int:
    """``ln2`` or ``pi`` in units of 2^-bits, cut."""
    known, value = BIG_CONSTANTS.get(name, (0, 0))
    if known < bits:
        known = 2 * bits + 64
        value = (big_ln2_sum if name == "ln2" else big_pi_sum)(known + 16) >> 16
        BIG_CONSTANTS[name] = known, value
    return value >> (known - bits)


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


def big_multiply(x: Big, y: Big, p: int) -> Big:
    """The product."""
    if not x[0] or not y[0]:
        return big_unknown(big_size(x) + big_size(y)) if x != (0, 0) and y != (0, 0) else (0, 0)
    return big_round(x[0] * y[0], x[1] + y[1], p)


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


def big_start(y: Big) -> Big:
    """The logarithm of a number between a half and one to about 50 bits."""
    return big(math.log(y[0] / (1 << -y[1])))


def big_subtract(x: Big, y: Big, p: int) -> Big:
    """The difference."""
    return big_add(x, (-y[0], y[1]), p)


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


def big_negative(x: Big) -> Big:
    """The number of opposite sign."""
    return -x[0], x[1]


BIG_STIRLING: dict[tuple[int, int], list[int]] = {}  # quotients of coefficients, by the order of a series and its bits
BIG_TANGENTS: list[int] = []


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


BIG_MANY = 1024  # bits from which on Bernoulli numbers cost more than steps upwards


def big_shift(x: Big, p: int) -> int:
    """By how much an argument is shifted until Stirling's series gives p bits."""
    if big_known(x)[0] <= 0:
        message = "Computing an element again: expected a gamma function of a positive number."
        raise ArithmeticError(message)
    least = p // (6 if p < BIG_MANY else 2) + 8
    return 0 if big_size(x) > least.bit_length() + 1 else max(0, least - big_fixed(x, 0))


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


BIG_TURNS: dict[int, Big] = {}  # by precision


def big_half_log_turn(p: int) -> Big:
    """log(2 pi) / 2, computed once a precision."""
    if p not in BIG_TURNS:
        m, e = big_log((big_constant("pi", p + 32), -31 - p), p)
        BIG_TURNS[p] = m, e - 1
    return BIG_TURNS[p]


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


def big_gamma(x: Big, p: int) -> Big:
    """The gamma function."""
    guard = p + 32
    count = big_shift(x, p)
    y = big_add(x, (count, 0), BIG_EXACT)
    above = big_exp(big_loggamma(y, guard + max(0, big_size(y)) + 16), guard)
    return big_divide(above, big_rising(x, count, guard), p)


def big_reciprocal(x: Big, p: int) -> Big:
    """One over a number."""
    return big_divide((1, 0), x, p)


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


def big_compare(x: Big, y: Big) -> int:
    """The sign of x - y."""
    first, second = (big_known(x)[0] > 0) - (x[0] < 0), (big_known(y)[0] > 0) - (y[0] < 0)
    if first != second or not first:
        return (first > second) - (first < second)
    if big_size(x) != big_size(y):
        return first if big_size(x) > big_size(y) else -first
    low = min(x[1], y[1])
    left, right = x[0] << (x[1] - low), y[0] << (y[1] - low)
    return (left > right) - (left < right)


def big_less(x: Big, y: Big) -> bool:
    """Whether x < y."""
    return big_compare(x, y) < 0


def big_nonzero(x: Big) -> None:
    """A ``ZeroDivisionError`` for zero."""
    if not big_known(x)[0]:
        message = "Computing an element again: expected a number to divide by, got zero."
        raise ZeroDivisionError(message)


def big_pi(p: int) -> Big:
    """The number pi."""
    return big_round(big_constant("pi", p + 8), -p - 8, p)


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


def big_zeta_weights(n: int) -> list[int]:
    """n times the sums over i <= k of (n + i - 1)! 4^i / ((n - i)! (2 i)!), k = 0 ... n."""
    weights, total, term = [], 0, 1  # the term for i = 0 is (n - 1)! / n! n = 1
    for i in range(n + 1):
        total += term
        weights.append(total)
        term = term * 4 * (n + i) * (n - i) // ((2 * i + 1) * (2 * i + 2))
    return weights


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


def element(x: list[Big], p: int) -> tuple[Big, ...]:
    """Every entry for one element, with p bits."""
    x1, x2 = x
    w0 = (0, 0)
    w1 = (1, 0)
    w2 = (2, 0)
    w3 = big_multiply(w2, x2, p)
    w4 = big_sum([w1, w3], p)
    w5 = big_less(w0, w4)
    if not w5:
        raise ArithmeticError
    w6 = big_integer_power(x1, 2, p)
    w7 = big_sum([w1, x2], BIG_EXACT)
    w8 = big_integer_power(w7, 2, p)
    w9 = big_gamma(w4, p)
    w10 = big_multiply(w8, w9, p)
    w11 = big_divide(w10, w6, p)
    w12 = big_absolute(x2)
    w13 = (1, -70)
    w14 = big_less(w12, w13)
    if w14:
        w16 = (-1, 0)
        w17 = big_digamma((1, 0), p)
        w18 = big_negative(w17)
        w19 = big_sum([w16, w18], p)
        c15 = w19
    elif True:
        w20 = (-1, 0)
        big_nonzero(w7)
        w21 = big_multiply(w8, w9, p)
        w22 = big_sum([w2, x2], BIG_EXACT)
        w23 = big_gamma(w22, p)
        w24 = big_divide(w23, w21, p)
        w25 = big_sum([w20, w24], p)
        w26 = big_divide(w25, x2, p)
        c15 = w26
    w27 = big_multiply(w8, c15, p)
    w28 = big_multiply(w27, w9, p)
    w29 = big_divide(w28, w6, p)
    w30 = big_less(w12, w13)
    if w30:
        w32 = (-1, -1)
        w33 = (12, 0)
        w34 = big_pi(p)
        w35 = big_integer_power(w34, 2, p)
        w36 = big_divide(w35, w33, p)
        w37 = (-1, 0)
        w38 = big_digamma((1, 0), p)
        w39 = big_negative(w38)
        w40 = big_multiply(w37, w39, p)
        w41 = big_sum([w1, w40], p)
        w42 = big_integer_power(w41, 2, p)
        w43 = big_divide(w42, w2, p)
        w44 = big_sum([w32, w36, w43], p)
        c31 = w44
    elif True:
        w45 = big_integer_power(x2, 2, p)
        big_nonzero(w7)
        w46 = big_multiply(w8, w9, p)
        w47 = (-1, 0)
        w48 = big_digamma(w7, p)
        w49 = big_multiply(x2, w48, p)
        w50 = big_sum([w1, x2, w49], p)
        w51 = big_multiply(w47, w50, p)
        w52 = big_sum([w2, x2], BIG_EXACT)
        w53 = big_gamma(w52, p)
        w54 = big_multiply(w51, w53, p)
        w55 = big_divide(w54, w46, p)
        w56 = big_sum([w1, w55], p)
        w57 = big_divide(w56, w45, p)
        c31 = w57
    w58 = big_multiply(w8, c31, p)
    w59 = big_multiply(w58, w9, p)
    w60 = big_divide(w59, x1, p)
    w61 = big_less(w12, w13)
    if w61:
        w63 = (6, 0)
        w64 = big_pi(p)
        w65 = big_integer_power(w64, 2, p)
        w66 = big_divide(w65, w63, p)
        w67 = (-1, 0)
        w68 = big_digamma((1, 0), p)
        w69 = big_negative(w68)
        w70 = big_multiply(w67, w69, p)
        w71 = big_sum([w1, w70], p)
        w72 = big_integer_power(w71, 2, p)
        w73 = big_sum([w66, w72], p)
        c62 = w73
    elif True:
        big_nonzero(w7)
        w74 = big_integer_power(x2, 2, p)
        w75 = big_multiply(w74, w8, p)
        w76 = big_multiply(w75, w9, p)
        w77 = big_multiply(w8, w9, p)
        w78 = (-2, 0)
        w79 = big_sum([w2, x2], BIG_EXACT)
        w80 = big_gamma(w79, p)
        w81 = big_multiply(w78, w80, p)
        w82 = big_sum([w1, w77, w81], p)
        w83 = big_divide(w82, w76, p)
        c62 = w83
    w84 = big_multiply(w8, c62, p)
    w85 = big_multiply(w84, w9, p)
    w86 = big_divide(w85, w6, p)
    w87 = big_less(w12, w13)
    if w87:
        w89 = (1, -1)
        w90 = (-1, 0)
        w91 = big_digamma((1, 0), p)
        w92 = big_negative(w91)
        w93 = big_multiply(w90, w92, p)
        w94 = big_divide(w93, w2, p)
        w95 = (4, 0)
        w96 = big_pi(p)
        w97 = big_integer_power(w96, 2, p)
        w98 = big_multiply(w90, w97, p)
        w99 = big_multiply(w90, w92, p)
        w100 = big_sum([w1, w99], p)
        w101 = big_multiply(w98, w100, p)
        w102 = big_divide(w101, w95, p)
        w103 = big_integer_power(w100, 3, p)
        w104 = big_multiply(w90, w103, p)
        w105 = big_divide(w104, w2, p)
        w106 = (3, 0)
        w107 = big_zeta(w106, p)
        w108 = big_sum([w89, w94, w102, w105, w107], p)
        c88 = w108
    elif True:
        w109 = big_integer_power(x2, 3, p)
        w110 = (-1, 0)
        w111 = big_divide(w110, w109, p)
        big_nonzero(w7)
        w112 = big_multiply(w109, w8, p)
        w113 = big_multiply(w112, w9, p)
        w114 = big_negative(x2)
        w115 = big_digamma((1, 0), p)
        w116 = big_negative(w115)
        w117 = big_multiply(w116, x2, p)
        w118 = big_digamma(w7, p)
        w119 = big_multiply(x2, w118, p)
        w120 = big_sum([w2, x2, w119], p)
        w121 = big_sum([w2, x2], BIG_EXACT)
        w122 = big_gamma(w121, p)
        w123 = big_multiply(w120, w122, p)
        w124 = big_sum([w110, w114, w117, w123], p)
        w125 = big_divide(w124, w113, p)
        w126 = big_sum([w111, w125], p)
        c88 = w126
    w127 = big_multiply(w8, c88, p)
    w128 = big_multiply(w127, w9, p)
    w129 = big_divide(w128, x1, p)
    w130 = big_less(w12, w13)
    if w130:
        w132 = (1, -2)
        w133 = (12, 0)
        w134 = (-1, 0)
        w135 = big_pi(p)
        w136 = big_integer_power(w135, 2, p)
        w137 = big_multiply(w134, w136, p)
        w138 = big_divide(w137, w133, p)
        w139 = (80, 0)
        w140 = (3, 0)
        w141 = big_integer_power(w135, 4, p)
        w142 = big_multiply(w140, w141, p)
        w143 = big_divide(w142, w139, p)
        w144 = (4, 0)
        w145 = big_digamma((1, 0), p)
        w146 = big_negative(w145)
        w147 = big_multiply(w134, w146, p)
        w148 = big_sum([w1, w147], p)
        w149 = big_integer_power(w148, 2, p)
        w150 = big_multiply(w136, w149, p)
        w151 = big_divide(w150, w144, p)
        w152 = (8, 0)
        w153 = (-8, 0)
        w154 = big_multiply(w153, w146, p)
        w155 = big_sum([w152, w154], p)
        w156 = big_multiply(w134, w155, p)
        w157 = big_zeta(w140, p)
        w158 = big_multiply(w156, w157, p)
        w159 = big_divide(w158, w144, p)
        w160 = big_multiply(w134, w149, p)
        w161 = big_divide(w160, w2, p)
        w162 = big_integer_power(w148, 4, p)
        w163 = big_divide(w162, w144, p)
        w164 = big_sum([w132, w138, w143, w151, w159, w161, w163], p)
        c131 = w164
    elif True:
        w165 = big_integer_power(x2, 4, p)
        big_nonzero(w7)
        w166 = big_multiply(w8, w9, p)
        w167 = (6, 0)
        w168 = big_pi(p)
        w169 = big_integer_power(w168, 2, p)
        w170 = big_integer_power(x2, 2, p)
        w171 = big_multiply(w169, w170, p)
        w172 = big_divide(w171, w167, p)
        w173 = (-2, 0)
        w174 = big_digamma(w7, p)
        w175 = big_multiply(x2, w174, p)
        w176 = big_sum([w1, x2, w175], p)
        w177 = big_multiply(w173, w176, p)
        w178 = big_sum([w2, x2], BIG_EXACT)
        w179 = big_gamma(w178, p)
        w180 = big_multiply(w177, w179, p)
        w181 = (-1, 0)
        w182 = big_digamma((1, 0), p)
        w183 = big_negative(w182)
        w184 = big_multiply(w181, w183, p)
        w185 = big_sum([w1, w184], p)
        w186 = big_multiply(x2, w185, p)
        w187 = big_sum([w1, w186], p)
        w188 = big_integer_power(w187, 2, p)
        w189 = big_sum([w172, w180, w188], p)
        w190 = big_divide(w189, w166, p)
        w191 = big_sum([w1, w190], p)
        w192 = big_divide(w191, w165, p)
        c131 = w192
    w193 = big_multiply(w8, c131, p)
    w194 = big_multiply(w193, w9, p)
    return (w11, w29, w60, w86, w129, w194)


def repair(x: Any, o: Any, where: Any) -> list[int]:
    """Compute some elements again, with as many bits as it takes, and tell which; at a pole the value stays."""
    done = []
    for place in where.tolist():
        entries = recomputed([float(x[row][place]) for row in NEEDED])
        if entries:
            done.append(place)
            for column, entry in zip(o, entries, strict=True):
                column[place] = entry
    return done


def recomputed(numbers: list[float]) -> list[float]:
    """The entries at some arguments; none where no precision does."""
    for precision in PRECISIONS:
        try:
            return [big_to_float(entry) for entry in element([big(number) for number in numbers], precision)]
        except ZeroDivisionError:
            return limiting(numbers)
        except ArithmeticError:
            continue
    return []


def limiting(numbers: list[float]) -> list[float]:
    """The entries where some are quotients of nothings: what they tend to, if two ways to come near the place agree."""
    ways = (range(1, len(numbers) + 1), range(2 * len(numbers), len(numbers), -1))
    for precision in PRECISIONS:
        try:
            one, other = ([big_to_float(entry) for entry in element(beside(numbers, way), precision)] for way in ways)
        except FloatingPointError:
            continue
        except ArithmeticError:
            break
        found = [agreed(a, b) for a, b in zip(one, other, strict=True)]
        return found if all(map(math.isfinite, found)) else []
    return []


def agreed(one: float, other: float) -> float:
    """What two ways tend to: the same number, or nothing; not a number where they differ."""
    if abs(one - other) <= 2.0**-50 * abs(other):
        return one
    return 0.0 if max(abs(one), abs(other)) <= 2.0**-150 else math.nan


def beside(numbers: list[float], steps: Any) -> list[Big]:
    """Numbers next to some, each by its own step."""
    return [big_beside(big(number), step) for number, step in zip(numbers, steps, strict=True)]


Array = NDArray[np.float64]


def arrays(table: Any) -> Any:
    """A number as an array without axes, or all of a table: a ufunc takes these in half the time of a float."""
    return tuple([arrays(part) for part in table]) if isinstance(table, tuple) else np.array(table)


# The root in two parts, the slope there, (slope - digamma(a) / (a - root)) / (a - root) for 0.5 <= a <= 3, and
# a^2 (log a - digamma(a)) - a / 2 in 1 / a^2 for a >= 3 and for a >= 10: numerator and denominator, highest power first.
DIGAMMA_ROOT = arrays((1.4616321449683622, 9.549995429965697e-17))
DIGAMMA_SLOPE = arrays(0.9676722454476212)
DIGAMMA_NEAR = arrays(
    (
        (
            -217.60259849221327,
            18862.866163955823,
            60730103.34010372,
            1478912129.2629502,
            11293640953.492033,
            34803851016.84544,
            43392526759.06223,
            16862099832.762884,
        ),
        (
            64244063.30361548,
            1710353990.8903706,
            14455836447.147303,
            50353984707.65927,
            73567808147.24791,
            36023659368.70933,
            1.0,
        ),
    )
)
DIGAMMA_TAIL = arrays(
    (
        (
            0.4692934456718143,
            6.8835831058682455,
            13.616091503171907,
            7.740599379742683,
            1.4850012220726643,
            0.08333333333333333,
        ),
        (10.404829693490088, 96.10711564631292, 172.05292150375996, 94.63157497578062, 17.92001466487197, 1.0),
    )
)
DIGAMMA_SHORT = arrays(
    (
        (
            0.07290040588749579,
            -0.020997344678476245,
            0.0075753691706186566,
            -0.004166666003179246,
            0.003968253967881951,
            -0.008333333333333297,
            0.08333333333333333,
        ),
        (1.0,),
    )
)
DIGAMMA_RATIO_MATRICES: dict[int, tuple[object, Array, Array]] = {}


def digamma(a: Array, out: Array, scratch: Array) -> None:
    """Write the derivative of log gamma, shape (n,), a > 0.

    Accuracy: 3 ulp, also beside the root.
    """
    if not a.size:
        return
    low, high = a[a.argmin()], a[a.argmax()]
    if not high < 3.0:
        reciprocal, square, tail, work = scratch[0], scratch[1], scratch[2], scratch[3]
        np.divide(N1, a, reciprocal)
        np.multiply(reciprocal, reciprocal, square)
        digamma_ratio(square, DIGAMMA_SHORT if low >= 10.0 else DIGAMMA_TAIL, tail, work)
        np.multiply(tail, reciprocal, tail)
        np.add(tail, N0_5, tail)
        np.multiply(tail, reciprocal, tail)
        np.log(a, out)
        np.subtract(out, tail, out)
    if not low >= 3.0:
        near = (a < N3).nonzero()[0]
        out[near] = digamma_near(a[near])


def digamma_near(a: Array) -> Array:
    """The same for a < 3, as a new array: below 0.5 by one step of the recurrence."""
    below = a < 0.5
    b = a + below
    value, work = np.empty_like(b), np.empty_like(b)
    digamma_ratio(b, DIGAMMA_NEAR, value, work)
    np.subtract(b, DIGAMMA_ROOT[0], b)
    np.subtract(b, DIGAMMA_ROOT[1], b)
    np.multiply(value, b, value)
    np.subtract(DIGAMMA_SLOPE, value, value)
    np.multiply(value, b, value)
    np.divide(below, a, work)
    return np.subtract(value, work, value)


def digamma_ratio(x: Array, tables: tuple[tuple[float, ...], tuple[float, ...]], out: Array, work: Array) -> None:
    """Write the quotient of two polynomials in x >= 0, or one polynomial if the second table is that of the number one."""
    if x.size <= 256:
        digamma_ratio_few(x, tables, out)
        return
    digamma_polynomial(x, tables[0], out)
    if len(tables[1]) > 1:
        digamma_polynomial(x, tables[1], work)
        np.divide(out, work, out)


def digamma_polynomial(x: Array, table: tuple[float, ...], out: Array) -> None:
    """Write a polynomial in x by Horner's rule."""
    np.multiply(x, table[0], out)
    for coefficient in table[1:-1]:
        np.add(out, coefficient, out)
        np.multiply(out, x, out)
    np.add(out, table[-1], out)


def digamma_ratio_few(x: Array, tables: tuple[tuple[float, ...], tuple[float, ...]], out: Array) -> None:
    """The same for few elements, as one product of matrices costs less than many calls.

    The highest powers come first in its sums, as they do in Horner's rule: the other way round the error is up to three units more.
    """
    _, matrix, least = DIGAMMA_RATIO_MATRICES.get(id(tables)) or digamma_ratio_matrix(tables)
    powers = digamma_ratio_powers(np.maximum(x, least), matrix.shape[1])
    values = matrix.dot(powers)
    if len(values) == 1:
        out[...] = values[0]
    else:
        np.divide(values[0], values[1], out)


def digamma_ratio_powers(x: Array, count: int) -> Array:
    """Powers down to the zeroth, shape (count, n); x is not so small or large that they leave the range of floats."""
    powers = np.empty((count, x.size), x.dtype)
    powers[:-1] = x
    powers[-1] = 1.0
    if x.size <= 64:
        turned = powers[::-1]
        np.multiply.accumulate(turned, 0, None, turned)
    else:
        for place in range(count - 3, -1, -1):
            np.multiply(powers[place + 1], x, powers[place])
    return powers


def digamma_ratio_matrix(tables: tuple[tuple[float, ...], tuple[float, ...]]) -> tuple[object, Array, Array]:
    """The coefficients as a matrix, the highest power first, and the least number of which no power underflows; made once.

    They stand beside the tables, which so keep their identity. Anything smaller gives the value at zero.
    """
    size = max(map(len, tables))
    rows = [[*[0.0] * (size - len(table)), *table] for table in tables if len(table) > 1]
    DIGAMMA_RATIO_MATRICES[id(tables)] = (tables, np.array(rows), np.array(N10 ** (-300 // (size - 1))))
    return DIGAMMA_RATIO_MATRICES[id(tables)]


# (euler - loggamma(a) / ((a - 1) (a - 2))) / (a - 1) for 0.7 <= a <= 4; a loggamma_tail(a) in 1 / a^2 for a >= 4 and for a >= 10.
LOGGAMMA_EULER = arrays(0.5772156649015329)
LOGGAMMA_NEAR = arrays(
    (
        (
            6.870393583826441e-05,
            0.5200044131112123,
            17.333518837566366,
            155.48200243696147,
            507.73707862833606,
            659.0295185898649,
            333.62163205145873,
            56.582590255901295,
            2.060671071413335,
        ),
        (
            0.9223450394502145,
            34.80058662085832,
            369.4830486043707,
            1505.3294032485935,
            2603.68361253956,
            1927.7855071868423,
            566.1898649002859,
            54.44444221411721,
            1.0,
        ),
    )
)
LOGGAMMA_TAIL_FULL = arrays(
    (
        (0.09355898704794786, 1.2520221959563844, 2.0837358734815354, 0.8443774144836217, 0.08333333333333333),
        (1.4699111635622413, 15.779063763861839, 25.33416874915937, 10.165862307136793, 1.0),
    )
)
LOGGAMMA_TAIL_SHORT = arrays(
    (
        (
            0.0008417244702062445,
            -0.0005952380501494591,
            0.0007936507936255034,
            -0.0027777777777777753,
            0.08333333333333333,
        ),
        (1.0,),
    )
)
LOGGAMMA_CONSTANT = arrays(0.4189385332046727)  # (log(2 pi) - 1) / 2


def loggamma(a: Array, out: Array, scratch: Array) -> None:
    """Write log gamma(a), shape (n,), a > 0; zero exactly at 1 and 2.

    Accuracy: 4 ulp, also beside the roots. From 4 on Stirling's series: (a - 1/2) (log a - 1) + (log(2 pi) - 1) / 2 + tail.
    """
    if not a.size:
        return
    low, high = a[a.argmin()], a[a.argmax()]
    if not high < 4.0:
        reciprocal, square, tail, work = scratch[0], scratch[1], scratch[2], scratch[3]
        np.divide(N1, a, reciprocal)
        np.multiply(reciprocal, reciprocal, square)
        digamma_ratio(square, LOGGAMMA_TAIL_SHORT if low >= 10.0 else LOGGAMMA_TAIL_FULL, tail, work)
        np.multiply(tail, reciprocal, tail)
        np.add(tail, LOGGAMMA_CONSTANT, tail)
        np.log(a, out)
        np.subtract(out, N1, out)
        np.subtract(a, N0_5, work)
        np.multiply(out, work, out)
        np.add(out, tail, out)
    if not low >= 4.0:
        near = (a < N4).nonzero()[0]
        out[near] = loggamma_near(a[near])


def loggamma_near(a: Array) -> Array:
    """The same for a < 4, as a new array: below 0.7 by one step of the recurrence."""
    below = a < 0.7
    beside_one = a - ~below  # b - 1 for b = a or a + 1
    value, work = np.empty_like(a), np.empty_like(a)
    digamma_ratio(a + below, LOGGAMMA_NEAR, value, work)
    np.multiply(value, beside_one, value)
    np.subtract(LOGGAMMA_EULER, value, value)
    np.multiply(beside_one, beside_one - N1, work)
    np.multiply(value, work, value)
    return value - np.log(np.where(below, a, 1.0))


# (1 + x)^2 times the value, highest power first: in x up to 1/2, in x - 5/4 from there to 2.
EXTREME_VALUE_SCALE_NEAR = arrays(
    (
        -4.0187801964906245e-06,
        5.5833860390074535e-06,
        2.6675892406587458e-05,
        -0.00015615926685178078,
        0.00034641660188309994,
        9.98038981292768e-05,
        -0.0030866356859051147,
        0.009189180139543146,
        -0.008156724440116803,
        -0.02647950519446699,
        0.0985401348581461,
        -0.10675443396103743,
        -0.09047054733074919,
        0.3026274444445697,
        -0.014475478082573871,
        -0.36887644786382656,
        -0.5564004747997582,
        1.4403442761239753,
        1.8236806608528795,
    )
)
EXTREME_VALUE_SCALE_MIDDLE = arrays(
    (
        3.717381253936964e-09,
        -8.892312837941847e-09,
        -2.1096204192336163e-08,
        2.1351105837306921e-07,
        -7.769902511426568e-07,
        1.0409221976698807e-06,
        4.442266543952205e-06,
        -3.077999288501123e-05,
        8.244880841823578e-05,
        -3.9777099393003934e-05,
        -0.0005288491067414627,
        0.002028433649281981,
        -0.002575156280426725,
        -0.005242316601982436,
        0.027393123114352866,
        -0.035408858434060414,
        -0.057516665534505955,
        0.27909977835999294,
        -0.33202975192160783,
        -0.29829705147616004,
        2.4507216659556588,
    )
)
EXTREME_VALUE_SCALE_FEW = 64  # elements of which what follows is kept for the next entry at the same shapes
EXTREME_VALUE_SCALE_POWERS = 20  # that the longest table takes, two steps of Horner's rule apart
EXTREME_VALUE_SCALE_SMALLEST = arrays(1e-14)  # of numbers whose powers are floats
EXTREME_VALUE_SCALE_LAST: dict[str, tuple[bytes, tuple[Array, Array] | None]] = {}
EXTREME_VALUE_SCALE_FAR_LAST: dict[str, tuple[bytes, tuple[Array, Array, Array, Array]]] = {}
EXTREME_VALUE_SCALE_ROWS: dict[int, tuple[tuple[float, ...], Array]] = {}


def extreme_value_scale(x: Array, out: Array, scratch: Array) -> None:
    """Write (1 / p - 2 g + 1) / x^2, shape (n,), x > -1/2, its limit at 0.

    Accuracy: 4 ulp. Here p = (1 + x)^2 Gamma(1 + 2 x), the information of the location, and g = Gamma(2 + x) / p.
    """
    extreme_value_scale_near(x, (EXTREME_VALUE_SCALE_NEAR, EXTREME_VALUE_SCALE_MIDDLE), out)
    far = (x > N2).nonzero()[0]
    if far.size:
        _, ratio, inverse, _ = extreme_value_scale_far(x[far])
        out[far] = (N1 - (N2 * ratio - inverse)) / x[far] / x[far]


def extreme_value_scale_near(x: Array, tables: tuple[tuple[float, ...], tuple[float, ...]], out: Array) -> None:
    """The polynomials up to 2, over (1 + x)^2; anything beyond."""
    extreme_value_scale_polynomials(x, tables, out)
    np.divide(out, np.square(N1 + np.minimum(x, N2)), out)


def extreme_value_scale_polynomials(x: Array, tables: tuple[tuple[float, ...], tuple[float, ...]], out: Array) -> None:
    """The first polynomial in x up to 1/2, the second in x - 5/4 up to 2; anything beyond."""
    middle = (x > N0_5).nonzero()[0]
    if x.size <= EXTREME_VALUE_SCALE_FEW and (known := extreme_value_scale_powers(x)) is not None:
        near, part = known
        extreme_value_scale_sum(tables[0], near, out)
        if middle.size:
            value = np.empty_like(part[0])
            extreme_value_scale_sum(tables[1], part, value)
            out[middle] = value
        return
    below = np.minimum(x, N0_5)
    digamma_polynomial(below, tables[0], out)
    if middle.size:
        beyond = np.minimum(x[middle], N2) - N1_25
        value = np.empty_like(beyond)
        digamma_polynomial(beyond, tables[1], value)
        out[middle] = value


def extreme_value_scale_sum(table: tuple[float, ...], powers: Array, out: Array) -> None:
    """One polynomial, all but the last two steps of Horner's rule at once; its coefficients are kept beside the table."""
    known = EXTREME_VALUE_SCALE_ROWS.get(id(table))
    if known is None:
        known = EXTREME_VALUE_SCALE_ROWS[id(table)] = (table, np.array(table[:-2]))
    np.dot(known[1], powers[2 - len(table) :], out)
    np.multiply(out, powers[-2], out)
    np.add(out, table[-2], out)
    np.multiply(out, powers[-2], out)
    np.add(out, table[-1], out)


def extreme_value_scale_powers(x: Array) -> tuple[Array, Array] | None:
    """What was made of the same few numbers last, or is made now."""
    key = x.tobytes()
    known = EXTREME_VALUE_SCALE_LAST.get("powers")
    if known is None or known[0] != key:
        known = EXTREME_VALUE_SCALE_LAST["powers"] = (key, extreme_value_scale_new_powers(x))
    return known[1]


def extreme_value_scale_new_powers(x: Array) -> tuple[Array, Array] | None:
    """Powers of x up to 1/2, the highest first, and of what larger numbers are beyond 5/4; none if too small."""
    middle = (x > N0_5).nonzero()[0]
    near, part = np.empty((EXTREME_VALUE_SCALE_POWERS, x.size)), np.empty((EXTREME_VALUE_SCALE_POWERS, middle.size))
    np.minimum(x, N0_5, out=near[:-1])
    np.subtract(np.minimum(x[middle], N2), N1_25, part[:-1])
    for powers in (near, part):
        if not (np.abs(powers[0]) > EXTREME_VALUE_SCALE_SMALLEST).all():
            return None
        powers[-1] = 1.0
        np.multiply.accumulate(powers[::-1], 0, None, powers[::-1])
    return near, part


def extreme_value_scale_far(x: Array) -> tuple[Array, Array, Array, Array]:
    """The argument, g, 1 / p and digamma(1 + x) for x > 2, for reading; from 60 on, where g is nothing beside one, those at 60.

    Here g is at most 1/36 and 1 / p at most 1/216: 12 ulp of either are half a unit of one at most, so few elements take SciPy's functions.
    """
    if x.size > EXTREME_VALUE_SCALE_FEW:
        return extreme_value_scale_long_far(np.minimum(x, N60))
    key = x.tobytes()
    known = EXTREME_VALUE_SCALE_FAR_LAST.get("far")
    if known is None or known[0] != key:
        known = EXTREME_VALUE_SCALE_FAR_LAST["far"] = (key, extreme_value_scale_few_far(np.minimum(x, N60)))
    return known[1]


def extreme_value_scale_few_far(x: Array) -> tuple[Array, Array, Array, Array]:
    """The same for few elements up to 60, by SciPy's functions."""
    below = scipy.special.gamma(N1 + N2 * x) * (N1 + x)
    ratio = scipy.special.gamma(N1 + x) / below
    return x, ratio, N1 / (below * (N1 + x)), scipy.special.psi(N1 + x)


def extreme_value_scale_long_far(x: Array) -> tuple[Array, Array, Array, Array]:
    """The same for many elements up to 60, for which vector instructions pay."""
    one, two, slope, rows = np.empty_like(x), np.empty_like(x), np.empty_like(x), np.empty((8, x.size))
    loggamma(N1 + x, one, rows)
    loggamma(N1 + N2 * x, two, rows)
    digamma(N1 + x, slope, rows)
    return x, np.exp(one - two) / (N1 + x), np.exp(-two) / np.square(N1 + x), slope


# (1 + x)^2 times the value over (x - the root), highest power first: in x up to 1/2, in x - 5/4 from there to 2.
EXTREME_VALUE_LOCATION_SCALE_NEAR = arrays(
    (
        4.128656024479492e-07,
        1.4579686518818672e-07,
        -9.371066382668914e-06,
        5.201721748226318e-05,
        -0.00014991889236920568,
        7.133405067297514e-05,
        0.001505418504420013,
        -0.0076301032822724294,
        0.017567744290700016,
        -0.004662700449071802,
        -0.103126383031988,
        0.32794561388076654,
        -0.35551133051186534,
        -0.4312694279050391,
        1.6826350960024472,
        -1.169588399240617,
        -2.5279932392345876,
    )
)
EXTREME_VALUE_LOCATION_SCALE_MIDDLE = arrays(
    (
        -6.065156633506581e-10,
        4.6778532822591656e-09,
        -1.9170848178867363e-08,
        2.96339755157845e-08,
        2.182374341150885e-07,
        -2.085940657763973e-06,
        9.294483125751766e-06,
        -2.101738403508843e-05,
        -2.1320283009290955e-05,
        0.0003971415693581152,
        -0.0017113397842737769,
        0.003682829114456642,
        5.3591351469191386e-05,
        -0.029154692945115242,
        0.10260670712162831,
        -0.16530987987566428,
        0.005720900220981012,
        0.5954545622202609,
        -2.4246690491295366,
    )
)
EXTREME_VALUE_LOCATION_SCALE_ROOT = arrays(-0.1672410861456558)
EXTREME_VALUE_LOCATION_SCALE_ROOT_REST = arrays(-2.123494997240583e-18)


def extreme_value_location_scale(x: Array, out: Array, scratch: Array) -> None:
    """Write (g - 1) / x, shape (n,), x > -1/2, its limit at 0.

    Accuracy: 4 ulp. Here p = (1 + x)^2 Gamma(1 + 2 x), the information of the location, and g = Gamma(2 + x) / p.
    """
    extreme_value_scale_near(x, (EXTREME_VALUE_LOCATION_SCALE_NEAR, EXTREME_VALUE_LOCATION_SCALE_MIDDLE), out)
    np.multiply(out, (x - EXTREME_VALUE_LOCATION_SCALE_ROOT) - EXTREME_VALUE_LOCATION_SCALE_ROOT_REST, out)
    far = (x > N2).nonzero()[0]
    if far.size:
        out[far] = extreme_value_location_scale_beyond(x[far])


def extreme_value_location_scale_beyond(x: Array) -> Array:
    """The same for x > 2 as a new array."""
    _, ratio, _, _ = extreme_value_scale_far(x)
    value: Array = (ratio - N1) / x
    return value


# (1 + x)^2 times the value, highest power first: in x up to 1/2, in x - 5/4 from there to 2.
EXTREME_VALUE_LOCATION_SHAPE_NEAR = arrays(
    (
        4.002827175402303e-06,
        -8.013966778693162e-06,
        1.1074033829666395e-05,
        -2.3355563855007806e-05,
        5.10099959233593e-05,
        -8.819128585978613e-05,
        7.194228359014783e-05,
        0.0002126391679798273,
        -0.0008474139902460685,
        -0.0005000072823885753,
        0.01443691849024571,
        -0.059970561679858314,
        0.12137821374469628,
        -0.04177474854190558,
        -0.4470345599105477,
        1.1373882998061031,
        -0.7250868880647339,
        -1.4711609998806028,
        2.413782895350308,
        0.224533392407541,
        0.4118403304264397,
    )
)
EXTREME_VALUE_LOCATION_SHAPE_MIDDLE = arrays(
    (
        -7.458005321789845e-09,
        5.161435737783541e-08,
        -1.689191057633111e-07,
        3.536403507890079e-08,
        3.0837473689577856e-06,
        -1.9627198750737057e-05,
        6.462895530100152e-05,
        -7.339597956546647e-05,
        -0.0004238832301552371,
        0.0026821568060529915,
        -0.0070348869503289715,
        0.004492280333040712,
        0.03348569797677226,
        -0.12468856598917373,
        0.1593221486918969,
        0.13417226766816578,
        -0.7158427345373761,
        0.6430566998762635,
        1.7840645510663116,
    )
)


def extreme_value_location_shape(x: Array, out: Array, scratch: Array) -> None:
    """Write (1 - g (x digamma(x + 1) + x + 1)) / x^2, shape (n,), x > -1/2, its limit at 0.

    Accuracy: 4 ulp. Here p = (1 + x)^2 Gamma(1 + 2 x), the information of the location, and g = Gamma(2 + x) / p.
    """
    extreme_value_scale_near(x, (EXTREME_VALUE_LOCATION_SHAPE_NEAR, EXTREME_VALUE_LOCATION_SHAPE_MIDDLE), out)
    far = (x > N2).nonzero()[0]
    if far.size:
        part, ratio, _, slope = extreme_value_scale_far(x[far])
        out[far] = (N1 - ratio * (part * slope + part + N1)) / x[far] / x[far]


# (1 + x)^2 times the value over (x - the root), highest power first: in x up to 1/2, in x - 5/4 from there to 2.
EXTREME_VALUE_SCALE_SHAPE_NEAR = arrays(
    (
        -4.042128934361623e-06,
        8.00120094936889e-06,
        -8.447956047071038e-06,
        6.939703104716242e-06,
        -1.1624018225919256e-05,
        0.00010344561867399757,
        -0.0004830448392917279,
        0.0010113373930165036,
        0.0002567129533848265,
        -0.006543165655024687,
        0.008953243817240535,
        0.03932632646322161,
        -0.18551125136418553,
        0.25699253350169254,
        0.2775826452925716,
        -1.4613766709394498,
        1.458531588938817,
        1.356500686519491,
        -3.1841845547766803,
    )
)
EXTREME_VALUE_SCALE_SHAPE_MIDDLE = arrays(
    (
        3.4097476662189515e-10,
        -1.1020224207715413e-09,
        -1.1403287158563457e-09,
        2.3512064952552735e-08,
        -1.0563553589208128e-07,
        1.8082115074316735e-07,
        6.487300343126657e-07,
        -5.5663435046725634e-06,
        1.682001742738718e-05,
        -3.8025490576073218e-06,
        -0.0001910929971192978,
        0.0008832119919993069,
        -0.001750428783736841,
        -0.0011952921658910324,
        0.019143985884244055,
        -0.05998881623959095,
        0.07937397427429976,
        0.07754325213434872,
        -0.5714024975547595,
        1.174803613334818,
        -1.1085971710144407,
    )
)
EXTREME_VALUE_SCALE_SHAPE_ROOT = arrays(0.10441759936983068)
EXTREME_VALUE_SCALE_SHAPE_ROOT_REST = arrays(-9.702379096254827e-19)
EXTREME_VALUE_SCALE_SHAPE_EULER = arrays(0.42278433509846713)  # one less the constant of Euler


def extreme_value_scale_shape(x: Array, out: Array, scratch: Array) -> None:
    """Write (g (x digamma(x + 1) + x + 2) + (gamma x - 1 - x) / p - 1) / x^3, shape (n,), x > -1/2, its limit at 0.

    Accuracy: 4 ulp. Here p = (1 + x)^2 Gamma(1 + 2 x), the information of the location, and g = Gamma(2 + x) / p.
    """
    extreme_value_scale_near(x, (EXTREME_VALUE_SCALE_SHAPE_NEAR, EXTREME_VALUE_SCALE_SHAPE_MIDDLE), out)
    np.multiply(out, (x - EXTREME_VALUE_SCALE_SHAPE_ROOT) - EXTREME_VALUE_SCALE_SHAPE_ROOT_REST, out)
    far = (x > N2).nonzero()[0]
    if far.size:
        part, ratio, inverse, slope = extreme_value_scale_far(x[far])
        value = ratio * (part * slope + part + N2) - inverse * (EXTREME_VALUE_SCALE_SHAPE_EULER * part + N1) - N1
        out[far] = value / x[far] / x[far] / x[far]


# (1 + x)^2 times the value, highest power first: in x up to 1/2, in x - 5/4 from there to 2.
EXTREME_VALUE_SHAPE_NEAR = arrays(
    (
        1.3091872786516603e-06,
        -8.174253502314245e-06,
        7.199944731698541e-05,
        -0.000303496981349026,
        0.0005961009556069586,
        0.000312027741491269,
        -0.005502968816618611,
        0.014703725026719237,
        -0.00655650611784037,
        -0.07125088885125944,
        0.22801116360696932,
        -0.25127981711182695,
        -0.26327767345510616,
        1.2391541281811962,
        -1.5340594737071733,
        0.21552876623132908,
        1.6516373305066874,
        -2.6523273366634394,
        2.4236060551770287,
    )
)
EXTREME_VALUE_SHAPE_MIDDLE = arrays(
    (
        6.2410513346760135e-09,
        -1.3290517997886368e-08,
        -4.44871700173025e-08,
        3.786267410760063e-07,
        -1.2861391047693427e-06,
        1.4068908020100178e-06,
        9.001821243817958e-06,
        -5.644659162754023e-05,
        0.0001514838825062254,
        -0.00010083508569166121,
        -0.0008478593838994405,
        0.0037570482976748017,
        -0.007193733251794286,
        0.002162413671517116,
        0.02454464209400736,
        -0.064460605385612,
        0.07193852015506114,
        -0.054560790369530335,
        0.20419464238036902,
        -0.6414880455150761,
        0.8147196113098978,
    )
)
EXTREME_VALUE_SHAPE_EULER = arrays(0.42278433509846713)  # one less the constant of Euler
EXTREME_VALUE_SHAPE_SQUARES = arrays(1.6449340668482264)  # pi^2 / 6


def extreme_value_shape(x: Array, out: Array, scratch: Array) -> None:
    """Write (1 - 2 g (x digamma(x + 1) + x + 1) + (pi^2 x^2 / 6 + (x - gamma x + 1)^2) / p) / x^4, shape (n,), x > -1/2, its limit at 0.

    Accuracy: 4 ulp. Here p = (1 + x)^2 Gamma(1 + 2 x), the information of the location, and g = Gamma(2 + x) / p.
    """
    extreme_value_scale_near(x, (EXTREME_VALUE_SHAPE_NEAR, EXTREME_VALUE_SHAPE_MIDDLE), out)
    far = (x > N2).nonzero()[0]
    if far.size:
        part, ratio, inverse, slope = extreme_value_scale_far(x[far])
        squares = EXTREME_VALUE_SHAPE_SQUARES * part * part + np.square(EXTREME_VALUE_SHAPE_EULER * part + N1)
        value = N1 - N2 * ratio * (part * slope + part + N1) + inverse * squares
        out[far] = value / x[far] / x[far] / x[far] / x[far]


DOUBLES: list[Any] = [np.dtype(np.float64)] * len(CORES)


def run(arguments: tuple[Any, ...], out: Any, workspace: Any) -> Any:
    """Check the arguments, then work: at the desk kept for their shapes where elements are few, else block by block."""
    arrays = [np.asarray(argument) for argument in arguments]
    try:
        bench = IDLE.pop()
    except IndexError:
        bench = Bench()
    try:
        desk = bench.desks.get(tuple([array.shape for array in arrays]))
        if desk is not None and [array.dtype for array in arrays] == DOUBLES:
            lead, single = desk.lead, False
        else:
            lead = leading_shape(arrays)
            single = bool(arrays) and all(array.dtype.char == "f" for array in arrays)
            desk = desk or bench.desk(arrays, lead)
        if out is not None:
            checked(out, lead, single=single)
        if desk is None:
            result = allocate(lead, single=single) if out is None else out
            bench.cut(bench.strays, arrays, result, workspace)
            return result
        if workspace is not None:
            usable(workspace)
        return bench.few(desk, bench.strays, arrays, out, single)
    finally:
        IDLE.append(bench)


def cut(strays: list[Any], arrays: list[Any], result: Any, workspace: Any) -> None:
    """Take the result apart into its entries, and all elements into blocks."""
    strays.clear()
    shape = result.shape[: result.ndim - len(RESULT)]
    length = math.prod(shape)
    rows = memory(workspace, length)
    if not length:
        return
    sources = [array.copy() if np.may_share_memory(array, result) else array for array in arrays]
    columns = [result[place] for place in COLUMNS] if RESULT else [result]
    copies = [(result[place], column) for place, column in COPIES]
    given = [standing(source, core, shape) for source, core in zip(sources, CORES, strict=True)]
    if None not in given and result.dtype == np.float64 and columns[0].strides == (8,):
        straight(rows, strays, given, columns, copies)
        return
    views = split(rows, min(length, rows.shape[1]))
    whole = [spread(source, core, shape) for source, core in zip(sources, CORES, strict=True)]
    for piece in pieces(shape, rows.shape[1]):
        parts = [column[piece] for column in columns]
        targets = [(target[piece], column) for target, column in copies]
        if parts[0].size != len(views[-1][0]):  # all pieces but the last are of one size
            views = split(rows, parts[0].size)
        work(views, strays, [source[piece] for source in whole], parts, targets)


def straight(rows: Any, strays: list[Any], given: list[Any], columns: list[Any], copies: list[Any]) -> None:
    """Blocks of numbers that are read and written where they stand; all are of one size, the last two may overlap."""
    length, most = len(columns[0]), rows.shape[1]
    size = min(length, most, -(-length // -(-length // most)) + 7 & -8)  # whole lines of a cache
    b, s, t = inner(rows if size == most else rows.reshape(-1)[: ROWS * size].reshape(ROWS, size))
    flat = [row for _, each in sorted(zip(SPANS, given, strict=True), key=lambda pair: pair[0]) for row in each]
    for begin in range(0, length, size):
        start = min(begin, length - size)
        part = slice(start, start + size)
        o = [column[part] for column in columns]
        compute(([flat[row][part] for row in ORDER], b, s, t, o), strays, single=False)
        for target, column in copies:
            np.copyto(target[part], o[column])


def work(views: Any, strays: list[Any], sources: list[Any], columns: list[Any], copies: list[Any]) -> None:
    """Load one block, compute it, write it in the order and the precision of the result."""
    shape = columns[0].shape
    entries, spaces, b, s, o, t = views
    for source, space, core in zip(sources, spaces, CORES, strict=True):
        load(space, source, core, shape)
    compute(([entries[row] for row in ORDER], b, s, t, o), strays, single=columns[0].dtype.char == "f")
    for column, value in zip(columns, o, strict=True):
        np.copyto(column, value.reshape(shape), casting="same_kind")
    for target, place in copies:
        np.copyto(target, columns[place])


def standing(source: Any, core: tuple[int, ...], shape: tuple[int, ...]) -> Any:
    """The entries of an argument in the order of the workspace, if each is contiguous float64 numbers."""
    if len(shape) != 1 or source.shape != (*shape, *core) or source.dtype != np.float64:
        return None
    if source.strides[0] != source.itemsize or not source.flags.aligned:
        return None
    rows = [source.T]
    for _ in core:
        rows = [part for row in rows for part in row]
    return rows


def load(space: Any, source: Any, core: tuple[int, ...], shape: tuple[int, ...]) -> None:
    """Copy an argument over a block into the workspace, one entry after the other."""
    if not core:
        np.copyto(space if len(shape) == 1 else space.reshape(shape), source)
    elif source.ndim == 1 + len(core) and len(source) == shape[0] and len(shape) == 1:
        np.copyto(space.reshape((*core[::-1], *shape)), source.T)
    else:
        axes = len(shape)
        turned = spread(source, core, shape).transpose((*range(axes + len(core) - 1, axes - 1, -1), *range(axes)))
        np.copyto(space.reshape((*core[::-1], *shape)), turned)


def spread(array: Any, core: tuple[int, ...], shape: tuple[int, ...]) -> Any:
    """An argument with all leading axes."""
    return array if array.shape == (*shape, *core) else np.broadcast_to(array, (*shape, *core))


def leading_shape(arrays: list[Any]) -> tuple[int, ...]:
    """The common leading axes of the arguments."""
    shapes = []
    for name, core, array in zip(ARGUMENTS, CORES, arrays, strict=True):
        if array.dtype.kind not in "fiub":
            message = f"Calling {NAME}: expected numbers for {name}, got an array of {array.dtype}. Convert it to float64."
            raise TypeError(message)
        shape = array.shape
        if not core:
            shapes.append(shape)
            continue
        split = len(shape) - len(core)
        if split < 0 or shape[split:] != core:
            message = f"Calling {NAME}: expected {name} of shape (..., {', '.join(map(str, core))}), got {shape}. Put these axes last."
            raise ValueError(message)
        shapes.append(shape[:split])
    first: tuple[int, ...] = shapes[0] if shapes else ()
    if shapes.count(first) == len(shapes):
        return first
    try:
        return tuple(np.broadcast_shapes(*shapes))
    except ValueError:
        explain(shapes, arrays)
        raise


def explain(shapes: list[tuple[int, ...]], arrays: list[Any]) -> None:
    """Name two arguments whose leading axes do not broadcast."""
    for second, shape in enumerate(shapes):
        for first in range(second):
            try:
                np.broadcast_shapes(shapes[first], shape)
            except ValueError:
                pair = f"{ARGUMENTS[first]} of shape {arrays[first].shape} and {ARGUMENTS[second]} of shape {arrays[second].shape}"
                message = f"Calling {NAME}: expected leading axes that broadcast, got {pair}. Make them equal or one."
                raise ValueError(message) from None


def allocate(shape: tuple[int, ...], *, single: bool) -> Any:
    """A result of shape ``(*shape, *RESULT)`` in which every entry is contiguous."""
    entries = np.empty((*RESULT, *shape), np.float32 if single else np.float64)
    axes = (*range(len(RESULT), entries.ndim), *range(len(RESULT)))
    return entries.transpose(axes)


def checked(out: Any, lead: tuple[int, ...], *, single: bool) -> Any:
    """The array ``out``."""
    shape, dtype = (*lead, *RESULT), np.dtype(np.float32 if single else np.float64)
    if not isinstance(out, np.ndarray) or out.shape != shape or out.dtype != dtype:
        got = f"shape {out.shape}, {out.dtype}" if isinstance(out, np.ndarray) else type(out).__name__
        message = f"Calling {NAME}: expected `out` of shape {shape}, {dtype}, got {got}. Allocate it so, or leave it away."
        raise ValueError(message)
    return out


DESKS: int = 8

IDLE: list[Any] = []


class Bench:
    """How floating-point errors are told, and the desks of calls with few elements, by the shapes of their arguments."""

    def __init__(self) -> None:
        """The treatment of errors is a decorator: one that is entered anew costs a call twice as much."""
        strays: list[Any] = []  # an entry for every operation that left the range of floats
        self.strays = strays
        telling: Any = np.errstate(divide="ignore", invalid="ignore", over="call", under="call", call=lambda *what: strays.append(what))
        self.few, self.cut = telling(few), telling(cut)
        self.desks: dict[tuple[tuple[int, ...], ...], Desk] = {}

    def desk(self, arrays: list[Any], lead: tuple[int, ...]) -> Any:
        """A new desk if there are few elements; it is kept."""
        if not 0 < math.prod(lead) <= FEWEST:
            return None
        if len(self.desks) >= DESKS:
            self.desks.clear()
        shapes = tuple([array.shape for array in arrays])
        self.desks[shapes] = Desk(shapes, lead)
        return self.desks[shapes]


def all_within(x: list[Any], b: list[Any], same: Any) -> bool:
    """Whether certainly every input lies in its type; quick, and may say no where all do."""
    for row, low, high in ENDS:  # what is no number is the least and the largest one of its row
        some = x[row]
        if not some[some.argmin()] > low or (high < math.inf and not some[some.argmax()] < high):
            return False
    if not all_finite([x[row] for row in OPEN]):
        return False
    if MIRRORS or WHOLE:
        pairs = len(MIRRORS)
        for row in (*WHOLE, *range(pairs)):
            other = x[pairs + row] if row < pairs else np.floor(x[row], b[0])
            if np.count_nonzero(np.equal(x[row], other, same)) < other.size:
                return False
    return True


def all_finite(parts: list[Any]) -> bool:
    """Whether certainly all numbers are finite; two rows take one pass, for what is not stays so times any number."""
    pairs = [(part, parts[min(2 * place + 1, len(parts) - 1)]) for place, part in enumerate(parts[::2])]
    return all(-math.inf < one.dot(other) < math.inf for one, other in pairs)


def within(x: list[Any], b: list[Any], flags: Any, *, single: bool) -> Any:
    """Where every input lies in its type."""
    inside, test, other = flags[:3]
    inside[...] = True
    for row, (low, high) in zip(x, LIMITS, strict=True):
        np.logical_and(np.greater(row, low, out=test), np.less(row, high, out=other), out=test)
        np.logical_and(inside, test, out=inside)
    for row in WHOLE:
        np.logical_and(inside, np.equal(np.floor(x[row], out=b[0]), x[row], out=test), out=inside)
    pairs = len(MIRRORS)
    rounding = 64.0 * (1.2e-7 if single else 2.3e-16)
    for row, (first, second) in enumerate(MIRRORS):
        size = np.abs(x[row]) + np.abs(x[pairs + row]) + np.sqrt(np.abs(x[first])) * np.sqrt(np.abs(x[second]))
        np.logical_and(inside, np.abs(x[row] - x[pairs + row]) <= rounding * size, out=inside)
    return inside


class Desk:
    """Rows for few elements, and views of them: where every argument goes, what is compared at once, where every entry comes from."""

    def __init__(self, shapes: tuple[tuple[int, ...], ...], lead: tuple[int, ...]) -> None:
        """``shapes`` of the arguments, whose leading axes broadcast to ``lead``."""
        self.lead, shape = lead, lead or (1,)
        length, depth = math.prod(shape), len(RESULT)
        rows = np.empty((ROWS, length))
        entries, wholes, self.b, self.s, _, self.t = split(rows, length)
        self.x = [entries[place] for place in ORDER]
        self.places = [placed(*each, shape) for each in zip(shapes, wholes, CORES, strict=True)]
        self.given = rows[:INPUTS].reshape(-1)
        ends = {end: [ORDER[row] for row, each in enumerate(LIMITS) if each == end] for end in sorted(set(LIMITS))}
        self.lows = [(part, low) for (low, _), each in ends.items() if low > -math.inf for part in runs(rows, each)]
        self.highs = [(part, high) for (_, high), each in ends.items() if high < math.inf for part in runs(rows, each)]
        self.integers = runs(rows, [ORDER[row] for row in WHOLE])
        self.mirrors = [(self.x[row], self.x[row + len(MIRRORS)]) for row in range(len(MIRRORS))]
        columns = {**{place: column for column, place in enumerate(COLUMNS)}, **dict(COPIES)}
        order = [columns[(..., *place)] for place in np.ndindex(*RESULT)]
        self.order = np.array(order) if RESULT else None
        self.shape = (*RESULT, *shape)
        self.axes = (*range(depth, depth + len(shape)), *range(depth)) if RESULT or len(shape) > 1 else None
        self.results = np.empty((len(COLUMNS), length))
        self.o = list(self.results)

    def within(self) -> bool:
        """Whether certainly every input lies in its type; quick, and may say no where all do."""
        if not self.given.dot(self.given) < math.inf:
            return False
        for rows, low in self.lows:
            if not rows[rows.argmin()] > low:
                return False
        for rows, high in self.highs:
            if not rows[rows.argmax()] < high:
                return False
        for rows in self.integers:
            if np.floor(rows).tobytes() != rows.tobytes():
                return False
        return not self.mirrors or all(row.tobytes() == other.tobytes() for row, other in self.mirrors)

    def arranged(self, results: Any) -> Any:
        """The entries, shape (*RESULT, n) in rows, as a result of shape (*lead, *RESULT)."""
        result = results if self.axes is None else results.reshape(self.shape).transpose(self.axes)
        return result if self.lead else result[0]


def placed(shape: tuple[int, ...], space: Any, core: tuple[int, ...], lead: tuple[int, ...]) -> tuple[Any, Any, Any]:
    """Where an argument is copied to, its shape with all leading axes if it has fewer, and the order of its axes if that is another."""
    if not core:
        return space.reshape(lead), None, None
    axes = (*range(len(lead) + len(core) - 1, len(lead) - 1, -1), *range(len(lead)))
    missing = len(lead) + len(core) - len(shape)
    return space.reshape((*core[::-1], *lead)), (1,) * missing + shape if missing else None, axes


def runs(rows: Any, places: list[int]) -> list[Any]:
    """The numbers of some rows, side by side as far as the rows are neighbours."""
    starts = [place for place in sorted(places) if place - 1 not in places]
    stops = [place + 1 for place in sorted(places) if place + 1 not in places]
    return [rows[start:stop].reshape(-1) for start, stop in zip(starts, stops, strict=True)]


def few(desk: Any, strays: list[Any], arrays: list[Any], out: Any, single: Any) -> Any:
    """Copy the arguments, compute every entry, forget what lies outside the types."""
    for (target, shape, axes), array in zip(desk.places, arrays, strict=True):
        if axes is None:
            target[...] = array
        else:
            target[...] = (array if shape is None else array.reshape(shape)).transpose(axes)
    direct = out is not None and desk.axes is None and not single and out.strides == (8,)
    results = desk.results if desk.order is not None else out if direct else np.empty_like(desk.o[0])
    x, b, s, t, o = desk.x, desk.b, desk.s, desk.t, desk.o if desk.order is not None else [results]
    inside = None if desk.within() else within(x, b, t[TRUTHS:], single=single)
    strays.clear()
    valid, suspect = block(x, b, s, t, o)
    quick = not strays and inside is None and (suspect is None or 1 not in suspect.tobytes())
    if not quick or (valid is not None and 0 in valid.tobytes()):
        finish((x, b, s, t, o), strays, (inside, valid, suspect))
    if direct:
        return out
    result = desk.arranged(results if desk.order is None else results.take(desk.order, 0))  # a new array with every entry, equal ones too
    if out is None:
        return result.astype(np.float32) if single else result
    out[...] = result
    return out


def compute(values: tuple[Any, ...], strays: list[Any], *, single: bool) -> None:
    """Every entry of a block; ``strays`` tells the next one whether this one left the range of floats."""
    x, b, _, t, o = values
    watch = Watch(strays, len(o[0])) if strays else None  # the block before did: this one may do so, too
    inside = None if all_within(x, b, t[-1]) else within(x, b, t[TRUTHS:], single=single)
    strays.clear()
    valid, suspect = (watch.block if watch else block)(*values)
    left = strays[:1]
    if left or inside is not None or valid is not None or suspect is not None:
        finish(values, strays, (inside, valid, suspect), watch)
    strays[:] = left


def finish(values: tuple[Any, ...], strays: list[Any], marks: tuple[Any, ...], watch: Any = None) -> None:
    """Compute again what lost digits or left the range of floats, and forget what lies outside the types: not inside, or not valid."""
    (x, _, _, t, o), (inside, valid, suspect) = values, marks
    far = beyond(values, strays, watch) if strays else None
    if inside is not None:
        valid = np.logical_and(inside, inside if valid is None else valid, t[TRUTHS + 1])
        far = None if far is None else np.logical_and(far, inside)
    if far is not None or (suspect is not None and np.count_nonzero(suspect)):
        settle(x, o, far, suspect, valid)
    if valid is not None and np.count_nonzero(valid) < len(o[0]):
        outside = np.logical_not(valid)
        for column in o:
            np.putmask(column, outside, math.nan)


def settle(x: Any, o: Any, far: Any, suspect: Any, valid: Any) -> None:
    """Compute again what lost digits, and what left the range of floats on the way, of which what is valid is known only then."""
    again = np.zeros(len(o[0]), np.bool_) if suspect is None else suspect if valid is None else np.logical_and(suspect, valid, out=suspect)
    done = repair(x, o, np.flatnonzero(again if far is None else np.logical_or(again, far)))
    if valid is not None:
        valid[done] = True


def beyond(values: tuple[Any, ...], strays: list[Any], watch: Any = None) -> Any:
    """Where leaving the range of floats has changed an entry by more than arguments off by half a unit would, as longer floats tell.

    Those take dozens of times as long: they are asked of few elements, which a watch tells, or which are searched first.
    """
    if np.finfo(np.longdouble).maxexp <= np.finfo(np.float64).maxexp:
        return astray(values, strays)
    if len(values[-1][0]) <= NEIGHBOURS:
        return harmed(values, strays)
    watch = watch or watched(values, strays)
    if watch.told == len(watch.strays):
        small = np.flatnonzero(watch.small & ~watch.infinite)
        places = np.flatnonzero(watch.infinite)
        if len(small):
            places = np.concatenate([places, moved(values, strays, small)])
    else:
        places = np.concatenate([np.arange(*part) for part in among(values, strays)] or [np.arange(0)])
    far = np.zeros(len(values[-1][0]), np.bool_)
    if len(places):
        far[places] = harmed(gathered(values, places), strays)
    return far


def among(values: tuple[Any, ...], strays: list[Any]) -> list[tuple[int, int]]:
    """Ranges of elements in which all are that leave the range of floats: eighths are tried while at most half of eight do."""
    found, waiting = [], [(0, len(values[-1][0]))]
    while waiting:
        start, stop = waiting.pop()
        parts = [part for part in parted(start, stop) if leaves(values, strays, *part)]
        if stop - start <= EIGHT * NEIGHBOURS or 2 * len(parts) > EIGHT:
            found += parts
        else:
            waiting += parts
    return found


def harmed(values: tuple[Any, ...], strays: list[Any]) -> Any:
    """Which of these elements leaving the range of floats has changed."""
    x, _, _, _, o = values
    try:
        exact = longer(values, [row.astype(np.longdouble) for row in x])
        far = ~alike(o, exact, 0.0)
        places = np.flatnonzero(far)
        if len(places):  # others need no excuse
            far[places] = ~alike(taken(o, places), exact[:, places], changes(gathered(values, places), exact[:, places]))
    except TypeError:  # some function is there for floats of 64 bits only
        return astray(values, strays)
    return straying(values, strays, far)


def changes(values: tuple[Any, ...], exact: Any) -> Any:
    """By how much arguments that are off by half a unit change the entries."""
    x = values[0]
    half = [np.spacing(row).astype(np.longdouble) / 2 for row in x]
    signs = ([(-1) ** (place // width) for place in range(len(x))] for width in (1, 2))  # any two of three move apart in one
    moved = [longer(values, [row + sign * step for row, sign, step in zip(x, each, half, strict=True)]) for each in signs]
    return np.maximum(*(np.abs(each - exact) for each in moved))


def straying(values: tuple[Any, ...], strays: list[Any], far: Any) -> Any:
    """Of some elements those that leave the range of floats themselves: what the others are off by is rounding."""
    places = np.flatnonzero(far)
    if len(places) > FEW:
        far[places] = astray(gathered(values, places), strays, 1)
    return far


def gathered(values: tuple[Any, ...], places: Any) -> tuple[Any, ...]:
    """Some elements of everything that a block works with."""
    x, b, s, t, o = values
    return taken(x, places), taken(b, places), s[:, places], taken(t, places), taken(o, places)


def taken(rows: Any, places: Any) -> list[Any]:
    """Some elements of every row."""
    return [row[places] for row in rows]


def longer(values: tuple[Any, ...], x: list[Any]) -> Any:
    """The entries by longer floats."""
    _, b, s, t, o = values
    rows = [np.empty((len(each), len(o[0])), np.longdouble) for each in (b, s, o)]
    block(x, list(rows[0]), rows[1], [np.empty_like(row) for row in t], list(rows[2]))
    return rows[2]


def astray(values: tuple[Any, ...], strays: list[Any], few: int = FEW) -> Any:
    """Where some number on the way was too large or too small for a float: eighths are tried until ``few`` elements are left."""
    found = np.zeros(len(values[-1][0]), np.bool_)
    waiting = [(0, len(found))]
    while waiting:
        start, stop = waiting.pop()
        if not leaves(values, strays, start, stop):
            continue
        if stop - start <= few:
            found[start:stop] = True
        else:
            waiting += parted(start, stop)
    return found


def leaves(values: tuple[Any, ...], strays: list[Any], start: int, stop: int) -> bool:
    """Whether some of these elements leave the range of floats; their entries stay."""
    x, b, s, t, o = values
    here = slice(start, stop)
    strays.clear()
    parts, numbers, truths = ([row[here] for row in rows] for rows in (x, b, t))
    block(parts, numbers, s[:, here], truths, list(np.empty((len(o), stop - start))))
    return bool(strays)


def parted(start: int, stop: int) -> list[tuple[int, int]]:
    """Eight parts of a range, or one an element."""
    step = -(-(stop - start) // EIGHT)
    return [(place, min(place + step, stop)) for place in range(start, stop, step)]


class Watch:
    """The elements, of so many, of which an operation gave no number, an infinite one or a small one; up to ``cycle`` units are added."""

    def __init__(self, strays: list[Any], length: int, cycle: int = 0) -> None:
        """``strays`` has an entry for every operation that left the range of floats; ``told`` counts those with known elements."""
        self.strays, self.cycle, self.told = strays, cycle, 0
        self.infinite, self.small = np.zeros(length, np.bool_), np.zeros(length, np.bool_)

    def row(self, numbers: Any, places: Any) -> Any:
        """The numbers, shape (.., n), of the elements at n places, watched; ``None``: of which ones is told by what is written there."""
        view = numbers.view(Watched)
        view.watch, view.places = self, places
        return view

    def block(self, x: Any, b: Any, s: Any, t: Any, o: Any) -> tuple[Any, Any]:
        """Compute a block, watched."""
        everyone = np.arange(len(self.small))
        inputs, numbers, outputs = ([self.row(row, everyone) for row in rows] for rows in (x, b, o))
        return block(inputs, numbers, self.row(s, None), t, outputs)

    def note(self, result: Any, places: Any, before: int) -> None:
        """Remember the elements of an operation that left the range of floats."""
        size = np.abs(result)
        for found, here in ((self.infinite, ~(size < np.inf)), (self.small, size < 2.0**-1022)):
            found[places[here if here.ndim == 1 else here.any(axis=0)]] = True
        if self.cycle and any(kind == "underflow" for kind, _ in self.strays[before:]):
            small = size < 2.0**-1022
            units = 1 + 2 * len(self.strays) % self.cycle  # not always as many: what is added to both sides of a difference is lost
            result[small] += np.copysign(units * 2.0**-1074, result[small])
        self.told += len(self.strays) - before


class Watched(np.ndarray):
    """Numbers of some elements; every operation on them that leaves the range of floats tells their watch which elements do."""

    watch: Any = None
    places: Any = None

    def __array_finalize__(self, other: Any) -> None:
        """Copies are watched, too."""
        self.watch, self.places = getattr(other, "watch", None), getattr(other, "places", None)

    def __getitem__(self, key: Any) -> Any:
        """Parts are of some of the elements."""
        part = super().__getitem__(key)
        if isinstance(part, Watched) and self.places is not None:
            last = key if self.ndim == 1 else key[-1] if isinstance(key, tuple) and len(key) == self.ndim else slice(None)
            places = self.places[plain(last)]
            part.places = places if np.ndim(places) == 1 else None
        return part

    def __array_ufunc__(self, ufunc: Any, method: Any, *inputs: Any, **kwargs: Any) -> Any:
        """Compute with plain arrays, and tell."""
        out, strays = kwargs.get("out", ()), self.watch.strays
        if out:
            kwargs["out"] = tuple(map(plain, out))
        before = len(strays)
        result = getattr(ufunc, method)(*map(plain, inputs), **kwargs)
        places = fitting(result, (*inputs, *out))
        if len(strays) > before and places is not None:
            self.watch.note(result, places, before)
        for each in out:
            if isinstance(each, Watched) and places is not None:
                each.places = places
        return like(result, self.watch, places) if not out else out[0] if len(out) == 1 else out

    def __array_function__(self, func: Any, types: Any, args: Any, kwargs: Any) -> Any:
        """What is chosen or put together from rows is watched as they are."""
        result = super().__array_function__(func, types, args, kwargs)
        return like(result, self.watch, fitting(result, (self,)))


def plain(value: Any) -> Any:
    """The same without a watch."""
    return value.view(np.ndarray) if isinstance(value, Watched) else value


def fitting(result: Any, rows: tuple[Any, ...]) -> Any:
    """The places of the elements of a result, which are those of the first row as long as it is; ``None`` if there is none."""
    if not isinstance(result, np.ndarray) or result.dtype != np.float64 or not result.ndim:
        return None
    known = (row.places for row in rows if isinstance(row, Watched) and row.places is not None)
    return next((places for places in known if len(places) == result.shape[-1]), None)


def like(result: Any, watch: Watch, places: Any) -> Any:
    """A new result, watched if its elements are known."""
    return plain(result) if places is None else watch.row(result, places)


def watched(values: tuple[Any, ...], strays: list[Any]) -> Watch:
    """The watch of a block that is computed again."""
    x, b, s, t, o = values
    watch = Watch(strays, len(o[0]))
    strays.clear()
    watch.block(x, b, s, [row.copy() for row in t], list(np.empty((len(o), len(o[0])))))
    return watch


def moved(values: tuple[Any, ...], strays: list[Any], places: Any) -> Any:
    """Those of the places where an entry changes with the last digits of what is small; all of them where that is not known."""
    x, b, s, t, o = ([row[places] for row in rows] for rows in values)
    same = np.ones(len(places), np.bool_)
    for cycle in (5, 7):  # no two numbers are moved in one proportion by both
        watch, entries = Watch(strays, len(places), cycle), list(np.empty((len(o), len(places))))
        strays.clear()
        watch.block(x, b, np.array(s).reshape(-1, len(places)), t, entries)
        if watch.told < len(strays):
            return places
        for old, new in zip(o, entries, strict=True):
            same &= (old == new) | alike([old], new, 0.0)
    return places[~same]


def alike(o: Any, exact: Any, change: Any) -> Any:
    """Where every entry is what longer floats say, within seven units or what is excused by a change."""
    columns = np.array(o)
    excused = np.minimum(change, 1e-8 * np.abs(exact))  # more, and longer floats are not to be trusted either
    near = np.abs(exact - columns) <= 7.0 * np.maximum(np.spacing(np.abs(columns)), excused)
    infinite = (np.abs(exact) > np.longdouble(2.0) ** 1025) & (np.abs(exact) < np.inf) & (columns == np.copysign(np.inf, exact))
    return (near | infinite).all(axis=0)


def pieces(shape: tuple[int, ...], length: int) -> Any:
    """Indices that cut an array of this shape into parts of at most ``length`` elements."""
    inner = math.prod(shape[1:])
    if inner <= length:
        step = max(1, length // max(1, inner))
        for start in range(0, shape[0], step):
            yield (slice(start, start + step),)
        return
    for index in range(shape[0]):
        for rest in pieces(shape[1:], length):
            yield (index, *rest)


def memory(workspace: Any, elements: int) -> Any:
    """The rows of numbers, in the given workspace or in a new one; the last ones hold truths."""
    if workspace is None:
        return np.empty((ROWS, min(BLOCK, elements or 1)))
    usable(workspace)
    space = workspace.reshape(-1).view(np.uint8)
    length = min(BLOCK, space.size // (8 * ROWS), elements or 1)
    return space[: 8 * ROWS * length].view(np.float64).reshape(ROWS, length)


def usable(workspace: Any) -> None:
    """Refuse what is no contiguous memory of one element or more."""
    if not isinstance(workspace, np.ndarray) or not workspace.flags.c_contiguous or workspace.nbytes < 8 * ROWS:
        got = f"{workspace!r:.60}"
        message = f"Calling {NAME}: expected a contiguous workspace of at least {8 * ROWS} bytes, got {got}. Use make_workspace()."
        raise ValueError(message)


def split(rows: Any, length: int) -> Any:
    """The rows of a workspace by their use, each of shape (length,): entries, whole arguments, numbers, scratch, outputs, truths."""
    space = rows.reshape(-1)[: ROWS * length]
    rows = space.reshape(ROWS, length)
    wholes = [space[start * length : stop * length] for start, stop in SPANS]
    outputs = rows[INPUTS + NUMBERS + SCRATCH : ROWS - -(-FLAGS // 8)]
    b, s, t = inner(rows)
    return list(rows[:INPUTS]), wholes, b, s, list(outputs), t


def inner(rows: Any) -> tuple[list[Any], Any, list[Any]]:
    """The rows of a workspace that a block computes in: numbers, scratch, truths."""
    length, first = rows.shape[1], INPUTS + NUMBERS
    truths = rows[ROWS - -(-FLAGS // 8) :].reshape(-1).view(np.bool_)  # eight a row of numbers
    return list(rows[INPUTS:first]), rows[first : first + SCRATCH], list(truths[: FLAGS * length].reshape(FLAGS, length))


def make_workspace(dtype: Any = np.float64) -> Any:
    """Memory for one call at a time: with ``out`` and this, a call allocates nothing that grows with its arguments."""
    return np.empty(ROWS * BLOCK * 8 // np.dtype(dtype).itemsize, dtype)
