"""Recipes: a moment kernel with the image of the variable in it, as functions of expressions that a law's parameters replace."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import sympy as sp

from derivations.moments.beta import BetaKernel
from derivations.moments.combination import Combination
from derivations.moments.gamma import GammaKernel
from derivations.moments.gaussian import GaussianKernel
from derivations.moments.kernel import Pivot

if TYPE_CHECKING:
    from collections.abc import Callable

    from derivations.moments.kernel import Kernel


class Recipe(NamedTuple):
    r"""``build(*expressions)`` is the pivot; :math:`e^{log\_mass}` is the integral of the density without its constant term.

    ``required`` holds expressions that must be positive.
    """

    build: Callable[..., Pivot]
    expressions: tuple[sp.Expr, ...]
    log_mass: sp.Expr
    required: tuple[sp.Expr, ...]

    def pivot(self, substitution: dict[sp.Symbol, sp.Expr]) -> Pivot:
        """The pivot of a law."""
        return self.build(*(expression.xreplace(substitution) for expression in self.expressions))


class Inner(NamedTuple):
    """A variable t > 0 as an image in a kernel's atoms: itself, its logarithm, and itself with an independent fair sign."""

    kernel: Kernel
    image: Combination
    logarithm: Combination
    signed: Combination


class HalfLine(NamedTuple):
    """A recipe for a variable t > 0."""

    build: Callable[..., Inner]
    expressions: tuple[sp.Expr, ...]
    log_mass: sp.Expr
    required: tuple[sp.Expr, ...]

    def then(self, outer: Callable[..., Combination], *expressions: sp.Expr) -> Recipe:
        """The recipe for ``y = outer(inner, *expressions)``."""
        count, build = len(self.expressions), self.build

        def whole(*values: sp.Expr) -> Pivot:
            inner = build(*values[:count])
            return Pivot(inner.kernel, (outer(inner, *values[count:]),))

        return Recipe(whole, (*self.expressions, *expressions), self.log_mass, self.required)


def gamma_power(a: sp.Expr, rate: sp.Expr, k: sp.Expr) -> Inner:
    """``t = (w / rate)^(1/k)`` with w a Gamma variable of concentration ``a``."""
    kernel = GammaKernel(a)
    scale = rate ** (-1 / k)
    image = kernel.power(1 / k) * scale
    logarithm = kernel.logarithm() * (1 / k) + kernel.constant(-sp.expand_log(sp.log(rate)) / k)
    return Inner(kernel, image, logarithm, image * _sign(kernel))


def beta_ratio_power(a: sp.Expr, b: sp.Expr, rate: sp.Expr, k: sp.Expr) -> Inner:
    """``t = (u / (rate v))^(1/k)`` with u a Beta(a, b) variable and v = 1 - u."""
    kernel = BetaKernel(a, b)
    image = kernel.power(1 / k, 0) * kernel.power(-1 / k, 1) * rate ** (-1 / k)
    constant = kernel.constant(-sp.expand_log(sp.log(rate)) / k)
    logarithm = (kernel.logarithm(0) - kernel.logarithm(1)) * (1 / k) + constant
    return Inner(kernel, image, logarithm, image * _sign(kernel))


def beta_power(a: sp.Expr, b: sp.Expr, k: sp.Expr) -> Inner:
    """``t = u^(1/k)`` with u a Beta(a, b) variable."""
    kernel = BetaKernel(a, b)
    image = kernel.power(1 / k, 0)
    return Inner(kernel, image, kernel.logarithm(0) * (1 / k), image * _sign(kernel))


def gaussian(loc: sp.Expr, scale: sp.Expr) -> Pivot:
    """``y = loc + scale z`` with z standard normal."""
    kernel = GaussianKernel()
    return Pivot(kernel, (kernel.atom() * scale + loc,))


def gaussian_exponential(loc: sp.Expr, scale: sp.Expr, start: sp.Expr, direction: sp.Expr) -> Pivot:
    """``y = start + direction exp(loc + scale z)`` with z standard normal."""
    kernel = GaussianKernel()
    return Pivot(kernel, (kernel.exponential(scale) * (direction * sp.exp(loc)) + start,))


def affine(inner: Inner, start: sp.Expr, direction: sp.Expr) -> Combination:
    """``y = start + direction t``."""
    moved: Combination = inner.image * direction + start
    return moved


def folded(inner: Inner, center: sp.Expr) -> Combination:
    """``y = center + sigma t``."""
    moved: Combination = inner.signed + center
    return moved


def logarithmic(inner: Inner, rate: sp.Expr) -> Combination:
    """``y = log(t) / rate``."""
    scaled: Combination = inner.logarithm * (1 / rate)
    return scaled


def _sign(kernel: Kernel) -> Combination:
    return Combination({kernel.monomial(sign=1): sp.S.One})
