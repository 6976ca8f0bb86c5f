r"""Losses of whole outcomes: sigmoid(u) - w, :math:`e^u - w`, :math:`e^u - w u` and :math:`\operatorname{softplus}(u) - w u`.

With :math:`h = [u > 0]` the last is :math:`\operatorname{softplus}(-|u|) + (h - w) u`, where h - w is exact: nothing cancels but for
positive u and w above one, and there an argument u explains what is lost (:mod:`derivations.codegen.explained`).
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
    """The expression with every such sum of two terms in its stable form."""
    if expression.has(Stable, sp.exp):
        outermost = exponential_less_multiple(expression, domain)
        changed = outermost.replace(lambda part: isinstance(part, sp.Add), lambda part: by_whole(part, domain))
        if changed != expression:
            yield changed


def by_whole(expression: sp.Add, domain: Domain) -> sp.Expr:
    """The sum itself, unless it is a multiple of a sigmoid or exponential less an outcome, or of softplus less outcome times argument."""
    calls = [term for term in expression.args if isinstance(term.as_coeff_Mul()[1], Stable | sp.exp)]
    if len(calls) != 1 or len(expression.args) != PAIR:
        return expression
    weight, call = calls[0].as_coeff_Mul()
    rest = (calls[0] - expression) / weight
    if isinstance(call, sp.exp):
        return weight * stable("exp_less", call.args[0], rest) if _is_count(rest, call, domain) else expression
    if call.primitive == "sigmoid" and _is_whole(rest, domain):
        return weight * stable("sigmoid_less", call.args[1], rest)
    if call.primitive == "softplus" and call.args[1] in domain.inputs and _is_whole(rest / call.args[1], domain):
        return weight * softplus_less(call.args[1], rest / call.args[1])
    return expression


def exponential_less_multiple(expression: sp.Expr, domain: Domain) -> sp.Expr:
    """The multiple of an exponential less a whole multiple of its argument; inside of others the argument would explain less."""
    factor, total = expression.as_coeff_Mul()
    for term in total.args if isinstance(total, sp.Add) and len(total.args) == PAIR else ():
        weight, call = term.as_coeff_Mul()
        if isinstance(call, sp.exp) and _is_count(count := (term - total) / (weight * call.args[0]), call, domain):
            return factor * weight * stable("exp_less_multiple", call.args[0], count)
    return expression


def softplus_less(u: sp.Expr, whole: sp.Expr) -> sp.Expr:
    """softplus(u) - whole u; choices instead of absolute values have the right derivatives where they meet."""
    below = sp.Piecewise((-u, u > 0), (u, True))
    return stable("softplus", below) + u * sp.Piecewise((1 - whole, u > 0), (-whole, True))


def _is_count(expression: sp.Expr, call: sp.exp, domain: Domain) -> bool:
    """Whether it is an outcome that is not negative, and the exponential one of an argument."""
    return bool(call.args[0] in domain.inputs and _is_whole(expression, domain) and expression.is_nonnegative)


def _is_whole(expression: sp.Expr, domain: Domain) -> bool:
    return bool(expression.is_integer) and expression in domain.inputs


PASS = Pass("whole_outcomes", 60, rewrite)
