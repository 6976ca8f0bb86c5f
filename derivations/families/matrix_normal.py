"""The matrix normal law: covariance between rows times covariance between columns (fixed up to one common factor)."""

from __future__ import annotations

import itertools

import sympy as sp

from derivations.family import Family, Parameter
from derivations.language.tensor import Tensor
from derivations.linear_algebra import determinant, inverse
from derivations.moments.gaussian import MultivariateGaussianKernel
from derivations.moments.kernel import Pivot
from derivations.support import Matrices


def log_density(y: Tensor, loc: Tensor, rows: Tensor, columns: Tensor) -> sp.Expr:
    """-tr(columns^-1 (y - loc)^T rows^-1 (y - loc))/2 - (n log det(rows) + m log det(columns) + m n log(2 pi))/2."""
    m, n = loc.shape
    centred = y.combine(loc, lambda a, b: a - b)
    inner = centred.transpose().matmul(inverse(rows)).matmul(centred)
    trace = sp.Add(*(a * b for a, b in zip(inverse(columns).entries, inner.entries, strict=True)))
    constant = n * sp.log(determinant(rows.rows())) + m * sp.log(determinant(columns.rows())) + m * n * sp.log(2 * sp.pi)
    return -(trace + constant) / 2


def pivot(loc: Tensor, rows: Tensor, columns: Tensor) -> Pivot:
    """Cov(y_ij, y_kl) = rows_ik columns_jl."""
    places = list(itertools.product(range(loc.shape[0]), range(loc.shape[1])))
    across, along = rows.rows(), columns.rows()
    kernel = MultivariateGaussianKernel(Tensor.matrix([[across[i][k] * along[j][n] for k, n in places] for i, j in places]))
    return Pivot(kernel, tuple(kernel.atom(i) + entry for i, entry in enumerate(loc.entries)))


half = sp.Rational(1, 2)
FAMILY = Family(
    name="MatrixNormal",
    parameters=(Parameter("loc", "real", ("m", "n")), Parameter("rows", "spd", ("m", "m")), Parameter("columns", "spd", ("n", "n"))),
    support=lambda loc, **_: Matrices(loc.shape),
    log_density=log_density,
    pivot=pivot,
    valid=(
        ([[1, -half]], [[2]], [[1, half], [half, 1]]),
        ([[1, 0], [half, -1]], [[1, half], [half, 2]], [[2, -half], [-half, 1]]),
        ([[half], [0]], [[2, 1], [1, 3]], [[half]]),
    ),
    invalid=(([[0, 0]], [[-1]], [[1, 0], [0, 1]]), ([[0, 0]], [[1]], [[1, 2], [2, 1]])),
    fixed=lambda name, place, shape: name == "columns" and place == (shape[0] - 1, shape[1] - 1),
)
