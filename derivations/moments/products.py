"""The product kernel: atoms of independent kernels side by side."""

from __future__ import annotations

import itertools
from typing import TYPE_CHECKING

import sympy as sp

from derivations.moments.kernel import Kernel, Moment

if TYPE_CHECKING:
    from collections.abc import Sequence

    from derivations.moments.combination import Monomial


class ProductKernel(Kernel):
    """Independent kernels without exponential directions: the moment of a product is the product of the moments."""

    def __init__(self, kernels: Sequence[Kernel]) -> None:
        """Args: the kernels, whose atoms follow one another."""
        self.kernels = tuple(kernels)
        self.size = sum(kernel.size for kernel in kernels)
        self.positive = all(kernel.positive for kernel in kernels)

    def _split(self, monomial: Monomial) -> list[tuple[Kernel, Monomial]]:
        edges = [0, *itertools.accumulate(kernel.size for kernel in self.kernels)]
        return [
            (kernel, kernel.monomial()._replace(powers=monomial.powers[low:high], logs=monomial.logs[low:high]))
            for kernel, (low, high) in zip(self.kernels, itertools.pairwise(edges), strict=True)
        ]

    def is_positive(self, monomial: Monomial) -> bool:
        """Whether every factor is positive."""
        return all(kernel.is_positive(part) for kernel, part in self._split(monomial))

    def moment(self, monomial: Monomial) -> Moment:
        """The product of the moments, with all that they require."""
        moments = [kernel.moment(part) for kernel, part in self._split(monomial)]
        requirements = tuple(item for moment in moments for item in moment.requirements)
        return Moment(sp.Mul(*(moment.value for moment in moments)), requirements, tuple(item for m in moments for item in m.nonzero))
