"""The quadratic form of the inverse of a matrix, as a sum of squares: u^T S^-1 u = sum (L^-1 u)_i^2 / D_i."""

from __future__ import annotations

from typing import Any

import numpy as np
import sympy as sp  # noqa: TC002 - the meaning is a function of exact matrices

from derivations.codegen.arrays.matrix_functions import MatrixFunction
from derivations.codegen.arrays.reductions import forward, total


def _meaning(vector: sp.Matrix, matrix: sp.Matrix) -> sp.Expr:
    return (vector.T * matrix.inv() * vector)[0]


FUNCTION = MatrixFunction("inverse_square", (("vector", 0), ("factors", 1)), 0, _meaning, spare=(2, 0), sign="nonnegative")
JAX = '''def inverse_square(u: Any, x: Any) -> Any:
    """u^T S^-1 u from the factors of S."""
    solved = forward(x, u)
    return total(solved * solved / jnp.diagonal(x))'''
C = """/* u^T S^-1 u from the factors of S. */
static double inverse_square(size_t d, const double *u, const double *x, double *spare)
{
    memcpy(spare, u, d * sizeof *spare);
    forward(d, x, spare, 1);
    for (size_t i = 0; i < d; i++) spare[i] = spare[i] * spare[i] / x[i * d + i];
    return total(d, spare, 1);
}"""


def inverse_square(u: Any, x: Any, out: Any, solved: Any, spare: Any, scratch: Any) -> None:  # noqa: ARG001, PLR0913, PLR0917 - one signature for all
    """Write u^T S^-1 u from the factors of S."""
    np.copyto(solved, u)
    forward(x, solved, spare)
    np.square(solved, out=solved)
    np.divide(solved, np.einsum("iim->im", x), out=solved)
    total(solved, out, solved)
