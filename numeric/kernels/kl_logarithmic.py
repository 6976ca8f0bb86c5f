"""kl(Logarithmic(probs), Logarithmic(probs_q)).

Written by fisherproof; change the derivation, not this file.
"""

from __future__ import annotations

import math
from typing import Any

import numpy as np
from numpy.typing import NDArray

PROVENANCE = {
    "expression": "kl(Logarithmic(probs), Logarithmic(probs_q))",
    "let": {
        "probs": "unit",
        "probs_q": "unit",
    },
    "name": "kl_logarithmic",
    "target": "numpy",
    "dtype": "float64",
    "layout": "full",
    "generator": 1,
    "operations": 4,
}

BLOCK = 16384
FEW = 4
NAME = "kl_logarithmic"
ARGUMENTS = ("probs", "probs_q")
CORES: Any = ((), ())
RESULT: Any = ()
COLUMNS: Any = ((),)
COPIES: Any = ()
COMPONENTS: Any = ((0, ()), (1, ()))
LIMITS: Any = ((0.0, 1.0), (0.0, 1.0))
WHOLE: Any = ()
MIRRORS: Any = ()
INPUTS, NUMBERS, SCRATCH, TRUTHS = 2, 1, 8, 1
C0 = np.array(0.0)
FLAGS = TRUTHS + 3
ROWS = INPUTS + NUMBERS + SCRATCH + len(COLUMNS) + -(-FLAGS // 8)


def kl_logarithmic(probs: Any, probs_q: Any, out: Any = None, workspace: Any = None) -> Any:
    """kl(Logarithmic(probs), Logarithmic(probs_q)).

    Computed as::

        bregman_logarithmic(probs_q, probs)

    Args:
        probs: unit, shape (...).
        probs_q: unit, shape (...).
        out: where to write the result.
        workspace: memory from ``make_workspace()``, for one call at a time.

    Returns: shape (...). Arguments broadcast; outside its type an element is nan.

    Operations: 4 for one element.
    """
    return run((probs, probs_q), out, workspace)


def block(x: Any, b: Any, s: Any, t: Any, o: Any) -> tuple[Any, Any]:
    """Every entry of one block."""
    x0, x1 = x[:2]
    (b0,) = b[:1]
    (t0,) = t[:1]
    (o0,) = o[:1]
    bregman_logarithmic(x1, x0, b0, s)
    np.equal(x0, x1, t0)
    np.maximum(b0, C0, out=o0)
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


def big_divide(x: Big, y: Big, p: int) -> Big:
    """The quotient."""
    shift = max(0, p + y[0].bit_length() - x[0].bit_length() + 2)
    return (x[0] << shift) // y[0], x[1] - y[1] - shift


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


def big_fixed(x: Big, bits: int) -> int:
    """The number in units of 2^-bits, cut."""
    shift = x[1] + bits
    return x[0] << shift if shift >= 0 else x[0] >> -shift


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
    w1 = big_log(x0, p)
    w2 = big_multiply(w0, w1, p)
    w3 = big_log(x1, p)
    w4 = big_sum([w2, w3], p)
    w5 = big_multiply(x0, w4, p)
    w6 = (1, 0)
    w7 = big_multiply(w0, x0, p)
    w8 = big_sum([w6, w7], p)
    w9 = big_log(w8, p)
    w10 = big_multiply(w8, w9, p)
    w11 = big_divide(w5, w10, p)
    w12 = big_multiply(w0, w9, p)
    w13 = big_log(w12, p)
    w14 = big_multiply(w0, w13, p)
    w15 = big_multiply(w0, x1, p)
    w16 = big_sum([w6, w15], p)
    w17 = big_log(w16, p)
    w18 = big_multiply(w0, w17, p)
    w19 = big_log(w18, p)
    w20 = big_sum([w11, w14, w19], p)
    w21 = big_maximum(w20, (0, 0))
    return (w21,)


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


def bregman_log_given(y: Array, x: Array, difference: Array, out: Array, scratch: Array) -> None:
    """Write y / x - 1 - log(y / x), shape (n,), y and x positive, ``difference`` = y - x.

    Accuracy: 4 ulp beyond the errors of the arguments; the relative error of ``difference`` counts twice.
    """
    if not x.size:
        return
    excess, ratio = scratch[3], scratch[0]
    np.divide(difference, x, out=excess)
    low, high = excess[excess.argmin()], excess[excess.argmax()]
    if low >= -0.55 and high <= 0.9:
        excess_log(excess, out, scratch)
        return
    np.divide(y, x, out=ratio)
    if ratio[ratio.argmin()] > 1e-300 and ratio[ratio.argmax()] < 1e300:
        excess_log_near(excess, out, scratch, short=False)
        np.divide(y, x, out=ratio)
        far = ~((excess >= -0.55) & (excess <= 0.9))
        np.log(ratio, out=ratio)
        np.subtract(excess, ratio, out=ratio)
        np.putmask(out, far, ratio)  # a quarter of the time of copyto
        return
    excess_log(excess, out, scratch)
    if not excess.min() >= -0.55:
        rest = np.flatnonzero(~(excess >= -0.55))
        out[rest] = y[rest] / x[rest] - 1.0 - log_ratio_far(y[rest], x[rest])


# (x coth(x / 2) - 2) / x^2 as a polynomial in x^2, highest power first, for |x| <= 1 and for |x| <= 0.1.
EXCESS_EXP_TABLE = (
    -6.131944508238831e-13,
    2.666192398240283e-11,
    -1.0567515797272753e-09,
    4.175347367276074e-08,
    -1.653439143213831e-06,
    6.613756613629047e-05,
    -0.002777777777777717,
    0.16666666666666666,
)
EXCESS_EXP_SHORT = (-1.6526043737031339e-06, 6.613756092075398e-05, -0.0027777777777673444, 0.16666666666666666)


def excess_exp(x: Array, out: Array, scratch: Array) -> None:
    """Write exp(x) - 1 - x, shape (n,); zero exactly at zero.

    Accuracy: 3 ulp.
    """
    if not x.size:
        return
    low, high = x.min(), x.max()
    if low >= -1.0 and high <= 1.0:
        excess_exp_near(x, out, scratch, EXCESS_EXP_SHORT if low >= -0.1 and high <= 0.1 else EXCESS_EXP_TABLE)
        return
    np.minimum(x, 1.7976931348623157e308, out=scratch[0])  # at infinity the difference is infinite
    np.expm1(x, out=out)
    np.subtract(out, scratch[0], out=out)
    near = np.flatnonzero(np.abs(x) < 1.0)
    if near.size:
        part, value = x[near], np.empty(near.size)
        excess_exp_near(part, value, scratch[:, : near.size], EXCESS_EXP_TABLE)
        out[near] = value


def excess_exp_near(x: Array, out: Array, scratch: Array, table: tuple[float, ...]) -> None:
    """The same for |x| <= 1, a square times a quotient."""
    excess_exp_quotient(x, out, scratch, table)
    np.multiply(out, scratch[0], out=out)


def excess_exp_quotient(x: Array, out: Array, scratch: Array, table: tuple[float, ...]) -> None:
    """Write (exp(x) - 1 - x) / x^2 for |x| <= 1 and leave x^2 in row 0.

    It is (1 - x R) / (2 - x + x^2 R) with R = (x coth(x / 2) - 2) / x^2, a function of x^2.
    """
    square, rest, bottom = scratch[:3]
    np.multiply(x, x, out=square)
    np.multiply(square, table[0], out=rest)
    for coefficient in table[1:-1]:
        np.add(rest, coefficient, out=rest)
        np.multiply(rest, square, out=rest)
    np.add(rest, table[-1], out=rest)
    np.multiply(rest, square, out=bottom)
    np.subtract(bottom, x, out=bottom)
    np.add(bottom, 2.0, out=bottom)
    np.multiply(rest, x, out=rest)
    np.subtract(1.0, rest, out=rest)
    np.divide(rest, bottom, out=out)


# The root in two parts, the slope there, (slope - digamma(a) / (a - root)) / (a - root) for 0.5 <= a <= 3, and
# a^2 (log a - digamma(a)) - a / 2 in 1 / a^2 for a >= 3 and for a >= 10: numerator and denominator, highest power first.
DIGAMMA_ROOT = (1.4616321449683622, 9.549995429965697e-17)
DIGAMMA_SLOPE = 0.9676722454476212
DIGAMMA_NEAR = (
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
    (64244063.30361548, 1710353990.8903706, 14455836447.147303, 50353984707.65927, 73567808147.24791, 36023659368.70933, 1.0),
)
DIGAMMA_TAIL = (
    (0.4692934456718143, 6.8835831058682455, 13.616091503171907, 7.740599379742683, 1.4850012220726643, 0.08333333333333333),
    (10.404829693490088, 96.10711564631292, 172.05292150375996, 94.63157497578062, 17.92001466487197, 1.0),
)
DIGAMMA_SHORT = (
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


def digamma(a: Array, out: Array, scratch: Array) -> None:
    """Write the derivative of log gamma, shape (n,), a > 0.

    Accuracy: 3 ulp, also beside the root.
    """
    if not a.size:
        return
    low, high = a.min(), a.max()
    if not high < 3.0:
        reciprocal, square, tail, work = scratch[:4]
        np.divide(1.0, a, out=reciprocal)
        np.multiply(reciprocal, reciprocal, out=square)
        digamma_ratio(square, DIGAMMA_SHORT if low >= 10.0 else DIGAMMA_TAIL, tail, work)
        np.multiply(tail, reciprocal, out=tail)
        np.add(tail, 0.5, out=tail)
        np.multiply(tail, reciprocal, out=tail)
        np.log(a, out=out)
        np.subtract(out, tail, out=out)
    if not low >= 3.0:
        near = np.flatnonzero(a < 3.0)
        out[near] = digamma_near(a[near])


def digamma_near(a: Array) -> Array:
    """The same for a < 3, as a new array: below 0.5 by one step of the recurrence."""
    below = a < 0.5
    b = a + below
    value, work = np.empty_like(b), np.empty_like(b)
    digamma_ratio(b, DIGAMMA_NEAR, value, work)
    np.subtract(b, DIGAMMA_ROOT[0], out=b)
    np.subtract(b, DIGAMMA_ROOT[1], out=b)
    np.multiply(value, b, out=value)
    np.subtract(DIGAMMA_SLOPE, value, out=value)
    np.multiply(value, b, out=value)
    np.divide(below, a, out=work)
    return np.subtract(value, work, out=value)


def digamma_ratio(x: Array, tables: tuple[tuple[float, ...], tuple[float, ...]], out: Array, work: Array) -> None:
    """Write the quotient of two polynomials in x, or one polynomial if the second table is that of the number one."""
    for table, result in zip(tables, (out, work), strict=True):
        if len(table) > 1:
            np.multiply(x, table[0], out=result)
            for coefficient in table[1:-1]:
                np.add(result, coefficient, out=result)
                np.multiply(result, x, out=result)
            np.add(result, table[-1], out=result)
    if len(tables[1]) > 1:
        np.divide(out, work, out=out)


# The function over x, in x^2 up to 9.
LANGEVIN_NEAR = (
    (
        -1.1602507663893558e-12,
        2.667173458626252e-09,
        2.6640230165266926e-06,
        0.0004749519960227405,
        0.02503496747886345,
        0.3333333333333333,
    ),
    (1.1699191492440745e-07, 4.4581595887474345e-05, 0.004527087579079457, 0.1417715691032569, 1.0),
)


def langevin(x: Array, out: Array, scratch: Array) -> None:
    """Write coth(x) - 1 / x, shape (n,); zero at zero.

    Accuracy: 3 ulp.
    """
    if not x.size:
        return
    np.multiply(x, x, out=scratch[0])
    digamma_ratio(scratch[0], LANGEVIN_NEAR, out, scratch[1])
    np.multiply(out, x, out=out)
    if not scratch[0].max() <= 9.0:
        far = np.flatnonzero(~(scratch[0] <= 9.0))
        part = x[far]
        size = np.abs(part)
        out[far] = np.copysign(1.0 - 1.0 / size + 2.0 / np.expm1(2.0 * size), part)


# The function over x^2, in x^2 up to 9.
LOG_SINHC_NEAR = (
    (
        1.6288276415336875e-11,
        1.7877865684020467e-08,
        2.91924530903819e-06,
        0.00016341748776521896,
        0.00394967402576682,
        0.042480329394377854,
        0.16666666666666666,
    ),
    (
        8.585146199266254e-10,
        3.4701863630911824e-07,
        3.6725268130456015e-05,
        0.0015688828948209933,
        0.03118881902819015,
        0.28821530969959974,
        1.0,
    ),
)


def log_sinhc(x: Array, out: Array, scratch: Array) -> None:
    """Write log(sinh(x) / x), shape (n,); zero at zero.

    Accuracy: 3 ulp.
    """
    if not x.size:
        return
    np.multiply(x, x, out=scratch[0])
    digamma_ratio(scratch[0], LOG_SINHC_NEAR, out, scratch[1])
    np.multiply(out, scratch[0], out=out)
    if not scratch[0].max() <= 9.0:
        far = np.flatnonzero(~(scratch[0] <= 9.0))
        size = np.abs(x[far])
        value = size - np.log(size) - 0.6931471805599453 + np.log1p(-np.exp(-2.0 * size))
        out[far] = np.where(size < np.inf, value, size)


# 1 / t^2 - 1 / sinh(t)^2 in t^2 up to 20.25; nodes and weights of Gauss and Jacobi for the integral of (1 - s) f(s) from 0 to 1.
BREGMAN_LOG_SINHC_GIVEN_SLOPE = (
    (
        1.9211353251689386e-11,
        5.505960703349153e-09,
        6.774045226542047e-07,
        4.43421746185765e-05,
        0.0016325637827376551,
        0.03083140191484706,
        0.33333333333333337,
    ),
    (
        1.9206486780318554e-11,
        5.508348466397684e-09,
        6.768165763146878e-07,
        4.443623798141946e-05,
        0.0016220407774242141,
        0.03165050075108742,
        0.2924942057445418,
        1.0,
    ),
)
BREGMAN_LOG_SINHC_GIVEN_NODES = (
    0.004997299663771921,
    0.026143513681394052,
    0.06343094558383675,
    0.11559843757981594,
    0.18087055965788368,
    0.25702480784517084,
    0.34146792754782307,
    0.4313243435956254,
    0.5235341160251683,
    0.6149571518764895,
    0.702480137925041,
    0.7831225539648681,
    0.8541381477752107,
    0.9131083765371413,
    0.9580244176904754,
    0.9873530206260416,
)
BREGMAN_LOG_SINHC_GIVEN_WEIGHTS = (
    0.012739310657334186,
    0.02861245259014315,
    0.04212943115742829,
    0.05222859440395915,
    0.05825424020985583,
    0.060000854888113506,
    0.057718879609267824,
    0.052064137843806584,
    0.04399738218924392,
    0.0346478165792858,
    0.02515923310647004,
    0.016539584355635795,
    0.009534167884665937,
    0.004539232386138635,
    0.0015671884735958196,
    0.0002674936650555362,
)
BREGMAN_LOG_SINHC_GIVEN_RULE = np.array([BREGMAN_LOG_SINHC_GIVEN_NODES, BREGMAN_LOG_SINHC_GIVEN_WEIGHTS])[:, :, np.newaxis]
BREGMAN_LOG_SINHC_GIVEN_BLOCK = 256  # elements whose nodes stay in the nearest cache


def bregman_log_sinhc_given(y: Array, x: Array, difference: Array, out: Array, scratch: Array) -> None:
    """Write f(y) - f(x) - f'(x) (y - x), f(x) = log(sinh(x) / x), shape (n,), ``difference`` = y - x; zero exactly where that is.

    Accuracy: 7 ulp beyond the errors of the arguments; the relative error of ``difference`` counts twice. Beside each other
    d^2 times the integral of (1 - s) f''(x + s d), by a rule with positive weights; else by functions whose large parts cancel on paper.
    """
    sign = np.copysign(1.0, x)
    size, other, distance = x * sign, y * sign, difference * sign
    near = ~((np.abs(distance) > 3.0) | ((size >= 1.5) & (other >= 1.5)))
    where = np.flatnonzero(near)
    if where.size == x.size:
        bregman_log_sinhc_given_near(size, distance, out)
        return
    result = np.empty(where.size)
    bregman_log_sinhc_given_near(size[where], distance[where], result)
    out[where] = result
    above, below = ~near & (size >= 1.5) & (other >= 0.5), ~near & (size >= 4.0) & (other < 0.5)
    where = np.flatnonzero(above)
    out[where] = bregman_log_sinhc_given_above(other[where], size[where], distance[where])
    where = np.flatnonzero(below)
    out[where] = bregman_log_sinhc_given_below(other[where], size[where], distance[where])
    where = np.flatnonzero(~(near | above | below))
    if where.size:
        part, work, values = (np.empty(where.size), np.empty((2, where.size)), [])
        for function, argument in ((log_sinhc, other[where]), (log_sinhc, size[where]), (langevin, size[where])):
            function(argument, part, work)
            values.append(part.copy())
        out[where] = values[0] - values[1] - values[2] * distance[where]


def bregman_log_sinhc_given_near(x: Array, distance: Array, out: Array) -> None:
    """The same for |x| < 1.5 and distances up to 3, or the other way round."""
    nodes, weights = BREGMAN_LOG_SINHC_GIVEN_RULE
    for start in range(0, x.size, BREGMAN_LOG_SINHC_GIVEN_BLOCK):
        part = slice(start, start + BREGMAN_LOG_SINHC_GIVEN_BLOCK)
        square = nodes * distance[part]
        square += x[part]
        square *= square
        values = []
        for table in BREGMAN_LOG_SINHC_GIVEN_SLOPE:
            value = square * table[0]
            for coefficient in table[1:-1]:
                value += coefficient
                value *= square
            value += table[-1]
            values.append(value)
        values[0] /= values[1]
        values[0] *= weights
        out[part] = values[0].sum(axis=0) * distance[part] * distance[part]


def bregman_log_sinhc_given_above(y: Array, x: Array, distance: Array) -> Array:
    """The same for x >= 1.5 and y >= 0.5, as a new array: that of minus the logarithm less that of minus log(1 - exp(-2 x))."""
    scratch, whole, part = np.empty((4, x.size)), np.empty(x.size), np.empty(x.size)
    decay = np.exp(-2.0 * x)
    bregman_log_given(y, x, distance, whole, scratch)
    back = np.maximum(-2.0 * distance, -1e300)
    close = back < 2.0
    step = np.where(close, decay * np.expm1(np.minimum(back, 2.0)), np.exp(-2.0 * y) - decay) / (1.0 - decay)
    excess_exp(np.minimum(back, 2.0), part, scratch)
    slope = np.where(close, decay * part, np.exp(-2.0 * y) - decay * (1.0 + back)) / (1.0 - decay)
    excess_log(-step, part, scratch)
    return whole - (part + slope)


def bregman_log_sinhc_given_below(y: Array, x: Array, distance: Array) -> Array:
    """The same for x >= 4 and y < 0.5, as a new array."""
    other = np.empty(x.size)
    log_sinhc(y, other, np.empty((2, x.size)))
    decay = np.exp(-2.0 * x)
    return other - y * (1.0 - 1.0 / x) + (np.log(2.0 * x) - 1.0) - 2.0 * distance * decay / (1.0 - decay) - np.log1p(-decay)


def bregman_logarithmic(y: Array, x: Array, out: Array, scratch: Array) -> None:
    """Write the divergence of the logarithmic law with parameter x from that with y, shape (n,); zero exactly where they are equal.

    Accuracy: 10 ulp. With a = -log(1 - x), b = -log(1 - y) and the mean M it is (M - 1) / x times y - x - x log(y / x), plus
    1/a - 1/(exp(a) - 1) times that from 1 - x, less that of log(sinh z / z) from a/2; for laws far apart log(b/a) - M log(y/x).
    """
    a, b, gap, result = scratch[4], scratch[5], scratch[6], scratch[7]
    np.negative(np.log1p(-x, out=a), out=a)
    np.negative(np.log1p(-y, out=b), out=b)
    np.maximum(x, y, out=gap)
    np.copyto(gap, np.copysign(np.log1p(np.abs(y - x) / (1.0 - gap)), y - x))
    bregman_xlogx(x, y, result, scratch)
    excess_exp(a, out, scratch)
    np.multiply(result, np.where(a < 1e-17, 0.5, out / a / x), out=result)
    langevin(0.5 * a, out, scratch)
    weight = np.where(a < 3.0, 0.5 - 0.5 * out, 1.0 / a - 1.0 / np.expm1(a))
    bregman_log_given(1.0 - y, 1.0 - x, x - y, out, scratch)
    np.multiply(out, weight, out=weight)
    bregman_log_sinhc_given(0.5 * b, 0.5 * a, 0.5 * gap, out, scratch)
    np.add(result, weight - out, out=result)
    log_ratio(y, x, out, scratch)
    plain = (np.log(b) - np.log(a)) - out * (x / ((1.0 - x) * a))
    np.copyto(out, np.where((gap < -3.0) | ((gap > 3.0) & ((a >= 0.05) | (b > 10.0))), plain, result))


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
