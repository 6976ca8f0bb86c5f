"""inv(fisher(FisherSnedecor(df1, df2), [df1, df2])).

Written by fisherproof; change the derivation, not this file.
"""

from __future__ import annotations

import math
from typing import Any

import numpy as np
from numpy.typing import NDArray

PROVENANCE = {
    "expression": "inv(fisher(FisherSnedecor(df1, df2), [df1, df2]))",
    "let": {
        "df1": "positive",
        "df2": "positive",
    },
    "name": "inverse_fisher_fisher_snedecor",
    "target": "numpy",
    "dtype": "float64",
    "layout": "full",
    "generator": 1,
    "operations": 190,
}

BLOCK = 16384
NAME = "inverse_fisher_fisher_snedecor"
ARGUMENTS = ("df1", "df2")
CORES: Any = ((), ())
RESULT: Any = (2, 2)
COLUMNS: Any = ((0, 0), (0, 1), (1, 1))
COPIES: Any = (((1, 0), 1),)
COMPONENTS: Any = ((0, ()), (1, ()))
LIMITS: Any = ((0.0, math.inf), (0.0, math.inf))
WHOLE: Any = ()
MIRRORS: Any = ()
INPUTS, NUMBERS, SCRATCH, TRUTHS = 2, 25, 4, 2
C0 = np.array(0.5)
C1 = np.array(1.0)
C2 = np.array(2.0)
C3 = np.array(4.0)
C4 = np.array(0.25)
C5 = np.array(8.0)
FLAGS = TRUTHS + 3
ROWS = INPUTS + NUMBERS + SCRATCH + len(COLUMNS) + -(-FLAGS // 8)


def inverse_fisher_fisher_snedecor(df1: Any, df2: Any, out: Any = None, workspace: Any = None) -> Any:
    """inv(fisher(FisherSnedecor(df1, df2), [df1, df2])).

    Computed as::

        [4*df1*(-df1*(df1 + df2 + 4)/2 - df2*(trigamma_excess(df1/2 + df2/2) + 1)*(df1 + df2 + 2)/2 + (df1 +
        df2)*(trigamma_excess(df2/2) + 1)*(df1 + df2 + 2)/2)/(df1**2*trigamma_excess(df1/2)*trigamma_excess(df2/2)
        - df1**2*trigamma_excess(df2/2)*trigamma_excess(df1/2 + df2/2) +
        2*df1*df2*trigamma_excess(df1/2)*trigamma_excess(df2/2) -
        df1*df2*trigamma_excess(df1/2)*trigamma_excess(df1/2 + df2/2) -
        df1*df2*trigamma_excess(df2/2)*trigamma_excess(df1/2 + df2/2) +
        2*df1*trigamma_excess(df1/2)*trigamma_excess(df2/2) - 2*df1*trigamma_excess(df1/2) -
        2*df1*trigamma_excess(df2/2)*trigamma_excess(df1/2 + df2/2) + 2*df1*trigamma_excess(df1/2 + df2/2) +
        df2**2*trigamma_excess(df1/2)*trigamma_excess(df2/2) - df2**2*trigamma_excess(df1/2)*trigamma_excess(df1/2
        + df2/2) + 2*df2*trigamma_excess(df1/2)*trigamma_excess(df2/2) -
        2*df2*trigamma_excess(df1/2)*trigamma_excess(df1/2 + df2/2) - 2*df2*trigamma_excess(df2/2) +
        2*df2*trigamma_excess(df1/2 + df2/2)), 4*df1*df2*(df1 + df2)*(-(df1 + df2 + 4)/(2*(df1 + df2)*(df1 + df2 +
        2)) + (trigamma_excess(df1/2 + df2/2) + 1)/(4*(df1/2 + df2/2)))*(df1 + df2 +
        2)/(df1**2*trigamma_excess(df1/2)*trigamma_excess(df2/2) - df1**2*trigamma_excess(df2/2)*trigamma_excess(d
        ...

    Args:
        df1: positive, shape (...).
        df2: positive, shape (...).
        out: where to write the result.
        workspace: memory from ``make_workspace()``, for one call at a time.

    Returns: shape (..., 2, 2). Arguments broadcast; outside its type an element is nan.

    Operations: 190 for one element.
    """
    return run((df1, df2), out, workspace)


def block(x: Any, b: Any, s: Any, t: Any, o: Any) -> tuple[Any, Any]:
    """Every entry of one block."""
    x0, x1 = x[:2]
    b0, b1, b2, b3, b4, b5, b6, b7, b8, b9, b10, b11, b12, b13, b14, b15, b16, b17, b18, b19, b20, b21, b22, b23 = b[:24]
    (b24,) = b[24:25]
    t0, t1 = t[:2]
    o0, o1, o2 = o[:3]
    np.add(x0, x1, b0)
    np.multiply(x1, C0, b1)
    trigamma_excess(b1, b2, s)
    np.add(C1, b2, b3)
    np.add(C2, x0, b4)
    np.add(b4, x1, b4)
    np.multiply(b0, b3, b3)
    np.multiply(b3, b4, b3)
    np.multiply(b3, C0, b3)
    np.add(C3, x0, b5)
    np.add(b5, x1, b5)
    np.multiply(x0, b5, b6)
    np.multiply(b6, C0, b6)
    np.multiply(x0, C0, b7)
    np.add(b7, b1, b8)
    trigamma_excess(b8, b9, s)
    np.add(C1, b9, b10)
    np.multiply(x1, b10, b11)
    np.multiply(b11, b4, b11)
    np.multiply(b11, C0, b11)
    np.add(b6, b11, b11)
    np.subtract(b3, b11, b11)
    np.absolute(b3, b3)
    np.multiply(b3, C0, b3)
    np.absolute(b11, b12)
    np.less(b12, b3, t0)
    np.multiply(x0, b9, b3)
    np.multiply(b3, C2, b3)
    np.multiply(x1, b9, b12)
    np.multiply(b12, C2, b12)
    trigamma_excess(b7, b13, s)
    np.multiply(x0, b13, b14)
    np.multiply(b14, b2, b15)
    np.multiply(b15, C2, b15)
    np.square(x0, b16)
    np.multiply(b13, b2, b17)
    np.multiply(b17, b16, b18)
    np.multiply(x1, b13, b19)
    np.multiply(b19, b2, b20)
    np.multiply(b20, C2, b20)
    np.square(x1, b21)
    np.multiply(b17, b21, b17)
    np.multiply(x0, x1, b22)
    np.multiply(b22, b13, b23)
    np.multiply(b23, b2, b24)
    np.multiply(b24, C2, b24)
    np.add(b3, b12, b3)
    np.add(b3, b15, b3)
    np.add(b3, b18, b3)
    np.add(b3, b20, b3)
    np.add(b3, b17, b3)
    np.add(b3, b24, b3)
    np.multiply(b14, C2, b12)
    np.multiply(x1, b2, b14)
    np.multiply(b14, C2, b14)
    np.multiply(x0, b2, b15)
    np.multiply(b15, b9, b15)
    np.multiply(b15, C2, b15)
    np.multiply(b2, b9, b17)
    np.multiply(b17, b16, b17)
    np.multiply(b19, b9, b18)
    np.multiply(b18, C2, b18)
    np.multiply(b13, b9, b13)
    np.multiply(b13, b21, b13)
    np.multiply(b23, b9, b19)
    np.multiply(b22, b2, b2)
    np.multiply(b2, b9, b2)
    np.add(b12, b14, b9)
    np.add(b9, b15, b9)
    np.add(b9, b17, b9)
    np.add(b9, b18, b9)
    np.add(b9, b13, b9)
    np.add(b9, b19, b9)
    np.add(b9, b2, b2)
    np.subtract(b3, b2, b2)
    np.absolute(b3, b3)
    np.multiply(b3, C0, b3)
    np.absolute(b2, b9)
    np.less(b9, b3, t1)
    np.logical_or(t0, t1, t0)
    np.multiply(x0, b11, b3)
    np.multiply(b3, C3, b3)
    np.divide(b3, b2, o0)
    np.multiply(b10, C4, b3)
    np.divide(b3, b8, b3)
    np.multiply(b5, C0, b5)
    np.multiply(b0, b4, b9)
    np.divide(b5, b9, b5)
    np.subtract(b3, b5, b9)
    np.absolute(b3, b3)
    np.multiply(b3, C0, b3)
    np.absolute(b9, b10)
    np.less(b10, b3, t1)
    np.logical_or(t0, t1, t0)
    np.multiply(b22, b0, b3)
    np.multiply(b3, b9, b3)
    np.multiply(b3, b4, b3)
    np.multiply(b3, C3, b3)
    np.divide(b3, b2, o1)
    trigamma(b7, b2, s)
    np.multiply(b2, b16, b3)
    np.multiply(b3, C2, b3)
    np.multiply(b16, x0, b7)
    np.multiply(b2, b7, b9)
    np.multiply(b22, b2, b10)
    np.multiply(b10, C2, b10)
    np.multiply(x0, b2, b11)
    np.multiply(b11, b21, b11)
    np.multiply(x1, b2, b2)
    np.multiply(b2, b16, b2)
    np.multiply(b2, C2, b2)
    np.add(b3, b9, b3)
    np.add(b3, b10, b3)
    np.add(b3, b11, b3)
    np.add(b3, b2, b2)
    np.multiply(x1, C5, b3)
    np.multiply(b21, C2, b9)
    np.multiply(b22, C2, b10)
    trigamma(b8, b11, s)
    np.multiply(b11, b16, b8)
    np.multiply(b8, C2, b8)
    np.multiply(b11, b7, b7)
    np.multiply(b22, b11, b12)
    np.multiply(b12, C2, b12)
    np.multiply(x0, b11, b13)
    np.multiply(b13, b21, b13)
    np.multiply(x1, b11, b14)
    np.multiply(b14, b16, b14)
    np.multiply(b14, C2, b14)
    np.add(b3, b9, b3)
    np.add(b3, b10, b3)
    np.add(b3, b8, b3)
    np.add(b3, b7, b3)
    np.add(b3, b12, b3)
    np.add(b3, b13, b3)
    np.add(b3, b14, b3)
    np.subtract(b2, b3, b3)
    np.absolute(b2, b2)
    np.multiply(b2, C0, b2)
    np.absolute(b3, b7)
    np.less(b7, b2, t1)
    np.logical_or(t0, t1, t0)
    np.multiply(b11, C4, b2)
    np.subtract(b5, b2, b7)
    np.absolute(b5, b8)
    np.multiply(b8, C0, b8)
    np.absolute(b7, b9)
    np.less(b9, b8, t1)
    np.logical_or(t0, t1, t0)
    np.subtract(b2, b5, b5)
    np.absolute(b2, b2)
    np.multiply(b2, C0, b2)
    np.absolute(b5, b8)
    np.less(b8, b2, t1)
    np.logical_or(t0, t1, t0)
    np.multiply(b7, b5, b2)
    trigamma(b1, b5, s)
    np.multiply(x1, b0, b1)
    np.multiply(b1, b4, b1)
    np.multiply(b1, b5, b5)
    np.multiply(b5, C4, b5)
    np.multiply(b1, b11, b1)
    np.multiply(b1, C4, b1)
    np.add(b6, b1, b1)
    np.subtract(b5, b1, b1)
    np.absolute(b5, b5)
    np.multiply(b5, C0, b5)
    np.absolute(b1, b6)
    np.less(b6, b5, t1)
    np.logical_or(t0, t1, t0)
    np.square(b0, b5)
    np.square(b4, b6)
    np.multiply(b1, b3, b1)
    np.multiply(b1, C4, b1)
    np.multiply(b22, b5, b5)
    np.multiply(b5, b6, b5)
    np.divide(b1, b5, b1)
    np.add(b2, b1, b5)
    np.absolute(b2, b2)
    np.absolute(b1, b1)
    np.maximum(b2, b1, out=b1)
    np.multiply(b1, C0, b1)
    np.absolute(b5, b2)
    np.less(b2, b1, t1)
    np.logical_or(t0, t1, t0)
    np.multiply(b3, C4, b1)
    np.multiply(x0, b0, b0)
    np.multiply(b0, b5, b0)
    np.multiply(b0, b4, b0)
    np.divide(b1, b0, o2)
    return None, t0


CONSTANT_0 = np.array([4.0, 0.0, 0.0, 0.0]).reshape(4, 1)
CONSTANT_1 = np.array([-0.5, 0.0, 0.0, 0.0]).reshape(4, 1)
CONSTANT_2 = np.array([0.5, 0.0, 0.0, 0.0]).reshape(4, 1)
CONSTANT_3 = np.array([2.0, 0.0, 0.0, 0.0]).reshape(4, 1)
CONSTANT_4 = np.array([0.25, 0.0, 0.0, 0.0]).reshape(4, 1)
CONSTANT_5 = np.array([-2.0, 0.0, 0.0, 0.0]).reshape(4, 1)
CONSTANT_6 = np.array([-1.0, 0.0, 0.0, 0.0]).reshape(4, 1)
CONSTANT_7 = np.array([-0.25, 0.0, 0.0, 0.0]).reshape(4, 1)
CONSTANT_8 = np.array([-8.0, 0.0, 0.0, 0.0]).reshape(4, 1)


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


WIDE_BERNOULLI = (  # B_2, B_4, ... B_60
    (1, 6),
    (-1, 30),
    (1, 42),
    (-1, 30),
    (5, 66),
    (-691, 2730),
    (7, 6),
    (-3617, 510),
    (43867, 798),
    (-174611, 330),
    (854513, 138),
    (-236364091, 2730),
    (8553103, 6),
    (-23749461029, 870),
    (8615841276005, 14322),
    (-7709321041217, 510),
    (2577687858367, 6),
    (-26315271553053477373, 1919190),
    (2929993913841559, 6),
    (-261082718496449122051, 13530),
    (1520097643918070802691, 1806),
    (-27833269579301024235023, 690),
    (596451111593912163277961, 282),
    (-5609403368997817686249127547, 46410),
    (495057205241079648212477525, 66),
    (-801165718135489957347924991853, 1590),
    (29149963634884862421418123812691, 798),
    (-2479392929313226753685415739663229, 870),
    (84483613348880041862046775994036021, 354),
    (-1215233140483755572040304994079820246041491, 56786730),
)


def wide_on_positive(result: Array, x: Array, at_zero: float, at_infinity: float) -> Array:
    """The result where 0 < x < inf, the given limits at the ends, nan elsewhere."""
    outside = np.where(x[0] == 0, at_zero, np.where(x[0] == np.inf, at_infinity, np.nan))
    return wide_settle(result, np.where((x[0] > 0) & (x[0] < np.inf), result[0], outside))


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


def wide_ratio(numerator: int, denominator: int = 1) -> Array:
    """A rational constant -> (4, 1): each word the remaining value correctly rounded, |error| <= 2^-212 of the value."""
    words = []
    for _ in range(4):
        words.append(numerator / denominator)  # Python rounds the quotient of integers correctly
        top, bottom = words[-1].as_integer_ratio()
        numerator, denominator = numerator * bottom - top * denominator, denominator * bottom
    return np.array(words).reshape(4, 1)


def wide_shift(x: Array) -> tuple[Array, Array, Array]:
    """Where x < 32 (n,), the large argument (x + 32 there, x elsewhere) and the small one (x there, 1 elsewhere)."""
    near = x[0] < 32
    return near, np.where(near, wide_add(x, wide(32.0)), x), np.where(near, x, wide(1.0))


def wide_shift_pairs(x: Array) -> list[Array]:
    """The 16 products (x + i) (x + 31 - i) = x (x + 31) + i (31 - i)."""
    square = wide_product(x, wide_add(x, wide(31.0)))
    return [wide_add(square, wide(float(i * (31 - i))) + np.zeros_like(x)) for i in range(16)]


def wide_shifted_powers(x: Array, exponent: int) -> Array:
    """1 / x^n + 1 / (x + 1)^n + ... + 1 / (x + 31)^n; the 16 reciprocals of pairs come from one division."""
    pairs = wide_shift_pairs(x)
    products = [pairs[0]]
    for pair in pairs[1:]:
        products.append(wide_product(products[-1], pair))
    inverse = wide_reciprocal(products[-1])
    total = np.zeros_like(x)
    for i in range(15, -1, -1):
        reciprocal = wide_product(inverse, products[i - 1]) if i else inverse
        inverse = wide_product(inverse, pairs[i])
        for shift in (31 - i, i):
            term = wide_product(reciprocal, wide_add(x, wide(float(shift))))  # one over x + 31 - shift
            total = wide_add(total, wide_integer_power(term, exponent))
    return total


def wide_polygamma(order: int, x: Array) -> Array:
    """The derivative of the given order m = 1, 2, 3 or 4 of the digamma function for x > 0. Relative error <= 2^-170.

    (-1)^(m + 1) ((m - 1)! / y^m + m! / (2 y^(m + 1)) + sum B_2k (2k + m - 1)! / ((2k)! y^(2k + m)) + m! sum 1 / (x + i)^(m + 1)), i < 32.
    """
    near, y, small = wide_shift(x)
    inverse = wide_reciprocal(y)
    coefficients = [
        wide_ratio(p * math.factorial(2 * k + order - 1), q * math.factorial(2 * k)) for k, (p, q) in enumerate(WIDE_BERNOULLI, 1)
    ]
    series = wide_polynomial(np.array(coefficients), wide_product(inverse, inverse))
    scaled = wide_add(
        wide_product(wide(math.factorial(order) / 2) + np.zeros_like(x), inverse), wide_product(series, wide_product(inverse, inverse))
    )
    bracket = wide_add(wide(math.factorial(order - 1)) + np.zeros_like(x), scaled)
    result = wide_multiply(wide_integer_power(inverse, order), bracket)
    if near.any():
        sums = wide_multiply(wide_shifted_powers(small, order + 1), wide(math.factorial(order)))
        result = np.where(near, wide_add(result, sums), result)
    return wide_on_positive((-1) ** (order + 1) * result, x, (-1) ** (order + 1) * np.inf, 0.0)


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
        w0 = wide_add(CONSTANT_0, x0)
        w1 = wide_add(w0, x1)
        w2 = wide_multiply(CONSTANT_1, x0)
        w3 = wide_multiply(w2, w1)
        w4 = wide_multiply(CONSTANT_2, x0)
        w5 = wide_multiply(CONSTANT_2, x1)
        w6 = wide_add(w4, w5)
        w7 = wide_add(CONSTANT_3, x0)
        w8 = wide_add(w7, x1)
        w9 = wide_polygamma(1, w6)
        w10 = wide_multiply(CONSTANT_1, x1)
        w11 = wide_multiply(w10, w6)
        w12 = wide_multiply(w11, w8)
        w13 = wide_multiply(w12, w9)
        w14 = wide_add(x0, x1)
        w15 = wide_polygamma(1, w5)
        w16 = wide_multiply(CONSTANT_4, x1)
        w17 = wide_multiply(w16, w14)
        w18 = wide_multiply(w17, w8)
        w19 = wide_multiply(w18, w15)
        w20 = wide_add(w3, w13)
        w21 = wide_add(w20, w19)
        w22 = wide_polygamma(1, w4)
        w23 = wide_multiply(CONSTANT_2, x0)
        w24 = wide_multiply(w23, w22)
        w25 = wide_add(CONSTANT_6, w24)
        w26 = wide_multiply(CONSTANT_5, x0)
        w27 = wide_multiply(w26, w25)
        w28 = wide_multiply(w6, w9)
        w29 = wide_add(CONSTANT_6, w28)
        w30 = wide_multiply(CONSTANT_3, x0)
        w31 = wide_multiply(w30, w29)
        w32 = wide_multiply(CONSTANT_2, x1)
        w33 = wide_multiply(w32, w15)
        w34 = wide_add(CONSTANT_6, w33)
        w35 = wide_multiply(CONSTANT_5, x1)
        w36 = wide_multiply(w35, w34)
        w37 = wide_multiply(CONSTANT_3, x1)
        w38 = wide_multiply(w37, w29)
        w39 = wide_multiply(CONSTANT_3, x0)
        w40 = wide_multiply(w39, w25)
        w41 = wide_multiply(w40, w34)
        w42 = wide_multiply(CONSTANT_5, x0)
        w43 = wide_multiply(w42, w34)
        w44 = wide_multiply(w43, w29)
        w45 = wide_integer_power(x0, 2)
        w46 = wide_multiply(w45, w25)
        w47 = wide_multiply(w46, w34)
        w48 = wide_multiply(CONSTANT_6, w45)
        w49 = wide_multiply(w48, w34)
        w50 = wide_multiply(w49, w29)
        w51 = wide_multiply(CONSTANT_3, x1)
        w52 = wide_multiply(w51, w25)
        w53 = wide_multiply(w52, w34)
        w54 = wide_multiply(CONSTANT_5, x1)
        w55 = wide_multiply(w54, w25)
        w56 = wide_multiply(w55, w29)
        w57 = wide_integer_power(x1, 2)
        w58 = wide_multiply(w57, w25)
        w59 = wide_multiply(w58, w34)
        w60 = wide_multiply(CONSTANT_6, w57)
        w61 = wide_multiply(w60, w25)
        w62 = wide_multiply(w61, w29)
        w63 = wide_multiply(CONSTANT_3, x0)
        w64 = wide_multiply(w63, x1)
        w65 = wide_multiply(w64, w25)
        w66 = wide_multiply(w65, w34)
        w67 = wide_multiply(CONSTANT_6, x0)
        w68 = wide_multiply(w67, x1)
        w69 = wide_multiply(w68, w25)
        w70 = wide_multiply(w69, w29)
        w71 = wide_multiply(CONSTANT_6, x0)
        w72 = wide_multiply(w71, x1)
        w73 = wide_multiply(w72, w34)
        w74 = wide_multiply(w73, w29)
        w75 = wide_add(w27, w31)
        w76 = wide_add(w75, w36)
        w77 = wide_add(w76, w38)
        w78 = wide_add(w77, w41)
        w79 = wide_add(w78, w44)
        w80 = wide_add(w79, w47)
        w81 = wide_add(w80, w50)
        w82 = wide_add(w81, w53)
        w83 = wide_add(w82, w56)
        w84 = wide_add(w83, w59)
        w85 = wide_add(w84, w62)
        w86 = wide_add(w85, w66)
        w87 = wide_add(w86, w70)
        w88 = wide_add(w87, w74)
        w89 = wide_reciprocal(w88)
        w90 = wide_multiply(CONSTANT_0, x0)
        w91 = wide_multiply(w90, w21)
        w92 = wide_multiply(w91, w89)
        w93 = wide_reciprocal(w14)
        w94 = wide_reciprocal(w8)
        w95 = wide_multiply(CONSTANT_1, w93)
        w96 = wide_multiply(w95, w94)
        w97 = wide_multiply(w96, w1)
        w98 = wide_multiply(CONSTANT_4, w9)
        w99 = wide_add(w97, w98)
        w100 = wide_multiply(CONSTANT_0, x0)
        w101 = wide_multiply(w100, x1)
        w102 = wide_multiply(w101, w14)
        w103 = wide_multiply(w102, w99)
        w104 = wide_multiply(w103, w8)
        w105 = wide_multiply(w104, w89)
        w106 = wide_reciprocal(x0)
        w107 = wide_multiply(CONSTANT_2, w93)
        w108 = wide_multiply(w107, w94)
        w109 = wide_multiply(w108, w1)
        w110 = wide_multiply(CONSTANT_7, w9)
        w111 = wide_add(w109, w110)
        w112 = wide_multiply(w111, w99)
        w113 = wide_reciprocal(x1)
        w114 = wide_integer_power(w14, -2)
        w115 = wide_integer_power(w8, -2)
        w116 = wide_multiply(CONSTANT_7, x1)
        w117 = wide_multiply(w116, w14)
        w118 = wide_multiply(w117, w8)
        w119 = wide_multiply(w118, w9)
        w120 = wide_add(w3, w19)
        w121 = wide_add(w120, w119)
        w122 = wide_multiply(CONSTANT_8, x1)
        w123 = wide_multiply(CONSTANT_5, w57)
        w124 = wide_multiply(CONSTANT_5, x0)
        w125 = wide_multiply(w124, x1)
        w126 = wide_multiply(CONSTANT_3, w45)
        w127 = wide_multiply(w126, w22)
        w128 = wide_multiply(CONSTANT_5, w45)
        w129 = wide_multiply(w128, w9)
        w130 = wide_integer_power(x0, 3)
        w131 = wide_multiply(w130, w22)
        w132 = wide_multiply(CONSTANT_6, w130)
        w133 = wide_multiply(w132, w9)
        w134 = wide_multiply(CONSTANT_3, x0)
        w135 = wide_multiply(w134, x1)
        w136 = wide_multiply(w135, w22)
        w137 = wide_multiply(CONSTANT_5, x0)
        w138 = wide_multiply(w137, x1)
        w139 = wide_multiply(w138, w9)
        w140 = wide_multiply(x0, w57)
        w141 = wide_multiply(w140, w22)
        w142 = wide_multiply(CONSTANT_6, x0)
        w143 = wide_multiply(w142, w57)
        w144 = wide_multiply(w143, w9)
        w145 = wide_multiply(CONSTANT_3, w45)
        w146 = wide_multiply(w145, x1)
        w147 = wide_multiply(w146, w22)
        w148 = wide_multiply(CONSTANT_5, w45)
        w149 = wide_multiply(w148, x1)
        w150 = wide_multiply(w149, w9)
        w151 = wide_add(w122, w123)
        w152 = wide_add(w151, w125)
        w153 = wide_add(w152, w127)
        w154 = wide_add(w153, w129)
        w155 = wide_add(w154, w131)
        w156 = wide_add(w155, w133)
        w157 = wide_add(w156, w136)
        w158 = wide_add(w157, w139)
        w159 = wide_add(w158, w141)
        w160 = wide_add(w159, w144)
        w161 = wide_add(w160, w147)
        w162 = wide_add(w161, w150)
        w163 = wide_multiply(CONSTANT_4, w106)
        w164 = wide_multiply(w163, w113)
        w165 = wide_multiply(w164, w114)
        w166 = wide_multiply(w165, w115)
        w167 = wide_multiply(w166, w121)
        w168 = wide_multiply(w167, w162)
        w169 = wide_add(w112, w168)
        w170 = wide_reciprocal(w169)
        w171 = wide_multiply(CONSTANT_4, w106)
        w172 = wide_multiply(w171, w93)
        w173 = wide_multiply(w172, w170)
        w174 = wide_multiply(w173, w94)
        w175 = wide_multiply(w174, w162)
        o[0][here] = wide_to_float(w92)
        o[1][here] = wide_to_float(w105)
        o[2][here] = wide_to_float(w175)


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


# a^3 (trigamma(a) - 1 / a) - a / 2 in 1 / a^2, for a >= 2 and for a >= 10.
TRIGAMMA_EXCESS_FULL = (
    (
        7.5067488759518675,
        186.29994578266945,
        641.2961951237575,
        708.8394632843456,
        321.23955023138683,
        64.64791698343605,
        5.605698921766033,
        0.16666666666666666,
    ),
    (
        138.04892326022403,
        1635.0877278650046,
        4547.527251071348,
        4603.331517990529,
        2001.7061418624078,
        394.51148346387845,
        33.834193530596195,
        1.0,
    ),
)
TRIGAMMA_EXCESS_SHORT = (
    (
        1.0018935661020418,
        -0.25161256379140295,
        0.07575147995877267,
        -0.03333332293001504,
        0.023809523803692865,
        -0.03333333333333277,
        0.16666666666666666,
    ),
    (1.0,),
)


def trigamma_excess(a: Array, out: Array, scratch: Array) -> None:
    """Write a trigamma(a) - 1, shape (n,), a > 0.

    Accuracy: 3 ulp. A sum of positive terms; with b = a + 2 below 2: 1 / (a (a + 1)) + a (1 / ((a + 1)^2 b) + trigamma(b) - 1 / b).
    """
    if not a.size:
        return
    low = a.min()
    reciprocal, square, work, next_one = scratch[:4]
    above = low >= 2.0
    if above:
        np.divide(1.0, a, out=reciprocal)
    else:
        np.add(a, 2.0, out=reciprocal)
        np.divide(1.0, reciprocal, out=reciprocal)
    np.multiply(reciprocal, reciprocal, out=square)
    digamma_ratio(square, TRIGAMMA_EXCESS_SHORT if low >= 10.0 else TRIGAMMA_EXCESS_FULL, out, work)
    np.multiply(out, reciprocal, out=out)
    np.add(out, 0.5, out=out)
    np.multiply(out, reciprocal, out=out)
    if above:
        return
    if a.max() == np.inf:
        a = np.minimum(a, 1.7976931348623157e308)
    np.multiply(a, reciprocal, out=work)
    np.multiply(out, work, out=out)  # a (trigamma(b) - 1 / b)
    np.add(a, 1.0, out=next_one)
    np.divide(work, next_one, out=work)
    np.divide(1.0, a, out=square)
    np.add(work, square, out=work)
    np.divide(work, next_one, out=work)  # (a / ((a + 1) b) + 1 / a) / (a + 1)
    np.add(out, work, out=out)


def trigamma(a: Array, out: Array, scratch: Array) -> None:
    """Write the second derivative of log gamma, shape (n,), a > 0.

    Accuracy: 3 ulp. A sum of positive terms: (1 + 1 / (2 b) + F(1 / b^2) / b^2) / b at b = a or, by two recurrences, at b = a + 2.
    """
    if not a.size:
        return
    low = a.min()
    reciprocal, square, work = scratch[:3]
    above = low >= 2.0
    if above:
        np.divide(1.0, a, out=reciprocal)
    else:
        np.add(a, 2.0, out=reciprocal)
        np.divide(1.0, reciprocal, out=reciprocal)
    np.multiply(reciprocal, reciprocal, out=square)
    digamma_ratio(square, TRIGAMMA_EXCESS_SHORT if low >= 10.0 else TRIGAMMA_EXCESS_FULL, out, work)
    for constant in (0.5, 1.0):
        np.multiply(out, reciprocal, out=out)
        np.add(out, constant, out=out)
    np.multiply(out, reciprocal, out=out)
    if not above:
        np.add(a, 1.0, out=work)
        np.multiply(work, work, out=work)
        np.divide(1.0, work, out=work)
        np.add(out, work, out=out)
        np.multiply(a, a, out=work)
        np.divide(1.0, work, out=work)
        np.add(out, work, out=out)


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
