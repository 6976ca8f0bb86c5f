"""What elimination leaves of the information of truncated normal laws, by a primitive about the mean instead of a difference."""

from __future__ import annotations

from typing import TYPE_CHECKING

from derivations.codegen.ratio import in_factors
from derivations.codegen.stable import Stable, stable

if TYPE_CHECKING:
    from collections.abc import Iterator

    import sympy as sp

PARTS = ("truncated_normal_square_variance_given", "truncated_normal_covariance_given", "truncated_normal_variance_given")


def by_residual(expression: sp.Expr) -> Iterator[sp.Expr]:
    """The multiple of what is left of the square's variance, if the expression is that multiple of whole - shared^2 / line."""
    for call in sorted(expression.atoms(Stable), key=lambda part: part.sort_key()):
        if call.primitive == PARTS[0]:
            whole, shared, line = (stable(name, *call.args[1:]) for name in PARTS)
            rest = in_factors(expression / (whole - shared**2 / line)).expression
            if not rest.has(whole, shared, line):
                yield rest * stable("truncated_normal_efficient_given", *call.args[1:])
