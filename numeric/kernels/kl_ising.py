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
FEW = 4
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
INPUTS, NUMBERS, SCRATCH, TRUTHS = 12, 41, 4, 13
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
    t0, t1, t2, t3, t4, t5, t6, t7, t8, t9, t10, t11, t12 = t[:13]
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
    np.exp(b26, b26)
    np.multiply(b21, b26, b27)
    np.add(x0, x4, b28)
    np.subtract(b28, x5, b29)
    np.maximum(b24, b22, out=b30)
    np.maximum(b30, b23, out=b30)
    np.multiply(b30, C1, b30)
    np.absolute(b29, b31)
    np.less(b31, b30, t2)
    np.exp(b29, b29)
    np.multiply(b21, b29, b31)
    np.multiply(b26, b29, b32)
    np.add(b28, x5, b33)
    np.absolute(b33, b34)
    np.less(b34, b30, t3)
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
    np.less(b36, b35, t4)
    np.exp(b31, b31)
    np.add(x1, x9, b35)
    np.subtract(b35, x8, b35)
    np.maximum(b34, b33, out=b36)
    np.maximum(b36, b32, out=b36)
    np.multiply(b36, C1, b36)
    np.absolute(b35, b37)
    np.less(b37, b36, t5)
    np.exp(b35, b35)
    np.add(x1, x8, b36)
    np.subtract(b36, x9, b37)
    np.maximum(b34, b32, out=b32)
    np.maximum(b32, b33, out=b32)
    np.multiply(b32, C1, b32)
    np.absolute(b37, b33)
    np.less(b33, b32, t6)
    np.exp(b37, b33)
    np.multiply(b27, b31, b34)
    np.multiply(b34, b35, b34)
    np.multiply(b34, b33, b34)
    np.multiply(b31, b35, b37)
    np.multiply(b31, b33, b38)
    np.multiply(b35, b33, b39)
    np.add(b36, x9, b36)
    np.absolute(b36, b40)
    np.less(b40, b32, t7)
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
    np.less(b36, b26, t8)
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
    np.less(b13, b3, t9)
    np.exp(b2, b2)
    np.subtract(x4, b25, b3)
    np.maximum(b22, b24, out=b13)
    np.maximum(b13, b23, out=b13)
    np.multiply(b13, C1, b13)
    np.absolute(b3, b22)
    np.less(b22, b13, t10)
    np.exp(b3, b3)
    np.subtract(x0, b20, b13)
    np.absolute(b13, b20)
    np.less(b20, b30, t11)
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
    np.maximum(b0, C2, out=b0)
    np.multiply(b0, C1, b0)
    np.absolute(b3, b1)
    np.less(b1, b0, t12)
    np.logical_or(t0, t1, t0)
    np.logical_or(t0, t2, t0)
    np.logical_or(t0, t3, t0)
    np.logical_or(t0, t4, t0)
    np.logical_or(t0, t5, t0)
    np.logical_or(t0, t6, t0)
    np.logical_or(t0, t7, t0)
    np.logical_or(t0, t8, t0)
    np.logical_or(t0, t9, t0)
    np.logical_or(t0, t10, t0)
    np.logical_or(t0, t11, t0)
    np.logical_or(t0, t12, t0)
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


NEEDED: tuple[int, ...] = (0, 1, 4, 5, 8, 9)
PRECISIONS = (128, 256, 512, 1024, 2048, 3500)


Big = tuple[int, int]


def big(x: float) -> Big:
    """The exact value of a float; one that is not finite is an ``ArithmeticError``."""
    if not math.isfinite(x):
        message = f"Computing an element again: expected a finite number, got {x}."
        raise ArithmeticError(message)
    fraction, exponent = math.frexp(x)
    return int(math.ldexp(fraction, 53)), exponent - 53


def big_divide(x: Big, y: Big, p: int) -> Big:
    """The quotient."""
    shift = max(0, p + y[0].bit_length() - x[0].bit_length() + 2)
    return (x[0] << shift) // y[0], x[1] - y[1] - shift


BIG_TOP = 3500  # the highest precision that is tried: beyond it, a difference of nothing is zero


def big_lost() -> FloatingPointError:
    """What is raised where a higher precision must tell what is left."""
    return FloatingPointError("Computing an element again: more digits cancel than the precision has.")


def big_round(m: int, e: int, p: int) -> Big:
    """A number cut to p bits."""
    extra = m.bit_length() - p
    return (m >> extra, e + extra) if extra > 0 else (m, e)


def big_size(x: Big) -> int:
    """The exponent of the power of two next above the size of a number."""
    return x[0].bit_length() + x[1]


BIG_SPARE = 64  # bits that no cancellation may touch
BIG_STAGES = 3  # differences of differences, each of which may lose its share of the other bits


def big_spare(p: int) -> int:
    """How many bits may cancel at once."""
    return p - BIG_SPARE if p >= BIG_TOP else (p - BIG_SPARE) // BIG_STAGES


def big_sum(terms: list[Big], p: int) -> Big:
    """The sum; a ``FloatingPointError`` where too much cancels for the precision."""
    parts = [term for term in terms if term[0]]
    if not parts:
        return 0, 0
    largest = max(map(big_size, parts))
    parts = [(m, e) for m, e in parts if m.bit_length() + e > largest - p - 32]
    low = min(e for _, e in parts)
    total = sum(m << (e - low) for m, e in parts)
    if not total or total.bit_length() + low < largest - big_spare(p):
        if p < BIG_TOP:
            raise big_lost()
        return 0, 0
    return big_round(total, low, p)


def big_add(x: Big, y: Big, p: int) -> Big:
    """The sum of two numbers."""
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
    shift = x[1] + bits
    return x[0] << shift if shift >= 0 else x[0] >> -shift


def big_exp(x: Big, p: int) -> Big:
    """e^x: reduced by ln 2 and halvings, then Taylor's series and squarings; beyond 2^4096 an ``ArithmeticError``, zero below -2^4096."""
    size = big_size(x)
    if not x[0] or size < -p - 8:
        return big_add((1, 0), x, p + 16)
    if size > 4096:
        if x[0] < 0:
            return 0, 0
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


BIG_EXACT = 1 << 20  # a precision at which sums of floats are exact


def big_multiply(x: Big, y: Big, p: int) -> Big:
    """The product."""
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
    fraction, exponent = math.frexp(math.log(y[0] / (1 << -y[1])))
    return int(math.ldexp(fraction, 53)), exponent - 53


def big_subtract(x: Big, y: Big, p: int) -> Big:
    """The difference."""
    return big_add(x, (-y[0], y[1]), p)


def big_log(x: Big, p: int) -> Big:
    """The natural logarithm: near one by 2 atanh((x - 1) / (x + 1)), else by Halley's iteration on the exponential.

    Nearer to one than the precision allows, the argument may have lost what it differs by: a ``FloatingPointError``.
    """
    if x[0] <= 0:
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
    y = (x[0], -bits)  # between a half and one
    found, known = big_start(y), 48
    while known < p + 16:
        known = min(3 * known - 8, p + 40)
        power = big_exp(found, known + 8)
        gap = big_divide(big_subtract(y, power, BIG_EXACT), big_add(y, power, known + 8), known + 8)
        found = big_add(found, (2 * gap[0], gap[1]), BIG_EXACT)
    return big_add(found, (size * big_constant("ln2", p + 40), -p - 40), p + 8)


def big_compare(x: Big, y: Big) -> int:
    """The sign of x - y."""
    first, second = (x[0] > 0) - (x[0] < 0), (y[0] > 0) - (y[0] < 0)
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


def big_maximum(x: Big, y: Big) -> Big:
    """The larger of two numbers."""
    return y if big_less(x, y) else x


def big_to_float(x: Big) -> float:
    """The nearest float; infinite beyond their range."""
    m, e = x
    size = big_size(x)
    if size < -1100 or not m:
        return 0.0
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
    w0 = (1, 0)
    w1 = (2, 0)
    w2 = big_multiply(w1, x0, p)
    w3 = big_exp(w2, p)
    w4 = big_multiply(x0, w3, p)
    w5 = big_multiply(w1, x4, p)
    w6 = big_exp(w5, p)
    w7 = big_multiply(w3, w6, p)
    w8 = big_multiply(w1, x5, p)
    w9 = big_exp(w8, p)
    w10 = big_multiply(w7, w9, p)
    w11 = big_sum([w10, w3, w6, w9], p)
    w12 = big_divide(w4, w11, p)
    w13 = (-1, 0)
    w14 = big_multiply(w13, x0, p)
    w15 = big_multiply(w14, w6, p)
    w16 = big_divide(w15, w11, p)
    w17 = big_multiply(w13, x0, p)
    w18 = big_multiply(w17, w9, p)
    w19 = big_divide(w18, w11, p)
    w20 = big_multiply(w13, x1, p)
    w21 = big_multiply(w20, w3, p)
    w22 = big_divide(w21, w11, p)
    w23 = big_multiply(x1, w6, p)
    w24 = big_divide(w23, w11, p)
    w25 = big_multiply(x1, w9, p)
    w26 = big_divide(w25, w11, p)
    w27 = big_multiply(w13, x4, p)
    w28 = big_multiply(w27, w3, p)
    w29 = big_divide(w28, w11, p)
    w30 = big_multiply(x4, w6, p)
    w31 = big_divide(w30, w11, p)
    w32 = big_multiply(w13, x4, p)
    w33 = big_multiply(w32, w9, p)
    w34 = big_divide(w33, w11, p)
    w35 = big_multiply(w13, x5, p)
    w36 = big_multiply(w35, w3, p)
    w37 = big_divide(w36, w11, p)
    w38 = big_multiply(w13, x5, p)
    w39 = big_multiply(w38, w6, p)
    w40 = big_divide(w39, w11, p)
    w41 = big_multiply(x5, w9, p)
    w42 = big_divide(w41, w11, p)
    w43 = big_multiply(x8, w3, p)
    w44 = big_divide(w43, w11, p)
    w45 = big_multiply(w13, x8, p)
    w46 = big_multiply(w45, w6, p)
    w47 = big_divide(w46, w11, p)
    w48 = big_multiply(x8, w9, p)
    w49 = big_divide(w48, w11, p)
    w50 = big_multiply(x9, w3, p)
    w51 = big_divide(w50, w11, p)
    w52 = big_multiply(x9, w6, p)
    w53 = big_divide(w52, w11, p)
    w54 = big_multiply(w13, x9, p)
    w55 = big_multiply(w54, w9, p)
    w56 = big_divide(w55, w11, p)
    w57 = big_multiply(x0, w3, p)
    w58 = big_multiply(w57, w6, p)
    w59 = big_multiply(w58, w9, p)
    w60 = big_divide(w59, w11, p)
    w61 = big_multiply(w13, x1, p)
    w62 = big_multiply(w61, w3, p)
    w63 = big_multiply(w62, w6, p)
    w64 = big_multiply(w63, w9, p)
    w65 = big_divide(w64, w11, p)
    w66 = big_multiply(x4, w3, p)
    w67 = big_multiply(w66, w6, p)
    w68 = big_multiply(w67, w9, p)
    w69 = big_divide(w68, w11, p)
    w70 = big_multiply(x5, w3, p)
    w71 = big_multiply(w70, w6, p)
    w72 = big_multiply(w71, w9, p)
    w73 = big_divide(w72, w11, p)
    w74 = big_multiply(w13, x8, p)
    w75 = big_multiply(w74, w3, p)
    w76 = big_multiply(w75, w6, p)
    w77 = big_multiply(w76, w9, p)
    w78 = big_divide(w77, w11, p)
    w79 = big_multiply(w13, x9, p)
    w80 = big_multiply(w79, w3, p)
    w81 = big_multiply(w80, w6, p)
    w82 = big_multiply(w81, w9, p)
    w83 = big_divide(w82, w11, p)
    w84 = big_multiply(w13, x0, p)
    w85 = big_sum([w84, x4, x5], p)
    w86 = big_exp(w85, p)
    w87 = big_multiply(w13, x4, p)
    w88 = big_sum([x0, w87, x5], p)
    w89 = big_exp(w88, p)
    w90 = big_multiply(w86, w89, p)
    w91 = big_multiply(w13, x5, p)
    w92 = big_sum([x0, x4, w91], p)
    w93 = big_exp(w92, p)
    w94 = big_multiply(w86, w93, p)
    w95 = big_multiply(w89, w93, p)
    w96 = big_multiply(w86, w89, p)
    w97 = big_multiply(w96, w93, p)
    w98 = big_sum([x0, x4, x5], p)
    w99 = big_exp(w98, p)
    w100 = big_multiply(w97, w99, p)
    w101 = big_sum([w90, w94, w95, w100], p)
    w102 = big_multiply(w13, w101, p)
    w103 = big_sum([w84, w87, x5], p)
    w104 = big_exp(w103, p)
    w105 = big_multiply(w102, w104, p)
    w106 = big_sum([w84, x4, w91], p)
    w107 = big_exp(w106, p)
    w108 = big_multiply(w105, w107, p)
    w109 = big_sum([x0, w87, w91], p)
    w110 = big_exp(w109, p)
    w111 = big_multiply(w108, w110, p)
    w112 = big_multiply(w13, x1, p)
    w113 = big_sum([w112, x8, x9], p)
    w114 = big_exp(w113, p)
    w115 = big_multiply(w111, w114, p)
    w116 = big_multiply(w13, x8, p)
    w117 = big_sum([x1, w116, x9], p)
    w118 = big_exp(w117, p)
    w119 = big_multiply(w115, w118, p)
    w120 = big_multiply(w13, x9, p)
    w121 = big_sum([x1, x8, w120], p)
    w122 = big_exp(w121, p)
    w123 = big_multiply(w119, w122, p)
    w124 = big_multiply(w114, w118, p)
    w125 = big_multiply(w114, w122, p)
    w126 = big_multiply(w118, w122, p)
    w127 = big_multiply(w114, w118, p)
    w128 = big_multiply(w127, w122, p)
    w129 = big_sum([x1, x8, x9], p)
    w130 = big_exp(w129, p)
    w131 = big_multiply(w128, w130, p)
    w132 = big_sum([w124, w125, w126, w131], p)
    w133 = big_divide(w123, w132, p)
    w134 = big_multiply(w101, w104, p)
    w135 = big_multiply(w134, w107, p)
    w136 = big_multiply(w135, w110, p)
    w137 = big_multiply(w136, w114, p)
    w138 = big_multiply(w137, w118, p)
    w139 = big_multiply(w138, w122, p)
    w140 = big_divide(w139, w132, p)
    w141 = big_log(w140, p)
    w142 = big_multiply(w13, w141, p)
    w143 = big_sum([w13, w140, w142], p)
    w144 = [w0, w12, w16, w19, w22, w24, w26, w29, w31, w34, w37, w40, w42, w44, w47, w49]
    w145 = [w51, w53, w56, w60, w65, w69, w73, w78, w83, w133, w143]
    w146 = big_sum([*w144, *w145], p)
    w147 = big_maximum(w146, (0, 0))
    return (w147,)


def repair(x: Any, o: Any, where: Any) -> list[int]:
    """Compute some elements again, with as many bits as it takes, and tell which; at a pole the value stays."""
    done = []
    for place in where.tolist():
        for precision in PRECISIONS:
            try:
                entries = element([big(float(x[row][place])) for row in NEEDED], precision)
            except ArithmeticError:
                continue
            for column, entry in zip(o, entries, strict=True):
                column[place] = big_to_float(entry)
            done.append(place)
            break
    return done


Array = NDArray[np.float64]


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
    valid, suspect, far = watched((x, b, rows[INPUTS + NUMBERS : ROWS], flags, o))
    if inside is not None:
        valid = np.logical_and(inside, inside if valid is None else valid, out=truths(whole, length)[TRUTHS + 1])
        far = None if far is None else np.logical_and(far, inside)
    if far is not None or (suspect is not None and np.count_nonzero(suspect)):
        settle(x, o, far, suspect, valid)
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


def watched(values: tuple[Any, ...]) -> tuple[Any, Any, Any]:
    """Compute a block: what is valid, where digits cancel, and where leaving the range of floats did harm."""
    strays: list[Any] = []
    with np.errstate(over="call", under="call", call=lambda *what: strays.append(what)):
        valid, suspect = block(*values)
        return valid, suspect, beyond(values, strays) if strays else None


def settle(x: Any, o: Any, far: Any, suspect: Any, valid: Any) -> None:
    """Compute again what lost digits, and what left the range of floats on the way, of which what is valid is known only then."""
    again = np.zeros(len(o[0]), np.bool_) if suspect is None else suspect if valid is None else np.logical_and(suspect, valid, out=suspect)
    done = repair(x, o, np.flatnonzero(again if far is None else np.logical_or(again, far)))
    if valid is not None:
        valid[done] = True


def beyond(values: tuple[Any, ...], strays: list[Any]) -> Any:
    """Where leaving the range of floats has changed an entry by more than rounded arguments would, as longer floats tell."""
    x, _, _, _, o = values
    if np.finfo(np.longdouble).maxexp <= np.finfo(np.float64).maxexp:
        return astray(values, strays)
    try:
        exact = longer(values, [row.astype(np.longdouble) for row in x])
        moved = longer(values, [row * (1 + (-1) ** place * np.longdouble(2.0**-53)) for place, row in enumerate(x)])
    except TypeError:  # some function is there for floats of 64 bits only
        return astray(values, strays)
    far = np.zeros(len(o[0]), np.bool_)
    for column, right, other in zip(o, exact, moved, strict=True):
        far |= ~(np.abs(right - column) <= 4.0 * np.spacing(np.abs(column)) + 16.0 * np.abs(other - right))
    return far


def longer(values: tuple[Any, ...], x: list[Any]) -> Any:
    """The entries by longer floats."""
    _, b, s, t, o = values
    rows = [np.empty((count, len(o[0])), np.longdouble) for count in (len(b), len(s), len(o))]
    block(x, list(rows[0]), rows[1], None if t is None else np.empty_like(t), list(rows[2]))
    return rows[2]


def astray(values: tuple[Any, ...], strays: list[Any]) -> Any:
    """Where some number on the way was too large or too small for a float: halves are tried until few elements are left."""
    x, b, s, t, o = values
    found = np.zeros(len(o[0]), np.bool_)
    waiting = [(0, len(found))]
    while waiting:
        start, stop = waiting.pop()
        here = slice(start, stop)
        strays.clear()
        block([row[here] for row in x], [row[here] for row in b], s[:, here], None if t is None else t[:, here], [row[here] for row in o])
        middle = (start + stop) // 2
        if strays and stop - start <= FEW:
            found[here] = True
        elif strays:
            waiting += [(start, middle), (middle, stop)]
    return found


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
