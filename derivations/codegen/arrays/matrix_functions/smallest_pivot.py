"""The smallest pivot: a symmetric matrix is positive definite exactly where it is positive."""

from __future__ import annotations

from typing import Any

import numpy as np
import sympy as sp

from derivations.codegen.arrays.matrix_functions import MatrixFunction


def _meaning(matrix: sp.Matrix) -> sp.Expr:
    return sp.Min(*matrix.LDLdecomposition(hermitian=False)[1].diagonal())


FUNCTION = MatrixFunction("smallest_pivot", (("factors", 0),), 0, _meaning)
JAX = '''def smallest_pivot(x: Any) -> Any:
    """The smallest number on the diagonal of the factors."""
    return jnp.min(jnp.diagonal(x))'''
C = """/* The smallest number on the diagonal of the factors. */
static double smallest_pivot(size_t d, const double *x, double *spare)
{
    double found = x[0];
    (void)spare;
    for (size_t i = 1; i < d; i++) found = minimum(found, x[i * d + i]);
    return found;
}"""


def smallest_pivot(x: Any, out: Any, scratch: Any) -> None:  # noqa: ARG001 - one signature for all
    """Write the smallest number on the diagonal of the factors."""
    np.minimum.reduce(np.einsum("iim->im", x), axis=0, out=out)
