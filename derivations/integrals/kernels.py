"""Integrals and sums of a known kernel times what its moments cover: Gaussian, Gamma and Beta forms, Poisson and binomial sums."""

from __future__ import annotations

from typing import TYPE_CHECKING

import sympy as sp

from derivations.conditions import require
from derivations.errors import DerivationError
from derivations.expectation import expectation
from derivations.family import Family
from derivations.language.tensor import Tensor
from derivations.normal_form.certificates import signs_of
from derivations.normal_form.sign_sets import NEGATIVE, NONPOSITIVE, POSITIVE, ZERO
from derivations.region import image
from derivations.support import Integers, Interval
from derivations.user_family.counts import count_recipes
from derivations.user_family.intervals import interval_recipes

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from derivations.user_family.recipe import Recipe

MASSES = (sp.factorial, sp.binomial, sp.gamma)
LARGEST = 200


def integral_by_kernel(integrand: sp.Expr, variable: sp.Symbol, low: sp.Expr, high: sp.Expr) -> sp.Expr | None:
    """The integral over an interval term by term, or ``None``; what must be positive is required.

    >>> x, a = sp.Symbol("x", real=True), sp.Symbol("a", positive=True)
    >>> integral_by_kernel(sp.exp(-a * x), x, sp.Integer(0), sp.oo)
    1/a
    """
    support = Interval(low, high)
    if not _in_order(support):
        return None
    return _termwise(integrand, variable, support, lambda factor, y: _is_density_part(factor, y, support))


def sum_by_kernel(term: sp.Expr, variable: sp.Symbol, low: sp.Expr, high: sp.Expr) -> sp.Expr | None:
    """The sum over integers, both ends included, term by term, or ``None``.

    >>> n, a = sp.Symbol("n", integer=True, nonnegative=True), sp.Symbol("a", positive=True)
    >>> sum_by_kernel(a**n / sp.factorial(n), n, sp.Integer(0), sp.oo)
    exp(a)
    """
    return _termwise(term, variable, Integers(low, high), _is_mass_part)


def _in_order(support: Interval) -> bool:
    if support.low == sp.oo or support.high == -sp.oo:
        return False
    return support.low == -sp.oo or support.high == sp.oo or signs_of(support.high - support.low) == POSITIVE


def _termwise(whole: sp.Expr, y: sp.Symbol, support: Interval | Integers, belongs: Callable[[sp.Expr, sp.Symbol], bool]) -> sp.Expr | None:
    if whole.count_ops() > LARGEST:
        return None
    total = sp.S.Zero
    factor, moving = whole.as_independent(y, as_Add=False)  # expanding would multiply a denominator such as (1 - w)*y! out
    for term in sp.Add.make_args(sp.expand(moving, power_exp=False, power_base=False, log=False)):
        value = _term(term, y, support, belongs)
        if value is None:
            return None
        total += value
    return factor * total


def _term(term: sp.Expr, y: sp.Symbol, support: Interval | Integers, belongs: Callable[[sp.Expr, sp.Symbol], bool]) -> sp.Expr | None:
    constant, moving = term.as_independent(y, as_Add=False)
    kernel = [factor for factor in sp.Mul.make_args(moving) if belongs(factor, y)]
    rest = sp.Mul(*(factor for factor in sp.Mul.make_args(moving) if not belongs(factor, y)))
    if not kernel:
        return None
    logarithm = sp.Add(*map(_logarithm, kernel))
    recipes: Iterable[tuple[Recipe, sp.Expr]]
    recipes = count_recipes(logarithm, y, support) if isinstance(support, Integers) else interval_recipes(logarithm, y, support)
    for recipe, offset in recipes:
        masks = [signs_of(item) for item in recipe.required]
        if any(mask | NONPOSITIVE == NONPOSITIVE for mask in masks):
            continue
        mean = _mean(rest, y, support, recipe, logarithm - offset - recipe.log_mass)
        if mean is None:
            continue
        for item, mask in zip(recipe.required, masks, strict=True):
            if mask != POSITIVE:
                require("positive", item)
        return constant * sp.exp(sp.expand_log(offset + recipe.log_mass)) * mean
    return None


def _mean(rest: sp.Expr, y: sp.Symbol, support: Interval | Integers, recipe: Recipe, log_density: sp.Expr) -> sp.Expr | None:
    """The expectation of the other factors under the kernel made a density."""
    if y not in rest.free_symbols:
        return rest
    family = Family(
        name="kernel",
        parameters=(),
        support=lambda: support,
        log_density=lambda value: log_density.xreplace({y: value}),
        pivot=lambda: recipe.pivot({}),
    )
    try:
        return expectation(rest, Tensor.scalar(y), family.law())
    except DerivationError:
        return None


def _logarithm(factor: sp.Expr) -> sp.Expr:
    if isinstance(factor, sp.exp):
        return factor.args[0]
    base, exponent = factor.as_base_exp()
    return exponent * sp.log(base)


def _is_density_part(factor: sp.Expr, y: sp.Symbol, support: Interval) -> bool:
    """Exponentials, and powers of what is positive on the interval."""
    if isinstance(factor, sp.exp):
        return True
    base, exponent = factor.as_base_exp()
    return y not in exponent.free_symbols and base.is_polynomial(y) and signs_of(base.xreplace({y: image(support)})) == POSITIVE


def _is_mass_part(factor: sp.Expr, y: sp.Symbol) -> bool:
    """Exponentials in the variable, factorials and binomial coefficients."""
    base, exponent = factor.as_base_exp()
    if isinstance(base, MASSES) and exponent.is_Integer:
        return True
    return isinstance(factor, sp.exp) or (y not in base.free_symbols and signs_of(base) & (NEGATIVE | ZERO) == 0)
