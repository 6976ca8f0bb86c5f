r"""Logarithms of sums of exponentials set off against their exponents: positive terms instead of differences of large numbers.

With :math:`L = \log\sum_i e^{u_i}` and :math:`m = \max_i u_i`, a sum :math:`\sum_i w_i (L - u_i)` is
:math:`\sum_i w_i \max(0, u_j - u_i : j \ne i) + (\sum_i w_i) \log(1 + \sum_{j>0} e^{\min(u_j, \max(u_0, ..., u_{j-1})) - m})`: in the
last sum each term but the largest stands once, so that nothing is taken away from it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import sympy as sp

from derivations.codegen.passes import Pass

if TYPE_CHECKING:
    from collections.abc import Iterator

    from derivations.codegen.domain import Domain

LONGEST = 8  # exponents of a sum: maxima of all their differences are written out


def rewrite(expression: sp.Expr, domain: Domain) -> Iterator[sp.Expr]:  # noqa: ARG001 - the interface of a pass
    """The expression with every sum in it that holds such a logarithm and its exponents."""
    changed = everywhere(expression)
    if changed != expression:
        yield changed


def everywhere(expression: sp.Expr) -> sp.Expr:
    """Outermost sums first: they hold most of the exponents."""
    if expression.is_Atom or not expression.has(sp.log):
        return expression
    if isinstance(expression, sp.Add) and (whole := by_exponents(expression)) is not None:
        return whole
    return expression.func(*map(everywhere, expression.args))


def by_exponents(expression: sp.Add) -> sp.Expr | None:
    """The sum by what its logarithm exceeds its exponents by; ``None`` unless they account for the whole of it."""
    logarithms = sorted((call for call in expression.atoms(sp.log) if exponents(call.args[0])), key=lambda call: call.sort_key())
    if len(logarithms) != 1:
        return None
    inside = exponents(logarithms[0].args[0])
    plain = sp.expand_mul(expression)
    total = plain.coeff(logarithms[0])
    rest = sp.expand_mul(plain - total * logarithms[0])
    if total == 0 or rest.has(sp.log):
        return None
    weights = {u: -rest.coeff(u) for u in inside if u != 0}
    if any(weight.has(*weights) for weight in weights.values()):
        return None
    left_over = sp.expand_mul(rest + sp.Add(*(weight * u for u, weight in weights.items())))
    missing = sp.expand(total - sp.Add(*weights.values()))
    if left_over != 0 or (missing != 0 and sp.S.Zero not in inside):
        return None
    weights[sp.S.Zero] = missing
    distances = (weights[u] * sp.Max(0, *(v - u for v in inside if v != u)) for u in inside)
    return sp.Add(*distances, total * sp.log(1 + all_but_largest(inside)))


def exponents(argument: sp.Expr) -> list[sp.Expr]:
    """The exponents of a sum of exponentials with weight one, in the order of their names; empty for anything else."""
    terms = sp.Add.make_args(argument)
    if not 1 < len(terms) <= LONGEST or not all(term == 1 or isinstance(term, sp.exp) for term in terms):
        return []
    return sorted((term.args[0] if term != 1 else sp.S.Zero for term in terms), key=lambda u: u.sort_key())


def all_but_largest(inside: list[sp.Expr]) -> sp.Expr:
    """The exponentials relative to the largest, without the largest itself."""
    largest = sp.Max(*inside)
    return sp.Add(*(sp.exp(sp.Min(u, sp.Max(*inside[:place])) - largest) for place, u in enumerate(inside) if place))


PASS = Pass("log_sum_exp", 30, rewrite)
