r"""Fisher information of truncated normal laws: moments about the mean, and densities at the bounds, as primitives of the bounds.

With the bounds :math:`x = (a - \mu)/\sigma`, :math:`y = (b - \mu)/\sigma` of a standard normal variable z, the entries are powers of
:math:`\sigma` times :math:`\operatorname{Var} z`, :math:`\operatorname{Cov}(z, z^2)`, :math:`\operatorname{Var} z^2` and products of
the densities :math:`\varphi(x)/Z`, :math:`\varphi(y)/Z` with :math:`Z = \Phi(y) - \Phi(x)`. The primitives get :math:`(b - a)/\sigma`
besides, in which nothing has cancelled.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import sympy as sp

from derivations.codegen.passes import Pass
from derivations.codegen.primitives import primitives
from derivations.codegen.ratio import in_factors
from derivations.codegen.stable import meaning, stable

if TYPE_CHECKING:
    from collections.abc import Iterator

    from derivations.codegen.domain import Domain

NAMES = (
    "truncated_normal_variance_given",
    "truncated_normal_covariance_given",
    "truncated_normal_square_variance_given",
    "truncated_normal_hazard_given",
)
PAIR = 2


def rewrite(expression: sp.Expr, domain: Domain) -> Iterator[sp.Expr]:  # noqa: ARG001 - the interface of a pass
    """The multiple of such a moment or product that the expression is, or zero."""
    ends = [sp.sqrt(2) * call.args[0] for call in sorted(expression.atoms(sp.erf), key=lambda call: call.sort_key())]
    if len(ends) != PAIR or expression.has(sp.log):
        return
    for y, x in (ends, ends[::-1]):
        for form in named(y, x):
            quotient = expression / meaning(form)
            rest = in_factors(quotient).expression
            if not rest.has(sp.Function) and not rest.is_negative:
                yield rest * form
                return


def named(y: sp.Expr, x: sp.Expr) -> Iterator[sp.Expr]:
    """The moments, then the products of densities, with their signs in the matrix."""
    gap = in_factors(y - x).expression
    variance, covariance, of_square, hazard = NAMES
    yield from (stable(name, y, x, gap) for name in (variance, covariance, of_square))
    low, high = stable(hazard, y, x, gap), stable(hazard, x, y, -gap)  # the second is negative
    yield from (low**2, low * high, high**2)


PASS = Pass("truncated_normals", 1, rewrite if set(primitives()) >= set(NAMES) else lambda *_: ())
