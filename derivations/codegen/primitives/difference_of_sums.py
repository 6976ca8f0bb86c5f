"""a + b - c - d as if it were rounded once: differences of rows that share most of their digits."""

from __future__ import annotations

from typing import TYPE_CHECKING

from derivations.codegen.primitives import Primitive

if TYPE_CHECKING:
    import sympy as sp

    from derivations.codegen.primitives import Array
    from derivations.codegen.scalar import Scalar


def _meaning(a: sp.Expr, b: sp.Expr, c: sp.Expr, d: sp.Expr) -> sp.Expr:
    return a + b - c - d


PRIMITIVE = Primitive("difference_of_sums", _meaning, ("real", "real", "real", "real"), "real", rows=0, extended=True)


def difference_of_sums(a: Array, b: Array, c: Array, d: Array, out: Array, scratch: Array) -> None:
    """Write a + b - c - d, shape (n,).

    Accuracy: 1 ulp while no partial sum overflows. Every rounding error is kept and added back (Knuth's sum, three times).
    """
    first, first_error = difference_of_sums_two(a, b)
    second, second_error = difference_of_sums_two(-c, -d)
    total, total_error = difference_of_sums_two(first, second)
    errors, errors_error = difference_of_sums_two(first_error, second_error)
    errors, rest = difference_of_sums_two(errors, total_error)
    total, left = difference_of_sums_two(total, errors)
    out[:] = total + (left + (rest + errors_error))


def difference_of_sums_two(a: Array, b: Array) -> tuple[Array, Array]:
    """The sum rounded and its rounding error, exactly."""
    total = a + b
    virtual = total - a
    return total, (a - (total - virtual)) + (b - virtual)


def scalar_difference_of_sums(a: Scalar, b: Scalar, c: Scalar, d: Scalar) -> Scalar:
    """The same for one element."""
    first = a + b
    first_error = scalar_difference_of_sums_error(a, b, first)
    second = -c - d
    second_error = scalar_difference_of_sums_error(-c, -d, second)
    total = first + second
    total_error = scalar_difference_of_sums_error(first, second, total)
    errors = first_error + second_error
    errors_error = scalar_difference_of_sums_error(first_error, second_error, errors)
    sums = errors + total_error
    rest = scalar_difference_of_sums_error(errors, total_error, sums)
    whole = total + sums
    left = scalar_difference_of_sums_error(total, sums, whole)
    return whole + (left + (rest + errors_error))


def scalar_difference_of_sums_error(a: Scalar, b: Scalar, total: Scalar) -> Scalar:
    """What the rounded sum lacks, exactly."""
    virtual = total - a
    return (a - (total - virtual)) + (b - virtual)
