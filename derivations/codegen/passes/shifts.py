r"""Polygamma functions of arguments that differ by a whole number: :math:`\psi(x + 1) = \psi(x) + 1/x` leaves one of them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import sympy as sp

from derivations.codegen.passes import Pass
from derivations.codegen.ratio import Ratios

if TYPE_CHECKING:
    from collections.abc import Iterator

    from derivations.codegen.domain import Domain

FARTHEST = 8  # steps of the recurrence


def rewrite(expression: sp.Expr, domain: Domain) -> Iterator[sp.Expr]:  # noqa: ARG001 - the interface of a pass
    """The expression with every such function at the smallest of its arguments."""
    calls = sorted(expression.atoms(sp.polygamma), key=lambda call: call.sort_key())
    table = {}
    for call in calls:
        order, upper = call.args
        steps = [sp.expand(upper - other.args[1]) for other in calls if other.args[0] == order]
        count = max((int(step) for step in steps if step.is_Integer and step <= FARTHEST), default=0)
        if count > 0 and order.is_Integer:
            lower = sp.expand(upper - count)
            added = sum((lower + step) ** (-order - 1) for step in range(count))
            table[call] = sp.polygamma(order, lower) + (-1) ** order * sp.factorial(order) * added
    if table:
        changed = expression.xreplace(table)
        yield changed
        yield collected(changed)


def collected(expression: sp.Expr) -> sp.Expr:
    """The expression as a sum over the products of such functions that remain, with cancelled coefficients."""
    factored = Ratios([expression]).factored(expression)
    calls = sorted(expression.atoms(sp.polygamma), key=lambda call: call.sort_key())
    above = sp.expand(sp.Mul(*(factor**power for factor, power in factored.factors if power > 0)))
    below = factored.coefficient * sp.Mul(*(factor**power for factor, power in factored.factors if power < 0))
    groups: dict[sp.Expr, list[sp.Expr]] = {}
    for term in sp.Add.make_args(above):
        outer, inner = term.as_independent(*calls, as_Add=False)
        groups.setdefault(inner, []).append(outer * below)
    totals = {inner: sp.Add(*terms) for inner, terms in groups.items()}
    return sp.Add(*(inner * Ratios([total]).factored(total).expression for inner, total in totals.items()))


PASS = Pass("shifts", 3, rewrite)
