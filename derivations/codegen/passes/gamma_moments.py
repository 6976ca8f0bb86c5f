r"""Moments of Weibull and Gumbel laws: :math:`e^s \Gamma(1 + r) - 1 - s - \log r + \gamma (r - 1)` as a sum of two divergences.

With :math:`u = s + \log\Gamma(1 + r)` it is :math:`e^u - 1 - u` plus :math:`\log\Gamma(r) + \gamma (r - 1)`, the Bregman divergence of
the logarithm of the gamma function from one.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import sympy as sp

from derivations.codegen.passes import Pass
from derivations.codegen.primitives import primitives
from derivations.codegen.stable import stable

if TYPE_CHECKING:
    from collections.abc import Iterator

    from derivations.codegen.domain import Domain


def rewrite(expression: sp.Expr, domain: Domain) -> Iterator[sp.Expr]:
    """The sum by the two divergences, if it consists of them."""
    calls = expression.atoms(sp.gamma)
    if not isinstance(expression, sp.Add) or len(calls) != 1:
        return
    (call,) = calls
    plain = sp.expand_mul(expression)
    weight, ratio = plain.coeff(call), call.args[0] - 1
    above, below = sp.fraction(ratio)
    if not {above, below} <= domain.inputs or not (domain.sign(above) > 0 and domain.sign(below) > 0) or weight == 0:
        return
    shift = _logarithm(weight)
    if shift is None:
        return
    written_out = weight * call - 1 - _expanded(shift) - _expanded(sp.log(ratio)) + sp.EulerGamma * (ratio - 1)
    if sp.expand(_expanded(plain) - written_out) == 0:
        moment = stable("loggamma_of_successor", above, below)
        yield stable("excess_exp_of_sum", _by_ratios(weight), moment) + stable("bregman_loggamma_ratio", above, below)


def _logarithm(weight: sp.Expr) -> sp.Expr | None:
    """The logarithm of a power or an exponential."""
    base, power = weight.as_base_exp() if not isinstance(weight, sp.exp) else (sp.E, weight.args[0])
    return power if base == sp.E else None if base.is_Add or weight.is_Number else power * sp.log(base)


def _by_ratios(weight: sp.Expr) -> sp.Expr:
    """The same with the primitive for logarithms of quotients."""
    if isinstance(weight, sp.exp):
        return weight.args[0]
    base, power = weight.as_base_exp()
    return power * stable("log_ratio", *sp.fraction(base))


def _expanded(expression: sp.Expr) -> sp.Expr:
    return sp.expand(sp.expand_log(expression, force=True))


NEEDED = {"excess_exp_of_sum", "loggamma_of_successor", "bregman_loggamma_ratio", "log_ratio"}
PASS = Pass("gamma_moments", 25, rewrite if set(primitives()) >= NEEDED else lambda *_: ())
