"""The part of Python in which a primitive is defined for one number: the source of its texts for JAX and C.

Beside its NumPy implementation, a primitive's file holds ``scalar_NAME``, which computes the same function of the same tables for one
element, within the same bound. Such a function, and those it calls, are made of

- assignments of arithmetic to names, and loops over tables that hold only those: ``for a, b in zip(A, B, strict=True)``, ``for a in A``,
  ``for a in (1.0, 2.0)``;
- ``if TEST: ...`` that ends in ``return``, and a last ``return`` where a nan arrives;
- ``A if TEST else B`` where both values, and their derivatives, are finite wherever the statement is reached;
- constants of the module, ``min`` and ``max`` of two numbers (the first unless the second is beyond it), the functions of ``np`` listed
  below, the functions of this module, and other scalar functions.

Absolute values and maxima of what is differentiated are written as choices, which are right to every order at the seam. Every value is
a ``np.float64``, so that division by zero and overflow are what IEEE says.
"""

from __future__ import annotations

from typing import Any

import numpy as np

Scalar = Any  # np.float64, or what a target computes with
ELEMENTARY = ("exp", "expm1", "log", "log1p", "sqrt", "abs", "maximum")


def polynomial(x: Scalar, table: tuple[float, ...]) -> Scalar:
    """The polynomial with these coefficients, highest power first."""
    value: Scalar = table[0]
    for coefficient in table[1:]:
        value = value * x + coefficient
    return value


def quotient(x: Scalar, tables: tuple[tuple[float, ...], tuple[float, ...]]) -> Scalar:
    """The quotient of two polynomials."""
    return polynomial(x, tables[0]) / polynomial(x, tables[1])


def kept(x: Scalar) -> Scalar:
    """The number itself, rounded as it stands: no compiler may simplify across it, as XLA turns exp(a) exp(b) into exp(a + b)."""
    return x


def sloped(value: Scalar, plain: Scalar) -> Scalar:  # noqa: ARG001 - what the second is for, only a target that differentiates knows
    """The value, whose derivatives are those of the plain formula, which loses digits but no slopes."""
    return value


def exponent(x: Scalar) -> Scalar:
    """The binary exponent e with 1/2 <= |x| / 2^e < 1; zero for zero."""
    return np.float64(np.frexp(x)[1])


def scaled(x: Scalar, power: Scalar) -> Scalar:
    """X 2^power, rounded once; power is whole."""
    return np.ldexp(x, int(power))
