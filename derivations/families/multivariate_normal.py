"""The normal law in d dimensions, by covariance, precision, variances (diagonal) or one variance (isotropic)."""

from __future__ import annotations

from typing import TYPE_CHECKING

import sympy as sp

from derivations.family import Family, Parameter, Parameterization
from derivations.language.tensor import Tensor
from derivations.linear_algebra import determinant, inverse
from derivations.moments.gaussian import MultivariateGaussianKernel
from derivations.moments.kernel import Pivot
from derivations.natural_domain import require_definite
from derivations.support import Space

if TYPE_CHECKING:
    from collections.abc import Sequence


def _quadratic(matrix: Tensor, vector: Sequence[sp.Expr]) -> sp.Expr:
    rows = matrix.rows()
    return sp.Add(*(rows[i][j] * vector[i] * vector[j] for i in range(len(rows)) for j in range(len(rows))))


def _centred(y: Tensor, loc: Tensor) -> list[sp.Expr]:
    return [a - b for a, b in zip(y.entries, loc.entries, strict=True)]


def log_density(y: Tensor, loc: Tensor, covariance: Tensor) -> sp.Expr:
    """-(y - loc)^T covariance^-1 (y - loc) / 2 - log det(covariance) / 2 - d log(2 pi) / 2."""
    constant = sp.log(determinant(covariance.rows())) / 2 + loc.shape[0] * sp.log(2 * sp.pi) / 2
    return -_quadratic(inverse(covariance), _centred(y, loc)) / 2 - constant


def _log_density_of_precision(y: Tensor, loc: Tensor, precision: Tensor) -> sp.Expr:
    """-(y - loc)^T precision (y - loc) / 2 + log det(precision) / 2 - d log(2 pi) / 2."""
    constant = sp.log(determinant(precision.rows())) / 2 - loc.shape[0] * sp.log(2 * sp.pi) / 2
    return -_quadratic(precision, _centred(y, loc)) / 2 + constant


def pivot(loc: Tensor, covariance: Tensor) -> Pivot:
    """Write y = loc + x with x centred."""
    kernel = MultivariateGaussianKernel(covariance)
    return Pivot(kernel, tuple(kernel.atom(i) + entry for i, entry in enumerate(loc.entries)))


def _diagonal(variances: Sequence[sp.Expr]) -> Tensor:
    return Tensor.matrix([[entry if i == j else 0 for j in range(len(variances))] for i, entry in enumerate(variances)])


def _pairs(size: int) -> list[tuple[int, int]]:
    return [(i, j) for i in range(size) for j in range(i, size)]


def _natural_of_precision(loc: Tensor, precision: Tensor) -> list[sp.Expr]:
    rows = precision.rows()
    return [*precision.matmul(loc).entries, *(-rows[i][j] / (2 if i == j else 1) for i, j in _pairs(loc.shape[0]))]


def natural(loc: Tensor, covariance: Tensor) -> list[sp.Expr]:
    """Return precision loc, then -precision_ij (halved on the diagonal) for i <= j."""
    return _natural_of_precision(loc, inverse(covariance))


def sufficient(y: Tensor, **_: Tensor) -> list[sp.Expr]:
    """y_i, then y_i y_j for i <= j, row by row."""
    return [*y.entries, *(y.entries[i] * y.entries[j] for i, j in _pairs(y.shape[0]))]


def log_partition(eta: Sequence[sp.Expr]) -> sp.Expr:
    """h^T precision^-1 h / 2 - log det(precision) / 2 with h the first d entries; the base measure is (2 pi)^(-d/2)."""
    size = next(d for d in range(1, len(eta) + 1) if d + d * (d + 1) // 2 >= len(eta))
    entries = {pair: -value * (2 if pair[0] == pair[1] else 1) for pair, value in zip(_pairs(size), eta[size:], strict=True)}
    precision = Tensor.matrix([[entries[min(i, j), max(i, j)] for j in range(size)] for i in range(size)])
    require_definite(precision.rows())
    return _quadratic(inverse(precision), eta[:size]) / 2 - sp.log(determinant(precision.rows())) / 2


FAMILY = Family(
    name="MultivariateNormal",
    parameters=(Parameter("loc", "real", ("d",)), Parameter("covariance", "spd", ("d", "d"))),
    support=lambda loc, **_: Space(loc.shape[0]),
    log_density=log_density,
    pivot=pivot,
    natural=natural,
    sufficient=sufficient,
    log_partition=log_partition,
    page="natural: precision loc, then -precision_ii/2 and -precision_ij (i < j) row by row, with statistics y_i, then y_i y_j for i <= j",
    alternatives=(
        Parameterization(
            parameters=(Parameter("loc", "real", ("d",)), Parameter("precision", "spd", ("d", "d"))),
            standard=lambda loc, precision: {"loc": loc, "covariance": inverse(precision)},
            log_density=_log_density_of_precision,
            natural=_natural_of_precision,
        ),
        Parameterization(
            parameters=(Parameter("loc", "real", ("d",)), Parameter("variances", "positive", ("d",))),
            standard=lambda loc, variances: {"loc": loc, "covariance": _diagonal(variances.entries)},
        ),
        Parameterization(
            parameters=(Parameter("loc", "real", ("d",)), Parameter("variance", "positive")),
            standard=lambda loc, variance: {"loc": loc, "covariance": _diagonal([variance] * loc.shape[0])},
        ),
    ),
    valid=(
        ([0, 0], [[1, 0], [0, 1]]),
        ([1, sp.Rational(-1, 2)], [[2, sp.Rational(1, 2)], [sp.Rational(1, 2), 1]]),
        ([sp.Rational(1, 3)], [[2]]),
    ),
    invalid=(([0, 0], [[1, 2], [2, 1]]), ([0, 0], [[1, 1], [0, 1]])),
)
