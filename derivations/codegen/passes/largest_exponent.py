r"""Sums of exponentials relative to their largest term: :math:`\log\sum e^{z_i} = m + \log\sum e^{z_i - m}`, softmax without overflow."""

from __future__ import annotations

from typing import TYPE_CHECKING

import sympy as sp

from derivations.codegen.passes import Pass
from derivations.codegen.ratio import in_factors

if TYPE_CHECKING:
    from collections.abc import Iterator

    from derivations.codegen.domain import Domain
    from derivations.codegen.ratio import Factored


def rewrite(expression: sp.Expr, domain: Domain) -> Iterator[sp.Expr]:
    """The expression with every group of exponentials that are added together taken relative to its largest, if some may overflow."""
    if not domain.overflows(expression):
        return
    changed = expression
    for group in groups(expression):
        changed = shifted(changed, group)
    if changed != expression:
        yield changed


def groups(expression: sp.Expr) -> list[tuple[sp.Expr, ...]]:
    """The sets of exponents that occur in one sum, joined where they overlap; a sum with a number in it has the exponent zero."""
    found: list[set[sp.Expr]] = []
    for part in sp.preorder_traversal(expression):
        if not isinstance(part, sp.Add):
            continue
        exponents = {term.args[0] if isinstance(term, sp.exp) else sp.S.Zero for term in part.args if isinstance(term, sp.exp) or term == 1}
        if len(exponents) == len(part.args):
            touching = [group for group in found if group & (exponents - {sp.S.Zero})]
            found = [group for group in found if group not in touching]
            found.append(exponents.union(*touching))
    return sorted((tuple(sorted(group, key=lambda u: u.sort_key())) for group in found), key=str)


def shifted(expression: sp.Expr, group: tuple[sp.Expr, ...]) -> sp.Expr:
    """The expression by exp(u - m), m the largest exponent of the group; unchanged where exp(m) does not cancel."""
    shift = _Shift(group)
    result = shift.applied(expression)
    return expression if result.has(shift.scale) else result.xreplace(shift.meanings)


class _Shift:
    """``names`` writes exp(u) as r_u times the scale exp(m), ``meanings`` says what the r_u are.

    Where the exponent zero is in the group, the scale is 1/r_0 and cancels by itself, except in logarithms.
    """

    def __init__(self, group: tuple[sp.Expr, ...]) -> None:
        relative = {u: sp.Symbol(f"relative_{index}", positive=True) for index, u in enumerate(group)}
        self.largest = sp.Max(*group)
        self.base = relative.get(sp.S.Zero)
        self.scale = sp.Symbol("exponential_of_largest", positive=True)
        factor = self.scale if self.base is None else 1 / self.base
        self.names = {sp.exp(u): symbol * factor for u, symbol in relative.items() if u != 0}
        self.meanings = {symbol: sp.exp(u - self.largest) for u, symbol in relative.items()}

    def applied(self, expression: sp.Expr) -> sp.Expr:
        if not any(expression.has(exponential) for exponential in self.names):
            return expression
        if isinstance(expression, sp.log):
            return self.logarithm(expression.args[0])
        if isinstance(expression, sp.Mul | sp.Pow) or expression in self.names:
            inner = expression.replace(lambda part: isinstance(part, sp.log), self.applied)
            return self.factored(inner).expression
        return expression.func(*map(self.applied, expression.args))

    def logarithm(self, argument: sp.Expr) -> sp.Expr:
        factored = self.factored(argument)
        power = dict(factored.factors).get(self.scale, 0) - dict(factored.factors).get(self.base, 0)
        rest = sp.Mul(factored.coefficient, *(factor**count for factor, count in factored.factors if factor not in (self.scale, self.base)))
        return power * self.largest + sp.log(rest)

    def factored(self, expression: sp.Expr) -> Factored:
        changed = expression.xreplace(self.names)
        return in_factors(changed)


PASS = Pass("largest_exponent", 90, rewrite)
