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
DIGAMMA_RATIO_MATRICES: dict[int, tuple[object, Array]] = {}
DIGAMMA_RATIO_COLUMNS: dict[tuple[int, int], tuple[object, list[Array]]] = {}


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
    if x.size <= 256 and len(tables[1]) > 1:
        digamma_ratio_beside(x, tables, out)
        return
    for table, result in zip(tables, (out, work), strict=True):
        if len(table) > 1:
            np.multiply(x, table[0], out=result)
            for coefficient in table[1:-1]:
                np.add(result, coefficient, out=result)
                np.multiply(result, x, out=result)
            np.add(result, table[-1], out=result)
    if len(tables[1]) > 1:
        np.divide(out, work, out=out)


def digamma_ratio_beside(x: Array, tables: tuple[tuple[float, ...], tuple[float, ...]], out: Array) -> None:
    """The same for few elements: both polynomials side by side, so that one call makes a step of both."""
    _, columns = DIGAMMA_RATIO_COLUMNS.get((id(tables), x.size)) or digamma_ratio_columns(tables, x.size)
    both = np.empty((2, x.size), x.dtype)
    both[...] = x
    values = both * columns[0]
    for column in columns[1:-1]:
        np.add(values, column, out=values)
        np.multiply(values, both, out=values)
    np.add(values, columns[-1], out=values)
    np.divide(values[0], values[1], out=out)


def digamma_ratio_columns(tables: tuple[tuple[float, ...], tuple[float, ...]], count: int) -> tuple[object, list[Array]]:
    """For every power the coefficients as often as there are elements, the highest first, beside the tables; kept for the next call."""
    size = max(map(len, tables))
    table = np.array([[*[0.0] * (size - len(table)), *table] for table in tables])
    if len(DIGAMMA_RATIO_COLUMNS) >= 64:
        DIGAMMA_RATIO_COLUMNS.clear()
    DIGAMMA_RATIO_COLUMNS[id(tables), count] = (tables, list(np.repeat(table.T[:, :, np.newaxis], count, axis=2)))
    return DIGAMMA_RATIO_COLUMNS[id(tables), count]


def digamma_ratio_inside(x: Array, tables: tuple[tuple[float, ...], tuple[float, ...]], out: Array, work: Array) -> None:
    """The same inside of a sum that hides an error of some ulp: for few elements, as one product of matrices costs less than many calls."""
    if x.size > 256:
        digamma_ratio(x, tables, out, work)
        return
    _, matrix = DIGAMMA_RATIO_MATRICES.get(id(tables)) or digamma_ratio_matrix(tables)
    values = matrix.dot(digamma_ratio_powers(np.maximum(x, 1e-30), matrix.shape[1]))  # anything smaller gives the same value
    if len(values) == 1:
        out[...] = values[0]
    else:
        np.divide(values[0], values[1], out=out)


def digamma_ratio_powers(x: Array, count: int) -> Array:
    """Powers from the zeroth on, shape (count, n); x is not so small that they leave the range of floats."""
    powers = np.empty((count, x.size), x.dtype)
    powers[0] = 1.0
    if x.size <= 64:
        powers[1:] = x
        np.multiply.accumulate(powers, 0, None, powers)
    else:
        for place in range(1, count):
            np.multiply(powers[place - 1], x, out=powers[place])
    return powers


def digamma_ratio_matrix(tables: tuple[tuple[float, ...], tuple[float, ...]]) -> tuple[object, Array]:
    """The coefficients as a matrix, the lowest power first, beside the tables, which so keep their identity; made once."""
    size = max(map(len, tables))
    rows = [[*table[::-1], *[0.0] * (size - len(table))] for table in tables if len(table) > 1]
    DIGAMMA_RATIO_MATRICES[id(tables)] = (tables, np.array(rows))
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
