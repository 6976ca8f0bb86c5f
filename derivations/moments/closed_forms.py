"""Closed forms that kernels share: Gamma ratios, polygamma shifts, moments from cumulants, zero tests of coefficients."""

from __future__ import annotations

import itertools
import math
from functools import cache, lru_cache
from typing import TYPE_CHECKING

import sympy as sp

from derivations.moments.combination import ONE, ZERO

if TYPE_CHECKING:
    from collections.abc import Callable

LONGEST_PRODUCT = 24


def gamma_ratio(base: sp.Expr, shift: sp.Expr) -> sp.Expr:
    r""":math:`\Gamma(base + shift) / \Gamma(base)`; a product of linear factors when the shift is a small integer.

    >>> gamma_ratio(sp.Symbol("a"), sp.Integer(-1))
    1/(a - 1)
    """
    if shift.is_Integer and abs(shift) <= LONGEST_PRODUCT:
        steps = int(shift)
        if steps >= 0:
            return sp.Mul(*(base + i for i in range(steps)))
        return ONE / sp.Mul(*(base - i for i in range(1, -steps + 1)))
    return sp.gamma(base + shift) / sp.gamma(base)


def polygamma_shifted(order: int, base: sp.Expr, shift: sp.Expr) -> sp.Expr:
    """The polygamma function at ``base + shift``, written at a base argument that is common to integer shifts.

    >>> a = sp.Symbol("a", positive=True)
    >>> polygamma_shifted(0, a, sp.Integer(1))
    polygamma(0, a) + 1/a
    """
    argument = sp.expand(base + shift)
    constant, rest = argument.as_coeff_Add()
    steps, lowest = int(sp.floor(constant)), rest + constant - sp.floor(constant)
    if not (rest != 0 and lowest.is_positive):
        # Without a sign for the lowest argument, the base itself or the first shift above it is common.
        steps, lowest = (int(shift), base) if shift.is_Integer and not base.is_Number else (steps - 1, lowest + 1)
    if rest == 0 or abs(steps) > LONGEST_PRODUCT:
        return sp.polygamma(order, argument)
    factor = sp.Integer((-1) ** order * math.factorial(order))
    if steps >= 0:
        return sp.polygamma(order, lowest) + sp.Add(*(factor / (lowest + i) ** (order + 1) for i in range(steps)))
    return sp.polygamma(order, lowest) - sp.Add(*(factor / (lowest - i) ** (order + 1) for i in range(1, -steps + 1)))


def lower_polygamma(expression: sp.Expr) -> sp.Expr:
    """Write polygamma functions whose arguments differ by integers by one of them.

    >>> a = sp.Symbol("a", positive=True)
    >>> lower_polygamma(sp.polygamma(0, a + 1) - sp.polygamma(0, a))
    1/a
    """
    return expression.replace(
        lambda part: isinstance(part, sp.polygamma) and part.args[0].is_Integer,
        lambda part: polygamma_shifted(int(part.args[0]), part.args[1], sp.Integer(0)),
    )


def moment_from_cumulants(order: tuple[int, ...], cumulant: Callable[[tuple[int, ...]], sp.Expr]) -> sp.Expr:
    r"""The mixed derivative of :math:`e^{g}` over :math:`e^{g}` from the derivatives of ``g`` (complete Bell polynomial).

    >>> k = sp.symbols("k1:4")
    >>> moment_from_cumulants((2,), lambda order: k[order[0] - 1])
    k1**2 + k2
    """

    @cache
    def moment(index: tuple[int, ...]) -> sp.Expr:
        if not any(index):
            return ONE
        axis = next(i for i, n in enumerate(index) if n)
        rest = tuple(n - (i == axis) for i, n in enumerate(index))
        total = ZERO
        for part in itertools.product(*(range(n + 1) for n in rest)):
            weight = math.prod(math.comb(n, k) for n, k in zip(rest, part, strict=True))
            raised = tuple(k + (i == axis) for i, k in enumerate(part))
            total += weight * cumulant(raised) * moment(tuple(n - k for n, k in zip(rest, part, strict=True)))
        return sp.expand(total)

    return moment(order)


def lower_bessel(expression: sp.Expr) -> sp.Expr:
    """Write modified Bessel functions of integer order by those of order 0 and 1: I_n = I_(n-2) - 2 (n - 1) I_(n-1) / x."""

    def lowered(order: sp.Expr, x: sp.Expr) -> sp.Expr:
        if not (order.is_Integer and 1 < order <= LONGEST_PRODUCT):
            return sp.besseli(order, x)
        before, value = sp.besseli(0, x), sp.besseli(1, x)
        for k in range(1, int(order)):
            before, value = value, sp.expand(before - 2 * k * value / x)
        return value

    return expression.replace(sp.besseli, lowered)


def lower_bessel_k(expression: sp.Expr) -> sp.Expr:
    """Write Bessel functions K whose orders differ by integers by two of them: K_(n+1) = K_(n-1) + 2 n K_n / x.

    >>> p, x = sp.symbols("p x")
    >>> lower_bessel_k(sp.besselk(p - 1, x))
    -2*p*besselk(p, x)/x + besselk(p + 1, x)
    """

    def lowered(order: sp.Expr, x: sp.Expr) -> sp.Expr:
        constant, rest = sp.expand(order).as_coeff_Add()
        if rest.could_extract_minus_sign() if rest != 0 else constant < 0:
            constant, rest = -constant, -rest  # K is even in its order
        steps = int(sp.floor(constant))
        base = rest + constant - steps
        if not constant.is_Rational or steps in (0, 1) or abs(steps) > LONGEST_PRODUCT:
            return sp.besselk(rest + constant, x)
        values = {0: sp.besselk(base, x), 1: sp.besselk(sp.Abs(base + 1) if rest == 0 else base + 1, x)}
        for k in range(2, steps + 1):
            values[k] = sp.expand(values[k - 2] + 2 * (base + k - 1) * values[k - 1] / x)
        for k in range(-1, steps - 1, -1):
            values[k] = sp.expand(values[k + 2] - 2 * (base + k + 1) * values[k + 1] / x)
        return values[steps]

    return expression.replace(sp.besselk, lowered)


def double_factorial(n: int) -> int:
    """``n (n - 2) (n - 4) ...`` down to 1 or 2; one for ``n <= 0``."""
    return math.prod(range(n, 0, -2))


@lru_cache(maxsize=4096)
def vanishes(expression: sp.Expr) -> bool:
    """Whether expanding and cancelling over the field of rational functions in SymPy's generators shows zero.

    A yes is an identity of rational functions; a no only means that none was found.
    """
    if expression == 0:
        return True
    if expression.has(sp.besseli):
        expression = lower_bessel(expression)
    if expression.has(sp.besselk):
        expression = lower_bessel_k(expression)
    try:
        return bool(sp.expand(expression) == 0 or sp.cancel(sp.expand_log(expression)) == 0)
    except sp.PolynomialError:  # piecewise expressions have no numerator
        return False
