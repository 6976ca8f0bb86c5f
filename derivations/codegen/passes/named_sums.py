r"""Sums of polygamma functions of one argument that a primitive computes as a whole, and harmonic numbers :math:`\psi(b) + \gamma`."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

import sympy as sp
from sympy.utilities.iterables import sift

from derivations.codegen.passes import Pass
from derivations.codegen.primitives import primitives
from derivations.codegen.ratio import in_factors
from derivations.codegen.stable import Stable, stable

if TYPE_CHECKING:
    from collections.abc import Iterator

    from derivations.codegen.domain import Domain

HARMONIC = (1, 2)  # where digamma is a rational number less the constant of Euler


def rewrite(expression: sp.Expr, domain: Domain) -> Iterator[sp.Expr]:
    """The expression with every factor that is a rational multiple of such a sum replaced."""
    if not expression.has(sp.polygamma):
        return
    factored = in_factors(expression)
    changed = sp.Mul(factored.coefficient, *(replaced(factor, domain) ** power for factor, power in factored.factors))
    if changed != factored.expression:
        named_parts, rest = sift(sp.Mul.make_args(changed), lambda part: part.has(Stable), binary=True)
        yield in_factors(sp.Mul(*rest)).expression * sp.Mul(*named_parts)


def replaced(factor: sp.Expr, domain: Domain) -> sp.Expr:
    """A multiple of a primitive, or a form by the slope of digamma that loses no digits; else the sum itself."""
    shapes = {call.args[1] for call in factor.atoms(sp.polygamma)}
    shape = shapes.pop() if len(shapes) == 1 else None
    if not isinstance(factor, sp.Add) or shape is None or domain.sign(shape) <= 0:
        return factor
    for call, meaning in named(shape).items():
        weight = in_factors(factor / meaning)
        if not weight.expression.has(sp.polygamma, sp.EulerGamma, sp.pi):
            return weight.expression * call
    score = sp.Dummy("score", real=True)  # digamma(shape + 1) - digamma(2)
    table = {
        sp.polygamma(0, shape): score + 1 - sp.EulerGamma - 1 / shape,
        sp.polygamma(1, shape): sp.polygamma(1, shape + 1) + shape**-2,
    }
    changed = in_factors(factor.xreplace(table)).expression
    safe = changed.has(score) and not changed.has(sp.EulerGamma) and not domain.risk(changed)
    return changed.xreplace({score: (shape - 1) * stable("digamma_slope", shape + 1, sp.Integer(2))}) if safe else factor


@cache
def named(shape: sp.Expr) -> dict[sp.Expr, sp.Expr]:
    """The calls of primitives that are sums with polygamma functions of one argument, with their meanings."""
    found = {stable("digamma_difference", shape, sp.Integer(k)): sp.polygamma(0, shape) - sp.polygamma(0, k) for k in HARMONIC}
    for name, primitive in primitives().items():
        if len(primitive.domain) == 1:
            meaning = primitive.meaning(shape)
            if meaning.has(sp.polygamma) and not meaning.has(sp.log, sp.loggamma) and not isinstance(meaning, sp.polygamma):
                found[stable(name, shape)] = meaning
    return found


PASS = Pass("named_sums", 6, rewrite)
