"""Sums of trigamma functions as positive terms: what a drop carries, and what two drops leave open of each other."""

from __future__ import annotations

from typing import TYPE_CHECKING

import sympy as sp

from derivations.codegen.ratio import Ratios, in_factors
from derivations.codegen.stable import stable

if TYPE_CHECKING:
    from derivations.codegen.domain import Domain

TRIGAMMA = 1  # the order of the polygamma function


def shapes_of(expression: sp.Expr, domain: Domain) -> list[sp.Expr]:
    """The positive arguments of the trigamma functions."""
    calls = {call.args[1] for call in expression.atoms(sp.polygamma) if call.args[0] == TRIGAMMA}
    return sorted((shape for shape in calls if domain.is_nonnegative(shape)), key=lambda shape: shape.sort_key())


def piece(factor: sp.Expr, domain: Domain) -> sp.Expr:
    """A sum in its form of positive terms, if one is known; else the sum."""
    shapes = shapes_of(factor, domain)
    if len(shapes) == 1:
        return alone(factor, shapes[0])
    for upper in shapes:
        for lower in shapes:
            if upper != lower and domain.sign(upper - lower) > 0:
                for form in (dropped, determinant, excess_determinant):
                    found = form(factor, lower, upper - lower, domain)
                    if found is not None:
                        return found
    return factor


def alone(factor: sp.Expr, shape: sp.Expr) -> sp.Expr:
    """The multiple of trigamma less one of the rational functions that have a primitive; else the sum."""
    call = sp.polygamma(TRIGAMMA, shape)
    weight = sp.expand(factor).coeff(call)
    if weight == 0 or weight.has(call):
        return factor
    for sign, name, rational in ((1, "trigamma_balance", 2 / shape - 1 / (shape + 1)), (-1, "trigamma_lack", 1 / shape + 1 / shape**2)):
        if _is_zero(factor - weight * (call - rational)):
            return sign * weight * stable(name, shape)
    return factor


def dropped(factor: sp.Expr, lower: sp.Expr, height: sp.Expr, domain: Domain) -> sp.Expr | None:
    """The sum c (trigamma(lower) - trigamma(lower + height)) + rest by the drop, or by its excess over a rational function."""
    upper = lower + height
    call, other = sp.polygamma(TRIGAMMA, lower), sp.polygamma(TRIGAMMA, upper)
    weight = sp.expand(factor).coeff(call)
    rest = sp.expand(factor - weight * (call - other))
    if weight == 0 or weight.has(sp.polygamma) or rest.has(sp.polygamma):
        return None
    for name, carried in (("trigamma_drop", sp.S.Zero), ("trigamma_drop_excess", height * (upper + 1) / (lower * upper**2))):
        remaining = rest / weight + carried
        remaining = in_factors(remaining).expression
        if remaining == 0 or domain.sign(remaining) > 0:
            return in_factors(weight).expression * (stable(name, lower, height) + remaining)
    return None


def determinant(factor: sp.Expr, first: sp.Expr, second: sp.Expr, domain: Domain) -> sp.Expr | None:  # noqa: ARG001 - as its siblings
    """The multiple of A B - S (A + B), of trigamma at two arguments and their sum, by two drops and what one leaves open of the other."""
    a, b, both = (sp.polygamma(TRIGAMMA, shape) for shape in (first, second, first + second))
    weight = sp.expand(factor).coeff(a * b)
    if weight == 0 or weight.has(sp.polygamma) or sp.expand(factor - weight * (a * b - both * (a + b))) != 0:
        return None
    drops = stable("trigamma_drop", first, second) * stable("trigamma_drop", second, first)
    return weight * drops * stable("trigamma_independence", first, second)


def excess_determinant(factor: sp.Expr, first: sp.Expr, second: sp.Expr, domain: Domain) -> sp.Expr | None:
    """A sum of second degree by the excesses P, Q of both drops and the lack R at the sum, if with 1 - R^2 / (P Q) it is positive."""
    a, b, both = (sp.polygamma(TRIGAMMA, shape) for shape in (first, second, first + second))
    p, q, r, left = (sp.Dummy(name, positive=True) for name in "pqrl")
    shared = (first + second + 1) / (first + second) ** 2
    end = shared - r
    names = {a: end + p + shared * second / first, b: end + q + shared * first / second, both: end}
    if not factor.has(a) or not factor.has(b) or shapes_of(factor, domain) != shapes_of(a + b + both, domain):
        return None
    changed = factor.xreplace(names)
    weight = Ratios([changed]).factored(-changed.diff(r, 2) / 2).expression
    if weight == 0 or weight.has(p, q, r):
        return None
    rest = changed / weight - p * q + r**2
    factored = in_factors(rest).expression
    if factored.has(r**2, p * q) or domain.sign(factored) <= 0:
        return None
    calls = [stable("trigamma_drop_excess", first, second), stable("trigamma_drop_excess", second, first)]
    calls += [stable("trigamma_lack", first + second), stable("trigamma_excess_independence", first, second)]
    return weight * (p * q * left + factored).xreplace(dict(zip((p, q, r, left), calls, strict=True)))


def _is_zero(expression: sp.Expr) -> bool:
    return in_factors(expression).is_zero
