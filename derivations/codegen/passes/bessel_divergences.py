r"""Divergences of von Mises laws: that of :math:`\log I_0` in the concentration, plus the ratio :math:`I_1/I_0` times that in direction.

:math:`\log I_0(y) - \log I_0(x) + A(x) R` is the Bregman divergence plus :math:`A(x) (R + y - x)`, where what stands in parentheses is
:math:`y (1 - \cos)` of an angle, or the length of a vector beyond its projection on another one.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import sympy as sp

from derivations.codegen.passes import Pass
from derivations.codegen.passes.bessel_ratios import coordinates_of_direction
from derivations.codegen.primitives import primitives
from derivations.codegen.ratio import in_factors
from derivations.codegen.stable import stable

if TYPE_CHECKING:
    from collections.abc import Iterator

    from derivations.codegen.domain import Domain

RATIO, ZEROTH = sp.symbols("bessel_ratio_ bessel_zeroth_", positive=True)
PLANE = 2


def rewrite(expression: sp.Expr, domain: Domain) -> Iterator[sp.Expr]:
    """The sum by the two divergences, if it consists of them."""
    logarithms = {call: expression.coeff(call) for call in expression.atoms(sp.log) if isinstance(call.args[0], sp.besseli)}
    if not isinstance(expression, sp.Add) or sorted(logarithms.values(), key=str) != [-1, 1]:
        return
    upper, lower = sorted((call.args[0] for call in logarithms), key=lambda call: -logarithms[sp.log(call)])
    y, x = upper.args[1], lower.args[1]
    if (upper.args[0], lower.args[0]) != (0, 0) or not (domain.sign(y) > 0 and domain.sign(x) > 0):
        return
    rest = expression - sp.log(upper) + sp.log(lower)
    named = rest.xreplace({sp.besseli(1, x): RATIO * ZEROTH, sp.besseli(0, x): ZEROTH})
    linear = sp.expand(in_factors(named).expression)
    slope = linear.diff(RATIO)
    if slope.has(RATIO, ZEROTH, sp.besseli, sp.log) or sp.expand(linear - slope * RATIO) != 0:
        return
    yield from _by_angle(y, x, slope)
    yield from _by_vectors(y, x, slope)


def _by_angle(y: sp.Expr, x: sp.Expr, slope: sp.Expr) -> Iterator[sp.Expr]:
    """For R = x - y cos(u): twice the square of the sine of half the angle."""
    angles = slope.atoms(sp.cos)
    if len(angles) == 1 and sp.expand(slope - x + y * (angle := angles.pop())) == 0:
        direction = 2 * y * sp.sin(angle.args[0] / 2) ** 2
        yield stable("bregman_log_bessel_i0_given", y, x, y - x) + stable("bessel_ratio", x) * direction


def _by_vectors(y: sp.Expr, x: sp.Expr, slope: sp.Expr) -> Iterator[sp.Expr]:
    """For the lengths y and x of vectors in the plane, and R = x less the projection of the first on the second."""
    first, second = list(coordinates_of_direction(y)), list(coordinates_of_direction(x))
    if len(first) == len(second) == PLANE and not set(first) & set(second):
        length = sp.Symbol("length_", positive=True)
        product = sp.Add(*(a * b for a, b in zip(first, second, strict=True)))
        left_over = ((slope - x) * x + product).xreplace({x: length, x**2: length**2}).subs(second[0] ** 2, length**2 - second[1] ** 2)
        if sp.expand(left_over.xreplace({x: length})) == 0:
            lengths = [stable("hypotenuse", *vector) for vector in (first, second)]
            change = stable("hypotenuse_difference", *first, *second)
            yield stable("bregman_log_bessel_i0_given", *lengths, change) + stable("bessel_ratio", lengths[1]) * stable(
                "length_beyond", *first, *second
            )


NEEDED = {"bregman_log_bessel_i0_given", "bessel_ratio", "hypotenuse", "hypotenuse_difference", "length_beyond"}
PASS = Pass("bessel_divergences", 3, rewrite if set(primitives()) >= NEEDED else lambda *_: ())
