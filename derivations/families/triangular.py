"""The triangular law on an interval with a mode: its ends are no regular parameters, and its density has a kink at the mode."""

from __future__ import annotations

import sympy as sp

from derivations.family import Family, Parameter
from derivations.moments.beta import BetaKernel
from derivations.moments.kernel import Branch, Pivot
from derivations.support import Interval


def log_density(y: sp.Expr, low: sp.Expr, mode: sp.Expr, high: sp.Expr) -> sp.Expr:
    """Return log 2 - log(high - low) + log((y - low)/(mode - low)) below the mode, + log((high - y)/(high - mode)) above it."""
    side = sp.sign(y - mode)
    rising = sp.log(y - low) - sp.log(mode - low)
    falling = sp.log(high - y) - sp.log(high - mode)
    return sp.log(2) - sp.log(high - low) + (1 - side) / 2 * rising + (1 + side) / 2 * falling


def branches(low: sp.Expr, mode: sp.Expr, high: sp.Expr) -> tuple[Branch, Branch]:
    """Below the mode y = low + (mode - low) u and above it y = high - (high - mode) u, with u a Beta(2, 1) variable."""
    kernel = BetaKernel(sp.Integer(2), sp.Integer(1))
    below, above = (mode - low, kernel.atom() * (mode - low) + low), (high - mode, kernel.atom() * (mode - high) + high)
    return (
        Branch(below[0] / (high - low), mode, -1, Pivot(kernel, (below[1],))),
        Branch(above[0] / (high - low), mode, 1, Pivot(kernel, (above[1],))),
    )


FAMILY = Family(
    name="Triangular",
    parameters=(Parameter("low"), Parameter("mode"), Parameter("high")),
    support=lambda low, high, **_: Interval(low, high),
    log_density=log_density,
    branches=branches,
    conditions=lambda low, mode, high: (("positive", mode - low), ("positive", high - mode)),
    valid=((0, sp.Rational(1, 3), 1), (sp.Rational(-3, 2), 0, sp.Rational(2, 3)), (sp.Rational(5, 7), 2, sp.Rational(9, 4))),
    invalid=((1, 2, 0), (0, 0, 1), (0, 2, 1)),
)
