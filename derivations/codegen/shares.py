r"""Expected less observed counts, :math:`n\,e_i/\sum_j e_j - y_i`, :math:`n = \sum_j y_j`: gradients of multinomial losses.

They are :math:`(e_i (n - y_i) - y_i \sum_{j \ne i} e_j)/\sum_j e_j`, sums without the one class, which cancel only where the counts
balance: a share near one, whose complement the first form rounds away, loses nothing.
"""

from __future__ import annotations

import sympy as sp

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


def _parts(share: sp.Expr) -> tuple[sp.Expr, sp.Expr]:
    """Numerator and denominator of a quotient."""
    powers = [part for part in sp.Mul.make_args(share) if isinstance(part, sp.Pow) and part.exp == -1]
    whole = powers[0].base if len(powers) == 1 else sp.S.One
    return share * whole, whole
