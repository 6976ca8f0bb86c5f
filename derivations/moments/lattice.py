"""The lattice kernel: polynomials times exponentials of counts, by the factorial moments of exponentially tilted laws."""

from __future__ import annotations

import itertools
import math
from functools import cache
from typing import TYPE_CHECKING, NamedTuple

import sympy as sp

from derivations.moments.kernel import Kernel, Moment

if TYPE_CHECKING:
    from collections.abc import Callable

    from derivations.moments.combination import Monomial


class Tilted(NamedTuple):
    r"""The tilted law: :math:`E[e^{c \cdot y}]`, the factorial moments of the law tilted by it, and what must be positive."""

    weight: sp.Expr
    factorial_moment: Callable[[tuple[int, ...]], sp.Expr]
    requirements: tuple[sp.Expr, ...] = ()


class LatticeKernel(Kernel):
    r"""Counts ``y`` (one or several): :math:`E[y^n e^{c \cdot y}]` by Stirling numbers from the factorial moments of the tilted law."""

    positive = False

    def __init__(self, tilt: Callable[[tuple[sp.Expr, ...]], Tilted], size: int = 1) -> None:
        """Args: ``tilt`` maps the factors ``exp(c_i)`` to the tilted law; ``size`` counts the components."""
        self.size, self.tilt = size, tilt
        self.directions = tuple(self.monomial([int(i == j) for j in range(size)], directions=size) for i in range(size))

    def moment(self, monomial: Monomial) -> Moment:
        """The sum over Stirling numbers of the second kind of factorial moments, times the weight of the tilt."""
        if any(monomial.logs) or not all(power.is_Integer and power >= 0 for power in monomial.powers):
            raise self.unmatched(monomial.powers)
        tilted = self.tilt(tuple(map(sp.exp, monomial.rates)))
        total = sp.Add(
            *(
                math.prod(itertools.starmap(stirling, zip(monomial.powers, orders, strict=True))) * tilted.factorial_moment(orders)
                for orders in itertools.product(*(range(int(power) + 1) for power in monomial.powers))
            )
        )
        return Moment(tilted.weight * total, tilted.requirements if any(rate != 0 for rate in monomial.rates) else ())


class FallingPowersKernel(Kernel):
    """Counts whose factorial moments are closed, but not those of their exponentially tilted laws: polynomials alone."""

    positive = False

    def __init__(self, factorial_moment: Callable[[tuple[int, ...]], sp.Expr], size: int = 1) -> None:
        """Args: the mean of a product of falling powers, by their orders; ``size`` counts the components."""
        self.size = size
        self._lattice = LatticeKernel(lambda _: Tilted(sp.Integer(1), factorial_moment), size)

    def moment(self, monomial: Monomial) -> Moment:
        """The sum over Stirling numbers of factorial moments."""
        return self._lattice.moment(monomial._replace(rates=(sp.Integer(0),) * self.size))


@cache
def stirling(n: int, k: int) -> int:
    """The number of partitions of ``n`` objects into ``k`` blocks.

    >>> stirling(4, 2)
    7
    """
    n, k = int(n), int(k)
    if n == 0 or k == 0 or k > n:
        return int(n == k)
    return k * stirling(n - 1, k) + stirling(n - 1, k - 1)
