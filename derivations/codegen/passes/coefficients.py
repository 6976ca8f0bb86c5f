"""The coefficient of every logarithm and gamma function in a sum, cancelled: what is one should say one."""

from __future__ import annotations

from typing import TYPE_CHECKING

import sympy as sp

from derivations.codegen.passes import Pass, rewritten_parts
from derivations.codegen.ratio import in_factors

if TYPE_CHECKING:
    from collections.abc import Iterator

    from derivations.codegen.domain import Domain

CALLS = (sp.log, sp.loggamma, sp.polygamma, sp.besseli)


def rewrite(expression: sp.Expr, domain: Domain) -> Iterator[sp.Expr]:
    """The sum with one term a call; other expressions are searched for sums inside."""
    if expression.is_Atom or not expression.has(*CALLS):
        return
    if isinstance(expression, sp.Add) and (collected := by_call(expression)) is not None:
        if collected != expression:
            yield collected
        return
    yield from rewritten_parts(expression, domain, rewrite)


def by_call(expression: sp.Add) -> sp.Expr | None:
    """The sum as coefficients times calls, the coefficients cancelled; ``None`` if it is not linear in them."""
    calls = sorted(expression.atoms(*CALLS), key=lambda call: call.sort_key())
    names = {call: sp.Dummy(f"c{index}") for index, call in enumerate(calls)}
    plain = sp.expand_mul(expression.xreplace(names))
    parts = []
    rest = plain
    for call, name in names.items():
        coefficient = plain.diff(name)
        if coefficient.has(*names.values()):
            return None
        rest -= sp.expand_mul(coefficient * name)
        parts.append(in_factors(coefficient).expression * call)
    rest = sp.expand_mul(rest)
    if rest.has(*names.values()):
        return None
    return sp.Add(in_factors(rest).expression if rest != 0 else rest, *parts)


PASS = Pass("coefficients", 10, rewrite)
