"""inv(fisher(Kumaraswamy(a, b), [a, b])).

Written by fisherproof; change the derivation, not this file.
"""

from __future__ import annotations

import math
from typing import Any

import numpy as np
from numpy.typing import NDArray

PROVENANCE = {
    "expression": "inv(fisher(Kumaraswamy(a, b), [a, b]))",
    "let": {
        "a": "positive",
        "b": "positive",
    },
    "name": "inverse_fisher_kumaraswamy",
    "target": "numpy",
    "dtype": "float64",
    "layout": "full",
    "generator": 1,
    "operations": 131,
}

BLOCK = 16384
NAME = "inverse_fisher_kumaraswamy"
ARGUMENTS = ("a", "b")
CORES: Any = ((), ())
RESULT: Any = (2, 2)
COLUMNS: Any = ((0, 0), (0, 1), (1, 1))
COPIES: Any = (((1, 0), 1),)
COMPONENTS: Any = ((0, ()), (1, ()))
LIMITS: Any = ((0.0, math.inf), (0.0, math.inf))
WHOLE: Any = ()
MIRRORS: Any = ()
INPUTS, NUMBERS, SCRATCH, TRUTHS = 2, 17, 4, 2
C0 = np.array(2.0)
C1 = np.array(6.926587978818394)
C2 = np.array(9.869604401089358)
C3 = np.array(12.0)
C4 = np.array(6.0)
C5 = np.array(18.795259922754067)
C6 = np.array(19.739208802178716)
C7 = np.array(0.5)
C8 = np.array(1.0)
C9 = np.array(0.5772156649015329)
C10 = np.array(1.999067542846312)
C11 = np.array(18.0)
FLAGS = TRUTHS + 3
ROWS = INPUTS + NUMBERS + SCRATCH + len(COLUMNS) + -(-FLAGS // 8)


def inverse_fisher_kumaraswamy(a: Any, b: Any, out: Any = None, workspace: Any = None) -> Any:
    """inv(fisher(Kumaraswamy(a, b), [a, b])).

    Computed as::

        [6*a**2*(b - 2)*(b - 1)**2/(b*(-6*b**2*polygamma(1, b) + pi**2*b**2 - 12*b*polygamma(0, b) +
        12*b*polygamma(1, b) - 2*pi**2*b - 12*EulerGamma*b + 6*polygamma(0, b)**2 + 12*EulerGamma*polygamma(0, b)
        + 12*polygamma(0, b) - 6*polygamma(1, b) + 6*EulerGamma**2 + 12*EulerGamma + pi**2)), 6*a*(b - 2)*(b -
        1)*(b*polygamma(0, b) - b + EulerGamma*b + 1)/(-6*b**2*polygamma(1, b) + pi**2*b**2 - 12*b*polygamma(0, b)
        + 12*b*polygamma(1, b) - 2*pi**2*b - 12*EulerGamma*b + 6*polygamma(0, b)**2 + 12*EulerGamma*polygamma(0,
        b) + 12*polygamma(0, b) - 6*polygamma(1, b) + 6*EulerGamma**2 + 12*EulerGamma + pi**2), 6*a*(b - 2)*(b -
        1)*(b*polygamma(0, b) - b + EulerGamma*b + 1)/(-6*b**2*polygamma(1, b) + pi**2*b**2 - 12*b*polygamma(0, b)
        + 12*b*polygamma(1, b) - 2*pi**2*b - 12*EulerGamma*b + 6*polygamma(0, b)**2 + 12*EulerGamma*polygamma(0,
        b) + 12*polygamma(0, b) - 6*polygamma(1, b) + 6*EulerGamma**2 + 12*EulerGamma + pi**2), (6*b*polygamma(0,
        b)**2 - 12*b*polygamma(0, b) + 12*EulerGamma*b*polygamma(0, b) - 12*EulerGamma*b + 6*EulerGamma**2*b + 6*b
        + pi**2*b - 6*trigamma_excess(b) - 18)/(6*a**2*(b - 2)*(-(b*polygamma(0, b) - b + EulerGamma*b +
        1)**2/(a**2*b**2*(b - 1)**2) + (6*b*polygamma(0, b)**2 - 12 ...

    Args:
        a: positive, shape (...).
        b: positive, shape (...).
        out: where to write the result.
        workspace: memory from ``make_workspace()``, for one call at a time.

    Returns: shape (..., 2, 2). Arguments broadcast; outside its type an element is nan.

    Operations: 131 for one element.
    """
    return run((a, b), out, workspace)


def block(x: Any, b: Any, s: Any, t: Any, o: Any) -> tuple[Any, Any]:
    """Every entry of one block."""
    x0, x1 = x[:2]
    b0, b1, b2, b3, b4, b5, b6, b7, b8, b9, b10, b11, b12, b13, b14, b15, b16 = b[:17]
    t0, t1 = t[:2]
    o0, o1, o2 = o[:3]
    np.subtract(x1, C0, b0)
    digamma(x1, b1, s)
    np.multiply(b1, C1, b2)
    np.square(x1, b3)
    np.multiply(b3, C2, b4)
    trigamma(x1, b5, s)
    np.multiply(x1, b5, b6)
    np.multiply(b6, C3, b6)
    np.multiply(b1, C3, b7)
    np.square(b1, b8)
    np.multiply(b8, C4, b9)
    np.add(C5, b2, b10)
    np.add(b10, b4, b10)
    np.add(b10, b6, b10)
    np.add(b10, b7, b10)
    np.add(b10, b9, b10)
    np.multiply(x1, C1, b11)
    np.multiply(x1, C6, b12)
    np.multiply(x1, b1, b1)
    np.multiply(b1, C3, b13)
    np.multiply(b5, b3, b14)
    np.multiply(b14, C4, b14)
    np.multiply(b5, C4, b5)
    np.add(b11, b12, b15)
    np.add(b15, b13, b15)
    np.add(b15, b14, b15)
    np.add(b15, b5, b15)
    np.subtract(b10, b15, b10)
    np.absolute(b2, b2)
    np.absolute(b4, b4)
    np.absolute(b6, b6)
    np.absolute(b7, b7)
    np.absolute(b9, b9)
    np.absolute(b11, b15)
    np.absolute(b12, b12)
    np.absolute(b13, b16)
    np.absolute(b14, b14)
    np.absolute(b5, b5)
    np.maximum(C5, b2, out=b2)
    np.maximum(b2, b4, out=b2)
    np.maximum(b2, b6, out=b2)
    np.maximum(b2, b7, out=b2)
    np.maximum(b2, b9, out=b2)
    np.maximum(b2, b15, out=b2)
    np.maximum(b2, b12, out=b2)
    np.maximum(b2, b16, out=b2)
    np.maximum(b2, b14, out=b2)
    np.maximum(b2, b5, out=b2)
    np.multiply(b2, C7, b2)
    np.absolute(b10, b4)
    np.less(b4, b2, t0)
    np.square(x0, b2)
    np.subtract(x1, C8, b4)
    np.square(b4, b5)
    np.multiply(b0, b2, b6)
    np.multiply(b6, b5, b7)
    np.multiply(b7, C4, b7)
    np.multiply(x1, b10, b9)
    np.divide(b7, b9, o0)
    np.multiply(x1, C9, b7)
    np.add(C8, b7, b9)
    np.add(b9, b1, b9)
    np.subtract(b9, x1, b9)
    np.absolute(b7, b7)
    np.absolute(b1, b12)
    np.absolute(x1, b14)
    np.maximum(C8, b7, out=b7)
    np.maximum(b7, b12, out=b7)
    np.maximum(b7, b14, out=b7)
    np.multiply(b7, C7, b7)
    np.absolute(b9, b12)
    np.less(b12, b7, t1)
    np.logical_or(t0, t1, t0)
    np.multiply(x0, b0, b7)
    np.multiply(b7, b4, b4)
    np.multiply(b4, b9, b4)
    np.multiply(b4, C4, b4)
    np.divide(b4, b10, o1)
    np.multiply(x1, C4, b4)
    np.multiply(x1, C10, b7)
    np.multiply(x1, C2, b10)
    np.multiply(x1, b8, b8)
    np.multiply(b8, C4, b8)
    np.multiply(b1, C1, b1)
    np.add(b4, b7, b12)
    np.add(b12, b10, b12)
    np.add(b12, b8, b12)
    np.add(b12, b1, b12)
    trigamma_excess(x1, b14, s)
    np.multiply(b14, C4, b14)
    np.add(C11, b11, b11)
    np.add(b11, b13, b11)
    np.add(b11, b14, b11)
    np.subtract(b12, b11, b11)
    np.absolute(b4, b4)
    np.absolute(b7, b7)
    np.absolute(b10, b10)
    np.absolute(b8, b8)
    np.absolute(b1, b1)
    np.absolute(b14, b12)
    np.maximum(b4, b7, out=b4)
    np.maximum(b4, b10, out=b4)
    np.maximum(b4, b8, out=b4)
    np.maximum(b4, b1, out=b1)
    np.maximum(b1, C11, out=b1)
    np.maximum(b1, b15, out=b1)
    np.maximum(b1, b16, out=b1)
    np.maximum(b1, b12, out=b1)
    np.multiply(b1, C7, b1)
    np.absolute(b11, b4)
    np.less(b4, b1, t1)
    np.logical_or(t0, t1, t0)
    np.multiply(b6, b3, b1)
    np.multiply(b1, C4, b1)
    np.divide(b11, b1, b1)
    np.divide(b9, x0, b4)
    np.square(b4, b4)
    np.multiply(b3, b5, b3)
    np.divide(b4, b3, b3)
    np.subtract(b1, b3, b4)
    np.absolute(b1, b1)
    np.absolute(b3, b3)
    np.maximum(b1, b3, out=b1)
    np.multiply(b1, C7, b1)
    np.absolute(b4, b3)
    np.less(b3, b1, t1)
    np.logical_or(t0, t1, t0)
    np.multiply(b0, b4, b0)
    np.multiply(b0, b2, b0)
    np.multiply(b0, C4, b0)
    np.divide(b11, b0, o2)
    return None, t0


CONSTANT_0 = np.array([6.0, 0.0, 0.0, 0.0]).reshape(4, 1)
CONSTANT_1 = np.array([-2.0, 0.0, 0.0, 0.0]).reshape(4, 1)
CONSTANT_2 = np.array([-1.0, 0.0, 0.0, 0.0]).reshape(4, 1)
CONSTANT_3 = np.array([6.926587978818394, 3.847742280208949e-16, -5.868021999867925e-33, -3.0911145513197e-49]).reshape(4, 1)
CONSTANT_4 = np.array([1.999067542846312, -5.1866451779297406e-18, 5.69698244133522e-35, -4.534507313437667e-51]).reshape(4, 1)
CONSTANT_5 = np.array([9.869604401089358, 6.265295508739711e-16, 3.730017701459809e-32, -1.3336037774250844e-48]).reshape(4, 1)
CONSTANT_6 = np.array([-12.0, 0.0, 0.0, 0.0]).reshape(4, 1)
CONSTANT_7 = np.array([0.5772156649015329, -4.942915152430645e-18, -2.322111740706957e-34, 1.7004947433810964e-50]).reshape(4, 1)
CONSTANT_8 = np.array([12.0, 0.0, 0.0, 0.0]).reshape(4, 1)
CONSTANT_9 = np.array([-6.0, 0.0, 0.0, 0.0]).reshape(4, 1)
CONSTANT_10 = np.array([1.0, 0.0, 0.0, 0.0]).reshape(4, 1)
CONSTANT_11 = np.array([0.16666666666666666, 9.25185853854297e-18, 5.135813185032629e-34, 2.850949024098342e-50]).reshape(4, 1)
CONSTANT_12 = np.array([0.33317792380771866, 1.7639276214097652e-17, 6.514716188646373e-34, 2.80793506121665e-51]).reshape(4, 1)


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
        w0 = wide_integer_power(x0, 2)
        w1 = wide_reciprocal(x1)
        w2 = wide_add(CONSTANT_1, x1)
        w3 = wide_add(CONSTANT_2, x1)
        w4 = wide_integer_power(w3, 2)
        w5 = wide_multiply(CONSTANT_6, CONSTANT_7)
        w6 = wide_multiply(w5, x1)
        w7 = wide_digamma(x1)
        w8 = wide_multiply(CONSTANT_8, CONSTANT_7)
        w9 = wide_multiply(w8, w7)
        w10 = wide_multiply(CONSTANT_1, CONSTANT_5)
        w11 = wide_multiply(w10, x1)
        w12 = wide_integer_power(x1, 2)
        w13 = wide_multiply(CONSTANT_5, w12)
        w14 = wide_multiply(CONSTANT_6, x1)
        w15 = wide_multiply(w14, w7)
        w16 = wide_polygamma(1, x1)
        w17 = wide_multiply(CONSTANT_8, x1)
        w18 = wide_multiply(w17, w16)
        w19 = wide_multiply(CONSTANT_9, w12)
        w20 = wide_multiply(w19, w16)
        w21 = wide_multiply(CONSTANT_8, w7)
        w22 = wide_integer_power(w7, 2)
        w23 = wide_multiply(CONSTANT_0, w22)
        w24 = wide_multiply(CONSTANT_9, w16)
        w25 = wide_add(CONSTANT_3, CONSTANT_4)
        w26 = wide_add(w25, CONSTANT_5)
        w27 = wide_add(w26, w6)
        w28 = wide_add(w27, w9)
        w29 = wide_add(w28, w11)
        w30 = wide_add(w29, w13)
        w31 = wide_add(w30, w15)
        w32 = wide_add(w31, w18)
        w33 = wide_add(w32, w20)
        w34 = wide_add(w33, w21)
        w35 = wide_add(w34, w23)
        w36 = wide_add(w35, w24)
        w37 = wide_reciprocal(w36)
        w38 = wide_multiply(CONSTANT_0, w0)
        w39 = wide_multiply(w38, w1)
        w40 = wide_multiply(w39, w2)
        w41 = wide_multiply(w40, w4)
        w42 = wide_multiply(w41, w37)
        w43 = wide_multiply(CONSTANT_2, x1)
        w44 = wide_multiply(CONSTANT_7, x1)
        w45 = wide_multiply(x1, w7)
        w46 = wide_add(CONSTANT_10, w43)
        w47 = wide_add(w46, w44)
        w48 = wide_add(w47, w45)
        w49 = wide_multiply(CONSTANT_0, x0)
        w50 = wide_multiply(w49, w2)
        w51 = wide_multiply(w50, w3)
        w52 = wide_multiply(w51, w48)
        w53 = wide_multiply(w52, w37)
        w54 = wide_integer_power(x0, -2)
        w55 = wide_reciprocal(w2)
        w56 = wide_integer_power(x1, -2)
        w57 = wide_multiply(CONSTANT_0, x1)
        w58 = wide_multiply(CONSTANT_0, CONSTANT_12)
        w59 = wide_multiply(w58, x1)
        w60 = wide_multiply(CONSTANT_5, x1)
        w61 = wide_multiply(CONSTANT_0, x1)
        w62 = wide_multiply(w61, w22)
        w63 = wide_multiply(CONSTANT_9, x1)
        w64 = wide_multiply(w63, w16)
        w65 = wide_multiply(CONSTANT_8, CONSTANT_7)
        w66 = wide_multiply(w65, x1)
        w67 = wide_multiply(w66, w7)
        w68 = wide_add(CONSTANT_6, w57)
        w69 = wide_add(w68, w6)
        w70 = wide_add(w69, w59)
        w71 = wide_add(w70, w60)
        w72 = wide_add(w71, w15)
        w73 = wide_add(w72, w62)
        w74 = wide_add(w73, w64)
        w75 = wide_add(w74, w67)
        w76 = wide_multiply(CONSTANT_11, w54)
        w77 = wide_multiply(w76, w56)
        w78 = wide_multiply(w77, w55)
        w79 = wide_multiply(w78, w75)
        w80 = wide_integer_power(w3, -2)
        w81 = wide_integer_power(w48, 2)
        w82 = wide_multiply(CONSTANT_2, w54)
        w83 = wide_multiply(w82, w56)
        w84 = wide_multiply(w83, w80)
        w85 = wide_multiply(w84, w81)
        w86 = wide_add(w79, w85)
        w87 = wide_reciprocal(w86)
        w88 = wide_multiply(CONSTANT_11, w54)
        w89 = wide_multiply(w88, w55)
        w90 = wide_multiply(w89, w87)
        w91 = wide_multiply(w90, w75)
        o[0][here] = wide_to_float(w42)
        o[1][here] = wide_to_float(w53)
        o[2][here] = wide_to_float(w91)


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
