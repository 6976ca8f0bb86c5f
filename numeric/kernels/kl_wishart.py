"""kl(Wishart(df, scale), Wishart(df_q, scale_q)).

Written by fisherproof; change the derivation, not this file.
"""

from __future__ import annotations

import math
from typing import Any

import numpy as np
from numpy.typing import NDArray

PROVENANCE = {
    "expression": "kl(Wishart(df, scale), Wishart(df_q, scale_q))",
    "let": {
        "df": "positive",
        "scale": "spd[2]",
        "df_q": "positive",
        "scale_q": "spd[2]",
    },
    "name": "kl_wishart",
    "target": "numpy",
    "dtype": "float64",
    "layout": "full",
    "generator": 1,
    "operations": 167,
}

BLOCK = 16384
NAME = "kl_wishart"
ARGUMENTS = ("df", "scale", "df_q", "scale_q")
CORES: Any = ((), (2, 2), (), (2, 2))
RESULT: Any = ()
COLUMNS: Any = ((),)
COPIES: Any = ()
COMPONENTS: Any = (
    (1, (0, 1)),
    (3, (0, 1)),
    (1, (1, 0)),
    (3, (1, 0)),
    (0, ()),
    (1, (0, 0)),
    (1, (1, 1)),
    (2, ()),
    (3, (0, 0)),
    (3, (1, 1)),
)
LIMITS: Any = (
    (-math.inf, math.inf),
    (-math.inf, math.inf),
    (-math.inf, math.inf),
    (-math.inf, math.inf),
    (0.0, math.inf),
    (0.0, math.inf),
    (0.0, math.inf),
    (0.0, math.inf),
    (0.0, math.inf),
    (0.0, math.inf),
)
WHOLE: Any = ()
MIRRORS: Any = ((5, 6), (8, 9))
INPUTS, NUMBERS, SCRATCH, TRUTHS = 10, 26, 11, 5
C0 = np.array(0.5)
C1 = np.array(1.0)
C2 = np.array(0.0)
FLAGS = TRUTHS + 3
ROWS = INPUTS + NUMBERS + SCRATCH + len(COLUMNS) + -(-FLAGS // 8)


def kl_wishart(df: Any, scale: Any, df_q: Any, scale_q: Any, out: Any = None, workspace: Any = None) -> Any:
    """kl(Wishart(df, scale), Wishart(df_q, scale_q)).

    Computed as::

        df**2*multiplier_scale_1_0**2*pivot_scale_0/(2*pivot_scale_q_1*(df - 1)) -
        df**2*multiplier_scale_1_0*multiplier_scale_q_1_0*pivot_scale_0/(pivot_scale_q_1*(df - 1)) +
        df**2*multiplier_scale_q_1_0**2*pivot_scale_0/(2*pivot_scale_q_1*(df - 1)) +
        df**2*pivot_scale_0/(2*pivot_scale_q_0*(df - 1)) + df**2*pivot_scale_1/(2*pivot_scale_q_1*(df - 1)) -
        df**2/(df - 1) - df*multiplier_scale_1_0**2*pivot_scale_0/(2*pivot_scale_q_1*(df - 1)) +
        df*multiplier_scale_1_0*multiplier_scale_q_1_0*pivot_scale_0/(pivot_scale_q_1*(df - 1)) -
        df*multiplier_scale_q_1_0**2*pivot_scale_0/(2*pivot_scale_q_1*(df - 1)) -
        df*pivot_scale_0/(2*pivot_scale_q_0*(df - 1)) - df*pivot_scale_1/(2*pivot_scale_q_1*(df - 1)) +
        df*polygamma(0, df/2 + 1/2)/2 - df_q*(pivot_scale_0*pivot_scale_1/(pivot_scale_q_0*pivot_scale_q_1) - 1)/2
        + df_q*bregman_log_given(pivot_scale_0*pivot_scale_1, pivot_scale_q_0*pivot_scale_q_1,
        pivot_scale_0*pivot_scale_1 - pivot_scale_q_0*pivot_scale_q_1)/2 - df_q*polygamma(0, df/2 + 1/2)/2 +
        df_q/(df - 1) + bregman_loggamma(df_q/2, df/2) - loggamma(df/2 - 1/2) + loggamma(df_q/2 - 1/2)

    Args:
        df: positive, shape (...).
        scale: spd[2], shape (..., 2, 2).
        df_q: positive, shape (...).
        scale_q: spd[2], shape (..., 2, 2).
        out: where to write the result.
        workspace: memory from ``make_workspace()``, for one call at a time.

    Returns: shape (...). Arguments broadcast; outside its type an element is nan.

    Operations: 167 for one element.
    """
    return run((df, scale, df_q, scale_q), out, workspace)


def block(x: Any, b: Any, s: Any, t: Any, o: Any) -> tuple[Any, Any]:
    """Every entry of one block."""
    x0, x1, x2, x3, x4, x5, x6, x7, x8, x9 = x[:10]
    b0, b1, b2, b3, b4, b5, b6, b7, b8, b9, b10, b11, b12, b13, b14, b15, b16, b17, b18, b19, b20, b21, b22, b23 = b[:24]
    b24, b25 = b[24:26]
    t0, t1, t2, t3, t4 = t[:5]
    (o0,) = o[:1]
    np.divide(x0, x5, b0)
    np.multiply(b0, x0, b1)
    np.subtract(x6, b1, b1)
    np.divide(x1, x8, b2)
    np.multiply(b2, x1, b3)
    np.subtract(x9, b3, b3)
    np.multiply(x4, C0, b4)
    np.add(C0, b4, b5)
    digamma(b5, b6, s)
    np.multiply(x4, b6, b5)
    np.multiply(b5, C0, b5)
    np.subtract(x4, C1, b7)
    np.divide(x7, b7, b8)
    np.multiply(x5, b1, b9)
    np.multiply(x8, b3, b10)
    np.subtract(b9, b10, b11)
    np.absolute(b9, b12)
    np.multiply(b12, C0, b12)
    np.absolute(b11, b13)
    np.less(b13, b12, t0)
    bregman_log_given(b9, b10, b11, b12, s)
    np.multiply(x7, b12, b11)
    np.multiply(b11, C0, b11)
    np.square(x4, b12)
    np.multiply(x5, b12, b13)
    np.multiply(b13, C0, b14)
    np.multiply(x8, b7, b15)
    np.divide(b14, b15, b14)
    np.multiply(b1, b12, b16)
    np.multiply(b16, C0, b16)
    np.multiply(b3, b7, b17)
    np.divide(b16, b17, b16)
    np.square(b0, b18)
    np.multiply(b13, b18, b19)
    np.multiply(b19, C0, b19)
    np.divide(b19, b17, b19)
    np.square(b2, b20)
    np.multiply(b13, b20, b13)
    np.multiply(b13, C0, b13)
    np.divide(b13, b17, b13)
    np.multiply(x4, b0, b21)
    np.multiply(b21, b2, b21)
    np.multiply(b21, x5, b21)
    np.divide(b21, b17, b21)
    np.multiply(x7, C0, b22)
    bregman_loggamma(b22, b4, b23, s)
    np.subtract(b22, b4, b24)
    np.absolute(b22, b25)
    np.multiply(b25, C0, b25)
    np.absolute(b24, b24)
    np.less(b24, b25, t1)
    np.logical_or(t0, t1, t0)
    np.subtract(b22, C0, b22)
    np.absolute(b22, b24)
    np.less(b24, b25, t1)
    np.logical_or(t0, t1, t0)
    loggamma(b22, b24, s)
    np.add(b5, b8, b22)
    np.add(b22, b11, b22)
    np.add(b22, b14, b22)
    np.add(b22, b16, b22)
    np.add(b22, b19, b22)
    np.add(b22, b13, b22)
    np.add(b22, b21, b22)
    np.add(b22, b23, b22)
    np.add(b22, b24, b22)
    np.divide(b12, b7, b7)
    np.divide(b9, b10, b9)
    np.subtract(b9, C1, b10)
    np.absolute(b9, b9)
    np.multiply(b9, C0, b9)
    np.absolute(b10, b25)
    np.less(b25, b9, t1)
    np.logical_or(t0, t1, t0)
    np.multiply(x7, b10, b9)
    np.multiply(b9, C0, b9)
    np.multiply(x7, b6, b6)
    np.multiply(b6, C0, b6)
    np.multiply(x4, x5, b10)
    np.multiply(b10, C0, b25)
    np.divide(b25, b15, b15)
    np.multiply(x4, b1, b25)
    np.multiply(b25, C0, b25)
    np.divide(b25, b17, b25)
    np.multiply(b10, b18, b18)
    np.multiply(b18, C0, b18)
    np.divide(b18, b17, b18)
    np.multiply(b10, b20, b10)
    np.multiply(b10, C0, b10)
    np.divide(b10, b17, b10)
    np.multiply(b0, b2, b0)
    np.multiply(b0, x5, b0)
    np.multiply(b0, b12, b0)
    np.divide(b0, b17, b0)
    np.subtract(b4, C0, b2)
    np.absolute(b4, b4)
    np.multiply(b4, C0, b4)
    np.absolute(b2, b12)
    np.less(b12, b4, t1)
    np.logical_or(t0, t1, t0)
    loggamma(b2, b4, s)
    np.add(b7, b9, b2)
    np.add(b2, b6, b2)
    np.add(b2, b15, b2)
    np.add(b2, b25, b2)
    np.add(b2, b18, b2)
    np.add(b2, b10, b2)
    np.add(b2, b0, b2)
    np.add(b2, b4, b2)
    np.subtract(b22, b2, b2)
    np.absolute(b5, b5)
    np.absolute(b8, b8)
    np.absolute(b11, b11)
    np.absolute(b14, b12)
    np.absolute(b16, b14)
    np.absolute(b19, b16)
    np.absolute(b13, b13)
    np.absolute(b21, b17)
    np.absolute(b23, b19)
    np.absolute(b24, b20)
    np.absolute(b7, b7)
    np.absolute(b9, b9)
    np.absolute(b6, b6)
    np.absolute(b15, b15)
    np.absolute(b25, b21)
    np.absolute(b18, b18)
    np.absolute(b10, b10)
    np.absolute(b0, b0)
    np.absolute(b4, b4)
    np.maximum(b5, b8, out=b5)
    np.maximum(b5, b11, out=b5)
    np.maximum(b5, b12, out=b5)
    np.maximum(b5, b14, out=b5)
    np.maximum(b5, b16, out=b5)
    np.maximum(b5, b13, out=b5)
    np.maximum(b5, b17, out=b5)
    np.maximum(b5, b19, out=b5)
    np.maximum(b5, b20, out=b5)
    np.maximum(b5, b7, out=b5)
    np.maximum(b5, b9, out=b5)
    np.maximum(b5, b6, out=b5)
    np.maximum(b5, b15, out=b5)
    np.maximum(b5, b21, out=b5)
    np.maximum(b5, b18, out=b5)
    np.maximum(b5, b10, out=b5)
    np.maximum(b5, b0, out=b0)
    np.maximum(b0, b4, out=b0)
    np.multiply(b0, C0, b0)
    np.absolute(b2, b4)
    np.less(b4, b0, t1)
    np.logical_or(t0, t1, t0)
    np.equal(x4, x7, t1)
    np.equal(x5, x8, t2)
    np.logical_and(t1, t2, t1)
    np.equal(x0, x1, t2)
    np.logical_and(t1, t2, t1)
    np.logical_and(t1, t2, t1)
    np.equal(x6, x9, t2)
    np.logical_and(t1, t2, t1)
    np.maximum(b2, C2, out=o0)
    np.logical_not(t1, t2)
    np.logical_and(t0, t2, t0)
    if np.count_nonzero(t1):
        np.putmask(o0, t1, 0.0)
    np.less(C2, x5, t1)
    np.less(C2, b1, t2)
    np.less(C2, x8, t3)
    np.less(C2, b3, t4)
    return np.logical_and.reduce([t1, t2, t3, t4]), t0


CONSTANT_0 = np.array([0.5, 0.0, 0.0, 0.0]).reshape(4, 1)
CONSTANT_1 = np.array([-1.0, 0.0, 0.0, 0.0]).reshape(4, 1)
CONSTANT_2 = np.array([-0.5, 0.0, 0.0, 0.0]).reshape(4, 1)


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


def wide_ratio(numerator: int, denominator: int = 1) -> Array:
    """A rational constant -> (4, 1): each word the remaining value correctly rounded, |error| <= 2^-212 of the value."""
    words = []
    for _ in range(4):
        words.append(numerator / denominator)  # Python rounds the quotient of integers correctly
        top, bottom = words[-1].as_integer_ratio()
        numerator, denominator = numerator * bottom - top * denominator, denominator * bottom
    return np.array(words).reshape(4, 1)


WIDE_DIGAMMA = np.array([wide_ratio(p, q * 2 * k) for k, (p, q) in enumerate(WIDE_BERNOULLI, 1)])


def wide_pad(x: Array, words: int) -> Array:
    """The first words of x, or all of them and zeros."""
    return x[:words] if len(x) >= words else np.concatenate((x, np.zeros((words - len(x), *x.shape[1:]))))


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


WIDE_LOG_2 = np.array([[0.6931471805599453], [2.3190468138462996e-17], [5.707708438416212e-34], [-3.5824322106018114e-50]])
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


def wide_on_positive(result: Array, x: Array, at_zero: float, at_infinity: float) -> Array:
    """The result where 0 < x < inf, the given limits at the ends, nan elsewhere."""
    outside = np.where(x[0] == 0, at_zero, np.where(x[0] == np.inf, at_infinity, np.nan))
    return wide_settle(result, np.where((x[0] > 0) & (x[0] < np.inf), result[0], outside))


def wide_reciprocal(x: Array) -> Array:
    """The inverse 1 / x, as accurate as the quotient."""
    return wide_divide(wide(np.ones_like(x[0])), x)


def wide_shift(x: Array) -> tuple[Array, Array, Array]:
    """Where x < 32 (n,), the large argument (x + 32 there, x elsewhere) and the small one (x there, 1 elsewhere)."""
    near = x[0] < 32
    return near, np.where(near, wide_add(x, wide(32.0)), x), np.where(near, x, wide(1.0))


def wide_shift_pairs(x: Array) -> list[Array]:
    """The 16 products (x + i) (x + 31 - i) = x (x + 31) + i (31 - i)."""
    square = wide_product(x, wide_add(x, wide(31.0)))
    return [wide_add(square, wide(float(i * (31 - i))) + np.zeros_like(x)) for i in range(16)]


def wide_digamma(x: Array) -> Array:
    """The derivative of log Gamma for x > 0. Relative error <= 2^-185, but for an absolute error of 2^-195 near the zero 1.4616.

    log y - 1 / (2 y) - sum B_2k / (2 k y^2k) with y = x + 32, less 1 / x + ... + 1 / (x + 31), which is added up as one fraction.
    """
    near, y, small = wide_shift(x)
    inverse = wide_reciprocal(y)
    square = wide_product(inverse, inverse)
    tail = wide_add(inverse / 2, wide_product(square, wide_polynomial(WIDE_DIGAMMA, square)))
    result = wide_subtract(wide_log(y), tail)
    if near.any():
        bottom, *pairs = wide_shift_pairs(small)
        top = wide(np.ones_like(x[0]))
        for pair in pairs:
            top = wide_add(wide_product(top, pair), bottom)
            bottom = wide_product(bottom, pair)
        fraction = wide_divide(wide_product(top, wide_add(2 * small, wide(31.0))), bottom)
        result = np.where(near, wide_subtract(result, fraction), result)
    return wide_on_positive(result, x, -np.inf, np.inf)


def wide_multiply(x: Array, y: Array) -> Array:
    """The product x y. Relative error <= 2^-205 for |x y| > 1e-240, absolute error 2^-1070 below; overflows as IEEE does."""
    result = wide_product(x, y)
    if np.isfinite(result[0]).all():
        return result
    shrink_x, shrink_y = (np.where(np.abs(factor[0]) > 2.0**990, 2.0**-64, 1.0) for factor in (x, y))  # where splitting overflows
    result = wide_product(x * shrink_x, y * shrink_y) / shrink_x / shrink_y
    return wide_settle(result, x[0] * y[0])


def wide_integer_power(x: Array, exponent: int) -> Array:
    """x^n for one integer n by repeated squaring. Relative error <= 2^-195 for |n| < 500."""
    result = x if exponent else wide(np.ones_like(x[0]))
    for bit in f"{abs(exponent):b}"[1:]:
        result = wide_multiply(result, result)
        result = wide_multiply(result, x) if bit == "1" else result
    return wide_reciprocal(result) if exponent < 0 else result


WIDE_HALF_LOG_2_PI = np.array([[0.9189385332046728], [-3.8782941580672414e-17], [-1.323971596849807e-33], [5.150860436871684e-50]])
WIDE_STIRLING = np.array([wide_ratio(p, q * 2 * k * (2 * k - 1)) for k, (p, q) in enumerate(WIDE_BERNOULLI, 1)])


def wide_loggamma(x: Array) -> Array:
    """The logarithm of Gamma(x) for x > 0. Relative error <= 2^-185, but for an absolute error of 2^-195 near the zeros 1 and 2.

    (y - 1/2) log y - y + log(2 pi) / 2 + sum B_2k / (2 k (2 k - 1) y^(2k - 1)) with y = x + 32, less log(x (x + 1) ... (x + 31)).
    """
    near, y, small = wide_shift(x)
    inverse = wide_reciprocal(y)
    series = wide_product(inverse, wide_polynomial(WIDE_STIRLING, wide_product(inverse, inverse)))
    leading = wide_subtract(wide_multiply(wide_subtract(y, wide(0.5)), wide_log(y)), y)
    result = wide_add(leading, wide_add(series, WIDE_HALF_LOG_2_PI))
    if near.any():
        factor, *factors = wide_shift_pairs(small)
        for each in factors:
            factor = wide_product(factor, each)
        result = np.where(near, wide_subtract(result, wide_log(factor)), result)
    return wide_on_positive(result, x, np.inf, np.inf)


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
        x4 = wide(x[4][here])
        x5 = wide(x[5][here])
        x6 = wide(x[6][here])
        x7 = wide(x[7][here])
        x8 = wide(x[8][here])
        x9 = wide(x[9][here])
        w0 = wide_multiply(CONSTANT_0, x4)
        w1 = wide_add(CONSTANT_0, w0)
        w2 = wide_digamma(w1)
        w3 = wide_multiply(CONSTANT_0, x4)
        w4 = wide_multiply(w3, w2)
        w5 = wide_integer_power(x4, 2)
        w6 = wide_add(CONSTANT_1, x4)
        w7 = wide_reciprocal(w6)
        w8 = wide_multiply(CONSTANT_1, w5)
        w9 = wide_multiply(w8, w7)
        w10 = wide_multiply(x7, w7)
        w11 = wide_reciprocal(x5)
        w12 = wide_multiply(w11, x0)
        w13 = wide_multiply(CONSTANT_1, w12)
        w14 = wide_multiply(w13, x0)
        w15 = wide_add(x6, w14)
        w16 = wide_reciprocal(x8)
        w17 = wide_multiply(w16, x1)
        w18 = wide_multiply(CONSTANT_1, w17)
        w19 = wide_multiply(w18, x1)
        w20 = wide_add(x9, w19)
        w21 = wide_reciprocal(w20)
        w22 = wide_multiply(x5, w15)
        w23 = wide_multiply(w22, w16)
        w24 = wide_multiply(w23, w21)
        w25 = wide_add(CONSTANT_1, w24)
        w26 = wide_multiply(CONSTANT_2, x7)
        w27 = wide_multiply(w26, w25)
        w28 = wide_log(w24)
        w29 = wide_multiply(CONSTANT_1, w28)
        w30 = wide_add(CONSTANT_1, w24)
        w31 = wide_add(w30, w29)
        w32 = wide_multiply(CONSTANT_0, x7)
        w33 = wide_multiply(w32, w31)
        w34 = wide_multiply(CONSTANT_2, x7)
        w35 = wide_multiply(w34, w2)
        w36 = wide_multiply(CONSTANT_2, x4)
        w37 = wide_multiply(CONSTANT_0, x7)
        w38 = wide_add(w36, w37)
        w39 = wide_digamma(w0)
        w40 = wide_multiply(CONSTANT_1, w38)
        w41 = wide_multiply(w40, w39)
        w42 = wide_multiply(CONSTANT_2, x4)
        w43 = wide_multiply(w42, x5)
        w44 = wide_multiply(w43, w16)
        w45 = wide_multiply(w44, w7)
        w46 = wide_multiply(CONSTANT_2, x4)
        w47 = wide_multiply(w46, w15)
        w48 = wide_multiply(w47, w21)
        w49 = wide_multiply(w48, w7)
        w50 = wide_multiply(CONSTANT_0, w5)
        w51 = wide_multiply(w50, x5)
        w52 = wide_multiply(w51, w16)
        w53 = wide_multiply(w52, w7)
        w54 = wide_multiply(CONSTANT_0, w5)
        w55 = wide_multiply(w54, w15)
        w56 = wide_multiply(w55, w21)
        w57 = wide_multiply(w56, w7)
        w58 = wide_integer_power(w12, 2)
        w59 = wide_multiply(CONSTANT_2, x4)
        w60 = wide_multiply(w59, w58)
        w61 = wide_multiply(w60, x5)
        w62 = wide_multiply(w61, w21)
        w63 = wide_multiply(w62, w7)
        w64 = wide_integer_power(w17, 2)
        w65 = wide_multiply(CONSTANT_2, x4)
        w66 = wide_multiply(w65, w64)
        w67 = wide_multiply(w66, x5)
        w68 = wide_multiply(w67, w21)
        w69 = wide_multiply(w68, w7)
        w70 = wide_multiply(CONSTANT_0, w5)
        w71 = wide_multiply(w70, w58)
        w72 = wide_multiply(w71, x5)
        w73 = wide_multiply(w72, w21)
        w74 = wide_multiply(w73, w7)
        w75 = wide_multiply(CONSTANT_0, w5)
        w76 = wide_multiply(w75, w64)
        w77 = wide_multiply(w76, x5)
        w78 = wide_multiply(w77, w21)
        w79 = wide_multiply(w78, w7)
        w80 = wide_multiply(x4, w12)
        w81 = wide_multiply(w80, w17)
        w82 = wide_multiply(w81, x5)
        w83 = wide_multiply(w82, w21)
        w84 = wide_multiply(w83, w7)
        w85 = wide_multiply(CONSTANT_1, w5)
        w86 = wide_multiply(w85, w12)
        w87 = wide_multiply(w86, w17)
        w88 = wide_multiply(w87, x5)
        w89 = wide_multiply(w88, w21)
        w90 = wide_multiply(w89, w7)
        w91 = wide_loggamma(w0)
        w92 = wide_multiply(CONSTANT_1, w91)
        w93 = wide_loggamma(w37)
        w94 = wide_add(CONSTANT_2, w0)
        w95 = wide_loggamma(w94)
        w96 = wide_multiply(CONSTANT_1, w95)
        w97 = wide_add(CONSTANT_2, w37)
        w98 = wide_loggamma(w97)
        w99 = wide_add(w4, w9)
        w100 = wide_add(w99, w10)
        w101 = wide_add(w100, w27)
        w102 = wide_add(w101, w33)
        w103 = wide_add(w102, w35)
        w104 = wide_add(w103, w41)
        w105 = wide_add(w104, w45)
        w106 = wide_add(w105, w49)
        w107 = wide_add(w106, w53)
        w108 = wide_add(w107, w57)
        w109 = wide_add(w108, w63)
        w110 = wide_add(w109, w69)
        w111 = wide_add(w110, w74)
        w112 = wide_add(w111, w79)
        w113 = wide_add(w112, w84)
        w114 = wide_add(w113, w90)
        w115 = wide_add(w114, w92)
        w116 = wide_add(w115, w93)
        w117 = wide_add(w116, w96)
        w118 = wide_add(w117, w98)
        o[0][here] = np.maximum(wide_to_float(w118), 0.0)


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


# (euler - loggamma(a) / ((a - 1) (a - 2))) / (a - 1) for 0.7 <= a <= 4; a loggamma_tail(a) in 1 / a^2 for a >= 4 and for a >= 10.
LOGGAMMA_EULER = 0.5772156649015329
LOGGAMMA_NEAR = (
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
LOGGAMMA_TAIL_FULL = (
    (0.09355898704794786, 1.2520221959563844, 2.0837358734815354, 0.8443774144836217, 0.08333333333333333),
    (1.4699111635622413, 15.779063763861839, 25.33416874915937, 10.165862307136793, 1.0),
)
LOGGAMMA_TAIL_SHORT = (
    (0.0008417244702062445, -0.0005952380501494591, 0.0007936507936255034, -0.0027777777777777753, 0.08333333333333333),
    (1.0,),
)
LOGGAMMA_CONSTANT = 0.4189385332046727  # (log(2 pi) - 1) / 2


def loggamma(a: Array, out: Array, scratch: Array) -> None:
    """Write log gamma(a), shape (n,), a > 0; zero exactly at 1 and 2.

    Accuracy: 4 ulp, also beside the roots. From 4 on Stirling's series: (a - 1/2) (log a - 1) + (log(2 pi) - 1) / 2 + tail.
    """
    if not a.size:
        return
    low, high = a.min(), a.max()
    if not high < 4.0:
        reciprocal, square, tail, work = scratch[:4]
        np.divide(1.0, a, out=reciprocal)
        np.multiply(reciprocal, reciprocal, out=square)
        digamma_ratio(square, LOGGAMMA_TAIL_SHORT if low >= 10.0 else LOGGAMMA_TAIL_FULL, tail, work)
        np.multiply(tail, reciprocal, out=tail)
        np.add(tail, LOGGAMMA_CONSTANT, out=tail)
        np.log(a, out=out)
        np.subtract(out, 1.0, out=out)
        np.subtract(a, 0.5, out=work)
        np.multiply(out, work, out=out)
        np.add(out, tail, out=out)
    if not low >= 4.0:
        near = np.flatnonzero(a < 4.0)
        out[near] = loggamma_near(a[near])


def loggamma_near(a: Array) -> Array:
    """The same for a < 4, as a new array: below 0.7 by one step of the recurrence."""
    below = a < 0.7
    beside_one = a - ~below  # b - 1 for b = a or a + 1
    value, work = np.empty_like(a), np.empty_like(a)
    digamma_ratio(a + below, LOGGAMMA_NEAR, value, work)
    np.multiply(value, beside_one, out=value)
    np.subtract(LOGGAMMA_EULER, value, out=value)
    np.multiply(beside_one, beside_one - 1.0, out=work)
    np.multiply(value, work, out=value)
    return value - np.log(np.where(below, a, 1.0))


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
