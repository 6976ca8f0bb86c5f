"""The inverse Wishart law: the inverse of a Wishart matrix, for an explicit number d of rows."""

from __future__ import annotations

from typing import TYPE_CHECKING

import sympy as sp

from derivations.families.wishart import INVALID, VALID, log_gamma_of, matrix_of, normalizer, upper, weights
from derivations.family import Family, Parameter
from derivations.linear_algebra import determinant, inverse
from derivations.moments.kernel import Pivot
from derivations.moments.wishart import WishartKernel
from derivations.natural_domain import require_definite
from derivations.support import PositiveDefinite

if TYPE_CHECKING:
    from collections.abc import Sequence

    from derivations.language.tensor import Tensor


def log_density(y: Tensor, df: sp.Expr, scale: Tensor) -> sp.Expr:
    """-(df + d + 1)/2 log det y - tr(scale y^-1)/2 + df/2 log det(scale/2) - log Gamma_d(df/2)."""
    d = scale.shape[0]
    constant = df * (d * sp.log(2) - sp.log(determinant(scale.rows()))) / 2 + log_gamma_of(d, df / 2)
    trace = sp.Add(*(a * b for a, b in zip(scale.entries, inverse(y).entries, strict=True)))
    return -(df + d + 1) / 2 * sp.log(determinant(y.rows())) - trace / 2 - constant


def pivot(df: sp.Expr, scale: Tensor) -> Pivot:
    """The inverse is a Wishart matrix with the inverse scale."""
    kernel, d = WishartKernel(df, inverse(scale)), scale.shape[0]
    return Pivot(kernel, tuple(kernel.inverse_entry(i, j) for i in range(d) for j in range(d)))


def log_partition(eta: Sequence[sp.Expr]) -> sp.Expr:
    """The normaliser at df = -2 eta_0 - d - 1 and the scale of the other natural parameters."""
    scale = matrix_of(eta[1:])
    require_definite(scale.rows())
    return normalizer(-2 * eta[0] - scale.shape[0] - 1, scale)


FAMILY = Family(
    name="InverseWishart",
    parameters=(Parameter("df", "positive"), Parameter("scale", "spd", ("d", "d"))),
    support=lambda scale, **_: PositiveDefinite(scale.shape[0]),
    log_density=log_density,
    pivot=pivot,
    natural=lambda df, scale: (-(df + scale.shape[0] + 1) / 2, *weights(scale)),
    sufficient=lambda y, **_: (sp.log(determinant(y.rows())), *upper(inverse(y))),
    log_partition=log_partition,
    page="natural: -(df + d + 1)/2, then -scale_ii/2 and -scale_ij (i < j) row by row, with log det y, then (y^-1)_ij (i <= j)",
    conditions=lambda df, scale: (("positive", df - scale.shape[0] + 1),),
    valid=VALID,
    invalid=INVALID,
)
