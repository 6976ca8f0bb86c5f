"""fisher(TruncatedNormal(loc, scale, low, high), [loc, scale, low, high]).

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
    "expression": "fisher(TruncatedNormal(loc, scale, low, high), [loc, scale, low, high])",
    "let": {
        "loc": "real",
        "scale": "positive",
        "low": "real",
        "high": "real",
    },
    "name": "fisher_truncated_normal",
    "target": "numpy",
    "dtype": "float64",
    "layout": "full",
    "generator": 1,
    "operations": 260,
}

BLOCK = 16384
NAME = "fisher_truncated_normal"
ARGUMENTS = ("loc", "scale", "low", "high")
CORES: Any = ((), (), (), ())
RESULT: Any = (4, 4)
COLUMNS: Any = ((0, 0), (0, 1), (0, 2), (1, 1), (2, 2), (2, 3), (3, 3))
COPIES: Any = (
    ((0, 3), 2),
    ((1, 0), 1),
    ((1, 2), 2),
    ((1, 3), 2),
    ((2, 0), 2),
    ((2, 1), 2),
    ((3, 0), 2),
    ((3, 1), 2),
    ((3, 2), 5),
)
COMPONENTS: Any = ((0, ()), (1, ()), (2, ()), (3, ()))
LIMITS: Any = ((-math.inf, math.inf), (0.0, math.inf), (-math.inf, math.inf), (-math.inf, math.inf))
WHOLE: Any = ()
MIRRORS: Any = ()
INPUTS, NUMBERS, SCRATCH, TRUTHS = 4, 29, 0, 2
C0 = np.array(0.5)
C1 = np.array(0.3989422804014327)
C2 = np.array(0.7071067811865476)
C3 = np.array(1.0)
C4 = np.array(2.0)
C5 = np.array(0.7978845608028654)
C6 = np.array(0.6366197723675814)
C7 = np.array(1.2732395447351628)
C8 = np.array(3.0)
FLAGS = TRUTHS + 3
ROWS = INPUTS + NUMBERS + SCRATCH + len(COLUMNS) + -(-FLAGS // 8)


def fisher_truncated_normal(loc: Any, scale: Any, low: Any, high: Any, out: Any = None, workspace: Any = None) -> Any:
    """fisher(TruncatedNormal(loc, scale, low, high), [loc, scale, low, high]).

    Computed as::

        [(sqrt(2)*exp(-(-loc + low)**2/(2*scale**2))/(2*sqrt(pi)*scale) - sqrt(2)*exp(-(high -
        loc)**2/(2*scale**2))/(2*sqrt(pi)*scale))**2/(erf(sqrt(2)*(high - loc)/(2*scale))/2 - erf(sqrt(2)*(-loc +
        low)/(2*scale))/2)**2 + 2*(-sqrt(2)*exp(-(-loc + low)**2/(2*scale**2))/(2*sqrt(pi)) + sqrt(2)*exp(-(high -
        loc)**2/(2*scale**2))/(2*sqrt(pi)))*(sqrt(2)*exp(-(-loc + low)**2/(2*scale**2))/(2*sqrt(pi)*scale) -
        sqrt(2)*exp(-(high - loc)**2/(2*scale**2))/(2*sqrt(pi)*scale))/(scale*(erf(sqrt(2)*(high -
        loc)/(2*scale))/2 - erf(sqrt(2)*(-loc + low)/(2*scale))/2)**2) + (-(sqrt(2)*(high - loc)*exp(-(high -
        loc)**2/(2*scale**2))/(2*sqrt(pi)*scale) - sqrt(2)*(-loc + low)*exp(-(-loc +
        low)**2/(2*scale**2))/(2*sqrt(pi)*scale))/(erf(sqrt(2)*(high - loc)/(2*scale))/2 - erf(sqrt(2)*(-loc +
        low)/(2*scale))/2) + 1)/scale**2, -2*high*exp(-(high - loc)**2/scale**2)/(pi*scale**3*(erfc(-sqrt(2)*(high
        - loc)/(2*scale)) - erfc(sqrt(2)*(loc - low)/(2*scale)))**2) + 2*high*exp(-(high -
        loc)**2/(2*scale**2))*exp(-(-loc + low)**2/(2*scale**2))/(pi*scale**3*(erfc(-sqrt(2)*(high -
        loc)/(2*scale)) - erfc(sqrt(2)*(loc - low)/(2*scale)))**2) + 2*loc*exp(-(-loc +
        low)**2/scale**2)/(pi*scale**3*(erfc(-sqrt(2)*(high - loc)/(2*s ...

    Args:
        loc: real, shape (...).
        scale: positive, shape (...).
        low: real, shape (...).
        high: real, shape (...).
        out: where to write the result.
        workspace: memory from ``make_workspace()``, for one call at a time.

    Returns: shape (..., 4, 4). Arguments broadcast; outside its type an element is nan.

    Operations: 260 for one element.
    """
    return run((loc, scale, low, high), out, workspace)


def block(x: Any, b: Any, s: Any, t: Any, o: Any) -> tuple[Any, Any]:
    """Every entry of one block."""
    x0, x1, x2, x3 = x[:4]
    b0, b1, b2, b3, b4, b5, b6, b7, b8, b9, b10, b11, b12, b13, b14, b15, b16, b17, b18, b19, b20, b21, b22, b23 = b[:24]
    b24, b25, b26, b27, b28 = b[24:29]
    t0, t1 = t[:2]
    o0, o1, o2, o3, o4, o5, o6 = o[:7]
    np.subtract(x3, x0, b0)
    np.divide(b0, x1, b1)
    np.square(b1, b2)
    np.multiply(b2, C0, b3)
    np.negative(b3, b3)
    np.exp(b3, b3)
    np.multiply(b0, b3, b4)
    np.multiply(b4, C1, b4)
    np.divide(b4, x1, b5)
    np.subtract(x2, x0, b6)
    np.divide(b6, x1, b7)
    np.square(b7, b8)
    np.multiply(b8, C0, b9)
    np.negative(b9, b9)
    np.exp(b9, b9)
    np.multiply(b6, b9, b10)
    np.multiply(b10, C1, b10)
    np.divide(b10, x1, b11)
    np.subtract(b5, b11, b12)
    np.absolute(b5, b5)
    np.absolute(b11, b11)
    np.maximum(b5, b11, out=b5)
    np.multiply(b5, C0, b5)
    np.absolute(b12, b11)
    np.less(b11, b5, t0)
    np.multiply(b0, C2, b5)
    np.divide(b5, x1, b5)
    special.erf(b5, b11)
    np.multiply(b11, C0, b13)
    np.multiply(b6, C2, b14)
    np.divide(b14, x1, b14)
    special.erf(b14, b14)
    np.multiply(b14, C0, b15)
    np.subtract(b13, b15, b16)
    np.absolute(b13, b13)
    np.absolute(b15, b15)
    np.maximum(b13, b15, out=b13)
    np.multiply(b13, C0, b13)
    np.absolute(b16, b15)
    np.less(b15, b13, t1)
    np.logical_or(t0, t1, t0)
    np.divide(b12, b16, b13)
    np.subtract(C3, b13, b15)
    np.absolute(b13, b13)
    np.maximum(C3, b13, out=b13)
    np.multiply(b13, C0, b13)
    np.absolute(b15, b17)
    np.less(b17, b13, t1)
    np.logical_or(t0, t1, t0)
    np.square(x1, b13)
    np.divide(b15, b13, b17)
    np.multiply(b9, C1, b18)
    np.divide(b18, x1, b19)
    np.multiply(b3, C1, b20)
    np.divide(b20, x1, b21)
    np.subtract(b19, b21, b21)
    np.absolute(b19, b19)
    np.multiply(b19, C0, b19)
    np.absolute(b21, b22)
    np.less(b22, b19, t1)
    np.logical_or(t0, t1, t0)
    np.divide(b21, b16, b19)
    np.square(b19, b19)
    np.subtract(b20, b18, b18)
    np.absolute(b20, b20)
    np.multiply(b20, C0, b20)
    np.absolute(b18, b22)
    np.less(b22, b20, t1)
    np.logical_or(t0, t1, t0)
    np.square(b16, b20)
    np.multiply(b18, b21, b18)
    np.multiply(b18, C4, b18)
    np.multiply(x1, b20, b20)
    np.divide(b18, b20, b18)
    np.add(b17, b19, b20)
    np.add(b20, b18, o0)
    np.absolute(b17, b17)
    np.absolute(b19, b19)
    np.absolute(b18, b18)
    np.maximum(b17, b19, out=b17)
    np.maximum(b17, b18, out=b17)
    np.multiply(b17, C0, b17)
    np.absolute(o0, b18)
    np.less(b18, b17, t1)
    np.logical_or(t0, t1, t0)
    np.negative(b5, b5)
    erfc(b5, b17, s)
    np.subtract(x0, x2, b5)
    np.multiply(b5, C2, b5)
    np.divide(b5, x1, b5)
    erfc(b5, b18, s)
    np.subtract(b17, b18, b5)
    np.absolute(b17, b17)
    np.multiply(b17, C0, b17)
    np.absolute(b5, b18)
    np.less(b18, b17, t1)
    np.logical_or(t0, t1, t0)
    np.multiply(b9, C5, b17)
    np.multiply(b5, b13, b18)
    np.divide(b17, b18, b17)
    np.negative(b2, b19)
    np.exp(b19, b19)
    np.square(b5, b20)
    np.multiply(b13, x1, b21)
    np.multiply(x0, b19, b22)
    np.multiply(b22, C6, b22)
    np.multiply(b20, b21, b20)
    np.divide(b22, b20, b21)
    np.negative(b8, b22)
    np.exp(b22, b22)
    np.multiply(x0, b22, b23)
    np.multiply(b23, C6, b23)
    np.divide(b23, b20, b23)
    np.square(b6, b6)
    np.square(b13, b24)
    np.multiply(b9, b6, b6)
    np.multiply(b6, C5, b6)
    np.multiply(b5, b24, b5)
    np.divide(b6, b5, b6)
    np.multiply(x3, b3, b24)
    np.multiply(b24, b9, b24)
    np.multiply(b24, C6, b24)
    np.divide(b24, b20, b24)
    np.multiply(x2, b3, b25)
    np.multiply(b25, b9, b25)
    np.multiply(b25, C6, b25)
    np.divide(b25, b20, b25)
    np.add(b17, b21, b26)
    np.add(b26, b23, b26)
    np.add(b26, b6, b26)
    np.add(b26, b24, b26)
    np.add(b26, b25, b26)
    np.multiply(b3, C5, b27)
    np.divide(b27, b18, b18)
    np.multiply(x3, b19, b27)
    np.multiply(b27, C6, b27)
    np.divide(b27, b20, b27)
    np.multiply(x2, b22, b28)
    np.multiply(b28, C6, b28)
    np.divide(b28, b20, b28)
    np.square(b0, b0)
    np.multiply(b3, b0, b0)
    np.multiply(b0, C5, b0)
    np.divide(b0, b5, b0)
    np.multiply(x0, b3, b5)
    np.multiply(b5, b9, b5)
    np.multiply(b5, C7, b5)
    np.divide(b5, b20, b5)
    np.add(b18, b27, b20)
    np.add(b20, b28, b20)
    np.add(b20, b0, b20)
    np.add(b20, b5, b20)
    np.subtract(b26, b20, o1)
    np.absolute(b17, b17)
    np.absolute(b21, b20)
    np.absolute(b23, b21)
    np.absolute(b6, b6)
    np.absolute(b24, b23)
    np.absolute(b25, b24)
    np.absolute(b18, b18)
    np.absolute(b27, b25)
    np.absolute(b28, b26)
    np.absolute(b0, b0)
    np.absolute(b5, b5)
    np.maximum(b17, b20, out=b17)
    np.maximum(b17, b21, out=b17)
    np.maximum(b17, b6, out=b6)
    np.maximum(b6, b23, out=b6)
    np.maximum(b6, b24, out=b6)
    np.maximum(b6, b18, out=b6)
    np.maximum(b6, b25, out=b6)
    np.maximum(b6, b26, out=b6)
    np.maximum(b6, b0, out=b0)
    np.maximum(b0, b5, out=b0)
    np.multiply(b0, C0, b0)
    np.absolute(o1, b5)
    np.less(b5, b0, t1)
    np.logical_or(t0, t1, t0)
    np.multiply(b2, b1, b0)
    np.multiply(b3, b0, b0)
    np.multiply(b0, C1, b0)
    np.multiply(b8, b7, b1)
    np.multiply(b9, b1, b1)
    np.multiply(b1, C1, b1)
    np.subtract(b0, b1, b2)
    np.absolute(b0, b0)
    np.absolute(b1, b1)
    np.maximum(b0, b1, out=b0)
    np.multiply(b0, C0, b0)
    np.absolute(b2, b1)
    np.less(b1, b0, t1)
    np.logical_or(t0, t1, t0)
    np.divide(b2, b16, b0)
    np.multiply(b12, C8, b1)
    np.divide(b1, b16, b1)
    np.add(b0, b1, b2)
    np.subtract(C8, b2, b2)
    np.absolute(b0, b0)
    np.absolute(b1, b1)
    np.maximum(C8, b0, out=b0)
    np.maximum(b0, b1, out=b0)
    np.multiply(b0, C0, b0)
    np.absolute(b2, b1)
    np.less(b1, b0, t1)
    np.logical_or(t0, t1, t0)
    np.divide(b2, b13, b0)
    np.divide(C3, x1, b1)
    np.divide(b10, b13, b2)
    np.divide(b4, b13, b4)
    np.subtract(b2, b4, b5)
    np.absolute(b2, b2)
    np.absolute(b4, b4)
    np.maximum(b2, b4, out=b2)
    np.multiply(b2, C0, b2)
    np.absolute(b5, b4)
    np.less(b4, b2, t1)
    np.logical_or(t0, t1, t0)
    np.divide(b5, b16, b2)
    np.add(b1, b2, b4)
    np.negative(b4, b4)
    np.absolute(b1, b1)
    np.absolute(b2, b2)
    np.maximum(b1, b2, out=b1)
    np.multiply(b1, C0, b1)
    np.absolute(b4, b2)
    np.less(b2, b1, t1)
    np.logical_or(t0, t1, t0)
    np.multiply(b4, b15, b1)
    np.multiply(b1, C4, b1)
    np.divide(b1, x1, b1)
    np.square(b4, b2)
    np.add(b0, b1, b4)
    np.add(b4, b2, o3)
    np.absolute(b0, b0)
    np.absolute(b1, b1)
    np.absolute(b2, b2)
    np.maximum(b0, b1, out=b0)
    np.maximum(b0, b2, out=b0)
    np.multiply(b0, C0, b0)
    np.absolute(o3, b1)
    np.less(b1, b0, t1)
    np.logical_or(t0, t1, t0)
    np.subtract(b11, b14, b0)
    np.absolute(b11, b1)
    np.absolute(b14, b2)
    np.maximum(b1, b2, out=b1)
    np.multiply(b1, C0, b1)
    np.absolute(b0, b2)
    np.less(b2, b1, t1)
    np.logical_or(t0, t1, t0)
    np.square(b0, b0)
    np.multiply(b22, C6, b1)
    np.multiply(b13, b0, b0)
    np.divide(b1, b0, o4)
    np.multiply(b3, b9, b1)
    np.multiply(b1, C6, b1)
    np.divide(b1, b0, b1)
    np.negative(b1, o5)
    np.multiply(b19, C6, b1)
    np.divide(b1, b0, o6)
    np.copyto(o2, 0.0)
    return None, t0


CONSTANT_0 = np.array([1.0, 0.0, 0.0, 0.0]).reshape(4, 1)
CONSTANT_1 = np.array([-1.0, 0.0, 0.0, 0.0]).reshape(4, 1)
CONSTANT_2 = np.array([0.5, 0.0, 0.0, 0.0]).reshape(4, 1)
CONSTANT_3 = np.array([1.4142135623730951, -9.667293313452913e-17, 4.1386753086994136e-33, 4.935546991468351e-50]).reshape(4, 1)
CONSTANT_4 = np.array([0.5641895835477563, 7.66772980658294e-18, -2.382842298346843e-34, -1.0038973308276315e-50]).reshape(4, 1)
CONSTANT_5 = np.array([-0.5, 0.0, 0.0, 0.0]).reshape(4, 1)
CONSTANT_6 = np.array([2.0, 0.0, 0.0, 0.0]).reshape(4, 1)
CONSTANT_7 = np.array([-2.0, 0.0, 0.0, 0.0]).reshape(4, 1)
CONSTANT_8 = np.array([0.3183098861837907, -1.9678676675182486e-17, -1.0721436282893004e-33, 8.053563926594112e-50]).reshape(4, 1)
CONSTANT_9 = np.array([-4.0, 0.0, 0.0, 0.0]).reshape(4, 1)
CONSTANT_10 = np.array([0.0, 0.0, 0.0, 0.0]).reshape(4, 1)
CONSTANT_11 = np.array([3.0, 0.0, 0.0, 0.0]).reshape(4, 1)
CONSTANT_12 = np.array([-3.0, 0.0, 0.0, 0.0]).reshape(4, 1)


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


def wide_absolute(x: Array) -> Array:
    """|x|."""
    return np.where(x[0] < 0, -x, x)


WIDE_ERFC_NODES = np.arange(1.0, 46.0) ** 2 / 16  # (n h)^2 for the step h = 1/4, exact


def wide_ratio(numerator: int, denominator: int = 1) -> Array:
    """A rational constant -> (4, 1): each word the remaining value correctly rounded, |error| <= 2^-212 of the value."""
    words = []
    for _ in range(4):
        words.append(numerator / denominator)  # Python rounds the quotient of integers correctly
        top, bottom = words[-1].as_integer_ratio()
        numerator, denominator = numerator * bottom - top * denominator, denominator * bottom
    return np.array(words).reshape(4, 1)


WIDE_EXP = np.array([wide_ratio(1, math.factorial(order)) for order in range(1, 24)])
WIDE_LOG_2 = np.array([[0.6931471805599453], [2.3190468138462996e-17], [5.707708438416212e-34], [-3.5824322106018114e-50]])


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


def wide_subtract(x: Array, y: Array) -> Array:
    """The difference x - y, as accurate as the sum; exactly 0 at equality."""
    return wide_add(x, -y)


def wide_reduced_expm1(x: Array) -> tuple[Array, Array]:
    """The k and p with exp(x) = 2^k (1 + p), |p| < 0.42, k = 0 for |x| < 0.34; relative error of p <= 2^-200 for k = 0."""
    x = np.where(np.abs(x[0]) > 800, wide(800 * np.sign(x[0])), x)  # far outside of the range
    k = np.rint(x[0] / math.log(2))
    t = wide_subtract(x, wide_product(WIDE_LOG_2, wide(k))) / 64
    p = wide_product(t, wide_polynomial(WIDE_EXP, t))
    for _ in range(6):
        p = wide_add(2 * p, wide_product(p, p))
    return k.astype(np.int64), np.where(np.abs(x[0]) < 2.0**-220, x, p)


def wide_exp(x: Array) -> Array:
    """The exponential. Relative error <= 2^-195 for x > -550; below that words underflow, the absolute error is 2^-1070."""
    k, p = wide_reduced_expm1(x)
    result = np.ldexp(wide_add(wide(1.0), p), k)
    return wide_settle(result, np.where(np.isfinite(x[0]), result[0], np.exp(x[0])))


WIDE_ERFC_WEIGHTS = wide_exp(wide(-WIDE_ERFC_NODES))
WIDE_PI = np.array([[3.141592653589793], [1.2246467991473532e-16], [-2.9947698097183397e-33], [1.1124542208633653e-49]])


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


def wide_expm1(x: Array) -> Array:
    """The exponential minus one. Relative error <= 2^-195."""
    k, p = wide_reduced_expm1(x)
    away = wide_subtract(np.ldexp(wide_add(wide(1.0), p), k), wide(1.0))
    result = np.where(k == 0, p, away)
    return wide_settle(result, np.where(np.isfinite(x[0]), result[0], np.expm1(x[0])))


def wide_multiply(x: Array, y: Array) -> Array:
    """The product x y. Relative error <= 2^-205 for |x y| > 1e-240, absolute error 2^-1070 below; overflows as IEEE does."""
    result = wide_product(x, y)
    if np.isfinite(result[0]).all():
        return result
    shrink_x, shrink_y = (np.where(np.abs(factor[0]) > 2.0**990, 2.0**-64, 1.0) for factor in (x, y))  # where splitting overflows
    result = wide_product(x * shrink_x, y * shrink_y) / shrink_x / shrink_y
    return wide_settle(result, x[0] * y[0])


def wide_large_erfc(x: Array) -> Array:
    """erfc(x) for x >= 1/2 by the trapezoidal rule with step h = 1/4 for the integral of exp(-t^2) / (t^2 + x^2); relative error < 2^-200.

    h x exp(-x^2) / pi (1 / x^2 + 2 sum exp(-n^2 h^2) / (n^2 h^2 + x^2)) - 2 / (exp(2 pi x / h) - 1): the last term is the pole at i x,
    which counts below pi / h.
    """
    square = wide_multiply(x, x)
    top, bottom = wide(np.full_like(x[0], 0.5)), square  # one fraction: the sum of all of them
    for node, weight in zip(WIDE_ERFC_NODES, WIDE_ERFC_WEIGHTS.T.reshape(-1, 4, 1), strict=True):
        factor = wide_add(square, wide(node) + np.zeros_like(x))
        top = wide_add(wide_product(top, factor), wide_product(bottom, weight + np.zeros_like(x)))
        bottom = wide_product(bottom, factor)
    gauss = wide_divide(wide_multiply(x, wide_exp(-square)), WIDE_PI + np.zeros_like(x))
    pole = wide_divide(wide(2.0) + np.zeros_like(x), wide_expm1(wide_product(8 * WIDE_PI + np.zeros_like(x), x)))
    return wide_subtract(wide_multiply(gauss, wide_divide(top, bottom)) / 2, np.where(x[0] < 4 * math.pi, pole, 0.0))


def wide_compare(x: Array, y: Array) -> Array:
    """(n,): a number with the sign of x - y, nan if one of them is nan; exact."""
    sign: Array = np.where(x[0] == y[0], np.nan_to_num(wide_subtract(x, y)[0]), x[0] - y[0])
    return sign


def wide_minimum(x: Array, y: Array) -> Array:
    """The smaller one; nan if one of them is nan."""
    return np.where(wide_compare(x, y) <= 0, x, np.where(np.isnan(x[0]), x, y))


WIDE_2_BY_ROOT_PI = np.array([[1.1283791670955126], [1.533545961316588e-17], [-4.765684596693686e-34], [-2.007794661655263e-50]])
WIDE_ERF = np.array([wide_ratio((-1) ** n, math.factorial(n) * (2 * n + 1)) for n in range(52)])


def wide_small_erf(x: Array) -> Array:
    """erf(x) for |x| <= 1: 2 / sqrt(pi) times sum (-1)^n x^(2 n + 1) / (n! (2 n + 1))."""
    return wide_product(wide_product(x, WIDE_2_BY_ROOT_PI + np.zeros_like(x)), wide_polynomial(WIDE_ERF, wide_product(x, x)))


def wide_erf(x: Array) -> Array:
    """erf(x). Relative error <= 2^-190."""
    size = wide_minimum(wide_absolute(x), wide(30.0))
    small = size[0] < 1
    near = wide_small_erf(np.where(small, size, 0.0))
    far = wide_subtract(wide(1.0), wide_large_erfc(np.where(small, wide(1.0), size)))
    result = np.where(small, near, far)
    return np.where(x[0] < 0, -result, result)


def wide_erfc(x: Array) -> Array:
    """1 - erf(x). Relative error <= 2^-190 for x < 23; beyond, words underflow."""
    size = wide_minimum(wide_absolute(x), wide(30.0))
    small = size[0] < 1
    near = wide_subtract(wide(1.0), wide_small_erf(np.where(small, x, 0.0)))
    far = wide_large_erfc(np.where(small, wide(1.0), size))
    return np.where(small, near, np.where(x[0] < 0, wide_subtract(wide(2.0), far), far))


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
        w0 = wide_integer_power(x1, -2)
        w1 = wide_reciprocal(x1)
        w2 = wide_multiply(CONSTANT_1, x0)
        w3 = wide_add(x3, w2)
        w4 = wide_integer_power(w3, 2)
        w5 = wide_multiply(CONSTANT_5, w0)
        w6 = wide_multiply(w5, w4)
        w7 = wide_exp(w6)
        w8 = wide_multiply(CONSTANT_2, CONSTANT_3)
        w9 = wide_multiply(w8, CONSTANT_4)
        w10 = wide_multiply(w9, w1)
        w11 = wide_multiply(w10, w3)
        w12 = wide_multiply(w11, w7)
        w13 = wide_add(w2, x2)
        w14 = wide_integer_power(w13, 2)
        w15 = wide_multiply(CONSTANT_5, w0)
        w16 = wide_multiply(w15, w14)
        w17 = wide_exp(w16)
        w18 = wide_multiply(CONSTANT_5, CONSTANT_3)
        w19 = wide_multiply(w18, CONSTANT_4)
        w20 = wide_multiply(w19, w1)
        w21 = wide_multiply(w20, w13)
        w22 = wide_multiply(w21, w17)
        w23 = wide_add(w12, w22)
        w24 = wide_multiply(CONSTANT_2, CONSTANT_3)
        w25 = wide_multiply(w24, w1)
        w26 = wide_multiply(w25, w3)
        w27 = wide_erf(w26)
        w28 = wide_multiply(CONSTANT_2, w27)
        w29 = wide_multiply(CONSTANT_2, CONSTANT_3)
        w30 = wide_multiply(w29, w1)
        w31 = wide_multiply(w30, w13)
        w32 = wide_erf(w31)
        w33 = wide_multiply(CONSTANT_5, w32)
        w34 = wide_add(w28, w33)
        w35 = wide_reciprocal(w34)
        w36 = wide_multiply(CONSTANT_1, w23)
        w37 = wide_multiply(w36, w35)
        w38 = wide_add(CONSTANT_0, w37)
        w39 = wide_multiply(w0, w38)
        w40 = wide_multiply(CONSTANT_5, CONSTANT_3)
        w41 = wide_multiply(w40, CONSTANT_4)
        w42 = wide_multiply(w41, w1)
        w43 = wide_multiply(w42, w7)
        w44 = wide_multiply(CONSTANT_2, CONSTANT_3)
        w45 = wide_multiply(w44, CONSTANT_4)
        w46 = wide_multiply(w45, w1)
        w47 = wide_multiply(w46, w17)
        w48 = wide_add(w43, w47)
        w49 = wide_integer_power(w48, 2)
        w50 = wide_integer_power(w34, -2)
        w51 = wide_multiply(w49, w50)
        w52 = wide_multiply(CONSTANT_2, CONSTANT_3)
        w53 = wide_multiply(w52, CONSTANT_4)
        w54 = wide_multiply(w53, w7)
        w55 = wide_multiply(CONSTANT_5, CONSTANT_3)
        w56 = wide_multiply(w55, CONSTANT_4)
        w57 = wide_multiply(w56, w17)
        w58 = wide_add(w54, w57)
        w59 = wide_multiply(CONSTANT_6, w1)
        w60 = wide_multiply(w59, w58)
        w61 = wide_multiply(w60, w48)
        w62 = wide_multiply(w61, w50)
        w63 = wide_add(w39, w51)
        w64 = wide_add(w63, w62)
        w65 = wide_erfc(w26)
        w66 = wide_multiply(CONSTANT_1, w65)
        w67 = wide_multiply(CONSTANT_1, x2)
        w68 = wide_add(x0, w67)
        w69 = wide_multiply(CONSTANT_2, CONSTANT_3)
        w70 = wide_multiply(w69, w1)
        w71 = wide_multiply(w70, w68)
        w72 = wide_erfc(w71)
        w73 = wide_multiply(CONSTANT_1, w72)
        w74 = wide_add(CONSTANT_6, w66)
        w75 = wide_add(w74, w73)
        w76 = wide_reciprocal(w75)
        w77 = wide_multiply(CONSTANT_1, CONSTANT_3)
        w78 = wide_multiply(w77, CONSTANT_4)
        w79 = wide_multiply(w78, w0)
        w80 = wide_multiply(w79, w76)
        w81 = wide_multiply(w80, w7)
        w82 = wide_multiply(CONSTANT_3, CONSTANT_4)
        w83 = wide_multiply(w82, w0)
        w84 = wide_multiply(w83, w76)
        w85 = wide_multiply(w84, w17)
        w86 = wide_integer_power(x1, -3)
        w87 = wide_integer_power(w75, -2)
        w88 = wide_multiply(CONSTANT_1, w0)
        w89 = wide_multiply(w88, w4)
        w90 = wide_exp(w89)
        w91 = wide_multiply(CONSTANT_7, CONSTANT_8)
        w92 = wide_multiply(w91, x3)
        w93 = wide_multiply(w92, w86)
        w94 = wide_multiply(w93, w87)
        w95 = wide_multiply(w94, w90)
        w96 = wide_multiply(CONSTANT_6, CONSTANT_8)
        w97 = wide_multiply(w96, x0)
        w98 = wide_multiply(w97, w86)
        w99 = wide_multiply(w98, w87)
        w100 = wide_multiply(w99, w90)
        w101 = wide_multiply(CONSTANT_1, w0)
        w102 = wide_multiply(w101, w14)
        w103 = wide_exp(w102)
        w104 = wide_multiply(CONSTANT_6, CONSTANT_8)
        w105 = wide_multiply(w104, x0)
        w106 = wide_multiply(w105, w86)
        w107 = wide_multiply(w106, w87)
        w108 = wide_multiply(w107, w103)
        w109 = wide_multiply(CONSTANT_7, CONSTANT_8)
        w110 = wide_multiply(w109, x2)
        w111 = wide_multiply(w110, w86)
        w112 = wide_multiply(w111, w87)
        w113 = wide_multiply(w112, w103)
        w114 = wide_integer_power(x1, -4)
        w115 = wide_multiply(CONSTANT_1, CONSTANT_3)
        w116 = wide_multiply(w115, CONSTANT_4)
        w117 = wide_multiply(w116, w114)
        w118 = wide_multiply(w117, w4)
        w119 = wide_multiply(w118, w76)
        w120 = wide_multiply(w119, w7)
        w121 = wide_multiply(CONSTANT_3, CONSTANT_4)
        w122 = wide_multiply(w121, w114)
        w123 = wide_multiply(w122, w14)
        w124 = wide_multiply(w123, w76)
        w125 = wide_multiply(w124, w17)
        w126 = wide_multiply(CONSTANT_6, CONSTANT_8)
        w127 = wide_multiply(w126, x3)
        w128 = wide_multiply(w127, w86)
        w129 = wide_multiply(w128, w87)
        w130 = wide_multiply(w129, w7)
        w131 = wide_multiply(w130, w17)
        w132 = wide_multiply(CONSTANT_9, CONSTANT_8)
        w133 = wide_multiply(w132, x0)
        w134 = wide_multiply(w133, w86)
        w135 = wide_multiply(w134, w87)
        w136 = wide_multiply(w135, w7)
        w137 = wide_multiply(w136, w17)
        w138 = wide_multiply(CONSTANT_6, CONSTANT_8)
        w139 = wide_multiply(w138, x2)
        w140 = wide_multiply(w139, w86)
        w141 = wide_multiply(w140, w87)
        w142 = wide_multiply(w141, w7)
        w143 = wide_multiply(w142, w17)
        w144 = wide_add(w81, w85)
        w145 = wide_add(w144, w95)
        w146 = wide_add(w145, w100)
        w147 = wide_add(w146, w108)
        w148 = wide_add(w147, w113)
        w149 = wide_add(w148, w120)
        w150 = wide_add(w149, w125)
        w151 = wide_add(w150, w131)
        w152 = wide_add(w151, w137)
        w153 = wide_add(w152, w143)
        w154 = wide_integer_power(w3, 3)
        w155 = wide_multiply(CONSTANT_2, CONSTANT_3)
        w156 = wide_multiply(w155, CONSTANT_4)
        w157 = wide_multiply(w156, w86)
        w158 = wide_multiply(w157, w154)
        w159 = wide_multiply(w158, w7)
        w160 = wide_integer_power(w13, 3)
        w161 = wide_multiply(CONSTANT_5, CONSTANT_3)
        w162 = wide_multiply(w161, CONSTANT_4)
        w163 = wide_multiply(w162, w86)
        w164 = wide_multiply(w163, w160)
        w165 = wide_multiply(w164, w17)
        w166 = wide_add(w159, w165)
        w167 = wide_multiply(CONSTANT_1, w166)
        w168 = wide_multiply(w167, w35)
        w169 = wide_multiply(CONSTANT_12, w23)
        w170 = wide_multiply(w169, w35)
        w171 = wide_add(CONSTANT_11, w168)
        w172 = wide_add(w171, w170)
        w173 = wide_multiply(w0, w172)
        w174 = wide_multiply(CONSTANT_1, w1)
        w175 = wide_multiply(CONSTANT_5, CONSTANT_3)
        w176 = wide_multiply(w175, CONSTANT_4)
        w177 = wide_multiply(w176, w0)
        w178 = wide_multiply(w177, w3)
        w179 = wide_multiply(w178, w7)
        w180 = wide_multiply(CONSTANT_2, CONSTANT_3)
        w181 = wide_multiply(w180, CONSTANT_4)
        w182 = wide_multiply(w181, w0)
        w183 = wide_multiply(w182, w13)
        w184 = wide_multiply(w183, w17)
        w185 = wide_add(w179, w184)
        w186 = wide_multiply(CONSTANT_1, w185)
        w187 = wide_multiply(w186, w35)
        w188 = wide_add(w174, w187)
        w189 = wide_multiply(CONSTANT_6, w1)
        w190 = wide_multiply(w189, w188)
        w191 = wide_multiply(w190, w38)
        w192 = wide_integer_power(w188, 2)
        w193 = wide_add(w173, w191)
        w194 = wide_add(w193, w192)
        w195 = wide_multiply(CONSTANT_1, w32)
        w196 = wide_add(w27, w195)
        w197 = wide_integer_power(w196, -2)
        w198 = wide_multiply(CONSTANT_6, CONSTANT_8)
        w199 = wide_multiply(w198, w0)
        w200 = wide_multiply(w199, w197)
        w201 = wide_multiply(w200, w103)
        w202 = wide_multiply(CONSTANT_7, CONSTANT_8)
        w203 = wide_multiply(w202, w0)
        w204 = wide_multiply(w203, w197)
        w205 = wide_multiply(w204, w7)
        w206 = wide_multiply(w205, w17)
        w207 = wide_multiply(CONSTANT_6, CONSTANT_8)
        w208 = wide_multiply(w207, w0)
        w209 = wide_multiply(w208, w197)
        w210 = wide_multiply(w209, w90)
        o[0][here] = wide_to_float(w64)
        o[1][here] = wide_to_float(w153)
        o[2][here] = wide_to_float(CONSTANT_10)
        o[3][here] = wide_to_float(w194)
        o[4][here] = wide_to_float(w201)
        o[5][here] = wide_to_float(w206)
        o[6][here] = wide_to_float(w210)


ERFC_SPLITTER = 134217729.0  # 2^27 + 1
ERFC_LARGEST = 1e3  # exp(-x^2 / 2) is zero long before


def erfc(x: Array, out: Array, scratch: Array) -> None:
    """Write 1 - erf(x), shape (n,).

    Accuracy: 7 ulp.
    """
    if not x.size:
        return
    if not x.min() >= 0.5:
        scipy.special.erf(x, out=out)
        np.subtract(1.0, out, out=out)
    if not x.max() < 0.5:
        tail = np.flatnonzero(~(x < 0.5))
        part = x[tail]
        out[tail] = erfc_gaussian(part, 1.0) * scipy.special.erfcx(part)


def erfc_gaussian(x: Array, scale: float) -> Array:
    """exp(-scale x^2), scale a power of two, as a new array: the square of the upper 26 bits of x is exact."""
    size = np.minimum(np.abs(x), ERFC_LARGEST)
    scaled = ERFC_SPLITTER * size
    high = scaled - (scaled - size)
    return np.exp(-scale * (high * high)) * np.exp(-scale * ((size - high) * (size + high)))


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
