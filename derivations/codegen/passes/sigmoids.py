r"""Expressions in :math:`e^x` and :math:`1 + e^x`: sigmoids, softplus and its Bregman divergence, which never overflow."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

import sympy as sp

from derivations.codegen.passes import Pass
from derivations.codegen.primitives import primitives
from derivations.codegen.ratio import in_factors
from derivations.codegen.stable import Stable, stable

if TYPE_CHECKING:
    from collections.abc import Iterator

    from derivations.codegen.domain import Domain


def rewrite(expression: sp.Expr, domain: Domain) -> Iterator[sp.Expr]:
    """The expression by sigmoids, and by the divergence of softplus where its terms stand."""
    if not expression.has(sp.exp):
        return
    changed = everywhere(expression)
    if changed == expression:
        return
    yield changed
    if isinstance(changed, sp.Add):
        yield from divergences(changed, domain)


@lru_cache(maxsize=4096)
def everywhere(expression: sp.Expr) -> sp.Expr:
    """Softplus for log(1 + exp(u)), and sigmoids for products of powers of exp(u) and 1 + exp(u); outermost first."""
    if expression.is_Atom:
        return expression
    if isinstance(expression, sp.log) and (exponent := _successor_of_exponential(expression.args[0])) is not None:
        return stable("softplus", everywhere(exponent))
    if isinstance(expression, sp.Add | sp.Mul | sp.Pow) and expression.has(sp.exp):
        return quotient(expression)
    return expression.func(*map(everywhere, expression.args))


def quotient(expression: sp.Expr) -> sp.Expr:
    """A cancelled quotient with its exponentials paired to sigmoids, if that removes them; else its parts are searched."""
    if not isinstance(expression, sp.Add):
        factored = in_factors(expression)
        powers = dict(factored.factors)
        for exponent in sorted({u for u in map(_successor_of_exponential, powers) if u is not None}, key=lambda u: u.sort_key()):
            grown, single = sp.exp(exponent) + 1, sp.exp(exponent)
            ups = powers.pop(single, 0)
            downs = -powers.pop(grown, 0) - ups  # exp(u)**i (1 + exp(u))**-(i + j) = sigmoid(u)**i sigmoid(-u)**j
            if ups < 0 or downs < 0:
                return _parts(expression)
            powers[stable("sigmoid", exponent)] = ups
            powers[stable("sigmoid", -exponent)] = downs
        if powers != dict(factored.factors):
            return sp.Mul(factored.coefficient, *(everywhere(factor) ** power for factor, power in powers.items()))
    return _parts(expression)


def divergences(expression: sp.Add, domain: Domain) -> Iterator[sp.Expr]:
    """The sum with softplus(v) - softplus(u) - sigmoid(u) (v - u) under its name, wherever the rest then cancels."""
    calls = sorted((call for call in expression.atoms(Stable) if call.primitive == "softplus"), key=lambda call: call.sort_key())
    for upper in calls:
        for lower in calls:
            weight = expression.coeff(upper)
            if upper == lower or weight == 0 or expression.coeff(lower) != -weight:
                continue
            u, v = lower.args[1], upper.args[1]
            written_out = upper - lower - stable("sigmoid", u) * (v - u)
            rest = sp.expand_mul(expression - weight * written_out)
            if len(rest.atoms(sp.Function)) < len(expression.atoms(sp.Function)) - 1 and domain.sign(weight) > 0:
                yield rest + weight * stable("bregman_softplus", v, u)


def _parts(expression: sp.Expr) -> sp.Expr:
    return expression.func(*map(everywhere, expression.args))


def _successor_of_exponential(expression: sp.Expr) -> sp.Expr | None:
    """The exponent u of 1 + exp(u)."""
    rest = expression - 1
    return rest.args[0] if isinstance(rest, sp.exp) else None


NEEDED = {"sigmoid", "softplus", "bregman_softplus"}
PASS = Pass("sigmoids", 50, rewrite if set(primitives()) >= NEEDED else lambda *_: ())
