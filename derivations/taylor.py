"""Taylor polynomials of total order at a point."""

from __future__ import annotations

import itertools
import math
from typing import TYPE_CHECKING

import sympy as sp

from derivations.kinks import substituted
from derivations.language.differentiation import Differentiation

if TYPE_CHECKING:
    from collections.abc import Sequence


def taylor_polynomial(expression: sp.Expr, variables: Sequence[sp.Symbol], at: Sequence[sp.Expr], order: int) -> sp.Expr:
    r"""The Taylor polynomial :math:`\sum_{|\alpha| \le order} \partial^\alpha f(a) (x - a)^\alpha / \alpha!`, in the variables themselves.

    >>> x = sp.Symbol("x", real=True)
    >>> taylor_polynomial(sp.exp(x), [x], [sp.Integer(0)], 2)
    x**2/2 + x + 1
    """
    places = dict(zip(variables, at, strict=True))
    terms = []
    work = Differentiation()
    known: dict[tuple[int, ...], sp.Expr] = {(): expression}
    for total in range(order + 1):
        for chosen in itertools.combinations_with_replacement(range(len(variables)), total):
            counts = [chosen.count(position) for position in range(len(variables))]
            if chosen:
                known[chosen] = work.derivative(variables[chosen[-1]], known[chosen[:-1]], total)
            derivative = known[chosen]
            factor = sp.prod((variables[i] - at[i]) ** count for i, count in enumerate(counts))
            value = substituted(derivative, places)
            terms.append(value * factor / math.prod(math.factorial(count) for count in counts))
    return sp.Add(*terms)
