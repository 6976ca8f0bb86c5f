r"""Sums of a few polygamma functions and quotients of polynomials as positive terms, where they can be written so.

:math:`\psi_1(a) = 1/a + t(a)` with the tail t, :math:`\psi_1(a) = 1/a^2 + \psi_1(a + 1)`, and
:math:`\psi(a) + \gamma = a\,\sigma(a + 1, 1) - 1/a` with the slope :math:`\sigma` of digamma between two points: what stands first is
positive, and what is left beside it has to be.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import sympy as sp

from derivations.codegen.ratio import in_factors
from derivations.codegen.stable import stable

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from derivations.codegen.domain import Domain

Part = tuple[sp.Expr, sp.Expr]  # a positive function, and what the polygamma function has beside it


def by_positive_terms(expression: sp.Expr, domain: Domain, above: Mapping[sp.Symbol, sp.Expr]) -> Iterator[sp.Expr]:
    """The expression, if it is linear in polygamma functions, as sums of positive terms.

    ``above`` writes arguments by what they exceed their bounds by.
    """
    calls = sorted(expression.atoms(sp.polygamma), key=lambda call: call.sort_key())
    factored = in_factors(expression)
    holding = [(factor, power) for factor, power in factored.factors if factor.has(sp.polygamma)]
    if len(holding) != 1 or holding[0][1] != 1:
        return
    outer, total = factored.expression / holding[0][0], sp.expand(holding[0][0])
    weights = {call: in_factors(outer * total.coeff(call)).expression for call in calls}
    if not all(domain.sign(weight) > 0 for weight in weights.values()):
        return
    for parts in zip(*(_parts(call) for call in calls), strict=True):
        apart = dict(zip(calls, parts, strict=True))
        rest = in_factors(expression - sp.Add(*(weights[call] * (call - beside) for call, (_, beside) in apart.items()))).expression
        left = in_factors(rest.xreplace(dict(above))).expression
        if not rest.has(sp.polygamma) and has_positive_factors(left, domain):
            yield sp.Add(*(weights[call] * own for call, (own, _) in apart.items()), left)


def _parts(call: sp.Expr) -> tuple[Part, Part, Part]:
    order, argument = call.args
    if order == 0:
        return ((argument * stable("digamma_slope", argument + 1, sp.S.One), -1 / argument - sp.EulerGamma),) * 3
    step = (-1) ** (order + 1) * sp.factorial(order) / argument ** (order + 1)
    first = (stable("trigamma_tail", argument), 1 / argument) if order == 1 else (call, sp.S.Zero)
    return first, (call, sp.S.Zero), (sp.polygamma(order, argument + 1), step)


def has_positive_factors(expression: sp.Expr, domain: Domain) -> bool:
    """Whether a quotient is zero, or every factor of it has terms of one sign and the product is positive."""
    factored = in_factors(expression)
    signs = [1 if power % 2 == 0 else domain.sign(factor) for factor, power in factored.factors]
    return factored.is_zero or (0 not in signs and sp.Mul(factored.coefficient, *signs).is_positive is True)
