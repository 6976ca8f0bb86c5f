"""fisher(GeneralizedExtremeValue(loc, scale, shape), [loc, scale, shape]).

Written by fisherproof; change the derivation, not this file.
"""

from __future__ import annotations

import math
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy import special

PROVENANCE = {
    "expression": "fisher(GeneralizedExtremeValue(loc, scale, shape), [loc, scale, shape])",
    "let": {
        "loc": "real",
        "scale": "positive",
        "shape": "real",
    },
    "name": "fisher_generalized_extreme_value",
    "target": "numpy",
    "dtype": "float64",
    "layout": "full",
    "generator": 1,
    "operations": 337,
}

BLOCK = 16384
NAME = "fisher_generalized_extreme_value"
ARGUMENTS = ("loc", "scale", "shape")
CORES: Any = ((), (), ())
RESULT: Any = (3, 3)
COLUMNS: Any = ((0, 0), (0, 1), (0, 2), (1, 1), (1, 2), (2, 2))
COPIES: Any = (((1, 0), 1), ((2, 0), 2), ((2, 1), 4))
COMPONENTS: Any = ((0, ()), (1, ()), (2, ()))
LIMITS: Any = ((-math.inf, math.inf), (0.0, math.inf), (-math.inf, math.inf))
WHOLE: Any = ()
MIRRORS: Any = ()
INPUTS, NUMBERS, SCRATCH, TRUTHS = 3, 32, 4, 2
C0 = np.array(2.0)
C1 = np.array(3.0)
C2 = np.array(0.5)
C3 = np.array(1.0)
C4 = np.array(0.5772156649015329)
C5 = np.array(1.8455686701969343)
C6 = np.array(0.8455686701969343)
C7 = np.array(4.0)
C8 = np.array(3.6911373403938685)
C9 = np.array(1.978111990655945)
C10 = np.array(2.492929991902693)
C11 = np.array(1.6473613217057588)
C12 = np.array(1.1544313298030657)
FLAGS = TRUTHS + 3
ROWS = INPUTS + NUMBERS + SCRATCH + len(COLUMNS) + -(-FLAGS // 8)


def fisher_generalized_extreme_value(loc: Any, scale: Any, shape: Any, out: Any = None, workspace: Any = None) -> Any:
    """fisher(GeneralizedExtremeValue(loc, scale, shape), [loc, scale, shape]).

    Computed as::

        [(shape + 1)**2*gamma(2*shape + 1)/scale**2 - 2*(shape + 1)*gamma(2*shape + 2)/scale**2 + gamma(2*shape +
        3)/scale**2, -(shape + 1)**2*gamma(2*shape + 1)/(scale**2*shape) + (shape + 1)*gamma(shape +
        1)/(scale**2*shape) + 2*(shape + 1)*gamma(2*shape + 2)/(scale**2*shape) - (shape + 2)*gamma(shape +
        2)/(scale**2*shape) + gamma(shape + 3)/(scale**2*shape) - gamma(2*shape + 3)/(scale**2*shape), -(shape +
        1)*gamma(shape + 1)*polygamma(0, shape + 1)/(scale*shape) + (shape + 2)*(polygamma(0, shape + 1) +
        1/(shape + 1))*gamma(shape + 2)/(scale*shape) - (polygamma(0, shape + 1) + 1/(shape + 2) + 1/(shape +
        1))*gamma(shape + 3)/(scale*shape) - (shape + 1)**2*gamma(shape + 1)/(scale*shape**2) + (shape +
        1)**2*gamma(2*shape + 1)/(scale*shape**2) + 2*(shape + 1)*gamma(shape + 2)/(scale*shape**2) - 2*(shape +
        1)*gamma(2*shape + 2)/(scale*shape**2) - gamma(shape + 3)/(scale*shape**2) + gamma(2*shape +
        3)/(scale*shape**2), -(shape + 1)**2*gamma(2*shape + 1)/(scale**2*shape) + (shape + 1)*gamma(shape +
        1)/(scale**2*shape) + 2*(shape + 1)*gamma(2*shape + 2)/(scale**2*shape) - (shape + 2)*gamma(shape +
        2)/(scale**2*shape) + gamma(shape + 3)/(scale**2*shape) - gamma(2*shape + 3)/(scale**2*shape), (sha ...

    Args:
        loc: real, shape (...).
        scale: positive, shape (...).
        shape: real, shape (...).
        out: where to write the result.
        workspace: memory from ``make_workspace()``, for one call at a time.

    Returns: shape (..., 3, 3). Arguments broadcast; outside its type an element is nan.

    Operations: 337 for one element.
    """
    return run((loc, scale, shape), out, workspace)


def block(x: Any, b: Any, s: Any, t: Any, o: Any) -> tuple[Any, Any]:
    """Every entry of one block."""
    x0, x1, x2 = x[:3]
    b0, b1, b2, b3, b4, b5, b6, b7, b8, b9, b10, b11, b12, b13, b14, b15, b16, b17, b18, b19, b20, b21, b22, b23 = b[:24]
    b24, b25, b26, b27, b28, b29, b30, b31 = b[24:32]
    t0, t1 = t[:2]
    o0, o1, o2, o3, o4, o5 = o[:6]
    np.multiply(x2, C0, b0)
    np.add(C1, b0, b1)
    np.absolute(b0, b2)
    np.maximum(C1, b2, out=b3)
    np.multiply(b3, C2, b3)
    np.absolute(b1, b4)
    np.less(b4, b3, t0)
    special.gamma(b1, b1)
    np.square(x1, b3)
    np.divide(b1, b3, b4)
    np.add(C3, b0, b5)
    np.maximum(C3, b2, out=b6)
    np.multiply(b6, C2, b6)
    np.absolute(b5, b7)
    np.less(b7, b6, t1)
    np.logical_or(t0, t1, t0)
    special.gamma(b5, b5)
    np.add(C3, x2, b6)
    np.divide(b6, x1, b7)
    np.square(b7, b7)
    np.multiply(b5, b7, b7)
    np.add(b4, b7, b8)
    np.add(C0, b0, b0)
    np.maximum(C0, b2, out=b2)
    np.multiply(b2, C2, b2)
    np.absolute(b0, b9)
    np.less(b9, b2, t1)
    np.logical_or(t0, t1, t0)
    special.gamma(b0, b0)
    np.multiply(b6, b0, b0)
    np.multiply(b0, C0, b0)
    np.divide(b0, b3, b2)
    np.subtract(b8, b2, o0)
    np.absolute(b4, b4)
    np.absolute(b7, b8)
    np.absolute(b2, b2)
    np.maximum(b4, b8, out=b4)
    np.maximum(b4, b2, out=b2)
    np.multiply(b2, C2, b2)
    np.absolute(o0, b4)
    np.less(b4, b2, t1)
    np.logical_or(t0, t1, t0)
    np.add(C1, x2, b2)
    special.gamma(b2, b2)
    np.multiply(x2, b3, b4)
    np.divide(b2, b4, b8)
    special.gamma(b6, b9)
    np.multiply(b6, b9, b10)
    np.divide(b10, b4, b11)
    np.divide(b0, b4, b12)
    np.add(b8, b11, b13)
    np.add(b13, b12, b13)
    np.divide(b1, b4, b14)
    np.divide(b7, x2, b15)
    np.add(C0, x2, b16)
    special.gamma(b16, b17)
    np.multiply(b16, b17, b18)
    np.divide(b18, b4, b4)
    np.add(b14, b15, b19)
    np.add(b19, b4, b19)
    np.subtract(b13, b19, o1)
    np.absolute(b8, b8)
    np.absolute(b11, b11)
    np.absolute(b12, b12)
    np.absolute(b14, b13)
    np.absolute(b15, b14)
    np.absolute(b4, b4)
    np.maximum(b8, b11, out=b8)
    np.maximum(b8, b12, out=b8)
    np.maximum(b8, b13, out=b8)
    np.maximum(b8, b14, out=b8)
    np.maximum(b8, b4, out=b4)
    np.multiply(b4, C2, b4)
    np.absolute(o1, b8)
    np.less(b8, b4, t1)
    np.logical_or(t0, t1, t0)
    np.square(x2, b4)
    np.multiply(x1, b4, b8)
    np.divide(b1, b8, b11)
    np.multiply(b6, b17, b12)
    np.multiply(b12, C0, b13)
    np.divide(b13, b8, b13)
    np.divide(b6, x2, b14)
    np.square(b14, b14)
    np.multiply(b5, b14, b15)
    np.divide(b15, x1, b15)
    np.divide(C3, b6, b19)
    digamma(b6, b20, s)
    np.add(b19, b20, b21)
    np.absolute(b19, b22)
    np.absolute(b20, b23)
    np.maximum(b22, b23, out=b24)
    np.multiply(b24, C2, b24)
    np.absolute(b21, b25)
    np.less(b25, b24, t1)
    np.logical_or(t0, t1, t0)
    np.multiply(b16, b21, b21)
    np.multiply(b21, b17, b21)
    np.multiply(x1, x2, b24)
    np.divide(b21, b24, b25)
    np.add(b11, b13, b26)
    np.add(b26, b15, b26)
    np.add(b26, b25, b26)
    np.divide(b2, b8, b27)
    np.divide(b0, b8, b28)
    np.multiply(b9, b14, b14)
    np.divide(b14, x1, b14)
    np.divide(C3, b16, b29)
    np.add(b19, b29, b19)
    np.add(b19, b20, b19)
    np.absolute(b29, b29)
    np.maximum(b22, b29, out=b22)
    np.maximum(b22, b23, out=b22)
    np.multiply(b22, C2, b22)
    np.absolute(b19, b23)
    np.less(b23, b22, t1)
    np.logical_or(t0, t1, t0)
    np.multiply(b19, b2, b19)
    np.divide(b19, b24, b22)
    np.multiply(b10, b20, b20)
    np.divide(b20, b24, b23)
    np.add(b27, b28, b24)
    np.add(b24, b14, b24)
    np.add(b24, b22, b24)
    np.add(b24, b23, b24)
    np.subtract(b26, b24, o2)
    np.absolute(b11, b11)
    np.absolute(b13, b13)
    np.absolute(b15, b15)
    np.absolute(b25, b24)
    np.absolute(b27, b25)
    np.absolute(b28, b26)
    np.absolute(b14, b14)
    np.absolute(b22, b22)
    np.absolute(b23, b23)
    np.maximum(b11, b13, out=b11)
    np.maximum(b11, b15, out=b11)
    np.maximum(b11, b24, out=b11)
    np.maximum(b11, b25, out=b11)
    np.maximum(b11, b26, out=b11)
    np.maximum(b11, b14, out=b11)
    np.maximum(b11, b22, out=b11)
    np.maximum(b11, b23, out=b11)
    np.multiply(b11, C2, b11)
    np.absolute(o2, b13)
    np.less(b13, b11, t1)
    np.logical_or(t0, t1, t0)
    np.multiply(b3, b4, b3)
    np.divide(C3, b3, b11)
    np.divide(b1, b3, b13)
    np.divide(b7, b4, b7)
    np.multiply(b18, C0, b14)
    np.divide(b14, b3, b14)
    np.add(b11, b13, b15)
    np.add(b15, b7, b15)
    np.add(b15, b14, b15)
    np.multiply(b2, C0, b2)
    np.divide(b2, b3, b18)
    np.multiply(b10, C0, b10)
    np.divide(b10, b3, b10)
    np.divide(b0, b3, b3)
    np.add(b18, b10, b22)
    np.add(b22, b3, b22)
    np.subtract(b15, b22, o3)
    np.absolute(b11, b11)
    np.absolute(b13, b13)
    np.absolute(b7, b7)
    np.absolute(b14, b14)
    np.absolute(b18, b15)
    np.absolute(b10, b10)
    np.absolute(b3, b3)
    np.maximum(b11, b13, out=b11)
    np.maximum(b11, b7, out=b7)
    np.maximum(b7, b14, out=b7)
    np.maximum(b7, b15, out=b7)
    np.maximum(b7, b10, out=b7)
    np.maximum(b7, b3, out=b3)
    np.multiply(b3, C2, b3)
    np.absolute(o3, b7)
    np.less(b7, b3, t1)
    np.logical_or(t0, t1, t0)
    np.divide(C4, b8, b3)
    np.multiply(b4, x2, b7)
    np.multiply(x1, b7, b10)
    np.divide(b2, b10, b11)
    np.divide(C5, b8, b13)
    np.negative(b13, b13)
    np.divide(b0, b10, b14)
    np.divide(b19, b8, b15)
    np.multiply(b6, b16, b18)
    np.multiply(b18, b9, b18)
    np.divide(b18, b10, b18)
    np.divide(b20, b8, b22)
    np.add(b3, b11, b23)
    np.add(b23, b13, b23)
    np.add(b23, b14, b23)
    np.add(b23, b15, b23)
    np.add(b23, b18, b23)
    np.add(b23, b22, b23)
    np.divide(C3, b10, b24)
    np.divide(b1, b10, b25)
    np.divide(C6, b8, b26)
    np.negative(b26, b26)
    np.square(b6, b27)
    np.multiply(b5, b27, b5)
    np.divide(b5, b10, b28)
    np.multiply(x2, C1, b29)
    np.add(C7, b29, b30)
    np.absolute(b29, b29)
    np.maximum(C7, b29, out=b29)
    np.multiply(b29, C2, b29)
    np.absolute(b30, b31)
    np.less(b31, b29, t1)
    np.logical_or(t0, t1, t0)
    np.multiply(b30, b17, b17)
    np.divide(b17, b10, b10)
    np.divide(b21, b8, b8)
    np.add(b24, b25, b17)
    np.add(b17, b26, b17)
    np.add(b17, b28, b17)
    np.add(b17, b10, b17)
    np.add(b17, b8, b17)
    np.subtract(b23, b17, o4)
    np.absolute(b3, b3)
    np.absolute(b11, b11)
    np.absolute(b13, b13)
    np.absolute(b14, b14)
    np.absolute(b15, b15)
    np.absolute(b18, b17)
    np.absolute(b22, b18)
    np.absolute(b24, b22)
    np.absolute(b25, b23)
    np.absolute(b26, b24)
    np.absolute(b28, b25)
    np.absolute(b10, b10)
    np.absolute(b8, b8)
    np.maximum(b3, b11, out=b3)
    np.maximum(b3, b13, out=b3)
    np.maximum(b3, b14, out=b3)
    np.maximum(b3, b15, out=b3)
    np.maximum(b3, b17, out=b3)
    np.maximum(b3, b18, out=b3)
    np.maximum(b3, b22, out=b3)
    np.maximum(b3, b23, out=b3)
    np.maximum(b3, b24, out=b3)
    np.maximum(b3, b25, out=b3)
    np.maximum(b3, b10, out=b3)
    np.maximum(b3, b8, out=b3)
    np.multiply(b3, C2, b3)
    np.absolute(o4, b8)
    np.less(b8, b3, t1)
    np.logical_or(t0, t1, t0)
    np.square(b4, b3)
    np.divide(C0, b3, b8)
    np.divide(b27, b3, b10)
    np.divide(b1, b3, b1)
    np.divide(C8, b7, b11)
    np.divide(C9, b4, b13)
    np.divide(C10, b4, b14)
    np.multiply(b12, C7, b12)
    np.divide(b12, b3, b12)
    np.divide(b5, b3, b5)
    np.multiply(b16, C6, b15)
    np.divide(b15, b7, b15)
    np.negative(b15, b15)
    np.multiply(b21, C0, b16)
    np.divide(b16, b7, b16)
    np.add(b8, b10, b17)
    np.add(b17, b1, b17)
    np.add(b17, b11, b17)
    np.add(b17, b13, b17)
    np.add(b17, b14, b17)
    np.add(b17, b12, b17)
    np.add(b17, b5, b17)
    np.add(b17, b15, b17)
    np.add(b17, b16, b17)
    np.multiply(b6, C0, b18)
    np.divide(b18, b3, b18)
    np.divide(b2, b3, b2)
    np.divide(C11, b4, b4)
    np.multiply(b6, C12, b6)
    np.divide(b6, b7, b6)
    np.divide(b0, b3, b0)
    np.multiply(b9, b27, b9)
    np.multiply(b9, C0, b9)
    np.divide(b9, b3, b3)
    np.multiply(b19, C0, b9)
    np.divide(b9, b7, b9)
    np.multiply(b20, C0, b19)
    np.divide(b19, b7, b7)
    np.add(b18, b2, b19)
    np.add(b19, b4, b19)
    np.add(b19, b6, b19)
    np.add(b19, b0, b19)
    np.add(b19, b3, b19)
    np.add(b19, b9, b19)
    np.add(b19, b7, b19)
    np.subtract(b17, b19, o5)
    np.absolute(b8, b8)
    np.absolute(b10, b10)
    np.absolute(b1, b1)
    np.absolute(b11, b11)
    np.absolute(b13, b13)
    np.absolute(b14, b14)
    np.absolute(b12, b12)
    np.absolute(b5, b5)
    np.absolute(b15, b15)
    np.absolute(b16, b16)
    np.absolute(b18, b17)
    np.absolute(b2, b2)
    np.absolute(b4, b4)
    np.absolute(b6, b6)
    np.absolute(b0, b0)
    np.absolute(b3, b3)
    np.absolute(b9, b9)
    np.absolute(b7, b7)
    np.maximum(b8, b10, out=b8)
    np.maximum(b8, b1, out=b1)
    np.maximum(b1, b11, out=b1)
    np.maximum(b1, b13, out=b1)
    np.maximum(b1, b14, out=b1)
    np.maximum(b1, b12, out=b1)
    np.maximum(b1, b5, out=b1)
    np.maximum(b1, b15, out=b1)
    np.maximum(b1, b16, out=b1)
    np.maximum(b1, b17, out=b1)
    np.maximum(b1, b2, out=b1)
    np.maximum(b1, b4, out=b1)
    np.maximum(b1, b6, out=b1)
    np.maximum(b1, b0, out=b0)
    np.maximum(b0, b3, out=b0)
    np.maximum(b0, b9, out=b0)
    np.maximum(b0, b7, out=b0)
    np.multiply(b0, C2, b0)
    np.absolute(o5, b1)
    np.less(b1, b0, t1)
    np.logical_or(t0, t1, t0)
    return None, t0


CONSTANT_0 = np.array([3.0, 0.0, 0.0, 0.0]).reshape(4, 1)
CONSTANT_1 = np.array([2.0, 0.0, 0.0, 0.0]).reshape(4, 1)
CONSTANT_2 = np.array([-2.0, 0.0, 0.0, 0.0]).reshape(4, 1)
CONSTANT_3 = np.array([1.0, 0.0, 0.0, 0.0]).reshape(4, 1)
CONSTANT_4 = np.array([-1.0, 0.0, 0.0, 0.0]).reshape(4, 1)
CONSTANT_5 = np.array([0.5772156649015329, -4.942915152430645e-18, -2.322111740706957e-34, 1.7004947433810964e-50]).reshape(4, 1)
CONSTANT_6 = np.array([-1.8455686701969343, -9.88583030486129e-18, -4.644223481413914e-34, 3.4009894867621927e-50]).reshape(4, 1)
CONSTANT_7 = np.array([-0.42278433509846713, -4.942915152430645e-18, -2.322111740706957e-34, 1.7004947433810964e-50]).reshape(4, 1)
CONSTANT_8 = np.array([4.0, 0.0, 0.0, 0.0]).reshape(4, 1)
CONSTANT_9 = np.array([1.8455686701969343, 9.88583030486129e-18, 4.644223481413914e-34, -3.4009894867621927e-50]).reshape(4, 1)
CONSTANT_10 = np.array([1.978111990655945, 1.0355715094934024e-16, -4.4306212191074655e-33, 2.6520197292042072e-49]).reshape(4, 1)
CONSTANT_11 = np.array([0.8236806608528794, 2.420678791685875e-18, -1.1433898219160218e-34, -4.011216435314421e-51]).reshape(4, 1)
CONSTANT_12 = np.array([2.492929991902693, 1.472718788823304e-17, 2.35744383758187e-34, 7.319076232243614e-52]).reshape(4, 1)


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


def wide_exp(x: Array) -> Array:
    """The exponential. Relative error <= 2^-195 for x > -550; below that words underflow, the absolute error is 2^-1070."""
    k, p = wide_reduced_expm1(x)
    result = np.ldexp(wide_add(wide(1.0), p), k)
    return wide_settle(result, np.where(np.isfinite(x[0]), result[0], np.exp(x[0])))


WIDE_HALF_LOG_2_PI = np.array([[0.9189385332046728], [-3.8782941580672414e-17], [-1.323971596849807e-33], [5.150860436871684e-50]])
WIDE_STIRLING = np.array([wide_ratio(p, q * 2 * k * (2 * k - 1)) for k, (p, q) in enumerate(WIDE_BERNOULLI, 1)])


def wide_multiply(x: Array, y: Array) -> Array:
    """The product x y. Relative error <= 2^-205 for |x y| > 1e-240, absolute error 2^-1070 below; overflows as IEEE does."""
    result = wide_product(x, y)
    if np.isfinite(result[0]).all():
        return result
    shrink_x, shrink_y = (np.where(np.abs(factor[0]) > 2.0**990, 2.0**-64, 1.0) for factor in (x, y))  # where splitting overflows
    result = wide_product(x * shrink_x, y * shrink_y) / shrink_x / shrink_y
    return wide_settle(result, x[0] * y[0])


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


def wide_gamma(x: Array) -> Array:
    """Gamma(x) for x > 0. Relative error <= 2^-185."""
    return wide_exp(wide_loggamma(x))


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
        x1 = wide(x[1][here])
        x2 = wide(x[2][here])
        w0 = wide_integer_power(x1, -2)
        w1 = wide_multiply(CONSTANT_1, x2)
        w2 = wide_add(CONSTANT_0, w1)
        w3 = wide_gamma(w2)
        w4 = wide_multiply(w0, w3)
        w5 = wide_add(CONSTANT_3, x2)
        w6 = wide_add(CONSTANT_1, w1)
        w7 = wide_gamma(w6)
        w8 = wide_multiply(CONSTANT_2, w0)
        w9 = wide_multiply(w8, w5)
        w10 = wide_multiply(w9, w7)
        w11 = wide_integer_power(w5, 2)
        w12 = wide_add(CONSTANT_3, w1)
        w13 = wide_gamma(w12)
        w14 = wide_multiply(w0, w11)
        w15 = wide_multiply(w14, w13)
        w16 = wide_add(w4, w10)
        w17 = wide_add(w16, w15)
        w18 = wide_reciprocal(x2)
        w19 = wide_add(CONSTANT_0, x2)
        w20 = wide_gamma(w19)
        w21 = wide_multiply(w0, w18)
        w22 = wide_multiply(w21, w20)
        w23 = wide_multiply(CONSTANT_4, w0)
        w24 = wide_multiply(w23, w18)
        w25 = wide_multiply(w24, w3)
        w26 = wide_gamma(w5)
        w27 = wide_multiply(w0, w18)
        w28 = wide_multiply(w27, w5)
        w29 = wide_multiply(w28, w26)
        w30 = wide_multiply(CONSTANT_1, w0)
        w31 = wide_multiply(w30, w18)
        w32 = wide_multiply(w31, w5)
        w33 = wide_multiply(w32, w7)
        w34 = wide_multiply(CONSTANT_4, w0)
        w35 = wide_multiply(w34, w18)
        w36 = wide_multiply(w35, w11)
        w37 = wide_multiply(w36, w13)
        w38 = wide_add(CONSTANT_1, x2)
        w39 = wide_gamma(w38)
        w40 = wide_multiply(CONSTANT_4, w0)
        w41 = wide_multiply(w40, w18)
        w42 = wide_multiply(w41, w38)
        w43 = wide_multiply(w42, w39)
        w44 = wide_add(w22, w25)
        w45 = wide_add(w44, w29)
        w46 = wide_add(w45, w33)
        w47 = wide_add(w46, w37)
        w48 = wide_add(w47, w43)
        w49 = wide_reciprocal(x1)
        w50 = wide_integer_power(x2, -2)
        w51 = wide_multiply(CONSTANT_4, w49)
        w52 = wide_multiply(w51, w50)
        w53 = wide_multiply(w52, w20)
        w54 = wide_multiply(w49, w50)
        w55 = wide_multiply(w54, w3)
        w56 = wide_multiply(CONSTANT_1, w49)
        w57 = wide_multiply(w56, w50)
        w58 = wide_multiply(w57, w5)
        w59 = wide_multiply(w58, w39)
        w60 = wide_multiply(CONSTANT_2, w49)
        w61 = wide_multiply(w60, w50)
        w62 = wide_multiply(w61, w5)
        w63 = wide_multiply(w62, w7)
        w64 = wide_multiply(CONSTANT_4, w49)
        w65 = wide_multiply(w64, w50)
        w66 = wide_multiply(w65, w11)
        w67 = wide_multiply(w66, w26)
        w68 = wide_multiply(w49, w50)
        w69 = wide_multiply(w68, w11)
        w70 = wide_multiply(w69, w13)
        w71 = wide_reciprocal(w5)
        w72 = wide_reciprocal(w38)
        w73 = wide_digamma(w5)
        w74 = wide_add(w71, w72)
        w75 = wide_add(w74, w73)
        w76 = wide_multiply(CONSTANT_4, w49)
        w77 = wide_multiply(w76, w18)
        w78 = wide_multiply(w77, w75)
        w79 = wide_multiply(w78, w20)
        w80 = wide_multiply(CONSTANT_4, w49)
        w81 = wide_multiply(w80, w18)
        w82 = wide_multiply(w81, w5)
        w83 = wide_multiply(w82, w26)
        w84 = wide_multiply(w83, w73)
        w85 = wide_add(w71, w73)
        w86 = wide_multiply(w49, w18)
        w87 = wide_multiply(w86, w38)
        w88 = wide_multiply(w87, w85)
        w89 = wide_multiply(w88, w39)
        w90 = wide_add(w53, w55)
        w91 = wide_add(w90, w59)
        w92 = wide_add(w91, w63)
        w93 = wide_add(w92, w67)
        w94 = wide_add(w93, w70)
        w95 = wide_add(w94, w79)
        w96 = wide_add(w95, w84)
        w97 = wide_add(w96, w89)
        w98 = wide_multiply(w0, w50)
        w99 = wide_multiply(CONSTANT_2, w0)
        w100 = wide_multiply(w99, w50)
        w101 = wide_multiply(w100, w20)
        w102 = wide_multiply(w0, w50)
        w103 = wide_multiply(w102, w3)
        w104 = wide_multiply(CONSTANT_2, w0)
        w105 = wide_multiply(w104, w50)
        w106 = wide_multiply(w105, w5)
        w107 = wide_multiply(w106, w26)
        w108 = wide_multiply(CONSTANT_2, w0)
        w109 = wide_multiply(w108, w50)
        w110 = wide_multiply(w109, w5)
        w111 = wide_multiply(w110, w7)
        w112 = wide_multiply(w0, w50)
        w113 = wide_multiply(w112, w11)
        w114 = wide_multiply(w113, w13)
        w115 = wide_multiply(CONSTANT_1, w0)
        w116 = wide_multiply(w115, w50)
        w117 = wide_multiply(w116, w38)
        w118 = wide_multiply(w117, w39)
        w119 = wide_add(w98, w101)
        w120 = wide_add(w119, w103)
        w121 = wide_add(w120, w107)
        w122 = wide_add(w121, w111)
        w123 = wide_add(w122, w114)
        w124 = wide_add(w123, w118)
        w125 = wide_integer_power(x2, -3)
        w126 = wide_multiply(CONSTANT_4, w49)
        w127 = wide_multiply(w126, w125)
        w128 = wide_multiply(CONSTANT_5, w49)
        w129 = wide_multiply(w128, w50)
        w130 = wide_multiply(CONSTANT_1, w49)
        w131 = wide_multiply(w130, w125)
        w132 = wide_multiply(w131, w20)
        w133 = wide_multiply(CONSTANT_4, w49)
        w134 = wide_multiply(w133, w125)
        w135 = wide_multiply(w134, w3)
        w136 = wide_multiply(w49, w50)
        w137 = wide_multiply(w136, CONSTANT_6)
        w138 = wide_multiply(CONSTANT_2, w49)
        w139 = wide_multiply(w138, w50)
        w140 = wide_multiply(w139, CONSTANT_7)
        w141 = wide_multiply(CONSTANT_1, w49)
        w142 = wide_multiply(w141, w125)
        w143 = wide_multiply(w142, w5)
        w144 = wide_multiply(w143, w7)
        w145 = wide_multiply(CONSTANT_4, w49)
        w146 = wide_multiply(w145, w125)
        w147 = wide_multiply(w146, w11)
        w148 = wide_multiply(w147, w13)
        w149 = wide_multiply(CONSTANT_0, x2)
        w150 = wide_add(CONSTANT_8, w149)
        w151 = wide_multiply(CONSTANT_4, w49)
        w152 = wide_multiply(w151, w125)
        w153 = wide_multiply(w152, w150)
        w154 = wide_multiply(w153, w39)
        w155 = wide_multiply(w49, w50)
        w156 = wide_multiply(w155, w75)
        w157 = wide_multiply(w156, w20)
        w158 = wide_multiply(w49, w125)
        w159 = wide_multiply(w158, w5)
        w160 = wide_multiply(w159, w38)
        w161 = wide_multiply(w160, w26)
        w162 = wide_multiply(w49, w50)
        w163 = wide_multiply(w162, w5)
        w164 = wide_multiply(w163, w26)
        w165 = wide_multiply(w164, w73)
        w166 = wide_multiply(CONSTANT_4, w49)
        w167 = wide_multiply(w166, w50)
        w168 = wide_multiply(w167, w38)
        w169 = wide_multiply(w168, w85)
        w170 = wide_multiply(w169, w39)
        w171 = wide_add(w127, w129)
        w172 = wide_add(w171, w132)
        w173 = wide_add(w172, w135)
        w174 = wide_add(w173, w137)
        w175 = wide_add(w174, w140)
        w176 = wide_add(w175, w144)
        w177 = wide_add(w176, w148)
        w178 = wide_add(w177, w154)
        w179 = wide_add(w178, w157)
        w180 = wide_add(w179, w161)
        w181 = wide_add(w180, w165)
        w182 = wide_add(w181, w170)
        w183 = wide_integer_power(x2, -4)
        w184 = wide_multiply(CONSTANT_1, w183)
        w185 = wide_multiply(CONSTANT_2, w183)
        w186 = wide_multiply(w185, w5)
        w187 = wide_multiply(w183, w11)
        w188 = wide_multiply(CONSTANT_2, w183)
        w189 = wide_multiply(w188, w20)
        w190 = wide_multiply(w183, w3)
        w191 = wide_multiply(CONSTANT_1, w125)
        w192 = wide_multiply(w191, CONSTANT_9)
        w193 = wide_multiply(w50, CONSTANT_10)
        w194 = wide_multiply(CONSTANT_2, w50)
        w195 = wide_multiply(w194, CONSTANT_11)
        w196 = wide_multiply(w50, CONSTANT_12)
        w197 = wide_multiply(CONSTANT_2, CONSTANT_5)
        w198 = wide_multiply(w197, w125)
        w199 = wide_multiply(w198, w5)
        w200 = wide_multiply(CONSTANT_8, w183)
        w201 = wide_multiply(w200, w5)
        w202 = wide_multiply(w201, w39)
        w203 = wide_multiply(CONSTANT_2, w183)
        w204 = wide_multiply(w203, w5)
        w205 = wide_multiply(w204, w7)
        w206 = wide_multiply(CONSTANT_2, w183)
        w207 = wide_multiply(w206, w11)
        w208 = wide_multiply(w207, w26)
        w209 = wide_multiply(w183, w11)
        w210 = wide_multiply(w209, w13)
        w211 = wide_multiply(CONSTANT_1, w125)
        w212 = wide_multiply(w211, CONSTANT_7)
        w213 = wide_multiply(w212, w38)
        w214 = wide_multiply(CONSTANT_2, w125)
        w215 = wide_multiply(w214, w75)
        w216 = wide_multiply(w215, w20)
        w217 = wide_multiply(CONSTANT_2, w125)
        w218 = wide_multiply(w217, w5)
        w219 = wide_multiply(w218, w26)
        w220 = wide_multiply(w219, w73)
        w221 = wide_multiply(CONSTANT_1, w125)
        w222 = wide_multiply(w221, w38)
        w223 = wide_multiply(w222, w85)
        w224 = wide_multiply(w223, w39)
        w225 = wide_add(w184, w186)
        w226 = wide_add(w225, w187)
        w227 = wide_add(w226, w189)
        w228 = wide_add(w227, w190)
        w229 = wide_add(w228, w192)
        w230 = wide_add(w229, w193)
        w231 = wide_add(w230, w195)
        w232 = wide_add(w231, w196)
        w233 = wide_add(w232, w199)
        w234 = wide_add(w233, w202)
        w235 = wide_add(w234, w205)
        w236 = wide_add(w235, w208)
        w237 = wide_add(w236, w210)
        w238 = wide_add(w237, w213)
        w239 = wide_add(w238, w216)
        w240 = wide_add(w239, w220)
        w241 = wide_add(w240, w224)
        o[0][here] = wide_to_float(w17)
        o[1][here] = wide_to_float(w48)
        o[2][here] = wide_to_float(w97)
        o[3][here] = wide_to_float(w124)
        o[4][here] = wide_to_float(w182)
        o[5][here] = wide_to_float(w241)


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
