r"""Sums whose terms cancel only where half a unit in the arguments moves them by as much as they are off: no mark is needed.

A sum f - t of two positive terms, t off by half a unit and f by less than two, is held to eight units of itself, or to eight times what
half a unit in every argument makes of it. Such half units are at least :math:`2^{-54} |x|` in x.
"""

from __future__ import annotations

import sympy as sp

from derivations.codegen.stable import Stable

PAIR = 2


def explaining(expression: sp.Add) -> sp.Symbol | None:
    r"""The argument z of a sum :math:`\operatorname{softplus}(-|z|) + (h - w) z`, w whole and not negative, h = [z > 0], or none.

    Its terms have opposite signs only for z > 0 and w at least two. With c = w - 1 and f = softplus(-z) it is f - c z. As f falls in z,
    z moves the sum by :math:`z |f' - c| = c z + z \operatorname{sigmoid}(-z)`. Where the sum is less than half of a term, z < 0.9, so
    that :math:`e^{-z}` lies in (0.4, 1), and f in (0.34, 0.7): with exp and log1p within one unit, f is off by at most
    :math:`(0.71 + 1) 2^{-53}`, and c z by :math:`2^{-54}` below one. Eight times the movement is at least
    :math:`2^{-51} (c z + z \operatorname{sigmoid}(-z))`, which is :math:`2.6 \cdot 2^{-53}` and more where f = c z (z is 0.48 for w = 2,
    0.28 for w = 3, and f tends to log 2 as w grows): more than the error of both terms.
    """
    if len(expression.args) != PAIR:
        return None
    for call, product in (expression.args, expression.args[::-1]):
        if isinstance(call, Stable) and call.primitive == "softplus" and isinstance(product, sp.Mul) and len(product.args) == PAIR:
            for z, step in (product.args, product.args[::-1]):
                if z.is_Symbol and call.args[1] == sp.Piecewise((-z, z > 0), (z, True)) and _is_step_less_outcome(step, z):
                    return z
    return None


def _is_step_less_outcome(expression: sp.Expr, z: sp.Symbol) -> bool:
    """Whether it is [z > 0] less a symbol for a whole number that is not negative."""
    if not isinstance(expression, sp.Piecewise) or len(expression.args) != PAIR:
        return False
    whole = -expression.args[1].expr
    if not (whole.is_Symbol and whole.is_integer and whole.is_nonnegative):
        return False
    return bool(expression == sp.Piecewise((1 - whole, z > 0), (-whole, True)))
