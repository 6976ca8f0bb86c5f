"""kl(NormalGamma(loc, strength, concentration, rate), NormalGamma(loc_q, strength_q, concentration_q, rate_q)).

Written by fisherproof; change the derivation, not this file.
"""

from __future__ import annotations

import math
from typing import Any

import numpy as np
from numpy.typing import NDArray

PROVENANCE = {
    "expression": "kl(NormalGamma(loc, strength, concentration, rate), NormalGamma(loc_q, strength_q, concentration_q, rate_q))",
    "let": {
        "loc": "real",
        "strength": "positive",
        "concentration": "positive",
        "rate": "positive",
        "loc_q": "real",
        "strength_q": "positive",
        "concentration_q": "positive",
        "rate_q": "positive",
    },
    "name": "kl_normal_gamma",
    "target": "numpy",
    "dtype": "float64",
    "layout": "full",
    "generator": 1,
    "operations": 23,
}

BLOCK = 16384
FEW = 4
NEIGHBOURS = 64
EIGHT = 8
FEWEST = 256
NAME = "kl_normal_gamma"
ARGUMENTS = ("loc", "strength", "concentration", "rate", "loc_q", "strength_q", "concentration_q", "rate_q")
CORES: Any = ((), (), (), (), (), (), (), ())
RESULT: Any = ()
COLUMNS: Any = ((...,),)
COPIES: Any = ()
SPANS: Any = ((0, 1), (2, 3), (3, 4), (4, 5), (1, 2), (5, 6), (6, 7), (7, 8))
ORDER: Any = (0, 2, 3, 4, 1, 5, 6, 7)
OPEN: Any = (0, 1, 2, 3, 4, 5, 6, 7)
ENDS: Any = (
    (1, 0.0, math.inf),
    (2, 0.0, math.inf),
    (3, 0.0, math.inf),
    (5, 0.0, math.inf),
    (6, 0.0, math.inf),
    (7, 0.0, math.inf),
)
LIMITS: Any = (
    (-math.inf, math.inf),
    (0.0, math.inf),
    (0.0, math.inf),
    (0.0, math.inf),
    (-math.inf, math.inf),
    (0.0, math.inf),
    (0.0, math.inf),
    (0.0, math.inf),
)
WHOLE: Any = ()
MIRRORS: Any = ()
INPUTS, NUMBERS, SCRATCH, TRUTHS = 8, 4, 10, 2
N0_5 = np.array(0.5)
N0 = np.array(0.0)
N1 = np.array(1.0)
N10 = np.array(10.0)
C5 = np.array(1.7976931348623157e308)
N2 = np.array(2.0)
N1em290 = np.array(1e-290)
N1e290 = np.array(1e290)
Nm0_55 = np.array(-0.55)
N0_75 = np.array(0.75)
Nm0_7 = np.array(-0.7)
FLAGS = TRUTHS + 3
ROWS = INPUTS + NUMBERS + SCRATCH + len(COLUMNS) + -(-FLAGS // 8)


def kl_normal_gamma(
    loc: Any,
    strength: Any,
    concentration: Any,
    rate: Any,
    loc_q: Any,
    strength_q: Any,
    concentration_q: Any,
    rate_q: Any,
    out: Any = None,
    workspace: Any = None,
) -> Any:
    """kl(NormalGamma(loc, strength, concentration, rate), NormalGamma(loc_q, strength_q, concentration_q, rate_q)).

    Computed as::

        concentration*difference_loc_loc_q**2*strength_q/(2*rate) +
        concentration_q*bregman_log_products(concentration, rate_q, concentration_q, rate) +
        bregman_log(strength_q, strength)/2 + bregman_loggamma_tail(concentration_q, concentration)

    where::

        difference_loc_loc_q = loc - loc_q

    Args:
        loc: real, shape (...).
        strength: positive, shape (...).
        concentration: positive, shape (...).
        rate: positive, shape (...).
        loc_q: real, shape (...).
        strength_q: positive, shape (...).
        concentration_q: positive, shape (...).
        rate_q: positive, shape (...).
        out: where to write the result.
        workspace: memory from ``make_workspace()``, for one call at a time.

    Returns: shape (...). Arguments broadcast; outside its type an element is nan.

    Accuracy: the bound is 8 units in the last place where half a unit in every argument moves the exact value by
    one unit at most, and 8 times that movement elsewhere. ``fisherproof accuracy`` measures the errors.

    Operations: 23 for one element.
    """
    return run((loc, strength, concentration, rate, loc_q, strength_q, concentration_q, rate_q), out, workspace)


def block(x: Any, b: Any, s: Any, t: Any, o: Any) -> tuple[Any, Any]:
    """Every entry of one block."""
    x0, x1, x2, x3, x4, x5, x6, x7 = x[:8]
    b0, b1, b2, b3 = b[:4]
    t0, t1 = t[:2]
    (o0,) = o[:1]
    np.subtract(x0, x4, b0)
    bregman_log_products(x2, x7, x6, x3, b1, s)
    np.multiply(x6, b1, b1)
    np.square(b0, b0)
    np.multiply(x2, x5, b2)
    np.multiply(b2, b0, b0)
    np.multiply(b0, N0_5, b0)
    np.divide(b0, x3, b0)
    bregman_log(x5, x1, b2, s)
    np.multiply(b2, N0_5, b2)
    bregman_loggamma_tail(x6, x2, b3, s)
    np.add(b1, b0, b0)
    np.add(b0, b2, b0)
    np.add(b0, b3, o0)
    np.equal(x0, x4, t0)
    np.equal(x1, x5, t1)
    np.logical_and(t0, t1, t0)
    np.equal(x2, x6, t1)
    np.logical_and(t0, t1, t0)
    np.equal(x3, x7, t1)
    np.logical_and(t0, t1, t0)
    if 1 in t0.tobytes():
        np.putmask(o0, t0, N0)
    return None, None


NEEDED: tuple[int, ...] = (0, 1, 2, 3, 4, 5, 6, 7)
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


def big_log_of_ratio(y: Big, x: Big, p: int) -> Big:
    """log(y / x) of numbers that are not rounded: their difference has every digit, exactly zero between equal ones."""
    excess = big_subtract(y, x, BIG_EXACT)
    if x[0] > 0 and not excess[0]:
        return 0, 0
    if x[0] <= 0 or big_size(excess) >= big_size(x) - 5:
        return big_log(big_divide(y, x, p + 16), p)
    return big_near_log1p(big_divide(excess, x, p + 16), p)


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


def big_loggamma_of_exact(x: Big, p: int) -> Big:
    """The same of a number that is not rounded: exactly zero at 1 and 2."""
    zeros = big_multiply(big_subtract(x, (1, 0), BIG_EXACT), big_subtract(x, (2, 0), BIG_EXACT), BIG_EXACT)
    return big_loggamma(x, p) if zeros[0] else (0, 0)


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


def big_maximum(x: Big, y: Big) -> Big:
    """The larger of two numbers."""
    return y if big_less(x, y) else x


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


def element(x: list[Big], p: int) -> tuple[Big, ...]:
    """Every entry for one element, with p bits."""
    x0, x1, x2, x3, x4, x5, x6, x7 = x
    w0 = (-1, 0)
    w1 = big_multiply(x6, x3, p)
    w2 = big_multiply(x2, x7, p)
    w3 = big_divide(w2, w1, p)
    w4 = big_log(w3, p)
    w5 = big_multiply(w0, w4, p)
    w6 = big_sum([w0, w3, w5], p)
    w7 = big_multiply(x6, w6, p)
    w8 = (2, 0)
    w9 = big_multiply(w8, x3, p)
    w10 = big_negative(x4)
    w11 = big_sum([x0, w10], BIG_EXACT)
    w12 = big_integer_power(w11, 2, p)
    w13 = big_multiply(x2, w12, p)
    w14 = big_multiply(w13, x5, p)
    w15 = big_divide(w14, w9, p)
    w16 = big_divide(x5, x1, p)
    w17 = big_log_of_ratio(x5, x1, p)
    w18 = big_multiply(w0, w17, p)
    w19 = big_sum([w0, w16, w18], p)
    w20 = big_divide(w19, w8, p)
    w21 = big_negative(x2)
    w22 = (1, 0)
    w23 = big_log_of_ratio(x2, w22, p)
    w24 = big_multiply(x2, w23, p)
    w25 = big_multiply(w0, x6, p)
    w26 = big_log_of_ratio(x6, w22, p)
    w27 = big_multiply(w25, w26, p)
    w28 = big_sum([w21, x6], BIG_EXACT)
    w29 = big_multiply(w0, w28, p)
    w30 = big_multiply(w0, w23, p)
    w31 = big_digamma(x2, p)
    w32 = big_sum([w30, w31], p)
    w33 = big_multiply(w29, w32, p)
    w34 = big_loggamma_of_exact(x2, p)
    w35 = big_multiply(w0, w34, p)
    w36 = big_loggamma_of_exact(x6, p)
    w37 = big_sum([w21, x6, w24, w27, w33, w35, w36], p)
    w38 = big_sum([w7, w15, w20, w37], p)
    w39 = big_maximum(w38, (0, 0))
    return (w39,)


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


DIGAMMA_RATIO_MATRICES: dict[int, tuple[object, Array, Array]] = {}


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


# 2 (atanh(r) / r - 1) / r^2 as a function of r^2, highest power first: a rational function up to r^2 = 0.29, a polynomial up to 0.0028.
EXCESS_LOG_NUMERATOR = arrays(
    (
        0.00011243439645580487,
        0.0020279417452018353,
        -0.15912722109431193,
        0.8132079309026236,
        -1.312043684909888,
        0.6666666666666666,
    )
)
EXCESS_LOG_DENOMINATOR = arrays((0.10927723435348989, -0.8706725238815615, 2.3320797842040792, -2.568065527364856, 1.0))
EXCESS_LOG_SHORT = arrays(
    (
        (0.18288776851652325, 0.22221962650755464, 0.2857142882836981, 0.39999999999911007, 0.6666666666666667),
        (1.0,),
    )
)
EXCESS_LOG_REACH = arrays(0.2899)
# The same for few elements as a sum of w / (1 - u r^2), which is a product of matrices: columns -u and 1, and the weights.
EXCESS_LOG_NODES = arrays((0.08260781912692994, 0.29804174413610945, 0.5684348035185487, 0.8101555045127764, 0.9625687471359096))
EXCESS_LOG_FACTORS = np.array([(-node, 1.0) for node in EXCESS_LOG_NODES])
EXCESS_LOG_WEIGHTS = np.array([0.04582524907109219, 0.14068495263676317, 0.20254547861824687, 0.18416425447104623, 0.09344673186951818])
EXCESS_LOG_TABLES = (EXCESS_LOG_NUMERATOR, EXCESS_LOG_DENOMINATOR)


def excess_log(x: Array, out: Array, scratch: Array) -> None:
    """Write x - log(1 + x), shape (n,), x > -1; zero exactly at zero, infinite at -1.

    Accuracy: 3 ulp.
    """
    if not x.size:
        return
    low, high = x[x.argmin()], x[x.argmax()]
    if low >= -0.7 and high <= 2.3:
        excess_log_near(x, out, scratch, short=low >= -0.1 and high <= 0.1)
        return
    excess_log_near(x, out, scratch, short=False)
    far = np.logical_not(np.less_equal(scratch[1], EXCESS_LOG_REACH))  # of infinity, r is nan
    if x.size > 256:
        far = far.nonzero()[0]
        part = x[far]
        out[far] = part - np.log1p(np.minimum(part, C5))  # at infinity the difference is infinite
        return
    value = scratch[0]
    np.minimum(x, C5, out=value)
    np.log1p(value, value)
    np.subtract(x, value, value)
    np.putmask(out, far, value)


def excess_log_near(x: Array, out: Array, scratch: Array, *, short: bool) -> None:
    """The same for -0.7 <= x <= 2.3, ``short`` for |x| <= 0.1: r (x - r^2 p(r^2)) with r = x / (2 + x), since log(1 + x) = 2 atanh(r).

    Row 1 is r^2.
    """
    r, square, ratio = scratch[0], scratch[1], scratch[2]
    np.add(x, N2, r)
    np.divide(x, r, r)
    np.multiply(r, r, square)
    if x.size <= 256:
        ratio.fill(1.0)
        excess_log_sum(scratch[1:3], ratio)
    else:
        digamma_ratio(square, EXCESS_LOG_SHORT if short else EXCESS_LOG_TABLES, ratio, out)
    np.multiply(ratio, square, ratio)
    np.subtract(x, ratio, ratio)
    np.multiply(ratio, r, out)


def excess_log_sum(rows: Array, out: Array) -> None:
    """Write p(r^2) for few elements; ``rows``: r^2 and ones, of which ``out`` may be one."""
    parts = EXCESS_LOG_FACTORS.dot(rows)
    out[...] = EXCESS_LOG_WEIGHTS.dot(np.divide(N1, parts, parts))


def log_ratio_far(y: Array, x: Array) -> Array:
    """The same for y < x / 2, or where the quotient overflows or loses digits, as a new array."""
    quotient = y / x
    safe = (quotient > N1em290) & (quotient < N1e290)
    return np.where(safe, np.log(quotient), np.log(y) - np.log(x))


BREGMAN_LOG_GIVEN_REACH = arrays(0.144)  # (y - x)^2 / (x + y)^2 up to which the series is used


def bregman_log_given(y: Array, x: Array, difference: Array, out: Array, scratch: Array) -> None:
    """Write y / x - 1 - log(y / x), shape (n,), y and x positive, ``difference`` = y - x.

    Accuracy: 4 ulp beyond the errors of the arguments; the relative error of ``difference`` counts twice.
    """
    if not x.size:
        return
    excess, ratio = scratch[3], scratch[4]
    np.divide(difference, x, excess)
    np.divide(y, x, ratio)
    low, high = ratio[ratio.argmin()], ratio[ratio.argmax()]
    if high < 1e300 and low > 1e-300:
        excess_log_near(excess, out, scratch, short=low >= 0.9 and high <= 1.1)
        if low >= 0.45 and high <= 2.2:
            return
        np.log(ratio, ratio)
        np.subtract(excess, ratio, ratio)
        np.putmask(out, np.greater(scratch[1], BREGMAN_LOG_GIVEN_REACH), ratio)  # a quarter of the time of copyto
        return
    excess_log(excess, out, scratch)
    if not excess[excess.argmin()] >= -0.55:
        rest = (~(excess >= Nm0_55)).nonzero()[0]
        out[rest] = y[rest] / x[rest] - N1 - log_ratio_far(y[rest], x[rest])


def bregman_log(y: Array, x: Array, out: Array, scratch: Array) -> None:
    """Write y / x - 1 - log(y / x), shape (n,), y and x positive; zero exactly where they are equal.

    Accuracy: 6 ulp where y is about half of x, else 4 ulp. With t = (y - x) / x, which has one rounding for nearly equal
    numbers, it is t - log(1 + t).
    """
    if not x.size:
        return
    difference = scratch[4]
    np.subtract(y, x, difference)
    bregman_log_given(y, x, difference, out, scratch)


DIFFERENCE_OF_PRODUCTS_SPLITTER = arrays(134217729.0)  # 2^27 + 1


def difference_of_products(a: Array, b: Array, c: Array, d: Array, out: Array, scratch: Array) -> None:
    """Write a b - c d, shape (n,).

    Accuracy: 2 ulp, also where the products cancel, overflow or underflow: the rounding errors of both products are added back
    (Dekker 1971) where they matter, after scaling by powers of two where they would not be representable.
    """
    if a.size <= 256:
        difference_of_products_few(a, b, c, d, out)
        return
    larger, other = scratch[0], scratch[1]
    np.multiply(a, b, larger)
    np.multiply(c, d, other)
    np.subtract(larger, other, out)
    np.absolute(larger, larger)
    np.absolute(other, other)
    np.maximum(larger, other, out=larger)
    np.multiply(larger, N0_75, larger)
    np.absolute(out, other)
    plain = np.logical_and(np.greater_equal(other, larger), np.less(other, np.inf))
    if np.count_nonzero(plain) == a.size:
        return
    rest = (~plain).nonzero()[0]
    factors = np.concatenate([a[rest], c[rest], b[rest], d[rest]]).reshape(2, 2, -1)
    out[rest] = difference_of_products_exact(factors, out[rest])


def difference_of_products_few(a: Array, b: Array, c: Array, d: Array, out: Array) -> None:
    """The same for few elements: the errors are always added, since asking which products cancel takes as many calls."""
    if not a.size:
        return
    factors = np.concatenate([a, c, b, d])
    if difference_of_products_middle(factors, out):
        return
    factors = factors.reshape(2, 2, a.size)
    products = factors[0] * factors[1]
    np.subtract(products[0], products[1], out)
    size, sizes = np.absolute(out), np.absolute(products)
    plain = (size >= np.maximum(sizes[0], sizes[1]) * N0_75) & (size < np.inf)
    if 0 in plain.tobytes():
        np.putmask(out, ~plain, difference_of_products_exact(factors, out))


def difference_of_products_middle(factors: Array, out: Array) -> bool:
    """Write the difference with the errors of the products added back, where nothing is zero or near the ends of the range.

    ``factors``, shape (4 n,): a and c, then b and d. The splitting and the product are those of ``difference_of_products_two``.
    """
    size = np.absolute(factors)
    if not (size[size.argmin()] > 1e-70 and size[size.argmax()] < 1e70):
        return False
    middle, count = 2 * out.size, out.size
    high = np.multiply(factors, DIFFERENCE_OF_PRODUCTS_SPLITTER)
    np.subtract(high, np.subtract(high, factors, size), high)
    low = np.subtract(factors, high, size)
    products = factors[:middle] * factors[middle:]
    a, b, c, d = high[:middle], high[middle:], low[:middle], low[middle:]
    errors = a * b
    np.subtract(errors, products, errors)
    np.add(errors, np.multiply(a, d, a), errors)
    np.add(errors, np.multiply(c, b, b), errors)
    np.add(errors, np.multiply(c, d, c), errors)
    np.subtract(products[:count], products[count:], out)
    np.add(out, np.subtract(errors[:count], errors[count:], d[:count]), out)
    return True


def difference_of_products_exact(factors: Array, plain: Array) -> Array:
    """The same as a new array, with the errors of the products added back; ``plain`` where a factor is not finite."""
    exact = np.empty_like(plain)
    if difference_of_products_middle(factors.reshape(-1), exact):
        return exact
    (left, i), (right, j) = np.frexp(factors[0]), np.frexp(factors[1])
    powers = np.add(i, j)
    np.putmask(powers, np.logical_not(np.logical_and(left, right)), -5000)  # a product of zero
    top = np.maximum(powers[0], powers[1])
    products, errors = difference_of_products_two(np.ldexp(left, np.maximum(np.subtract(powers, top), -900)), right)
    value: Array = (products[0] - products[1]) + (errors[0] - errors[1])
    lost = np.isnan(value)
    np.ldexp(value, top, value)
    np.copyto(value, plain, where=lost)
    return value


def difference_of_products_two(a: Array, b: Array) -> tuple[Array, Array]:
    """The product rounded and its rounding error, exactly (Veltkamp's splitting, Dekker's product)."""
    scaled = DIFFERENCE_OF_PRODUCTS_SPLITTER * a
    a_high = scaled - (scaled - a)
    scaled = DIFFERENCE_OF_PRODUCTS_SPLITTER * b
    b_high = scaled - (scaled - b)
    a_low, b_low = a - a_high, b - b_high
    product = a * b
    return product, ((a_high * b_high - product) + a_high * b_low + a_low * b_high) + a_low * b_low


BREGMAN_LOG_PRODUCTS_SMALLEST = arrays(1e-280)
BREGMAN_LOG_PRODUCTS_LARGEST = arrays(1e280)


def bregman_log_products(a: Array, b: Array, c: Array, d: Array, out: Array, scratch: Array) -> None:
    """Write X - 1 - log X, shape (n,), X = a b / (c d), all positive.

    Accuracy: 6 ulp wherever the value is in range: the difference of the products is exact to a rounding, and products that would
    overflow or underflow are formed from their mantissas and exponents.
    """
    if not a.size:
        return
    above, below, difference = scratch[5], scratch[6], scratch[7]
    np.multiply(a, b, above)
    np.multiply(c, d, below)
    difference_of_products(a, b, c, d, difference, scratch)
    bregman_log_given(above, below, difference, out, scratch)
    smallest, largest = BREGMAN_LOG_PRODUCTS_SMALLEST, BREGMAN_LOG_PRODUCTS_LARGEST
    inside = above[above.argmin()] > smallest and above[above.argmax()] < largest
    if not (inside and below[below.argmin()] > smallest and below[below.argmax()] < largest):
        outside = ~((above > BREGMAN_LOG_PRODUCTS_SMALLEST) & (above < BREGMAN_LOG_PRODUCTS_LARGEST))
        outside |= ~((below > BREGMAN_LOG_PRODUCTS_SMALLEST) & (below < BREGMAN_LOG_PRODUCTS_LARGEST))
        rest = outside.nonzero()[0]
        out[rest] = bregman_log_products_scaled(a[rest], b[rest], c[rest], d[rest])


def bregman_log_products_scaled(a: Array, b: Array, c: Array, d: Array) -> Array:
    """The same as a new array, with the binary exponents kept apart."""
    (a, i), (b, j), (c, k), (d, m) = np.frexp(a), np.frexp(b), np.frexp(c), np.frexp(d)
    shift = (i + j) - (k + m)
    near = np.abs(shift) <= 4
    a = np.ldexp(a, np.where(near, shift, 0))
    value, scratch = np.empty_like(a), np.empty((8, a.size))
    above, below, difference = scratch[5], scratch[6], scratch[7]
    difference_of_products(a, b, c, d, difference, scratch)
    np.multiply(a, b, above)
    np.multiply(c, d, below)
    bregman_log_given(above, below, difference, value, scratch)
    quotient = above / below
    far = np.ldexp(quotient, shift) - N1 - (np.log(quotient) + shift * math.log(2.0))
    return np.where(near, value, far)


# Stirling's remainder of loggamma as a sum of w a / (a^2 + s): squares s and weights w, for a >= 1 and for a >= 9.
BREGMAN_LOGGAMMA_TAIL_SQUARES = arrays(
    (
        0.0032092616594118885,
        0.05259077184451102,
        0.17980168009131517,
        0.4157321113576567,
        0.8126157888310963,
        1.4598304308405607,
        2.5120175113677536,
        4.24888047930285,
        7.23147621952898,
        12.900844953485256,
    )
)
BREGMAN_LOGGAMMA_TAIL_WEIGHTS = arrays(
    (
        0.061092759563021286,
        0.015804423664080993,
        0.00474385634553116,
        0.0013226988064025018,
        0.0003085584305813007,
        5.4284827622006996e-05,
        6.33274388335283e-06,
        4.081839000083503e-07,
        1.0711056017959511e-08,
        5.725470617434572e-11,
    )
)
BREGMAN_LOGGAMMA_TAIL_SHORT_SQUARES = arrays((0.015392454626957913, 0.4082792044026731, 1.8769023948130656, 5.928077886454858))
BREGMAN_LOGGAMMA_TAIL_SHORT_WEIGHTS = arrays((0.0797171155873348, 0.0035658862627444797, 5.0234917378093636e-05, 9.656587595743393e-08))
# For few elements, what multiplies one, u (u + 2 v), 2 u^2 + v^2, u^2 (u^2 + 2 v^2) and u^4 v^2 below and above in every term.
BREGMAN_LOGGAMMA_TAIL_TERMS = len(BREGMAN_LOGGAMMA_TAIL_SQUARES)
BREGMAN_LOGGAMMA_TAIL_PARTS = np.array(
    [
        *((1.0, 0.0, s, s**2, s**3) for s in BREGMAN_LOGGAMMA_TAIL_SQUARES),
        *((w, -s * w, 0.0, 0.0, 0.0) for s, w in zip(BREGMAN_LOGGAMMA_TAIL_SQUARES, BREGMAN_LOGGAMMA_TAIL_WEIGHTS, strict=True)),
    ]
)
BREGMAN_LOGGAMMA_TAIL_ONES = np.ones(BREGMAN_LOGGAMMA_TAIL_TERMS)
BREGMAN_LOGGAMMA_TAIL_REACH = arrays(0.2899)  # what the square of q / (2 + q) is at most where a series gives q - log(1 + q)


def bregman_loggamma_tail(y: Array, x: Array, out: Array, scratch: Array) -> None:
    """Write f(y) - f(x) - f'(x) (y - x), f(a) = loggamma(a) - a log(a) + a, shape (n,), y and x positive; zero exactly at y = x.

    Accuracy: 6 ulp. A sum of nonnegative terms. With d = y - x, p(t) = t - log(1 + t) and r(a) = w a / (a^2 + s) summed over a table,
    f(a) = r(a) - log(a) / 2 + const for a >= 1 has the divergence p(d / x) / 2 + that of r. Below 1, f(a) is f(a + 1) plus a function
    with the divergence (1 + y) p(d / (x (1 + y))).
    """
    if not y.size:
        return
    np.subtract(y, x, scratch[3])
    bregman_loggamma_tail_from(y, x, out, scratch)


def bregman_loggamma_tail_from(y: Array, x: Array, out: Array, scratch: Array) -> None:
    """The same with y - x in row 3."""
    if y.size <= 256 and bregman_loggamma_tail_few(y, x, scratch[3], out):
        return
    low = min(y[y.argmin()], x[x.argmin()])
    difference, u, v, total = scratch[3], scratch[4], scratch[5], scratch[6]
    shift = 0.0 if low >= 1.0 else 1.0
    total.fill(0.0)
    if shift:
        bregman_loggamma_tail_step(y, x, total, scratch)
    np.add(x, shift, u)
    np.add(y, shift, v)
    bregman_loggamma_tail_half_log(u, v, difference, scratch)
    np.add(total, scratch[9], total)
    np.divide(N1, u, u)
    np.divide(N1, v, v)
    bregman_loggamma_tail_rest(u, v, out, scratch, short=low >= 9.0)
    np.multiply(difference, u, difference)
    np.multiply(out, difference, out)
    np.multiply(out, v, out)  # before the second factor, so that it does not overflow
    np.multiply(out, difference, out)
    np.add(out, total, out)


def bregman_loggamma_tail_few(y: Array, x: Array, difference: Array, out: Array) -> bool:
    """The same for few elements, both divergences of logarithms at once; not where a quotient is near the ends of the range."""
    steps, ratios = np.empty((2, x.size), x.dtype), np.empty((2, x.size), x.dtype)
    u, v = np.add(x, N1), np.add(y, N1)
    np.divide(v, u, ratios[1])
    np.divide(y, x, ratios[0])
    np.divide(ratios[0], ratios[1], ratios[0])
    flat = ratios.reshape(-1)
    low, high = flat[flat.argmin()], flat[flat.argmax()]
    if not (low > 1e-290 and high < 1e290):
        return False
    np.divide(difference, x, steps[0])
    np.divide(steps[0], v, steps[0])  # d / (x (1 + y)) and d / (1 + x)
    np.divide(difference, u, steps[1])
    scratch = np.empty((4, flat.size), x.dtype)
    excess_log_near(steps.reshape(-1), scratch[3], scratch, short=False)
    if not (low >= 0.31 and high <= 3.2):
        np.log(flat, flat)
        np.subtract(steps.reshape(-1), flat, flat)
        np.putmask(scratch[3], np.greater(scratch[1], BREGMAN_LOGGAMMA_TAIL_REACH), flat)
    first, half = scratch[3].reshape(2, -1)
    np.multiply(first, v, first)
    np.add(first, np.multiply(half, N0_5, half), half)
    np.divide(N1, u, u)
    np.divide(N1, v, v)
    bregman_loggamma_tail_sum(u * (u + (v + v)), u * u, v * v, out)
    np.multiply(out, steps[1], out)
    np.multiply(out, v, out)  # before the second factor, so that it does not overflow
    np.multiply(out, steps[1], out)
    np.add(out, half, out)
    return True


def bregman_loggamma_tail_step(y: Array, x: Array, total: Array, scratch: Array) -> None:
    """Write (1 + y) p(d / (x (1 + y))) into ``total``: the divergence of (a + 1) log((a + 1) / a); d is row 3, rows 0-2, 7, 8 are lost."""
    weight, quotient = scratch[7], scratch[8]
    np.add(y, N1, weight)
    np.divide(scratch[3], x, quotient)
    np.divide(quotient, weight, quotient)
    excess_log(quotient, total, scratch)
    if not quotient[quotient.argmin()] >= -0.7:
        far = (~(quotient >= Nm0_7)).nonzero()[0]
        a, b = y[far], x[far]
        ratio = (b / a) * ((N1 + a) / (N1 + b))
        plain = np.log(b) - np.log(a) + np.log((N1 + a) / (N1 + b))
        total[far] = quotient[far] + np.where(ratio < N1e290, np.log(ratio), plain)
    np.multiply(total, weight, total)


def bregman_loggamma_tail_half_log(x: Array, y: Array, difference: Array, scratch: Array) -> None:
    """Write p(d / x) / 2, the divergence of -log(a) / 2, into row 9; rows 0 to 2 and 8 are lost."""
    quotient, half = scratch[8], scratch[9]
    np.divide(difference, x, quotient)
    excess_log(quotient, half, scratch)
    if not quotient[quotient.argmin()] >= -0.7:
        far = (~(quotient >= Nm0_7)).nonzero()[0]
        ratio = y[far] / x[far]
        half[far] = ratio - N1 - np.where(ratio > N1em290, np.log(ratio), np.log(y[far]) - np.log(x[far]))
    np.multiply(half, N0_5, half)


def bregman_loggamma_tail_rest(u: Array, v: Array, out: Array, scratch: Array, *, short: bool) -> None:
    """Write the divergence of r over d^2 u^2 v, u = 1 / x and v = 1 / y: w (1 - s u (u + 2 v)) / ((1 + s u^2)^2 (1 + s v^2)), summed."""
    first, second, top, product = scratch[0], scratch[1], scratch[2], scratch[7]
    np.add(v, v, product)
    np.add(product, u, product)
    np.multiply(product, u, product)
    np.multiply(u, u, scratch[8])
    np.multiply(v, v, scratch[9])
    if u.size <= 256:
        bregman_loggamma_tail_sum(product, scratch[8], scratch[9], out)
        return
    squares = BREGMAN_LOGGAMMA_TAIL_SHORT_SQUARES if short else BREGMAN_LOGGAMMA_TAIL_SQUARES
    weights = BREGMAN_LOGGAMMA_TAIL_SHORT_WEIGHTS if short else BREGMAN_LOGGAMMA_TAIL_WEIGHTS
    out.fill(0.0)
    for square, weight in zip(squares, weights, strict=True):
        np.multiply(scratch[8], square, first)
        np.add(first, N1, first)
        np.multiply(first, first, first)
        np.multiply(scratch[9], square, second)
        np.add(second, N1, second)
        np.multiply(first, second, first)
        np.multiply(product, -square * weight, top)
        np.add(top, weight, top)
        np.divide(top, first, top)
        np.add(out, top, out)


def bregman_loggamma_tail_sum(product: Array, square: Array, other: Array, out: Array) -> None:
    """The same for few elements, of u (u + 2 v), u^2 and v^2, as a product of matrices."""
    rows = np.empty((5, product.size), product.dtype)
    rows[0] = 1.0
    rows[1] = product
    np.add(square, other, rows[4])
    np.add(rows[4], square, rows[2])
    np.add(rows[4], other, rows[3])
    np.multiply(rows[3], square, rows[3])
    np.multiply(square, square, rows[4])
    np.multiply(rows[4], other, rows[4])
    parts = BREGMAN_LOGGAMMA_TAIL_PARTS.dot(rows)
    bottoms, tops = parts[:BREGMAN_LOGGAMMA_TAIL_TERMS], parts[BREGMAN_LOGGAMMA_TAIL_TERMS:]
    out[...] = BREGMAN_LOGGAMMA_TAIL_ONES.dot(np.divide(tops, bottoms, tops))


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
