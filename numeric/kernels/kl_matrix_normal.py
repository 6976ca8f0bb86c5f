"""kl(MatrixNormal(loc, rows, columns), MatrixNormal(loc_q, rows_q, columns_q)).

Written by fisherproof; change the derivation, not this file.
"""

from __future__ import annotations

import math
from typing import Any

import numpy as np
from numpy.typing import NDArray

PROVENANCE = {
    "expression": "kl(MatrixNormal(loc, rows, columns), MatrixNormal(loc_q, rows_q, columns_q))",
    "let": {
        "loc": "real[2,2]",
        "rows": "spd[2]",
        "columns": "spd[2]",
        "loc_q": "real[2,2]",
        "rows_q": "spd[2]",
        "columns_q": "spd[2]",
    },
    "name": "kl_matrix_normal",
    "target": "numpy",
    "dtype": "float64",
    "layout": "full",
    "generator": 1,
    "operations": 200,
}

BLOCK = 16384
NAME = "kl_matrix_normal"
ARGUMENTS = ("loc", "rows", "columns", "loc_q", "rows_q", "columns_q")
CORES: Any = ((2, 2), (2, 2), (2, 2), (2, 2), (2, 2), (2, 2))
RESULT: Any = ()
COLUMNS: Any = ((),)
COPIES: Any = ()
COMPONENTS: Any = (
    (1, (0, 1)),
    (2, (0, 1)),
    (4, (0, 1)),
    (5, (0, 1)),
    (1, (1, 0)),
    (2, (1, 0)),
    (4, (1, 0)),
    (5, (1, 0)),
    (0, (0, 0)),
    (0, (0, 1)),
    (0, (1, 0)),
    (0, (1, 1)),
    (1, (0, 0)),
    (1, (1, 1)),
    (2, (0, 0)),
    (2, (1, 1)),
    (3, (0, 0)),
    (3, (0, 1)),
    (3, (1, 0)),
    (3, (1, 1)),
    (4, (0, 0)),
    (4, (1, 1)),
    (5, (0, 0)),
    (5, (1, 1)),
)
LIMITS: Any = (
    (-math.inf, math.inf),
    (-math.inf, math.inf),
    (-math.inf, math.inf),
    (-math.inf, math.inf),
    (-math.inf, math.inf),
    (-math.inf, math.inf),
    (-math.inf, math.inf),
    (-math.inf, math.inf),
    (-math.inf, math.inf),
    (-math.inf, math.inf),
    (-math.inf, math.inf),
    (-math.inf, math.inf),
    (0.0, math.inf),
    (0.0, math.inf),
    (0.0, math.inf),
    (0.0, math.inf),
    (-math.inf, math.inf),
    (-math.inf, math.inf),
    (-math.inf, math.inf),
    (-math.inf, math.inf),
    (0.0, math.inf),
    (0.0, math.inf),
    (0.0, math.inf),
    (0.0, math.inf),
)
WHOLE: Any = ()
MIRRORS: Any = ((12, 13), (14, 15), (20, 21), (22, 23))
INPUTS, NUMBERS, SCRATCH, TRUTHS = 24, 22, 4, 9
C0 = np.array(0.5)
C1 = np.array(2.0)
C2 = np.array(0.0)
FLAGS = TRUTHS + 3
ROWS = INPUTS + NUMBERS + SCRATCH + len(COLUMNS) + -(-FLAGS // 8)


def kl_matrix_normal(
    loc: Any, rows: Any, columns: Any, loc_q: Any, rows_q: Any, columns_q: Any, out: Any = None, workspace: Any = None
) -> Any:
    """kl(MatrixNormal(loc, rows, columns), MatrixNormal(loc_q, rows_q, columns_q)).

    Computed as::

        (-2*pivot_columns_0*pivot_columns_1*pivot_rows_0*pivot_rows_1 +
        pivot_columns_0*pivot_columns_q_0*pivot_rows_0*pivot_rows_q_0*(multiplier_columns_1_0 -
        multiplier_columns_q_1_0)**2*(multiplier_rows_1_0 - multiplier_rows_q_1_0)**2 +
        pivot_columns_0*pivot_columns_q_0*(multiplier_columns_1_0 -
        multiplier_columns_q_1_0)**2*(pivot_rows_0*pivot_rows_q_1 + pivot_rows_1*pivot_rows_q_0) +
        pivot_columns_0*pivot_columns_q_1*pivot_rows_0*pivot_rows_q_1 +
        pivot_columns_0*pivot_columns_q_1*pivot_rows_1*pivot_rows_q_0 +
        pivot_columns_1*pivot_columns_q_0*pivot_rows_0*pivot_rows_q_1 +
        pivot_columns_1*pivot_columns_q_0*pivot_rows_1*pivot_rows_q_0 + 2*pivot_columns_q_0*pivot_columns_q_1*pivo
        t_rows_q_0*pivot_rows_q_1*bregman_log_given(pivot_columns_0*pivot_columns_1*pivot_rows_0*pivot_rows_1,
        pivot_columns_q_0*pivot_columns_q_1*pivot_rows_q_0*pivot_rows_q_1,
        pivot_columns_0*pivot_columns_1*pivot_rows_0*pivot_rows_1 -
        pivot_columns_q_0*pivot_columns_q_1*pivot_rows_q_0*pivot_rows_q_1) -
        2*pivot_columns_q_0*pivot_columns_q_1*pivot_rows_q_0*pivot_rows_q_1 +
        pivot_columns_q_0*pivot_rows_q_0*(loc_0_0*multiplier_columns_q_1_0*multiplier_rows_q_1_0 -
        loc_0_1*multiplier_rows_q_1_0 - loc_1_0*multiplier_columns_ ...

    Args:
        loc: real[2,2], shape (..., 2, 2).
        rows: spd[2], shape (..., 2, 2).
        columns: spd[2], shape (..., 2, 2).
        loc_q: real[2,2], shape (..., 2, 2).
        rows_q: spd[2], shape (..., 2, 2).
        columns_q: spd[2], shape (..., 2, 2).
        out: where to write the result.
        workspace: memory from ``make_workspace()``, for one call at a time.

    Returns: shape (...). Arguments broadcast; outside its type an element is nan.

    Operations: 200 for one element.
    """
    return run((loc, rows, columns, loc_q, rows_q, columns_q), out, workspace)


def block(x: Any, b: Any, s: Any, t: Any, o: Any) -> tuple[Any, Any]:
    """Every entry of one block."""
    x0, x1, x2, x3, x4, x5, x6, x7, x8, x9, x10, x11, x12, x13, x14, x15, x16, x17, x18, x19, x20, x21, x22, x23 = x[:24]
    b0, b1, b2, b3, b4, b5, b6, b7, b8, b9, b10, b11, b12, b13, b14, b15, b16, b17, b18, b19, b20, b21 = b[:22]
    t0, t1, t2, t3, t4, t5, t6, t7, t8 = t[:9]
    (o0,) = o[:1]
    np.divide(x0, x12, b0)
    np.multiply(b0, x0, b1)
    np.subtract(x13, b1, b1)
    np.divide(x1, x14, b2)
    np.multiply(x1, b2, b3)
    np.subtract(x15, b3, b3)
    np.divide(x2, x20, b4)
    np.multiply(b4, x2, b5)
    np.subtract(x21, b5, b5)
    np.divide(x3, x22, b6)
    np.multiply(x3, b6, b7)
    np.subtract(x23, b7, b7)
    np.multiply(x17, b4, b8)
    np.multiply(x18, b6, b9)
    np.multiply(x8, b6, b10)
    np.multiply(b10, b4, b11)
    np.add(x11, b8, b12)
    np.add(b12, b9, b12)
    np.add(b12, b11, b12)
    np.multiply(x9, b4, b13)
    np.multiply(x10, b6, b14)
    np.multiply(x16, b6, b15)
    np.multiply(b15, b4, b16)
    np.add(x19, b13, b17)
    np.add(b17, b14, b17)
    np.add(b17, b16, b17)
    np.subtract(b12, b17, b12)
    np.absolute(x11, b17)
    np.absolute(b8, b8)
    np.absolute(b9, b9)
    np.absolute(b11, b11)
    np.absolute(x19, b18)
    np.absolute(b13, b13)
    np.absolute(b14, b14)
    np.absolute(b16, b16)
    np.maximum(b17, b8, out=b8)
    np.maximum(b8, b9, out=b8)
    np.maximum(b8, b11, out=b8)
    np.maximum(b8, b18, out=b8)
    np.maximum(b8, b13, out=b8)
    np.maximum(b8, b14, out=b8)
    np.maximum(b8, b16, out=b8)
    np.multiply(b8, C0, b8)
    np.absolute(b12, b9)
    np.less(b9, b8, t0)
    np.square(b12, b8)
    np.multiply(x22, x20, b9)
    np.multiply(b9, b8, b8)
    np.add(x17, b10, b9)
    np.add(x9, b15, b11)
    np.subtract(b9, b11, b9)
    np.absolute(x17, b11)
    np.absolute(b10, b10)
    np.absolute(x9, b12)
    np.absolute(b15, b13)
    np.maximum(b11, b10, out=b10)
    np.maximum(b10, b12, out=b10)
    np.maximum(b10, b13, out=b10)
    np.multiply(b10, C0, b10)
    np.absolute(b9, b11)
    np.less(b11, b10, t1)
    np.logical_or(t0, t1, t0)
    np.square(b9, b9)
    np.multiply(x22, b5, b10)
    np.multiply(b10, b9, b9)
    np.multiply(x8, b4, b10)
    np.add(x18, b10, b11)
    np.multiply(x16, b4, b12)
    np.add(x10, b12, b13)
    np.subtract(b11, b13, b11)
    np.absolute(x18, b13)
    np.absolute(b10, b10)
    np.absolute(x10, b14)
    np.absolute(b12, b12)
    np.maximum(b13, b10, out=b10)
    np.maximum(b10, b14, out=b10)
    np.maximum(b10, b12, out=b10)
    np.multiply(b10, C0, b10)
    np.absolute(b11, b12)
    np.less(b12, b10, t1)
    np.logical_or(t0, t1, t0)
    np.square(b11, b10)
    np.multiply(b7, x20, b11)
    np.multiply(b11, b10, b10)
    np.subtract(x8, x16, b11)
    np.square(b11, b11)
    np.multiply(b7, b5, b12)
    np.multiply(b12, b11, b11)
    np.multiply(x12, b5, b12)
    np.multiply(b1, x20, b13)
    np.add(b12, b13, b12)
    np.subtract(b2, b6, b13)
    np.absolute(b2, b2)
    np.absolute(b6, b6)
    np.maximum(b2, b6, out=b2)
    np.multiply(b2, C0, b2)
    np.absolute(b13, b6)
    np.less(b6, b2, t1)
    np.logical_or(t0, t1, t0)
    np.square(b13, b2)
    np.multiply(x14, x22, b6)
    np.multiply(b6, b12, b12)
    np.multiply(b12, b2, b12)
    np.multiply(x14, b7, b13)
    np.multiply(b13, x12, b14)
    np.multiply(b14, b5, b14)
    np.multiply(b13, b1, b15)
    np.multiply(b15, x20, b15)
    np.multiply(b3, x22, b16)
    np.multiply(b16, x12, b17)
    np.multiply(b17, b5, b17)
    np.multiply(b16, b1, b18)
    np.multiply(b18, x20, b18)
    np.add(b13, b16, b13)
    np.subtract(b0, b4, b16)
    np.absolute(b0, b0)
    np.absolute(b4, b4)
    np.maximum(b0, b4, out=b0)
    np.multiply(b0, C0, b0)
    np.absolute(b16, b4)
    np.less(b4, b0, t1)
    np.logical_or(t0, t1, t0)
    np.square(b16, b0)
    np.multiply(x12, x20, b4)
    np.multiply(b4, b13, b4)
    np.multiply(b4, b0, b4)
    np.multiply(x14, b3, b13)
    np.multiply(b13, x12, b13)
    np.multiply(b13, b1, b13)
    np.multiply(x22, b7, b16)
    np.multiply(b16, x20, b16)
    np.multiply(b16, b5, b16)
    np.subtract(b13, b16, b19)
    np.absolute(b13, b20)
    np.multiply(b20, C0, b20)
    np.absolute(b19, b21)
    np.less(b21, b20, t1)
    np.logical_or(t0, t1, t0)
    bregman_log_given(b13, b16, b19, b20, s)
    np.multiply(b16, b20, b19)
    np.multiply(b19, C1, b19)
    np.multiply(b6, x12, b6)
    np.multiply(b6, x20, b6)
    np.multiply(b6, b2, b2)
    np.multiply(b2, b0, b0)
    np.add(b8, b9, b2)
    np.add(b2, b10, b2)
    np.add(b2, b11, b2)
    np.add(b2, b12, b2)
    np.add(b2, b14, b2)
    np.add(b2, b15, b2)
    np.add(b2, b17, b2)
    np.add(b2, b18, b2)
    np.add(b2, b4, b2)
    np.add(b2, b19, b2)
    np.add(b2, b0, b0)
    np.multiply(b13, C1, b2)
    np.multiply(b16, C1, b4)
    np.add(b2, b4, b2)
    np.subtract(b0, b2, b2)
    np.absolute(b0, b0)
    np.multiply(b0, C0, b0)
    np.absolute(b2, b4)
    np.less(b4, b0, t1)
    np.logical_or(t0, t1, t0)
    np.multiply(b2, C0, b0)
    np.divide(b0, b16, b0)
    np.equal(x8, x16, t1)
    np.equal(x9, x17, t2)
    np.logical_and(t1, t2, t1)
    np.equal(x10, x18, t2)
    np.logical_and(t1, t2, t1)
    np.equal(x11, x19, t2)
    np.logical_and(t1, t2, t1)
    np.equal(x12, x20, t2)
    np.logical_and(t1, t2, t1)
    np.equal(x0, x2, t2)
    np.logical_and(t1, t2, t1)
    np.logical_and(t1, t2, t1)
    np.equal(x13, x21, t2)
    np.logical_and(t1, t2, t1)
    np.equal(x14, x22, t2)
    np.logical_and(t1, t2, t1)
    np.equal(x1, x3, t2)
    np.logical_and(t1, t2, t1)
    np.logical_and(t1, t2, t1)
    np.equal(x15, x23, t2)
    np.logical_and(t1, t2, t1)
    np.maximum(b0, C2, out=o0)
    np.logical_not(t1, t2)
    np.logical_and(t0, t2, t0)
    if np.count_nonzero(t1):
        np.putmask(o0, t1, 0.0)
    np.less(C2, x12, t1)
    np.less(C2, b1, t2)
    np.less(C2, x14, t3)
    np.less(C2, b3, t4)
    np.less(C2, x20, t5)
    np.less(C2, b5, t6)
    np.less(C2, x22, t7)
    np.less(C2, b7, t8)
    return np.logical_and.reduce([t1, t2, t3, t4, t5, t6, t7, t8]), t0


CONSTANT_0 = np.array([0.5, 0.0, 0.0, 0.0]).reshape(4, 1)
CONSTANT_1 = np.array([-1.0, 0.0, 0.0, 0.0]).reshape(4, 1)
CONSTANT_2 = np.array([-2.0, 0.0, 0.0, 0.0]).reshape(4, 1)
CONSTANT_3 = np.array([2.0, 0.0, 0.0, 0.0]).reshape(4, 1)


Array = NDArray[np.float64]


def wide(x: Array | float) -> Array:
    """A float64 x (n,) as the expansion (4, n) of the same value; exact."""
    words = np.zeros((4, np.size(x)))
    words[0] = x
    return words


def wide_two_sum(a: Array, b: Array) -> tuple[Array, Array]:
    """The rounded sum and its exact rounding error (Knuth)."""
    total = a + b
    part = total - a
    error = total - part
    np.subtract(a, error, out=error)
    error += np.subtract(b, part, out=part)
    return total, error


def wide_renormalise(parts: list[Array], words: int = 4) -> Array:
    """Parts (n,) of roughly decreasing magnitude -> (words, n), each word within half an ulp of the one before it, zeros last."""
    parts = list(parts)
    for first in range(words):
        for place in range(len(parts) - 1, first, -1):
            parts[place - 1], parts[place] = wide_two_sum(parts[place - 1], parts[place])
    return np.array(parts[:words])


def wide_carry(layers: list[list[Array]], words: int) -> Array:
    """Layers of parts (n,), each some 2^-53 below the layer before -> (words, n). Only within the last layer are sums rounded."""
    for place, layer in enumerate(layers[:-1]):
        while len(layer) > 1:
            total, error = wide_two_sum(layer.pop(), layer.pop())
            layer.append(total)
            layers[place + 1].append(error)
    return wide_renormalise([layer[0] for layer in layers[:-1]] + [np.add.reduce(layers[-1])], words)


def wide_settle(words: Array, plain: Array) -> Array:
    """The words where they and the IEEE value ``plain`` (n,) are finite, and (plain, 0, 0, 0) elsewhere."""
    finite = np.isfinite(plain) & np.isfinite(words[0])
    if not finite.all():
        words = np.where(finite, words, 0.0)
        words[0] = np.where(finite, words[0], plain)
    return words


def wide_add(x: Array, y: Array) -> Array:
    """The sum x + y for equally many words. Relative error <= 2^-205 of 4 while less than 50 bits cancel; exact where the sum fits."""
    total, error = wide_two_sum(x, y)
    layers = [[total[0]], *([*pair] for pair in zip(total[1:], error[:-1], strict=True)), [error[-1]]]
    result = wide_carry(layers, len(total))
    return result if np.isfinite(result[0]).all() else wide_settle(result, x[0] + y[0])


def wide_split(a: Array) -> tuple[Array, Array]:
    """Two halves of 26 bits with the exact sum a (Veltkamp), for |a| < 1e300."""
    high = a * 134217729.0  # 2^27 + 1
    low = high - a
    high -= low
    return high, np.subtract(a, high, out=low)


Halves = tuple[Array, Array]


def wide_two_product(a: Array, b: Array, a_halves: Halves, b_halves: Halves) -> tuple[Array, Array]:
    """The rounded product and its rounding error (Dekker): exact, but for an absolute error of 2^-1073 where |a b| < 2^-916."""
    product = a * b
    error = a_halves[0] * b_halves[0]
    error -= product
    error += a_halves[0] * b_halves[1]
    error += a_halves[1] * b_halves[0]
    error += a_halves[1] * b_halves[1]
    return product, error


def wide_product(x: Array, y: Array) -> Array:
    """The product x y of 1 to 4 words of moderate size; products of words whose places add up to more than the last are dropped."""
    words = len(x)
    x_halves, y_halves = wide_split(x[:-1]), wide_split(y[:-1])
    layers: list[list[Array]] = [[] for _ in range(words)]
    layers[-1] += [*(x * y[::-1])]
    for order in range(words - 1):
        up, down = slice(order + 1), slice(order, None, -1)  # word i of x meets word order - i of y
        halves = (x_halves[0][up], x_halves[1][up]), (y_halves[0][down], y_halves[1][down])
        products, errors = wide_two_product(x[up], y[down], *halves)
        layers[order] += [*products]
        layers[order + 1] += [*errors]
    return wide_carry(layers, words)


def wide_multiply(x: Array, y: Array) -> Array:
    """The product x y. Relative error <= 2^-205 for |x y| > 1e-240, absolute error 2^-1070 below; overflows as IEEE does."""
    result = wide_product(x, y)
    if np.isfinite(result[0]).all():
        return result
    shrink_x, shrink_y = (np.where(np.abs(factor[0]) > 2.0**990, 2.0**-64, 1.0) for factor in (x, y))  # where splitting overflows
    result = wide_product(x * shrink_x, y * shrink_y) / shrink_x / shrink_y
    return wide_settle(result, x[0] * y[0])


def wide_pad(x: Array, words: int) -> Array:
    """The first words of x, or all of them and zeros."""
    return x[:words] if len(x) >= words else np.concatenate((x, np.zeros((words - len(x), *x.shape[1:]))))


def wide_subtract(x: Array, y: Array) -> Array:
    """The difference x - y, as accurate as the sum; exactly 0 at equality."""
    return wide_add(x, -y)


def wide_divide(x: Array, y: Array) -> Array:
    """The quotient x / y. Relative error <= 2^-203 while no word underflows (|x / y| > 1e-240); divides by 0 and overflows as IEEE does."""
    (_, up), (_, down) = np.frexp(x[0]), np.frexp(y[0])
    x, scaled = np.ldexp(x, -up), np.ldexp(y, -down)
    inverse = 1 / scaled[:1]
    for words in (2, 4):  # Newton: 53 -> 106 -> 212 bits
        inverse = wide_pad(inverse, words)
        defect = wide_subtract(wide(1.0)[:words], wide_product(wide_pad(scaled, words), inverse))
        inverse = wide_add(inverse, wide_product(inverse, defect))
    result = np.ldexp(wide_product(x, inverse), up - down)
    return wide_settle(result, np.where((x[0] == 0) | ~np.isfinite(x[0]) | ~np.isfinite(y[0]) | (y[0] == 0), x[0] / y[0], result[0]))


def wide_reciprocal(x: Array) -> Array:
    """The inverse 1 / x, as accurate as the quotient."""
    return wide_divide(wide(np.ones_like(x[0])), x)


def wide_integer_power(x: Array, exponent: int) -> Array:
    """x^n for one integer n by repeated squaring. Relative error <= 2^-195 for |n| < 500."""
    result = x if exponent else wide(np.ones_like(x[0]))
    for bit in f"{abs(exponent):b}"[1:]:
        result = wide_multiply(result, result)
        result = wide_multiply(result, x) if bit == "1" else result
    return wide_reciprocal(result) if exponent < 0 else result


WIDE_LOG_2 = np.array([[0.6931471805599453], [2.3190468138462996e-17], [5.707708438416212e-34], [-3.5824322106018114e-50]])


def wide_ratio(numerator: int, denominator: int = 1) -> Array:
    """A rational constant -> (4, 1): each word the remaining value correctly rounded, |error| <= 2^-212 of the value."""
    words = []
    for _ in range(4):
        words.append(numerator / denominator)  # Python rounds the quotient of integers correctly
        top, bottom = words[-1].as_integer_ratio()
        numerator, denominator = numerator * bottom - top * denominator, denominator * bottom
    return np.array(words).reshape(4, 1)


WIDE_EXP = np.array([wide_ratio(1, math.factorial(order)) for order in range(1, 24)])


def wide_polynomial(coefficients: Array, x: Array) -> Array:
    """c_0 + c_1 x + ... by Horner's rule for c (terms, 4, 1), x (4, n), where no partial sum is far below c_0; error <= 2^-204 |c_0|.

    A term is computed with the words that it can contribute to 210 bits of c_0, beside the largest |x|; with none it is left out.
    """
    largest = np.fmax.reduce(np.abs(x[0]), initial=0.0)
    below = np.log2(np.abs(coefficients[:, 0, 0] / coefficients[0, 0, 0])) + np.arange(len(coefficients)) * np.log2(largest)
    words = np.clip(np.ceil((212 + np.nan_to_num(below)) / 53), 0, 4).astype(int)
    words = np.maximum.accumulate(words[::-1])[::-1]
    last = np.count_nonzero(words) - 1
    value = coefficients[last, : words[last]] + 0 * x[: words[last]]
    for term in range(last - 1, -1, -1):
        value = wide_pad(value, words[term])
        value = wide_add(wide_product(value, x[: words[term]]), coefficients[term, : words[term]] + np.zeros_like(value))
    return value


def wide_reduced_expm1(x: Array) -> tuple[Array, Array]:
    """The k and p with exp(x) = 2^k (1 + p), |p| < 0.42, k = 0 for |x| < 0.34; relative error of p <= 2^-200 for k = 0."""
    x = np.where(np.abs(x[0]) > 800, wide(800 * np.sign(x[0])), x)  # far outside of the range
    k = np.rint(x[0] / math.log(2))
    t = wide_subtract(x, wide_product(WIDE_LOG_2, wide(k))) / 64
    p = wide_product(t, wide_polynomial(WIDE_EXP, t))
    for _ in range(6):
        p = wide_add(2 * p, wide_product(p, p))
    return k.astype(np.int64), np.where(np.abs(x[0]) < 2.0**-220, x, p)


def wide_expm1(x: Array) -> Array:
    """The exponential minus one. Relative error <= 2^-195."""
    k, p = wide_reduced_expm1(x)
    away = wide_subtract(np.ldexp(wide_add(wide(1.0), p), k), wide(1.0))
    result = np.where(k == 0, p, away)
    return wide_settle(result, np.where(np.isfinite(x[0]), result[0], np.expm1(x[0])))


def wide_near_log1p(d: Array) -> Array:
    """log(1 + d) for -0.3 < d < 0.42; relative error <= 2^-198.

    With y = log1p(first word): y + log(1 + z), z = (1 + d) exp(-y) - 1 < 2^-51 |d|.
    """
    y = wide(np.log1p(d[0]))
    w = wide_expm1(-y)
    z = wide_add(wide_add(d, w), wide_product(d, w))
    z_2 = wide_product(z, z)
    correction = wide_add(wide_subtract(z, z_2 / 2), wide(z_2[0] * z[0] / 3))
    return np.where(np.abs(d[0]) < 2.0**-220, d, wide_add(y, correction))


def wide_log(x: Array) -> Array:
    """The natural logarithm. Relative error <= 2^-195, near 1 as well; -inf at 0, nan below."""
    k = np.frexp(x[0] * math.sqrt(0.5))[1]
    d = wide_subtract(np.ldexp(x, -k), wide(1.0))
    result = wide_add(wide_near_log1p(d), wide_product(WIDE_LOG_2, wide(k)))
    return wide_settle(result, np.log(x[0]))


def wide_to_float(x: Array) -> Array:
    """(4, n) -> (n,): the float64 nearest to the sum of the words; half-way cases are decided by the third word."""
    half_way = x[0] + 2 * x[1]  # the neighbour, if the second word is half an ulp
    past = (half_way - x[0] == 2 * x[1]) & (x[1] * x[2] > 0) & np.isfinite(half_way)
    nearest: Array = np.where(past, half_way, x[0])
    return nearest


def repair(x: Any, o: Any, where: Any) -> None:
    """Compute some elements again, with 212 bits."""
    for start in range(0, len(where), 4096):
        here = where[start : start + 4096]
        x0 = wide(x[0][here])
        x1 = wide(x[1][here])
        x2 = wide(x[2][here])
        x3 = wide(x[3][here])
        x8 = wide(x[8][here])
        x9 = wide(x[9][here])
        x10 = wide(x[10][here])
        x11 = wide(x[11][here])
        x12 = wide(x[12][here])
        x13 = wide(x[13][here])
        x14 = wide(x[14][here])
        x15 = wide(x[15][here])
        x16 = wide(x[16][here])
        x17 = wide(x[17][here])
        x18 = wide(x[18][here])
        x19 = wide(x[19][here])
        x20 = wide(x[20][here])
        x21 = wide(x[21][here])
        x22 = wide(x[22][here])
        x23 = wide(x[23][here])
        w0 = wide_reciprocal(x22)
        w1 = wide_multiply(x3, w0)
        w2 = wide_multiply(CONSTANT_1, x3)
        w3 = wide_multiply(w2, w1)
        w4 = wide_add(x23, w3)
        w5 = wide_reciprocal(w4)
        w6 = wide_reciprocal(x20)
        w7 = wide_multiply(w6, x2)
        w8 = wide_multiply(CONSTANT_1, w7)
        w9 = wide_multiply(w8, x2)
        w10 = wide_add(x21, w9)
        w11 = wide_reciprocal(w10)
        w12 = wide_multiply(CONSTANT_1, x19)
        w13 = wide_multiply(CONSTANT_1, x9)
        w14 = wide_multiply(w13, w7)
        w15 = wide_multiply(CONSTANT_1, x10)
        w16 = wide_multiply(w15, w1)
        w17 = wide_multiply(x17, w7)
        w18 = wide_multiply(x18, w1)
        w19 = wide_multiply(x8, w1)
        w20 = wide_multiply(w19, w7)
        w21 = wide_multiply(CONSTANT_1, x16)
        w22 = wide_multiply(w21, w1)
        w23 = wide_multiply(w22, w7)
        w24 = wide_add(x11, w12)
        w25 = wide_add(w24, w14)
        w26 = wide_add(w25, w16)
        w27 = wide_add(w26, w17)
        w28 = wide_add(w27, w18)
        w29 = wide_add(w28, w20)
        w30 = wide_add(w29, w23)
        w31 = wide_integer_power(w30, 2)
        w32 = wide_multiply(x22, x20)
        w33 = wide_multiply(w32, w31)
        w34 = wide_multiply(CONSTANT_1, x9)
        w35 = wide_multiply(x8, w1)
        w36 = wide_multiply(CONSTANT_1, x16)
        w37 = wide_multiply(w36, w1)
        w38 = wide_add(w34, x17)
        w39 = wide_add(w38, w35)
        w40 = wide_add(w39, w37)
        w41 = wide_integer_power(w40, 2)
        w42 = wide_multiply(x22, w10)
        w43 = wide_multiply(w42, w41)
        w44 = wide_multiply(CONSTANT_1, x10)
        w45 = wide_multiply(x8, w7)
        w46 = wide_multiply(CONSTANT_1, x16)
        w47 = wide_multiply(w46, w7)
        w48 = wide_add(w44, x18)
        w49 = wide_add(w48, w45)
        w50 = wide_add(w49, w47)
        w51 = wide_integer_power(w50, 2)
        w52 = wide_multiply(w4, x20)
        w53 = wide_multiply(w52, w51)
        w54 = wide_multiply(CONSTANT_1, x16)
        w55 = wide_add(x8, w54)
        w56 = wide_integer_power(w55, 2)
        w57 = wide_multiply(w4, w10)
        w58 = wide_multiply(w57, w56)
        w59 = wide_reciprocal(x14)
        w60 = wide_multiply(x1, w59)
        w61 = wide_multiply(CONSTANT_1, x1)
        w62 = wide_multiply(w61, w60)
        w63 = wide_add(x15, w62)
        w64 = wide_reciprocal(x12)
        w65 = wide_multiply(w64, x0)
        w66 = wide_multiply(CONSTANT_1, w65)
        w67 = wide_multiply(w66, x0)
        w68 = wide_add(x13, w67)
        w69 = wide_multiply(CONSTANT_2, x14)
        w70 = wide_multiply(w69, w63)
        w71 = wide_multiply(w70, x12)
        w72 = wide_multiply(w71, w68)
        w73 = wide_multiply(CONSTANT_1, w1)
        w74 = wide_add(w60, w73)
        w75 = wide_integer_power(w74, 2)
        w76 = wide_multiply(x12, w10)
        w77 = wide_multiply(w68, x20)
        w78 = wide_add(w76, w77)
        w79 = wide_multiply(x14, x22)
        w80 = wide_multiply(w79, w75)
        w81 = wide_multiply(w80, w78)
        w82 = wide_multiply(x14, w4)
        w83 = wide_multiply(w82, x12)
        w84 = wide_multiply(w83, w10)
        w85 = wide_multiply(x14, w4)
        w86 = wide_multiply(w85, w68)
        w87 = wide_multiply(w86, x20)
        w88 = wide_multiply(w63, x22)
        w89 = wide_multiply(w88, x12)
        w90 = wide_multiply(w89, w10)
        w91 = wide_multiply(w63, x22)
        w92 = wide_multiply(w91, w68)
        w93 = wide_multiply(w92, x20)
        w94 = wide_multiply(CONSTANT_2, x22)
        w95 = wide_multiply(w94, w4)
        w96 = wide_multiply(w95, x20)
        w97 = wide_multiply(w96, w10)
        w98 = wide_multiply(CONSTANT_1, w7)
        w99 = wide_add(w65, w98)
        w100 = wide_integer_power(w99, 2)
        w101 = wide_multiply(x14, w4)
        w102 = wide_multiply(w63, x22)
        w103 = wide_add(w101, w102)
        w104 = wide_multiply(x12, x20)
        w105 = wide_multiply(w104, w100)
        w106 = wide_multiply(w105, w103)
        w107 = wide_multiply(x14, w63)
        w108 = wide_multiply(w107, w0)
        w109 = wide_multiply(w108, w5)
        w110 = wide_multiply(w109, x12)
        w111 = wide_multiply(w110, w68)
        w112 = wide_multiply(w111, w6)
        w113 = wide_multiply(w112, w11)
        w114 = wide_log(w113)
        w115 = wide_multiply(CONSTANT_1, w114)
        w116 = wide_add(CONSTANT_1, w113)
        w117 = wide_add(w116, w115)
        w118 = wide_multiply(CONSTANT_3, x22)
        w119 = wide_multiply(w118, w4)
        w120 = wide_multiply(w119, x20)
        w121 = wide_multiply(w120, w10)
        w122 = wide_multiply(w121, w117)
        w123 = wide_multiply(x14, x22)
        w124 = wide_multiply(w123, x12)
        w125 = wide_multiply(w124, x20)
        w126 = wide_multiply(w125, w75)
        w127 = wide_multiply(w126, w100)
        w128 = wide_add(w33, w43)
        w129 = wide_add(w128, w53)
        w130 = wide_add(w129, w58)
        w131 = wide_add(w130, w72)
        w132 = wide_add(w131, w81)
        w133 = wide_add(w132, w84)
        w134 = wide_add(w133, w87)
        w135 = wide_add(w134, w90)
        w136 = wide_add(w135, w93)
        w137 = wide_add(w136, w97)
        w138 = wide_add(w137, w106)
        w139 = wide_add(w138, w122)
        w140 = wide_add(w139, w127)
        w141 = wide_multiply(CONSTANT_0, w0)
        w142 = wide_multiply(w141, w5)
        w143 = wide_multiply(w142, w6)
        w144 = wide_multiply(w143, w11)
        w145 = wide_multiply(w144, w140)
        o[0][here] = np.maximum(wide_to_float(w145), 0.0)


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
    valid, suspect = block(x, b, rows[INPUTS + NUMBERS : ROWS], flags, o)
    if inside is not None:
        valid = inside if valid is None else np.logical_and(valid, inside, out=inside)
    if suspect is not None and np.count_nonzero(suspect):
        doubtful = suspect if valid is None else np.logical_and(suspect, valid, out=suspect)
        repair(x, o, np.flatnonzero(doubtful))
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
