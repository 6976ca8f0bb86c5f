"""The normal law between two bounds, or above one: its bounds are no regular parameters."""

from __future__ import annotations

import sympy as sp

from derivations.family import Family, Parameter, Parameterization
from derivations.moments.kernel import Pivot
from derivations.moments.truncated_gaussian import TruncatedGaussianKernel, mass
from derivations.support import Interval


def _bounds(loc: sp.Expr, scale: sp.Expr, low: sp.Expr, high: sp.Expr) -> tuple[sp.Expr, sp.Expr]:
    """The bounds in units of the scale from the location."""
    return (low - loc) / scale, high if high.is_infinite else (high - loc) / scale


def log_density(y: sp.Expr, loc: sp.Expr, scale: sp.Expr, low: sp.Expr, high: sp.Expr) -> sp.Expr:
    """-(y - loc)^2/(2 scale^2) - log(scale) - log(2 pi)/2 - log of the normal probability of the interval."""
    constant = sp.log(scale) + sp.log(2 * sp.pi) / 2 + sp.log(mass(*_bounds(loc, scale, low, high)))
    return -((y - loc) ** 2) / (2 * scale**2) - constant


def pivot(loc: sp.Expr, scale: sp.Expr, low: sp.Expr, high: sp.Expr) -> Pivot:
    """Write y = loc + scale z with z a truncated standard normal variable."""
    kernel = TruncatedGaussianKernel(*_bounds(loc, scale, low, high))
    return Pivot(kernel, (kernel.atom() * scale + loc,))


FAMILY = Family(
    name="TruncatedNormal",
    parameters=(Parameter("loc"), Parameter("scale", "positive"), Parameter("low"), Parameter("high")),
    support=lambda low, high, **_: Interval(low, high),
    log_density=log_density,
    pivot=pivot,
    natural=lambda loc, scale, **_: (loc / scale**2, -1 / (2 * scale**2)),
    sufficient=lambda y, **_: (y, y**2),
    page="for known bounds: natural (loc/scale^2, -1/(2 scale^2)) with statistics (y, y^2)",
    alternatives=(
        Parameterization(
            parameters=(Parameter("loc"), Parameter("scale", "positive"), Parameter("low")),
            standard=lambda loc, scale, low: {"loc": loc, "scale": scale, "low": low, "high": sp.oo},
        ),
    ),
    conditions=lambda low, high, **_: () if high.is_infinite else (("positive", high - low),),
    valid=(
        (0, 1, -1, 2),
        (sp.Rational(-3, 2), sp.Rational(2, 3), -2, sp.Rational(1, 2)),
        (sp.Rational(5, 7), sp.Rational(9, 4), 0, 3),
    ),
    invalid=((0, -1, 0, 1), (0, 1, 1, 0), (0, 1, 2, 2)),
    fixed=lambda name, *_: name in ("low", "high"),
)
