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
    "operations": 240,
}

BLOCK = 16384
FEW = 4
NEIGHBOURS = 64
EIGHT = 8
FEWEST = 256
NAME = "kl_ising"
ARGUMENTS = ("field", "coupling", "field_q", "coupling_q")
CORES: Any = ((2,), (2, 2), (2,), (2, 2))
RESULT: Any = ()
COLUMNS: Any = ((...,),)
COPIES: Any = ()
SPANS: Any = ((0, 2), (2, 6), (6, 8), (8, 12))
ORDER: Any = (4, 10, 3, 9, 0, 1, 2, 5, 6, 7, 8, 11)
OPEN: Any = (0, 1, 4, 5, 6, 7, 8, 9, 10, 11)
ENDS: Any = ()
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
INPUTS, NUMBERS, SCRATCH, TRUTHS = 12, 32, 3, 1
N0_25 = np.array(0.25)
N2 = np.array(2.0)
N0 = np.array(0.0)
Nm4 = np.array(-4.0)
N4 = np.array(4.0)
N3 = np.array(3.0)
N1 = np.array(1.0)
N0_5 = np.array(0.5)
C8 = np.array(1.7976931348623157e308)
ZEROS = np.zeros(BLOCK)
FLAGS = TRUTHS + 3
ROWS = INPUTS + NUMBERS + SCRATCH + len(COLUMNS) + -(-FLAGS // 8)


def kl_ising(field: Any, coupling: Any, field_q: Any, coupling_q: Any, out: Any = None, workspace: Any = None) -> Any:
    """kl(Ising(field, coupling), Ising(field_q, coupling_q)).

    Computed as::

        divergence

    where::

        natural_p_0 = field_0/4
        natural_p_1 = field_1/4
        natural_p_2 = coupling_0_1/4
        natural_q_0 = field_q_0/4
        natural_q_1 = field_q_1/4
        natural_q_2 = coupling_q_0_1/4
        change_0 = -natural_p_0 + natural_q_0
        change_1 = -natural_p_1 + natural_q_1
        change_2 = -natural_p_2 + natural_q_2
        level_p_0 = Max(0, 2*natural_p_0 + 2*natural_p_1, 2*natural_p_0 - 2*natural_p_2, 2*natural_p_1 -
            2*natural_p_2)
        level_p_1 = Max(0, 2*natural_p_0 - 2*natural_p_1, 2*natural_p_0 + 2*natural_p_2, -2*natural_p_1 +
            2*natural_p_2)
        level_p_2 = Max(0, -2*natural_p_0 + 2*natural_p_1, -2*natural_p_0 + 2*natural_p_2, 2*natural_p_1 +
            2*natural_p_2)
        level_p_3 = Max(0, -2*natural_p_0 - 2*natural_p_1, -2*natural_p_0 - 2*natural_p_2, -2*natural_p_1 -
            2*natural_p_2)
        weight_p_0 = exp(-4*level_p_0)
        weight_p_1 = exp(-4*level_p_1)
        weight_p_2 = exp(-4*level_p_2)
        weight_p_3 = exp(-4*level_p_3)
        total_p = weight_p_0 + weight_p_1 + weight_p_2 + weight_p_3
        p_0 = weight_p_0/total_p
        p_1 = weight_p_1/total_p
        p_2 = weight_p_2/total_p
        p_3 = weight_p_3/total_p
        level_q_0 = Max(0, 2*natural_q_0 + 2*natural_q_1, 2*natural_q_0 - 2*natural_q_2, 2*natural_q_1 -
            2*natural_q_2)
        level_q_1 = Max(0, 2*natural_q_0 - 2*natural_q_1, 2*natural_q_0 + 2*natural_q_2, -2*natural_q_1 +
            2*natural_q_2)
        level_q_2 = Max(0, -2*natural_q_0 + 2*natural_q_1, -2*natural_q_0 + 2*natural_q_2, 2*natural_q_1 +
            2*natural_q_2)
        level_q_3 = Max(0, -2*natural_q_0 - 2*natural_q_1, -2*natural_q_0 - 2*natural_q_2, -2*natural_q_1 -
            2*natural_q_2)
        weight_q_0 = exp(-4*level_q_0)
        weight_q_1 = exp(-4*level_q_1)
        weight_q_2 = exp(-4*level_q_2)
        weight_q_3 = exp(-4*level_q_3)
        total_q = weight_q_0 + weight_q_1 + weight_q_2 + weight_q_3
        q_0 = weight_q_0/total_q
        q_1 = weight_q_1/total_q
        q_2 = weight_q_2/total_q
        q_3 = weight_q_3/total_q
        gap_0_1 = -2*change_1 + 2*change_2
        gap_0_2 = -2*change_0 + 2*change_2
        gap_0_3 = -2*change_0 - 2*change_1
        gap_1_2 = -2*change_0 + 2*change_1
        gap_1_3 = -2*change_0 - 2*change_2
        gap_2_3 = -2*change_1 - 2*change_2
        rise_0 = 4*gap_0_1*p_1 + 4*gap_0_2*p_2 + 4*gap_0_3*p_3
        rise_1 = -4*gap_0_1*p_0 + 4*gap_1_2*p_2 + 4*gap_1_3*p_3
        rise_2 = -4*gap_0_2*p_0 - 4*gap_1_2*p_1 + 4*gap_2_3*p_3
        rise_3 = -4*gap_0_3*p_0 - 4*gap_1_3*p_1 - 4*gap_2_3*p_2
        is_raised_0 = Piecewise((1, rise_0 > 3), (0, True))
        is_raised_1 = Piecewise((1, rise_1 > 3), (0, True))
        is_raised_2 = Piecewise((1, rise_2 > 3), (0, True))
        is_raised_3 = Piecewise((1, rise_3 > 3), (0, True))
        raised = is_raised_0*q_0 + is_raised_1*q_1 + is_raised_2*q_2 + is_raised_3*q_3
        excess = p_0*(-is_raised_0*(Max(0, rise_0) + 1) + (1 - is_raised_0)*excess_exp(Min(3, rise_0))) +
            p_1*(-is_raised_1*(Max(0, rise_1) + 1) + (1 - is_raised_1)*excess_exp(Min(3, rise_1))) +
            p_2*(-is_raised_2*(Max(0, rise_2) + 1) + (1 - is_raised_2)*excess_exp(Min(3, rise_2))) +
            p_3*(-is_raised_3*(Max(0, rise_3) + 1) + (1 - is_raised_3)*excess_exp(Min(3, rise_3)))
        cross_entropy = 4*level_q_0*p_0 + 4*level_q_1*p_1 + 4*level_q_2*p_2 + 4*level_q_3*p_3 + log(total_q)
        entropy = 4*level_p_0*p_0 + 4*level_p_1*p_1 + 4*level_p_2*p_2 + 4*level_p_3*p_3 + log(total_p)
        divergence = Piecewise((-log(1 - Min(1/2, raised)) + log(excess + 1), raised <= 1/2), (cross_entropy -
            entropy, True))

    Args:
        field: real[2], shape (..., 2).
        coupling: symmetric[2], shape (..., 2, 2).
        field_q: real[2], shape (..., 2).
        coupling_q: symmetric[2], shape (..., 2, 2).
        out: where to write the result.
        workspace: memory from ``make_workspace()``, for one call at a time.

    Returns: shape (...). Arguments broadcast; outside its type an element is nan.

    Accuracy: the bound is 8 units in the last place where half a unit in every argument moves the exact value by
    one unit at most, and 8 times that movement elsewhere. ``fisherproof accuracy`` measures the errors.

    Operations: 240 for one element.
    """
    return run((field, coupling, field_q, coupling_q), out, workspace)


def block(x: Any, b: Any, s: Any, t: Any, o: Any) -> tuple[Any, Any]:
    """Every entry of one block."""
    x0, x1, x2, x3, x4, x5, x6, x7, x8, x9, x10, x11 = x[:12]
    b0, b1, b2, b3, b4, b5, b6, b7, b8, b9, b10, b11, b12, b13, b14, b15, b16, b17, b18, b19, b20, b21, b22, b23 = b[:24]
    b24, b25, b26, b27, b28, b29, b30, b31 = b[24:32]
    (t0,) = t[:1]
    (o0,) = o[:1]
    zeros = ZEROS[: len(o0)]
    np.multiply(x4, N0_25, b0)
    np.multiply(x5, N0_25, b1)
    np.multiply(x0, N0_25, b2)
    np.multiply(x8, N0_25, b3)
    np.multiply(x9, N0_25, b4)
    np.multiply(x1, N0_25, b5)
    np.subtract(b3, b0, b6)
    np.subtract(b4, b1, b7)
    np.subtract(b5, b2, b8)
    np.multiply(b0, N2, b0)
    np.multiply(b1, N2, b1)
    np.add(b0, b1, b9)
    np.multiply(b2, N2, b2)
    np.subtract(b0, b2, b10)
    np.subtract(b1, b2, b11)
    np.maximum(b10, b11, out=b10)
    np.maximum(b9, b10, out=b10)
    np.maximum(zeros, b10, out=b10)
    np.subtract(b0, b1, b11)
    np.add(b0, b2, b12)
    np.subtract(b2, b1, b13)
    np.maximum(b12, b13, out=b13)
    np.maximum(b11, b13, out=b11)
    np.maximum(zeros, b11, out=b11)
    np.subtract(b1, b0, b13)
    np.subtract(b2, b0, b0)
    np.add(b1, b2, b1)
    np.maximum(b0, b1, out=b0)
    np.maximum(b13, b0, out=b0)
    np.maximum(zeros, b0, out=b0)
    np.minimum(b12, b1, out=b1)
    np.minimum(b9, b1, out=b1)
    np.minimum(zeros, b1, out=b1)
    np.multiply(b10, Nm4, b2)
    np.exp(b2, b2)
    np.multiply(b11, Nm4, b9)
    np.exp(b9, b9)
    np.multiply(b0, Nm4, b12)
    np.exp(b12, b12)
    np.multiply(b1, N4, b13)
    np.exp(b13, b13)
    np.add(b2, b9, b14)
    np.add(b14, b12, b14)
    np.add(b14, b13, b14)
    np.divide(b2, b14, b2)
    np.divide(b9, b14, b9)
    np.divide(b12, b14, b12)
    np.divide(b13, b14, b13)
    np.multiply(b3, N2, b3)
    np.multiply(b4, N2, b4)
    np.add(b3, b4, b15)
    np.multiply(b5, N2, b5)
    np.subtract(b3, b5, b16)
    np.subtract(b4, b5, b17)
    np.maximum(b16, b17, out=b16)
    np.maximum(b15, b16, out=b16)
    np.maximum(zeros, b16, out=b16)
    np.subtract(b3, b4, b17)
    np.add(b3, b5, b18)
    np.subtract(b5, b4, b19)
    np.maximum(b18, b19, out=b19)
    np.maximum(b17, b19, out=b17)
    np.maximum(zeros, b17, out=b17)
    np.subtract(b4, b3, b19)
    np.subtract(b5, b3, b3)
    np.add(b4, b5, b4)
    np.maximum(b3, b4, out=b3)
    np.maximum(b19, b3, out=b3)
    np.maximum(zeros, b3, out=b3)
    np.minimum(b18, b4, out=b4)
    np.minimum(b15, b4, out=b4)
    np.minimum(zeros, b4, out=b4)
    np.multiply(b16, Nm4, b5)
    np.exp(b5, b5)
    np.multiply(b17, Nm4, b15)
    np.exp(b15, b15)
    np.multiply(b3, Nm4, b18)
    np.exp(b18, b18)
    np.multiply(b4, N4, b19)
    np.exp(b19, b19)
    np.add(b5, b15, b20)
    np.add(b20, b18, b20)
    np.add(b20, b19, b20)
    np.divide(b5, b20, b5)
    np.divide(b15, b20, b15)
    np.divide(b18, b20, b18)
    np.divide(b19, b20, b19)
    np.multiply(b8, N2, b8)
    np.multiply(b7, N2, b7)
    np.subtract(b8, b7, b21)
    np.multiply(b6, N2, b6)
    np.subtract(b8, b6, b22)
    np.add(b6, b7, b23)
    np.subtract(b7, b6, b24)
    np.add(b6, b8, b6)
    np.add(b7, b8, b7)
    np.multiply(b21, b9, b8)
    np.multiply(b8, N4, b8)
    np.multiply(b22, b12, b25)
    np.multiply(b25, N4, b25)
    np.multiply(b23, b13, b26)
    np.multiply(b26, N4, b26)
    np.add(b8, b25, b8)
    np.subtract(b8, b26, b8)
    np.multiply(b24, b12, b25)
    np.multiply(b25, N4, b25)
    np.multiply(b6, b13, b26)
    np.multiply(b26, N4, b26)
    np.subtract(b25, b26, b25)
    np.multiply(b21, b2, b21)
    np.multiply(b21, N4, b21)
    np.subtract(b25, b21, b21)
    np.multiply(b7, b13, b25)
    np.multiply(b25, N4, b25)
    np.negative(b25, b25)
    np.multiply(b22, b2, b22)
    np.multiply(b22, N4, b22)
    np.multiply(b24, b9, b24)
    np.multiply(b24, N4, b24)
    np.add(b22, b24, b22)
    np.subtract(b25, b22, b22)
    np.multiply(b23, b2, b23)
    np.multiply(b23, N4, b23)
    np.negative(b23, b23)
    np.multiply(b6, b9, b6)
    np.multiply(b6, N4, b6)
    np.multiply(b7, b12, b7)
    np.multiply(b7, N4, b7)
    np.subtract(b23, b6, b6)
    np.subtract(b6, b7, b6)
    np.negative(b6, b7)
    np.less(N3, b8, t0)
    b23[...] = N0
    if 1 in t0.tobytes():
        np.putmask(b23, t0, N1)
    np.less(N3, b21, t0)
    b24[...] = N0
    if 1 in t0.tobytes():
        np.putmask(b24, t0, N1)
    np.less(N3, b22, t0)
    b25[...] = N0
    if 1 in t0.tobytes():
        np.putmask(b25, t0, N1)
    np.less(N3, b7, t0)
    b26[...] = N0
    if 1 in t0.tobytes():
        np.putmask(b26, t0, N1)
    np.multiply(b23, b5, b5)
    np.multiply(b24, b15, b15)
    np.multiply(b25, b18, b18)
    np.multiply(b26, b19, b19)
    np.add(b5, b15, b5)
    np.add(b5, b18, b5)
    np.add(b5, b19, b5)
    np.subtract(N1, b23, b15)
    np.minimum(N3, b8, out=b18)
    np.minimum(N3, b21, out=b19)
    np.minimum(N3, b22, out=b27)
    np.minimum(N3, b7, out=b7)
    b28, b29, b30, b31 = abreast(excess_exp, [b18, b19, b27, b7], [b28, b29, b30, b31], s)
    np.multiply(b15, b28, b7)
    np.maximum(zeros, b8, out=b8)
    np.add(N1, b8, b8)
    np.multiply(b23, b8, b8)
    np.subtract(b7, b8, b7)
    np.multiply(b2, b7, b7)
    np.subtract(N1, b24, b8)
    np.multiply(b8, b29, b8)
    np.maximum(zeros, b21, out=b15)
    np.add(N1, b15, b15)
    np.multiply(b24, b15, b15)
    np.subtract(b8, b15, b8)
    np.multiply(b9, b8, b8)
    np.subtract(N1, b25, b15)
    np.multiply(b15, b30, b15)
    np.maximum(zeros, b22, out=b18)
    np.add(N1, b18, b18)
    np.multiply(b25, b18, b18)
    np.subtract(b15, b18, b15)
    np.multiply(b12, b15, b15)
    np.subtract(N1, b26, b18)
    np.multiply(b18, b31, b18)
    np.minimum(zeros, b6, out=b6)
    np.subtract(N1, b6, b6)
    np.multiply(b26, b6, b6)
    np.subtract(b18, b6, b6)
    np.multiply(b13, b6, b6)
    np.add(b7, b8, b7)
    np.add(b7, b15, b7)
    np.add(b7, b6, b6)
    np.multiply(b16, b2, b7)
    np.multiply(b7, N4, b7)
    np.multiply(b17, b9, b8)
    np.multiply(b8, N4, b8)
    np.multiply(b3, b12, b3)
    np.multiply(b3, N4, b3)
    np.multiply(b4, b13, b4)
    np.multiply(b4, N4, b4)
    np.log(b20, b15)
    np.add(b7, b8, b7)
    np.add(b7, b3, b3)
    np.subtract(b3, b4, b3)
    np.add(b3, b15, b3)
    np.multiply(b10, b2, b2)
    np.multiply(b2, N4, b2)
    np.multiply(b11, b9, b4)
    np.multiply(b4, N4, b4)
    np.multiply(b0, b12, b0)
    np.multiply(b0, N4, b0)
    np.multiply(b1, b13, b1)
    np.multiply(b1, N4, b1)
    np.log(b14, b7)
    np.add(b2, b4, b2)
    np.add(b2, b0, b0)
    np.subtract(b0, b1, b0)
    np.add(b0, b7, b0)
    np.less_equal(b5, N0_5, t0)
    np.subtract(b3, b0, b0)
    np.log1p(b6, b1)
    np.minimum(N0_5, b5, out=b2)
    np.negative(b2, b2)
    np.log1p(b2, b2)
    np.subtract(b1, b2, b1)
    if 1 in t0.tobytes():
        np.putmask(b0, t0, b1)
    np.maximum(b0, zeros, out=o0)
    return None, None


NEEDED: tuple[int, ...] = (0, 1, 4, 5, 8, 9)
PRECISIONS = (128, 256, 512, 1024, 2048, 3500, 7000)

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


BIG_TOP = 7000  # the highest precision that is tried: beyond it, a difference of nothing is zero


def big_round(m: int, e: int, p: int) -> Big:
    """A number cut to p bits."""
    extra = m.bit_length() - p
    return (m >> extra, e + extra) if extra > 0 else (m, e)


BIG_SPARE = 64  # bits that no cancellation may touch
BIG_STAGES = 3  # differences of differences, each of which may lose its share of the other bits


def big_spare(p: int) -> int:
    """How many bits may cancel at once."""
    return p - BIG_SPARE if p >= BIG_TOP else (p - BIG_SPARE) // BIG_STAGES


BIG_EXACT = 1 << 20  # a precision at which sums of floats are exact


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


def big_compare(x: Big, y: Big) -> int:
    """The sign of x - y."""
    first, second = (big_known(x)[0] > 0) - (x[0] < 0), (big_known(y)[0] > 0) - (y[0] < 0)
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


def big_less_equal(x: Big, y: Big) -> bool:
    """Whether x <= y."""
    return big_compare(x, y) <= 0


def big_multiply(x: Big, y: Big, p: int) -> Big:
    """The product."""
    if not x[0] or not y[0]:
        return big_unknown(big_size(x) + big_size(y)) if x != (0, 0) and y != (0, 0) else (0, 0)
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


def big_maximum(x: Big, y: Big) -> Big:
    """The larger of two numbers."""
    return y if big_less(x, y) else x


def big_minimum(x: Big, y: Big) -> Big:
    """The smaller of two numbers."""
    return x if big_less(x, y) else y


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
    x0, x1, x4, x5, x8, x9 = x
    w0 = (3, 0)
    w1 = (4, 0)
    w2 = (-2, 0)
    w3 = (-1, 0)
    w4 = big_divide(x5, w1, p)
    w5 = big_multiply(w3, w4, p)
    w6 = big_divide(x9, w1, p)
    w7 = big_sum([w5, w6], p)
    w8 = big_multiply(w2, w7, p)
    w9 = (2, 0)
    w10 = big_divide(x0, w1, p)
    w11 = big_multiply(w3, w10, p)
    w12 = big_divide(x1, w1, p)
    w13 = big_sum([w11, w12], p)
    w14 = big_multiply(w9, w13, p)
    w15 = big_sum([w8, w14], p)
    w16 = big_multiply(w1, w15, p)
    w17 = (-4, 0)
    w18 = (0, 0)
    w19 = big_divide(x4, w1, p)
    w20 = big_multiply(w9, w19, p)
    w21 = big_multiply(w9, w4, p)
    w22 = big_sum([w20, w21], p)
    w23 = big_multiply(w2, w10, p)
    w24 = big_sum([w20, w23], p)
    w25 = big_sum([w21, w23], p)
    w26 = big_maximum(w18, w22)
    w27 = big_maximum(w26, w24)
    w28 = big_maximum(w27, w25)
    w29 = big_multiply(w17, w28, p)
    w30 = big_exp(w29, p)
    w31 = big_multiply(w2, w4, p)
    w32 = big_sum([w20, w31], p)
    w33 = big_multiply(w9, w10, p)
    w34 = big_sum([w20, w33], p)
    w35 = big_sum([w31, w33], p)
    w36 = big_maximum(w18, w32)
    w37 = big_maximum(w36, w34)
    w38 = big_maximum(w37, w35)
    w39 = big_multiply(w17, w38, p)
    w40 = big_exp(w39, p)
    w41 = big_multiply(w2, w19, p)
    w42 = big_sum([w41, w21], p)
    w43 = big_sum([w41, w33], p)
    w44 = big_sum([w21, w33], p)
    w45 = big_maximum(w18, w42)
    w46 = big_maximum(w45, w43)
    w47 = big_maximum(w46, w44)
    w48 = big_multiply(w17, w47, p)
    w49 = big_exp(w48, p)
    w50 = big_sum([w41, w31], p)
    w51 = big_sum([w41, w23], p)
    w52 = big_sum([w31, w23], p)
    w53 = big_maximum(w18, w50)
    w54 = big_maximum(w53, w51)
    w55 = big_maximum(w54, w52)
    w56 = big_multiply(w17, w55, p)
    w57 = big_exp(w56, p)
    w58 = big_sum([w30, w40, w49, w57], p)
    w59 = big_divide(w40, w58, p)
    w60 = big_multiply(w16, w59, p)
    w61 = big_multiply(w3, w19, p)
    w62 = big_divide(x8, w1, p)
    w63 = big_sum([w61, w62], p)
    w64 = big_multiply(w2, w63, p)
    w65 = big_sum([w64, w14], p)
    w66 = big_multiply(w1, w65, p)
    w67 = big_divide(w49, w58, p)
    w68 = big_multiply(w66, w67, p)
    w69 = big_sum([w64, w8], p)
    w70 = big_multiply(w1, w69, p)
    w71 = big_divide(w57, w58, p)
    w72 = big_multiply(w70, w71, p)
    w73 = big_sum([w60, w68, w72], p)
    w74 = big_less(w0, w73)
    if w74:
        w76 = (1, 0)
        c75 = w76
    elif True:
        c75 = w18
    w77 = big_multiply(w9, w62, p)
    w78 = big_multiply(w9, w6, p)
    w79 = big_sum([w77, w78], p)
    w80 = big_multiply(w2, w12, p)
    w81 = big_sum([w77, w80], p)
    w82 = big_sum([w78, w80], p)
    w83 = big_maximum(w18, w79)
    w84 = big_maximum(w83, w81)
    w85 = big_maximum(w84, w82)
    w86 = big_multiply(w17, w85, p)
    w87 = big_exp(w86, p)
    w88 = big_multiply(w2, w6, p)
    w89 = big_sum([w77, w88], p)
    w90 = big_multiply(w9, w12, p)
    w91 = big_sum([w77, w90], p)
    w92 = big_sum([w88, w90], p)
    w93 = big_maximum(w18, w89)
    w94 = big_maximum(w93, w91)
    w95 = big_maximum(w94, w92)
    w96 = big_multiply(w17, w95, p)
    w97 = big_exp(w96, p)
    w98 = big_multiply(w2, w62, p)
    w99 = big_sum([w98, w78], p)
    w100 = big_sum([w98, w90], p)
    w101 = big_sum([w78, w90], p)
    w102 = big_maximum(w18, w99)
    w103 = big_maximum(w102, w100)
    w104 = big_maximum(w103, w101)
    w105 = big_multiply(w17, w104, p)
    w106 = big_exp(w105, p)
    w107 = big_sum([w98, w88], p)
    w108 = big_sum([w98, w80], p)
    w109 = big_sum([w88, w80], p)
    w110 = big_maximum(w18, w107)
    w111 = big_maximum(w110, w108)
    w112 = big_maximum(w111, w109)
    w113 = big_multiply(w17, w112, p)
    w114 = big_exp(w113, p)
    w115 = big_sum([w87, w97, w106, w114], p)
    w116 = big_divide(w87, w115, p)
    w117 = big_multiply(c75, w116, p)
    w118 = big_multiply(w17, w15, p)
    w119 = big_divide(w30, w58, p)
    w120 = big_multiply(w118, w119, p)
    w121 = big_multiply(w9, w7, p)
    w122 = big_sum([w64, w121], p)
    w123 = big_multiply(w1, w122, p)
    w124 = big_multiply(w123, w67, p)
    w125 = big_multiply(w2, w13, p)
    w126 = big_sum([w64, w125], p)
    w127 = big_multiply(w1, w126, p)
    w128 = big_multiply(w127, w71, p)
    w129 = big_sum([w120, w124, w128], p)
    w130 = big_less(w0, w129)
    if w130:
        w132 = (1, 0)
        c131 = w132
    elif True:
        c131 = w18
    w133 = big_divide(w97, w115, p)
    w134 = big_multiply(c131, w133, p)
    w135 = big_multiply(w17, w65, p)
    w136 = big_multiply(w135, w119, p)
    w137 = big_multiply(w17, w122, p)
    w138 = big_multiply(w137, w59, p)
    w139 = big_sum([w8, w125], p)
    w140 = big_multiply(w1, w139, p)
    w141 = big_multiply(w140, w71, p)
    w142 = big_sum([w136, w138, w141], p)
    w143 = big_less(w0, w142)
    if w143:
        w145 = (1, 0)
        c144 = w145
    elif True:
        c144 = w18
    w146 = big_divide(w106, w115, p)
    w147 = big_multiply(c144, w146, p)
    w148 = big_multiply(w17, w69, p)
    w149 = big_multiply(w148, w119, p)
    w150 = big_multiply(w17, w126, p)
    w151 = big_multiply(w150, w59, p)
    w152 = big_multiply(w17, w139, p)
    w153 = big_multiply(w152, w67, p)
    w154 = big_sum([w149, w151, w153], p)
    w155 = big_less(w0, w154)
    if w155:
        w157 = (1, 0)
        c156 = w157
    elif True:
        c156 = w18
    w158 = big_divide(w114, w115, p)
    w159 = big_multiply(c156, w158, p)
    w160 = big_sum([w117, w134, w147, w159], p)
    w161 = (1, -1)
    w162 = big_less_equal(w160, w161)
    if w162:
        w164 = (1, 0)
        w165 = big_minimum(w161, w160)
        w166 = big_multiply(w3, w165, p)
        w167 = big_sum([w164, w166], p)
        w168 = big_log(w167, p)
        w169 = big_multiply(w3, w168, p)
        w170 = big_multiply(w3, c75, p)
        w171 = big_maximum(w18, w73)
        w172 = big_sum([w164, w171], p)
        w173 = big_multiply(w170, w172, p)
        w174 = big_multiply(w3, c75, p)
        w175 = big_sum([w164, w174], p)
        w176 = big_minimum(w0, w73)
        w177 = big_exp(w176, p)
        w178 = big_multiply(w3, w176, p)
        w179 = big_sum([w3, w177, w178], p)
        w180 = big_multiply(w175, w179, p)
        w181 = big_sum([w173, w180], p)
        w182 = big_multiply(w119, w181, p)
        w183 = big_multiply(w3, c131, p)
        w184 = big_maximum(w18, w129)
        w185 = big_sum([w164, w184], p)
        w186 = big_multiply(w183, w185, p)
        w187 = big_multiply(w3, c131, p)
        w188 = big_sum([w164, w187], p)
        w189 = big_minimum(w0, w129)
        w190 = big_exp(w189, p)
        w191 = big_multiply(w3, w189, p)
        w192 = big_sum([w3, w190, w191], p)
        w193 = big_multiply(w188, w192, p)
        w194 = big_sum([w186, w193], p)
        w195 = big_multiply(w59, w194, p)
        w196 = big_multiply(w3, c144, p)
        w197 = big_maximum(w18, w142)
        w198 = big_sum([w164, w197], p)
        w199 = big_multiply(w196, w198, p)
        w200 = big_multiply(w3, c144, p)
        w201 = big_sum([w164, w200], p)
        w202 = big_minimum(w0, w142)
        w203 = big_exp(w202, p)
        w204 = big_multiply(w3, w202, p)
        w205 = big_sum([w3, w203, w204], p)
        w206 = big_multiply(w201, w205, p)
        w207 = big_sum([w199, w206], p)
        w208 = big_multiply(w67, w207, p)
        w209 = big_multiply(w3, c156, p)
        w210 = big_maximum(w18, w154)
        w211 = big_sum([w164, w210], p)
        w212 = big_multiply(w209, w211, p)
        w213 = big_multiply(w3, c156, p)
        w214 = big_sum([w164, w213], p)
        w215 = big_minimum(w0, w154)
        w216 = big_exp(w215, p)
        w217 = big_multiply(w3, w215, p)
        w218 = big_sum([w3, w216, w217], p)
        w219 = big_multiply(w214, w218, p)
        w220 = big_sum([w212, w219], p)
        w221 = big_multiply(w71, w220, p)
        w222 = big_sum([w182, w195, w208, w221], p)
        w223 = big_sum([w164, w222], p)
        w224 = big_log(w223, p)
        w225 = big_sum([w169, w224], p)
        c163 = w225
    elif True:
        w226 = big_multiply(w1, w85, p)
        w227 = big_multiply(w226, w119, p)
        w228 = big_multiply(w1, w95, p)
        w229 = big_multiply(w228, w59, p)
        w230 = big_multiply(w1, w104, p)
        w231 = big_multiply(w230, w67, p)
        w232 = big_multiply(w1, w112, p)
        w233 = big_multiply(w232, w71, p)
        w234 = big_log(w115, p)
        w235 = big_sum([w227, w229, w231, w233, w234], p)
        w236 = big_multiply(w1, w28, p)
        w237 = big_multiply(w236, w119, p)
        w238 = big_multiply(w1, w38, p)
        w239 = big_multiply(w238, w59, p)
        w240 = big_multiply(w1, w47, p)
        w241 = big_multiply(w240, w67, p)
        w242 = big_multiply(w1, w55, p)
        w243 = big_multiply(w242, w71, p)
        w244 = big_log(w58, p)
        w245 = big_sum([w237, w239, w241, w243, w244], p)
        w246 = big_multiply(w3, w245, p)
        w247 = big_sum([w235, w246], p)
        c163 = w247
    w248 = big_maximum(c163, (0, 0))
    return (w248,)


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


# (x coth(x / 2) - 2) / x^2 as a polynomial in x^2, highest power first, for |x| <= 1 and for |x| <= 0.1.
EXCESS_EXP_TABLE = arrays(
    (
        -6.131944508238831e-13,
        2.666192398240283e-11,
        -1.0567515797272753e-09,
        4.175347367276074e-08,
        -1.653439143213831e-06,
        6.613756613629047e-05,
        -0.002777777777777717,
        0.16666666666666666,
    )
)
EXCESS_EXP_SHORT = arrays((-1.6526043737031339e-06, 6.613756092075398e-05, -0.0027777777777673444, 0.16666666666666666))
# The same for few elements as a sum of w / (1 + u x^2), x^2 up to 1600: columns u and 1, and the weights.
EXCESS_EXP_NODES = arrays(
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
EXCESS_EXP_FACTORS = np.array([(node / N4, 1.0) for node in EXCESS_EXP_NODES])
EXCESS_EXP_WEIGHTS = (
    np.array(
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
    / N2
)


def excess_exp(x: Array, out: Array, scratch: Array) -> None:
    """Write exp(x) - 1 - x, shape (n,); zero exactly at zero.

    Accuracy: 3 ulp.
    """
    if not x.size:
        return
    low, high = x[x.argmin()], x[x.argmax()]
    if x.size <= 256 and low > -1e150 and high < 1e150:
        excess_exp_few(x, out, scratch)
        if low < -36.0 or high > 1.0:
            np.expm1(x, scratch[1])
            np.subtract(scratch[1], x, scratch[1])
            np.putmask(out, np.greater(scratch[0], N1), scratch[1])
        return
    if low >= -1.0 and high <= 1.0:
        excess_exp_near(x, out, scratch, EXCESS_EXP_SHORT if low >= -0.1 and high <= 0.1 else EXCESS_EXP_TABLE)
        return
    np.minimum(x, C8, out=scratch[0])  # at infinity the difference is infinite
    np.expm1(x, out)
    np.subtract(out, scratch[0], out)
    near = (np.abs(x) < N1).nonzero()[0]
    if near.size:
        part, value = x[near], np.empty(near.size)
        excess_exp_near(part, value, scratch[:, : near.size], EXCESS_EXP_TABLE)
        out[near] = value


def excess_exp_few(x: Array, out: Array, scratch: Array) -> None:
    """The same for few elements between -36 and 1: with v = x - x^2 R it is x v / (2 - v); R is a sum of w / (1 + u x^2), row 0 is x^2."""
    square, one, work = scratch[0], scratch[1], scratch[2]
    np.multiply(x, x, square)
    one.fill(1.0)
    parts = EXCESS_EXP_FACTORS.dot(scratch[:2])
    work[...] = EXCESS_EXP_WEIGHTS.dot(np.divide(N1, parts, parts))
    np.multiply(work, square, work)
    np.subtract(x, work, work)
    np.multiply(work, x, out)
    np.subtract(N2, work, work)
    np.divide(out, work, out)


def excess_exp_near(x: Array, out: Array, scratch: Array, table: tuple[float, ...]) -> None:
    """The same for |x| <= 1, a square times a quotient."""
    excess_exp_quotient(x, out, scratch, table)
    np.multiply(out, scratch[0], out)


def excess_exp_quotient(x: Array, out: Array, scratch: Array, table: tuple[float, ...]) -> None:
    """Write (exp(x) - 1 - x) / x^2 for |x| <= 1 and leave x^2 in row 0.

    It is w / (2 - x w) with w = 1 - x R, R = (x coth(x / 2) - 2) / x^2, a function of x^2.
    """
    square, rest, bottom = scratch[0], scratch[1], scratch[2]
    np.multiply(x, x, square)
    np.multiply(square, table[0], rest)
    for coefficient in table[1:-1]:
        np.add(rest, coefficient, rest)
        np.multiply(rest, square, rest)
    np.add(rest, table[-1], rest)
    np.multiply(rest, x, rest)
    np.subtract(N1, rest, rest)
    np.multiply(rest, x, bottom)
    np.subtract(N2, bottom, bottom)
    np.divide(rest, bottom, out)


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
