r"""Differences of products of two sigmoids and of their complements: gradients of losses of ordered classes between two thresholds.

:math:`\sigma(u) \sigma(v) - \sigma(-u) \sigma(-v) = \sigma(u) + \sigma(v) - 1 = \sigma(u) - \sigma(-v)`, which vanishes at v = -u: with
:math:`d = u - v` known without rounding, a primitive of u and d has every digit there.
"""

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
    """The expression with every such difference whose arguments are an argument of the kernel and that less a positive one."""
    if expression.has(Stable):
        changed = expression.replace(lambda part: isinstance(part, sp.Add), lambda part: by_drop(part, domain))
        if changed != expression:
            yield changed


def by_drop(expression: sp.Add, domain: Domain) -> sp.Expr:
    """The sum itself, unless it is a multiple of such a difference.

    >>> from derivations.codegen.domain import Domain
    >>> x, g = sp.Symbol("x", real=True), sp.Symbol("g", positive=True)
    >>> s = lambda u: stable("sigmoid", u)
    >>> by_drop(s(x) * s(x - g) - s(-x) * s(g - x), Domain(frozenset({x, g})))
    sigmoid_drop(x, g)
    """
    if len(expression.args) != PAIR:
        return expression
    (weight, first), (opposite, second) = (term.as_coeff_Mul() for term in expression.args)
    ends, others = _arguments(first), _arguments(second)
    if weight != -opposite or len(ends) != PAIR or {-end for end in ends} != set(others):
        return expression
    for sign, (u, v) in ((1, ends), (1, ends[::-1]), (-1, others), (-1, others[::-1])):
        if u in domain.inputs and u - v in domain.inputs and (u - v).is_positive:
            return sign * weight * stable("sigmoid_drop", u, u - v)
    return expression


def _arguments(product: sp.Expr) -> list[sp.Expr]:
    """Of a product of sigmoids."""
    factors = sp.Mul.make_args(product)
    return [factor.args[1] for factor in factors] if all(_is_sigmoid(factor) for factor in factors) else []


def _is_sigmoid(factor: sp.Expr) -> bool:
    return isinstance(factor, Stable) and factor.primitive == "sigmoid"


PASS = Pass("sigmoid_drops", 45, rewrite)
