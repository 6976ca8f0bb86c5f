"""inv(fisher(Logarithmic(probs), [probs])).

Written by fisherproof; change the derivation, not this file.
"""

from __future__ import annotations

import math
from typing import Any

import numpy as np
from numpy.typing import NDArray

PROVENANCE = {
    "expression": "inv(fisher(Logarithmic(probs), [probs]))",
    "let": {
        "probs": "unit",
    },
    "name": "inverse_fisher_logarithmic",
    "target": "numpy",
    "dtype": "float64",
    "layout": "full",
    "generator": 1,
    "operations": 9,
}

BLOCK = 16384
FEW = 4
NEIGHBOURS = 64
EIGHT = 8
FEWEST = 256
NAME = "inverse_fisher_logarithmic"
ARGUMENTS = ("probs",)
CORES: Any = ((),)
RESULT: Any = (1, 1)
COLUMNS: Any = ((..., 0, 0),)
COPIES: Any = ()
SPANS: Any = ((0, 1),)
ORDER: Any = (0,)
OPEN: Any = ()
ENDS: Any = ((0, 0.0, 1.0),)
LIMITS: Any = ((0.0, 1.0),)
WHOLE: Any = ()
MIRRORS: Any = ()
INPUTS, NUMBERS, SCRATCH, TRUTHS = 1, 3, 2, 0
N0_5 = np.array(0.5)
N1 = np.array(1.0)
N2 = np.array(2.0)
N10 = np.array(10.0)
N9 = np.array(9.0)
FLAGS = TRUTHS + 3
ROWS = INPUTS + NUMBERS + SCRATCH + len(COLUMNS) + -(-FLAGS // 8)


def inverse_fisher_logarithmic(probs: Any, out: Any = None, workspace: Any = None) -> Any:
    """inv(fisher(Logarithmic(probs), [probs])).

    Computed as::

        [2*(probs - 1)**2*log_complement(probs)/(langevin(log_complement(probs)/2) + 1)]

    Args:
        probs: unit, shape (...).
        out: where to write the result.
        workspace: memory from ``make_workspace()``, for one call at a time.

    Returns: shape (..., 1, 1). Arguments broadcast; outside its type an element is nan.

    Accuracy: the bound is 8 units in the last place where half a unit in every argument moves the exact value by
    one unit at most, and 8 times that movement elsewhere. ``fisherproof accuracy`` measures the errors.

    Operations: 9 for one element.
    """
    return run((probs,), out, workspace)


def block(x: Any, b: Any, s: Any, t: Any, o: Any) -> tuple[Any, Any]:
    """Every entry of one block."""
    (x0,) = x[:1]
    b0, b1, b2 = b[:3]
    (o0,) = o[:1]
    log_complement(x0, b0, s)
    np.multiply(b0, N0_5, b1)
    langevin(b1, b2, s)
    np.add(N1, b2, b1)
    np.subtract(x0, N1, b2)
    np.square(b2, b2)
    np.multiply(b0, b2, b0)
    np.multiply(b0, N2, b0)
    np.divide(b0, b1, o0)
    return None, None


NEEDED: tuple[int, ...] = (0,)
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


def big_lost() -> FloatingPointError:
    """What is raised where a higher precision must tell what is left."""
    return FloatingPointError("Computing an element again: more digits cancel than the precision has.")


def big_known(x: Big) -> Big:
    """The number, if it is known."""
    if not x[0] and x[1]:
        raise big_lost()
    return x


def big_size(x: Big) -> int:
    """The exponent of the power of two next above the size of a number."""
    return x[0].bit_length() + x[1]


def big_unknown(size: int) -> Big:
    """A number of which is known that it is at most 2^size."""
    return 0, size or 1


def big_divide(x: Big, y: Big, p: int) -> Big:
    """The quotient."""
    if not x[0] and y[0]:
        return big_unknown(x[1] - big_size(y) + 1) if x[1] else x
    big_known(y)
    shift = max(0, p + y[0].bit_length() - x[0].bit_length() + 2)
    return (x[0] << shift) // y[0], x[1] - y[1] - shift


def big_round(m: int, e: int, p: int) -> Big:
    """A number cut to p bits."""
    extra = m.bit_length() - p
    return (m >> extra, e + extra) if extra > 0 else (m, e)


def big_multiply(x: Big, y: Big, p: int) -> Big:
    """The product."""
    if not x[0] or not y[0]:
        return big_unknown(big_size(x) + big_size(y)) if x != (0, 0) and y != (0, 0) else (0, 0)
    return big_round(x[0] * y[0], x[1] + y[1], p)


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


BIG_TOP = 7000  # the highest precision that is tried: beyond it, a difference of nothing is zero
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


BIG_SPARE = 64  # bits that no cancellation may touch
BIG_STAGES = 3  # differences of differences, each of which may lose its share of the other bits


def big_spare(p: int) -> int:
    """How many bits may cancel at once."""
    return p - BIG_SPARE if p >= BIG_TOP else (p - BIG_SPARE) // BIG_STAGES


def big_margin(p: int) -> int:
    """By how many bits what is unknown lies below a sum that may be part of another, at the last precision below one that is the result."""
    return BIG_SPARE if BIG_TOP <= p < BIG_EXACT else BIG_SPARE + (BIG_STAGES - 1) * big_spare(min(p, BIG_TOP - 1))


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


def big_fixed(x: Big, bits: int) -> int:
    """The number in units of 2^-bits, cut."""
    shift = big_known(x)[1] + bits
    return x[0] << shift if shift >= 0 else x[0] >> -shift


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


def big_log_of_ratio(y: Big, x: Big, p: int) -> Big:
    """log(y / x) of numbers that are not rounded: their difference has every digit, exactly zero between equal ones."""
    excess = big_subtract(y, x, BIG_EXACT)
    if x[0] > 0 and not excess[0]:
        return 0, 0
    if x[0] <= 0 or big_size(excess) >= big_size(x) - 5:
        return big_log(big_divide(y, x, p + 16), p)
    return big_near_log1p(big_divide(excess, x, p + 16), p)


def big_negative(x: Big) -> Big:
    """The number of opposite sign."""
    return -x[0], x[1]


def big_cosh(x: Big, p: int) -> Big:
    """The hyperbolic cosine."""
    up = big_exp(x, p + 8)
    twice = big_add(up, big_divide((1, 0), up, p + 8), p + 8)
    return big_round(twice[0], twice[1] - 1, p)


def big_shifted(x: Big, count: int) -> Big:
    """The number times a power of two."""
    return (x[0], x[1] + count) if x != (0, 0) else x


def big_sinh(x: Big, p: int) -> Big:
    """The hyperbolic sine."""
    guard = p + max(0, -2 * big_size(x)) + 16
    if big_size(x) < -p or x == (0, 0):
        return x
    up = big_exp(x, guard)
    twice = big_subtract(up, big_divide((1, 0), up, guard), BIG_EXACT)
    return big_round(*big_shifted(twice, -1), p)


def big_tanh(x: Big, p: int) -> Big:
    """The hyperbolic tangent."""
    big_known(x)
    if big_size(x) > p.bit_length() + 2:  # one less 2 e^(-2 |x|)
        return (1 if x[0] > 0 else -1), 0
    return big_divide(big_sinh(x, p + 8), big_cosh(x, p + 8), p)


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
    (x0,) = x
    w0 = (1, 0)
    w1 = big_negative(x0)
    w2 = big_sum([w0, w1], BIG_EXACT)
    w3 = big_log_of_ratio(w2, w0, p)
    w4 = (2, 0)
    w5 = big_divide(w4, w3, p)
    w6 = (-1, 0)
    w7 = big_divide(w3, w4, p)
    w8 = big_tanh(w7, p)
    w9 = big_reciprocal(w8, p)
    w10 = big_multiply(w6, w9, p)
    w11 = big_sum([w5, w10], p)
    w12 = big_sum([w0, w11], p)
    w13 = big_sum([w6, x0], BIG_EXACT)
    w14 = big_integer_power(w13, 2, p)
    w15 = big_multiply(w4, w14, p)
    w16 = big_multiply(w6, w3, p)
    w17 = big_multiply(w15, w16, p)
    w18 = big_divide(w17, w12, p)
    return (w18,)


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


# The function over x, in x^2 up to 9.
LANGEVIN_NEAR = arrays(
    (
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
)
# The function over x for few elements as a sum of w / (1 + u x^2), x^2 up to 400: columns u and 1, and the weights.
LANGEVIN_NODES = arrays(
    (
        2.8319390448377644e-05,
        0.0002598439739406743,
        0.0007468816914682293,
        0.0015226934475067412,
        0.002597299587763369,
        0.004019453448732416,
        0.0063313504497500995,
        0.011257900335222485,
        0.02533029589982914,
        0.10132118364233686,
    )
)
LANGEVIN_FACTORS = np.array([(node, 1.0) for node in LANGEVIN_NODES])
LANGEVIN_WEIGHTS = np.array(
    [
        0.00679262487581057,
        0.006984470984030584,
        0.007297441489262589,
        0.0075620916891352245,
        0.007627617059254054,
        0.008563699910646214,
        0.012686445735877221,
        0.022515982304758576,
        0.05066059199987145,
        0.20264236728468685,
    ]
)


def langevin(x: Array, out: Array, scratch: Array) -> None:
    """Write coth(x) - 1 / x, shape (n,); zero at zero.

    Accuracy: 3 ulp.
    """
    if not x.size:
        return
    np.multiply(x, x, scratch[0])
    if x.size <= 256 and scratch[0][scratch[0].argmax()] <= 400.0:
        scratch[1].fill(1.0)
        parts = LANGEVIN_FACTORS.dot(scratch[:2])
        out[...] = LANGEVIN_WEIGHTS.dot(np.divide(N1, parts, parts))
        np.multiply(out, x, out)
        return
    digamma_ratio(scratch[0], LANGEVIN_NEAR, out, scratch[1])
    np.multiply(out, x, out)
    if not scratch[0][scratch[0].argmax()] <= 9.0:
        few = x.size <= 256  # to gather them costs more than to compute all
        far = slice(None) if few else (~(scratch[0] <= N9)).nonzero()[0]
        part = x[far]
        size = np.absolute(part)
        value = np.copysign(N1 - N1 / size + N2 / np.expm1(N2 * size), part)
        if few:
            np.putmask(out, np.greater(scratch[0], N9), value)
        else:
            out[far] = value


def log_complement(x: Array, out: Array, scratch: Array) -> None:
    """Write -log(1 - x), shape (n,), 0 < x < 1.

    Accuracy: 2 ulp.
    """
    np.negative(x, out)
    np.log1p(out, out)
    np.negative(out, out)


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
