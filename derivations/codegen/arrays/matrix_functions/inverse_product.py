"""The inverse of a matrix times a vector, by its factors: two triangular systems and a division."""

from __future__ import annotations

from typing import Any

import numpy as np
import sympy as sp  # noqa: TC002 - the meaning is a function of exact matrices

from derivations.codegen.arrays.matrix_functions import MatrixFunction
from derivations.codegen.arrays.reductions import backward, forward


def _meaning(matrix: sp.Matrix, vector: sp.Matrix) -> sp.Matrix:
    return matrix.inv() * vector


FUNCTION = MatrixFunction("inverse_product", (("factors", 0), ("vector", 1)), 1, _meaning, spare=(1, 0))
JAX = '''def inverse_product(x: Any, v: Any) -> Any:
    """S^-1 v from the factors of S."""
    return backward(x, forward(x, v) / jnp.diagonal(x))'''
C = """/* S^-1 v from the factors of S. */
static void inverse_product(size_t d, const double *x, const double *v, double *out, double *spare)
{
    (void)spare;
    memcpy(out, v, d * sizeof *out);
    forward(d, x, out, 1);
    for (size_t i = 0; i < d; i++) out[i] /= x[i * d + i];
    backward(d, x, out);
}"""


def inverse_product(x: Any, v: Any, out: Any, spare: Any, scratch: Any) -> None:  # noqa: ARG001 - one signature for all
    """Write S^-1 v from the factors of S."""
    np.copyto(out, v)
    forward(x, out, spare)
    np.divide(out, np.einsum("iim->im", x), out=out)
    backward(x, out, spare)
