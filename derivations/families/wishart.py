"""The Wishart law of symmetric positive definite matrices of d rows, for an explicit d."""

from __future__ import annotations

from typing import TYPE_CHECKING

import sympy as sp

from derivations.family import Family, Parameter
from derivations.language.tensor import Tensor
from derivations.linear_algebra import determinant, inverse
from derivations.moments.kernel import Pivot
from derivations.moments.wishart import WishartKernel
from derivations.natural_domain import require_definite
from derivations.support import PositiveDefinite

if TYPE_CHECKING:
    from collections.abc import Sequence


def log_gamma_of(size: int, a: sp.Expr) -> sp.Expr:
    """The logarithm of the multivariate Gamma function of ``size`` dimensions."""
    return sp.Rational(size * (size - 1), 4) * sp.log(sp.pi) + sp.Add(*(sp.loggamma(a - sp.Rational(i, 2)) for i in range(size)))


def _trace(left: Tensor, right: Tensor) -> sp.Expr:
    return sp.Add(*(a * b for a, b in zip(left.entries, right.entries, strict=True)))


def log_density(y: Tensor, df: sp.Expr, scale: Tensor) -> sp.Expr:
    """(df - d - 1)/2 log det y - tr(scale^-1 y)/2 - df/2 log det(2 scale) - log Gamma_d(df/2)."""
    d = scale.shape[0]
    constant = df * (d * sp.log(2) + sp.log(determinant(scale.rows()))) / 2 + log_gamma_of(d, df / 2)
    return (df - d - 1) / 2 * sp.log(determinant(y.rows())) - _trace(inverse(scale), y) / 2 - constant


def pivot(df: sp.Expr, scale: Tensor) -> Pivot:
    """The entries are those of the kernel."""
    kernel, d = WishartKernel(df, scale), scale.shape[0]
    return Pivot(kernel, tuple(kernel.entry(i, j) for i in range(d) for j in range(d)))


def weights(matrix: Tensor) -> list[sp.Expr]:
    """-matrix_ii/2 and -matrix_ij (i < j), row by row."""
    rows, d = matrix.rows(), matrix.shape[0]
    return [-rows[i][j] / (2 if i == j else 1) for i in range(d) for j in range(i, d)]


def upper(matrix: Tensor) -> list[sp.Expr]:
    """The entries on and above the diagonal, row by row."""
    rows, d = matrix.rows(), matrix.shape[0]
    return [rows[i][j] for i in range(d) for j in range(i, d)]


def matrix_of(eta: Sequence[sp.Expr]) -> Tensor:
    """The symmetric matrix whose :func:`weights` are given."""
    size = next(d for d in range(1, len(eta) + 1) if d * (d + 1) // 2 >= len(eta))
    pairs = [(i, j) for i in range(size) for j in range(i, size)]
    entries = {pair: -value * (2 if pair[0] == pair[1] else 1) for pair, value in zip(pairs, eta, strict=True)}
    return Tensor.matrix([[entries[min(i, j), max(i, j)] for j in range(size)] for i in range(size)])


def normalizer(df: sp.Expr, precision: Tensor) -> sp.Expr:
    """Return df d/2 log 2 - df/2 log det(precision) + log Gamma_d(df/2)."""
    d = precision.shape[0]
    return df * (d * sp.log(2) - sp.log(determinant(precision.rows()))) / 2 + log_gamma_of(d, df / 2)


def log_partition(eta: Sequence[sp.Expr]) -> sp.Expr:
    """The normaliser at df = 2 eta_0 + d + 1 and the precision of the other natural parameters."""
    precision = matrix_of(eta[1:])
    require_definite(precision.rows())
    return normalizer(2 * eta[0] + precision.shape[0] + 1, precision)


half = sp.Rational(1, 2)
VALID = ((5, [[2]]), (5, [[2, half], [half, 1]]), (sp.Rational(11, 2), [[sp.Rational(3, 4)]]))
INVALID = ((0, [[1]]), (1, [[1, 0], [0, 1]]), (3, [[1, 2], [2, 1]]), (3, [[1, 1], [0, 1]]))
FAMILY = Family(
    name="Wishart",
    parameters=(Parameter("df", "positive"), Parameter("scale", "spd", ("d", "d"))),
    support=lambda scale, **_: PositiveDefinite(scale.shape[0]),
    log_density=log_density,
    pivot=pivot,
    natural=lambda df, scale: ((df - scale.shape[0] - 1) / 2, *weights(inverse(scale))),
    sufficient=lambda y, **_: (sp.log(determinant(y.rows())), *upper(y)),
    log_partition=log_partition,
    page="natural: (df - d - 1)/2, then -P_ii/2 and -P_ij (i < j) with P = scale^-1, row by row, with log det y, then y_ij (i <= j)",
    conditions=lambda df, scale: (("positive", df - scale.shape[0] + 1),),
    valid=VALID,
    invalid=INVALID,
)
