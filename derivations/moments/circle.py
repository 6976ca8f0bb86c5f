"""The circle kernel: trigonometric polynomials of an angle."""

from __future__ import annotations

from typing import TYPE_CHECKING

import sympy as sp

from derivations.moments.combination import ONE, ZERO, Combination, Monomial
from derivations.moments.kernel import Kernel, Moment

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence


class CircleKernel(Kernel):
    r"""An angle ``z``; the first atom is :math:`e^{i z}`, the second is ``z`` itself, which has moments only inside cosines and sines.

    The law of ``z`` is symmetric, so that :math:`E[e^{i n z}] = E[\cos n z]` is real and even in ``n``.
    """

    size = 2
    positive = False

    def __init__(self, cosine_moment: Callable[[int], sp.Expr]) -> None:
        """Args: ``cosine_moment(n)`` is E[cos(n z)] for n >= 0."""
        self.cosine_moment = cosine_moment

    def function(self, head: type, arguments: Sequence[Combination]) -> Combination | None:
        """Cosine and sine of an integer multiple of the angle plus a constant."""
        if head not in (sp.cos, sp.sin):
            return None
        frequency, phase = 0, ZERO
        for monomial, coefficient in arguments[0]:
            if monomial.is_one:
                phase = coefficient
            elif monomial == self.monomial([0, 1]) and coefficient.is_Integer:
                frequency = int(coefficient)
            else:
                return None
        turn = sp.cos(phase) + sp.I * sp.sin(phase)
        back = sp.cos(phase) - sp.I * sp.sin(phase)
        up, down = (ONE / 2, ONE / 2) if head is sp.cos else (-sp.I / 2, sp.I / 2)
        return Combination({self.monomial([frequency, 0]): up * turn, self.monomial([-frequency, 0]): down * back})

    def moment(self, monomial: Monomial) -> Moment:
        """The mean of a harmonic; imaginary parts cancel because every term has its mirror image."""
        harmonic, angle = monomial.powers
        if angle != 0 or any(monomial.logs) or not harmonic.is_Integer:
            raise self.unmatched("the angle outside of cosines and sines")
        return Moment(self.cosine_moment(abs(int(harmonic))))
