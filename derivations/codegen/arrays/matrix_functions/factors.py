"""The factors of a symmetric matrix by elimination without exchanges: S = L D L^T with ones on the diagonal of L."""

from __future__ import annotations

from typing import Any

import numpy as np
import sympy as sp

from derivations.codegen.arrays.matrix_functions import MatrixFunction


def _meaning(matrix: sp.Matrix) -> sp.Matrix:
    lower, pivots = matrix.LDLdecomposition(hermitian=False)
    return lower - sp.eye(matrix.rows) + pivots


FUNCTION = MatrixFunction("factors", (("matrix", 0),), 2, _meaning, spare=(1, 1))
JAX = '''def factors(x: Any) -> Any:
    """The multipliers below the diagonal and the pivots on it, of S = L D L^T; what stands above is no part of the result."""
    rows = jnp.arange(len(x))

    def eliminated(step: Any, x: Any) -> Any:
        below = jnp.where(rows > step, x[:, step], 0.0)
        scaled = below / x[step, step]
        rest = x - scaled[:, None] * below
        return rest.at[:, step].set(jnp.where(rows > step, scaled, x[:, step]))

    return lax.fori_loop(0, len(x) - 1, eliminated, x)'''
C = """/* The multipliers below the diagonal and the pivots on it, of S = L D L^T; what stands above is no part of the result. */
static void factors(size_t d, const double *x, double *out, double *spare)
{
    memcpy(out, x, d * d * sizeof *out);
    for (size_t k = 0; k < d; k++) {
        const double pivot = out[k * d + k];
        for (size_t i = k + 1; i < d; i++) spare[i] = out[i * d + k] / pivot;
        for (size_t i = k + 1; i < d; i++) {
            for (size_t j = k + 1; j <= i; j++) out[i * d + j] -= spare[i] * out[j * d + k];
        }
        for (size_t i = k + 1; i < d; i++) out[i * d + k] = spare[i];
    }
}"""


def factors(x: Any, out: Any, column: Any, update: Any, scratch: Any) -> None:  # noqa: ARG001 - one signature for all
    """Write the multipliers below the diagonal and the pivots on it; what stands above is no part of the result."""
    np.copyto(out, x)
    for step in range(len(x) - 1):
        rest, below = out[step + 1 :, step + 1 :], out[step + 1 :, step]
        scaled, product = column[step + 1 :], update[step + 1 :, step + 1 :]
        np.divide(below, out[step, step], out=scaled)
        np.multiply(scaled[:, np.newaxis], below, out=product)
        np.subtract(rest, product, out=rest)
        np.copyto(below, scaled)
