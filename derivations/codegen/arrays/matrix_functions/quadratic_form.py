"""The quadratic form of a positive definite matrix, as a sum of squares: u^T S u = sum D_i (L^T u)_i^2."""

from __future__ import annotations

from typing import Any

import numpy as np
import sympy as sp  # noqa: TC002 - the meaning is a function of exact matrices

from derivations.codegen.arrays.matrix_functions import MatrixFunction
from derivations.codegen.arrays.reductions import total


def _meaning(vector: sp.Matrix, matrix: sp.Matrix) -> sp.Expr:
    return (vector.T * matrix * vector)[0]


FUNCTION = MatrixFunction("quadratic_form", (("vector", 0), ("factors", 1)), 0, _meaning, spare=(2, 0), sign="nonnegative")
JAX = '''def quadratic_form(u: Any, x: Any) -> Any:
    """u^T S u from the factors of S."""
    turned = u + total(jnp.tril(x, -1) * u[:, None])
    return total(turned * turned * jnp.diagonal(x))'''
C = """/* u^T S u from the factors of S. */
static double quadratic_form(size_t d, const double *u, const double *x, double *spare)
{
    for (size_t i = 0; i < d; i++) {
        double turned = u[i];
        for (size_t j = i + 1; j < d; j++) turned += x[j * d + i] * u[j];
        spare[i] = turned * turned * x[i * d + i];
    }
    return total(d, spare, 1);
}"""


def quadratic_form(u: Any, x: Any, out: Any, turned: Any, spare: Any, scratch: Any) -> None:  # noqa: ARG001, PLR0913, PLR0917 - one signature for all
    """Write u^T S u from the factors of S."""
    np.copyto(turned, u)
    for step in range(len(x) - 1):
        np.multiply(x[step + 1 :, step], u[step + 1 :], out=spare[step + 1 :])
        for row in spare[step + 1 :]:
            np.add(turned[step], row, out=turned[step])
    np.square(turned, out=turned)
    np.multiply(turned, np.einsum("iim->im", x), out=turned)
    total(turned, out, turned)
