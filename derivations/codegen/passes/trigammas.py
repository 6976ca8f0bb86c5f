r"""Trigamma functions of arguments and of their sum: :math:`\psi_1(a) - \psi_1(a + b)` and determinants of these, as positive terms."""

from __future__ import annotations

from typing import TYPE_CHECKING

import sympy as sp

from derivations.codegen.passes import Pass
from derivations.codegen.primitives import primitives
from derivations.codegen.ratio import Ratios
from derivations.codegen.stable import Stable, stable

if TYPE_CHECKING:
    from collections.abc import Iterator

    from derivations.codegen.domain import Domain

TRIGAMMA = 1  # the order of the polygamma function


def rewrite(expression: sp.Expr, domain: Domain) -> Iterator[sp.Expr]:
    """The forms by drops and determinants, factor by factor, and by the gap between reciprocals."""
    shapes = shapes_of(expression, domain)
    if len(shapes) < 2:  # noqa: PLR2004 - one has nothing to be compared with
        return
    factored = Ratios([expression]).factored(expression)
    changed = sp.Mul(factored.coefficient, *(piece(factor, domain) ** power for factor, power in factored.factors))
    changed = changed.replace(_is_covariance, _covariance)
    if changed != factored.expression:
        yield changed
    yield from by_reciprocals(expression, shapes)


def shapes_of(expression: sp.Expr, domain: Domain) -> list[sp.Expr]:
    """The positive arguments of the trigamma functions."""
    calls = {call.args[1] for call in expression.atoms(sp.polygamma) if call.args[0] == TRIGAMMA}
    return sorted((shape for shape in calls if domain.is_nonnegative(shape)), key=lambda shape: shape.sort_key())


def piece(factor: sp.Expr, domain: Domain) -> sp.Expr:
    """A sum in its form of positive terms, if one is known; else the sum."""
    shapes = shapes_of(factor, domain)
    for upper in shapes:
        for lower in shapes:
            if upper != lower and domain.sign(upper - lower) > 0:
                found = dropped(factor, lower, upper, domain)
                found = determinant(factor, lower, upper - lower) if found is None else found
                if found is not None:
                    return found
    return factor


def dropped(factor: sp.Expr, lower: sp.Expr, upper: sp.Expr, domain: Domain) -> sp.Expr | None:
    """The sum c (trigamma(lower) - trigamma(upper)) + rest by the drop, or by its excess over a rational function."""
    call, other = sp.polygamma(TRIGAMMA, lower), sp.polygamma(TRIGAMMA, upper)
    weight = sp.expand(factor).coeff(call)
    rest = sp.expand(factor - weight * (call - other))
    if weight == 0 or weight.has(sp.polygamma) or rest.has(sp.polygamma):
        return None
    height = upper - lower
    for name, carried in (("trigamma_drop", sp.S.Zero), ("trigamma_drop_excess", height * (upper + 1) / (lower * upper**2))):
        remaining = rest / weight + carried
        remaining = Ratios([remaining]).factored(remaining).expression
        if remaining == 0 or domain.sign(remaining) > 0:
            return Ratios([weight]).factored(weight).expression * (stable(name, lower, height) + remaining)
    return None


def determinant(factor: sp.Expr, first: sp.Expr, second: sp.Expr) -> sp.Expr | None:
    """The multiple of A B - S (A + B), of trigamma at two arguments and their sum, by two drops and what one leaves open of the other."""
    a, b, both = (sp.polygamma(TRIGAMMA, shape) for shape in (first, second, first + second))
    weight = sp.expand(factor).coeff(a * b)
    if weight == 0 or weight.has(sp.polygamma) or sp.expand(factor - weight * (a * b - both * (a + b))) != 0:
        return None
    drops = stable("trigamma_drop", first, second) * stable("trigamma_drop", second, first)
    return weight * drops * stable("trigamma_independence", first, second)


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
    yield Ratios([changed]).factored(changed).expression.xreplace({name: 1 / call for call, name in inverses.items()} | {gap: gaps})


NEEDED = {"trigamma_drop", "trigamma_drop_excess", "trigamma_independence", "trigamma_gap", "trigamma_covariance"}
PASS = Pass("trigammas", 18, rewrite if set(primitives()) >= NEEDED else lambda *_: ())
