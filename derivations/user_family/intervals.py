"""Moment kernels for densities on intervals: the log-density, perhaps after a monotone substitution, has the form of a known kernel."""

from __future__ import annotations

from typing import TYPE_CHECKING

import sympy as sp

from derivations.user_family.features import HYPERBOLIC, NoFeatureError, features, short
from derivations.user_family.recipe import (
    HalfLine,
    Recipe,
    affine,
    beta_power,
    beta_ratio_power,
    folded,
    gamma_power,
    gaussian,
    gaussian_exponential,
    logarithmic,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

    from derivations.support import Interval
    from derivations.user_family.features import Features

TWO = 2


def interval_recipes(log_density: sp.Expr, y: sp.Symbol, support: Interval) -> Iterator[tuple[Recipe, sp.Expr]]:
    """Recipes that fit the variable part of a log-density, each with the constant part."""
    log_density = log_density.replace(lambda node: isinstance(node, HYPERBOLIC), lambda node: node.rewrite(sp.exp))
    low, high = support.low, support.high
    bounded = [end not in (sp.oo, -sp.oo) for end in (low, high)]
    attempts = (_on_unit,) if all(bounded) else (_on_half_line, _log_normal) if any(bounded) else (_normal, _folded, _exponential)
    start, direction = (low, high - low) if all(bounded) else (low, sp.S.One) if bounded[0] else (high, -sp.S.One)
    for attempt in attempts:
        try:
            found = attempt(log_density, y, start, direction)
        except NoFeatureError:
            continue
        if found is not None:
            yield found


def _moved(log_density: sp.Expr, y: sp.Symbol, start: sp.Expr, direction: sp.Expr) -> tuple[sp.Expr, sp.Symbol]:
    """The log-density of t > 0 with y = start + direction t."""
    t = sp.Dummy("t", positive=True)
    return log_density.xreplace({y: start + direction * t}), t


def _on_half_line(log_density: sp.Expr, y: sp.Symbol, start: sp.Expr, direction: sp.Expr) -> tuple[Recipe, sp.Expr] | None:
    moved, t = _moved(log_density, y, start, direction)
    found = features(moved, t)
    inner = half_line(found)
    return None if inner is None else (inner.then(affine, start, direction), found.constant)


def half_line(found: Features) -> HalfLine | None:
    """The recipe of a variable t > 0: a power of a Gamma variable, or of the ratio of a Beta variable and its complement."""
    if found.squares != 0:
        return None
    if len(found.powers) == 1 and not found.bends:
        ((k, coefficient),) = found.powers.items()
        a, rate = short((found.log + 1) / k), -coefficient
        mass = sp.loggamma(a) - a * sp.expand_log(sp.log(rate)) - sp.log(sp.Abs(k))
        return HalfLine(gamma_power, (a, rate, k), mass, (a, rate, *found.required))
    if len(found.bends) == 1 and not found.powers:
        ((k, rate), coefficient) = next(iter(found.bends.items()))
        a = short((found.log + 1) / k)
        b = short(-coefficient - a)
        mass = sp.loggamma(a) + sp.loggamma(b) - sp.loggamma(short(a + b)) - a * sp.expand_log(sp.log(rate)) - sp.log(sp.Abs(k))
        return HalfLine(beta_ratio_power, (a, b, rate, k), mass, (a, b, rate, *found.required))
    return None


def _on_unit(log_density: sp.Expr, y: sp.Symbol, start: sp.Expr, direction: sp.Expr) -> tuple[Recipe, sp.Expr] | None:
    moved, t = _moved(log_density, y, start, direction)
    found = features(moved, t, unit=True)
    if found.powers or found.squares != 0 or len(found.bends) > 1:
        return None
    ((k, ratio), coefficient) = next(iter(found.bends.items()), ((sp.S.One, -sp.S.One), sp.S.Zero))
    if ratio != -1:
        return None
    a, b = short((found.log + 1) / k), short(coefficient + 1)
    mass = sp.loggamma(a) + sp.loggamma(b) - sp.loggamma(short(a + b)) - sp.expand_log(sp.log(k)) + sp.expand_log(sp.log(direction))
    inner = HalfLine(beta_power, (a, b, k), mass, (a, b, k, *found.required))
    return inner.then(affine, start, direction), found.constant


def _quadratic(one: sp.Expr, two: sp.Expr) -> tuple[sp.Expr, sp.Expr, sp.Expr]:
    """Mean, standard deviation and logarithm of the integral of exp(one z + two z^2)."""
    return short(-one / (2 * two)), sp.sqrt(short(-1 / (2 * two))), sp.expand_log(sp.log(-sp.pi / two)) / 2 - short(one**2 / (4 * two))


def _log_normal(log_density: sp.Expr, y: sp.Symbol, start: sp.Expr, direction: sp.Expr) -> tuple[Recipe, sp.Expr] | None:
    moved, t = _moved(log_density, y, start, direction)
    found = features(moved, t)
    if found.squares == 0 or found.powers or found.bends:
        return None
    squares = short(found.squares)
    # z = log t has the log-density of t plus z, the logarithm of dt/dz.
    loc, scale, mass = _quadratic(found.log + 1, squares)
    return Recipe(gaussian_exponential, (loc, scale, start, direction), mass, (-squares, *found.required)), found.constant


def _normal(log_density: sp.Expr, y: sp.Symbol, *_: sp.Expr) -> tuple[Recipe, sp.Expr] | None:
    expanded = sp.expand(log_density, log=False, power_exp=False)
    if not expanded.is_polynomial(y) or sp.degree(expanded, y) != TWO:
        return None
    zero, one, two = (expanded.coeff(y, n) for n in range(3))
    loc, scale, mass = _quadratic(one, short(two))
    return Recipe(gaussian, (loc, scale), mass, (-short(two),)), zero


def _folded(log_density: sp.Expr, y: sp.Symbol, *_: sp.Expr) -> tuple[Recipe, sp.Expr] | None:
    """A density that is symmetric about a centre: y = centre + sigma t with an independent fair sign sigma."""
    for center in _centers(log_density, y):
        t = sp.Dummy("t", positive=True)
        right, left = (_settled(log_density.xreplace({y: center + sign * t})) for sign in (1, -1))
        if right != left and sp.expand(right - left) != 0:
            continue
        try:
            found = features(right, t)
        except NoFeatureError:
            continue
        inner = half_line(found)
        if inner is not None:
            return inner._replace(log_mass=inner.log_mass + sp.log(2)).then(folded, center), found.constant
    return None


def _settled(expression: sp.Expr) -> sp.Expr:
    """The expression with the arguments of absolute values and logarithms, and the bases of powers, expanded."""
    inside = expression.replace(lambda node: isinstance(node, sp.Abs | sp.log), lambda node: node.func(sp.expand(node.args[0])))
    result: sp.Expr = inside.replace(lambda node: node.is_Pow and node.base.is_Add, lambda node: sp.expand(node.base) ** node.exp)
    return result


def _centers(log_density: sp.Expr, y: sp.Symbol) -> list[sp.Expr]:
    """Places about which the density may be symmetric: zeros of absolute values, vertices of parabolas."""
    found = [sp.S.Zero]
    for node in sp.preorder_traversal(log_density):
        if isinstance(node, sp.Abs) or (node.is_Add and y in node.free_symbols):
            inner = sp.expand(node.args[0] if isinstance(node, sp.Abs) else node)
            degree = sp.degree(inner, y) if inner.is_polynomial(y) else 0
            if degree == 1:
                found.append(short(-inner.coeff(y, 0) / inner.coeff(y, 1)))
            elif degree == TWO:
                found.append(short(-inner.coeff(y, 1) / (2 * inner.coeff(y, 2))))
    return list(dict.fromkeys(found))


def _exponential(log_density: sp.Expr, y: sp.Symbol, *_: sp.Expr) -> tuple[Recipe, sp.Expr] | None:
    """A density in t = exp(rate y): its logarithm gains -log(t) - log|rate|, the logarithm of dy/dt."""
    exponents = [sp.expand(node.args[0]) for node in log_density.atoms(sp.exp) if y in node.free_symbols]
    linear = [part for part in exponents if part.is_polynomial(y) and sp.degree(part, y) == 1]
    rates = sorted({short(part.coeff(y, 1)) for part in linear}, key=sp.default_sort_key)
    if not rates:
        return None
    rate, t = rates[0], sp.Dummy("t", positive=True)

    def power(node: sp.Expr) -> sp.Expr:
        exponent = sp.expand(node.args[0])
        return sp.exp(exponent.coeff(y, 0)) * t ** short(exponent.coeff(y, 1) / rate)

    def is_exponential(node: sp.Expr) -> bool:
        if not isinstance(node, sp.exp) or y not in node.free_symbols:
            return False
        exponent = sp.expand(node.args[0])
        return bool(exponent.is_polynomial(y) and sp.degree(exponent, y) == 1)

    moved = log_density.replace(is_exponential, power).subs(y, sp.log(t) / rate)
    found = features(moved - sp.log(t), t)
    inner = half_line(found)
    if inner is None:
        return None
    with_jacobian = inner._replace(log_mass=inner.log_mass - sp.expand_log(sp.log(sp.Abs(rate))))
    return with_jacobian.then(logarithmic, rate), found.constant
