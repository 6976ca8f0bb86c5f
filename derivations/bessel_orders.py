r"""Derivatives of Bessel functions K in their order, written by those at two orders: the moments of log y need few integrals.

:math:`D_j(\nu) = \partial_\nu^j K_\nu(x) = \int_0^\infty t^j f(\nu t) e^{-x \cosh t}\, dt` with f = cosh for even j, sinh for odd j.
Differentiating :math:`K_{\nu+1} = K_{\nu-1} + 2 \nu K_\nu / x` gives
:math:`D_j(\nu + 1) = D_j(\nu - 1) + 2 (\nu D_j(\nu) + j D_{j-1}(\nu)) / x`.
"""

from __future__ import annotations

from functools import lru_cache

import sympy as sp

LONGEST = 24  # steps of the recurrence
CACHE = 1024


@lru_cache(maxsize=CACHE)
def order_derivative(count: int, order: sp.Expr, x: sp.Expr) -> sp.Expr:
    r""":math:`D_{count}(order)` at x, by the derivatives at the lowest order that differs by an integer and at the next one.

    >>> p, x = sp.symbols("p x", positive=True)
    >>> order_derivative(1, p, x)
    Integral(t*exp(-x*cosh(t))*sinh(p*t), (t, 0, oo))
    >>> order_derivative(0, p + 2, x)
    besselk(p, x) + 2*(p + 1)*besselk(p + 1, x)/x
    """
    constant, rest = sp.expand(order).as_coeff_Add()
    if rest.could_extract_minus_sign() if rest != 0 else constant < 0:
        return (-1) ** count * order_derivative(count, -order, x)  # K is even in its order
    steps = int(sp.floor(constant)) if constant.is_Rational else 0
    base = rest + constant - steps
    if abs(steps) > LONGEST or steps in (0, 1):
        return _integral(count, rest + constant, x)
    if steps > 1:
        before = base + steps - 1
        return order_derivative(count, before - 1, x) + 2 * _turned(count, before, x) / x
    after = base + steps + 1
    return order_derivative(count, after + 1, x) - 2 * _turned(count, after, x) / x


def _turned(count: int, order: sp.Expr, x: sp.Expr) -> sp.Expr:
    lower = count * order_derivative(count - 1, order, x) if count else sp.S.Zero
    return order * order_derivative(count, order, x) + lower


def _integral(count: int, order: sp.Expr, x: sp.Expr) -> sp.Expr:
    if not count:
        return sp.besselk(order, x)
    taken = {symbol.name for symbol in order.free_symbols | x.free_symbols}
    t = sp.Symbol(next(name for name in ("t", "t_", "t__", "t___") if name not in taken), positive=True)
    wave = (sp.sinh if count % 2 else sp.cosh)(sp.expand(order * t))
    return sp.Integral(t**count * wave * sp.exp(-x * sp.cosh(t)), (t, 0, sp.oo))


def lowered(expression: sp.Expr) -> sp.Expr:
    """Write integrals of t^j f(nu t) cosh(t)^m e^(-x cosh t), which derivatives in x bring about, by those without cosh(t)^m."""
    return expression.replace(lambda part: isinstance(part, sp.Integral), _lowered)


def _lowered(integral: sp.Integral) -> sp.Expr:
    body, (t, *ends) = integral.args[0], integral.args[1]
    constant, rest = body.as_independent(t, as_Add=False)
    power, waves, damping, raised = 0, [], [], 0
    for factor in sp.Mul.make_args(rest):
        base, exponent = factor.as_base_exp()
        if base == t and exponent.is_Integer:
            power = int(exponent)
        elif base == sp.cosh(t) and exponent.is_Integer and exponent > 0:
            raised = int(exponent)
        elif isinstance(factor, sp.exp):
            damping.append(-factor.args[0] / sp.cosh(t))
        else:
            waves.append(factor)
    if ends != [0, sp.oo] or len(damping) != 1 or damping[0].has(t) or len(waves) > 1:
        return integral
    order = _order(waves, t, power)
    if order is None and not (not waves and raised and power % 2 == 0):
        return integral
    if order is None:
        order, raised = sp.S.One, raised - 1  # the one factor cosh(t) is the wave
    x = damping[0]
    terms = (sp.binomial(raised, k) * order_derivative(power, order + raised - 2 * k, x) for k in range(raised + 1))
    return constant * sp.Add(*terms) / 2**raised


def _order(waves: list[sp.Expr], t: sp.Symbol, power: int) -> sp.Expr | None:
    """The order of the only wave, of the kind that belongs to the power of t."""
    if not waves or not isinstance(waves[0], sp.sinh if power % 2 else sp.cosh):
        return None
    order = sp.expand(waves[0].args[0] / t)
    return None if order.has(t) else order
