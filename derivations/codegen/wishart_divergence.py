r"""Divergences of Wishart and inverse Wishart laws: those of the scales by factors, joined with those of the degrees of freedom.

With the ratios :math:`a_i` of the pivots and the squares :math:`s` as for normal laws, :math:`x_i = (n - i)/2` and
:math:`y_i = (m - i)/2` of the degrees of freedom n and m, :math:`\phi(r) = r - 1 - \log r`, and the divergence B of
:math:`\log\Gamma(a) - a \log a + a`, it is
:math:`\sum_i [y_i \phi(x_i a_i / y_i) + i \phi(a_i) / 2 + B(y_i, x_i)] + n \sum s / 2`: nonnegative terms, zero between equal laws.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import sympy as sp

from derivations.codegen.agreement import agrees
from derivations.codegen.normal_divergence import NormalDivergence, is_argument
from derivations.codegen.stable import stable

if TYPE_CHECKING:
    from derivations.codegen.request import Request
    from derivations.language.tensor import Tensor

SCALES = {"Wishart": (1, 0), "InverseWishart": (0, 1)}  # which law's scale is factored, and which is compared with it


def wishart_divergence(request: Request) -> NormalDivergence | None:
    """The forms for two Wishart or two inverse Wishart laws whose scales are arguments; ``None`` for anything else."""
    if request.word != "kl" or len({law.family.name for law in request.operands}) != 1:
        return None
    laws = [dict(law.parameters) for law in request.operands]
    scales = [law.get("scale") for law in laws]
    places = SCALES.get(request.operands[0].family.name)
    if places is None or any(scale is None or not is_argument(scale, request) for scale in scales):
        return None
    work = WishartDivergence(*(laws[place]["scale"] for place in places))
    work.join(laws[0]["df"].item, laws[1]["df"].item)
    return work if agrees(work.entry, request.value.item, request.inputs, dict(work.definitions)) else None


class WishartDivergence(NormalDivergence):
    """The comparison of the scales, kept term by term, and its join with the degrees of freedom."""

    def __init__(self, matrix: Tensor, other: Tensor) -> None:
        """``matrix`` is factored, ``other`` compared with it."""
        super().__init__(matrix, other)
        self.compare(self.congruent(other, matrix))

    def join(self, first: sp.Expr, second: sp.Expr) -> None:
        """Set the entry for the degrees of freedom of the two laws."""
        apart = self.name("apart", (second - first) / 2)
        terms = [first * square / 2 for square in self.squares]
        for i, (pivot, other, gain) in enumerate(zip(self.pivots, self.second, self.gains, strict=True)):
            x, y = (self.half(f"{text}_{i}", degrees - i) for text, degrees in (("half", first), ("half_q", second)))
            above, below = self.name(f"above_{i}", x * other), self.name(f"below_{i}", y * pivot)
            joined = stable("difference_of_products", x, gain, apart, pivot)  # a gain beside minus one tells nothing of what is left
            excess = self.name(f"excess_{i}", sp.Piecewise((above - below, 2 * other < pivot), (joined, True)))
            terms.append(y * stable("bregman_log_given", above, below, excess))
            terms.append(sp.Rational(i, 2) * stable("bregman_log_given", other, pivot, gain))
            terms.append(stable("bregman_loggamma_tail_given", y, x, apart))
        self.entry = sp.Add(*terms)

    def half(self, text: str, degrees: sp.Expr) -> sp.Expr:
        """Half of a number of degrees of freedom, which has to be positive."""
        symbol = self.name(text, degrees / 2, positive=True)
        self.positive.append(symbol)
        return symbol
