"""The Bregman divergence of the leading part of log Beta: what Kullback-Leibler divergences of Beta and Dirichlet laws are made of."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import sympy as sp

from derivations.codegen.primitives import Primitive
from derivations.codegen.primitives.difference_of_products import difference_of_products, scalar_difference_of_products
from derivations.codegen.primitives.excess_log import excess_log, scalar_excess_log
from derivations.codegen.primitives.log_ratio import log_ratio_far, scalar_log_ratio
from derivations.codegen.scalar import exponent, scaled

if TYPE_CHECKING:
    from derivations.codegen.primitives import Array
    from derivations.codegen.scalar import Scalar


def _meaning(y: sp.Expr, v: sp.Expr, x: sp.Expr, u: sp.Expr, dy: sp.Expr, dv: sp.Expr) -> sp.Expr:
    half = sp.Rational(1, 2)

    def divergence(one: sp.Expr, other: sp.Expr) -> sp.Expr:
        return (one - half) * sp.log(one / other) - (one - other) * (1 - half / other)

    return divergence(y, x) + divergence(v, u) - divergence(y + v, x + u)


PRIMITIVE = Primitive(
    "bregman_beta_leading",
    _meaning,
    ("positive", "positive", "positive", "positive", "real", "real"),
    "nonnegative",
    rows=0,
    uses=("difference_of_products", "excess_log", "log_ratio"),
    extended=True,
)


def bregman_beta_leading(y: Array, v: Array, x: Array, u: Array, dy: Array, dv: Array, out: Array, scratch: Array) -> None:
    """Write the divergence from (x, u) to (y, v) of l(a) + l(b) - l(a + b), l(a) = (a - 1/2) log a - a, shape (n,), dy = y - x, dv = v - u.

    Accuracy: 9 ulp beyond the errors of the arguments; zero where dy and dv are. With s = x + u, t = y + v, p(z) = z - log(1 + z):
    y p(x t / (y s) - 1) + (u p(y / x - 1) + x p(y s / (x t) - 1)) / (2 s), and the same with the two components exchanged.
    """
    if not y.size:
        return
    size = y.size
    own, other, step = np.concatenate([y, v]), np.concatenate([x, u]), np.concatenate([dy, dv])
    whole, both = np.concatenate([x + u] * 2), np.concatenate([y + v] * 2)
    power, height = -np.frexp(whole)[1], -np.frexp(both)[1]
    below, above, relative = np.ldexp(other, power), np.ldexp(own, height), step / other
    cross, work = np.empty_like(y), np.empty((2, size))
    apart = np.maximum(np.abs(relative[:size]), np.abs(relative[size:])) > 0.5  # there, the differences may have been rounded
    a, c = np.where(apart, above.reshape(2, -1), np.ldexp(step, height).reshape(2, -1))
    difference_of_products(a, below[size:], c, below[:size], cross, work)  # y u - v x, scaled
    crosses = np.concatenate([cross, -cross])
    steps = np.concatenate([-crosses / np.ldexp(whole, power) / above, relative, crosses / np.ldexp(both, height) / below])
    value, work = np.empty_like(steps), np.empty((3, steps.size))
    excess_log(steps, value, work)
    first, second, third = value.reshape(3, -1)
    shares = other / whole
    first *= own
    third *= shares
    if not (steps[steps.argmin()] >= -0.55 and steps[steps.argmax()] <= 1e15):
        logarithm = bregman_beta_leading_far(own, both, other, whole)
        back, _, forth = steps.reshape(3, -1)
        expected = shares * both
        np.copyto(first, own * (back - logarithm), where=back < -0.55)
        np.copyto(first, expected - own * (1.0 + logarithm), where=~(back <= 1e15))
        np.copyto(third, shares * (forth + logarithm), where=forth < -0.55)
        np.copyto(third, own / both - shares * (1.0 - logarithm), where=~(forth <= 1e15))
        np.copyto(second, relative - log_ratio_far(own, other), where=relative < -0.55)
    parts = first + 0.5 * (np.concatenate([shares[size:], shares[:size]]) * second + third)
    np.add(parts[:size], parts[size:], out=out)


def bregman_beta_leading_far(y: Array, t: Array, x: Array, s: Array) -> Array:
    """log(x t / (y s)) as a new array, also where a quotient is beyond the range."""
    share, other = x / s, y / t
    safe = (share > 1e-290) & (other > 1e-290) & (share / other > 1e-290) & (share / other < 1e290)
    return np.where(safe, np.log(share / other), (np.log(x) - np.log(s)) - (np.log(y) - np.log(t)))


def scalar_bregman_beta_leading(y: Scalar, v: Scalar, x: Scalar, u: Scalar, dy: Scalar, dv: Scalar) -> Scalar:
    """The same for one element."""
    whole = x + u
    both = y + v
    power = -exponent(whole)
    height = -exponent(both)
    apart = np.maximum(np.abs(dy / x), np.abs(dv / u)) > 0.5
    a = scaled(y, height) if apart else scaled(dy, height)
    c = scaled(v, height) if apart else scaled(dv, height)
    cross = scalar_difference_of_products(a, scaled(u, power), c, scaled(x, power))
    back = cross / scaled(whole, power)
    forth = cross / scaled(both, height)
    one = scalar_bregman_beta_leading_own(y, -back / scaled(y, height), both, x, whole)
    one = one + 0.5 * scalar_bregman_beta_leading_share(y, forth / scaled(x, power), both, x, whole)
    other = scalar_bregman_beta_leading_own(v, back / scaled(v, height), both, u, whole)
    other = other + 0.5 * scalar_bregman_beta_leading_share(v, -forth / scaled(u, power), both, u, whole)
    halves = u / whole * scalar_bregman_beta_leading_excess(dy / x, y, x) + x / whole * scalar_bregman_beta_leading_excess(dv / u, v, u)
    return one + (other + 0.5 * halves)


def scalar_bregman_beta_leading_own(y: Scalar, step: Scalar, t: Scalar, x: Scalar, s: Scalar) -> Scalar:
    """The term y p(x t / (y s) - 1)."""
    if step < -0.55:
        return y * (step - scalar_bregman_beta_leading_far(y, t, x, s))
    if step > 1e15:
        return x / s * t - y * (1.0 + scalar_bregman_beta_leading_far(y, t, x, s))
    return y * scalar_excess_log(step)


def scalar_bregman_beta_leading_share(y: Scalar, step: Scalar, t: Scalar, x: Scalar, s: Scalar) -> Scalar:
    """The term x p(y s / (x t) - 1) / s."""
    if step < -0.55:
        return x / s * (step + scalar_bregman_beta_leading_far(y, t, x, s))
    if step > 1e15:
        return y / t - x / s * (1.0 - scalar_bregman_beta_leading_far(y, t, x, s))
    return x / s * scalar_excess_log(step)


def scalar_bregman_beta_leading_far(y: Scalar, t: Scalar, x: Scalar, s: Scalar) -> Scalar:
    """log(x t / (y s)), also where a quotient is beyond the range."""
    share = x / s
    other = y / t
    ratio = share / other
    if share > 1e-290 and other > 1e-290 and ratio > 1e-290 and ratio < 1e290:
        return np.log(ratio)
    return (np.log(x) - np.log(s)) - (np.log(y) - np.log(t))


def scalar_bregman_beta_leading_excess(step: Scalar, above: Scalar, below: Scalar) -> Scalar:
    """p(step), where 1 + step is above / below."""
    if step < -0.55:
        return step - scalar_log_ratio(above, below)
    return scalar_excess_log(step)
