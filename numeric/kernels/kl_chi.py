"""kl(Chi(df), Chi(df_q)).

Written by fisherproof; change the derivation, not this file.
"""

from __future__ import annotations

import math
from typing import Any

import numpy as np
from numpy.typing import NDArray

PROVENANCE = {
    "expression": "kl(Chi(df), Chi(df_q))",
    "let": {
        "df": "positive",
        "df_q": "positive",
    },
    "name": "kl_chi",
    "target": "numpy",
    "dtype": "float64",
    "layout": "full",
    "generator": 1,
    "operations": 6,
}

BLOCK = 16384
FEW = 4
NAME = "kl_chi"
ARGUMENTS = ("df", "df_q")
CORES: Any = ((), ())
RESULT: Any = ()
COLUMNS: Any = ((),)
COPIES: Any = ()
COMPONENTS: Any = ((0, ()), (1, ()))
LIMITS: Any = ((0.0, math.inf), (0.0, math.inf))
WHOLE: Any = ()
MIRRORS: Any = ()
INPUTS, NUMBERS, SCRATCH, TRUTHS = 2, 3, 11, 1
C0 = np.array(0.5)
C1 = np.array(0.0)
FLAGS = TRUTHS + 3
ROWS = INPUTS + NUMBERS + SCRATCH + len(COLUMNS) + -(-FLAGS // 8)


def kl_chi(df: Any, df_q: Any, out: Any = None, workspace: Any = None) -> Any:
    """kl(Chi(df), Chi(df_q)).

    Computed as::

        bregman_loggamma(df_q/2, df/2)

    Args:
        df: positive, shape (...).
        df_q: positive, shape (...).
        out: where to write the result.
        workspace: memory from ``make_workspace()``, for one call at a time.

    Returns: shape (...). Arguments broadcast; outside its type an element is nan.

    Operations: 6 for one element.
    """
    return run((df, df_q), out, workspace)


def block(x: Any, b: Any, s: Any, t: Any, o: Any) -> tuple[Any, Any]:
    """Every entry of one block."""
    x0, x1 = x[:2]
    b0, b1, b2 = b[:3]
    (t0,) = t[:1]
    (o0,) = o[:1]
    np.multiply(x1, C0, b0)
    np.multiply(x0, C0, b1)
    bregman_loggamma(b0, b1, b2, s)
    np.equal(x0, x1, t0)
    np.maximum(b2, C1, out=o0)
    if np.count_nonzero(t0):
        np.putmask(o0, t0, 0.0)
    return None, None


NEEDED: tuple[int, ...] = (0, 1)
PRECISIONS = (128, 256, 512, 1024, 2048, 3500)


Big = tuple[int, int]


def big(x: float) -> Big:
    """The exact value of a float; one that is not finite is an ``ArithmeticError``."""
    if not math.isfinite(x):
        message = f"Computing an element again: expected a finite number, got {x}."
        raise ArithmeticError(message)
    fraction, exponent = math.frexp(x)
    return int(math.ldexp(fraction, 53)), exponent - 53


BIG_EXACT = 1 << 20  # a precision at which sums of floats are exact
BIG_TOP = 3500  # the highest precision that is tried: beyond it, a difference of nothing is zero


def big_lost() -> FloatingPointError:
    """What is raised where a higher precision must tell what is left."""
    return FloatingPointError("Computing an element again: more digits cancel than the precision has.")


def big_round(m: int, e: int, p: int) -> Big:
    """A number cut to p bits."""
    extra = m.bit_length() - p
    return (m >> extra, e + extra) if extra > 0 else (m, e)


def big_size(x: Big) -> int:
    """The exponent of the power of two next above the size of a number."""
    return x[0].bit_length() + x[1]


BIG_SPARE = 64  # bits that no cancellation may touch
BIG_STAGES = 3  # differences of differences, each of which may lose its share of the other bits


def big_spare(p: int) -> int:
    """How many bits may cancel at once."""
    return p - BIG_SPARE if p >= BIG_TOP else (p - BIG_SPARE) // BIG_STAGES


def big_sum(terms: list[Big], p: int) -> Big:
    """The sum; a ``FloatingPointError`` where too much cancels for the precision."""
    parts = [term for term in terms if term[0]]
    if not parts:
        return 0, 0
    largest = max(map(big_size, parts))
    parts = [(m, e) for m, e in parts if m.bit_length() + e > largest - p - 32]
    low = min(e for _, e in parts)
    total = sum(m << (e - low) for m, e in parts)
    if not total or total.bit_length() + low < largest - big_spare(p):
        if p < BIG_TOP:
            raise big_lost()
        return 0, 0
    return big_round(total, low, p)


def big_add(x: Big, y: Big, p: int) -> Big:
    """The sum of two numbers."""
    return big_sum([x, y], p)


def big_divide(x: Big, y: Big, p: int) -> Big:
    """The quotient."""
    shift = max(0, p + y[0].bit_length() - x[0].bit_length() + 2)
    return (x[0] << shift) // y[0], x[1] - y[1] - shift


def big_fixed(x: Big, bits: int) -> int:
    """The number in units of 2^-bits, cut."""
    shift = x[1] + bits
    return x[0] << shift if shift >= 0 else x[0] >> -shift


def big_inverse_powers(x: Big, count: int, power: int, p: int) -> Big:
    """The sum of (x + i)^(-power), 0 < i < count."""
    unit = 1 << p
    factor, numerator, total = big_fixed(x, p), unit << p * power, 0
    for _ in range(1, count):
        factor += unit
        total += numerator // factor**power
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
    """e^x: reduced by ln 2 and halvings, then Taylor's series and squarings; beyond 2^4096 an ``ArithmeticError``, zero below -2^4096."""
    size = big_size(x)
    if not x[0] or size < -p - 8:
        return big_add((1, 0), x, p + 16)
    if size > 4096:
        if x[0] < 0:
            return 0, 0
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
    fraction, exponent = math.frexp(math.log(y[0] / (1 << -y[1])))
    return int(math.ldexp(fraction, 53)), exponent - 53


def big_subtract(x: Big, y: Big, p: int) -> Big:
    """The difference."""
    return big_add(x, (-y[0], y[1]), p)


def big_log(x: Big, p: int) -> Big:
    """The natural logarithm: near one by 2 atanh((x - 1) / (x + 1)), else by Halley's iteration on the exponential.

    Nearer to one than the precision allows, the argument may have lost what it differs by: a ``FloatingPointError``.
    """
    if x[0] <= 0:
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
    y = (x[0], -bits)  # between a half and one
    found, known = big_start(y), 48
    while known < p + 16:
        known = min(3 * known - 8, p + 40)
        power = big_exp(found, known + 8)
        gap = big_divide(big_subtract(y, power, BIG_EXACT), big_add(y, power, known + 8), known + 8)
        found = big_add(found, (2 * gap[0], gap[1]), BIG_EXACT)
    return big_add(found, (size * big_constant("ln2", p + 40), -p - 40), p + 8)


def big_negative(x: Big) -> Big:
    """The number of opposite sign."""
    return -x[0], x[1]


BIG_STIRLING: dict[tuple[int, int], list[int]] = {}  # quotients of coefficients, by the order of a series and its bits
BIG_TANGENTS: list[int] = []


def big_bernoulli(k: int) -> tuple[int, int]:
    """The numerator and denominator of the Bernoulli number B_2k, not reduced: (-1)^(k-1) 2k T_k / (4^k (4^k - 1))."""
    if k > len(BIG_TANGENTS):
        count = 2 * k + 32
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
    while not -2 < term < 2:
        total += term
        term = term * (big_quotient(order, k, bits) * square >> bits) >> bits
        k += 1
    return total


def big_shift(x: Big, p: int) -> int:
    """By how much an argument is shifted until Stirling's series gives p bits."""
    if x[0] <= 0:
        message = "Computing an element again: expected a gamma function of a positive number."
        raise ArithmeticError(message)
    least = p // 6 + 8
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


def big_rising(x: Big, count: int, p: int) -> Big:
    """x (x + 1) ... (x + count - 1)."""
    bits = p + 16 + max(0, -big_size(x))
    step, factor = 1 << bits, big_fixed(x, bits)
    m, e = 1, 0
    for _ in range(count):
        m *= factor
        extra = m.bit_length() - bits
        m, e = (m >> extra, e + extra - bits) if extra > 0 else (m, e - bits)
        factor += step
    return m, e


def big_loggamma(x: Big, p: int) -> Big:
    """The logarithm of the gamma function."""
    guard = p + 32 + max(0, big_size(x))
    count = big_shift(x, p)
    y = big_add(x, (count, 0), BIG_EXACT)
    main = big_multiply(big_subtract(y, (1, -1), BIG_EXACT), big_log(y, guard), guard)
    bits = guard + 32
    turn = big_log((big_constant("pi", bits), 1 - bits), guard)  # log(2 pi)
    series = big_multiply((big_series(-1, y, bits), -bits), y, guard)
    terms = [main, big_negative(y), (turn[0], turn[1] - 1), series]
    if count:
        terms.append(big_negative(big_log(big_rising(x, count, guard), guard)))
    return big_round(*big_sum(terms, guard), p)


def big_compare(x: Big, y: Big) -> int:
    """The sign of x - y."""
    first, second = (x[0] > 0) - (x[0] < 0), (y[0] > 0) - (y[0] < 0)
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
    if size < -1100 or not m:
        return 0.0
    limit = math.inf if m > 0 else -math.inf
    if size > 1024:
        return limit
    try:
        return float(m << e) if e >= 0 else m / (1 << -e)
    except OverflowError:
        return limit


def element(x: list[Big], p: int) -> tuple[Big, ...]:
    """Every entry for one element, with p bits."""
    x0, x1 = x
    w0 = (-1, 0)
    w1 = big_multiply(w0, x0, p)
    w2 = (2, 0)
    w3 = big_divide(w1, w2, p)
    w4 = big_divide(x1, w2, p)
    w5 = big_sum([w3, w4], p)
    w6 = big_multiply(w0, w5, p)
    w7 = big_divide(x0, w2, p)
    w8 = big_digamma(w7, p)
    w9 = big_multiply(w6, w8, p)
    w10 = big_loggamma(w7, p)
    w11 = big_multiply(w0, w10, p)
    w12 = big_loggamma(w4, p)
    w13 = big_sum([w9, w11, w12], p)
    w14 = big_maximum(w13, (0, 0))
    return (w14,)


def repair(x: Any, o: Any, where: Any) -> list[int]:
    """Compute some elements again, with as many bits as it takes, and tell which; at a pole the value stays."""
    done = []
    for place in where.tolist():
        for precision in PRECISIONS:
            try:
                entries = element([big(float(x[row][place])) for row in NEEDED], precision)
            except ArithmeticError:
                continue
            for column, entry in zip(o, entries, strict=True):
                column[place] = big_to_float(entry)
            done.append(place)
            break
    return done


Array = NDArray[np.float64]


# 2 (atanh(r) / r - 1) / r^2 as a function of r^2, highest power first: a rational function up to r^2 = 0.29, a polynomial up to 0.0028.
EXCESS_LOG_NUMERATOR = (
    0.00011243439645580487,
    0.0020279417452018353,
    -0.15912722109431193,
    0.8132079309026236,
    -1.312043684909888,
    0.6666666666666666,
)
EXCESS_LOG_DENOMINATOR = (0.10927723435348989, -0.8706725238815615, 2.3320797842040792, -2.568065527364856, 1.0)
EXCESS_LOG_SHORT = (0.18288776851652325, 0.22221962650755464, 0.2857142882836981, 0.39999999999911007, 0.6666666666666667)


def excess_log(x: Array, out: Array, scratch: Array) -> None:
    """Write x - log(1 + x), shape (n,), x > -1; zero exactly at zero, infinite at -1.

    Accuracy: 3 ulp.
    """
    if not x.size:
        return
    low, high = x.min(), x.max()
    if low >= -0.7 and high <= 0.9:
        excess_log_near(x, out, scratch, short=low >= -0.1 and high <= 0.1)
        return
    excess_log_near(x, out, scratch, short=False)
    far = np.flatnonzero(~((x > -0.7) & (x < 0.9)))
    part = x[far]
    out[far] = part - np.log1p(np.minimum(part, 1.7976931348623157e308))  # at infinity the difference is infinite


def excess_log_near(x: Array, out: Array, scratch: Array, *, short: bool) -> None:
    """The same for -0.7 <= x <= 0.9, ``short`` for |x| <= 0.1: r (x - r^2 p(r^2)) with r = x / (2 + x), since log(1 + x) = 2 atanh(r)."""
    r, square, ratio = scratch[:3]
    np.add(x, 2.0, out=r)
    np.divide(x, r, out=r)
    np.multiply(r, r, out=square)
    table = EXCESS_LOG_SHORT if short else EXCESS_LOG_NUMERATOR
    np.multiply(square, table[0], out=ratio)
    for coefficient in table[1:-1]:
        np.add(ratio, coefficient, out=ratio)
        np.multiply(ratio, square, out=ratio)
    np.add(ratio, table[-1], out=ratio)
    if not short:
        np.multiply(square, EXCESS_LOG_DENOMINATOR[0], out=out)
        for coefficient in EXCESS_LOG_DENOMINATOR[1:-1]:
            np.add(out, coefficient, out=out)
            np.multiply(out, square, out=out)
        np.add(out, EXCESS_LOG_DENOMINATOR[-1], out=out)
        np.divide(ratio, out, out=ratio)
    np.multiply(ratio, square, out=ratio)
    np.subtract(x, ratio, out=ratio)
    np.multiply(ratio, r, out=out)


def log_ratio(y: Array, x: Array, out: Array, scratch: Array) -> None:
    """Write log(y / x), shape (n,), y and x positive; zero exactly where they are equal.

    Accuracy: 2 ulp. The difference of nearly equal numbers is exact, so log(1 + (y - x) / x) keeps its digits.
    """
    if not x.size:
        return
    np.subtract(y, x, out=out)
    np.divide(out, x, out=out)
    inside = out.min() >= -0.5 and out.max() <= 1e290
    far = None if inside else np.flatnonzero(~((out >= -0.5) & (out <= 1e290)))
    np.log1p(out, out=out)
    if far is not None:
        out[far] = log_ratio_far(y[far], x[far])


def log_ratio_far(y: Array, x: Array) -> Array:
    """The same for y < x / 2, or where the quotient overflows or loses digits, as a new array."""
    quotient = y / x
    safe = (quotient > 1e-290) & (quotient < 1e290)
    return np.where(safe, np.log(quotient), np.log(y) - np.log(x))


def bregman_xlogx(y: Array, x: Array, out: Array, scratch: Array) -> None:
    """Write y log(y / x) - y + x, shape (n,), y nonnegative, x positive; zero exactly where they are equal, x where y is zero.

    Accuracy: 5 ulp. With t = (x - y) / y it is y (t - log(1 + t)).
    """
    if not x.size:
        return
    excess = scratch[3]
    np.subtract(x, y, out=excess)
    np.divide(excess, y, out=excess)
    excess_log(excess, out, scratch)
    np.multiply(out, y, out=out)
    if not (excess.min() >= -0.55 and excess.max() <= 1e15):
        far = np.flatnonzero(~((excess >= -0.55) & (excess <= 1e15)))
        out[far] = bregman_xlogx_far(y[far], x[far])


def bregman_xlogx_far(y: Array, x: Array) -> Array:
    """The same for x < 0.45 y or x > 1e15 y, or where a quotient overflows, as a new array."""
    quotient, logarithm = x / y, log_ratio_far(x, y)
    value = np.where(quotient > 1e15, x - y * (1.0 + logarithm), y * (quotient - 1.0 - logarithm))
    return np.where((y == 0.0) | ((x == np.inf) & (y < np.inf)), x, value)


# Stirling's remainder of loggamma as a sum of w a / (a^2 + s): squares s and weights w, for a >= 1 and for a >= 9.
BREGMAN_LOGGAMMA_TAIL_SQUARES = (
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
BREGMAN_LOGGAMMA_TAIL_WEIGHTS = (
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
BREGMAN_LOGGAMMA_TAIL_SHORT_SQUARES = (0.015392454626957913, 0.4082792044026731, 1.8769023948130656, 5.928077886454858)
BREGMAN_LOGGAMMA_TAIL_SHORT_WEIGHTS = (0.0797171155873348, 0.0035658862627444797, 5.0234917378093636e-05, 9.656587595743393e-08)


def bregman_loggamma_tail(y: Array, x: Array, out: Array, scratch: Array) -> None:
    """Write f(y) - f(x) - f'(x) (y - x), f(a) = loggamma(a) - a log(a) + a, shape (n,), y and x positive; zero exactly at y = x.

    Accuracy: 6 ulp. A sum of nonnegative terms. With d = y - x, p(t) = t - log(1 + t) and r(a) = w a / (a^2 + s) summed over a table,
    f(a) = r(a) - log(a) / 2 + const for a >= 1 has the divergence p(d / x) / 2 + that of r. Below 1, f(a) is f(a + 1) plus a function
    with the divergence (1 + y) p(d / (x (1 + y))).
    """
    if not y.size:
        return
    np.subtract(y, x, out=scratch[3])
    bregman_loggamma_tail_from(y, x, out, scratch)


def bregman_loggamma_tail_from(y: Array, x: Array, out: Array, scratch: Array) -> None:
    """The same with y - x in row 3."""
    low = min(y.min(), x.min())
    difference, u, v, total = scratch[3:7]
    shift = 0.0 if low >= 1.0 else 1.0
    total.fill(0.0)
    if shift:
        bregman_loggamma_tail_step(y, x, total, scratch)
    np.add(x, shift, out=u)
    np.add(y, shift, out=v)
    bregman_loggamma_tail_half_log(u, v, difference, scratch)
    np.add(total, scratch[9], out=total)
    np.divide(1.0, u, out=u)
    np.divide(1.0, v, out=v)
    bregman_loggamma_tail_rest(u, v, out, scratch, short=low >= 9.0)
    np.multiply(difference, u, out=difference)
    np.multiply(out, difference, out=out)
    np.multiply(out, v, out=out)  # before the second factor, so that it does not overflow
    np.multiply(out, difference, out=out)
    np.add(out, total, out=out)


def bregman_loggamma_tail_step(y: Array, x: Array, total: Array, scratch: Array) -> None:
    """Write (1 + y) p(d / (x (1 + y))) into ``total``: the divergence of (a + 1) log((a + 1) / a); d is row 3, rows 0-2, 7, 8 are lost."""
    weight, quotient = scratch[7:9]
    np.add(y, 1.0, out=weight)
    np.divide(scratch[3], x, out=quotient)
    np.divide(quotient, weight, out=quotient)
    excess_log(quotient, total, scratch)
    if not quotient.min() >= -0.7:
        far = np.flatnonzero(~(quotient >= -0.7))
        a, b = y[far], x[far]
        ratio = (b / a) * ((1.0 + a) / (1.0 + b))
        plain = np.log(b) - np.log(a) + np.log((1.0 + a) / (1.0 + b))
        total[far] = quotient[far] + np.where(ratio < 1e290, np.log(ratio), plain)
    np.multiply(total, weight, out=total)


def bregman_loggamma_tail_half_log(x: Array, y: Array, difference: Array, scratch: Array) -> None:
    """Write p(d / x) / 2, the divergence of -log(a) / 2, into row 9; rows 0 to 2 and 8 are lost."""
    quotient, half = scratch[8:10]
    np.divide(difference, x, out=quotient)
    excess_log(quotient, half, scratch)
    if not quotient.min() >= -0.7:
        far = np.flatnonzero(~(quotient >= -0.7))
        ratio = y[far] / x[far]
        half[far] = ratio - 1.0 - np.where(ratio > 1e-290, np.log(ratio), np.log(y[far]) - np.log(x[far]))
    np.multiply(half, 0.5, out=half)


def bregman_loggamma_tail_rest(u: Array, v: Array, out: Array, scratch: Array, *, short: bool) -> None:
    """Write the divergence of r over d^2 u^2 v, u = 1 / x and v = 1 / y: w (1 - s u (u + 2 v)) / ((1 + s u^2)^2 (1 + s v^2)), summed."""
    first, second, top, product = scratch[0], scratch[1], scratch[2], scratch[7]
    np.add(v, v, out=product)
    np.add(product, u, out=product)
    np.multiply(product, u, out=product)
    np.multiply(u, u, out=scratch[8])
    np.multiply(v, v, out=scratch[9])
    squares = BREGMAN_LOGGAMMA_TAIL_SHORT_SQUARES if short else BREGMAN_LOGGAMMA_TAIL_SQUARES
    weights = BREGMAN_LOGGAMMA_TAIL_SHORT_WEIGHTS if short else BREGMAN_LOGGAMMA_TAIL_WEIGHTS
    if u.size <= 256:  # few elements: all terms at once
        column, heights = np.array(squares)[:, np.newaxis], np.array(weights)[:, np.newaxis]
        bottom = scratch[8] * column + 1.0
        bottom *= bottom
        bottom *= scratch[9] * column + 1.0
        np.add.reduce((heights - product * (column * heights)) / bottom, axis=0, out=out)
        return
    out.fill(0.0)
    for square, weight in zip(squares, weights, strict=True):
        np.multiply(scratch[8], square, out=first)
        np.add(first, 1.0, out=first)
        np.multiply(first, first, out=first)
        np.multiply(scratch[9], square, out=second)
        np.add(second, 1.0, out=second)
        np.multiply(first, second, out=first)
        np.multiply(product, -square * weight, out=top)
        np.add(top, weight, out=top)
        np.divide(top, first, out=top)
        np.add(out, top, out=out)


def bregman_loggamma(y: Array, x: Array, out: Array, scratch: Array) -> None:
    """Write loggamma(y) - loggamma(x) - digamma(x) (y - x), shape (n,), y and x positive; zero exactly where they are equal.

    Accuracy: 6 ulp. The divergence of a log(a) - a plus that of the rest, both nonnegative.
    """
    bregman_loggamma_tail(y, x, out, scratch)
    bregman_xlogx(y, x, scratch[10], scratch)
    np.add(out, scratch[10], out=out)


def run(arguments: tuple[Any, ...], out: Any, workspace: Any) -> Any:
    """Check and broadcast the arguments, then work block by block."""
    arrays = [np.asarray(argument) for argument in arguments]
    lead = leading_shape(arrays)
    shape = lead or (1,)
    single = bool(arrays) and all(array.dtype.char == "f" for array in arrays)
    if out is None:
        result = allocate(shape, single=single)
    else:
        result = checked(out, lead, single=single)
        arrays = [array.copy() if np.may_share_memory(array, out) else array for array in arrays]
    sources = [component(arrays[argument], place, shape) for argument, place in COMPONENTS]
    columns = [result[(..., *place)] for place in COLUMNS]
    copies = [(result[(..., *place)], column) for place, column in COPIES]
    length = math.prod(shape)
    rows = memory(workspace, length)
    with np.errstate(all="ignore"):
        if length == rows.shape[1]:
            work(sources, columns, copies, rows, single=single)
        else:
            for piece in pieces(shape, rows.shape[1]):
                targets = [(target[piece], column) for target, column in copies]
                work([source[piece] for source in sources], [column[piece] for column in columns], targets, rows, single=single)
    if out is not None:
        return out
    return result if lead else result[0]


def work(sources: list[Any], columns: list[Any], copies: list[Any], rows: Any, *, single: bool) -> None:
    """Load one block, compute it, forget what lies outside the types."""
    shape = columns[0].shape
    length = math.prod(shape)
    if length == 0:
        return
    flags = truths(rows, length) if TRUTHS else None
    whole = rows
    rows = rows if length == rows.shape[1] else rows[:, :length]
    views = [*rows[: ROWS - -(-FLAGS // 8)]]
    x = [loaded(row, source, shape) for row, source in zip(views, sources, strict=False)]
    b = views[INPUTS : INPUTS + NUMBERS]
    direct = not single and columns[0].strides == (8,)
    o = columns if direct else views[INPUTS + NUMBERS + SCRATCH :]
    inside = None if all_within(x, b) else within(x, b, truths(whole, length)[TRUTHS:], single=single)
    valid, suspect, far = watched((x, b, rows[INPUTS + NUMBERS : ROWS], flags, o))
    if inside is not None:
        valid = np.logical_and(inside, inside if valid is None else valid, out=truths(whole, length)[TRUTHS + 1])
        far = None if far is None else np.logical_and(far, inside)
    if far is not None or (suspect is not None and np.count_nonzero(suspect)):
        settle(x, o, far, suspect, valid)
    if valid is not None and np.count_nonzero(valid) < length:
        outside = np.logical_not(valid)
        for column in o:
            np.copyto(column, math.nan, where=outside)
    if not direct:
        for column, value in zip(columns, o, strict=True):
            np.copyto(column, value.reshape(shape), casting="same_kind")
    for target, place in copies:
        np.copyto(target, columns[place])


def loaded(row: Any, source: Any, shape: tuple[int, ...]) -> Any:
    """One input over a block, shape (n,): the argument itself if it is contiguous float64, else a copy in the workspace."""
    if source.strides == (8,) and source.dtype.char == "d" and source.flags.aligned:
        return source
    np.copyto(row if len(shape) == 1 else row.reshape(shape), source)
    return row


def all_within(x: list[Any], b: list[Any]) -> bool:
    """Whether certainly every input lies in its type; quick, and may say no where all do."""
    for row, (low, high) in zip(x, LIMITS, strict=True):
        if not row.dot(row) < math.inf:
            return False
        if (low > -math.inf and not row[row.argmin()] > low) or (high < math.inf and not row[row.argmax()] < high):
            return False
    pairs = len(MIRRORS)
    for index in (*WHOLE, *range(pairs)):
        other = x[pairs + index] if index < pairs else np.floor(x[index], out=b[0])
        if np.count_nonzero(x[index] == other) < other.size:
            return False
    return True


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


def leading_shape(arrays: list[Any]) -> tuple[int, ...]:
    """The common leading axes of the arguments."""
    shapes = []
    for name, core, array in zip(ARGUMENTS, CORES, arrays, strict=True):
        if array.dtype.kind not in "fiub":
            message = f"Calling {NAME}: expected numbers for {name}, got an array of {array.dtype}. Convert it to float64."
            raise TypeError(message)
        shape = array.shape
        split = len(shape) - len(core)
        if split < 0 or shape[split:] != core:
            message = f"Calling {NAME}: expected {name} of shape (..., {', '.join(map(str, core))}), got {shape}. Put these axes last."
            raise ValueError(message)
        shapes.append(shape[:split])
    if all(shape == shapes[0] for shape in shapes):
        first: tuple[int, ...] = shapes[0] if shapes else ()
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
    """The array ``out`` with at least one leading axis."""
    shape, dtype = (*lead, *RESULT), np.dtype(np.float32 if single else np.float64)
    if not isinstance(out, np.ndarray) or out.shape != shape or out.dtype != dtype:
        got = f"shape {out.shape}, {out.dtype}" if isinstance(out, np.ndarray) else type(out).__name__
        message = f"Calling {NAME}: expected `out` of shape {shape}, {dtype}, got {got}. Allocate it so, or leave it away."
        raise ValueError(message)
    return out if lead else out[np.newaxis]


def component(array: Any, place: tuple[int, ...], shape: tuple[int, ...]) -> Any:
    """One entry of an argument over the leading axes."""
    entry = array[(..., *place)] if place else array
    return entry if entry.shape == shape else np.broadcast_to(entry, shape)


def watched(values: tuple[Any, ...]) -> tuple[Any, Any, Any]:
    """Compute a block: what is valid, where digits cancel, and where leaving the range of floats did harm."""
    strays: list[Any] = []
    with np.errstate(over="call", under="call", call=lambda *what: strays.append(what)):
        valid, suspect = block(*values)
        return valid, suspect, beyond(values, strays) if strays else None


def settle(x: Any, o: Any, far: Any, suspect: Any, valid: Any) -> None:
    """Compute again what lost digits, and what left the range of floats on the way, of which what is valid is known only then."""
    again = np.zeros(len(o[0]), np.bool_) if suspect is None else suspect if valid is None else np.logical_and(suspect, valid, out=suspect)
    done = repair(x, o, np.flatnonzero(again if far is None else np.logical_or(again, far)))
    if valid is not None:
        valid[done] = True


def beyond(values: tuple[Any, ...], strays: list[Any]) -> Any:
    """Where leaving the range of floats has changed an entry by more than rounded arguments would, as longer floats tell."""
    x, _, _, _, o = values
    if np.finfo(np.longdouble).maxexp <= np.finfo(np.float64).maxexp:
        return astray(values, strays)
    try:
        exact = longer(values, [row.astype(np.longdouble) for row in x])
        moved = longer(values, [row * (1 + (-1) ** place * np.longdouble(2.0**-53)) for place, row in enumerate(x)])
    except TypeError:  # some function is there for floats of 64 bits only
        return astray(values, strays)
    far = np.zeros(len(o[0]), np.bool_)
    for column, right, other in zip(o, exact, moved, strict=True):
        far |= ~(np.abs(right - column) <= 4.0 * np.spacing(np.abs(column)) + 16.0 * np.abs(other - right))
    return far


def longer(values: tuple[Any, ...], x: list[Any]) -> Any:
    """The entries by longer floats."""
    _, b, s, t, o = values
    rows = [np.empty((count, len(o[0])), np.longdouble) for count in (len(b), len(s), len(o))]
    block(x, list(rows[0]), rows[1], None if t is None else np.empty_like(t), list(rows[2]))
    return rows[2]


def astray(values: tuple[Any, ...], strays: list[Any]) -> Any:
    """Where some number on the way was too large or too small for a float: halves are tried until few elements are left."""
    x, b, s, t, o = values
    found = np.zeros(len(o[0]), np.bool_)
    waiting = [(0, len(found))]
    while waiting:
        start, stop = waiting.pop()
        here = slice(start, stop)
        strays.clear()
        block([row[here] for row in x], [row[here] for row in b], s[:, here], None if t is None else t[:, here], [row[here] for row in o])
        middle = (start + stop) // 2
        if strays and stop - start <= FEW:
            found[here] = True
        elif strays:
            waiting += [(start, middle), (middle, stop)]
    return found


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
    if isinstance(workspace, np.ndarray) and workspace.flags.c_contiguous and workspace.nbytes >= 8 * ROWS:
        space = workspace.reshape(-1).view(np.uint8)
        length = min(BLOCK, space.size // (8 * ROWS), elements or 1)
        return space[: 8 * ROWS * length].view(np.float64).reshape(ROWS, length)
    message = f"Calling {NAME}: expected a contiguous workspace of at least {8 * ROWS} bytes, got {workspace!r:.60}. Use make_workspace()."
    raise ValueError(message)


def truths(rows: Any, length: int) -> Any:
    """The truths of a workspace, shape (FLAGS, length)."""
    space = rows[ROWS - -(-FLAGS // 8) :].reshape(-1).view(np.bool_)
    return space[: FLAGS * length].reshape(FLAGS, length)


def make_workspace(dtype: Any = np.float64) -> Any:
    """Memory for one call at a time: with ``out`` and this, a call allocates nothing that grows with its arguments."""
    return np.empty(ROWS * BLOCK * 8 // np.dtype(dtype).itemsize, dtype)
