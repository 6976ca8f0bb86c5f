"""Moment kernels for probabilities on the integers: geometric, Poisson, negative binomial and binomial forms."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import sympy as sp

from derivations.families import binomial, negative_binomial, poisson
from derivations.moments.kernel import Pivot
from derivations.user_family.features import short
from derivations.user_family.recipe import Recipe

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from derivations.support import Integers


class Form(NamedTuple):
    """A pivot as a function of expressions, the logarithm of the sum of the masses, and what must be positive."""

    build: Callable[..., Pivot]
    expressions: tuple[sp.Expr, ...]
    log_mass: sp.Expr
    required: tuple[sp.Expr, ...]


def count_recipes(log_density: sp.Expr, y: sp.Symbol, support: Integers) -> Iterator[tuple[Recipe, sp.Expr]]:
    """Recipes that fit the variable part of a log-mass, each with the constant part."""
    if support.low in (-sp.oo, sp.oo):
        return
    n = sp.Dummy("n", integer=True, nonnegative=True)
    parts = _parts(gammas(log_density.xreplace({y: support.low + n})), n)
    if parts is None:
        return
    constant, slope, ways = parts
    form = _unbounded(slope, ways) if support.high == sp.oo else _bounded(slope, ways, short(support.high - support.low))
    if form is not None:
        build, expressions, mass, required = form

        def shifted(*values: sp.Expr) -> Pivot:
            pivot = build(*values[:-1])
            return Pivot(pivot.kernel, (pivot.images[0] + values[-1],))

        yield Recipe(shifted, (*expressions, support.low), mass, required), constant


def gammas(expression: sp.Expr) -> sp.Expr:
    """The expression with logarithms of factorials, binomial coefficients and Gamma functions as log-Gamma functions."""
    rewritten = expression.replace(lambda node: isinstance(node, sp.factorial | sp.binomial), lambda node: node.rewrite(sp.gamma))
    result: sp.Expr = rewritten.replace(lambda node: isinstance(node, sp.log), _log_of_gammas)
    return result


def _log_of_gammas(node: sp.Expr) -> sp.Expr:
    """The logarithm of a product with Gamma functions of positive arguments, split."""
    argument = sp.powsimp(node.args[0], combine="exp")
    total, rest = sp.S.Zero, sp.S.One
    for factor in sp.Mul.make_args(argument):
        base, exponent = factor.as_base_exp()
        if isinstance(base, sp.gamma):
            total += exponent * sp.loggamma(base.args[0])
        else:
            rest *= factor
    return total + sp.expand_log(sp.log(rest)) if total != 0 else node


def _parts(log_density: sp.Expr, n: sp.Symbol) -> tuple[sp.Expr, sp.Expr, dict[sp.Expr, sp.Expr]] | None:
    """Constant, slope and the coefficients of loggamma(...) terms, by argument; ``None`` if there is another part."""
    constant, slope = sp.S.Zero, sp.S.Zero
    ways: dict[sp.Expr, sp.Expr] = {}
    for term in sp.Add.make_args(sp.expand(sp.expand_log(log_density), power_exp=False)):
        coefficient, factor = term.as_independent(n, as_Add=False)
        if factor == 1:
            constant += coefficient
        elif factor == n:
            slope += coefficient
        elif _is_log_gamma(factor):
            argument = sp.expand(factor.args[0] if isinstance(factor, sp.loggamma) else factor.args[0].args[0])
            ways[argument] = ways.get(argument, sp.S.Zero) + coefficient
        else:
            return None
    return constant, slope, {argument: count for argument, count in ways.items() if count != 0}


def _is_log_gamma(factor: sp.Expr) -> bool:
    """SymPy writes loggamma of a positive integer as log(gamma(...))."""
    return isinstance(factor, sp.loggamma) or (isinstance(factor, sp.log) and isinstance(factor.args[0], sp.gamma))


def _unbounded(slope: sp.Expr, ways: dict[sp.Expr, sp.Expr]) -> Form | None:
    counts = sorted(ways.values(), key=sp.default_sort_key)
    ratio = sp.exp(slope)
    down = [argument for argument, count in ways.items() if count == -1 and _shift(argument) == 1]
    up = [argument for argument, count in ways.items() if count == 1]
    if not ways:
        return Form(negative_binomial.pivot, (sp.S.One, ratio), -sp.log(1 - ratio), (1 - ratio,))
    if counts == [-1] and down:
        return Form(poisson.pivot, (ratio,), ratio, ())
    if counts == [-1, 1] and down and up and _shift(up[0]) is not None:
        total = _shift(up[0])
        mass = sp.loggamma(total) - total * sp.log(1 - ratio)
        return Form(negative_binomial.pivot, (total, ratio), mass, (1 - ratio, total))
    return None


def _shift(argument: sp.Expr) -> sp.Expr | None:
    """The r of an argument n + r."""
    for symbol in sorted(argument.free_symbols, key=str):
        if isinstance(symbol, sp.Dummy):
            rest = sp.expand(argument - symbol)
            return rest if symbol not in rest.free_symbols else None
    return None


def _bounded(slope: sp.Expr, ways: dict[sp.Expr, sp.Expr], total: sp.Expr) -> Form | None:
    """The binomial form: -loggamma(n + 1) - loggamma(total - n + 1)."""
    if len(ways) != 2 or set(ways.values()) != {sp.Integer(-1)}:  # noqa: PLR2004 - the two factorials
        return None
    first = next((argument for argument in ways if _shift(argument) == 1), None)
    other = next((argument for argument in ways if argument != first), None)
    if first is None or other is None or sp.expand(other + first - total - 2) != 0:
        return None
    ratio = sp.exp(slope)
    probs = short(ratio / (1 + ratio))
    return Form(binomial.pivot, (total, probs), total * sp.log(1 + ratio) - sp.loggamma(total + 1), ())
