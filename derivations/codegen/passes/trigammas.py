r"""Trigamma functions of arguments and of their sum: :math:`\psi_1(a) - \psi_1(a + b)` and determinants of these, as positive terms."""

from __future__ import annotations

from typing import TYPE_CHECKING

import sympy as sp

from derivations.codegen.passes import Pass
from derivations.codegen.ratio import in_factors
from derivations.codegen.stable import Stable, stable
from derivations.codegen.trigamma_sums import TRIGAMMA, piece, shapes_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from derivations.codegen.domain import Domain


def rewrite(expression: sp.Expr, domain: Domain) -> Iterator[sp.Expr]:
    """The forms by drops and determinants, factor by factor, and by the gap between reciprocals."""
    shapes = shapes_of(expression, domain)
    if not shapes:
        return
    factored = in_factors(expression)
    changed = sp.Mul(factored.coefficient, *(piece(factor, domain) ** power for factor, power in factored.factors))
    changed = changed.replace(_is_covariance, _covariance)
    if changed != factored.expression:
        yield changed
    yield from by_reciprocals(expression, shapes)


def _is_covariance(part: sp.Expr) -> bool:
    return isinstance(part, sp.Mul) and any(_shapes_of_inverse(part, factor) for factor in part.args)


def _covariance(product: sp.Mul) -> sp.Expr:
    """Trigamma of the sum over the determinant as one primitive, wherever the product holds both."""
    for factor in product.args:
        if shapes := _shapes_of_inverse(product, factor):
            first, second = shapes
            drops = stable("trigamma_drop", first, second) * stable("trigamma_drop", second, first)
            rest = product * drops * stable("trigamma_independence", first, second) / sp.polygamma(TRIGAMMA, first + second)
            return rest * stable("trigamma_covariance", first, second)
    return product


def _shapes_of_inverse(product: sp.Mul, factor: sp.Expr) -> tuple[sp.Expr, ...]:
    """The two arguments, if the factor is one over what a determinant leaves open, and all of the covariance is in the product."""
    base = factor.base if isinstance(factor, sp.Pow) and factor.exp == -1 else None
    if not isinstance(base, Stable) or base.primitive != "trigamma_independence":
        return ()
    first, second = base.args[1:]
    wanted = (stable("trigamma_drop", first, second), stable("trigamma_drop", second, first))
    whole = sp.polygamma(TRIGAMMA, first + second) in product.args and all(1 / drop in product.args for drop in wanted)
    return (first, second) if whole else ()


def by_reciprocals(expression: sp.Expr, shapes: list[sp.Expr]) -> Iterator[sp.Expr]:
    """The expression by 1 / trigamma(a_i) and the positive gap of 1 / trigamma(sum of a_i) over their sum, if one shape is that sum."""
    whole = next((shape for shape in shapes if sp.expand(2 * shape - sp.Add(*shapes)) == 0), None)
    parts = [shape for shape in shapes if shape != whole]
    if whole is None or len(parts) < 2:  # noqa: PLR2004 - a sum
        return
    inverses = {sp.polygamma(TRIGAMMA, shape): sp.Dummy(f"inverse_{place}", positive=True) for place, shape in enumerate(parts)}
    gap = sp.Dummy("gap", positive=True)
    names = {call: 1 / name for call, name in inverses.items()} | {sp.polygamma(TRIGAMMA, whole): 1 / (gap + sp.Add(*inverses.values()))}
    changed = expression.xreplace(names)
    if changed.has(sp.polygamma):
        return
    sums = [sp.Add(*parts[:count]) for count in range(1, len(parts))]
    gaps = sp.Add(*(stable("trigamma_gap", so_far, part) for so_far, part in zip(sums, parts[1:], strict=True)))
    yield in_factors(changed).expression.xreplace({name: 1 / call for call, name in inverses.items()} | {gap: gaps})


PASS = Pass("trigammas", 4, rewrite)
