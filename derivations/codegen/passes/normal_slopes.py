r"""The slope of :math:`x \Phi(x)` with the normal distribution function, :math:`\Phi(x) + x \varphi(x)`: its terms cancel beside -0.75."""

from __future__ import annotations

from typing import TYPE_CHECKING

import sympy as sp

from derivations.codegen.passes import Pass
from derivations.codegen.stable import Stable, stable

if TYPE_CHECKING:
    from collections.abc import Iterator

    from derivations.codegen.domain import Domain

PAIR = 2


def rewrite(expression: sp.Expr, domain: Domain) -> Iterator[sp.Expr]:
    """The expression with every multiple of such a sum of an argument by the primitive."""
    if expression.has(Stable):
        changed = expression.replace(lambda part: isinstance(part, sp.Add), lambda part: by_root(part, domain))
        if changed != expression:
            yield changed


def by_root(expression: sp.Add, domain: Domain) -> sp.Expr:
    """The sum itself, unless it is a multiple of Phi(x) + x phi(x)."""
    if len(expression.args) != PAIR:
        return expression
    for term in expression.args:
        coefficient, call = term.as_coeff_Mul()
        if not isinstance(call, Stable) or call.primitive != "erfc":
            continue
        x = -sp.sqrt(2) * call.args[1]
        moment = x * sp.exp(-(x**2) / 2) / sp.sqrt(2 * sp.pi)
        weight = 2 * coefficient
        if x in domain.inputs and expression - term == weight * moment:
            return weight * stable("normal_cdf_and_moment_given", x, call / 2, moment)
    return expression


PASS = Pass("normal_slopes", 86, rewrite)
