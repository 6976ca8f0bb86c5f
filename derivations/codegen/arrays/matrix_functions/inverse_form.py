"""The bilinear form of the inverse of a matrix: u^T S^-1 v = sum (L^-1 u)_i (L^-1 v)_i / D_i."""

from __future__ import annotations

from typing import Any

import numpy as np
import sympy as sp  # noqa: TC002 - the meaning is a function of exact matrices

from derivations.codegen.arrays.matrix_functions import MatrixFunction
from derivations.codegen.arrays.reductions import forward, total


def _meaning(left: sp.Matrix, matrix: sp.Matrix, right: sp.Matrix) -> sp.Expr:
    return (left.T * matrix.inv() * right)[0]


FUNCTION = MatrixFunction("inverse_form", (("vector", 0), ("factors", 1), ("vector", 2)), 0, _meaning, spare=(3, 0))
JAX = '''def inverse_form(u: Any, x: Any, v: Any) -> Any:
    """u^T S^-1 v from the factors of S."""
    return total(forward(x, u) * forward(x, v) / jnp.diagonal(x))'''
C = """/* u^T S^-1 v from the factors of S. */
static double inverse_form(size_t d, const double *u, const double *x, const double *v, double *spare)
{
    double *right = spare + d;
    memcpy(spare, u, d * sizeof *spare);
    memcpy(right, v, d * sizeof *right);
    forward(d, x, spare, 1);
    forward(d, x, right, 1);
    for (size_t i = 0; i < d; i++) spare[i] = spare[i] * right[i] / x[i * d + i];
    return total(d, spare, 1);
}"""


def inverse_form(u: Any, x: Any, v: Any, out: Any, left: Any, right: Any, spare: Any, scratch: Any) -> None:  # noqa: ARG001, PLR0913, PLR0917 - one signature for all
    """Write u^T S^-1 v from the factors of S."""
    np.copyto(left, u)
    np.copyto(right, v)
    forward(x, left, spare)
    forward(x, right, spare)
    np.multiply(left, right, out=left)
    np.divide(left, np.einsum("iim->im", x), out=left)
    total(left, out, left)
