r"""Gamma and polygamma functions of arguments that differ by a whole number: :math:`\Gamma(x + 1) = x \Gamma(x)` leaves one of them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import sympy as sp

from derivations.codegen.passes import Pass
from derivations.codegen.ratio import in_factors

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from derivations.codegen.domain import Domain

CALLS = (sp.polygamma, sp.gamma)
FARTHEST = 8  # steps of the recurrence


def rewrite(expression: sp.Expr, domain: Domain) -> Iterator[sp.Expr]:  # noqa: ARG001 - the interface of a pass
    """The expression with every such function at the smallest of its arguments."""
    if table := steps_of(expression.atoms(*CALLS)):
        changed = expression.xreplace(table)
        yield changed
        yield collected(changed)


def steps_of(found: Iterable[sp.Expr]) -> dict[sp.Expr, sp.Expr]:
    """What every such function is by the one of its kind with the smallest argument a whole number below."""
    calls = sorted(found, key=lambda call: call.sort_key())
    table = {}
    for call in calls:
        alike = [other for other in calls if other.func == call.func and other.args[:-1] == call.args[:-1]]
        steps = [sp.expand(call.args[-1] - other.args[-1]) for other in alike]
        count = max((int(step) for step in steps if step.is_Integer and step <= FARTHEST), default=0)
        if count > 0:
            table[call] = stepped(call, count)
    return table


def stepped(call: sp.Expr, count: int) -> sp.Expr:
    """The function at its argument less a whole number, and what the recurrence adds or multiplies."""
    *order, upper = call.args
    lower = sp.expand(upper - count)
    passed = [lower + step for step in range(count)]
    if isinstance(call, sp.gamma):
        return sp.Mul(call.func(lower), *passed)
    (n,) = order
    return call.func(n, lower) + (-1) ** n * sp.factorial(n) * sp.Add(*(argument ** (-n - 1) for argument in passed))


def collected(expression: sp.Expr) -> sp.Expr:
    """The expression as a sum over the products of such functions that remain, with cancelled coefficients."""
    factored = in_factors(expression)
    calls = sorted(expression.atoms(*CALLS), key=lambda call: call.sort_key())
    above = sp.expand(sp.Mul(*(factor**power for factor, power in factored.factors if power > 0)))
    below = factored.coefficient * sp.Mul(*(factor**power for factor, power in factored.factors if power < 0))
    groups: dict[sp.Expr, list[sp.Expr]] = {}
    for term in sp.Add.make_args(above):
        outer, inner = term.as_independent(*calls, as_Add=False)
        groups.setdefault(inner, []).append(outer * below)
    totals = {inner: sp.Add(*terms) for inner, terms in groups.items()}
    return sp.Add(*(inner * in_factors(total).expression for inner, total in totals.items()))


PASS = Pass("shifts", 3, rewrite)
