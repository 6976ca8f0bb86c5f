"""The logarithm of the determinant: the sum of the logarithms of the pivots."""

from __future__ import annotations

from typing import Any

import numpy as np
import sympy as sp

from derivations.codegen.arrays.matrix_functions import MatrixFunction
from derivations.codegen.arrays.reductions import total


def _meaning(matrix: sp.Matrix) -> sp.Expr:
    return sp.log(matrix.det())


FUNCTION = MatrixFunction("log_determinant", (("factors", 0),), 0, _meaning, spare=(1, 0))
JAX = '''def log_determinant(x: Any) -> Any:
    """The sum of the logarithms of the pivots."""
    return total(jnp.log(jnp.diagonal(x)))'''
C = """/* The sum of the logarithms of the pivots. */
static double log_determinant(size_t d, const double *x, double *spare)
{
    for (size_t i = 0; i < d; i++) spare[i] = stable_log(x[i * d + i]);
    return total(d, spare, 1);
}"""


def log_determinant(x: Any, out: Any, spare: Any, scratch: Any) -> None:  # noqa: ARG001 - one signature for all
    """Write the sum of the logarithms of the pivots."""
    np.log(np.einsum("iim->im", x), out=spare)
    total(spare, out, spare)
