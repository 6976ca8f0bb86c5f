r"""Fisher information of generalised extreme value laws: the location's, times functions of the shape without poles at zero.

With :math:`p = (1 + x)^2 \Gamma(1 + 2 x)` of the shape x, every entry is a power of the scale times p times difference quotients of
gamma functions between 0, x and 2 x, which stay finite at zero and lose no digits beside it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import sympy as sp

from derivations.codegen.passes import Pass
from derivations.codegen.passes.shifts import stepped
from derivations.codegen.primitives import primitives
from derivations.codegen.ratio import in_factors
from derivations.codegen.stable import stable

if TYPE_CHECKING:
    from collections.abc import Iterator

    from derivations.codegen.domain import Domain

NAMES = (
    "extreme_value_scale",
    "extreme_value_location_scale",
    "extreme_value_location_shape",
    "extreme_value_scale_shape",
    "extreme_value_shape",
)
LOWEST = sp.Rational(-1, 2)  # the information is infinite at and below this shape


def rewrite(expression: sp.Expr, domain: Domain) -> Iterator[sp.Expr]:
    """The multiple of a primitive that the expression is, for a shape that is known to be above -1/2."""
    if not expression.has(sp.gamma):
        return
    plain = at_least_arguments(expression)
    for shape in sorted(expression.free_symbols, key=str):
        if not plain.has(sp.gamma(2 * shape + 1)) or not domain.is_above(shape, LOWEST):
            continue
        location = (1 + shape) ** 2 * sp.gamma(2 * shape + 1)
        for name in NAMES:
            quotient = plain / at_least_arguments(primitives()[name].meaning(shape) * location)
            rest = in_factors(quotient).expression
            if not rest.has(sp.Function, sp.EulerGamma, sp.pi, shape):
                yield rest * location * stable(name, shape)
                return


def at_least_arguments(expression: sp.Expr) -> sp.Expr:
    """The expression with every gamma and digamma function at its argument less a whole number, between one and two at zero."""
    table = {}
    for call in expression.atoms(sp.gamma, sp.polygamma):
        number, _ = call.args[-1].as_coeff_Add()
        if number.is_Integer and number > 1 and call.args[-1].free_symbols:
            table[call] = stepped(call, int(number) - 1)
    return expression.xreplace(table)


PASS = Pass("extreme_values", 2, rewrite if set(primitives()) >= set(NAMES) else lambda *_: ())
