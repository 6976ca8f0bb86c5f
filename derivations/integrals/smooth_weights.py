"""Which weights are certainly smooth on an interval, so that integrating by parts leaves values at its ends only."""

from __future__ import annotations

from typing import TYPE_CHECKING

import sympy as sp

from derivations.normal_form.certificates import signs_of
from derivations.normal_form.sign_sets import NONZERO, POSITIVE

if TYPE_CHECKING:
    from derivations.normal_form import Facts

ENTIRE = (sp.exp, sp.sin, sp.cos, sp.sinh, sp.cosh, sp.tanh, sp.atan, sp.asinh, sp.erf, sp.erfc, sp.erfi)  # tanh and atan: on the reals
OF_POSITIVE = (sp.log, sp.gamma, sp.loggamma)  # smooth where their argument is positive


def is_smooth(weight: sp.Expr, u: sp.Symbol, facts: Facts) -> bool:
    """Whether no part of a weight has a kink, a jump or a pole in ``u``, wherever the facts hold.

    A pole counts inside of another function, too: atan(1/u) jumps, though its derivative does not show it.

    >>> from derivations.normal_form import Facts
    >>> u = sp.Symbol("u", real=True)
    >>> [is_smooth(weight, u, Facts()) for weight in (sp.exp(-(u**2)), 1 / (1 + u**2), sp.atan(1 / u), sp.Abs(u))]
    [True, True, False, False]
    """
    if u not in weight.free_symbols:
        return True
    match weight:
        case sp.Symbol():
            return True
        case sp.exp():  # has bases and exponents of its own, as powers have
            return is_smooth(weight.exp, u, facts)
        case sp.Add() | sp.Mul():
            parts_are_enough = True
        case sp.Pow():
            parts_are_enough = _is_smooth_power(weight, facts)
        case sp.polygamma():
            parts_are_enough = u not in weight.args[0].free_symbols and signs_of(weight.args[1], facts) == POSITIVE
        case _:
            parts_are_enough = weight.func in ENTIRE or (weight.func in OF_POSITIVE and signs_of(weight.args[0], facts) == POSITIVE)
    return parts_are_enough and all(is_smooth(part, u, facts) for part in weight.args)


def _is_smooth_power(power: sp.Pow, facts: Facts) -> bool:
    """Whether a power has a Taylor series everywhere: whole exponents, of what is not zero where negative, or a positive base."""
    base, exponent = power.as_base_exp()
    if exponent.is_Integer and exponent.is_nonnegative:
        return True
    signs = signs_of(base, facts)
    return signs == POSITIVE or bool(exponent.is_Integer and signs | NONZERO == NONZERO)
