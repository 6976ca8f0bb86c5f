r"""Expected less observed counts, :math:`n\,e_i/\sum_j e_j - y_i`, :math:`n = \sum_j y_j`: gradients of multinomial losses.

They are :math:`(e_i (n - y_i) - y_i \sum_{j \ne i} e_j)/\sum_j e_j`, sums without the one class, which cancel only where the counts
balance: a share near one, whose complement the first form rounds away, loses nothing.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import sympy as sp

if TYPE_CHECKING:
    from collections.abc import Set as AbstractSet

PAIR = 2


def by_others(expression: sp.Expr) -> sp.Expr:
    """The sum in this form where it is one of positive exponentials and counts; else itself.

    >>> x, y = sp.symbols("x y", real=True)
    >>> m, n = sp.symbols("m n", positive=True)
    >>> by_others((m + n) * sp.exp(x) / (sp.exp(x) + sp.exp(y)) - m)
    (-m*exp(y) + n*exp(x))/(exp(x) + exp(y))
    """
    if not isinstance(expression, sp.Add) or len(expression.args) != PAIR:
        return expression
    for share, other in (expression.args, expression.args[::-1]):
        sums = [part for part in sp.Mul.make_args(share) if isinstance(part, sp.Add)]
        if not (-other).is_Symbol or len(sums) != 1 or -other not in sums[0].args:
            continue
        count, total = -other, sums[0]
        weight, whole = _parts(share / total)
        if weight in whole.args and all(isinstance(part, sp.exp) for part in whole.args) and total.is_nonnegative:
            return (weight * (total - count) - count * (whole - weight)) / whole
    return expression


def movement(changed: sp.Expr, arguments: AbstractSet[sp.Symbol]) -> tuple[sp.Expr, sp.Expr] | None:
    r"""The sum in this form, and the part of it that explains what it loses; ``None`` unless every exponential is of an argument alone.

    With the exponents :math:`z_j - \max z`, the terms :math:`a = e_i (n - y_i)` and :math:`b = y_i R`, R the sum of the other
    exponentials, and the mean size :math:`v = |z_i| + \sum_{j \ne i} e_j |z_j| / R`, half a unit in every argument moves the sum by at
    least :math:`2^{-54} v \min(a, b)`: its derivatives by the arguments add up to :math:`n e_i R v / (e_i + R)`, and n is
    :math:`y_i + a / e_i`. The terms are off by :math:`2^{-53} (v + 8)` of themselves at most: exponents by :math:`2^{-53}|z_j - \max z|`,
    whose means are v and a constant below one together, exponentials by one unit, products and sums by a half. So eight movements are
    more for v above 8/3, but for the doubling that a sum of half the size may show: with t = 1 - min(a, b) / max(a, b) below one half,
    :math:`(v + 8)(1 - 2 t) \le 4 v (1 - t)`. The part is :math:`3 v b / 16`, at least half of b then.
    """
    (numerator,) = [part for part in sp.Mul.make_args(changed) if isinstance(part, sp.Add)]
    _, whole = _parts(changed)
    largest = sp.Max(*sorted(arguments & whole.free_symbols, key=str))
    sizes = {call: sp.Abs(call.args[0] + largest) for call in whole.args}
    if not all(size.args[0] in arguments for size in sizes.values()):
        return None
    (below,) = [-term for term in numerator.args if term.could_extract_minus_sign()]
    (others,) = [part for part in sp.Mul.make_args(below) if part.has(sp.exp)]
    (weight,) = [call for call in whole.args if call not in sp.Add.make_args(others)]
    mean = sizes[weight] * others + sp.Add(*(call * sizes[call] for call in sp.Add.make_args(others)))
    return numerator, sp.Rational(3, 16) * below / others * mean


def _parts(share: sp.Expr) -> tuple[sp.Expr, sp.Expr]:
    """Numerator and denominator of a quotient."""
    powers = [part for part in sp.Mul.make_args(share) if isinstance(part, sp.Pow) and part.exp == -1]
    whole = powers[0].base if len(powers) == 1 else sp.S.One
    return share * whole, whole
