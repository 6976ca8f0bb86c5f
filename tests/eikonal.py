r"""The eikonal identity :math:`\nabla d^T F^{-1} \nabla d = 1`: what a distance from a point must satisfy, whatever its formula."""

from __future__ import annotations

from typing import TYPE_CHECKING

import sympy as sp

from derivations.language.arithmetic import inverse
from derivations.language.tensor import Tensor
from derivations.normal_form import Facts, decide_zero

if TYPE_CHECKING:
    from collections.abc import Sequence


def is_eikonal(distance: sp.Expr, metric: Tensor, v: Sequence[sp.Symbol], facts: Facts | None = None) -> bool:
    """Whether a formula is proved to grow at unit speed along its gradient; away from the point it starts at, and from its cut points.

    Args:
        distance: the distance of ``v`` from another point.
        metric: the metric in ``v``, shape ``(n, n)``.
        v: symbols, shape ``(n,)``.
        facts: what is known about the symbols.

    """
    # Signs come from one absolute value and occur squared.
    gradient = Tensor.vector([sp.diff(distance, symbol).replace(sp.sign, lambda _: sp.S.One) for symbol in v])
    speed = gradient.matmul(inverse(metric)).matmul(gradient).item
    # Over one denominator the roots meet each other before they reach the normal form.
    return decide_zero([sp.together(speed - 1)], facts).zero is True
