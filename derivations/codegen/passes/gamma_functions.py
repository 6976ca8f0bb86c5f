r"""Gamma functions: Bregman divergences of :math:`\log\Gamma` by name, and :math:`\psi_1(a) = (1 + \tau(a))/a` with positive tau."""

from __future__ import annotations

from typing import TYPE_CHECKING

import sympy as sp

from derivations.codegen.passes import Pass
from derivations.codegen.primitives import primitives
from derivations.codegen.stable import stable

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from derivations.codegen.domain import Domain

Match = tuple[sp.Expr, sp.Expr, sp.Expr]  # weight, upper and lower argument


def rewrite(expression: sp.Expr, domain: Domain) -> Iterator[sp.Expr]:
    """Forms by divergences, by their tails, and by the excess of trigamma functions."""
    if isinstance(expression, sp.Add) and (matches := divergences(expression)) and not of_beta(matches):
        yield from (named(expression, matches, form) for form in (whole, by_tail))
    excess = with_excess(expression, domain)
    if excess != expression:
        yield excess


def divergences(expression: sp.Add) -> list[Match]:
    """The Bregman divergences m (log Gamma(v) - log Gamma(u) - digamma(u) (v - u)) whose terms stand in the sum."""
    if not expression.has(sp.loggamma):
        return []
    plain = sp.expand_mul(expression)
    weights = {call.args[0]: plain.coeff(call) for call in plain.atoms(sp.loggamma)}
    matches = []
    for call in sorted(plain.atoms(sp.polygamma), key=lambda atom: atom.sort_key()):
        lower = call.args[1]
        if call.args[0] != 0 or lower not in weights:
            continue
        slope = sp.Add(*(term / call for term in plain.args if term.has(call)))
        for upper in sorted(weights, key=lambda argument: argument.sort_key()):
            weight = weights[upper]
            if upper != lower and weights[lower] == -weight and sp.expand(slope + weight * (upper - lower)) == 0:
                matches.append((weight, upper, lower))
                break
    return matches


def of_beta(matches: list[Match]) -> tuple[Match, list[Match]] | None:
    """A divergence whose arguments are the sums of those of others of the opposite weight, and these: together that of log Beta."""
    for whole in matches:
        parts = [match for match in matches if match[0] == -whole[0]]
        sums = [sp.Add(*(part[place] for part in parts)) for place in (1, 2)]
        if len(parts) > 1 and all(sp.expand(whole[place] - total) == 0 for place, total in zip((1, 2), sums, strict=True)):
            return whole, parts
    return None


def named(expression: sp.Add, matches: list[Match], form: Callable[[sp.Expr, sp.Expr], sp.Expr]) -> sp.Expr:
    """The sum with the terms of every match replaced."""
    rest = sp.expand_mul(expression)
    parts = []
    for weight, upper, lower in matches:
        written_out = sp.loggamma(upper) - sp.loggamma(lower) - sp.polygamma(0, lower) * (upper - lower)
        rest -= sp.expand_mul(weight * written_out)
        parts.append(weight * form(upper, lower))
    return sp.expand_mul(rest + sp.Add(*parts))


def whole(upper: sp.Expr, lower: sp.Expr) -> sp.Expr:
    """The divergence as one primitive."""
    return stable("bregman_loggamma", upper, lower)


def by_tail(upper: sp.Expr, lower: sp.Expr) -> sp.Expr:
    """The divergence of the tail plus that of x log x, which other logarithms may join."""
    return stable("bregman_loggamma_tail", upper, lower) + upper * (sp.log(upper) - sp.log(lower)) - upper + lower


def with_excess(expression: sp.Expr, domain: Domain) -> sp.Expr:
    """Every trigamma function written by its positive excess."""
    calls = [call for call in expression.atoms(sp.polygamma) if call.args[0] == 1 and domain.is_nonnegative(call.args[1])]
    return expression.xreplace({call: (1 + stable("trigamma_excess", call.args[1])) / call.args[1] for call in calls})


NEEDED = {"bregman_loggamma", "bregman_loggamma_tail", "trigamma_excess"}
PASS = Pass("gamma_functions", 20, rewrite if set(primitives()) >= NEEDED else lambda *_: ())
