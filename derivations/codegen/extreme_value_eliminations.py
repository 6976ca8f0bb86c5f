"""What elimination leaves of the information of extreme value laws, by primitives that have neither poles nor differences at shape zero."""

from __future__ import annotations

from typing import TYPE_CHECKING

import sympy as sp

from derivations.codegen.passes.extreme_values import LOWEST, at_least_arguments
from derivations.codegen.primitives import primitives
from derivations.codegen.ratio import in_factors
from derivations.codegen.stable import stable

if TYPE_CHECKING:
    from collections.abc import Iterator

    from derivations.codegen.domain import Domain

NAMES = (
    "extreme_value_efficient_scale",
    "extreme_value_efficient_shape",
    "extreme_value_nuisance_location",
    "extreme_value_nuisance_scale",
    "extreme_value_location_scale",
    "extreme_value_inverse_location_scale",
)


def by_eliminations(expression: sp.Expr, domain: Domain) -> Iterator[sp.Expr]:
    """The multiple of a primitive that the expression is, for a shape that is known to be above -1/2."""
    plain = at_least_arguments(expression)
    for shape in sorted(plain.free_symbols, key=str):
        if not plain.has(sp.gamma(2 * shape + 1)) or not domain.is_above(shape, LOWEST):
            continue
        for name in NAMES:
            rest = in_factors(plain / at_least_arguments(primitives()[name].meaning(shape))).expression
            if not rest.has(sp.Function, sp.EulerGamma, sp.pi, shape):
                yield rest * stable(name, shape)
                return
