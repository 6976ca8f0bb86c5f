"""The digamma function of positive arguments, relatively accurate beside its root 1.4616."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import sympy as sp

from derivations.codegen.primitives import Primitive
from derivations.codegen.scalar import kept, quotient

if TYPE_CHECKING:
    from derivations.codegen.primitives import Array
    from derivations.codegen.scalar import Scalar


def _meaning(a: sp.Expr) -> sp.Expr:
    return sp.digamma(a)


PRIMITIVE = Primitive("digamma", _meaning, ("positive",), "real", rows=4)

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
DIGAMMA_RATIO_MATRICES: dict[int, tuple[object, Array, Array]] = {}


def digamma(a: Array, out: Array, scratch: Array) -> None:
    """Write the derivative of log gamma, shape (n,), a > 0.

    Accuracy: 3 ulp, also beside the root.
    """
    if not a.size:
        return
    low, high = a[a.argmin()], a[a.argmax()]
    if not high < 3.0:
        reciprocal, square, tail, work = scratch[0], scratch[1], scratch[2], scratch[3]
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
    """Write the quotient of two polynomials in x >= 0, or one polynomial if the second table is that of the number one."""
    if x.size <= 256:
        digamma_ratio_few(x, tables, out)
        return
    digamma_polynomial(x, tables[0], out)
    if len(tables[1]) > 1:
        digamma_polynomial(x, tables[1], work)
        np.divide(out, work, out=out)


def digamma_polynomial(x: Array, table: tuple[float, ...], out: Array) -> None:
    """Write a polynomial in x by Horner's rule."""
    np.multiply(x, table[0], out=out)
    for coefficient in table[1:-1]:
        np.add(out, coefficient, out=out)
        np.multiply(out, x, out=out)
    np.add(out, table[-1], out=out)


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
        np.divide(values[0], values[1], out=out)


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
            np.multiply(powers[place + 1], x, out=powers[place])
    return powers


def digamma_ratio_matrix(tables: tuple[tuple[float, ...], tuple[float, ...]]) -> tuple[object, Array, Array]:
    """The coefficients as a matrix, the highest power first, and the least number of which no power underflows; made once.

    They stand beside the tables, which so keep their identity. Anything smaller gives the value at zero.
    """
    size = max(map(len, tables))
    rows = [[*[0.0] * (size - len(table)), *table] for table in tables if len(table) > 1]
    DIGAMMA_RATIO_MATRICES[id(tables)] = (tables, np.array(rows), np.array(10.0 ** (-300 // (size - 1))))
    return DIGAMMA_RATIO_MATRICES[id(tables)]


def scalar_digamma(a: Scalar) -> Scalar:
    """The same for one number."""
    if a < 0.5:
        return scalar_digamma_near(a + 1.0) - 1.0 / a
    if a < 3.0:
        return scalar_digamma_near(a)
    part = 1.0 / a
    return np.log(a) - (quotient(part * part, DIGAMMA_TAIL) * part + 0.5) * part


def scalar_digamma_near(a: Scalar) -> Scalar:
    """The same for 0.5 <= a <= 3."""
    beside = kept(a - DIGAMMA_ROOT[0]) - DIGAMMA_ROOT[1]
    return (DIGAMMA_SLOPE - quotient(a, DIGAMMA_NEAR) * beside) * beside
