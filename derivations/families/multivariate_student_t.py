"""Student's t law in d dimensions with degrees of freedom, location and scale matrix, for an explicit d."""

from __future__ import annotations

from typing import TYPE_CHECKING

import sympy as sp

from derivations.family import Family, Parameter
from derivations.linear_algebra import determinant, inverse
from derivations.moments.elliptic import EllipticKernel
from derivations.moments.kernel import Pivot
from derivations.support import Space

if TYPE_CHECKING:
    from derivations.language.tensor import Tensor


def log_density(y: Tensor, df: sp.Expr, loc: Tensor, scale: Tensor) -> sp.Expr:
    """-(df + d)/2 log(1 + q/df) with q = (y - loc)^T scale^-1 (y - loc), minus the logarithm of the normaliser."""
    d, rows = loc.shape[0], inverse(scale).rows()
    z = [a - b for a, b in zip(y.entries, loc.entries, strict=True)]
    q = sp.Add(*(rows[i][j] * z[i] * z[j] for i in range(d) for j in range(d)))
    constant = sp.loggamma((df + d) / 2) - sp.loggamma(df / 2) - d * (sp.log(df) + sp.log(sp.pi)) / 2
    return constant - sp.log(determinant(scale.rows())) / 2 - (df + d) * sp.log(1 + q / df) / 2


def pivot(df: sp.Expr, loc: Tensor, scale: Tensor) -> Pivot:
    """Write y = loc + x sqrt(df u/(1 - u)) with x on the ellipsoid of the scale and u a Beta(d/2, df/2) variable."""
    d, half = loc.shape[0], sp.Rational(1, 2)
    kernel = EllipticKernel(scale, sp.Rational(d, 2), df / 2)
    radius = kernel.power(half, d) * kernel.power(-half, d + 1) * sp.sqrt(df)
    return Pivot(kernel, tuple(kernel.atom(i) * radius + entry for i, entry in enumerate(loc.entries)))


half = sp.Rational(1, 2)
FAMILY = Family(
    name="MultivariateStudentT",
    parameters=(Parameter("df", "positive"), Parameter("loc", "real", ("d",)), Parameter("scale", "spd", ("d", "d"))),
    support=lambda loc, **_: Space(loc.shape[0]),
    log_density=log_density,
    pivot=pivot,
    valid=((5, [half], [[2]]), (9, [1, -half], [[2, half], [half, 1]]), (sp.Rational(7, 2), [0], [[sp.Rational(3, 4)]])),
    invalid=((0, [0], [[1]]), (1, [0, 0], [[1, 2], [2, 1]])),
)
