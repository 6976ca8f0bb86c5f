"""fisher(FisherSnedecor(df1, df2), [df1, df2]).

Written by fisherproof; change the derivation, not this file.
"""

from __future__ import annotations

import math
from typing import Any

import numpy as np
from numpy.typing import NDArray

PROVENANCE = {
    "expression": "fisher(FisherSnedecor(df1, df2), [df1, df2])",
    "let": {
        "df1": "positive",
        "df2": "positive",
    },
    "name": "fisher_fisher_snedecor",
    "target": "numpy",
    "dtype": "float64",
    "layout": "full",
    "generator": 1,
    "operations": 24,
}

BLOCK = 16384
FEW = 4
NEIGHBOURS = 64
EIGHT = 8
FEWEST = 256
NAME = "fisher_fisher_snedecor"
ARGUMENTS = ("df1", "df2")
CORES: Any = ((), ())
RESULT: Any = (2, 2)
COLUMNS: Any = ((..., 0, 0), (..., 0, 1), (..., 1, 1))
COPIES: Any = (((..., 1, 0), 1),)
SPANS: Any = ((0, 1), (1, 2))
ORDER: Any = (0, 1)
OPEN: Any = (0, 1)
ENDS: Any = ((0, 0.0, math.inf), (1, 0.0, math.inf))
LIMITS: Any = ((0.0, math.inf), (0.0, math.inf))
WHOLE: Any = ()
MIRRORS: Any = ()
INPUTS, NUMBERS, SCRATCH, TRUTHS = 2, 7, 0, 0
N2 = np.array(2.0)
N0_5 = np.array(0.5)
N0_25 = np.array(0.25)
Nm0_25 = np.array(-0.25)
N1 = np.array(1.0)
N3 = np.array(3.0)
N10 = np.array(10.0)
C7 = np.array(1.7976931348623157e308)
FLAGS = TRUTHS + 3
ROWS = INPUTS + NUMBERS + SCRATCH + len(COLUMNS) + -(-FLAGS // 8)


def fisher_fisher_snedecor(df1: Any, df2: Any, out: Any = None, workspace: Any = None) -> Any:
    """fisher(FisherSnedecor(df1, df2), [df1, df2]).

    Computed as::

        [trigamma_drop_excess(df1/2, df2/2)/4 + 2*df2/(df1*(df1 + df2)**2*(df1 + df2 + 2)),
        -trigamma_balance(df1/2 + df2/2)/4, -trigamma_balance(df1/2 + df2/2)/4, 2*df1/(df2*(df1 + df2)**2*(df1 +
        df2 + 2)) + trigamma_drop_excess(df2/2, df1/2)/4]

    Args:
        df1: positive, shape (...).
        df2: positive, shape (...).
        out: where to write the result.
        workspace: memory from ``make_workspace()``, for one call at a time.

    Returns: shape (..., 2, 2). Arguments broadcast; outside its type an element is nan.

    Accuracy: the bound is 8 units in the last place where half a unit in every argument moves the exact value by
    one unit at most, and 8 times that movement elsewhere. ``fisherproof accuracy`` measures the errors.

    Operations: 24 for one element.
    """
    return run((df1, df2), out, workspace)


def block(x: Any, b: Any, s: Any, t: Any, o: Any) -> tuple[Any, Any]:
    """Every entry of one block."""
    x0, x1 = x[:2]
    b0, b1, b2, b3, b4, b5, b6 = b[:7]
    o0, o1, o2 = o[:3]
    np.add(N2, x0, b0)
    np.add(b0, x1, b0)
    np.add(x0, x1, b1)
    np.square(b1, b1)
    np.multiply(x1, N2, b2)
    np.multiply(x0, b0, b3)
    np.multiply(b3, b1, b3)
    np.divide(b2, b3, b2)
    np.multiply(x0, N0_5, b3)
    np.multiply(x1, N0_5, b4)
    b5, b6 = abreast(trigamma_drop_excess, [b3, b4, b4, b3], [b5, b6], s)
    np.multiply(b5, N0_25, b5)
    np.add(b2, b5, o0)
    np.add(b3, b4, b2)
    trigamma_balance(b2, b3, s)
    np.multiply(b3, Nm0_25, o1)
    np.multiply(x0, N2, b2)
    np.multiply(x1, b0, b0)
    np.multiply(b0, b1, b0)
    np.divide(b2, b0, b0)
    np.multiply(b6, N0_25, b1)
    np.add(b0, b1, o2)
    return None, None


NEEDED: tuple[int, ...] = (0, 1)
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


def big_nonzero(x: Big) -> None:
    """A ``ZeroDivisionError`` for zero."""
    if not big_known(x)[0]:
        message = "Computing an element again: expected a number to divide by, got zero."
        raise ZeroDivisionError(message)


BIG_SPARE = 64  # bits that no cancellation may touch
BIG_STAGES = 3  # differences of differences, each of which may lose its share of the other bits
BIG_TOP = 7000  # the highest precision that is tried: beyond it, a difference of nothing is zero


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


def big_polygamma(order: int, x: Big, p: int) -> Big:
    """The derivative of the digamma function of an order from one."""
    guard = p + 32
    count = big_shift(x, p)
    y = big_add(x, (count, 0), BIG_EXACT)
    factorial = math.factorial(order)
    half = big_divide((factorial, -1), y, guard)
    bracket = big_sum([(math.factorial(order - 1), 0), half, (big_series(order, y, guard), -guard)], guard)
    total = big_divide(bracket, big_integer_power(y, order, guard), guard)
    if count:
        first = big_divide((factorial, 0), big_integer_power(x, order + 1, guard), guard)
        m, e = big_inverse_powers(x, count, order + 1, guard)
        total = big_sum([total, first, (m * factorial, e)], guard)
    return big_round(*(total if order % 2 else big_negative(total)), p)


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
    x0, x1 = x
    w0 = big_sum([x0, x1], BIG_EXACT)
    big_nonzero(w0)
    w1 = (2, 0)
    w2 = big_sum([w1, x0, x1], BIG_EXACT)
    big_nonzero(w2)
    w3 = big_integer_power(w0, 2, p)
    w4 = big_multiply(x0, w3, p)
    w5 = big_multiply(w4, w2, p)
    w6 = big_multiply(w1, x1, p)
    w7 = big_divide(w6, w5, p)
    w8 = (4, 0)
    w9 = big_divide(x0, w1, p)
    w10 = big_divide(x1, w1, p)
    w11 = big_sum([w9, w10], p)
    w12 = big_integer_power(w11, 2, p)
    w13 = big_multiply(x0, w12, p)
    w14 = (-1, 0)
    w15 = big_multiply(w14, x1, p)
    w16 = (1, 0)
    w17 = big_sum([w16, w9, w10], p)
    w18 = big_multiply(w15, w17, p)
    w19 = big_divide(w18, w13, p)
    w20 = big_polygamma(1, w9, p)
    w21 = big_polygamma(1, w11, p)
    w22 = big_multiply(w14, w21, p)
    w23 = big_sum([w19, w20, w22], p)
    w24 = big_divide(w23, w8, p)
    w25 = big_sum([w7, w24], p)
    w26 = (-2, 0)
    w27 = big_divide(w26, w11, p)
    w28 = big_reciprocal(w17, p)
    w29 = big_sum([w27, w28, w21], p)
    w30 = big_multiply(w14, w29, p)
    w31 = big_divide(w30, w8, p)
    big_nonzero(w0)
    big_nonzero(w2)
    w32 = big_multiply(x1, w3, p)
    w33 = big_multiply(w32, w2, p)
    w34 = big_multiply(w1, x0, p)
    w35 = big_divide(w34, w33, p)
    w36 = big_multiply(x1, w12, p)
    w37 = big_multiply(w14, x0, p)
    w38 = big_multiply(w37, w17, p)
    w39 = big_divide(w38, w36, p)
    w40 = big_polygamma(1, w10, p)
    w41 = big_sum([w39, w40, w22], p)
    w42 = big_divide(w41, w8, p)
    w43 = big_sum([w35, w42], p)
    return (w25, w31, w43)


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


TRIGAMMA_DROP_SQUARES = arrays(
    (
        0.005816408051683822,
        0.060159130279917775,
        0.18365097135546854,
        0.3968260471670423,
        0.7328370133186931,
        1.244226861977042,
        2.013429023661377,
        3.1708897672987115,
        4.929256832565574,
        7.656644877506334,
        12.069232567955577,
        19.973718311388904,
    )
)
TRIGAMMA_DROP_WEIGHTS = np.array(
    [
        0.0801496083168492,
        0.04701431642379897,
        0.02382633648913791,
        0.010426318523339983,
        0.0038273874417550026,
        0.0011281410489203806,
        0.0002514897787533079,
        3.909221804391526e-05,
        3.781097025574942e-06,
        1.9155381049940358e-07,
        3.761076736859817e-09,
        1.4155179501857485e-11,
    ]
)
# What multiplies p^2 and one in 1 + s p^2; and what multiplies 1, p + q, p q, p^2 + q^2, p^2 q^2 and p^3 q^3 in every bottom
# (1 + s p^2) (1 + s q^2), in every top w (p^2 + p q + q^2 + 2 s p^2 q^2 - s^2 p^3 q^3), and in 1 + (p + q) / 2.
TRIGAMMA_DROP_FACTORS = np.array([(square, 1.0) for square in TRIGAMMA_DROP_SQUARES])
TRIGAMMA_DROP_TERMS = len(TRIGAMMA_DROP_SQUARES)
TRIGAMMA_DROP_BOTTOMS = np.array([(1.0, 0.0, 0.0, square, square * square, 0.0) for square in TRIGAMMA_DROP_SQUARES])
TRIGAMMA_DROP_TOPS = np.array([(0.0, 0.0, 1.0, 1.0, N2 * square, -square * square) for square in TRIGAMMA_DROP_SQUARES])
TRIGAMMA_DROP_PARTS = np.concatenate(
    [TRIGAMMA_DROP_BOTTOMS, TRIGAMMA_DROP_TOPS * TRIGAMMA_DROP_WEIGHTS.reshape(-1, 1), np.array([[1.0, 0.5, 0.0, 0.0, 0.0, 0.0]])]
)
TRIGAMMA_DROP_ONES = np.ones(TRIGAMMA_DROP_TERMS + 1)
TRIGAMMA_DROP_BLOCK = 512  # elements whose terms stay in the nearest cache


def trigamma_drop_reciprocal(x: Array, h: Array, above: Array) -> Array:
    """1/x - 1/(x + h) as a new array; ``above`` is x + h."""
    drop: Array = h / above / x
    if x.size and not above[above.argmax()] < np.inf:
        far = (above == np.inf).nonzero()[0]
        least = np.minimum(N0_5 * h[far], C7)
        drop[far] = least / (N0_5 * x[far] + least) / x[far]
    return drop


def trigamma_drop_terms(x: Array, above: Array) -> tuple[Array, Array, Array, Array]:
    """1/a and p, q = 1/(a + 1), shape (2, n), for both arguments, 1, p + q, p q, ..., and terms of which the last is 1 + (p + q) / 2.

    The others add up to what r(a) = trigamma(a) - 1/a - 1/(2 a^2) drops from x + 1 to above + 1, over p - q.
    """
    both, rows = np.empty((2, x.size), x.dtype), np.empty((6, x.size), x.dtype)
    both[0] = x
    both[1] = above
    own = np.divide(N1, both)
    np.add(both, N1, both)
    np.divide(N1, both, both)
    p, q = both
    one, total, product, sizes, power, cube = rows
    one.fill(1.0)
    np.add(p, q, total)
    np.multiply(p, q, product)
    np.multiply(product, product, power)
    np.multiply(power, product, cube)
    squares = both * both
    np.add(squares[0], squares[1], sizes)
    parts = TRIGAMMA_DROP_PARTS.dot(rows)
    bottom, tops = parts[:TRIGAMMA_DROP_TERMS], parts[TRIGAMMA_DROP_TERMS:-1]
    np.multiply(bottom, bottom, bottom)
    np.divide(tops, bottom, tops)
    return own, both, rows, parts[TRIGAMMA_DROP_TERMS:]


def trigamma_drop_rest(x: Array, above: Array) -> Array:
    """What r(a) = trigamma(a) - 1/a - 1/(2 a^2) drops from x to ``above``, over 1/x - 1/above, as a new array.

    r(a) - r(a + 1) = i^2 / 2 with i = 1 / (a (a + 1)): with p = 1 / (x + 1), q = 1 / (above + 1) this step drops (1 + x q) p (i + j) / 2,
    j the same above, and what is left (1 - p) (1 - q) times its drop over p - q.
    """
    own, both, _, parts = trigamma_drop_terms(x, above)
    p, q = both
    i, j = np.multiply(own, both, own)
    beside, other = N1 - both
    left: Array = TRIGAMMA_DROP_ONES[1:].dot(parts[:-1])
    np.multiply(left, np.multiply(beside, other), left)
    np.add(left, (N1 + x * q) * p * (i + j) * N0_5, left)
    return left


def trigamma_independence_tail(a: Array) -> Array:
    """a^2 (trigamma(a) - 1/a - 1/(2 a^2)) as a new array: with p = 1 / (a + 1), p^2 / 2 + (1 - p)^2 times p times a sum over a table."""
    p, rows = N1 / (a + N1), np.empty((2, a.size), a.dtype)
    np.multiply(p, p, rows[0])
    rows[1].fill(1.0)
    parts = TRIGAMMA_DROP_FACTORS.dot(rows)
    np.multiply(parts, parts, parts)
    table = TRIGAMMA_DROP_WEIGHTS.dot(np.divide(N1, parts, parts))
    total: Array = N0_5 * rows[0] + table * p * np.square(N1 - p)
    return total


# The root in two parts, and the value over a - root for 1 <= a <= 3: numerator and denominator, highest power first.
TRIGAMMA_BALANCE_ROOT = arrays((1.5150964989183184, 7.1737568121343e-17))
TRIGAMMA_BALANCE_NEAR = arrays(
    (
        (
            -0.000571808117379245,
            0.02150193406386928,
            -0.38565126134871797,
            661405.5197618238,
            3326374.3305930775,
            7070776.564043175,
            7111405.520751274,
            2911013.449660526,
        ),
        (
            -1322802.2488228374,
            -7735185.710975871,
            -19464608.668524835,
            -25304281.39396414,
            -16684614.593325142,
            -4410402.110999756,
            -11.54223910825423,
            1.0,
        ),
    )
)


def trigamma_balance(a: Array, out: Array, scratch: Array) -> None:
    """Write trigamma(a) - 2 / a + 1 / (a + 1), shape (n,), a > 0.

    Accuracy: 5 ulp, also beside the root 1.515. Elsewhere (1 - a) / (2 a^2 (a + 1)) + the tail trigamma(a) - 1/a - 1/(2 a^2).
    """
    if not a.size:
        return
    np.divide(N0_5 * (N1 - a) / (a + N1) + trigamma_independence_tail(a), a, out)
    np.divide(out, a, out)
    if not a[a.argmax()] < np.inf:
        out[a == np.inf] = 0.0
    near = ((a > N1) & (a < N3)).nonzero()[0]
    if near.size:
        part = a[near]
        value, work = np.empty_like(part), np.empty_like(part)
        digamma_ratio(part, TRIGAMMA_BALANCE_NEAR, value, work)
        out[near] = value * ((part - TRIGAMMA_BALANCE_ROOT[0]) - TRIGAMMA_BALANCE_ROOT[1])


def trigamma_drop_excess(x: Array, h: Array, out: Array, scratch: Array) -> None:
    """Write trigamma(x) - trigamma(x + h) - h (x + h + 1) / (x (x + h)^2), shape (n,), x and h positive.

    Accuracy: 6 ulp. It is (1/x - 1/(x + h))^2 / 2 + the drop of trigamma(a) - 1/a - 1/(2 a^2), both positive.
    """
    if x.size <= TRIGAMMA_DROP_BLOCK:
        trigamma_drop_excess_block(x, h, out)
        return
    for start in range(0, x.size, TRIGAMMA_DROP_BLOCK):
        part = slice(start, start + TRIGAMMA_DROP_BLOCK)
        trigamma_drop_excess_block(x[part], h[part], out[part])


def trigamma_drop_excess_block(x: Array, h: Array, out: Array) -> None:
    """The same for so many elements that their terms stay in the nearest cache."""
    above = x + h
    drop = trigamma_drop_reciprocal(x, h, above)
    np.add(N0_5 * drop, trigamma_drop_rest(x, above), out)
    np.multiply(out, drop, out)


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


def abreast(function: Any, operands: list[Any], targets: list[Any], s: Any) -> Any:
    """What a function gives as often as there are targets: new rows by one call where elements are few, else the targets.

    The first operands of all calls come first, then the second ones.
    """
    count, length = len(targets), len(targets[0])
    if count * length > FEWEST or isinstance(operands[0], Watched):
        for place, target in enumerate(targets):
            function(*operands[place::count], target, s)
        return targets
    scratch = np.empty((1 + len(s), count * length), s.dtype)
    function(*np.concatenate(operands).reshape(len(operands) // count, count * length), scratch[0], scratch[1:])
    return scratch[0].reshape(count, length)


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
