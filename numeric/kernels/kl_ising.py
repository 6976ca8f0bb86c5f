"""kl(Ising(field, coupling), Ising(field_q, coupling_q)).

Written by fisherproof; change the derivation, not this file.
"""

from __future__ import annotations

import math
from typing import Any

import numpy as np
from numpy.typing import NDArray

PROVENANCE = {
    "expression": "kl(Ising(field, coupling), Ising(field_q, coupling_q))",
    "let": {
        "field": "real[2]",
        "coupling": "symmetric[2]",
        "field_q": "real[2]",
        "coupling_q": "symmetric[2]",
    },
    "name": "kl_ising",
    "target": "numpy",
    "dtype": "float64",
    "layout": "full",
    "generator": 1,
    "operations": 327,
}

BLOCK = 16384
NAME = "kl_ising"
ARGUMENTS = ("field", "coupling", "field_q", "coupling_q")
CORES: Any = ((2,), (2, 2), (2,), (2, 2))
RESULT: Any = ()
COLUMNS: Any = ((),)
COPIES: Any = ()
COMPONENTS: Any = (
    (1, (0, 1)),
    (3, (0, 1)),
    (1, (1, 0)),
    (3, (1, 0)),
    (0, (0,)),
    (0, (1,)),
    (1, (0, 0)),
    (1, (1, 1)),
    (2, (0,)),
    (2, (1,)),
    (3, (0, 0)),
    (3, (1, 1)),
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
)
WHOLE: Any = ()
MIRRORS: Any = ((6, 7), (10, 11))
INPUTS, NUMBERS, SCRATCH, TRUTHS = 12, 41, 4, 3
C0 = np.array(2.0)
C1 = np.array(0.5)
C2 = np.array(1.0)
C3 = np.array(0.0)
FLAGS = TRUTHS + 3
ROWS = INPUTS + NUMBERS + SCRATCH + len(COLUMNS) + -(-FLAGS // 8)


def kl_ising(field: Any, coupling: Any, field_q: Any, coupling_q: Any, out: Any = None, workspace: Any = None) -> Any:
    """kl(Ising(field, coupling), Ising(field_q, coupling_q)).

    Computed as::

        coupling_0_1*exp(2*coupling_0_1)*exp(2*field_0)*exp(2*field_1)/(exp(2*coupling_0_1)*exp(2*field_0)*exp(2*f
        ield_1) + exp(2*coupling_0_1) + exp(2*field_0) + exp(2*field_1)) +
        coupling_0_1*exp(2*coupling_0_1)/(exp(2*coupling_0_1)*exp(2*field_0)*exp(2*field_1) + exp(2*coupling_0_1)
        + exp(2*field_0) + exp(2*field_1)) -
        coupling_0_1*exp(2*field_0)/(exp(2*coupling_0_1)*exp(2*field_0)*exp(2*field_1) + exp(2*coupling_0_1) +
        exp(2*field_0) + exp(2*field_1)) -
        coupling_0_1*exp(2*field_1)/(exp(2*coupling_0_1)*exp(2*field_0)*exp(2*field_1) + exp(2*coupling_0_1) +
        exp(2*field_0) + exp(2*field_1)) - coupling_q_0_1*exp(2*coupling_0_1)*exp(2*field_0)*exp(2*field_1)/(exp(2
        *coupling_0_1)*exp(2*field_0)*exp(2*field_1) + exp(2*coupling_0_1) + exp(2*field_0) + exp(2*field_1)) -
        coupling_q_0_1*exp(2*coupling_0_1)/(exp(2*coupling_0_1)*exp(2*field_0)*exp(2*field_1) +
        exp(2*coupling_0_1) + exp(2*field_0) + exp(2*field_1)) +
        coupling_q_0_1*exp(2*field_0)/(exp(2*coupling_0_1)*exp(2*field_0)*exp(2*field_1) + exp(2*coupling_0_1) +
        exp(2*field_0) + exp(2*field_1)) +
        coupling_q_0_1*exp(2*field_1)/(exp(2*coupling_0_1)*exp(2*field_0)*exp(2*field_1) + exp(2*coupling_0_1) +
        exp(2*field_0) + exp(2*field_1)) + field_0* ...

    Args:
        field: real[2], shape (..., 2).
        coupling: symmetric[2], shape (..., 2, 2).
        field_q: real[2], shape (..., 2).
        coupling_q: symmetric[2], shape (..., 2, 2).
        out: where to write the result.
        workspace: memory from ``make_workspace()``, for one call at a time.

    Returns: shape (...). Arguments broadcast; outside its type an element is nan.

    Operations: 327 for one element.
    """
    return run((field, coupling, field_q, coupling_q), out, workspace)


def block(x: Any, b: Any, s: Any, t: Any, o: Any) -> tuple[Any, Any]:
    """Every entry of one block."""
    x0, x1, x2, x3, x4, x5, x6, x7, x8, x9, x10, x11 = x[:12]
    b0, b1, b2, b3, b4, b5, b6, b7, b8, b9, b10, b11, b12, b13, b14, b15, b16, b17, b18, b19, b20, b21, b22, b23 = b[:24]
    b24, b25, b26, b27, b28, b29, b30, b31, b32, b33, b34, b35, b36, b37, b38, b39, b40 = b[24:41]
    t0, t1, t2 = t[:3]
    (o0,) = o[:1]
    np.multiply(x0, C0, b0)
    np.exp(b0, b0)
    np.multiply(x4, C0, b1)
    np.exp(b1, b1)
    np.multiply(x5, C0, b2)
    np.exp(b2, b2)
    np.multiply(b0, b1, b3)
    np.multiply(b3, b2, b3)
    np.add(b3, b0, b3)
    np.add(b3, b1, b3)
    np.add(b3, b2, b3)
    np.multiply(x0, b0, b4)
    np.divide(b4, b3, b5)
    np.multiply(x1, b1, b6)
    np.divide(b6, b3, b6)
    np.multiply(x1, b2, b7)
    np.divide(b7, b3, b7)
    np.multiply(x4, b1, b8)
    np.divide(b8, b3, b8)
    np.multiply(x5, b2, b9)
    np.divide(b9, b3, b9)
    np.multiply(x8, b0, b10)
    np.divide(b10, b3, b11)
    np.multiply(x8, b2, b12)
    np.divide(b12, b3, b12)
    np.multiply(x9, b0, b13)
    np.divide(b13, b3, b14)
    np.multiply(x9, b1, b15)
    np.divide(b15, b3, b15)
    np.multiply(b4, b1, b4)
    np.multiply(b4, b2, b4)
    np.divide(b4, b3, b4)
    np.multiply(x4, b0, b16)
    np.multiply(b16, b1, b17)
    np.multiply(b17, b2, b17)
    np.divide(b17, b3, b17)
    np.multiply(x5, b0, b18)
    np.multiply(b18, b1, b19)
    np.multiply(b19, b2, b19)
    np.divide(b19, b3, b19)
    np.add(x4, x5, b20)
    np.subtract(b20, x0, b21)
    np.absolute(x4, b22)
    np.absolute(x5, b23)
    np.absolute(x0, b24)
    np.maximum(b22, b23, out=b25)
    np.maximum(b25, b24, out=b25)
    np.multiply(b25, C1, b25)
    np.absolute(b21, b26)
    np.less(b26, b25, t0)
    np.exp(b21, b21)
    np.add(x0, x5, b25)
    np.subtract(b25, x4, b26)
    np.maximum(b24, b23, out=b27)
    np.maximum(b27, b22, out=b27)
    np.multiply(b27, C1, b27)
    np.absolute(b26, b28)
    np.less(b28, b27, t1)
    np.logical_or(t0, t1, t0)
    np.exp(b26, b26)
    np.multiply(b21, b26, b27)
    np.add(x0, x4, b28)
    np.subtract(b28, x5, b29)
    np.maximum(b24, b22, out=b30)
    np.maximum(b30, b23, out=b30)
    np.multiply(b30, C1, b30)
    np.absolute(b29, b31)
    np.less(b31, b30, t1)
    np.logical_or(t0, t1, t0)
    np.exp(b29, b29)
    np.multiply(b21, b29, b31)
    np.multiply(b26, b29, b32)
    np.add(b28, x5, b33)
    np.absolute(b33, b34)
    np.less(b34, b30, t1)
    np.logical_or(t0, t1, t0)
    np.exp(b33, b33)
    np.multiply(b27, b29, b34)
    np.multiply(b34, b33, b33)
    np.add(b27, b31, b27)
    np.add(b27, b32, b27)
    np.add(b27, b33, b27)
    np.add(x8, x9, b31)
    np.subtract(b31, x1, b31)
    np.absolute(x8, b32)
    np.absolute(x9, b33)
    np.absolute(x1, b34)
    np.maximum(b32, b33, out=b35)
    np.maximum(b35, b34, out=b35)
    np.multiply(b35, C1, b35)
    np.absolute(b31, b36)
    np.less(b36, b35, t1)
    np.logical_or(t0, t1, t0)
    np.exp(b31, b31)
    np.add(x1, x9, b35)
    np.subtract(b35, x8, b35)
    np.maximum(b34, b33, out=b36)
    np.maximum(b36, b32, out=b36)
    np.multiply(b36, C1, b36)
    np.absolute(b35, b37)
    np.less(b37, b36, t1)
    np.logical_or(t0, t1, t0)
    np.exp(b35, b35)
    np.add(x1, x8, b36)
    np.subtract(b36, x9, b37)
    np.maximum(b34, b32, out=b32)
    np.maximum(b32, b33, out=b32)
    np.multiply(b32, C1, b32)
    np.absolute(b37, b33)
    np.less(b33, b32, t1)
    np.logical_or(t0, t1, t0)
    np.exp(b37, b33)
    np.multiply(b27, b31, b34)
    np.multiply(b34, b35, b34)
    np.multiply(b34, b33, b34)
    np.multiply(b31, b35, b37)
    np.multiply(b31, b33, b38)
    np.multiply(b35, b33, b39)
    np.add(b36, x9, b36)
    np.absolute(b36, b40)
    np.less(b40, b32, t1)
    np.logical_or(t0, t1, t0)
    np.exp(b36, b32)
    np.multiply(b37, b33, b36)
    np.multiply(b36, b32, b32)
    np.add(b37, b38, b36)
    np.add(b36, b39, b36)
    np.add(b36, b32, b32)
    np.multiply(b32, b21, b21)
    np.multiply(b21, b26, b21)
    np.multiply(b21, b29, b21)
    np.exp(x1, b26)
    np.exp(x8, b29)
    np.exp(x9, b36)
    np.multiply(b0, b26, b37)
    np.multiply(b37, b29, b38)
    np.multiply(b38, b36, b38)
    np.multiply(b26, b1, b39)
    np.multiply(b39, b29, b39)
    np.multiply(b39, b36, b39)
    np.multiply(b26, b2, b26)
    np.multiply(b26, b29, b26)
    np.multiply(b26, b36, b26)
    np.multiply(b37, b1, b37)
    np.multiply(b37, b2, b37)
    np.multiply(b37, b29, b29)
    np.multiply(b29, b36, b29)
    np.add(b38, b39, b36)
    np.add(b36, b26, b26)
    np.add(b26, b29, b26)
    np.exp(x0, b29)
    np.multiply(x1, C0, b36)
    np.exp(b36, b36)
    np.exp(x4, b37)
    np.exp(x5, b38)
    np.multiply(b29, b36, b36)
    np.multiply(b36, b37, b36)
    np.multiply(b36, b38, b36)
    np.multiply(x8, C0, b39)
    np.exp(b39, b39)
    np.multiply(b29, b37, b29)
    np.multiply(b29, b38, b29)
    np.multiply(b29, b39, b37)
    np.multiply(x9, C0, b38)
    np.exp(b38, b38)
    np.multiply(b29, b38, b29)
    np.multiply(b36, b39, b39)
    np.multiply(b39, b38, b38)
    np.add(b36, b37, b36)
    np.add(b36, b29, b29)
    np.add(b29, b38, b29)
    np.subtract(b26, b29, b29)
    np.absolute(b26, b26)
    np.multiply(b26, C1, b26)
    np.absolute(b29, b36)
    np.less(b36, b26, t1)
    np.logical_or(t0, t1, t0)
    bregman_log_given(b34, b21, b29, b26, s)
    np.add(C2, b5, b21)
    np.add(b21, b6, b21)
    np.add(b21, b7, b21)
    np.add(b21, b8, b21)
    np.add(b21, b9, b21)
    np.add(b21, b11, b21)
    np.add(b21, b12, b21)
    np.add(b21, b14, b21)
    np.add(b21, b15, b21)
    np.add(b21, b4, b21)
    np.add(b21, b17, b21)
    np.add(b21, b19, b21)
    np.add(b21, b26, b21)
    np.multiply(x0, b1, b29)
    np.divide(b29, b3, b29)
    np.multiply(x0, b2, b34)
    np.divide(b34, b3, b34)
    np.multiply(x1, b0, b0)
    np.divide(b0, b3, b36)
    np.divide(b16, b3, b16)
    np.multiply(x4, b2, b37)
    np.divide(b37, b3, b37)
    np.divide(b18, b3, b18)
    np.multiply(x5, b1, b38)
    np.divide(b38, b3, b38)
    np.multiply(x8, b1, b39)
    np.divide(b39, b3, b39)
    np.multiply(x9, b2, b40)
    np.divide(b40, b3, b40)
    np.multiply(b0, b1, b0)
    np.multiply(b0, b2, b0)
    np.divide(b0, b3, b0)
    np.multiply(b10, b1, b10)
    np.multiply(b10, b2, b10)
    np.divide(b10, b3, b10)
    np.multiply(b13, b1, b1)
    np.multiply(b1, b2, b1)
    np.divide(b1, b3, b1)
    np.subtract(x5, b28, b2)
    np.maximum(b23, b24, out=b3)
    np.maximum(b3, b22, out=b3)
    np.multiply(b3, C1, b3)
    np.absolute(b2, b13)
    np.less(b13, b3, t1)
    np.logical_or(t0, t1, t0)
    np.exp(b2, b2)
    np.subtract(x4, b25, b3)
    np.maximum(b22, b24, out=b13)
    np.maximum(b13, b23, out=b13)
    np.multiply(b13, C1, b13)
    np.absolute(b3, b22)
    np.less(b22, b13, t1)
    np.logical_or(t0, t1, t0)
    np.exp(b3, b3)
    np.subtract(x0, b20, b13)
    np.absolute(b13, b20)
    np.less(b20, b30, t1)
    np.logical_or(t0, t1, t0)
    np.exp(b13, b13)
    np.multiply(b27, b2, b2)
    np.multiply(b2, b3, b2)
    np.multiply(b2, b13, b2)
    np.multiply(b2, b31, b2)
    np.multiply(b2, b35, b2)
    np.multiply(b2, b33, b2)
    np.divide(b2, b32, b2)
    np.add(b29, b34, b3)
    np.add(b3, b36, b3)
    np.add(b3, b16, b3)
    np.add(b3, b37, b3)
    np.add(b3, b18, b3)
    np.add(b3, b38, b3)
    np.add(b3, b39, b3)
    np.add(b3, b40, b3)
    np.add(b3, b0, b3)
    np.add(b3, b10, b3)
    np.add(b3, b1, b3)
    np.add(b3, b2, b3)
    np.subtract(b21, b3, b3)
    np.absolute(b5, b5)
    np.absolute(b6, b6)
    np.absolute(b7, b7)
    np.absolute(b8, b8)
    np.absolute(b9, b9)
    np.absolute(b11, b11)
    np.absolute(b12, b12)
    np.absolute(b14, b13)
    np.absolute(b15, b14)
    np.absolute(b4, b4)
    np.absolute(b17, b15)
    np.absolute(b19, b17)
    np.absolute(b26, b19)
    np.absolute(b29, b20)
    np.absolute(b34, b21)
    np.absolute(b36, b22)
    np.absolute(b16, b16)
    np.absolute(b37, b23)
    np.absolute(b18, b18)
    np.absolute(b38, b24)
    np.absolute(b39, b25)
    np.absolute(b40, b26)
    np.absolute(b0, b0)
    np.absolute(b10, b10)
    np.absolute(b1, b1)
    np.absolute(b2, b2)
    np.maximum(C2, b5, out=b5)
    np.maximum(b5, b6, out=b5)
    np.maximum(b5, b7, out=b5)
    np.maximum(b5, b8, out=b5)
    np.maximum(b5, b9, out=b5)
    np.maximum(b5, b11, out=b5)
    np.maximum(b5, b12, out=b5)
    np.maximum(b5, b13, out=b5)
    np.maximum(b5, b14, out=b5)
    np.maximum(b5, b4, out=b4)
    np.maximum(b4, b15, out=b4)
    np.maximum(b4, b17, out=b4)
    np.maximum(b4, b19, out=b4)
    np.maximum(b4, b20, out=b4)
    np.maximum(b4, b21, out=b4)
    np.maximum(b4, b22, out=b4)
    np.maximum(b4, b16, out=b4)
    np.maximum(b4, b23, out=b4)
    np.maximum(b4, b18, out=b4)
    np.maximum(b4, b24, out=b4)
    np.maximum(b4, b25, out=b4)
    np.maximum(b4, b26, out=b4)
    np.maximum(b4, b0, out=b0)
    np.maximum(b0, b10, out=b0)
    np.maximum(b0, b1, out=b0)
    np.maximum(b0, b2, out=b0)
    np.multiply(b0, C1, b0)
    np.absolute(b3, b1)
    np.less(b1, b0, t1)
    np.logical_or(t0, t1, t0)
    np.equal(x4, x8, t1)
    np.equal(x5, x9, t2)
    np.logical_and(t1, t2, t1)
    np.equal(x6, x10, t2)
    np.logical_and(t1, t2, t1)
    np.equal(x0, x1, t2)
    np.logical_and(t1, t2, t1)
    np.logical_and(t1, t2, t1)
    np.equal(x7, x11, t2)
    np.logical_and(t1, t2, t1)
    np.maximum(b3, C3, out=o0)
    np.logical_not(t1, t2)
    np.logical_and(t0, t2, t0)
    if np.count_nonzero(t1):
        np.putmask(o0, t1, 0.0)
    return None, t0


CONSTANT_0 = np.array([2.0, 0.0, 0.0, 0.0]).reshape(4, 1)
CONSTANT_1 = np.array([-1.0, 0.0, 0.0, 0.0]).reshape(4, 1)


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


def wide_multiply(x: Array, y: Array) -> Array:
    """The product x y. Relative error <= 2^-205 for |x y| > 1e-240, absolute error 2^-1070 below; overflows as IEEE does."""
    result = wide_product(x, y)
    if np.isfinite(result[0]).all():
        return result
    shrink_x, shrink_y = (np.where(np.abs(factor[0]) > 2.0**990, 2.0**-64, 1.0) for factor in (x, y))  # where splitting overflows
    result = wide_product(x * shrink_x, y * shrink_y) / shrink_x / shrink_y
    return wide_settle(result, x[0] * y[0])


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
        x8 = wide(x[8][here])
        x9 = wide(x[9][here])
        w0 = wide_multiply(CONSTANT_0, x0)
        w1 = wide_exp(w0)
        w2 = wide_multiply(CONSTANT_0, x4)
        w3 = wide_exp(w2)
        w4 = wide_multiply(CONSTANT_0, x5)
        w5 = wide_exp(w4)
        w6 = wide_multiply(w1, w3)
        w7 = wide_multiply(w6, w5)
        w8 = wide_add(w7, w1)
        w9 = wide_add(w8, w3)
        w10 = wide_add(w9, w5)
        w11 = wide_reciprocal(w10)
        w12 = wide_multiply(x0, w11)
        w13 = wide_multiply(w12, w1)
        w14 = wide_multiply(CONSTANT_1, x0)
        w15 = wide_multiply(w14, w11)
        w16 = wide_multiply(w15, w3)
        w17 = wide_multiply(CONSTANT_1, x0)
        w18 = wide_multiply(w17, w11)
        w19 = wide_multiply(w18, w5)
        w20 = wide_multiply(CONSTANT_1, x1)
        w21 = wide_multiply(w20, w11)
        w22 = wide_multiply(w21, w1)
        w23 = wide_multiply(x1, w11)
        w24 = wide_multiply(w23, w3)
        w25 = wide_multiply(x1, w11)
        w26 = wide_multiply(w25, w5)
        w27 = wide_multiply(CONSTANT_1, x4)
        w28 = wide_multiply(w27, w11)
        w29 = wide_multiply(w28, w1)
        w30 = wide_multiply(x4, w11)
        w31 = wide_multiply(w30, w3)
        w32 = wide_multiply(CONSTANT_1, x4)
        w33 = wide_multiply(w32, w11)
        w34 = wide_multiply(w33, w5)
        w35 = wide_multiply(CONSTANT_1, x5)
        w36 = wide_multiply(w35, w11)
        w37 = wide_multiply(w36, w1)
        w38 = wide_multiply(CONSTANT_1, x5)
        w39 = wide_multiply(w38, w11)
        w40 = wide_multiply(w39, w3)
        w41 = wide_multiply(x5, w11)
        w42 = wide_multiply(w41, w5)
        w43 = wide_multiply(x8, w11)
        w44 = wide_multiply(w43, w1)
        w45 = wide_multiply(CONSTANT_1, x8)
        w46 = wide_multiply(w45, w11)
        w47 = wide_multiply(w46, w3)
        w48 = wide_multiply(x8, w11)
        w49 = wide_multiply(w48, w5)
        w50 = wide_multiply(x9, w11)
        w51 = wide_multiply(w50, w1)
        w52 = wide_multiply(x9, w11)
        w53 = wide_multiply(w52, w3)
        w54 = wide_multiply(CONSTANT_1, x9)
        w55 = wide_multiply(w54, w11)
        w56 = wide_multiply(w55, w5)
        w57 = wide_multiply(x0, w11)
        w58 = wide_multiply(w57, w1)
        w59 = wide_multiply(w58, w3)
        w60 = wide_multiply(w59, w5)
        w61 = wide_multiply(CONSTANT_1, x1)
        w62 = wide_multiply(w61, w11)
        w63 = wide_multiply(w62, w1)
        w64 = wide_multiply(w63, w3)
        w65 = wide_multiply(w64, w5)
        w66 = wide_multiply(x4, w11)
        w67 = wide_multiply(w66, w1)
        w68 = wide_multiply(w67, w3)
        w69 = wide_multiply(w68, w5)
        w70 = wide_multiply(x5, w11)
        w71 = wide_multiply(w70, w1)
        w72 = wide_multiply(w71, w3)
        w73 = wide_multiply(w72, w5)
        w74 = wide_multiply(CONSTANT_1, x8)
        w75 = wide_multiply(w74, w11)
        w76 = wide_multiply(w75, w1)
        w77 = wide_multiply(w76, w3)
        w78 = wide_multiply(w77, w5)
        w79 = wide_multiply(CONSTANT_1, x9)
        w80 = wide_multiply(w79, w11)
        w81 = wide_multiply(w80, w1)
        w82 = wide_multiply(w81, w3)
        w83 = wide_multiply(w82, w5)
        w84 = wide_multiply(CONSTANT_1, x0)
        w85 = wide_add(w84, x4)
        w86 = wide_add(w85, x5)
        w87 = wide_exp(w86)
        w88 = wide_multiply(CONSTANT_1, x4)
        w89 = wide_add(x0, w88)
        w90 = wide_add(w89, x5)
        w91 = wide_exp(w90)
        w92 = wide_multiply(w87, w91)
        w93 = wide_multiply(CONSTANT_1, x5)
        w94 = wide_add(x0, x4)
        w95 = wide_add(w94, w93)
        w96 = wide_exp(w95)
        w97 = wide_multiply(w87, w96)
        w98 = wide_multiply(w91, w96)
        w99 = wide_add(x0, x4)
        w100 = wide_add(w99, x5)
        w101 = wide_exp(w100)
        w102 = wide_multiply(w87, w91)
        w103 = wide_multiply(w102, w96)
        w104 = wide_multiply(w103, w101)
        w105 = wide_add(w92, w97)
        w106 = wide_add(w105, w98)
        w107 = wide_add(w106, w104)
        w108 = wide_multiply(CONSTANT_1, x1)
        w109 = wide_add(w108, x8)
        w110 = wide_add(w109, x9)
        w111 = wide_exp(w110)
        w112 = wide_multiply(CONSTANT_1, x8)
        w113 = wide_add(x1, w112)
        w114 = wide_add(w113, x9)
        w115 = wide_exp(w114)
        w116 = wide_multiply(w111, w115)
        w117 = wide_multiply(CONSTANT_1, x9)
        w118 = wide_add(x1, x8)
        w119 = wide_add(w118, w117)
        w120 = wide_exp(w119)
        w121 = wide_multiply(w111, w120)
        w122 = wide_multiply(w115, w120)
        w123 = wide_add(x1, x8)
        w124 = wide_add(w123, x9)
        w125 = wide_exp(w124)
        w126 = wide_multiply(w111, w115)
        w127 = wide_multiply(w126, w120)
        w128 = wide_multiply(w127, w125)
        w129 = wide_add(w116, w121)
        w130 = wide_add(w129, w122)
        w131 = wide_add(w130, w128)
        w132 = wide_reciprocal(w131)
        w133 = wide_add(w84, w88)
        w134 = wide_add(w133, x5)
        w135 = wide_exp(w134)
        w136 = wide_add(w84, x4)
        w137 = wide_add(w136, w93)
        w138 = wide_exp(w137)
        w139 = wide_add(x0, w88)
        w140 = wide_add(w139, w93)
        w141 = wide_exp(w140)
        w142 = wide_multiply(w107, w132)
        w143 = wide_multiply(w142, w135)
        w144 = wide_multiply(w143, w138)
        w145 = wide_multiply(w144, w141)
        w146 = wide_multiply(w145, w111)
        w147 = wide_multiply(w146, w115)
        w148 = wide_multiply(w147, w120)
        w149 = wide_log(w148)
        w150 = wide_multiply(CONSTANT_1, w149)
        w151 = wide_add(w13, w16)
        w152 = wide_add(w151, w19)
        w153 = wide_add(w152, w22)
        w154 = wide_add(w153, w24)
        w155 = wide_add(w154, w26)
        w156 = wide_add(w155, w29)
        w157 = wide_add(w156, w31)
        w158 = wide_add(w157, w34)
        w159 = wide_add(w158, w37)
        w160 = wide_add(w159, w40)
        w161 = wide_add(w160, w42)
        w162 = wide_add(w161, w44)
        w163 = wide_add(w162, w47)
        w164 = wide_add(w163, w49)
        w165 = wide_add(w164, w51)
        w166 = wide_add(w165, w53)
        w167 = wide_add(w166, w56)
        w168 = wide_add(w167, w60)
        w169 = wide_add(w168, w65)
        w170 = wide_add(w169, w69)
        w171 = wide_add(w170, w73)
        w172 = wide_add(w171, w78)
        w173 = wide_add(w172, w83)
        w174 = wide_add(w173, w150)
        o[0][here] = np.maximum(wide_to_float(w174), 0.0)


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
